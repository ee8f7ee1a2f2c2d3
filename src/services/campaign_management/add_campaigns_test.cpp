#include "services/campaign_management/campaign_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class AddCampaignsTest : public CampaignFixture {};

TEST_F(AddCampaignsTest, KeepsTheOrderOfTheRequestAndLeavesGapsWhereItemsFail) {
  std::vector<box<Campaign>> items;
  items.push_back(search_campaign("Tea spring"));
  items.push_back(search_campaign("TEA SPRING"));
  items.push_back(box<Campaign>(nil));
  items.push_back(search_campaign("Tea winter"));
  const auto answer = add(std::move(items));
  ASSERT_EQ(answer.campaign_ids.size(), 4u);
  EXPECT_TRUE(answer.campaign_ids[0].has_value());
  EXPECT_TRUE(answer.campaign_ids[1].is_nil());
  EXPECT_TRUE(answer.campaign_ids[2].is_nil());
  EXPECT_EQ(*answer.campaign_ids[3], *answer.campaign_ids[0] + 1);
  EXPECT_EQ(errors_of(answer.partial_errors), "CampaignServiceCannotCreateDuplicateCampaign@1 CampaignServiceNullCampaign@2");
  EXPECT_EQ(answer.partial_errors[0]->code, opt(1115));
  EXPECT_EQ(answer.partial_errors[0]->type, "BatchError");
  EXPECT_FALSE(answer.partial_errors[0]->message.empty());
}

TEST_F(AddCampaignsTest, GivesDefaultsAndDropsWhatIsTheServicesOwn) {
  auto c = search_campaign("Defaults");
  c->experiment_id = 5;
  c->deal_ids = {opt<std::int64_t>(9)};
  const auto id = add_one(std::move(c));
  const auto s = stored(id);
  ASSERT_TRUE(s);
  EXPECT_EQ(*s->id, id);
  EXPECT_EQ(*s->status, CampaignStatus::Paused);
  EXPECT_EQ(*s->campaign_type, CampaignType::Search);
  EXPECT_EQ(*s->audience_ads_bid_adjustment, 0);
  EXPECT_FALSE(s->experiment_id.has_value());
  EXPECT_FALSE(s->deal_ids.has_value());
  EXPECT_FALSE(s->time_zone.empty());
  ASSERT_NE(s->bidding_scheme.as<EnhancedCpcBiddingScheme>(), nullptr);
  EXPECT_EQ(s->bidding_scheme->type, "EnhancedCpc");
}

TEST_F(AddCampaignsTest, KeepsNoNilWhereAnswersHaveNone) {
  auto c = search_campaign("nil");
  c->bid_strategy_id = nil;
  c->bid_strategy_scope = nil;
  c->goal_ids.set_nil();
  c->multimedia_ads_bid_adjustment = nil;
  c->end_date = nil;
  with_setting<AISearchSetting>(*c, [](auto& s) { s.ai_search_enabled = nil; });
  const auto s = stored(add_one(std::move(c)));
  // EmitDefaultValue=false: such members are left out.
  EXPECT_TRUE(s->bid_strategy_id.is_absent());
  EXPECT_TRUE(s->bid_strategy_scope.is_absent());
  EXPECT_TRUE(s->goal_ids.is_absent());
  EXPECT_TRUE(s->multimedia_ads_bid_adjustment.is_absent());
  EXPECT_TRUE(s->start_date.is_absent());
  EXPECT_TRUE(s->end_date.is_absent());
  EXPECT_TRUE(s->use_campaign_level_dates.is_absent());
  EXPECT_FALSE(s->settings[0].as<AISearchSetting>()->ai_search_enabled.is_nil()) << "the contract has no nil there";
  EXPECT_TRUE(s->time_zone.has_value());
}

TEST_F(AddCampaignsTest, StoresRetiredStrategiesAsTheirSuccessors) {
  auto manual = search_campaign("manual");
  manual->bidding_scheme = scheme<ManualCpcBiddingScheme>();
  EXPECT_NE(stored(add_one(std::move(manual)))->bidding_scheme.as<EnhancedCpcBiddingScheme>(), nullptr);

  auto cpa = search_campaign("cpa");
  cpa->bidding_scheme = scheme<TargetCpaBiddingScheme>([](auto& s) { s.target_cpa = 4.5; });
  const auto as_conversions = stored(add_one(std::move(cpa)));
  ASSERT_NE(as_conversions->bidding_scheme.as<MaxConversionsBiddingScheme>(), nullptr);
  EXPECT_EQ(*as_conversions->bidding_scheme.as<MaxConversionsBiddingScheme>()->target_cpa, 4.5);

  auto roas = search_campaign("roas");
  roas->bidding_scheme = scheme<TargetRoasBiddingScheme>([](auto& s) { s.target_roas = 3.0; });
  const auto as_value = stored(add_one(std::move(roas)));
  ASSERT_NE(as_value->bidding_scheme.as<MaxConversionValueBiddingScheme>(), nullptr);
  EXPECT_EQ(*as_value->bidding_scheme.as<MaxConversionValueBiddingScheme>()->target_roas, 3.0);
}

TEST_F(AddCampaignsTest, TakesAllLanguagesThatAdsMayHave) {
  for (const std::string_view language :
       {"Arabic", "Bosnian", "Hebrew", "Icelandic", "Macedonian", "Russian", "Serbian", "Turkish"}) {
    auto c = search_campaign(language);
    c->languages = {text(language)};
    add_one(std::move(c));
  }
}

TEST_F(AddCampaignsTest, TakesTheBudgetOfASharedOne) {
  Budget b;
  b.id = 900;
  b.amount = 33.0;
  b.budget_type = BudgetLimitType::DailyBudgetStandard;
  store_row(900, account_id, account_id, b);
  auto c = make<Campaign>();
  c->name = "shared";
  c->budget_id = 900;
  const auto s = stored(add_one(std::move(c)));
  EXPECT_EQ(*s->budget_id, 900);
  EXPECT_EQ(*s->daily_budget, 33.0);
  EXPECT_EQ(*s->budget_type, BudgetLimitType::DailyBudgetStandard);
}

TEST_F(AddCampaignsTest, AcceptsEveryAddableType) {
  add_one(audience_campaign("audience"));
  add_one(shopping_campaign("shopping"));
  auto hotel = search_campaign("hotel");
  hotel->campaign_type = CampaignType::Hotel;
  add_one(std::move(hotel));
  auto pmax = search_campaign("pmax");
  pmax->campaign_type = CampaignType::PerformanceMax;
  with_setting<PerformanceMaxSetting>(*pmax);
  add_one(std::move(pmax));
  auto app = search_campaign("app");
  app->campaign_type = CampaignType::App;
  with_setting<AppSetting>(*app, [](auto& s) {
    s.app_id = "com.example";
    s.app_store = AppStore::GoogleAppStore;
  });
  add_one(std::move(app));
  auto lifetime = audience_campaign("lifetime");
  lifetime->budget_type = BudgetLimitType::LifetimeBudgetStandard;
  lifetime->daily_budget = 500.0;
  lifetime->start_date = at(1);
  lifetime->end_date = at(30);
  lifetime->use_campaign_level_dates = true;
  add_one(std::move(lifetime));
  EXPECT_EQ(get_all().campaigns.size(), 5u);  // the lifetime one comes only when asked for
  EXPECT_EQ(get_all(every_type, CampaignAdditionalField::LifetimeBudgetFields).campaigns.size(), 6u);
}

TEST_F(AddCampaignsTest, RefusesTheCallAsAWhole) {
  const auto refused = [&](const std::function<void(AddCampaignsRequest&)>& change, std::int64_t header = account_id) {
    AddCampaignsRequest request;
    request.account_id = account_id;
    request.campaigns.push_back(search_campaign("x"));
    change(request);
    const auto answer = invoke<AddCampaigns>(request, header);
    return failure_of(answer);
  };
  EXPECT_EQ(refused([](auto& r) { r.campaigns = nil; }), "CampaignServiceCampaignsArrayShouldNotBeNullOrEmpty");
  EXPECT_EQ(refused([](auto& r) { r.campaigns.set_empty(); }), "CampaignServiceCampaignsArrayShouldNotBeNullOrEmpty");
  EXPECT_EQ(refused([](auto& r) {
              for (int i = 0; i < 100; ++i) r.campaigns.push_back(search_campaign("x"));
            }),
            "CampaignServiceCampaignsArrayExceedsLimit");
  EXPECT_EQ(refused([](auto& r) { r.account_id = 0; }), "CampaignServiceInvalidAccountId");
  EXPECT_EQ(refused([](auto&) {}, another_account()), "CampaignServiceInvalidAccountId");
}

TEST_F(AddCampaignsTest, StopsAtTheLimitsOfTheAccount) {
  set_limit(world(), "campaigns-per-account", 2);
  std::vector<box<Campaign>> three;
  for (const char* name : {"a", "b", "c"}) three.push_back(search_campaign(name));
  const auto answer = add(std::move(three));
  EXPECT_EQ(errors_of(answer.partial_errors), "CampaignServiceMaximumCampaignsReached@2");
  EXPECT_EQ(last_call().partial_errors[0].why.bound, "2");

  set_limit(world(), "campaigns-per-account", 100);
  set_limit(world(), "mixed-campaigns-per-account", 1);
  const auto mixed = [&](std::string_view name) {
    auto c = search_campaign(name);
    with_setting<DynamicSearchAdsSetting>(*c, [](auto& s) {
      s.domain_name = "www.Example.com";
      s.language = "English";
    });
    return c;
  };
  std::vector<box<Campaign>> more;
  more.push_back(mixed("m1"));
  more.push_back(mixed("m2"));
  more.push_back(search_campaign("plain"));
  const auto again = add(std::move(more));
  EXPECT_EQ(errors_of(again.partial_errors), "CampaignServiceMaximumCampaignsReached@1");
  EXPECT_EQ(stored(*again.campaign_ids[0])->settings[0].as<DynamicSearchAdsSetting>()->domain_name, "example.com");

  set_limit(world(), "smart-shopping-campaigns-per-account", 1);
  set_limit(world(), "performance-max-campaigns-per-account", 1);
  std::vector<box<Campaign>> others;
  for (const char* name : {"s1", "s2", "plain shop"}) {
    others.push_back(shopping_campaign(name));
    if (name[0] != 's') continue;
    others.back()->sub_type = "ShoppingSmartAds";
    others.back()->settings[0].as<ShoppingSetting>()->priority = 3;
  }
  for (const char* name : {"p1", "p2"}) {
    others.push_back(search_campaign(name));
    others.back()->campaign_type = CampaignType::PerformanceMax;
    with_setting<PerformanceMaxSetting>(*others.back());
  }
  EXPECT_EQ(errors_of(add(std::move(others)).partial_errors),
            "CampaignServiceMaximumCampaignsReached@1 CampaignServiceMaximumCampaignsReached@4");
  EXPECT_EQ(last_call().partial_errors[1].why.rule, "limit.performance-max-campaigns-per-account");
}

TEST_F(AddCampaignsTest, ShoppingCampaignsForBrandsAndSettingsOfOtherTypes) {
  const auto brands = [](std::string_view name, box<BiddingScheme> s) {
    auto c = shopping_campaign(name);
    c->sub_type = "ShoppingSponsoredProductAd";
    c->bidding_scheme = std::move(s);
    return c;
  };
  EXPECT_NE(stored(add_one(brands("usual", {})))->bidding_scheme.as<ManualCpcBiddingScheme>(), nullptr);
  EXPECT_NE(stored(add_one(brands("manual", scheme<ManualCpcBiddingScheme>())))->bidding_scheme.as<ManualCpcBiddingScheme>(),
            nullptr);
  add_one(brands("sales", scheme<CostPerSaleBiddingScheme>([](auto& s) { s.target_cost_per_sale = 4.0; })));
  std::vector<box<Campaign>> wrong;
  wrong.push_back(brands("a", scheme<MaxClicksBiddingScheme>()));
  wrong.push_back(brands("b", scheme<CostPerSaleBiddingScheme>([](auto& s) { s.target_cost_per_sale = 0.0; })));
  wrong.push_back(brands("c", {}));
  wrong.back()->settings[0].as<ShoppingSetting>()->sales_country_code = nil;
  wrong.back()->settings[0].as<ShoppingSetting>()->feed_label = "label";
  EXPECT_EQ(errors_of(add(std::move(wrong)).partial_errors),
            "UnsupportedBiddingScheme@0 ValueOutOfRange@1 CampaignServiceShoppingCampaignSalesCountryCodeInvalid@2");

  // Search campaigns keep the store and the country, audience campaigns the store alone.
  const auto kept = [&](box<Campaign> c) {
    with_setting<ShoppingSetting>(*c, [](auto& s) {
      s.store_id = 77;
      s.sales_country_code = "US";
      s.priority = 2;
      s.feed_label = "label";
    });
    const auto id = add_one(std::move(c));
    const auto all = stored(id);
    const auto& s = *all->settings[0].as<ShoppingSetting>();
    return std::to_string(s.store_id.value_or(0)) + s.sales_country_code.str() + (s.priority || s.feed_label ? " and more" : "");
  };
  EXPECT_EQ(kept(search_campaign("search")), "77US");
  EXPECT_EQ(kept(audience_campaign("audience")), "77");
}

}  // namespace
}  // namespace adsbox::services
