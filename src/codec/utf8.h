// Is it UTF-8? Every document is asked this once before it is read. And characters as it writes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace adsbox::codec {

/// True for well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF, nothing cut off. Empty text is.
[[nodiscard]] bool valid_utf8(std::string_view text) noexcept;

/// Appends a character, which must be one that UTF-8 can write: no surrogate, nothing above U+10FFFF.
void append_code_point(std::string& out, std::uint32_t c);

}  // namespace adsbox::codec
