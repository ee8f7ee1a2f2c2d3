// Copies of text that needs no escape, 16 bytes a step. Which bytes are special is each format's own.
#pragma once

#include <emmintrin.h>

#include <cstdint>
#include <cstring>
#include <string_view>

namespace adsbox::codec {

/// A bit for each of 16 bytes that is special.
using SpecialBytes = unsigned (*)(__m128i);

/// copy_plain for 1 to 15 bytes: two loads that overlap instead of a loop.
template <SpecialBytes special>
std::size_t copy_plain_tail(char* to, const char* from, std::size_t n) {
  const auto found = [n](unsigned bits, std::size_t load) {
    if (bits == 0) return n;
    const auto at = static_cast<std::size_t>(__builtin_ctz(bits));
    return at < load ? at : n - 2 * load + at;
  };
  if (n >= 8) {
    std::uint64_t low, high;
    std::memcpy(&low, from, 8);
    std::memcpy(&high, from + n - 8, 8);
    std::memcpy(to, &low, 8);
    std::memcpy(to + n - 8, &high, 8);
    return found(special(_mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(low))), 8);
  }
  if (n >= 4) {
    std::uint32_t low, high;
    std::memcpy(&low, from, 4);
    std::memcpy(&high, from + n - 4, 4);
    std::memcpy(to, &low, 4);
    std::memcpy(to + n - 4, &high, 4);
    return found(special(_mm_set1_epi64x(static_cast<long long>(std::uint64_t{high} << 32 | low))) & 0xff, 4);
  }
  std::size_t at = 0;
  for (; at < n && (special(_mm_set1_epi8(from[at])) & 1) == 0; ++at) to[at] = from[at];
  return at;
}

/// Copies `s` up to its first special byte; up to 15 bytes beyond what counts may be overwritten. Returns how many count.
template <SpecialBytes special>
std::size_t copy_plain(char* to, std::string_view s) {
  std::size_t at = 0;
  for (; s.size() - at >= 16; at += 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(s.data() + at));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + at), v);
    if (const unsigned m = special(v); m != 0) return at + static_cast<std::size_t>(__builtin_ctz(m));
  }
  return at + copy_plain_tail<special>(to + at, s.data() + at, s.size() - at);
}

}  // namespace adsbox::codec
