#include "codec/xml_scan.h"

#include <cstring>

#include "codec/utf8.h"

namespace adsbox::codec::xml {

const char* find_forbidden(const char* p, const char* end) {
  const __m128i limit = _mm_set1_epi8(0x20), tab = _mm_set1_epi8('\t'), lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');
  while (end - p >= 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    // Unsigned v < 0x20: max(v, 0x20) differs from v.
    const __m128i low = _mm_xor_si128(_mm_cmpeq_epi8(_mm_max_epu8(v, limit), v), _mm_set1_epi8(-1));
    const __m128i fine = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, tab), _mm_cmpeq_epi8(v, lf)), _mm_cmpeq_epi8(v, cr));
    const auto m = static_cast<unsigned>(_mm_movemask_epi8(_mm_andnot_si128(fine, low)));
    if (m != 0) return p + __builtin_ctz(m);
    p += 16;
  }
  while (p != end && (static_cast<unsigned char>(*p) >= 0x20 || is_space(*p))) ++p;
  return p;
}

namespace {

bool is_xml_char(std::uint32_t c) {
  return c == 9 || c == 10 || c == 13 || (c >= 0x20 && c < 0xd800) || (c >= 0xe000 && c < 0xfffe) ||
         (c >= 0x10000 && c < 0x110000);
}

}  // namespace

const char* decode_entity(const char* p, const char* end, std::string& out) {
  constexpr std::ptrdiff_t longest = 12;  // `&#x0010FFFF;` and room to spare
  const char* stop = end - p > longest ? p + longest : end;
  const auto* semicolon = static_cast<const char*>(std::memchr(p, ';', static_cast<std::size_t>(stop - p)));
  if (semicolon == nullptr) return nullptr;
  const std::string_view name(p + 1, static_cast<std::size_t>(semicolon - p - 1));
  if (name == "amp") {
    out += '&';
  } else if (name == "lt") {
    out += '<';
  } else if (name == "gt") {
    out += '>';
  } else if (name == "quot") {
    out += '"';
  } else if (name == "apos") {
    out += '\'';
  } else if (name.size() > 1 && name[0] == '#') {
    std::uint32_t code = 0;
    const bool hex = name[1] == 'x';
    const auto digits = name.substr(hex ? 2 : 1);
    if (digits.empty() || digits.size() > 8) return nullptr;
    for (const char c : digits) {
      std::uint32_t d = 0;
      if (c >= '0' && c <= '9')
        d = static_cast<std::uint32_t>(c - '0');
      else if (hex && c >= 'a' && c <= 'f')
        d = static_cast<std::uint32_t>(c - 'a' + 10);
      else if (hex && c >= 'A' && c <= 'F')
        d = static_cast<std::uint32_t>(c - 'A' + 10);
      else
        return nullptr;
      code = code * (hex ? 16 : 10) + d;
      if (code >= 0x110000) return nullptr;
    }
    if (!is_xml_char(code)) return nullptr;
    append_code_point(out, code);
  } else {
    return nullptr;
  }
  return semicolon + 1;
}

std::string_view trim(std::string_view s) {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}

}  // namespace adsbox::codec::xml
