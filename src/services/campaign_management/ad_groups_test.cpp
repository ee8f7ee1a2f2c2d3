#include "services/campaign_management/campaign_fixture.h"
#include "services/campaign_management/campaign_rules.h"
#include "services/entity/engine.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class AdGroupsTest : public CampaignFixture {
 protected:
  AdGroupsTest() : search_(add_one(search_campaign("search"))) {}

  static box<AdGroup> group(std::string_view name) {
    auto g = make<AdGroup>();
    g->name = name;
    return g;
  }
  static box<Date> date(int year, int month, int day) {
    auto d = make<Date>();
    d->year = year;
    d->month = month;
    d->day = day;
    return d;
  }
  AddAdGroupsResponse add_groups(std::int64_t campaign, std::vector<box<AdGroup>> groups, opt<bool> strategies = {}) {
    AddAdGroupsRequest request;
    request.campaign_id = campaign;
    request.return_inherited_bid_strategy_types = strategies;
    for (auto& g : groups) request.ad_groups.push_back(std::move(g));
    auto answer = invoke<AddAdGroups>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(*answer) : AddAdGroupsResponse{};
  }
  std::int64_t add_group(std::int64_t campaign, box<AdGroup> g) {
    std::vector<box<AdGroup>> one;
    one.push_back(std::move(g));
    auto answer = add_groups(campaign, std::move(one));
    EXPECT_EQ(errors_of(answer.partial_errors), "");
    return answer.ad_group_ids.size() == 1 ? answer.ad_group_ids[0].value_or(0) : 0;
  }
  std::string broken(std::int64_t campaign, const std::function<void(AdGroup&)>& change) {
    auto g = group("broken");
    change(*g);
    std::vector<box<AdGroup>> one;
    one.push_back(std::move(g));
    return errors_of(add_groups(campaign, std::move(one)).partial_errors);
  }
  std::string change(std::int64_t campaign, std::int64_t id, const std::function<void(AdGroup&)>& change,
                     bool adjustment = false) {
    UpdateAdGroupsRequest request;
    request.campaign_id = campaign;
    request.update_audience_ads_bid_adjustment = adjustment;
    request.ad_groups.push_back(make<AdGroup>());
    request.ad_groups[0]->id = id;
    change(*request.ad_groups[0]);
    const auto answer = invoke<UpdateAdGroups>(request);
    return answer ? errors_of(answer->partial_errors) : failure_of(answer);
  }
  box<AdGroup> read(std::int64_t campaign, std::int64_t id) {
    GetAdGroupsByIdsRequest request;
    request.campaign_id = campaign;
    request.ad_group_ids.push_back(id);
    ask_for_everything(request);
    auto answer = invoke<GetAdGroupsByIds>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(answer->ad_groups[0]) : box<AdGroup>();
  }
  std::size_t count(std::int64_t campaign) {
    GetAdGroupsByCampaignIdRequest request;
    request.campaign_id = campaign;
    const auto answer = invoke<GetAdGroupsByCampaignId>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? answer->ad_groups.size() : 0;
  }

  const std::int64_t search_;
};

TEST_F(AdGroupsTest, AddGivesDefaultsAndReadsThemBack) {
  auto g = group("Tea");
  g->bidding_scheme = make<MaxClicksBiddingScheme>();  // dropped without an error
  g->privacy_status = AdGroupPrivacyStatus::Pending;
  const auto id = add_group(search_, std::move(g));
  const auto r = read(search_, id);
  ASSERT_TRUE(r);
  EXPECT_EQ(*r->id, id);
  EXPECT_EQ(*r->status, AdGroupStatus::Paused);
  EXPECT_EQ(*r->cpc_bid->amount, 0.05);
  EXPECT_EQ(*r->network, Network::OwnedAndOperatedAndSyndicatedSearch);
  EXPECT_EQ(r->ad_group_type, "SearchStandard");
  EXPECT_EQ(*r->ad_rotation->type, AdRotationType::OptimizeForClicks);
  EXPECT_EQ(*r->start_date->year, 2026);
  EXPECT_EQ(*r->start_date->month, 3);
  EXPECT_EQ(*r->start_date->day, 2);
  EXPECT_FALSE(r->end_date.has_value());
  EXPECT_FALSE(r->audience_ads_bid_adjustment.has_value());
  EXPECT_FALSE(r->privacy_status.has_value());
  const auto audience = add_one(audience_campaign("audience"));
  EXPECT_EQ(read(audience, add_group(audience, group("People")))->privacy_status, opt(AdGroupPrivacyStatus::Active));
  const auto* inherited = r->bidding_scheme.as<InheritFromParentBiddingScheme>();
  ASSERT_NE(inherited, nullptr);
  EXPECT_EQ(inherited->inherited_bid_strategy_type, "EnhancedCpc");
  // What is inherited follows the campaign.
  EXPECT_EQ(update_one(search_, [](auto& u) { u.bidding_scheme = make<MaxClicksBiddingScheme>(); }), "");
  EXPECT_EQ(read(search_, id)->bidding_scheme.as<InheritFromParentBiddingScheme>()->inherited_bid_strategy_type, "MaxClicks");
}

TEST_F(AdGroupsTest, InheritedStrategiesHaveTheirShortNames) {
  auto hotel = search_campaign("hotel");
  hotel->campaign_type = CampaignType::Hotel;
  hotel->bidding_scheme = scheme<PercentCpcBiddingScheme>([](auto& s) { s.max_percent_cpc = 5.0; });
  const auto campaign = add_one(std::move(hotel));
  const auto id = add_group(campaign, group("Rooms"));
  EXPECT_EQ(read(campaign, id)->bidding_scheme.as<InheritFromParentBiddingScheme>()->inherited_bid_strategy_type, "PercentCpc");
}

TEST_F(AdGroupsTest, HotelsOfAKindThatIsNotSaid) {
  auto hotel = search_campaign("hotel");
  hotel->campaign_type = CampaignType::Hotel;
  with_setting<HotelSetting>(*hotel);
  const auto campaign = add_one(std::move(hotel));
  EXPECT_EQ(setting_of<HotelSetting>(stored(campaign).get())->hotel_ad_group_type, opt(HotelAdGroupType::HotelAd));
  const auto setting = [](opt<HotelAdGroupType> type) {
    return [=](AdGroup& g) {
      auto s = make<HotelSetting>();
      s->hotel_ad_group_type = type;
      g.settings.push_back(std::move(s));
    };
  };
  auto g = group("Rooms");
  setting(nil)(*g);
  const auto id = add_group(campaign, std::move(g));
  const auto kind = [&] { return setting_of<HotelSetting>(read(campaign, id).get())->hotel_ad_group_type; };
  EXPECT_EQ(kind(), opt(HotelAdGroupType::HotelAd));
  EXPECT_EQ(change(campaign, id, setting(HotelAdGroupType::PropertyAd)), "");
  for (const opt<HotelAdGroupType> unsaid : {opt<HotelAdGroupType>(), opt<HotelAdGroupType>(nil), opt(HotelAdGroupType{})}) {
    EXPECT_EQ(change(campaign, id, setting(unsaid)), "");
    EXPECT_EQ(kind(), opt(HotelAdGroupType::PropertyAd));
  }
}

TEST_F(AdGroupsTest, ABoostStaysABoostAndIsSaidAnew) {
  const auto campaign = add_one(shopping_campaign("shop"));
  const auto boost = [](opt<BidOption> option, opt<double> value, opt<double> most) {
    return [=](AdGroup& g) {
      auto s = make<CoOpSetting>();
      s->bid_option = option;
      s->bid_boost_value = value;
      s->bid_max_value = most;
      g.settings.push_back(std::move(s));
    };
  };
  auto g = group("boost");
  boost(BidOption::BidBoost, 5.0, 2.0)(*g);
  const auto id = add_group(campaign, std::move(g));
  const std::string refused = "ValueOutOfRange@0";
  EXPECT_EQ(change(campaign, id, boost(BidOption::BidValue, {}, {})), refused);
  EXPECT_EQ(change(campaign, id, boost({}, {}, 3.0)), refused);
  EXPECT_EQ(change(campaign, id, boost(BidOption::BidBoost, 6.0, {})), "");
  const auto shown = read(campaign, id);
  const auto* read_back = setting_of<CoOpSetting>(shown.get());
  EXPECT_EQ(*read_back->bid_boost_value, 6);
  EXPECT_EQ(*read_back->bid_max_value, 2);
  const auto plain = add_group(campaign, group("plain"));
  EXPECT_EQ(change(campaign, plain, boost({}, {}, {})), "");
  EXPECT_EQ(change(campaign, plain, boost(BidOption::BidBoost, 5.0, 2.0)), refused);
}

TEST_F(AdGroupsTest, BidsWithoutAnAmountAreNone) {
  auto video = audience_campaign("video");
  video->sub_type = "AudienceVideoAds";
  video->bidding_scheme = make<ManualCpvBiddingScheme>();
  const auto campaign = add_one(std::move(video));
  auto g = group("Tea");
  g->cpv_bid = make<Bid>();
  const auto id = add_group(campaign, std::move(g));
  EXPECT_TRUE(read(campaign, id)->cpv_bid.is_absent());
  EXPECT_EQ(change(campaign, id, [](auto& u) { u.cpv_bid = bid(2); }), "");
  EXPECT_EQ(change(campaign, id, [](auto& u) { u.cpv_bid = make<Bid>(); }), "");
  EXPECT_EQ(*read(campaign, id)->cpv_bid->amount, 2);
}

TEST_F(AdGroupsTest, EmptyTextsOfNewOnesAreNone) {
  auto g = group("Tea");
  g->language = "";
  g->tracking_url_template = "";
  g->ad_group_type = "";
  const auto id = add_group(search_, std::move(g));
  EXPECT_TRUE(read(search_, id)->language.is_nil());
  EXPECT_TRUE(read(search_, id)->tracking_url_template.is_nil());
  EXPECT_EQ(read(search_, id)->ad_group_type, "SearchStandard");
  // Where the campaign has none either, the ad group needs one.
  auto silent = search_campaign("silent");
  silent->languages = nil;
  std::vector<box<AdGroup>> one;
  one.push_back(group("Tea"));
  one.back()->language = "";
  EXPECT_EQ(errors_of(add_groups(add_one(std::move(silent)), std::move(one)).partial_errors), "CampaignServiceMissingLanguage@0");
}

TEST_F(AdGroupsTest, AnIdThatIsElsewhereOrGoneIsSaidToBe) {
  const auto other = add_one(search_campaign("other"));
  const auto id = add_group(search_, group("Tea"));
  GetAdGroupsByIdsRequest request;
  const auto expected = [&](std::int64_t campaign) {
    request.campaign_id = campaign;
    request.ad_group_ids = {opt(id)};
    const auto answer = invoke<GetAdGroupsByIds>(request);
    EXPECT_EQ(errors_of(answer->partial_errors), "CampaignServiceInvalidAdGroupId@0");
    return last_call().partial_errors[0].why.expected;
  };
  const auto under = [](std::int64_t campaign) { return "the id of one under CampaignId " + std::to_string(campaign); };
  EXPECT_EQ(expected(other), under(other) + "; this one is under " + std::to_string(search_));
  DeleteAdGroupsRequest gone;
  gone.campaign_id = search_;
  gone.ad_group_ids = {opt(id)};
  ASSERT_TRUE(invoke<DeleteAdGroups>(gone));
  EXPECT_EQ(expected(search_), under(search_) + "; this one was deleted");
  EXPECT_EQ(expected(other), under(other)) << "what was elsewhere and is gone never was";
}

TEST_F(AdGroupsTest, PartialSuccessAndInheritedStrategies) {
  std::vector<box<AdGroup>> items;
  items.push_back(group("one"));
  items.push_back(group("ONE"));
  items.push_back(box<AdGroup>(nil));
  items.push_back(group("two"));
  const auto answer = add_groups(search_, std::move(items), true);
  EXPECT_EQ(errors_of(answer.partial_errors), "CampaignServiceCannotCreateDuplicateAdGroup@1 CampaignServiceNullAdGroup@2");
  ASSERT_EQ(answer.ad_group_ids.size(), 4u);
  EXPECT_TRUE(answer.ad_group_ids[1].is_nil());
  EXPECT_EQ(*answer.ad_group_ids[3], *answer.ad_group_ids[0] + 1);
  ASSERT_EQ(answer.inherited_bid_strategy_types.size(), 4u);
  EXPECT_EQ(answer.inherited_bid_strategy_types[0], "EnhancedCpc");
  EXPECT_TRUE(answer.inherited_bid_strategy_types[1].is_nil());
  EXPECT_EQ(count(search_), 2u);
  std::vector<box<AdGroup>> more;
  more.push_back(group("three"));
  EXPECT_TRUE(add_groups(search_, std::move(more)).inherited_bid_strategy_types.is_nil());  // not asked for
}

TEST_F(AdGroupsTest, EachBrokenAdGroupGetsItsError) {
  auto no_language = search_campaign("no language");
  no_language->languages = nil;
  const auto silent = add_one(std::move(no_language)), audience = add_one(audience_campaign("audience")),
             shop = add_one(shopping_campaign("shop"));
  auto p = search_campaign("pmax");
  p->campaign_type = CampaignType::PerformanceMax;
  p->settings.push_back(make<PerformanceMaxSetting>());
  const auto pmax = add_one(std::move(p));
  struct Case {
    const char* error;
    const char* field;
    std::int64_t campaign;
    std::function<void(AdGroup&)> change;
  };
  const auto targets = [](AdGroup& g, CriterionTypeGroup type) {
    auto s = make<TargetSetting>();
    s->details.push_back(make<TargetSettingDetail>());
    s->details[0]->criterion_type_group = type;
    s->details[0]->target_and_bid = true;
    g.settings.push_back(std::move(s));
  };
  const Case cases[] = {
      {"CampaignServiceIdShouldBeNullOnAdd", ".Id", search_, [](auto& g) { g.id = 5; }},
      {"CampaignServiceInvalidAdGroupName", ".Name", search_, [](auto& g) { g.name = nil; }},
      {"CampaignServiceInvalidAdGroupName", ".Name", search_, [](auto& g) { g.name = "  "; }},
      {"CampaignServiceInvalidAdGroupName", ".Name", search_, [](auto& g) { g.name = std::string(257, 'n'); }},
      {"CampaignServiceInvalidEntityState", ".Status", search_, [](auto& g) { g.status = AdGroupStatus::Expired; }},
      {"CampaignServiceInvalidNetwork", ".Network", search_, [](auto& g) { g.network = Network::SyndicatedSearchOnly; }},
      {"AdGroupTypeInvalid", ".AdGroupType", search_, [](auto& g) { g.ad_group_type = "Nonsense"; }},
      {"InvalidAdGroupTypeForCampaignType", ".AdGroupType", shop, [](auto& g) { g.ad_group_type = "SearchStandard"; }},
      {"CannotAddDynamicSearchAdGroupToCampaignWithoutDynamicSearchSettings", ".AdGroupType", search_,
       [](auto& g) { g.ad_group_type = "SearchDynamic"; }},
      {"CampaignServiceMissingLanguage", ".Language", silent, [](auto&) {}},
      {"CampaignServiceInvalidLanguage", ".Language", silent, [](auto& g) { g.language = "All"; }},
      {"AdGroupLanguageNotSupported", ".Language", audience, [](auto& g) { g.language = "English"; }},
      {"InvalidDateObject", ".StartDate", search_, [&](auto& g) { g.start_date = date(2026, 2, 30); }},
      {"InvalidDateObject", ".EndDate.Month", search_, [&](auto& g) { g.end_date = date(2026, 13, 1); }},
      {"CampaignServiceAdGroupStartDateLessThanCurrentDate", ".StartDate", search_,
       [&](auto& g) { g.start_date = date(2026, 2, 27); }},
      {"CampaignServiceAdGroupInvalidStartDate", ".StartDate", search_, [&](auto& g) { g.start_date = date(2050, 1, 2); }},
      {"CampaignServiceAdGroupEndDateShouldBeAfterStartDate", ".EndDate", search_,
       [&](auto& g) {
         g.start_date = date(2026, 5, 2);
         g.end_date = date(2026, 5, 1);
       }},
      {"CampaignServiceCannotSetStartOrEndDateForAdRotation", ".AdRotation.StartDate", search_,
       [&](auto& g) {
         g.ad_rotation = make<AdRotation>();
         g.ad_rotation->start_date = at(1);
       }},
      {"CampaignServiceBidAmountsLessThanFloorPrice", ".CpcBid.Amount", search_, [&](auto& g) { g.cpc_bid = bid(0.01); }},
      {"CampaignServiceBidAmountsGreaterThanCeilingPrice", ".CpcBid.Amount", search_, [&](auto& g) { g.cpc_bid = bid(1001); }},
      {"CampaignServiceInvalidBidAmount", ".CpcBid.Amount", search_, [&](auto& g) { g.cpc_bid = bid(-1); }},
      {"NotSupportedForThisCampaignType", ".CpvBid", search_, [&](auto& g) { g.cpv_bid = bid(1); }},
      {"NotSupportedForThisCampaignType", ".CommissionRate", search_,
       [](auto& g) {
         g.commission_rate = make<RateBid>();
         g.commission_rate->rate_amount = make<RateAmount>();
         g.commission_rate->rate_amount->amount = 5.0;
       }},
      {"InvalidAudienceAdsBidAdjustmentValue", ".AudienceAdsBidAdjustment", search_,
       [](auto& g) { g.audience_ads_bid_adjustment = 901; }},
      {"NotSupportedForThisCampaignType", ".AudienceAdsBidAdjustment", audience,
       [](auto& g) { g.audience_ads_bid_adjustment = 5; }},
      {"NotSupportedForThisCampaignType", ".UsePredictiveTargeting", search_, [](auto& g) { g.use_predictive_targeting = true; }},
      {"ValueOutOfRange", ".FrequencyCapSettings[0].CapValue", audience,
       [](auto& g) {
         g.frequency_cap_settings.push_back(make<FrequencyCapSettings>());
         g.frequency_cap_settings[0]->cap_value = 0;
         g.frequency_cap_settings[0]->time_granularity = FrequencyCapTimeGranularity::DAY;
       }},
      {"CampaignServiceInvalidSettingForCampaignType", ".Settings[0]", search_,
       [](auto& g) {
         g.settings.push_back(make<ShoppingSetting>());
         g.settings[0].template as<ShoppingSetting>()->store_id = 1;
       }},
      {"CampaignServiceDuplicateSettingsInEntity", ".Settings[1]", search_,
       [](auto& g) {
         g.settings.push_back(make<TargetSetting>());
         g.settings.push_back(make<TargetSetting>());
       }},
      {"AdGroupInvalidTargetSetting", ".Settings[0].Details[0].CriterionTypeGroup", search_,
       [&](auto& g) { targets(g, CriterionTypeGroup::Age); }},
      {"ValueOutOfRange", ".Settings[0].BidBoostValue", shop,
       [](auto& g) {
         g.settings.push_back(make<CoOpSetting>());
         auto& s = *g.settings[0].template as<CoOpSetting>();
         s.bid_option = BidOption::BidBoost;
         s.bid_max_value = 3.0;
       }},
      {"MissingLandingPageUrlTag", ".TrackingUrlTemplate", search_,
       [](auto& g) { g.tracking_url_template = "https://track.example"; }},
      {"NotSupportedForThisCampaignType", "", pmax, [](auto&) {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(std::string(c.error) + c.field);
    EXPECT_EQ(broken(c.campaign,
                     [&](auto& g) {
                       if (c.campaign == shop) g.language = "English";
                       c.change(g);
                     }),
              std::string(c.error) + "@0");
    ASSERT_FALSE(last_call().partial_errors.empty());
    const auto& why = last_call().partial_errors[0].why;
    EXPECT_EQ(why.field, "AdGroups[0]" + std::string(c.field));
    for (const auto* part : {&why.rule, &why.value, &why.bound, &why.expected}) EXPECT_FALSE(part->empty());
  }
  // Audience campaigns take the groups that others do not.
  EXPECT_EQ(broken(audience, [&](auto& g) { targets(g, CriterionTypeGroup::Age); }), "");
}

TEST_F(AdGroupsTest, UpdatesKeepClearAndLock) {
  auto g = group("first");
  g->cpc_bid = bid(2.0);
  g->start_date = date(2026, 3, 10);
  g->end_date = date(2026, 4, 1);
  const auto id = add_group(search_, std::move(g)), other = add_group(search_, group("second"));
  EXPECT_EQ(change(search_, id, [](auto& u) { u.status = AdGroupStatus::Active; }), "");
  EXPECT_EQ(*read(search_, id)->cpc_bid->amount, 2.0);
  EXPECT_EQ(change(search_, other, [](auto& u) { u.name = "FIRST"; }), "CampaignServiceCannotCreateDuplicateAdGroup@0");
  EXPECT_EQ(change(search_, id, [](auto& u) { u.ad_group_type = "HotelAds"; }), "AdGroupTypeImmutable@0");
  EXPECT_EQ(change(search_, id, [](auto& u) { u.ad_group_type = "SearchStandard"; }), "");
  // The start may move until it is reached; an end from 2050-01-02 on clears.
  EXPECT_EQ(change(search_, id, [&](auto& u) { u.start_date = date(2026, 3, 11); }), "");
  EXPECT_EQ(change(search_, other, [&](auto& u) { u.start_date = date(2026, 3, 11); }),
            "CampaignServiceCannotUpdateAdGroupInSubmittedState@0");
  EXPECT_EQ(change(search_, id, [&](auto& u) { u.end_date = date(2050, 1, 1); }), "");
  EXPECT_TRUE(read(search_, id)->end_date.has_value());
  EXPECT_EQ(change(search_, id, [&](auto& u) { u.end_date = date(2050, 1, 2); }), "");
  EXPECT_FALSE(read(search_, id)->end_date.has_value());
  // The adjustment is heard only when the request says so; then nil counts, too.
  EXPECT_EQ(change(search_, id, [](auto& u) { u.audience_ads_bid_adjustment = 20; }), "");
  EXPECT_FALSE(read(search_, id)->audience_ads_bid_adjustment.has_value());
  EXPECT_EQ(change(search_, id, [](auto& u) { u.audience_ads_bid_adjustment = 20; }, true), "");
  EXPECT_EQ(*read(search_, id)->audience_ads_bid_adjustment, 20);
  EXPECT_EQ(change(search_, id, [](auto&) {}), "");
  EXPECT_EQ(*read(search_, id)->audience_ads_bid_adjustment, 20);
  EXPECT_EQ(change(search_, id, [](auto&) {}, true), "");
  EXPECT_FALSE(read(search_, id)->audience_ads_bid_adjustment.has_value());
}

TEST_F(AdGroupsTest, AnEndThatPassesExpiresAndALaterOneRevives) {
  auto g = group("ends");
  g->end_date = date(2026, 3, 5);
  const auto id = add_group(search_, std::move(g));
  world().clock().advance(10 * day);
  EXPECT_EQ(*read(search_, id)->status, AdGroupStatus::Expired);
  EXPECT_EQ(change(search_, id, [](auto& u) { u.name = "renamed"; }), "CampaignServiceCannotUpdateAdGroupInExpiredState@0");
  EXPECT_EQ(change(search_, id, [&](auto& u) { u.end_date = date(2026, 12, 31); }), "");
  EXPECT_EQ(*read(search_, id)->status, AdGroupStatus::Paused);
}

TEST_F(AdGroupsTest, DaysAreThoseOfTheCampaignsZone) {
  world().clock().set(now_ticks - std::int64_t{6} * 3600 * DateTime::ticks_per_second);  // 2 March, 06:00 in UTC
  auto west = search_campaign("west"), east = search_campaign("east");
  west->time_zone = "PacificTimeUSCanadaTijuana";
  east->time_zone = "AmsterdamBerlinBernRomeStockholmVienna";
  const auto w = add_one(std::move(west)), e = add_one(std::move(east));
  EXPECT_EQ(*read(w, add_group(w, group("a")))->start_date->day, 1);
  EXPECT_EQ(*read(e, add_group(e, group("a")))->start_date->day, 2);
  const auto first = [&](AdGroup& g) { g.start_date = date(2026, 3, 1); };
  EXPECT_EQ(broken(w, first), "");
  EXPECT_EQ(broken(e, first), "CampaignServiceAdGroupStartDateLessThanCurrentDate@0");
  auto last = group("last day");
  last->start_date = date(2026, 3, 1);
  last->end_date = date(2026, 3, 2);
  const auto id = add_group(w, std::move(last));
  world().clock().advance(day);  // 3 March in UTC, still the 2nd in the west
  EXPECT_EQ(*read(w, id)->status, AdGroupStatus::Paused);
  world().clock().advance(std::int64_t{2} * 3600 * DateTime::ticks_per_second);
  EXPECT_EQ(*read(w, id)->status, AdGroupStatus::Expired);
}

TEST_F(AdGroupsTest, LimitsAndParents) {
  set_limit(world(), "ad-groups-per-campaign", 1);
  add_group(search_, group("only"));
  EXPECT_EQ(broken(search_, [](auto&) {}), "CampaignServiceMaximumAdGroupsReached@0");
  set_limit(world(), "ad-groups-per-account", 1);
  EXPECT_EQ(broken(add_one(search_campaign("another")), [](auto&) {}), "CampaignServiceTooManyAdGroupsInAccount@0");
  const auto shown = [&](std::int64_t campaign) {
    GetAdGroupsByCampaignIdRequest request;
    request.campaign_id = campaign;
    return failure_of(invoke<GetAdGroupsByCampaignId>(request));
  };
  EXPECT_EQ(shown(search_), "no failure");
  EXPECT_EQ(shown(0), "CampaignServiceInvalidCampaignId");
  EXPECT_EQ(shown(12'345), "CampaignServiceInvalidCampaignId");
  store_row(600, 180'000'999, 180'000'999, *stored(search_));  // of another account
  EXPECT_EQ(shown(600), "CampaignServiceInvalidCampaignId");
  EXPECT_EQ(change(600, 1, [](auto&) {}), "CampaignServiceInvalidCampaignId");
  AddAdGroupsRequest empty;
  empty.campaign_id = search_;
  EXPECT_EQ(failure_of(invoke<AddAdGroups>(empty)), "CampaignServiceAdGroupsArrayShouldNotBeNullOrEmpty");
  for (int i = 0; i < 1001; ++i) empty.ad_groups.push_back(group("x"));
  EXPECT_EQ(failure_of(invoke<AddAdGroups>(empty)), "CampaignServiceAdGroupsArrayExceedsLimit");
}

TEST_F(AdGroupsTest, DeleteTakesTheKeywordsAlong) {
  const auto id = add_group(search_, group("gone")), stays = add_group(search_, group("stays"));
  AddKeywordsRequest keywords;
  keywords.ad_group_id = id;
  keywords.keywords.push_back(make<Keyword>());
  keywords.keywords[0]->text = "tea";
  keywords.keywords[0]->match_type = MatchType::Exact;
  const auto added = invoke<AddKeywords>(keywords);
  ASSERT_TRUE(added) << failure_of(added);
  DeleteAdGroupsRequest request;
  request.campaign_id = search_;
  request.ad_group_ids = {opt<std::int64_t>(id), opt<std::int64_t>(id), opt<std::int64_t>(7)};
  const auto answer = invoke<DeleteAdGroups>(request);
  ASSERT_TRUE(answer) << failure_of(answer);
  EXPECT_EQ(errors_of(answer->partial_errors), "CampaignServiceDuplicateInAdGroupIds@1 CampaignServiceInvalidAdGroupId@2");
  EXPECT_EQ(count(search_), 1u);
  EXPECT_TRUE(read(search_, stays));
  world().store().read([&](store::Reader& r) {
    EXPECT_FALSE(r.get(world::kind_of<Keyword>(), *added->keyword_ids[0]).has_value());
    EXPECT_TRUE(r.get(deleted_kind(world::kind_of<Keyword>()), *added->keyword_ids[0]).has_value());
  });
  EXPECT_EQ(failure_of(invoke<AddKeywords>(keywords)), "CampaignServiceInvalidAdGroupId");
  EXPECT_EQ(errors_of(invoke<DeleteAdGroups>(request)->partial_errors),
            "CampaignServiceCannotOperateOnAdGroupInCurrentState@0 CampaignServiceDuplicateInAdGroupIds@1 "
            "CampaignServiceInvalidAdGroupId@2");
  EXPECT_EQ(change(search_, id, [](auto& g) { g.name = "back"; }), "CampaignServiceCannotOperateOnAdGroupInCurrentState@0");
  GetAdGroupsByIdsRequest read_all;
  read_all.campaign_id = search_;
  read_all.ad_group_ids = {opt<std::int64_t>(id)};
  EXPECT_EQ(errors_of(invoke<GetAdGroupsByIds>(read_all)->partial_errors), "CampaignServiceInvalidAdGroupId@0");
}

TEST_F(AdGroupsTest, NetworksOfShoppingCampaigns) {
  const auto campaign = [&](std::string_view name, std::string_view sub_type, int priority) {
    auto c = shopping_campaign(name);
    if (!sub_type.empty()) c->sub_type = sub_type;
    c->settings[0].as<ShoppingSetting>()->priority = priority;
    return add_one(std::move(c));
  };
  const auto on = [](Network n) { return [n](AdGroup& g) { g.network = n; }; };
  EXPECT_EQ(broken(campaign("shop", "", 0), on(Network::InHousePromotion)), "CampaignServiceInvalidNetwork@0");
  EXPECT_EQ(broken(campaign("brands", "ShoppingSponsoredProductAd", 0), on(Network::InHousePromotion)), "");
  const auto smart = campaign("smart", "ShoppingSmartAds", 3);
  auto g = group("smart");
  g->network = Network::OwnedAndOperatedOnly;
  EXPECT_EQ(*read(smart, add_group(smart, std::move(g)))->network, Network::OwnedAndOperatedAndSyndicatedSearch);
  EXPECT_EQ(broken(smart, [](auto&) {}), "CampaignServiceMaximumAdGroupsReached@0") << "it has one ad group";
}

TEST_F(AdGroupsTest, HaveTheirDatesFromACampaignThatHasThem) {
  const auto campaign = add_one(audience_campaign("dates"));
  auto g = group("own dates");
  g->start_date = date(2026, 3, 5);
  g->end_date = date(2026, 3, 9);
  const auto id = add_group(campaign, std::move(g));
  EXPECT_EQ(update_one(campaign,
                       [](auto& c) {
                         c.start_date = DateTime(now_ticks + 20 * day, true);
                         c.use_campaign_level_dates = true;
                       }),
            "");
  world().clock().advance(std::int64_t{12} * day);
  const auto shown = read(campaign, id);
  EXPECT_EQ(*shown->start_date->day, 22);
  EXPECT_FALSE(shown->end_date.has_value());
  EXPECT_EQ(*shown->status, AdGroupStatus::Paused);
}

}  // namespace
}  // namespace adsbox::services
