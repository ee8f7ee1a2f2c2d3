// HAR 1.2, which browsers' developer tools and proxies read.
#pragma once

#include <string>
#include <vector>

#include "journal/journal.h"

namespace adsbox::journal {

/// A HAR document of the entries, without their secrets. `version`: of adsbox.
[[nodiscard]] std::string har_of(const std::vector<EntryPtr>& entries, std::string_view version);

}  // namespace adsbox::journal
