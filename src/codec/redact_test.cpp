#include "codec/redact.h"

#include <gtest/gtest.h>

namespace adsbox::codec {
namespace {

std::string hidden(std::string_view text) {
  return redact(text, [](std::string_view s) { return "[" + std::to_string(s.size()) + "]"; });
}

TEST(FindSecrets, KnowsEscapedNames) {
  EXPECT_EQ(hidden(R"({"pass\u0077ord":"abc"})"), R"({"pass\u0077ord":"[3]"})");
  EXPECT_EQ(hidden("%70assword=abc&a=b"), "%70assword=[3]&a=b");
}

TEST(FindSecrets, HidesJsonValuesThatAreNoTexts) {
  EXPECT_EQ(hidden(R"({"password":12345,"b":1})"), R"({"password":"[5]","b":1})");
  EXPECT_EQ(hidden(R"({"password":["a","]"],"b":1})"), R"({"password":"[9]","b":1})");
  EXPECT_EQ(hidden(R"({"password":{"a":{"b":"}"}},"b":1})"), R"({"password":"[15]","b":1})");
  EXPECT_EQ(hidden(R"({"password":null,"code":105})"), R"({"password":null,"code":105})");
}

TEST(FindSecrets, HidesWholeElements) {
  EXPECT_EQ(hidden("<h:Password><![CDATA[a</Password>b]]></h:Password>x"), "<h:Password>[25]</h:Password>x");
  EXPECT_EQ(hidden("<Password>ab<!-- c -->d</Password>"), "<Password>[13]</Password>");
  EXPECT_EQ(hidden("<Password>ab<x>cd</x></Password>"), "<Password>[11]</Password>");
  EXPECT_EQ(hidden("<Password a=\"/>\">abc</Password>"), "<Password a=\"/>\">[3]</Password>");
  EXPECT_EQ(hidden("<Password a=\">secret</Password>"), "<Password a=\">[6]</Password>");
  EXPECT_EQ(hidden("<Password i:nil=\"true\"/><UserName>u</UserName>"), "<Password i:nil=\"true\"/><UserName>u</UserName>");
  EXPECT_EQ(hidden("<x Password='abc' b=\"c\"/>"), "<x Password='[3]' b=\"c\"/>");
}

TEST(FindSecrets, LooksIntoQueriesInsideOfQueries) {
  EXPECT_EQ(hidden("to=https%3A%2F%2Fx%3Fcode%3DM.R4%26state%3D1&b=c"), "to=https%3A%2F%2Fx%3Fcode%3D[4]%26state%3D1&b=c");
}

TEST(FindSecrets, LooksIntoJsonInsideOfJson) {
  EXPECT_EQ(hidden(R"({"a":"{\"password\":\"abc\",\"b\":1}"})"), R"({"a":"{\"password\":\"[3]\",\"b\":1}"})");
}

TEST(FindSecrets, ReachesToTheEndOfWhatIsNotClosed) {
  EXPECT_EQ(hidden(R"({"refresh_token":"abc)"), R"({"refresh_token":"[3])");
  EXPECT_EQ(hidden("<AuthenticationToken>abc<b>d"), "<AuthenticationToken>[7]");
  EXPECT_EQ(hidden(R"({"password":{"a":)"), R"({"password":"[5]")");
}

TEST(FindSecrets, LeavesTheApisOwnCodesAlone) {
  EXPECT_EQ(hidden(R"({"Code":"x","ErrorCode":"InvalidCredentials"})"), R"({"Code":"x","ErrorCode":"InvalidCredentials"})");
}

}  // namespace
}  // namespace adsbox::codec
