// How names are found in the tables.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

#include "catalog/tables.h"

namespace adsbox::catalog {

/// The name in that language; empty when it is the English one.
inline std::string_view translated(std::span<const Names> rows, std::int64_t id, Locale locale) {
  if (locale == Locale::en) return {};
  const auto it = std::ranges::lower_bound(rows, id, {}, &Names::id);
  return it != rows.end() && it->id == id ? it->names[static_cast<std::size_t>(locale) - 1].view() : std::string_view();
}

}  // namespace adsbox::catalog
