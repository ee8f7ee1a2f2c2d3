// Ages, genders, days and times, devices, locations, intents, radiuses: what is special about each.
#include "services/criterion/criterion_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class Targets : public CriterionFixture {
 protected:
  static box<Campaign> smart_shopping(std::string_view name) {
    auto c = shopping_campaign(name);
    c->sub_type = "ShoppingSmartAds";
    static_cast<ShoppingSetting&>(*c->settings[0]).priority = 3;
    return c;
  }
  static box<Campaign> video(std::string_view name) {
    auto c = audience_campaign(name);
    c->sub_type = "AudienceVideoAds";
    return c;
  }
  static box<Campaign> performance_max(std::string_view name) {
    auto c = search_campaign(name);
    c->campaign_type = CampaignType::PerformanceMax;
    with_setting<PerformanceMaxSetting>(*c);
    return c;
  }
  static constexpr std::int64_t washington = 9'010'989, redmond = 67'555, seattle = 9'040'000, us = 190;
};

TEST_F(Targets, BidWithinTheBoundsOfTheirKind) {
  const auto multiplier = [](double d) { return d; };
  struct Row {
    box<Criterion> (*one)();
    double least;
    std::string_view error;
  };
  const Row rows[] = {
      {[] { return age(AgeRange::EighteenToTwentyFour); }, -90, "CampaignServiceInvalidAgeTargetBidAdjustment"},
      {[] { return gender(GenderType::Female); }, -90, "CampaignServiceInvalidGenderTargetBidAdjustment"},
      {[] { return day_time(Day::Monday, 1, 2); }, -90, "CampaignServiceDayTimeTargetBidAdjustmentInvalid"},
      {[] { return location(redmond); }, -90, "CampaignServiceInvalidLocationTargetBidAdjustment"},
      {[] { return radius(1, 2, 3); }, -90, "InvalidBidMultiplier"},
  };
  for (const auto place : both())
    for (const auto& row : rows) {
      const auto error = std::string(row.error);
      EXPECT_EQ(add(place, all_of(Wanted{row.one(), row.least - 1}, Wanted{row.one(), 901},
                                  Wanted{row.one(), multiplier(0.0 / 0.0)}, Wanted{row.one(), row.least})),
                error + "@0 " + error + "@1 " + error + "@2");
      const auto id = ids_[3];
      EXPECT_EQ(update(place, all_of(Wanted{.multiplier = 901, .id = id})), error + "@0");
      EXPECT_EQ(update(place, all_of(Wanted{.multiplier = 900, .id = id})), "");
    }
}

TEST_F(Targets, NeedABidOfTheirClassOnUpdateOnly) {
  const auto fixed = [] {
    auto b = make<FixedBid>();
    b->amount = 1.5;
    return box<CriterionBid>(std::move(b));
  };
  for (const auto place : both()) {
    const bool of_campaign = place.level == CriterionLevel::campaign;
    const std::string none = of_campaign ? "CampaignServiceCampaignCriterionBidMultiplierValueNotSet"
                                         : "CampaignServiceAdGroupCriterionBidMultiplierValueNotSet";
    // A bid of another class is not heard.
    EXPECT_EQ(add(place, all_of(Wanted{.criterion = gender(GenderType::Male), .bid = fixed()})), "");
    EXPECT_EQ(shown(place, "Gender"), "Gender Male +0");
    const auto id = ids_[0];
    EXPECT_EQ(update(place, all_of(Wanted{.id = id})), none + "@0");
    EXPECT_EQ(update(place, all_of(Wanted{.id = id, .bid = fixed()})),
              of_campaign ? none + "@0" : "CampaignServiceAdGroupCriterionInvalidBidType@0");
    // Nor is what is inside of it, which would be no RateBid where those are bid.
    EXPECT_EQ(update(place, all_of(Wanted{.id = id, .bid = make<RateBid>()})),
              of_campaign ? none + "@0" : "CampaignServiceAdGroupCriterionInvalidBidType@0");
    EXPECT_EQ(add(place, all_of(Wanted{.criterion = location(188), .bid = make<RateBid>()})), "");
    EXPECT_EQ(shown(place, "Location"), "Location 188 +0");
    EXPECT_EQ(update(place, all_of(Wanted{.id = id, .bid = make<BidMultiplier>()})), none + "@0");
    EXPECT_EQ(add(place, all_of(Wanted{.criterion = gender(GenderType::Female), .bid = make<BidMultiplier>()})), none + "@0");
    EXPECT_EQ(shown(place, "Gender"), "Gender Male +0");
  }
}

TEST_F(Targets, GoWhereTheirCampaignTakesThem) {
  const auto all = [] {
    return all_of(Wanted{age(AgeRange::EighteenToTwentyFour)}, Wanted{gender(GenderType::Male)},
                  Wanted{day_time(Day::Friday, 1, 2)}, Wanted{location(us)}, Wanted{radius(1, 2, 3)});
  };
  const auto excluded = [] {
    return all_of(Wanted{age(AgeRange::FiftyToSixtyFour), {}, true}, Wanted{gender(GenderType::Female), {}, true},
                  Wanted{day_time(Day::Friday, 4, 5), {}, true}, Wanted{location(188), {}, true},
                  Wanted{radius(1, 2, 4), {}, true}, Wanted{device("Computers"), {}, true});
  };
  const std::string no = "InvalidCriterionForCampaignType@", never = "CampaignServiceCriterionTypeNotAllowed@";
  const auto never_excluded = never + "2 " + never + "4 " + never + "5";
  // An exclusion of people belongs to ad groups.
  EXPECT_EQ(add(campaign(), all()), "");
  EXPECT_EQ(add(campaign(), excluded()), never + "0 " + never + "1 " + never_excluded);
  EXPECT_EQ(add(campaign(audience_campaign("A")), all()), no + "0 " + no + "1");
  EXPECT_EQ(add(campaign(smart_shopping("S")), all()), no + "0 " + no + "1");
  EXPECT_EQ(add(campaign(performance_max("P")), all()), no + "0 " + no + "1");
  const auto search = ad_group(), shopping = ad_group(campaign(shopping_campaign("B")).id);
  EXPECT_EQ(add(search, all()), "");
  EXPECT_EQ(add(search, excluded()), no + "1 " + never_excluded);
  EXPECT_EQ(add(shopping, excluded()), no + "1 " + never_excluded);
  EXPECT_EQ(add(ad_group(campaign(audience_campaign("C")).id), excluded()), never_excluded);
  const auto videos = ad_group(campaign(video("V")).id);
  EXPECT_EQ(add(videos, all()), "CampaignServiceInvalidAdGroupCriterionType@4");
  const auto smart = ad_group(campaign(smart_shopping("T")).id);
  EXPECT_EQ(add(smart, all_of(Wanted{location(us)})), "CampaignServiceInvalidAdGroupCriterionType@0");
}

TEST_F(Targets, OfCampaignsThatBidByThemselvesHaveNoBid) {
  for (const auto place : {campaign(smart_shopping("S")), campaign(performance_max("P"))}) {
    EXPECT_EQ(add(place, all_of(Wanted{location(redmond), 10}, Wanted{location(seattle), 0}, Wanted{location(188)})),
              "InvalidBidMultiplier@0");
    EXPECT_EQ(update(place, all_of(Wanted{.id = ids_[1]}, Wanted{.multiplier = 1, .id = ids_[2]})), "InvalidBidMultiplier@1");
  }
}

TEST_F(Targets, OfUnknownPeopleBelongToAudienceCampaigns) {
  const auto bad_age = "CampaignServiceInvalidAgeTarget@", bad_gender = "CampaignServiceInvalidGenderTarget@";
  for (const auto place : both())
    EXPECT_EQ(add(place, all_of(Wanted{age(AgeRange::Unknown)}, Wanted{gender(GenderType::Unknown)},
                                Wanted{age(AgeRange::ThirtyFiveToFiftyFour)}, Wanted{make<AgeCriterion>()},
                                Wanted{make<GenderCriterion>()})),
              std::string(bad_age) + "0 " + bad_gender + "1 " + bad_age + "2 " + bad_age + "3 " + bad_gender + "4");
  const auto audience = ad_group(campaign(audience_campaign("Audience")).id);
  EXPECT_EQ(add(audience,
                all_of(Wanted{age(AgeRange::Unknown)}, Wanted{gender(GenderType::Unknown)}, Wanted{gender(GenderType::Male)})),
            "");
}

TEST_F(Targets, OfADayDoNotOverlap) {
  const auto quarter = [](Day day, int hour, Minute from, int to_hour, Minute to) {
    return criterion<DayTimeCriterion>([&](auto& c) {
      c.day = day;
      c.from_hour = hour;
      c.from_minute = from;
      c.to_hour = to_hour;
      c.to_minute = to;
    });
  };
  const std::string overlap = "CampaignServiceDayTimeTargetBidsIntervalOverlap@",
                    interval = "CampaignServiceDayTimeTargetBidIntervalInvalid@",
                    incomplete = "CampaignServiceDayTimeTargetInvalid@";
  for (const auto place : both()) {
    EXPECT_EQ(add(place, all_of(Wanted{day_time(Day::Monday, 3, 5), 20}, Wanted{day_time(Day::Monday, 4, 6)},
                                Wanted{day_time(Day::Tuesday, 4, 6)}, Wanted{day_time(Day::Monday, 5, 24)},
                                Wanted{quarter(Day::Monday, 2, Minute::Thirty, 3, Minute::Fifteen)},
                                Wanted{quarter(Day::Monday, 2, Minute::Fifteen, 3, Minute::Zero)},
                                Wanted{quarter(Day::Monday, 2, Minute::Zero, 2, Minute::Fifteen)})),
              overlap + "1 " + overlap + "4");
    EXPECT_EQ(shown(place, "DayTime", {ids_[5]}), "DayTime Monday 2 Fifteen 3 Zero +0");
    EXPECT_EQ(add(place, all_of(Wanted{day_time(Day::Monday, 3, 5)})), "CampaignServiceEntityAlreadyExists@0");
    EXPECT_EQ(add(place, all_of(Wanted{day_time(Day::Sunday, 5, 5)}, Wanted{day_time(Day::Sunday, 6, 5)},
                                Wanted{quarter(Day::Sunday, 23, Minute::Zero, 24, Minute::Fifteen)},
                                Wanted{day_time(Day::Sunday, 24, 24)}, Wanted{day_time(Day::Sunday, 1, 25)},
                                Wanted{make<DayTimeCriterion>()})),
              interval + "0 " + interval + "1 " + interval + "2 " + interval + "3 " + interval + "4 " + incomplete + "5 " +
                  incomplete + "5 " + incomplete + "5 " + incomplete + "5 " + incomplete + "5");
  }
}

TEST_F(Targets, AreSevenADay) {
  const auto full = "CampaignServiceTargetsDayTimeBidBatchLimitExceeded@";
  for (const auto place : both()) {
    std::vector<Wanted> week;
    for (int d = 0; d < 7; ++d)
      for (int i = 0; i < 8; ++i) week.push_back({day_time(static_cast<Day>(d), 3 * i, 3 * i + 1)});
    std::string expected;
    for (int d = 0; d < 7; ++d) expected += (d == 0 ? "" : " ") + std::string(full) + std::to_string(8 * d + 7);
    EXPECT_EQ(add(place, std::move(week)), expected);
    EXPECT_EQ(get(place, "DayTime").items.size(), 49u);
    EXPECT_EQ(add(place, all_of(Wanted{day_time(static_cast<Day>(1), 3, 4)})), "CampaignServiceEntityAlreadyExists@0")
        << "what is there is told, room or not";
    set_limit(world(),
              place.level == CriterionLevel::campaign ? "DayTime-criterions-per-campaign" : "DayTime-criterions-per-ad-group",
              49);
    set_limit(world(), "DayTime-criterions-per-day", 8);
    EXPECT_EQ(add(place, all_of(Wanted{day_time(Day::Monday, 22, 23)})), std::string(full) + "0");
    set_limit(world(), "DayTime-criterions-per-day", 7);
  }
}

TEST_F(Targets, OfDevicesAreThereTogether) {
  const std::string alone = "CampaignServiceIncompleteDeviceCriterionSet@";
  for (const auto place : both()) {
    EXPECT_EQ(add(place, all_of(Wanted{device("Computers")}, Wanted{gender(GenderType::Male)}, Wanted{device("Tablets")})),
              alone + "0 " + alone + "2");
    EXPECT_EQ(ids_[0], 0);
    EXPECT_NE(ids_[1], 0);
    EXPECT_EQ(shown(place, "Device"), "");
    // One that fails takes the others with it.
    EXPECT_EQ(add(place, all_of(Wanted{device("Computers")}, Wanted{device("Smartphones"), -101}, Wanted{device("Tablets")})),
              alone + "0 CampaignServiceInvalidDeviceTargetBidAdjustment@1 " + alone + "2");
    EXPECT_EQ(add(place, all_of(Wanted{device("Computer")}, Wanted{make<DeviceCriterion>()})),
              "CampaignServiceInvalidDeviceTarget@0 CampaignServiceInvalidDeviceTarget@1");
    EXPECT_EQ(add(place, all_of(Wanted{device("Computers"), 10}, Wanted{device("Smartphones"), -100}, Wanted{device("Tablets")})),
              "");
    const auto ids = ids_;
    EXPECT_EQ(shown(place, "Device"), "Device Computers +10, Device Smartphones -100, Device Tablets +0");
    EXPECT_EQ(update(place, all_of(Wanted{.multiplier = 20, .id = ids[0]})), "");
    EXPECT_EQ(erase(place, {ids[0], ids[2]}), alone + "0 " + alone + "1");
    EXPECT_EQ(shown(place, "Device"), "Device Computers +20, Device Smartphones -100, Device Tablets +0");
    EXPECT_EQ(erase(place, ids), "");
    EXPECT_EQ(shown(place, "Device"), "");
  }
  // The name of the system is not kept.
  auto named = device("Computers");
  static_cast<DeviceCriterion&>(*named).os_name = "Windows";
  const auto place = campaign();
  ASSERT_EQ(add(place, all_of(Wanted{std::move(named)}, Wanted{device("Smartphones")}, Wanted{device("Tablets")})), "");
  EXPECT_FALSE(get(place, "Device").items[0].as<BiddableCampaignCriterion>()->criterion.as<DeviceCriterion>()->os_name);
}

TEST_F(Targets, InAnExcludedLocationAreConflicts) {
  const std::string conflict = "CampaignServiceConflictWithLocationExclusion@", unknown = "CampaignServiceInvalidLocationId@";
  for (const auto place : both()) {
    EXPECT_EQ(
        add(place, all_of(Wanted{location(washington)}, Wanted{location(us), {}, true}, Wanted{location(washington), {}, true},
                          Wanted{location(redmond), {}, true}, Wanted{location(redmond)}, Wanted{location(seattle)},
                          Wanted{location(188), {}, true}, Wanted{location(41471)})),
        conflict + "1 " + conflict + "2 " + conflict + "4 " + conflict + "7");
    EXPECT_EQ(shown(place, "Location"), "Location 9010989 +0, -Location 67555, Location 9040000 +0, -Location 188");
  }
  // Pending deprecation, deprecated, none at all.
  EXPECT_EQ(add(campaign(), all_of(Wanted{location(9030076)}, Wanted{location(9040462)}, Wanted{location(4)},
                                   Wanted{location(-190)}, Wanted{make<LocationCriterion>()})),
            unknown + "0 " + unknown + "1 " + unknown + "2 " + unknown + "3 " + unknown + "4");
}

TEST_F(Targets, OfALocationThatIsDeprecatedStayAsTheyAre) {
  const auto place = campaign();
  BiddableCampaignCriterion old;
  old.campaign_id = place.id;
  old.id = 4711;
  old.criterion = location(9030076);
  store_row(4711, place.id, account_id, old, criterion_status(LocationCriterion::type_id));
  EXPECT_EQ(shown(place, "Location", {4711}), "Location 9030076");
  EXPECT_EQ(update(place, all_of(Wanted{.multiplier = 5, .id = 4711})), "CampaignServiceInvalidLocationId@0");
  EXPECT_EQ(erase(place, {4711}), "");
}

TEST_F(Targets, BringALocationIntentAlong) {
  for (const auto place : both()) {
    EXPECT_EQ(shown(place, "LocationIntent"), "");
    ASSERT_NE(add(place, all_of(Wanted{device("Tablets")})), "");
    EXPECT_EQ(shown(place, "LocationIntent"), "");  // nothing was added
    ASSERT_EQ(add(place, all_of(Wanted{gender(GenderType::Male)})), "");
    EXPECT_EQ(shown(place, "LocationIntent"), "LocationIntent PeopleInOrSearchingForOrViewingPages");
    EXPECT_EQ(shown(place, "LocationIntent", {place.id}), "LocationIntent PeopleInOrSearchingForOrViewingPages");
    EXPECT_EQ(add(place, all_of(Wanted{intent(IntentOption::PeopleIn)})), "CampaignServiceEntityAlreadyExists@0");
    EXPECT_EQ(erase(place, {place.id, ids_.empty() ? 0 : place.id + 1}),
              std::string("CampaignServiceLocationIntentCriterionCannotBeDeleted@0 ") +
                  (place.level == CriterionLevel::campaign ? "CampaignCriterionIdInvalid@1"
                                                           : "CampaignServiceAdGroupCriterionIdInvalid@1"));
    // Its bid is not heard; what an update leaves out stays.
    EXPECT_EQ(update(place, all_of(Wanted{intent(IntentOption::PeopleIn), 5000, false, place.id})), "");
    EXPECT_EQ(update(place, all_of(Wanted{intent({}), {}, false, place.id})), "");
    EXPECT_EQ(shown(place, "LocationIntent"), "LocationIntent PeopleIn");
    EXPECT_EQ(update(place, all_of(Wanted{intent(IntentOption::PeopleSearchingForOrViewingPages), {}, false, place.id})), "");
    EXPECT_EQ(shown(place, "LocationIntent"), "LocationIntent PeopleInOrSearchingForOrViewingPages");
  }
}

TEST_F(Targets, MayBeginWithTheLocationIntent) {
  for (const auto place : both()) {
    EXPECT_EQ(add(place, all_of(Wanted{location(us)}, Wanted{intent(IntentOption::PeopleIn), -500})), "");
    EXPECT_EQ(ids_[1], place.id);
    EXPECT_EQ(shown(place, "LocationIntent"), "LocationIntent PeopleIn");
  }
  const auto place = campaign();
  EXPECT_EQ(add(place, all_of(Wanted{intent({})}, Wanted{intent({})})), "CampaignServiceEntityAlreadyExists@1");
  EXPECT_EQ(shown(place, "LocationIntent"), "LocationIntent PeopleInOrSearchingForOrViewingPages");
}

TEST_F(Targets, OfACircleHaveAPlaceOnTheMap) {
  const std::string bad = "CampaignServiceInvalidLocationTarget@", latitude = "CampaignServiceInvalidLatitude@",
                    longitude = "CampaignServiceInvalidLongitude@";
  for (const auto place : both()) {
    EXPECT_EQ(add(place, all_of(Wanted{radius(85, -180, 500), 30}, Wanted{radius(-85, 180, 800, DistanceUnit::Kilometers)},
                                Wanted{radius(47.6, -122.3, 501)}, Wanted{radius(47.6, -122.3, 801, DistanceUnit::Kilometers)},
                                Wanted{radius(47.6, -122.3, 0)}, Wanted{radius(85.1, 0, 1)}, Wanted{radius(-85.1, 0, 1)},
                                Wanted{radius(0, 180.5, 1)}, Wanted{radius(0, -180.5, 1)}, Wanted{make<RadiusCriterion>()})),
              bad + "2 " + bad + "3 " + bad + "4 " + latitude + "5 " + latitude + "6 " + longitude + "7 " + longitude + "8 " +
                  latitude + "9 " + longitude + "9 " + bad + "9 CampaignServiceRadiusUnitInvalid@9");
    EXPECT_EQ(shown(place, "Radius"), "Radius 85 -180 500 Miles +30, Radius -85 180 800 Kilometers +0");
    EXPECT_EQ(add(place, all_of(Wanted{radius(85, -180, 500)})), "CampaignServiceEntityAlreadyExists@0");
    EXPECT_EQ(
        add(place, all_of(Wanted{radius(0, -0.0, 1)}, Wanted{radius(-0.0, 0, 1)})),
        place.level == CriterionLevel::campaign ? "DuplicateCampaignCriterion@1" : "CampaignServiceDuplicateAdGroupCriterion@1");
    auto named = radius(1, 2, 3);
    static_cast<RadiusCriterion&>(*named).name = std::string(51, 'n');
    EXPECT_EQ(add(place, all_of(Wanted{std::move(named)})), "CampaignServiceInvalidTargetName@0");
    set_limit(world(),
              place.level == CriterionLevel::campaign ? "Radius-criterions-per-campaign" : "Radius-criterions-per-ad-group", 2);
    EXPECT_EQ(add(place, all_of(Wanted{radius(1, 2, 3)})), "CampaignServiceTargetsLocationBidsBatchLimitExceeded@0");
  }
}

TEST_F(Targets, KeepTheirValues) {
  struct Row {
    box<Criterion> (*one)();
    box<Criterion> (*other)();
  };
  const Row rows[] = {
      {[] { return age(AgeRange::EighteenToTwentyFour); }, [] { return age(AgeRange::FiftyToSixtyFour); }},
      {[] { return gender(GenderType::Female); }, [] { return gender(GenderType::Male); }},
      {[] { return day_time(Day::Monday, 1, 2); }, [] { return day_time(Day::Monday, 1, 3); }},
      {[] { return location(redmond); }, [] { return location(seattle); }},
      {[] { return radius(1, 2, 3); }, [] { return radius(1, 2, 3, DistanceUnit::Kilometers); }},
  };
  for (const auto place : both())
    for (const auto& row : rows) {
      ASSERT_EQ(add(place, all_of(Wanted{row.one(), 1})), "");
      EXPECT_EQ(update(place, all_of(Wanted{row.other(), 2, false, ids_[0]})), "CampaignServiceCriterionDoesNotMatch@0");
      EXPECT_EQ(update(place, all_of(Wanted{row.one(), 2, false, ids_[0]})), "");
    }
}

}  // namespace
}  // namespace adsbox::services
