// A report as JSON, without secrets.
#pragma once

#include <string>
#include <string_view>

#include "journal/secrets.h"
#include "migrate/check.h"

namespace adsbox::migrate {

/// "same", "different", "impossible".
[[nodiscard]] std::string_view name_of(Verdict verdict);
[[nodiscard]] std::string json_of(const Report& report, const Subject& subject, const journal::Secrets& secrets);

}  // namespace adsbox::migrate
