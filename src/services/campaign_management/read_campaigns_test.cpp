// Get and Delete.
#include "services/campaign_management/campaign_fixture.h"
#include "services/campaign_management/campaigns.h"
#include "services/entity/engine.h"
#include "services/seed/demo.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class ReadCampaignsTest : public CampaignFixture {
 protected:
  GetCampaignsByIdsResponse get(std::vector<std::int64_t> ids, opt<CampaignType> types = {},
                                opt<CampaignAdditionalField> fields = {}) {
    GetCampaignsByIdsRequest request;
    request.account_id = account_id;
    request.campaign_type = types;
    request.return_additional_fields = fields;
    for (const auto id : ids) request.campaign_ids.push_back(id);
    auto answer = invoke<GetCampaignsByIds>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(*answer) : GetCampaignsByIdsResponse{};
  }
  std::string erase(std::vector<std::int64_t> ids) {
    DeleteCampaignsRequest request;
    request.account_id = account_id;
    for (const auto id : ids) request.campaign_ids.push_back(id);
    auto answer = invoke<DeleteCampaigns>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? errors_of(answer->partial_errors) : "";
  }
  bool hides(TypeId type, std::string_view member) {
    const auto fields = schema::fields_of(schema::type_info(type));
    const auto* f = schema::find_field(schema::type_info(type), member);
    const auto* mask = last_call().filter.hidden(type);
    return mask != nullptr && mask->test(static_cast<std::size_t>(f - fields.data()));
  }
};

TEST_F(ReadCampaignsTest, FilterOfTypesMeansSearchWhenItIsMissing) {
  const auto search = add_one(search_campaign("s"));
  add_one(audience_campaign("a"));
  const auto only = get_all({});
  ASSERT_EQ(only.campaigns.size(), 1u);
  EXPECT_EQ(*only.campaigns[0]->id, search);
  EXPECT_EQ(get_all(CampaignType::Search | CampaignType::Audience).campaigns.size(), 2u);
  EXPECT_EQ(get_all(CampaignType::Hotel).campaigns.size(), 0u);
  EXPECT_TRUE(get_all(CampaignType::Hotel).campaigns.has_value());
}

TEST_F(ReadCampaignsTest, CampaignsAreBorrowedFromTheCache) {
  below_the_wire_ = true;
  add_one(search_campaign("s"));
  const auto first = get_all(), second = get_all();
  EXPECT_EQ(first.campaigns[0].get(), second.campaigns[0].get());
}

TEST_F(ReadCampaignsTest, NewerMembersComeOnlyWhenAskedFor) {
  auto c = search_campaign("s");
  c->multimedia_ads_bid_adjustment = 10;
  add_one(std::move(c));
  below_the_wire_ = true;  // what is hidden, the encoder alone is told
  get_all();
  EXPECT_TRUE(hides(Campaign::type_id, "MultimediaAdsBidAdjustment"));
  EXPECT_TRUE(hides(Campaign::type_id, "BidStrategyId"));
  EXPECT_TRUE(hides(Campaign::type_id, "StartDate"));
  EXPECT_TRUE(hides(Campaign::type_id, "IsPolitical"));
  EXPECT_FALSE(hides(Campaign::type_id, "DailyBudget"));
  get_all({}, CampaignAdditionalField::MultimediaAdsBidAdjustment | CampaignAdditionalField::LifetimeBudgetFields);
  EXPECT_FALSE(hides(Campaign::type_id, "MultimediaAdsBidAdjustment"));
  EXPECT_FALSE(hides(Campaign::type_id, "StartDate"));
  EXPECT_TRUE(hides(Campaign::type_id, "BidStrategyId"));
}

TEST_F(ReadCampaignsTest, NewerObjectsAreLeftOutWhereTheyStand) {
  auto c = search_campaign("s");
  c->settings.push_back(make<TargetSetting>());
  c->settings.push_back(make<ResponsiveSearchAdsSetting>());
  c->bidding_scheme = make<MaxConversionValueBiddingScheme>();
  add_one(std::move(c));
  auto plain = get_all();
  EXPECT_TRUE(plain.campaigns[0]->bidding_scheme.is_nil());
  EXPECT_TRUE(plain.campaigns[0]->settings.is_nil());
  auto some = get_all({}, CampaignAdditionalField::TargetSetting | CampaignAdditionalField::MaxConversionValueBiddingScheme);
  EXPECT_NE(some.campaigns[0]->bidding_scheme.as<MaxConversionValueBiddingScheme>(), nullptr);
  ASSERT_EQ(some.campaigns[0]->settings.size(), 1u);
  EXPECT_NE(some.campaigns[0]->settings[0].as<TargetSetting>(), nullptr);
}

TEST_F(ReadCampaignsTest, CampaignsWithUnknownStrategiesAreNotReturned) {
  auto c = audience_campaign("v");
  c->sub_type = "AudienceVideoAds";
  c->bidding_scheme = make<ManualCpvBiddingScheme>();
  add_one(std::move(c));
  EXPECT_EQ(get_all().campaigns.size(), 0u);
  EXPECT_EQ(get_all(every_type, CampaignAdditionalField::CpvCpmBiddingScheme).campaigns.size(), 1u);
}

TEST_F(ReadCampaignsTest, ByIdsKeepsTheOrderOfTheRequest) {
  const auto a = add_one(search_campaign("a")), b = add_one(search_campaign("b")), other = add_one(audience_campaign("c"));
  auto answer = get({b, 77, other, a});
  ASSERT_EQ(answer.campaigns.size(), 4u);
  EXPECT_EQ(*answer.campaigns[0]->id, b);
  EXPECT_TRUE(answer.campaigns[1].is_nil());
  EXPECT_TRUE(answer.campaigns[2].is_nil());
  EXPECT_EQ(*answer.campaigns[3]->id, a);
  EXPECT_EQ(errors_of(answer.partial_errors), "CampaignServiceInvalidCampaignId@1 EntityIdFilterMismatch@2");
}

TEST_F(ReadCampaignsTest, ByIdsHidesAsTheListDoes) {
  auto c = search_campaign("s");
  c->settings.push_back(make<TargetSetting>());
  const auto id = add_one(std::move(c));
  EXPECT_TRUE(get({id}).campaigns[0]->settings.is_nil());
  EXPECT_EQ(get({id}, {}, CampaignAdditionalField::TargetSetting).campaigns[0]->settings.size(), 1u);
}

TEST_F(ReadCampaignsTest, DeletedCampaignsAreGoneAndFreeTheirName) {
  const auto id = add_one(search_campaign("gone"));
  EXPECT_EQ(erase({id, id, 5, 0}),
            "CampaignServiceDuplicateCampaignIds@1 CampaignServiceInvalidCampaignId@2 CampaignServiceInvalidCampaignId@3");
  EXPECT_EQ(get_all().campaigns.size(), 0u);
  EXPECT_EQ(errors_of(get({id}).partial_errors), "CampaignServiceInvalidCampaignId@0");
  EXPECT_EQ(erase({id}), "CampaignServiceInvalidCampaignId@0");
  EXPECT_GT(add_one(search_campaign("gone")), id);
  world().store().read([&](store::Reader& r) { EXPECT_TRUE(r.get(deleted_kind(campaign_engine().kind()), id).has_value()); });
}

TEST_F(ReadCampaignsTest, WhatLivesBelowADeletedCampaignGoesWithIt) {
  const auto gone = add_one(search_campaign("gone")), stays = add_one(search_campaign("stays"));
  store_row(1, gone, account_id, AdGroup{});
  store_row(2, gone, account_id, AdGroup{});
  store_row(3, stays, account_id, AdGroup{});
  store_row(11, 1, account_id, Keyword{});
  store_row(12, 2, account_id, Keyword{});
  store_row(13, 3, account_id, Keyword{});
  store_row(21, 1, account_id, ResponsiveSearchAd{});
  store_row(31, 2, account_id, BiddableAdGroupCriterion{});
  store_row(41, gone, account_id, NegativeCampaignCriterion{});
  store_row(51, gone, account_id, AssetGroup{});
  world().clock().advance(day);
  EXPECT_EQ(erase({gone}), "");
  const auto there = [&](store::Kind kind, std::int64_t id) {
    bool found = false;
    world().store().read([&](store::Reader& r) { found = r.get(kind, id).has_value(); });
    return found;
  };
  const std::pair<store::Kind, std::int64_t> below[] = {{world::kind_of<AdGroup>(), 1},
                                                        {world::kind_of<AdGroup>(), 2},
                                                        {world::kind_of<Keyword>(), 11},
                                                        {world::kind_of<Keyword>(), 12},
                                                        {world::kind_of<Ad>(), 21},
                                                        {world::kind_of<AdGroupCriterion>(), 31},
                                                        {world::kind_of<CampaignCriterion>(), 41},
                                                        {world::kind_of<AssetGroup>(), 51}};
  for (const auto& [kind, id] : below) {
    EXPECT_FALSE(there(kind, id)) << id;
    EXPECT_TRUE(there(deleted_kind(kind), id)) << id;
  }
  EXPECT_TRUE(there(world::kind_of<AdGroup>(), 3));
  EXPECT_TRUE(there(world::kind_of<Keyword>(), 13));
  world().store().read([&](store::Reader& r) {
    EXPECT_EQ(r.get(deleted_kind(world::kind_of<Keyword>()), 11)->modified, world().clock().ticks());
  });
}

TEST_F(ReadCampaignsTest, AccountsThatAreNotOpenTakeNoWrites) {
  using customer_management::AccountLifeCycleStatus;
  using customer_management::CustomerLifeCycleStatus;
  const auto id = add_one(search_campaign("before"));
  const auto set_account = [&](AccountLifeCycleStatus status) {
    world().store().write([&](store::Writer& w) {
      auto a = *world::load<customer_management::AdvertiserAccount>(w, account_id);
      a->account_life_cycle_status = status;
      world::save(w, a);
      return true;
    });
  };
  const auto writes = [&] {
    AddCampaignsRequest a;
    a.account_id = account_id;
    a.campaigns.push_back(search_campaign("x"));
    UpdateCampaignsRequest u;
    u.account_id = account_id;
    u.campaigns.push_back(make<Campaign>());
    DeleteCampaignsRequest d;
    d.account_id = account_id;
    d.campaign_ids.push_back(999);
    return failure_of(invoke<AddCampaigns>(a)) + " " + failure_of(invoke<UpdateCampaigns>(u)) + " " +
           failure_of(invoke<DeleteCampaigns>(d));
  };
  const std::string refused =
      "CampaignServiceInvalidAccountStatus CampaignServiceInvalidAccountStatus CampaignServiceInvalidAccountStatus";
  for (const auto status : {AccountLifeCycleStatus::Inactive, AccountLifeCycleStatus::Suspended}) {
    set_account(status);
    EXPECT_EQ(writes(), refused);
    EXPECT_EQ(get_all().campaigns.size(), 1u);  // what is there can be read
    EXPECT_EQ(get({id}).campaigns.size(), 1u);
  }
  AddCampaignsRequest a;
  a.account_id = account_id;
  a.campaigns.push_back(search_campaign("x"));
  const auto answer = invoke<AddCampaigns>(a);
  ASSERT_FALSE(answer);
  const auto& why = answer.error().errors[0].why;
  EXPECT_EQ(why.rule, "account.state");
  EXPECT_EQ(why.value, "Suspended");
  EXPECT_EQ(why.bound, "Draft, Active, Pause, Pending");
  set_account(AccountLifeCycleStatus::Pause);  // "you may update the account and its campaigns"
  add_one(search_campaign("while paused"));
  set_account(AccountLifeCycleStatus::Active);
  world().store().write([&](store::Writer& w) {
    auto c = *world::load<customer_management::Customer>(w, customer_id);
    c->customer_life_cycle_status = CustomerLifeCycleStatus::Inactive;
    world::save(w, c);
    return true;
  });
  EXPECT_EQ(writes(), refused);
}

TEST_F(ReadCampaignsTest, CampaignsOfOtherAccountsAreOutOfReach) {
  const auto mine = stored(add_one(search_campaign("mine")));
  store_row(600, 180'000'999, 180'000'999, *mine);
  EXPECT_EQ(errors_of(get({600}).partial_errors), "CampaignServiceInvalidCampaignId@0");
  EXPECT_EQ(erase({600}), "CampaignServiceInvalidCampaignId@0");
  EXPECT_EQ(update_one(600, [](auto& u) { u.daily_budget = 9.0; }), "CampaignServiceInvalidCampaignId@0");
}

TEST_F(ReadCampaignsTest, ListsOfIdsHaveTheirLimits) {
  DeleteCampaignsRequest request;
  request.account_id = account_id;
  EXPECT_EQ(failure_of(invoke<DeleteCampaigns>(request)), "CampaignServiceCampaignIdsArrayShouldNotBeNullOrEmpty");
  for (int i = 0; i < 101; ++i) request.campaign_ids.push_back(i + 1);
  EXPECT_EQ(failure_of(invoke<DeleteCampaigns>(request)), "CampaignServiceCampaignIdsArrayExceedsLimit");
  GetCampaignsByIdsRequest read;
  read.account_id = account_id;
  EXPECT_EQ(failure_of(invoke<GetCampaignsByIds>(read)), "CampaignServiceCampaignIdsArrayShouldNotBeNullOrEmpty");
  read.campaign_ids = request.campaign_ids;
  EXPECT_EQ(failure_of(invoke<GetCampaignsByIds>(read)), "CampaignServiceCampaignIdsArrayExceedsLimit");
  GetCampaignsByAccountIdRequest all;
  EXPECT_EQ(failure_of(invoke<GetCampaignsByAccountId>(all)), "CampaignServiceInvalidAccountId");
  all.account_id = -3;
  EXPECT_EQ(failure_of(invoke<GetCampaignsByAccountId>(all)), "CampaignServiceInvalidAccountId");
}

TEST_F(ReadCampaignsTest, TheDemoSeedMakesCampaignsThroughTheEngine) {
  EXPECT_EQ(seed_demo(world(), 130), 130);
  EXPECT_EQ(get_all().campaigns.size(), 130u);
  EXPECT_EQ(seed_demo(world(), 130), 0);  // the names are taken
}

}  // namespace
}  // namespace adsbox::services
