// Natural keys: what makes two names the same name.
#pragma once

#include <string>
#include <string_view>

namespace adsbox::services {

/// UTF-8 text with upper-case letters (Latin, Greek, Cyrillic) made lower-case: the key of names that are unique whatever their
/// case.
[[nodiscard]] std::string fold_case(std::string_view utf8);

}  // namespace adsbox::services
