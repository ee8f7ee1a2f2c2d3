// Natural keys: what makes two names, or two keywords, the same. The tables are rows of schema/rules/unicode.tsv.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace adsbox::services {

/// UTF-8 text with Unicode's simple case folding: the key of names that are unique whatever their case. Bytes that are no UTF-8
/// stay.
[[nodiscard]] std::string fold_case(std::string_view utf8);

/// UTF-8 text without capitals. What is small already stays as it is, also where case folding changes it (the sigma that ends a
/// word).
[[nodiscard]] std::string small_letters(std::string_view utf8);

/// Whether fold_case() and small_letters() leave a text as it is, told for ASCII only: false may be wrong.
[[nodiscard]] bool surely_small(std::string_view utf8);

/// What makes two keywords the same: case folded, accents and punctuation taken away (apostrophes stay, a hyphen is a space),
/// one space between words and none around. Empty when nothing is left.
[[nodiscard]] std::string keyword_key(std::string_view utf8);
/// Whether a character is as wide as two others where ads count them: East Asian ones and emojis.
[[nodiscard]] bool is_wide(std::uint32_t code);

/// Whether keyword_key() is empty.
[[nodiscard]] bool has_no_words(std::string_view utf8);

}  // namespace adsbox::services
