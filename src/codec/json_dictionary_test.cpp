// Dictionaries and lower-case names: where the JSON form is not simply the XML one.
#include <gtest/gtest.h>

#include "adsbox/campaign_management.h"
#include "codec/codec.h"

namespace adsbox::codec {
namespace {

using namespace campaign_management;

std::string written(const object& o) {
  std::string out;
  write_json(out, o, {});
  return out;
}

TEST(JsonDictionary, IsAnObjectWithTheKeysAsMembers) {
  AuditPointResult result;
  const std::string document = R"({"Details":{"first":"1","a \"b\"":null,"first":"2"}})";
  ASSERT_TRUE(read_json(document, schema::type_info(AuditPointResult::type_id), result));
  ASSERT_EQ(result.details.size(), 3u);
  EXPECT_EQ(result.details[0]->key, "first");
  EXPECT_EQ(result.details[0]->value, "1");
  EXPECT_EQ(result.details[1]->key, "a \"b\"");
  EXPECT_TRUE(result.details[1]->value.is_nil());
  EXPECT_EQ(written(result), document);
}

TEST(JsonDictionary, EmptyIsAnEmptyObject) {
  AuditPointResult result;
  ASSERT_TRUE(read_json(R"({"Details":{}})", schema::type_info(AuditPointResult::type_id), result));
  EXPECT_EQ(result.details.size(), 0u);
  EXPECT_EQ(written(result), R"({"Details":{}})");
}

TEST(JsonDictionary, PairsAreReadAsWell) {
  AuditPointResult result;
  ASSERT_TRUE(read_json(R"({"Details":[{"Key":"k","Value":"v"}]})", schema::type_info(AuditPointResult::type_id), result));
  EXPECT_EQ(written(result), R"({"Details":{"k":"v"}})");
}

TEST(JsonDictionary, WhatAnObjectCannotSayStaysAList) {
  AuditPointResult result;
  const std::string document = R"({"Details":[{"Key":null,"Value":"v"},null]})";
  ASSERT_TRUE(read_json(document, schema::type_info(AuditPointResult::type_id), result));
  EXPECT_EQ(written(result), document);
}

TEST(JsonDictionary, BrokenOnesAreRefused) {
  for (const auto* document :
       {R"({"Details":{"a":})", R"({"Details":{"a"})", R"({"Details":{"a":["b"]}})", R"({"Details":{1:"b"}})"}) {
    AuditPointResult result;
    EXPECT_FALSE(read_json(document, schema::type_info(AuditPointResult::type_id), result)) << document;
  }
}

TEST(JsonNames, MembersOfRestAloneKeepTheirCase) {
  KeyFrame frame;
  frame.template_id = "t";
  EXPECT_EQ(written(frame), R"({"templateId":"t"})");
}

}  // namespace
}  // namespace adsbox::codec
