// What is refused about a campaign, and how it is explained.
#include <limits>

#include "services/campaign_management/campaign_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

// One broken campaign a row: what breaks it, and the error that says so.
struct Broken {
  const char* error;
  const char* field;  // as the explanation names it, below Campaigns[0]
  std::function<box<Campaign>()> campaign;
};

class BrokenCampaignTest : public CampaignFixture {
 public:
  using CampaignFixture::audience_campaign;
  using CampaignFixture::search_campaign;
  using CampaignFixture::shopping_campaign;
  static box<Campaign> search(const std::function<void(Campaign&)>& change) {
    auto c = search_campaign("broken");
    change(*c);
    return c;
  }
  static box<Campaign> audience(const std::function<void(Campaign&)>& change) {
    auto c = audience_campaign("broken");
    change(*c);
    return c;
  }
  static box<Campaign> shopping(const std::function<void(Campaign&, ShoppingSetting&)>& change) {
    auto c = shopping_campaign("broken");
    change(*c, *c->settings[0].as<ShoppingSetting>());
    return c;
  }
  static box<Campaign> typed(CampaignType type, const std::function<void(Campaign&)>& change) {
    auto c = search_campaign("broken");
    c->campaign_type = type;
    change(*c);
    return c;
  }
  static void parameters(Campaign& c, std::vector<std::pair<text, text>> pairs) {
    c.url_custom_parameters = make<CustomParameters>();
    for (auto& [key, value] : pairs) {
      auto p = make<CustomParameter>();
      p->key = key;
      p->value = value;
      c.url_custom_parameters->parameters.push_back(std::move(p));
    }
  }
  static DateTime days(std::int64_t n) { return {now_ticks + n * day, true}; }
};

TEST_F(BrokenCampaignTest, EachBrokenCampaignGetsItsError) {
  const std::string long_name(129, 'x'), long_url = "https://{lpurl}" + std::string(2048, 'u');
  const auto roas = [](double v) { return scheme<TargetRoasBiddingScheme>([v](auto& s) { s.target_roas = v; }); };
  const auto clicks = [](double v) { return scheme<MaxClicksBiddingScheme>([v](auto& s) { s.max_cpc = bid(v); }); };
  Budget budget;
  budget.id = 901;
  budget.amount = 10.0;
  store_row(901, account_id, account_id, budget);
  store_row(902, 180'000'999, 180'000'999, budget);
  BidStrategy strategy;
  strategy.id = 911;
  strategy.associated_campaign_type = CampaignType::Shopping;
  store_row(911, account_id, account_id, strategy);

  const std::vector<Broken> cases = {
      {"CampaignServiceIdShouldBeNullOnAdd", "Id", [&] { return search([](auto& c) { c.id = 3; }); }},
      {"CampaignServiceInvalidCampaignName", "Name", [&] { return search([](auto& c) { c.name = nil; }); }},
      {"CampaignServiceInvalidCampaignName", "Name", [&] { return search([](auto& c) { c.name = ""; }); }},
      {"CampaignServiceInvalidCampaignName", "Name", [&] { return search([](auto& c) { c.name = " \n"; }); }},
      {"CampaignServiceInvalidCampaignName", "Name", [&] { return search([&](auto& c) { c.name = long_name; }); }},
      {"CampaignServiceInvalidCampaignStatus", "Status",
       [&] { return search([](auto& c) { c.status = CampaignStatus::Deleted; }); }},
      {"CampaignServiceInvalidCampaignStatus", "Status",
       [&] { return search([](auto& c) { c.status = CampaignStatus::BudgetPaused; }); }},
      {"CampaignServiceTimeZoneValueInvalid", "TimeZone", [&] { return search([](auto& c) { c.time_zone = "Atlantis"; }); }},
      {"CampaignServiceCampaignTypeLimitExceeded", "CampaignType",
       [&] { return search([](auto& c) { c.campaign_type = CampaignType::Search | CampaignType::Shopping; }); }},
      {"NotSupportedForThisCampaignType", "CampaignType", [&] { return typed(CampaignType::DynamicSearchAds, [](auto&) {}); }},
      {"CampaignServiceShoppingCampaignSubTypeInvalid", "SubType",
       [&] { return search([](auto& c) { c.sub_type = "ShoppingSmartAds"; }); }},
      {"InvalidAudienceAdsBidAdjustmentValue", "AudienceAdsBidAdjustment",
       [&] { return search([](auto& c) { c.audience_ads_bid_adjustment = 901; }); }},
      {"NotSupportedForThisCampaignType", "AudienceAdsBidAdjustment",
       [&] { return audience([](auto& c) { c.audience_ads_bid_adjustment = 5; }); }},
      {"ValueOutOfRange", "MultimediaAdsBidAdjustment",
       [&] { return search([](auto& c) { c.multimedia_ads_bid_adjustment = -101; }); }},
      {"PoliticalCampaignsAreNotSupported", "IsPolitical", [&] { return search([](auto& c) { c.is_political = true; }); }},
      {"InvalidConversionGoalId", "GoalIds[0]", [&] { return search([](auto& c) { c.goal_ids = {opt<std::int64_t>(12)}; }); }},
      // Languages
      {"CampaignServiceInvalidLanguage", "Languages", [&] { return search([](auto& c) { c.languages = {text("Klingon")}; }); }},
      {"CampaignLanguageSpecifiedMoreThanOnce", "Languages",
       [&] { return search([](auto& c) { c.languages = {text("English"), text("English")}; }); }},
      {"CampaignLanguageShouldIncludeAll", "Languages",
       [&] { return audience([](auto& c) { c.languages = {text("English")}; }); }},
      // Budgets
      {"CampaignServiceInvalidBudgetType", "BudgetType", [&] { return search([](auto& c) { c.budget_type = nil; }); }},
      {"CampaignServiceInvalidBudgetType", "BudgetType",
       [&] { return search([](auto& c) { c.budget_type = BudgetLimitType::DailyBudgetAccelerated; }); }},
      {"CampaignServiceInvalidBudgetType", "StartDate",
       [&] {
         return audience([](auto& c) {
           c.budget_type = BudgetLimitType::LifetimeBudgetStandard;
           c.end_date = days(9);
           c.use_campaign_level_dates = true;
         });
       }},
      {"CampaignServiceInvalidDailyBudget", "DailyBudget", [&] { return search([](auto& c) { c.daily_budget = nil; }); }},
      {"CampaignServiceInvalidDailyBudget", "DailyBudget", [&] { return search([](auto& c) { c.daily_budget = 0.01; }); }},
      {"CampaignServiceInvalidDailyBudget", "DailyBudget", [&] { return search([](auto& c) { c.daily_budget = 1e9; }); }},
      {"CampaignServiceInvalidDailyBudget", "DailyBudget",
       [&] { return search([](auto& c) { c.daily_budget = std::numeric_limits<double>::quiet_NaN(); }); }},
      {"CampaignServiceBudgetIdInvalid", "BudgetId", [&] { return search([](auto& c) { c.budget_id = 12345; }); }},
      {"CampaignServiceBudgetIdInvalid", "BudgetId", [&] { return search([](auto& c) { c.budget_id = -1; }); }},
      {"CampaignServiceBudgetIdInvalid", "BudgetId",
       [&] { return search([](auto& c) { c.budget_id = 902; }); }},  // of another account
      {"CampaignServiceCannotUpdateSharedBudget", "DailyBudget", [&] { return search([](auto& c) { c.budget_id = 901; }); }},
      {"CampaignServiceSharedBudgetNotAllowedWithPerformanceTargetCampaign", "BudgetId",
       [&] {
         return shopping([](auto& c, auto& s) {
           c.sub_type = "ShoppingSmartAds";
           s.priority = 3;
           c.budget_id = 901;
           c.daily_budget = nil;
         });
       }},
      {"SharedBudgetNotSupportedForBrandAwarenessCampaign", "BudgetId",
       [&] {
         return audience([](auto& c) {
           c.sub_type = "AudienceVideoAds";
           c.budget_id = 901;
           c.daily_budget = nil;
         });
       }},
      // Dates
      {"InvalidDateObject", "StartDate", [&] { return audience([&](auto& c) { c.start_date = days(-2); }); }},
      {"InvalidDateObject", "EndDate", [&] { return audience([&](auto& c) { c.end_date = days(-2); }); }},
      {"InvalidDateObject", "EndDate",
       [&] {
         return audience([&](auto& c) {
           c.start_date = days(5);
           c.end_date = days(4);
         });
       }},
      // Bid strategies
      {"InheritFromParentBiddingSchemeNotAllowedForCampaign", "BiddingScheme",
       [&] { return search([](auto& c) { c.bidding_scheme = scheme<InheritFromParentBiddingScheme>(); }); }},
      {"UnsupportedBiddingScheme", "BiddingScheme",
       [&] { return search([](auto& c) { c.bidding_scheme = scheme<MaxRoasBiddingScheme>(); }); }},
      {"UnsupportedBiddingScheme", "BiddingScheme",
       [&] { return search([](auto& c) { c.bidding_scheme = scheme<ManualCpvBiddingScheme>(); }); }},
      {"TargetCpaIsRequired", "BiddingScheme.TargetCpa",
       [&] { return search([](auto& c) { c.bidding_scheme = scheme<TargetCpaBiddingScheme>(); }); }},
      {"TargetCpaLessThanOrEqualToZero", "BiddingScheme.TargetCpa",
       [&] {
         return search(
             [](auto& c) { c.bidding_scheme = scheme<MaxConversionsBiddingScheme>([](auto& s) { s.target_cpa = 0.0; }); });
       }},
      {"TargetCpaBidAmountsLessThanFloorPrice", "BiddingScheme.TargetCpa",
       [&] {
         return search([](auto& c) { c.bidding_scheme = scheme<TargetCpaBiddingScheme>([](auto& s) { s.target_cpa = 0.01; }); });
       }},
      {"TargetCpaExceedsMonthlyBudget", "BiddingScheme.TargetCpa",
       [&] {
         return search([](auto& c) { c.bidding_scheme = scheme<TargetCpaBiddingScheme>([](auto& s) { s.target_cpa = 900.0; }); });
       }},
      {"TargetCpaBidsAmountsGreaterThanCeilingPrice", "BiddingScheme.TargetCpa",
       [&] {
         return search(
             [](auto& c) { c.bidding_scheme = scheme<TargetCpaBiddingScheme>([](auto& s) { s.target_cpa = 1001.0; }); });
       }},
      {"InvalidTargetRoasValue", "BiddingScheme.TargetRoas",
       [&] { return search([&](auto& c) { c.bidding_scheme = roas(0.001); }); }},
      {"InvalidTargetRoasValue", "BiddingScheme.TargetRoas",
       [&] { return search([](auto& c) { c.bidding_scheme = scheme<TargetRoasBiddingScheme>(); }); }},
      {"MaxCpcLessThanOrEqualToZero", "BiddingScheme.MaxCpc.Amount",
       [&] { return search([&](auto& c) { c.bidding_scheme = clicks(0); }); }},
      {"MaxCpcBidAmountsLessThanFloorPrice", "BiddingScheme.MaxCpc.Amount",
       [&] { return search([&](auto& c) { c.bidding_scheme = clicks(0.01); }); }},
      {"MaxCpcBidsAmountsGreaterThanCeilingPrice", "BiddingScheme.MaxCpc.Amount",
       [&] { return search([&](auto& c) { c.bidding_scheme = clicks(1001); }); }},
      {"MaxCpcExceedsMonthlyBudget", "BiddingScheme.MaxCpc.Amount",
       [&] { return search([&](auto& c) { c.bidding_scheme = clicks(900); }); }},
      {"ValueOutOfRange", "BiddingScheme.TargetImpressionShare",
       [&] {
         return search([](auto& c) {
           c.bidding_scheme = scheme<TargetImpressionShareBiddingScheme>([](auto& s) {
             s.target_ad_position = "FirstPage";
             s.target_impression_share = 101.0;
           });
         });
       }},
      {"MaxConversionAndSharedBudgetAreMutuallyExclusive", "BiddingScheme",
       [&] {
         return search([](auto& c) {
           c.budget_id = 901;
           c.daily_budget = nil;
           c.bidding_scheme = scheme<MaxConversionsBiddingScheme>();
         });
       }},
      {"TargetCpaAndSharedBudgetAreMutuallyExclusive", "BiddingScheme",
       [&] {
         return search([](auto& c) {
           c.budget_id = 901;
           c.daily_budget = nil;
           c.bidding_scheme = scheme<TargetCpaBiddingScheme>([](auto& s) { s.target_cpa = 2.0; });
         });
       }},
      {"BiddingSchemeAndSharedBudgetAreMutuallyExclusive", "BiddingScheme",
       [&] {
         return search([](auto& c) {
           c.budget_id = 901;
           c.daily_budget = nil;
           c.bidding_scheme = scheme<MaxConversionValueBiddingScheme>();
         });
       }},
      {"CampaignServiceEntityIdInvalid", "BidStrategyId", [&] { return search([](auto& c) { c.bid_strategy_id = 999; }); }},
      {"UnsupportedBiddingScheme", "BidStrategyId", [&] { return search([](auto& c) { c.bid_strategy_id = 911; }); }},
      // Settings
      {"CampaignServiceCampaignSettingsRequired", "Settings", [&] { return typed(CampaignType::Shopping, [](auto&) {}); }},
      {"CampaignServiceCampaignSettingsRequired", "Settings", [&] { return typed(CampaignType::PerformanceMax, [](auto&) {}); }},
      {"CampaignServiceInvalidSettingForCampaignType", "Settings[0]",
       [&] { return search([](auto& c) { with_setting<CoOpSetting>(c); }); }},
      {"CampaignServiceInvalidSettingForCampaignType", "Settings",
       [&] { return search([](auto& c) { c.settings.push_back(box<Setting>(nil)); }); }},
      {"CampaignServiceDuplicateSettingsInEntity", "Settings[1]",
       [&] {
         return search([](auto& c) {
           with_setting<TargetSetting>(c);
           with_setting<TargetSetting>(c);
         });
       }},
      {"UnsupportedSettingInBrandAwarenessVideoAds", "Settings[0]",
       [&] {
         return audience([](auto& c) {
           c.sub_type = "AudienceVideoAds";
           with_setting<ShoppingSetting>(c, [](auto& s) { s.store_id = 1; });
         });
       }},
      {"CampaignInvalidTargetSetting", "Settings[0].Details[0].CriterionTypeGroup",
       [&] {
         return search([](auto& c) {
           with_setting<TargetSetting>(c, [](auto& s) {
             auto d = make<TargetSettingDetail>();
             d->criterion_type_group = CriterionTypeGroup::Age;
             d->target_and_bid = true;
             s.details.push_back(std::move(d));
           });
         });
       }},
      {"CampaignServiceShoppingCampaignStoreIdInvalid", "Settings[0].StoreId",
       [&] { return shopping([](auto&, auto& s) { s.store_id = nil; }); }},
      {"CampaignServiceShoppingCampaignPriorityInvalid", "Settings[0].Priority",
       [&] { return shopping([](auto&, auto& s) { s.priority = 3; }); }},
      {"CampaignServiceShoppingCampaignPriorityInvalid", "Settings[0].Priority",
       [&] { return shopping([](auto&, auto& s) { s.priority = nil; }); }},
      {"CampaignServiceShoppingCampaignSalesCountryCodeInvalid", "Settings[0].SalesCountryCode",
       [&] { return shopping([](auto&, auto& s) { s.sales_country_code = "XX"; }); }},
      {"CampaignServiceShoppingCampaignSalesCountryCodeInvalid", "Settings[0].FeedLabel",
       [&] { return shopping([](auto&, auto& s) { s.feed_label = "US-en"; }); }},
      {"InvalidDynamicSearchAdsCampaignDomainName", "Settings[0].DomainName",
       [&] {
         return search([](auto& c) {
           with_setting<DynamicSearchAdsSetting>(c, [](auto& s) {
             s.domain_name = "no domain";
             s.language = "English";
           });
         });
       }},
      {"InvalidDynamicSearchAdsCampaignLanguage", "Settings[0].Language",
       [&] {
         return search([](auto& c) {
           with_setting<DynamicSearchAdsSetting>(c, [](auto& s) {
             s.domain_name = "example.com";
             s.language = "Latin";
           });
         });
       }},
      {"InvalidFeedId", "Settings[0].FeedId",
       [&] { return search([](auto& c) { with_setting<DynamicFeedSetting>(c, [](auto& s) { s.feed_id = 0; }); }); }},
      // URLs
      {"InvalidUrlScheme", "TrackingUrlTemplate",
       [&] { return search([](auto& c) { c.tracking_url_template = "ftp://{lpurl}"; }); }},
      {"TrackingTemplateTooLong", "TrackingUrlTemplate",
       [&] { return search([&](auto& c) { c.tracking_url_template = long_url; }); }},
      {"MissingLandingPageUrlTag", "TrackingUrlTemplate",
       [&] { return search([](auto& c) { c.tracking_url_template = "https://track.example"; }); }},
      {"InvalidTag", "TrackingUrlTemplate", [&] { return search([](auto& c) { c.tracking_url_template = "{lpurl}?x={y"; }); }},
      {"FinalUrlSuffixInvalidCharacters", "FinalUrlSuffix", [&] { return search([](auto& c) { c.final_url_suffix = "?a=b"; }); }},
      {"FinalUrlSuffixInvalidParameters", "FinalUrlSuffix",
       [&] { return search([](auto& c) { c.final_url_suffix = "a={ignore}"; }); }},
      {"FinalUrlSuffixTooLong", "FinalUrlSuffix",
       [&] { return search([](auto& c) { c.final_url_suffix = std::string(2049, 'a'); }); }},
      {"CountExceedsLimit", "UrlCustomParameters.Parameters",
       [&] {
         return search([](auto& c) {
           std::vector<std::pair<text, text>> nine;
           for (int i = 0; i < 9; ++i) nine.emplace_back(text("k" + std::to_string(i)), text("v"));
           parameters(c, nine);
         });
       }},
      {"KeyNullOrEmpty", "UrlCustomParameters.Parameters[0].Key",
       [&] { return search([](auto& c) { parameters(c, {{text(""), text("v")}}); }); }},
      {"KeyTooLong", "UrlCustomParameters.Parameters[0].Key",
       [&] { return search([](auto& c) { parameters(c, {{text("seventeen-letters"), text("v")}}); }); }},
      {"InvalidCharactersInKey", "UrlCustomParameters.Parameters[0].Key",
       [&] { return search([](auto& c) { parameters(c, {{text("a_b"), text("v")}}); }); }},
      {"DuplicatesInField", "UrlCustomParameters.Parameters[1].Key",
       [&] { return search([](auto& c) { parameters(c, {{text("a"), text("v")}, {text("a"), text("w")}}); }); }},
      {"ValueNullOrEmpty", "UrlCustomParameters.Parameters[0].Value",
       [&] { return search([](auto& c) { parameters(c, {{text("a"), text(nil)}}); }); }},
      {"ValueTooLong", "UrlCustomParameters.Parameters[0].Value",
       [&] { return search([](auto& c) { parameters(c, {{text("a"), text(std::string(251, 'v'))}}); }); }},
      {"ParameterIsNull", "UrlCustomParameters.Parameters",
       [&] {
         return search([](auto& c) {
           c.url_custom_parameters = make<CustomParameters>();
           c.url_custom_parameters->parameters.push_back(box<CustomParameter>(nil));
         });
       }},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    SCOPED_TRACE(std::string(cases[i].error) + " (case " + std::to_string(i) + ")");
    std::vector<box<Campaign>> one;
    one.push_back(cases[i].campaign());
    const auto answer = add(std::move(one));
    EXPECT_EQ(errors_of(answer.partial_errors), std::string(cases[i].error) + "@0");
    ASSERT_FALSE(last_call().partial_errors.empty());
    const auto& why = last_call().partial_errors[0].why;
    EXPECT_EQ(why.field, "Campaigns[0]." + std::string(cases[i].field));
    EXPECT_FALSE(why.rule.empty());
    EXPECT_FALSE(why.value.empty());
    EXPECT_FALSE(why.bound.empty());
    EXPECT_FALSE(why.expected.empty());
  }
  EXPECT_EQ(get_all().campaigns.size(), 0u);
}

TEST_F(BrokenCampaignTest, UrlErrorsCarryTheirFieldPath) {
  std::vector<box<Campaign>> one;
  one.push_back(search([](auto& c) { c.tracking_url_template = "ftp://{lpurl}"; }));
  EXPECT_EQ(add(std::move(one)).partial_errors[0]->field_path, "TrackingUrlTemplate");
}

TEST_F(BrokenCampaignTest, StrategiesThatNeedGoalsAreRefusedWithoutOnceTheWorldDemandsThem) {
  set_limit(world(), "conversion-goals-needed", 1);
  const auto error = [&](box<BiddingScheme> s) {
    std::vector<box<Campaign>> one;
    one.push_back(search([&](auto& c) { c.bidding_scheme = std::move(s); }));
    return errors_of(add(std::move(one)).partial_errors);
  };
  EXPECT_EQ(error(scheme<MaxConversionsBiddingScheme>()), "ConversionGoalCriteriaNotMetForBiddingScheme@0");
  EXPECT_EQ(error(scheme<MaxConversionValueBiddingScheme>()), "CustomerHasNoUETForMaxConversionValueBiddingScheme@0");
  store_row(1, customer_id, 0, UetTag{});
  EXPECT_EQ(error(scheme<MaxConversionValueBiddingScheme>()),
            "AccountHasNoRevenueConversionGoalForMaxConversionValueBiddingScheme@0");
  UrlGoal goal;
  goal.revenue = make<ConversionGoalRevenue>();
  goal.revenue->type = ConversionGoalRevenueType::FixedValue;
  store_row(2, account_id, account_id, goal);
  EXPECT_EQ(error(scheme<MaxConversionValueBiddingScheme>()), "");
}

TEST_F(BrokenCampaignTest, EveryMemberThatIsWrongIsReportedOnce) {
  const auto errors = [&](box<Campaign> c) {
    std::vector<box<Campaign>> one;
    one.push_back(std::move(c));
    return errors_of(add(std::move(one)).partial_errors);
  };
  // What a rule row refuses does not hide what is decided, and what depends on the refused member is not judged.
  EXPECT_EQ(errors(search([](auto& c) {
              c.name = nil;
              c.budget_type = nil;
              c.time_zone = "Atlantis";
              c.tracking_url_template = "ftp://{lpurl}";
            })),
            "CampaignServiceInvalidCampaignName@0 InvalidUrlScheme@0 CampaignServiceTimeZoneValueInvalid@0 "
            "CampaignServiceInvalidBudgetType@0");
  EXPECT_EQ(errors(search([](auto& c) {
              c.campaign_type = CampaignType::Search | CampaignType::Shopping;
              c.name = " ";
            })),
            "CampaignServiceCampaignTypeLimitExceeded@0 CampaignServiceInvalidCampaignName@0");
  EXPECT_EQ(errors(search([](auto& c) {
              c.daily_budget = 0.01;
              c.bidding_scheme = scheme<MaxClicksBiddingScheme>([](auto& s) { s.max_cpc = bid(10.0); });
            })),
            "CampaignServiceInvalidDailyBudget@0");
  EXPECT_EQ(errors(search([](auto& c) {
              c.settings.push_back(box<Setting>(nil));
              c.languages = {text("Klingon")};
            })),
            "CampaignServiceInvalidSettingForCampaignType@0 CampaignServiceInvalidLanguage@0");
  EXPECT_EQ(errors(audience([](auto& c) { c.languages = {text("Klingon")}; })), "CampaignServiceInvalidLanguage@0");
  EXPECT_EQ(errors(search([](auto& c) {
              c.budget_type = nil;
              c.daily_budget = nil;
            })),
            "CampaignServiceInvalidBudgetType@0 CampaignServiceInvalidDailyBudget@0");
  EXPECT_EQ(errors(audience([](auto& c) { c.budget_type = BudgetLimitType::LifetimeBudgetStandard; })),
            "CampaignServiceInvalidBudgetType@0 CampaignServiceInvalidBudgetType@0 CampaignServiceInvalidBudgetType@0");
  EXPECT_EQ(errors(search([](auto& c) {
              with_setting<CoOpSetting>(c);
              with_setting<DisclaimerSetting>(c, [](auto& s) { s.disclaimer_ads_enabled = true; });
              with_setting<DynamicSearchAdsSetting>(c, [](auto& s) {
                s.domain_name = "example.com";
                s.language = "English";
              });
              with_setting<DisclaimerSetting>(c);
            })),
            "CampaignServiceInvalidSettingForCampaignType@0 CampaignServiceDuplicateSettingsInEntity@0 "
            "DynamicSearchAdsNotSupportedForDisclaimerCampaign@0");
  EXPECT_EQ(errors(shopping([](auto&, auto& s) {
              s.store_id = 5;
              s.priority = 3;
              s.feed_label = "label";
            })),
            "CampaignServiceShoppingCampaignStoreIdInvalid@0 CampaignServiceShoppingCampaignSalesCountryCodeInvalid@0 "
            "CampaignServiceShoppingCampaignPriorityInvalid@0");
  EXPECT_EQ(
      errors(search([](auto& c) { parameters(c, {{text("a_"), text("v")}, {text("b"), text("v")}, {text("b"), text("w")}}); })),
      "InvalidCharactersInKey@0 DuplicatesInField@0");
}

TEST_F(BrokenCampaignTest, ViewsArePaidForInVideoCampaignsImpressionsInAllAudienceCampaigns) {
  const auto errors = [&](std::string_view sub_type, box<BiddingScheme> s) {
    std::vector<box<Campaign>> one;
    one.push_back(audience([&](auto& c) {
      if (!sub_type.empty()) c.sub_type = sub_type;
      c.bidding_scheme = std::move(s);
      c.name = std::string(sub_type) + std::to_string(c.bidding_scheme->contract_type);
    }));
    return errors_of(add(std::move(one)).partial_errors);
  };
  EXPECT_EQ(errors("AudienceVideoAds", scheme<ManualCpvBiddingScheme>()), "");
  EXPECT_EQ(errors("AudienceVideoAds", scheme<ManualCpmBiddingScheme>()), "");
  EXPECT_EQ(errors("AudienceVideoAds", scheme<EnhancedCpcBiddingScheme>()), "UnsupportedBiddingScheme@0");
  EXPECT_EQ(errors("", scheme<ManualCpvBiddingScheme>()), "UnsupportedBiddingScheme@0");
  EXPECT_NE(last_call().partial_errors[0].why.bound.find("ManualCpcBiddingScheme"), std::string::npos);
  EXPECT_EQ(errors("", scheme<ManualCpmBiddingScheme>()), "");
}

TEST_F(BrokenCampaignTest, LifetimeBudgetsLastOneYearOfTheCalendar) {
  const auto lifetime = [&](std::string_view name, std::int64_t start, std::int64_t end) {
    auto c = audience_campaign(name);
    c->budget_type = BudgetLimitType::LifetimeBudgetStandard;
    c->daily_budget = 500.0;
    c->start_date = days(start);
    c->end_date = days(end);
    c->use_campaign_level_dates = true;
    std::vector<box<Campaign>> one;
    one.push_back(std::move(c));
    return errors_of(add(std::move(one)).partial_errors);
  };
  // From 3 March 2026 to 3 March 2027 there are 365 days; from 3 March 2027 to 3 March 2028 one more.
  EXPECT_EQ(lifetime("a", 1, 366), "");
  EXPECT_EQ(lifetime("b", 1, 367), "CampaignServiceInvalidBudgetType@0");
  EXPECT_EQ(lifetime("c", 366, 732), "");
  EXPECT_EQ(lifetime("d", 366, 733), "CampaignServiceInvalidBudgetType@0");
}

TEST_F(BrokenCampaignTest, ADayIsOverWhenItIsOverWhereTheCampaignIs) {
  world().clock().set(now_ticks - std::int64_t{6} * 3600 * DateTime::ticks_per_second);  // 2 March, 06:00 in UTC
  const auto errors = [&](std::string_view zone) {
    std::vector<box<Campaign>> one;
    one.push_back(audience([&](auto& c) {
      c.name = zone;
      c.time_zone = zone;
      c.start_date = days(-1);
    }));
    return errors_of(add(std::move(one)).partial_errors);
  };
  EXPECT_EQ(errors("PacificTimeUSCanadaTijuana"), "");
  EXPECT_EQ(errors("AmsterdamBerlinBernRomeStockholmVienna"), "InvalidDateObject@0");
}

TEST_F(BrokenCampaignTest, DatesFrom2050OnMeanNoEndAndAreNoStart) {
  const DateTime eve(2'524'607'999LL * DateTime::ticks_per_second, true),
      first(2'524'608'000LL * DateTime::ticks_per_second, true);
  const auto id = add_one(audience([&](auto& c) { c.end_date = first; }));
  EXPECT_FALSE(stored(id)->end_date.has_value());
  EXPECT_EQ(update_one(id, [&](auto& u) { u.end_date = eve; }), "");
  EXPECT_TRUE(stored(id)->end_date.has_value());
  EXPECT_EQ(update_one(id, [&](auto& u) { u.end_date = first; }), "");
  EXPECT_FALSE(stored(id)->end_date.has_value());
  EXPECT_EQ(update_one(id, [&](auto& u) { u.start_date = first; }), "InvalidDateObject@0");
  EXPECT_EQ(update_one(id, [&](auto& u) { u.start_date = eve; }), "");
  const auto other = stored(add_one(search([&](auto& c) {
    c.name = "search";
    c.start_date = days(-3);
  })));
  EXPECT_FALSE(other->start_date.has_value()) << "not heard: only audience campaigns have dates";
}

}  // namespace
}  // namespace adsbox::services
