// The method of Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte" (2021): three table lookups by
// nibble (high half of the byte before, its low half, high half of the byte itself) whose bits each stand for one way to be
// wrong; a bit that all three agree on is an error. Written out here instead of taken from a library because a shared library
// more costs the program's start about a millisecond.
#include "codec/utf8.h"

#include <immintrin.h>

#include <cstdint>
#include <cstring>

namespace adsbox::codec {
namespace {

enum Wrong : std::uint8_t {
  too_short = 1,            // lead byte, then no continuation
  too_long = 2,             // ASCII, then a continuation
  overlong_3 = 4,           // E0 80..9F
  too_large = 8,            // F4 90 and more
  surrogate = 16,           // ED A0..BF
  overlong_2 = 32,          // C0, C1
  too_large_1000 = 64,      // F5 and more, with 80..8F
  overlong_4 = 64,          // F0 80..8F
  two_continuations = 128,  // right only as third or fourth byte, which is looked at apart
};
constexpr std::uint8_t carry = too_short | too_long | two_continuations;

__m128i table(std::uint8_t a0, std::uint8_t a1, std::uint8_t a2, std::uint8_t a3, std::uint8_t a4, std::uint8_t a5,
              std::uint8_t a6, std::uint8_t a7, std::uint8_t a8, std::uint8_t a9, std::uint8_t aa, std::uint8_t ab,
              std::uint8_t ac, std::uint8_t ad, std::uint8_t ae, std::uint8_t af) {
  const std::uint8_t bytes[16] = {a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, aa, ab, ac, ad, ae, af};
  __m128i v;
  std::memcpy(&v, bytes, sizeof v);
  return v;
}

struct Checker {
  // High nibble of the byte before.
  const __m128i before_high =
      table(too_long, too_long, too_long, too_long, too_long, too_long, too_long, too_long, two_continuations, two_continuations,
            two_continuations, two_continuations, too_short | overlong_2, too_short, too_short | overlong_3 | surrogate,
            too_short | too_large | too_large_1000 | overlong_4);
  // Its low nibble.
  static constexpr std::uint8_t large = carry | too_large | too_large_1000;
  const __m128i before_low =
      table(carry | overlong_3 | overlong_2 | overlong_4, carry | overlong_2, carry, carry, carry | too_large, large, large,
            large, large, large, large, large, large, large | surrogate, large, large);
  // High nibble of the byte itself.
  static constexpr std::uint8_t eight = too_long | overlong_2 | two_continuations | overlong_3 | too_large_1000 | overlong_4;
  static constexpr std::uint8_t nine = too_long | overlong_2 | two_continuations | overlong_3 | too_large;
  static constexpr std::uint8_t ten = too_long | overlong_2 | two_continuations | surrogate | too_large;
  const __m128i own_high = table(too_short, too_short, too_short, too_short, too_short, too_short, too_short, too_short, eight,
                                 nine, ten, ten, too_short, too_short, too_short, too_short);
  // A lead byte in the last three places wants bytes that have not come yet.
  const __m128i complete = table(255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0xf0 - 1, 0xe0 - 1, 0xc0 - 1);

  __m128i previous = _mm_setzero_si128();
  __m128i unfinished = _mm_setzero_si128();
  __m128i error = _mm_setzero_si128();

  static __m128i high_nibbles(__m128i v) { return _mm_and_si128(_mm_srli_epi16(v, 4), _mm_set1_epi8(15)); }

  void ascii() {
    error = _mm_or_si128(error, unfinished);
    unfinished = previous = _mm_setzero_si128();
  }

  void block(__m128i input) {
    const auto one_before = _mm_alignr_epi8(input, previous, 15);
    const auto special = _mm_and_si128(_mm_and_si128(_mm_shuffle_epi8(before_high, high_nibbles(one_before)),
                                                     _mm_shuffle_epi8(before_low, _mm_and_si128(one_before, _mm_set1_epi8(15)))),
                                       _mm_shuffle_epi8(own_high, high_nibbles(input)));
    // The top bit where the byte must be a third or fourth one: two before is E0 and more, or three before F0 and more.
    const auto third = _mm_subs_epu8(_mm_alignr_epi8(input, previous, 14), _mm_set1_epi8(0xe0 - 0x80));
    const auto fourth = _mm_subs_epu8(_mm_alignr_epi8(input, previous, 13), _mm_set1_epi8(0xf0 - 0x80));
    const auto must = _mm_and_si128(_mm_or_si128(third, fourth), _mm_set1_epi8(static_cast<char>(0x80)));
    error = _mm_or_si128(error, _mm_xor_si128(must, special));
    unfinished = _mm_subs_epu8(input, complete);
    previous = input;
  }

  void step(__m128i input) {
    if (_mm_movemask_epi8(input) == 0)
      ascii();
    else
      block(input);
  }

  [[nodiscard]] bool good() const {
    const auto all = _mm_or_si128(error, unfinished);
    return _mm_testz_si128(all, all) != 0;
  }
};

}  // namespace

bool valid_utf8(std::string_view text) noexcept {
  Checker checker;
  const auto* p = reinterpret_cast<const __m128i*>(text.data());
  std::size_t left = text.size();
  for (; left >= 64; left -= 64, p += 4) {
    const auto a = _mm_loadu_si128(p), b = _mm_loadu_si128(p + 1), c = _mm_loadu_si128(p + 2), d = _mm_loadu_si128(p + 3);
    if (_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d))) == 0) {
      checker.ascii();
      continue;
    }
    checker.step(a);
    checker.step(b);
    checker.step(c);
    checker.step(d);
  }
  for (; left >= 16; left -= 16, ++p) checker.step(_mm_loadu_si128(p));
  if (left != 0) {
    __m128i rest = _mm_setzero_si128();  // zeros are ASCII
    std::memcpy(&rest, p, left);
    checker.step(rest);
  }
  return checker.good();
}

void append_code_point(std::string& out, std::uint32_t c) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (c >> shift & 0x3f)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | c >> 6);
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | c >> 12);
    tail(6), tail(0);
  } else {
    out += static_cast<char>(0xf0 | c >> 18);
    tail(12), tail(6), tail(0);
  }
}

}  // namespace adsbox::codec
