// Where a byte of a text is, as a person counts, and the text around it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "codec/redact.h"

namespace adsbox::codec {

/// Both from 1. Columns count characters, not bytes; \n, \r\n and \r end lines.
struct TextPosition {
  std::size_t line = 1, column = 1;
};
[[nodiscard]] TextPosition position_of(std::string_view text, std::size_t offset);

struct Excerpt {
  std::string line;   // the line of the byte, or the part of it around the byte when it is long ("..." where it was cut)
  std::string caret;  // blanks and `^` below the byte
};
/// Secrets are replaced by what `mask` makes of them. Control characters become blanks.
[[nodiscard]] Excerpt excerpt_of(std::string_view text, std::size_t offset,
                                 const std::function<std::string(std::string_view secret)>& mask);

}  // namespace adsbox::codec
