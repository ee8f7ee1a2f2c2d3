// The table of what works, written from the registry.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "services/call.h"

namespace adsbox::cli {

/// (service, operation, "REST" or "SOAP")
using Tested = std::set<std::tuple<std::string, std::string, std::string>>;

/// Lines `service TAB operation TAB wire`; # begins a comment.
Tested parse_tested(std::string_view tsv);

/// docs/coverage.md: a section a service, a row an operation.
std::string coverage_markdown(const services::Registry& registry, const Tested& tested);

}  // namespace adsbox::cli
