#include "codec/text_position.h"

#include <gtest/gtest.h>

namespace adsbox::codec {
namespace {

std::string hide(std::string_view s) {
  return "[" + std::to_string(s.size()) + "]";
}

TEST(TextPosition, CountsLinesAndCharacters) {
  const std::string text = "one\ntw\xc3\xb6 x\r\nthree\rfour";
  EXPECT_EQ(position_of(text, 0).line, 1u);
  EXPECT_EQ(position_of(text, 3).column, 4u);
  EXPECT_EQ(position_of(text, 4).line, 2u);
  EXPECT_EQ(position_of(text, text.find('x')).column, 5u);
  EXPECT_EQ(position_of(text, text.find("three")).line, 3u);
  EXPECT_EQ(position_of(text, text.find("three")).column, 1u);
  EXPECT_EQ(position_of(text, text.find("four")).line, 4u);
  EXPECT_EQ(position_of(text, 1000).line, 4u);
  EXPECT_EQ(position_of("", 0).column, 1u);
}

TEST(Excerpt, PutsTheCaretBelowTheByte) {
  const std::string text = "<a>\n\t<b\xc3\xb6>1</b>\n</a>";
  const auto e = excerpt_of(text, text.find('1'), hide);
  EXPECT_EQ(e.line, " <b\xc3\xb6>1</b>");
  EXPECT_EQ(e.caret, "     ^");
}

TEST(Excerpt, CutsLongLines) {
  const std::string text = std::string(1000, 'a') + "!" + std::string(1000, 'b');
  const auto e = excerpt_of(text, 1000, hide);
  EXPECT_EQ(e.line, "..." + std::string(60, 'a') + "!" + std::string(39, 'b') + "...");
  EXPECT_EQ(e.caret.find('^'), e.line.find('!'));
}

TEST(Excerpt, HidesSecretsEvenWhereTheyAreCut) {
  const std::string text = "{\"password\":\"" + std::string(500, 's') + "\", \"x\": ?}";
  const auto after = excerpt_of(text, text.find('?'), hide);
  EXPECT_EQ(after.line, "...[500]\", \"x\": ?}");
  EXPECT_EQ(after.caret.find('^'), after.line.find('?'));
  const auto inside = excerpt_of(text, 200, hide);
  EXPECT_EQ(inside.line, "...[500]...");
  const auto before = excerpt_of(text, 5, hide);
  EXPECT_EQ(before.line, "{\"password\":\"[500]...");
}

}  // namespace
}  // namespace adsbox::codec
