#include "services/entity/normalise.h"

#include <cstdint>

namespace adsbox::services {
namespace {

/// Lower case of a letter between U+0080 and U+07FF (the two-byte range of UTF-8).
std::uint32_t lower(std::uint32_t c) {
  if (c >= 0x00c0 && c <= 0x00de && c != 0x00d7) return c + 0x20;
  if ((c >= 0x0100 && c <= 0x0137) || (c >= 0x014a && c <= 0x0177)) return c | 1;
  if ((c >= 0x0139 && c <= 0x0148) || (c >= 0x0179 && c <= 0x017e)) return (c & 1) != 0 ? c + 1 : c;
  if (c == 0x0178) return 0x00ff;
  if (c >= 0x0391 && c <= 0x03a9 && c != 0x03a2) return c + 0x20;
  if (c >= 0x0410 && c <= 0x042f) return c + 0x20;
  if (c >= 0x0400 && c <= 0x040f) return c + 0x50;
  if (c >= 0x0460 && c <= 0x0481) return c | 1;
  return c;
}

}  // namespace

std::string fold_case(std::string_view s) {
  std::string out(s);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto c = static_cast<unsigned char>(out[i]);
    if (c < 0x80) {
      if (c >= 'A' && c <= 'Z') out[i] = static_cast<char>(c + 0x20);
    } else if ((c & 0xe0) == 0xc0 && i + 1 < out.size()) {
      const auto code = lower((c & 0x1fu) << 6 | (static_cast<unsigned char>(out[i + 1]) & 0x3fu));
      out[i] = static_cast<char>(0xc0 | code >> 6);
      out[++i] = static_cast<char>(0x80 | (code & 0x3f));
    }
  }
  return out;
}

}  // namespace adsbox::services
