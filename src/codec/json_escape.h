// What follows a backslash in a JSON string.
#pragma once

#include <string>

namespace adsbox::codec {

/// Appends the character that an escape stands for. `p` is behind the backslash, and behind the escape afterwards; false when it
/// is none (half of a surrogate pair is none).
[[nodiscard]] bool read_json_escape(const char*& p, const char* end, std::string& out);

}  // namespace adsbox::codec
