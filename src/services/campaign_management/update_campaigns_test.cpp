#include "services/campaign_management/campaign_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class UpdateCampaignsTest : public CampaignFixture {
 protected:
  template <class T>
  static T* setting(const box<Campaign>& c) {
    for (auto& s : c->settings)
      if (auto* t = s.as<T>()) return t;
    return nullptr;
  }
};

TEST_F(UpdateCampaignsTest, KeepsWhatTheRequestLeavesOut) {
  auto c = search_campaign("keep");
  c->tracking_url_template = "{lpurl}?a";
  c->final_url_suffix = "b=c";
  c->status = CampaignStatus::Active;
  const auto id = add_one(std::move(c));
  EXPECT_EQ(update_one(id,
                       [](auto& u) {
                         u.daily_budget = 25.0;
                         u.final_url_suffix = nil;
                       }),
            "");
  const auto s = stored(id);
  EXPECT_EQ(*s->daily_budget, 25.0);
  EXPECT_EQ(s->name, "keep");
  EXPECT_EQ(s->tracking_url_template, "{lpurl}?a");
  EXPECT_EQ(s->final_url_suffix, "b=c");
  EXPECT_EQ(*s->status, CampaignStatus::Active);
  EXPECT_EQ(s->languages.size(), 1u);
}

TEST_F(UpdateCampaignsTest, EmptyTextAndEmptyParametersClear) {
  auto c = search_campaign("clear");
  c->tracking_url_template = "{lpurl}?a";
  c->final_url_suffix = "b=c";
  c->url_custom_parameters = make<CustomParameters>();
  c->url_custom_parameters->parameters.push_back(make<CustomParameter>());
  c->url_custom_parameters->parameters[0]->key = "k";
  c->url_custom_parameters->parameters[0]->value = "";
  const auto id = add_one(std::move(c));
  EXPECT_TRUE(stored(id)->url_custom_parameters);
  EXPECT_EQ(update_one(id,
                       [](auto& u) {
                         u.tracking_url_template = "";
                         u.final_url_suffix = "";
                         u.url_custom_parameters = make<CustomParameters>();
                       }),
            "");
  const auto s = stored(id);
  EXPECT_FALSE(s->tracking_url_template.has_value());
  EXPECT_FALSE(s->final_url_suffix.has_value());
  EXPECT_FALSE(s->url_custom_parameters.has_value());
}

TEST_F(UpdateCampaignsTest, MergesSettingsByTypeAndStrategiesByMember) {
  auto c = shopping_campaign("merge");
  auto clicks = make<MaxClicksBiddingScheme>();
  clicks->max_cpc = make<Bid>();
  clicks->max_cpc->amount = 2.0;
  c->bidding_scheme = std::move(clicks);
  const auto id = add_one(std::move(c));
  EXPECT_EQ(update_one(id,
                       [](auto& u) {
                         auto s = make<ShoppingSetting>();
                         s->priority = 2;
                         u.settings.push_back(std::move(s));
                         auto t = make<TargetSetting>();
                         t->details.push_back(make<TargetSettingDetail>());
                         t->details[0]->criterion_type_group = CriterionTypeGroup::Audience;
                         t->details[0]->target_and_bid = true;
                         u.settings.push_back(std::move(t));
                         u.bidding_scheme = make<MaxClicksBiddingScheme>();
                       }),
            "");
  const auto s = stored(id);
  ASSERT_EQ(s->settings.size(), 2u);
  EXPECT_EQ(*setting<ShoppingSetting>(s)->priority, 2);
  EXPECT_EQ(*setting<ShoppingSetting>(s)->store_id, 77);
  EXPECT_EQ(setting<TargetSetting>(s)->details.size(), 1u);
  EXPECT_EQ(*s->bidding_scheme.as<MaxClicksBiddingScheme>()->max_cpc->amount, 2.0);
  EXPECT_EQ(update_one(id, [](auto& u) { u.settings.push_back(make<TargetSetting>()); }), "");  // nil Details clear
  EXPECT_EQ(setting<TargetSetting>(stored(id))->details.size(), 0u);
  EXPECT_EQ(update_one(id, [](auto& u) { u.bidding_scheme = make<EnhancedCpcBiddingScheme>(); }), "");
  EXPECT_NE(stored(id)->bidding_scheme.as<EnhancedCpcBiddingScheme>(), nullptr);
}

TEST_F(UpdateCampaignsTest, AWebsiteDescriptionGoesWithItsMode) {
  const auto id = add_one(search_campaign("pharma"));
  const auto change = [&](opt<VanityPharmaDisplayUrlMode> mode, opt<VanityPharmaWebsiteDescription> description) {
    return update_one(id, [&](auto& u) {
      auto s = make<VanityPharmaSetting>();
      s->display_url_mode = mode;
      s->website_description = description;
      u.settings.push_back(std::move(s));
    });
  };
  constexpr auto device = VanityPharmaWebsiteDescription::MedicalDeviceWebsite_En;
  EXPECT_EQ(change(VanityPharmaDisplayUrlMode::WebsiteDescription, device), "");
  EXPECT_EQ(change(VanityPharmaDisplayUrlMode::ManufacturerWebsiteUrl, device), "CampaignServiceInvalidSettingForCampaignType@0");
  EXPECT_EQ(*setting<VanityPharmaSetting>(stored(id))->website_description, device);
  EXPECT_EQ(change(VanityPharmaDisplayUrlMode::ManufacturerWebsiteUrl, {}), "");
  EXPECT_EQ(*setting<VanityPharmaSetting>(stored(id))->website_description, VanityPharmaWebsiteDescription::Unspecified);
  EXPECT_EQ(change(VanityPharmaDisplayUrlMode::WebsiteDescription, {}), "CampaignServiceInvalidSettingForCampaignType@0");
}

TEST_F(UpdateCampaignsTest, SharedBudgetsAreJoinedAndLeft) {
  Budget b;
  b.id = 900;
  b.amount = 33.0;
  store_row(900, account_id, account_id, b);
  const auto id = add_one(search_campaign("budget"));
  EXPECT_EQ(update_one(id, [](auto& u) { u.budget_id = 900; }), "");
  EXPECT_EQ(*stored(id)->daily_budget, 33.0);
  EXPECT_EQ(update_one(id, [](auto& u) { u.daily_budget = 33.0; }), "");  // as read
  EXPECT_EQ(update_one(id, [](auto& u) { u.daily_budget = 34.0; }), "CampaignServiceCannotUpdateSharedBudget@0");
  EXPECT_EQ(update_one(id, [](auto& u) { u.budget_type = BudgetLimitType::DailyBudgetAccelerated; }),
            "CampaignServiceCannotUpdateSharedBudget@0");
  EXPECT_EQ(update_one(id, [](auto& u) { u.budget_id = 0; }), "CampaignServiceInvalidDailyBudget@0");
  EXPECT_EQ(update_one(id,
                       [](auto& u) {
                         u.budget_id = 0;
                         u.daily_budget = 12.0;
                       }),
            "");
  EXPECT_FALSE(stored(id)->budget_id.has_value());
  EXPECT_EQ(*stored(id)->daily_budget, 12.0);
  EXPECT_EQ(update_one(id, [](auto& u) { u.bidding_scheme = make<MaxConversionValueBiddingScheme>(); }), "");
  EXPECT_EQ(update_one(id, [](auto& u) { u.budget_id = 900; }), "SharedBudgetAndBiddingSchemeAreMutuallyExclusive@0");
}

TEST_F(UpdateCampaignsTest, NamesStayUniqueWhateverTheirCase) {
  const auto first = add_one(search_campaign("Größe"));
  const auto second = add_one(search_campaign("other"));
  EXPECT_EQ(update_one(second, [](auto& u) { u.name = "GRÖßE"; }), "CampaignServiceCampaignAlreadyExists@0");
  EXPECT_EQ(update_one(first, [](auto& u) { u.name = "GRÖßE"; }), "");  // its own name in another case
  EXPECT_EQ(update_one(first, [](auto& u) { u.name = "free"; }), "");
  EXPECT_EQ(update_one(second, [](auto& u) { u.name = "größe"; }), "");
}

TEST_F(UpdateCampaignsTest, StatusKeepsWhatTheServiceHasSet) {
  const auto id = add_one(search_campaign("status"));
  auto paused = stored(id);
  paused->status = CampaignStatus::BudgetPaused;
  store_row(id, account_id, account_id, *paused);
  EXPECT_EQ(update_one(id, [](auto& u) { u.status = CampaignStatus::Paused; }), "");
  EXPECT_EQ(*stored(id)->status, CampaignStatus::BudgetAndManualPaused);
  EXPECT_EQ(update_one(id, [](auto& u) { u.status = CampaignStatus::Active; }), "");
  EXPECT_EQ(*stored(id)->status, CampaignStatus::BudgetPaused);
}

TEST_F(UpdateCampaignsTest, RefusesWhatCannotChange) {
  const auto id = add_one(search_campaign("fixed"));
  EXPECT_EQ(update_one(id, [](auto& u) { u.campaign_type = CampaignType::Shopping; }), "CampaignServiceCampaignTypeImmutable@0");
  EXPECT_EQ(update_one(id, [](auto& u) { u.campaign_type = CampaignType::Search; }), "");
  EXPECT_EQ(update_one(id, [](auto& u) { u.languages.set_empty(); }), "AllCampaignLanguagesCannotBeRemoved@0");
  EXPECT_EQ(update_one(id, [](auto& u) { u.name = ""; }), "CampaignServiceInvalidCampaignName@0");
  EXPECT_EQ(update_one(id, [](auto& u) { u.status = CampaignStatus::Suspended; }), "CampaignServiceInvalidCampaignStatus@0");
  EXPECT_EQ(update_one(id, [](auto& u) { u.bidding_scheme = make<TargetCpaBiddingScheme>(); }), "TargetCpaIsRequired@0");

  auto shop = add_one(shopping_campaign("shop"));
  const auto change = [&](const std::function<void(ShoppingSetting&)>& f) {
    return update_one(shop, [&](auto& u) {
      auto s = make<ShoppingSetting>();
      f(*s);
      u.settings.push_back(std::move(s));
    });
  };
  EXPECT_EQ(change([](auto& s) { s.store_id = 78; }), "CampaignServiceStoreIdImmutable@0");
  EXPECT_EQ(change([](auto& s) { s.sales_country_code = "DE"; }), "CampaignServiceSalesCountryCodeImmutable@0");
  EXPECT_EQ(change([](auto& s) { s.priority = 4; }), "CampaignServiceShoppingCampaignPriorityInvalid@0");
  // A setting without a country, which is optional, gets none later, and none beside a label.
  auto everywhere = shopping_campaign("everywhere");
  everywhere->settings[0].as<ShoppingSetting>()->sales_country_code = nil;
  const auto in = [](ShoppingSetting& s) { s.sales_country_code = "DE"; };
  shop = add_one(std::move(everywhere));
  EXPECT_EQ(change(in), "CampaignServiceSalesCountryCodeImmutable@0");
  EXPECT_EQ(change([](auto& s) { s.feed_label = "spring"; }), "");
  EXPECT_EQ(change(in), "CampaignServiceShoppingCampaignSalesCountryCodeInvalid@0");

  auto mixed = search_campaign("mixed");
  auto dsa = make<DynamicSearchAdsSetting>();
  dsa->domain_name = "example.com";
  dsa->language = "English";
  mixed->settings.push_back(std::move(dsa));
  const auto mixed_id = add_one(std::move(mixed));
  EXPECT_EQ(update_one(mixed_id,
                       [](auto& u) {
                         auto s = make<DynamicSearchAdsSetting>();
                         s->domain_name = "example.org";
                         s->language = "English";
                         u.settings.push_back(std::move(s));
                       }),
            "DynamicSearchAdsCampaignSettingNotAllowedForUpdate@0");
}

TEST_F(UpdateCampaignsTest, TimeZoneIsLockedOnceAdGroupsLive) {
  const auto id = add_one(search_campaign("zone"));
  EXPECT_EQ(update_one(id, [](auto& u) { u.time_zone = "Arizona"; }), "");
  AdGroup g;
  g.id = 1;
  store_row(1, id, account_id, g, static_cast<std::int32_t>(AdGroupStatus::Paused));
  EXPECT_EQ(update_one(id, [](auto& u) { u.time_zone = "Alaska"; }),
            "CampaignServiceCannotChangeTimezoneOrStartDateWithActiveAdGroups@0");
  EXPECT_EQ(update_one(id, [](auto& u) { u.time_zone = "Arizona"; }), "");
  DeleteAdGroupsRequest gone;
  gone.campaign_id = id;
  gone.ad_group_ids = {opt<std::int64_t>(1)};
  ASSERT_TRUE(invoke<DeleteAdGroups>(gone)->partial_errors.empty());
  EXPECT_EQ(update_one(id, [](auto& u) { u.time_zone = "Alaska"; }),
            "CampaignServiceCannotChangeTimezoneOrStartDateWithActiveAdGroups@0")
      << "it has had one";
}

TEST_F(UpdateCampaignsTest, AStartIsLockedFromItsDayInTheCampaignsZone) {
  constexpr auto hour = DateTime::ticks_per_second * 3600;
  const auto midnight = [&](std::int64_t days) { return DateTime(at(days).ticks() - 12 * hour, true); };
  auto c = audience_campaign("dated");
  c->time_zone = "PacificTimeUSCanadaTijuana";
  c->start_date = midnight(1);
  const auto id = add_one(std::move(c));
  AdGroup g;
  g.id = 1;
  store_row(1, id, account_id, g, static_cast<std::int32_t>(AdGroupStatus::Paused));
  world().clock().set(midnight(1).ticks() + 3 * hour);  // the evening before, at the Pacific
  EXPECT_EQ(update_one(id, [&](auto& u) { u.start_date = midnight(2); }), "");
  world().clock().set(midnight(2).ticks() + 9 * hour);
  EXPECT_EQ(update_one(id, [&](auto& u) { u.start_date = midnight(3); }),
            "CampaignServiceCannotChangeTimezoneOrStartDateWithActiveAdGroups@0");
}

TEST_F(UpdateCampaignsTest, AnIdThatIsNoneHidesNothingElse) {
  const auto id = add_one(search_campaign("one"));
  std::vector<box<Campaign>> items;
  for (const std::int64_t which : {std::int64_t{77}, id, id}) {
    auto c = make<Campaign>();
    c->id = which;
    if (!items.empty() && items.size() < 2) c->daily_budget = 21.0;
    if (items.size() != 1) {
      c->name = std::string(129, 'x');
      c->status = CampaignStatus::Deleted;
      c->url_custom_parameters = make<CustomParameters>();  // what an object holds is a matter of what is stored
    }
    items.push_back(std::move(c));
  }
  EXPECT_EQ(errors_of(update(std::move(items)).partial_errors),
            "CampaignServiceInvalidCampaignId@0 CampaignServiceInvalidCampaignName@0 CampaignServiceInvalidCampaignStatus@0 "
            "CampaignServiceDuplicateCampaignIds@2 CampaignServiceInvalidCampaignName@2 CampaignServiceInvalidCampaignStatus@2");
  EXPECT_EQ(*stored(id)->daily_budget, 21.0);
}

TEST_F(UpdateCampaignsTest, ExperimentCampaignsHaveTheirBudgetFromTheBase) {
  const auto id = add_one(search_campaign("experiment"));
  auto c = stored(id);
  c->experiment_id = 55;
  store_row(id, account_id, account_id, *c);
  EXPECT_EQ(update_one(id, [](auto& u) { u.daily_budget = 90.0; }), "ExperimentCampaignCannotBeUpdated@0");
  EXPECT_EQ(update_one(id,
                       [](auto& u) {
                         auto s = make<DynamicSearchAdsSetting>();
                         s->domain_name = "example.com";
                         s->language = "English";
                         u.settings.push_back(std::move(s));
                       }),
            "DSASettingCannotBeAddedToExperimentRelatedCampaign@0");
  EXPECT_EQ(update_one(id, [](auto& u) { u.time_zone = "Alaska"; }), "ExperimentCampaignCannotBeUpdated@0");

  const auto base = add_one(search_campaign("base"));
  const auto dynamic = [](Campaign& c) {
    with_setting<DynamicSearchAdsSetting>(c, [](auto& s) {
      s.domain_name = "example.com";
      s.language = "English";
    });
  };
  Experiment experiment;
  experiment.id = 56;
  experiment.base_campaign_id = base;
  store_row(56, account_id, account_id, experiment);
  EXPECT_EQ(update_one(base, dynamic), "DSASettingCannotBeAddedToExperimentRelatedCampaign@0");
  AddBudgetsRequest budgets;
  budgets.budgets.push_back(make<Budget>());
  budgets.budgets[0]->name = "shared";
  budgets.budgets[0]->amount = 30.0;
  budgets.budgets[0]->budget_type = BudgetLimitType::DailyBudgetStandard;
  const auto budget = invoke<AddBudgets>(budgets)->budget_ids[0];
  EXPECT_EQ(update_one(base, [&](auto& u) { u.budget_id = budget; }), "ExperimentBaseCampaignCannotBeChangedToSharedBudget@0");
  EXPECT_EQ(update_one(base, [](auto& u) { u.daily_budget = 90.0; }), "");
}

TEST_F(UpdateCampaignsTest, RetiredStrategiesUpdateTheirSuccessors) {
  auto c = search_campaign("cpa");
  auto cpa = make<TargetCpaBiddingScheme>();
  cpa->target_cpa = 4.5;
  cpa->max_cpc = make<Bid>();
  cpa->max_cpc->amount = 2.0;
  c->bidding_scheme = std::move(cpa);
  const auto id = add_one(std::move(c));
  const auto conversions = [&] { return *stored(id)->bidding_scheme.as<MaxConversionsBiddingScheme>(); };
  // The target may be left out: an update keeps what it does not name.
  EXPECT_EQ(update_one(id,
                       [](auto& u) {
                         auto s = make<TargetCpaBiddingScheme>();
                         s->max_cpc = make<Bid>();
                         s->max_cpc->amount = 3.0;
                         u.bidding_scheme = std::move(s);
                       }),
            "");
  EXPECT_EQ(*conversions().target_cpa, 4.5);
  EXPECT_EQ(*conversions().max_cpc->amount, 3.0);
  EXPECT_EQ(update_one(id,
                       [](auto& u) {
                         auto s = make<TargetCpaBiddingScheme>();
                         s->target_cpa = 5.0;
                         u.bidding_scheme = std::move(s);
                       }),
            "");
  EXPECT_EQ(*conversions().target_cpa, 5.0);
  EXPECT_EQ(*conversions().max_cpc->amount, 3.0);

  auto r = search_campaign("roas");
  auto roas = make<TargetRoasBiddingScheme>();
  roas->target_roas = 3.0;
  roas->max_cpc = make<Bid>();
  roas->max_cpc->amount = 2.0;
  r->bidding_scheme = std::move(roas);
  const auto other = add_one(std::move(r));
  EXPECT_EQ(update_one(other, [](auto& u) { u.bidding_scheme = make<TargetRoasBiddingScheme>(); }), "");
  const auto value = stored(other)->bidding_scheme;
  EXPECT_EQ(*value.as<MaxConversionValueBiddingScheme>()->target_roas, 3.0);
  EXPECT_TRUE(value.as<MaxConversionValueBiddingScheme>()->max_cpc.is_absent());  // nil clears this one: answers leave it out

  // A strategy without a target has none to keep.
  EXPECT_EQ(update_one(id, [](auto& u) { u.bidding_scheme = make<MaxClicksBiddingScheme>(); }), "");
  EXPECT_EQ(update_one(id, [](auto& u) { u.bidding_scheme = make<MaxConversionsBiddingScheme>(); }), "");
  EXPECT_EQ(update_one(id, [](auto& u) { u.bidding_scheme = make<TargetCpaBiddingScheme>(); }), "TargetCpaIsRequired@0");
  EXPECT_EQ(last_call().partial_errors[0].why.field, "Campaigns[0].BiddingScheme.TargetCpa");
}

TEST_F(UpdateCampaignsTest, SomeSettingsComeWithTheAddOnly) {
  const auto id = add_one(search_campaign("plain"));
  EXPECT_EQ(update_one(id,
                       [](auto& u) {
                         auto s = make<DisclaimerSetting>();
                         s->disclaimer_ads_enabled = true;
                         u.settings.push_back(std::move(s));
                       }),
            "");
  EXPECT_EQ(setting<DisclaimerSetting>(stored(id)), nullptr);

  auto p = search_campaign("pmax");
  p->campaign_type = CampaignType::PerformanceMax;
  p->settings.push_back(make<PerformanceMaxSetting>());
  const auto pmax = add_one(std::move(p));
  EXPECT_EQ(update_one(pmax, [](auto& u) { u.settings.push_back(make<AppSetting>()); }), "");
  EXPECT_EQ(setting<AppSetting>(stored(pmax)), nullptr);

  auto d = search_campaign("with");
  d->settings.push_back(make<DisclaimerSetting>());
  d->settings[0].as<DisclaimerSetting>()->disclaimer_ads_enabled = true;
  const auto with = add_one(std::move(d));
  EXPECT_EQ(update_one(with,
                       [](auto& u) {
                         auto s = make<DisclaimerSetting>();
                         s->disclaimer_ads_enabled = false;
                         u.settings.push_back(std::move(s));
                       }),
            "");
  EXPECT_TRUE(*setting<DisclaimerSetting>(stored(with))->disclaimer_ads_enabled);
}

TEST_F(UpdateCampaignsTest, AnUpdateThatGrowsALimitedGroupIsCounted) {
  set_limit(world(), "mixed-campaigns-per-account", 1);
  const auto first = add_one(search_campaign("a")), second = add_one(search_campaign("b"));
  const auto mix = [](Campaign& u) {
    auto s = make<DynamicSearchAdsSetting>();
    s->domain_name = "example.com";
    s->language = "English";
    u.settings.push_back(std::move(s));
  };
  EXPECT_EQ(update_one(first, mix), "");
  EXPECT_EQ(update_one(first, mix), "");  // is one of them already
  EXPECT_EQ(update_one(second, mix), "CampaignServiceMaximumCampaignsReached@0");
  set_limit(world(), "campaigns-per-account", 2);  // full: no reason to refuse an update that adds nothing
  EXPECT_EQ(update_one(second, [](auto& u) { u.daily_budget = 9.0; }), "");
}

TEST_F(UpdateCampaignsTest, ABudgetTypeAloneBringsItsBounds) {
  auto c = audience_campaign("lifetime");
  c->budget_type = BudgetLimitType::LifetimeBudgetStandard;
  c->daily_budget = 2'000'000.0;
  c->start_date = at(1);
  c->end_date = at(30);
  c->use_campaign_level_dates = true;
  const auto id = add_one(std::move(c));
  EXPECT_EQ(update_one(id, [](auto& u) { u.budget_type = BudgetLimitType::DailyBudgetStandard; }),
            "CampaignServiceInvalidDailyBudget@0");  // 62 million a month
  EXPECT_EQ(update_one(id, [](auto& u) { u.budget_type = BudgetLimitType::LifetimeBudgetStandard; }), "");
}

TEST_F(UpdateCampaignsTest, AnItemTellsAllThatIsWrongWithIt) {
  const auto id = add_one(search_campaign("first"));
  add_one(search_campaign("second"));
  EXPECT_EQ(update_one(id,
                       [](auto& u) {
                         u.name = "SECOND";
                         u.audience_ads_bid_adjustment = 901;
                         u.time_zone = "Atlantis";
                         u.bidding_scheme = make<ManualCpvBiddingScheme>();
                       }),
            "InvalidAudienceAdsBidAdjustmentValue@0 CampaignServiceTimeZoneValueInvalid@0 UnsupportedBiddingScheme@0 "
            "CampaignServiceCampaignAlreadyExists@0");
  EXPECT_EQ(stored(id)->name, "first");
}

TEST_F(UpdateCampaignsTest, UnknownIdsThatAreRepeatedAreRepeatedIds) {
  std::vector<box<Campaign>> items;
  for (int i = 0; i < 2; ++i) {
    items.push_back(make<Campaign>());
    items.back()->id = 999;
  }
  EXPECT_EQ(errors_of(update(std::move(items)).partial_errors),
            "CampaignServiceInvalidCampaignId@0 CampaignServiceDuplicateCampaignIds@1");
  DeleteCampaignsRequest request;
  request.account_id = account_id;
  request.campaign_ids = {opt<std::int64_t>(999), opt<std::int64_t>(999)};
  EXPECT_EQ(errors_of(invoke<DeleteCampaigns>(request)->partial_errors),
            "CampaignServiceInvalidCampaignId@0 CampaignServiceDuplicateCampaignIds@1");
}

TEST_F(UpdateCampaignsTest, ItemsFailAloneAndIdsOnceACall) {
  const auto id = add_one(search_campaign("once"));
  std::vector<box<Campaign>> items;
  const auto item = [&](opt<std::int64_t> item_id) {
    auto c = make<Campaign>();
    c->id = item_id;
    c->daily_budget = 30.0;
    items.push_back(std::move(c));
  };
  item(id);
  item(id);
  item(999);
  item(nil);
  items.push_back(box<Campaign>(nil));
  EXPECT_EQ(errors_of(update(std::move(items)).partial_errors),
            "CampaignServiceDuplicateCampaignIds@1 CampaignServiceInvalidCampaignId@2 CampaignServiceInvalidCampaignId@3 "
            "CampaignServiceNullCampaign@4");
  EXPECT_EQ(*stored(id)->daily_budget, 30.0);
}

}  // namespace
}  // namespace adsbox::services
