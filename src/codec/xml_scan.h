// Byte-level helpers of the SOAP reader: SIMD scans and entity decoding. Nothing here knows the contract.
#pragma once

#include <emmintrin.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace adsbox::codec::xml {

inline bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/// True for the bytes that may stand in a tag or attribute name. Non-ASCII bytes are let through: UTF-8 was checked before.
inline constexpr auto name_chars = [] {
  std::array<bool, 256> t{};
  for (unsigned u = 0; u < 256; ++u)
    t[u] = (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') || u == '_' || u == '-' || u == '.' ||
           u >= 0x80;
  return t;
}();
inline bool is_name_char(char c) {
  return name_chars[static_cast<unsigned char>(c)];
}

/// memcmp() == 0 without a call: names are short.
inline bool equal_bytes(const char* a, const char* b, std::size_t n) {
  const auto load8 = [](const char* p) {
    std::uint64_t v;
    std::memcpy(&v, p, 8);
    return v;
  };
  const auto load4 = [](const char* p) {
    std::uint32_t v;
    std::memcpy(&v, p, 4);
    return v;
  };
  if (n >= 8) {
    std::size_t i = 0;
    for (; i + 8 < n; i += 8)
      if (load8(a + i) != load8(b + i)) return false;
    return load8(a + n - 8) == load8(b + n - 8);
  }
  if (n >= 4) return load4(a) == load4(b) && load4(a + n - 4) == load4(b + n - 4);
  for (std::size_t i = 0; i < n; ++i)
    if (a[i] != b[i]) return false;
  return true;
}

/// First of `<`, `&` or carriage return at or after p; `end` when there is none.
inline const char* find_markup(const char* p, const char* end) {
  const __m128i lt = _mm_set1_epi8('<'), amp = _mm_set1_epi8('&'), cr = _mm_set1_epi8('\r');
  while (end - p >= 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const auto m = static_cast<unsigned>(
        _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, lt), _mm_cmpeq_epi8(v, amp)), _mm_cmpeq_epi8(v, cr))));
    if (m != 0) return p + __builtin_ctz(m);
    p += 16;
  }
  while (p != end && *p != '<' && *p != '&' && *p != '\r') ++p;
  return p;
}

/// First of the quote, `<` or `&` at or after p: where an attribute value ends or needs a closer look.
inline const char* find_value_end(const char* p, const char* end, char quote) {
  const __m128i q = _mm_set1_epi8(quote), lt = _mm_set1_epi8('<'), amp = _mm_set1_epi8('&');
  while (end - p >= 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const auto m = static_cast<unsigned>(
        _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, q), _mm_cmpeq_epi8(v, lt)), _mm_cmpeq_epi8(v, amp))));
    if (m != 0) return p + __builtin_ctz(m);
    p += 16;
  }
  while (p != end && *p != quote && *p != '<' && *p != '&') ++p;
  return p;
}

/// First byte that XML 1.0 does not allow (control characters other than tab, line feed, carriage return), or `end`.
const char* find_forbidden(const char* p, const char* end);

/// Decodes `&name;` or `&#n;` at p (which points to '&') and appends its UTF-8 form. Returns the byte after ';' or nullptr.
const char* decode_entity(const char* p, const char* end, std::string& out);

std::string_view trim(std::string_view s);

}  // namespace adsbox::codec::xml
