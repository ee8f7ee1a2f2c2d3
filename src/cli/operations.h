// Services and operations as people type them.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "schema/tables.h"

namespace adsbox::cli {

/// By name, in any case and without regard to blanks, `-` and `_`. Error: a sentence that names what comes near.
std::expected<const schema::ServiceInfo*, std::string> service_named(std::string_view name);
std::expected<const schema::OperationInfo*, std::string> operation_named(const schema::ServiceInfo& service,
                                                                         std::string_view name);

}  // namespace adsbox::cli
