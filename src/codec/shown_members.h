// The members of a type that an encoder writes.
#pragma once

#include <bit>

#include "codec/filter.h"

namespace adsbox::codec {

/// Calls `f(index)` for each of `count` members that is not hidden (nullptr: none is), in order. Bits are looked for, not tested:
/// of the members of large types many are hidden.
template <class F>
void for_each_shown(const FieldFilter::Mask* hidden, std::size_t count, F f) {
  constexpr std::size_t word = 64;
  static const FieldFilter::Mask low_word(~std::uint64_t{0});
  for (std::size_t first = 0; first < count; first += word) {
    std::uint64_t shown = hidden == nullptr ? ~std::uint64_t{0} : ~((*hidden >> first) & low_word).to_ullong();
    if (count - first < word) shown &= (std::uint64_t{1} << (count - first)) - 1;
    for (; shown != 0; shown &= shown - 1) f(first + static_cast<std::size_t>(std::countr_zero(shown)));
  }
}

}  // namespace adsbox::codec
