// What the JSON reader takes, and what it says about what it does not take.
#include <gtest/gtest.h>

#include "adsbox/campaign_management.h"
#include "codec/codec.h"

namespace adsbox::codec {
namespace {

using namespace campaign_management;
using Code = DecodeError::Code;

struct Outcome {
  box<AddCampaignsRequest> request = make<AddCampaignsRequest>();
  std::vector<Warning> warnings;
  std::optional<DecodeError> error;
};

Outcome read(const std::string& document, bool strict = false) {
  Outcome out;
  if (auto decoded = read_json(document, schema::type_info(AddCampaignsRequest::type_id), *out.request,
                               {.strict = strict, .warnings = &out.warnings});
      !decoded)
    out.error = decoded.error();
  return out;
}

Outcome campaign(const std::string& members, bool strict = false) {
  return read("{\"Campaigns\":[{" + members + "}]}", strict);
}

TEST(JsonReader, TakesMembersInAnyOrderAndLongsInBothForms) {
  const auto out = read(R"( {"Campaigns": [ {"Name":"Tea","Id":"12", "DailyBudget": 1e1}, null ], "AccountId": 7} )");
  ASSERT_FALSE(out.error) << out.error->expected;
  EXPECT_EQ(out.request->account_id.value_or(0), 7);
  ASSERT_EQ(out.request->campaigns.size(), 2u);
  EXPECT_EQ(out.request->campaigns[0]->id.value_or(0), 12);
  EXPECT_EQ(out.request->campaigns[0]->daily_budget.value_or(0), 10);
  EXPECT_TRUE(out.request->campaigns[1].is_nil());
}

TEST(JsonReader, PicksTheTypeWhereverItStandsAndByBothNames) {
  for (const std::string type : {"MaxClicks", "MaxClicksBiddingScheme"})
    for (const auto& scheme :
         {R"({"Type":")" + type + R"(","MaxCpc":{"Amount":2}})", R"({"MaxCpc":{"Amount":2},"Type":")" + type + R"("})"}) {
      const auto out = campaign("\"BiddingScheme\":" + scheme);
      ASSERT_FALSE(out.error) << out.error->expected;
      const auto* found = out.request->campaigns[0]->bidding_scheme.as<MaxClicksBiddingScheme>();
      ASSERT_NE(found, nullptr);
      EXPECT_EQ(found->max_cpc->amount.value_or(0), 2);
    }
}

TEST(JsonReader, ReadsPairsInBothSpellings) {
  const auto out = campaign(R"("ForwardCompatibilityMap":[{"key":"a","value":"b"},{"Key":"c","Value":"d"}])");
  ASSERT_FALSE(out.error) << out.error->expected;
  const auto& map = out.request->campaigns[0]->forward_compatibility_map;
  EXPECT_EQ(map[0]->key, "a");
  EXPECT_EQ(map[1]->value, "d");
}

TEST(JsonReader, ReadsFlagsInEveryForm) {
  for (const std::string flags : {"Search, Audience", "Search,Audience", "search Audience"}) {
    auto request = make<GetCampaignsByAccountIdRequest>();
    ASSERT_TRUE(
        read_json("{\"CampaignType\":\"" + flags + "\"}", schema::type_info(GetCampaignsByAccountIdRequest::type_id), *request));
    EXPECT_EQ(*request->campaign_type, CampaignType::Search | CampaignType::Audience);
  }
}

TEST(JsonReader, DecodesEscapes) {
  const auto out = campaign(R"("Name":"a\"\\\/\n\u00e9\ud83d\ude42")");
  ASSERT_FALSE(out.error) << out.error->expected;
  EXPECT_EQ(out.request->campaigns[0]->name.view(), "a\"\\/\n\xC3\xA9\xF0\x9F\x99\x82");
}

TEST(JsonReader, UnknownMembersAndValuesWarn) {
  const auto out = campaign(R"("Newer":{"a":[1,2]},"BudgetType":"Weekly","Name":"Tea")");
  ASSERT_FALSE(out.error) << out.error->expected;
  EXPECT_EQ(out.request->campaigns[0]->name, "Tea");
  EXPECT_FALSE(out.request->campaigns[0]->budget_type.has_value());
  ASSERT_EQ(out.warnings.size(), 2u);
  EXPECT_EQ(out.warnings[1].path, "AddCampaignsRequest.Campaigns[0].BudgetType");
}

struct Bad {
  const char* what;
  std::string document;
  Code code;
  const char* path;
  bool strict = false;
};

class BadJson : public ::testing::TestWithParam<Bad> {};

TEST_P(BadJson, IsRefusedWithItsReason) {
  const auto& bad = GetParam();
  const auto out = read(bad.document, bad.strict);
  ASSERT_TRUE(out.error) << bad.what;
  EXPECT_EQ(static_cast<int>(out.error->code), static_cast<int>(bad.code)) << bad.what << ": " << out.error->expected;
  EXPECT_EQ(out.error->path, bad.path) << bad.what;
  EXPECT_FALSE(out.error->expected.empty()) << bad.what;
}

std::string with(const std::string& members) {
  return "{\"Campaigns\":[{" + members + "}]}";
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadJson,
    ::testing::Values(
        Bad{"nothing", "", Code::malformed, ""}, Bad{"an array", "[]", Code::bad_value, "AddCampaignsRequest"},
        Bad{"cut", "{\"Campaigns\":[", Code::malformed, ""}, Bad{"trailing comma", "{\"AccountId\":1,}", Code::malformed, ""},
        Bad{"more after the end", "{} {}", Code::malformed, ""}, Bad{"single quotes", "{'AccountId':1}", Code::malformed, ""},
        Bad{"leading zero", "{\"AccountId\":01}", Code::malformed, ""},
        Bad{"lone surrogate", with(R"("Name":"\ud83d")"), Code::malformed, ""},
        Bad{"raw control character", with("\"Name\":\"\x01\""), Code::malformed, ""},
        Bad{"escaped control character", with(R"("Name":"\u0001")"), Code::bad_value, "AddCampaignsRequest.Campaigns[0].Name"},
        Bad{"invalid UTF-8", with("\"Name\":\"\xff\""), Code::invalid_utf8, ""},
        Bad{"member twice", with(R"("Name":"a","Name":"b")"), Code::malformed, "AddCampaignsRequest.Campaigns[0].Name"},
        Bad{"number overflow", with(R"("Id":9223372036854775808)"), Code::overflow, "AddCampaignsRequest.Campaigns[0].Id"},
        Bad{"quoted overflow", with(R"("Id":"9223372036854775808")"), Code::overflow, "AddCampaignsRequest.Campaigns[0].Id"},
        Bad{"fraction in a long", with(R"("Id":1.5)"), Code::bad_value, "AddCampaignsRequest.Campaigns[0].Id"},
        Bad{"text in a double", with(R"("DailyBudget":"ten")"), Code::bad_value, "AddCampaignsRequest.Campaigns[0].DailyBudget"},
        Bad{"object in a double", with(R"("DailyBudget":{})"), Code::bad_value, "AddCampaignsRequest.Campaigns[0].DailyBudget"},
        Bad{"array for an object", with(R"("BiddingScheme":[])"), Code::bad_value,
            "AddCampaignsRequest.Campaigns[0].BiddingScheme"},
        Bad{"abstract type", with(R"("BiddingScheme":{})"), Code::abstract_type,
            "AddCampaignsRequest.Campaigns[0].BiddingScheme"},
        Bad{"type of another family", with(R"("BiddingScheme":{"Type":"Text"})"), Code::unknown_type,
            "AddCampaignsRequest.Campaigns[0].BiddingScheme"},
        Bad{"unknown member, strict", with(R"("Newer":1)"), Code::unknown_element, "AddCampaignsRequest.Campaigns[0].Newer",
            true},
        Bad{"unknown value, strict", with(R"("BudgetType":"Weekly")"), Code::unknown_enum_value,
            "AddCampaignsRequest.Campaigns[0].BudgetType", true},
        Bad{"deep nesting", "{\"x\":" + std::string(1000, '[') + std::string(1000, ']') + "}", Code::too_deep, ""}));

}  // namespace
}  // namespace adsbox::codec
