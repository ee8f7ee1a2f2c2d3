#include "codec/json_tree.h"

#include <gtest/gtest.h>

namespace adsbox::codec {
namespace {

TEST(JsonTree, ReadsWhatAServiceAnswers) {
  const std::string body =
      R"( {"access_token":"E\"w\\A\u00e4\ud83c\udf75","expires_in":3599,"ext":"60","list":[1, -2 ,"x",[],{}],"o":{"a":null,"b":true},"d":1.5e3} )";
  const auto json = parse_json(body);
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["access_token"].text(), "E\"w\\A\xc3\xa4\xf0\x9f\x8d\xb5");
  EXPECT_EQ((*json)["expires_in"].integer(), 3599);
  EXPECT_EQ((*json)["ext"].integer(), 60);
  EXPECT_EQ((*json)["d"].integer(), std::nullopt);
  ASSERT_EQ((*json)["list"].items().size(), 5u);
  EXPECT_EQ((*json)["list"].items()[1].integer(), -2);
  EXPECT_TRUE((*json)["o"]["a"].is_null());
  EXPECT_EQ((*json)["o"]["b"].source(), "true");
  EXPECT_EQ((*json)["o"].source(), R"({"a":null,"b":true})");
  EXPECT_TRUE((*json)["absent"]["deeper"].is_null());
}

TEST(JsonTree, TakesSingleValues) {
  for (const auto* text : {"null", "0", "-0.5", "\"\"", "[]", "{}", "1E+2", " [ ] "}) EXPECT_TRUE(parse_json(text)) << text;
}

TEST(JsonTree, RefusesWhatIsNoJson) {
  for (const auto* text :
       {"",          " ",           "{",           "}",     "[1,]",   "{\"a\"}",  "{\"a\":}", "{a:1}",  "{\"a\":1,}",
        "01",        "1.",          ".5",          "1e",    "+1",     "nul",      "\"a",      "\"\n\"", "\"\\x\"",
        "\"\\u12\"", "\"\\ud83c\"", "\"\\udf75\"", "[] []", "<html>", "\"\xff\"", "- 1",      "tru"})
    EXPECT_FALSE(parse_json(text)) << text;
}

TEST(JsonTree, BoundsNumbersAndDepth) {
  EXPECT_EQ(parse_json("9223372036854775807")->integer(), INT64_MAX);
  EXPECT_EQ(parse_json("9223372036854775808")->integer(), std::nullopt);
  EXPECT_TRUE(parse_json(std::string(60, '[') + std::string(60, ']')));
  EXPECT_FALSE(parse_json(std::string(100'000, '[')));
}

}  // namespace
}  // namespace adsbox::codec
