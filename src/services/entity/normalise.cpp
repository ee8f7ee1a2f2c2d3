#include "services/entity/normalise.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "codec/utf8.h"
#include "schema/rules.h"

namespace adsbox::services {
namespace {

struct Decoded {
  std::uint32_t code = 0;
  std::size_t size = 0;  // 0: no UTF-8 here
};

Decoded decode(std::string_view s) {
  const auto c = static_cast<unsigned char>(s[0]);
  if (c < 0x80) return {c, 1};
  const std::size_t size = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 0;
  if (size == 0 || c > 0xf4 || s.size() < size) return {};
  std::uint32_t code = c & (0xffu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    const auto next = static_cast<unsigned char>(s[i]);
    if ((next & 0xc0) != 0x80) return {};
    code = code << 6 | (next & 0x3fu);
  }
  return {code, size};
}

std::uint32_t folded(std::uint32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 0x20 : c;
  const auto rows = schema::rule_book.folds;
  const auto it = std::ranges::lower_bound(rows, c, {}, &schema::FoldRange::last);
  if (it == rows.end() || c < it->first || (c - it->first) % it->step != 0) return c;
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(c) + it->delta);
}

std::uint32_t without_accents(std::uint32_t c) {
  const auto rows = schema::rule_book.accents;
  const auto it = std::ranges::lower_bound(rows, c, {}, &schema::Accent::code);
  return it == rows.end() || it->code != c ? c : it->letter;
}

bool in(std::span<const schema::CodeRange> rows, std::uint32_t c) {
  const auto it = std::ranges::lower_bound(rows, c, {}, &schema::CodeRange::last);
  return it != rows.end() && c >= it->first;
}

/// Small letters that compare as others do (the sigma that ends a word as sigma), and so are changed by case folding.
constexpr schema::CodeRange folded_small_letters[] = {{0xb5, 0xb5},     {0x17f, 0x17f},   {0x3c2, 0x3c2},   {0x3d0, 0x3d1},
                                                      {0x3d5, 0x3d6},   {0x3f0, 0x3f1},   {0x3f5, 0x3f5},   {0x13f8, 0x13fd},
                                                      {0x1c80, 0x1c88}, {0x1e9b, 0x1e9b}, {0x1fbe, 0x1fbe}, {0xab70, 0xabbf}};

bool is_space(std::uint32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x3000;
}
bool is_hyphen(std::uint32_t c) {
  return c == '-' || (c >= 0x2010 && c <= 0x2015);
}
bool is_apostrophe(std::uint32_t c) {
  return c == '\'' || c == 0x2019;
}

/// What keyword_key() makes of a character: of most texts' characters found in a table.
constexpr std::uint32_t gap_mark = 0xffffffff, nothing = 0xfffffffe;
std::uint32_t key_character(std::uint32_t c) {
  if (is_space(c) || is_hyphen(c)) return gap_mark;
  if (is_apostrophe(c)) return '\'';
  if (in(schema::rule_book.punctuation, c) || in(schema::rule_book.marks, c)) return nothing;
  return folded(without_accents(folded(c)));
}
const std::array<std::uint32_t, 128>& ascii_key_characters() {
  static const auto table = [] {
    std::array<std::uint32_t, 128> t{};
    for (std::uint32_t c = 0; c < t.size(); ++c) t[c] = key_character(c);
    return t;
  }();
  return table;
}

}  // namespace

namespace {

template <class Change>
std::string each_character(std::string_view s, Change change) {
  std::string out(s);
  char* const first = out.data();
  std::size_t plain = 0;
  for (; plain < s.size() && static_cast<unsigned char>(first[plain]) < 0x80; ++plain)
    first[plain] = static_cast<char>(change(static_cast<unsigned char>(first[plain])));
  out.resize(plain);
  for (std::size_t i = plain; i < s.size();) {
    const auto [code, size] = decode(s.substr(i));
    if (size == 0) {
      out += s[i++];
      continue;
    }
    codec::append_code_point(out, change(code));
    i += size;
  }
  return out;
}

}  // namespace

bool is_wide(std::uint32_t code) {
  return in(schema::rule_book.wide, code);
}

std::string fold_case(std::string_view s) {
  return each_character(s, folded);
}

std::string small_letters(std::string_view s) {
  return each_character(s, [](std::uint32_t c) { return c >= 0x80 && in(folded_small_letters, c) ? c : folded(c); });
}

bool surely_small(std::string_view s) {
  return std::ranges::none_of(s, [](char c) { return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; });
}

bool has_no_words(std::string_view s) {
  const auto& ascii = ascii_key_characters();
  for (const char c : s) {
    if (static_cast<unsigned char>(c) >= 0x80) return keyword_key(s).empty();
    if (ascii[static_cast<unsigned char>(c)] < nothing) return false;
  }
  return true;
}

std::string keyword_key(std::string_view s) {
  constexpr std::size_t kMore = 16;  // callers append what else tells two apart
  const auto& ascii = ascii_key_characters();
  std::string out;
  out.reserve(s.size() + kMore);
  out.resize(s.size());  // of ASCII nothing gets longer
  char* end = out.data();
  bool gap = false;
  std::size_t i = 0;
  for (; i < s.size() && static_cast<unsigned char>(s[i]) < 0x80; ++i) {
    const auto code = ascii[static_cast<unsigned char>(s[i])];
    if (code == gap_mark) gap = end != out.data();
    if (code >= nothing) continue;
    if (gap) *end++ = ' ';
    gap = false;
    *end++ = static_cast<char>(code);
  }
  out.resize(static_cast<std::size_t>(end - out.data()));
  while (i < s.size()) {
    auto [code, size] = decode(s.substr(i));
    if (size == 0) {
      code = static_cast<unsigned char>(s[i]);
      size = 1;
    }
    i += size;
    code = key_character(code);
    if (code == gap_mark) gap = !out.empty();
    if (code >= nothing) continue;
    if (gap) out += ' ';
    gap = false;
    codec::append_code_point(out, code);
  }
  return out;
}

}  // namespace adsbox::services
