// Is it UTF-8? Every document is asked this once before it is read.
#pragma once

#include <string_view>

namespace adsbox::codec {

/// True for well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF, nothing cut off. Empty text is.
[[nodiscard]] bool valid_utf8(std::string_view text) noexcept;

}  // namespace adsbox::codec
