// Copies of text that needs no escape, 16 bytes a step. Which bytes are special is each format's own.
#pragma once

#include <emmintrin.h>

#include <cstdint>
#include <cstring>
#include <string_view>

namespace adsbox::codec {

/// A bit for each of 16 bytes that is special.
using SpecialBytes = unsigned (*)(__m128i);

/// copy_plain for texts as long as one or two of `Half`, or anything between: two loads that overlap instead of a loop.
template <SpecialBytes special, class Half>
std::size_t copy_halves(char* to, const char* from, std::size_t n) {
  constexpr std::size_t size = sizeof(Half);
  Half low, high;
  std::memcpy(&low, from, size);
  std::memcpy(&high, from + n - size, size);
  std::memcpy(to, &low, size);
  std::memcpy(to + n - size, &high, size);
  const auto load = [](Half half) { return _mm_cvtsi64_si128(static_cast<long long>(std::uint64_t{half})); };
  const unsigned found = special(_mm_or_si128(load(low), _mm_slli_si128(load(high), size))) & ((1u << 2 * size) - 1);
  if (found == 0) return n;
  const auto at = static_cast<std::size_t>(__builtin_ctz(found));
  return at < size ? at : n - 2 * size + at;
}

/// copy_plain for less than 16 bytes.
template <SpecialBytes special>
std::size_t copy_plain_tail(char* to, const char* from, std::size_t n) {
  if (n >= 8) return copy_halves<special, std::uint64_t>(to, from, n);
  if (n >= 4) return copy_halves<special, std::uint32_t>(to, from, n);
  if (n >= 2) return copy_halves<special, std::uint16_t>(to, from, n);
  return n == 0 ? 0 : copy_halves<special, std::uint8_t>(to, from, n);
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
