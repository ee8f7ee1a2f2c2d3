#include "codec/json_escape.h"

#include <cstdint>

#include "codec/utf8.h"

namespace adsbox::codec {
namespace {

bool hex4(const char* p, const char* end, std::uint32_t& out) {
  if (end - p < 4) return false;
  out = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = p[i];
    std::uint32_t d = 0;
    if (c >= '0' && c <= '9')
      d = static_cast<std::uint32_t>(c - '0');
    else if (c >= 'a' && c <= 'f')
      d = static_cast<std::uint32_t>(c - 'a' + 10);
    else if (c >= 'A' && c <= 'F')
      d = static_cast<std::uint32_t>(c - 'A' + 10);
    else
      return false;
    out = out << 4 | d;
  }
  return true;
}

}  // namespace

bool read_json_escape(const char*& p, const char* end, std::string& out) {
  if (p == end) return false;
  switch (*p++) {
    case '"':
      out += '"';
      return true;
    case '\\':
      out += '\\';
      return true;
    case '/':
      out += '/';
      return true;
    case 'b':
      out += '\b';
      return true;
    case 'f':
      out += '\f';
      return true;
    case 'n':
      out += '\n';
      return true;
    case 'r':
      out += '\r';
      return true;
    case 't':
      out += '\t';
      return true;
    case 'u':
      break;
    default:
      return false;
  }
  std::uint32_t c = 0;
  if (!hex4(p, end, c)) return false;
  p += 4;
  if (c >= 0xd800 && c < 0xdc00) {  // the first half of a surrogate pair
    std::uint32_t low = 0;
    if (end - p < 6 || p[0] != '\\' || p[1] != 'u' || !hex4(p + 2, end, low) || low < 0xdc00 || low > 0xdfff) return false;
    p += 6;
    c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
  } else if (c >= 0xdc00 && c < 0xe000) {
    return false;
  }
  append_code_point(out, c);
  return true;
}

}  // namespace adsbox::codec
