// TimeStamp members: eight bytes that no two writes in a world share.
#pragma once

#include <cstdint>
#include <string>

#include "store/store.h"

namespace adsbox::identity {

inline std::string next_row_version(store::Writer& w) {
  const auto n = static_cast<std::uint64_t>(w.next_id("row-version", 1));
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(n >> (8 * (7 - i)) & 0xff);
  return bytes;
}

}  // namespace adsbox::identity
