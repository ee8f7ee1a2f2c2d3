// What answers to clients of older contracts leave out, on both wires.
#include "codec/known_contract.h"

#include <gmock/gmock.h>

#include "adsbox/campaign_management.h"
#include "codec/codec.h"
#include "schema/contract_version.h"

namespace adsbox::codec {
namespace {

using namespace campaign_management;
using testing::HasSubstr;
using testing::Not;

schema::ContractVersion since(TypeId type, std::string_view member) {
  return schema::find_field(schema::type_info(type), member)->since;
}
std::size_t index_of(TypeId type, std::string_view member) {
  const auto& info = schema::type_info(type);
  return static_cast<std::size_t>(schema::find_field(info, member) - schema::fields_of(info).data());
}

class KnownContractTest : public testing::Test {
 protected:
  KnownContractTest() {
    auto campaign = make<Campaign>();
    campaign->name = "Tea";
    campaign->bid_strategy_id = 7;                           // 13.0.7
    campaign->campaign_type = CampaignType::PerformanceMax;  // a value of 13.0.15
    campaign->settings.push_back(make<ShoppingSetting>());
    campaign->settings.push_back(make<AppSetting>());  // a type of 13.0.21
    response_.campaigns.push_back(std::move(campaign));
  }
  std::string soap() const {
    std::string out;
    const auto& service = *schema::find_service("CampaignManagement");
    write_soap(out, service, response_, "", {.complete = true, .filter = &filter_});
    return out;
  }
  std::string json() const {
    std::string out;
    write_json(out, response_, {.complete = true, .filter = &filter_});
    return out;
  }
  GetCampaignsByAccountIdResponse response_;
  FieldFilter filter_;
};

TEST_F(KnownContractTest, TheNewestHasAll) {
  for (const auto& text : {soap(), json()})
    EXPECT_THAT(text, AllOf(HasSubstr("BidStrategyId"), HasSubstr("PerformanceMax"), HasSubstr("ShoppingSetting"),
                            HasSubstr("AppSetting")));
}

TEST_F(KnownContractTest, NewerMembersTypesAndValuesAreLeftOut) {
  filter_.limit(14);
  EXPECT_THAT(soap(), AllOf(HasSubstr("BidStrategyId"), HasSubstr("ShoppingSetting"), Not(HasSubstr("AppSetting")),
                            Not(HasSubstr("PerformanceMax")), Not(HasSubstr("IsPolitical"))));
  EXPECT_THAT(json(), AllOf(HasSubstr("BidStrategyId"), HasSubstr("ShoppingSetting"), Not(HasSubstr("AppSetting")),
                            Not(HasSubstr("PerformanceMax")), HasSubstr("\"CampaignType\":null")));
  filter_.limit(6);
  for (const auto& text : {soap(), json()}) EXPECT_THAT(text, Not(HasSubstr("BidStrategyId")));
  EXPECT_LT(6, since(Campaign::type_id, "BidStrategyId"));
}

TEST_F(KnownContractTest, WhatWasAskedForIsShownWithAllThatCameWithIt) {
  filter_.limit(1);
  filter_.ask(Campaign::type_id, index_of(Campaign::type_id, "BidStrategyId"));
  filter_.ask(AppSetting::type_id);
  response_.campaigns[0]->settings[1].as<AppSetting>()->app_id = "123";
  for (const auto& text : {soap(), json()})
    EXPECT_THAT(text, AllOf(HasSubstr("BidStrategyId"), HasSubstr("AppSetting"), HasSubstr("123")));
}

TEST_F(KnownContractTest, FlagsLoseWhatIsNewer) {
  response_.campaigns[0]->campaign_type = CampaignType::Search | CampaignType::PerformanceMax;
  filter_.limit(14);
  EXPECT_THAT(soap(), AllOf(HasSubstr("<CampaignType>Search</CampaignType>")));
  EXPECT_THAT(json(), HasSubstr("\"CampaignType\":\"Search\""));
}

TEST(KnownContract, PlacesOfAnAnswerStay) {
  GetAdsByIdsResponse response;
  response.ads.push_back(make<TextAd>());
  response.ads.push_back(make<HotelAd>());  // 13.0.15
  response.ads.push_back(make<TextAd>());
  FieldFilter filter;
  filter.limit(14);
  std::string soap, json;
  write_soap(soap, *schema::find_service("CampaignManagement"), response, "", {.complete = true, .filter = &filter});
  write_json(json, response, {.complete = true, .filter = &filter});
  EXPECT_THAT(soap, HasSubstr("</Ad><Ad i:nil=\"true\"/><Ad "));
  EXPECT_THAT(json, HasSubstr("},null,{"));
}

TEST(KnownContract, WhoCallsAnOperationKnowsItsMessages) {
  AddAssetGroupsResponse response;  // 13.0.16
  response.asset_group_ids.push_back(opt<std::int64_t>(5));
  FieldFilter filter;
  filter.limit(9);
  std::string json;
  write_json(json, response, {.complete = true, .filter = &filter});
  EXPECT_THAT(json, HasSubstr("\"5\""));
}

}  // namespace
}  // namespace adsbox::codec
