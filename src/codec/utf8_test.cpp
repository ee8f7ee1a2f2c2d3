#include "codec/utf8.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace adsbox::codec {
namespace {

/// The definition, letter by letter.
bool by_definition(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    const auto b = static_cast<unsigned char>(s[i]);
    const std::size_t n = b < 0x80 ? 1 : b >= 0xc2 && b < 0xe0 ? 2 : b >= 0xe0 && b < 0xf0 ? 3 : b >= 0xf0 && b < 0xf5 ? 4 : 0;
    if (n == 0 || i + n > s.size()) return false;
    for (std::size_t k = 1; k < n; ++k)
      if ((static_cast<unsigned char>(s[i + k]) & 0xc0) != 0x80) return false;
    const auto second = n > 1 ? static_cast<unsigned char>(s[i + 1]) : 0;
    if ((b == 0xe0 && second < 0xa0) || (b == 0xed && second > 0x9f) || (b == 0xf0 && second < 0x90) ||
        (b == 0xf4 && second > 0x8f))
      return false;
    i += n;
  }
  return true;
}

/// The sequence at different distances from the block borders, alone and among letters.
void expect_agreement(std::string_view sequence) {
  const bool expected = by_definition(sequence);
  for (const std::size_t before : {0, 13, 14, 15, 16, 61, 63}) {
    for (const std::size_t after : {0, 1, 70}) {
      const auto text = std::string(before, 'a') + std::string(sequence) + std::string(after, 'b');
      ASSERT_EQ(valid_utf8(text), expected) << before << "+" << after << " " << testing::PrintToString(std::string(sequence));
    }
  }
}

TEST(Utf8, AgreesWithTheDefinitionOnEveryPair) {
  for (int a = 0x70; a < 256; ++a)
    for (int b = 0x70; b < 256; ++b) expect_agreement(std::string{static_cast<char>(a), static_cast<char>(b)});
}

TEST(Utf8, AgreesOnLongerSequences) {
  const int edges[] = {0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2,
                       0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff};
  for (const int a : edges)
    for (const int b : edges)
      for (const int c : edges) {
        expect_agreement(std::string{static_cast<char>(a), static_cast<char>(b), static_cast<char>(c)});
        if (a < 0xe0) continue;
        for (const int d : edges)
          expect_agreement(std::string{static_cast<char>(a), static_cast<char>(b), static_cast<char>(c), static_cast<char>(d)});
      }
}

TEST(Utf8, AgreesOnRandomText) {
  std::mt19937 random(7);
  const std::string pieces[] = {"a", "tea ", "\xc3\xa4", "\xe8\x8c\xb6", "\xf0\x9f\x8d\xb5", std::string(40, 'x')};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto n = random() % 30; n > 0; --n) text += pieces[random() % std::size(pieces)];
    ASSERT_TRUE(valid_utf8(text));
    if (text.empty()) continue;
    text[random() % text.size()] = static_cast<char>(random());
    ASSERT_EQ(valid_utf8(text), by_definition(text));
    text.resize(random() % (text.size() + 1));
    ASSERT_EQ(valid_utf8(text), by_definition(text));
  }
}

}  // namespace
}  // namespace adsbox::codec
