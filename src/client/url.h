// Texts in URLs and forms.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace adsbox::client {

/// Percent-encodes everything but unreserved characters.
void append_encoded(std::string& out, std::string_view s);
/// `+` and %XX resolved; malformed escapes stay as they are.
std::string decode(std::string_view s);
/// Appends `&name=value` (without & at the start of a form and after `?`).
void append_parameter(std::string& form, std::string_view name, std::string_view value);
/// Value of a parameter in the query or fragment of `url`, decoded.
std::optional<std::string> parameter(std::string_view url, std::string_view name);

}  // namespace adsbox::client
