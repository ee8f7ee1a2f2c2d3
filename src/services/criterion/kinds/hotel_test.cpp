// Criterions of hotel bookings, and of what surrounds ads of Audience campaigns: placements, topics, genres.
#include "services/criterion/criterion_fixture.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class HotelCriterions : public CriterionFixture {
 protected:
  static box<Criterion> window(opt<std::int32_t> from, opt<std::int32_t> to) {
    return criterion<HotelAdvanceBookingWindowCriterion>([&](auto& c) {
      c.min_days = from;
      c.max_days = to;
    });
  }
  static box<Criterion> stay(opt<std::int32_t> from, opt<std::int32_t> to) {
    return criterion<HotelLengthOfStayCriterion>([&](auto& c) {
      c.min_nights = from;
      c.max_nights = to;
    });
  }
  static box<Criterion> dates(opt<DateTime> from, opt<DateTime> to) {
    return criterion<HotelCheckInDateCriterion>([&](auto& c) {
      c.start_date = from;
      c.end_date = to;
    });
  }
  static box<Criterion> check_in(opt<Day> d) {
    return criterion<HotelCheckInDayCriterion>([&](auto& c) { c.check_in_day = d; });
  }
  static box<Criterion> selection(opt<HotelDateSelectionType> s) {
    return criterion<HotelDateSelectionTypeCriterion>([&](auto& c) { c.hotel_date_selection_type = s; });
  }
  Place hotel_group() {
    auto c = search_campaign("Hotel");
    c->campaign_type = CampaignType::Hotel;
    return ad_group(campaign(std::move(c)).id);
  }
};

TEST_F(HotelCriterions, ChangeBidsOfBookings) {
  for (const auto place : {hotel_group(), ad_group(0, "HotelAds")}) {
    EXPECT_EQ(add(place, all_of(Wanted{window(0, 10), 20}, Wanted{window(11, 330)}, Wanted{window(0, 330), {}, true}),
                  "HotelAdvanceBookingWindow"),
              "");
    EXPECT_EQ(shown(place, "HotelAdvanceBookingWindow"),
              "HotelAdvanceBookingWindow 10 0 +20, HotelAdvanceBookingWindow 330 11 +0, -HotelAdvanceBookingWindow 330 0");
    EXPECT_EQ(update(place, all_of(Wanted{window(0, 10), 30, false, ids_[0]}, Wanted{window(11, 300), 30, false, ids_[1]}),
                     "HotelAdvanceBookingWindow"),
              "CampaignServiceCriterionDoesNotMatch@1");
    EXPECT_EQ(add(place, all_of(Wanted{stay(1, 30), 900}), "HotelLengthOfStay"), "");
    EXPECT_EQ(add(place, all_of(Wanted{check_in(Day::Monday), -90}), "HotelCheckInDay"), "");
    EXPECT_EQ(shown(place, "HotelCheckInDay"), "HotelCheckInDay Monday -90");
    EXPECT_EQ(add(place, all_of(Wanted{selection(HotelDateSelectionType::UserSelection), 100}), "HotelDateSelectionType"), "");
    EXPECT_EQ(update(place, all_of(Wanted{.id = ids_[0]}), "HotelDateSelectionType"),
              "CampaignServiceAdGroupCriterionBidMultiplierValueNotSet@0");
    EXPECT_EQ(erase(place, ids_, "HotelDateSelectionType"), "");
    EXPECT_EQ(get(place, "LocationIntent").items.size(), 0u);
  }
}

TEST_F(HotelCriterions, KeepDaysWithoutTime) {
  const auto g = hotel_group();
  const auto noon = [&](int days) { return opt<DateTime>(at(days)); };  // the world's clock stands at noon
  ASSERT_EQ(add(g, all_of(Wanted{dates(noon(10), noon(20)), 10}), "HotelCheckInDate"), "");
  const auto got = get(g, "HotelCheckInDate");
  const auto& c = static_cast<const HotelCheckInDateCriterion&>(*criterion_in(*got.items[0]));
  EXPECT_EQ(*c.start_date, DateTime(at(10).ticks() - day / 2, false));
  EXPECT_EQ(*c.end_date, DateTime(at(20).ticks() - day / 2, false));
  const auto id = ids_[0];
  EXPECT_EQ(add(g, all_of(Wanted{dates(c.start_date, c.end_date), 5}), "HotelCheckInDate"),
            "CampaignServiceEntityAlreadyExists@0");
  EXPECT_EQ(update(g, all_of(Wanted{dates(noon(10), {}), 15, false, id}), "HotelCheckInDate"), "");
  EXPECT_EQ(update(g, all_of(Wanted{dates(noon(11), noon(21)), 16, false, id}), "HotelCheckInDate"),
            "CampaignServiceCriterionDoesNotMatch@0 CampaignServiceCriterionDoesNotMatch@0");
  EXPECT_EQ(update(g, all_of(Wanted{dates({}, noon(9)), 16, false, id}), "HotelCheckInDate"),
            "CampaignServiceCriterionDoesNotMatch@0")
      << "a day that differs is held against the stored one, not against the other end";
  EXPECT_EQ(add(g,
                all_of(Wanted{dates(noon(12), noon(11))}, Wanted{dates(noon(12), {})}, Wanted{dates({}, noon(12))},
                       Wanted{dates(noon(12), noon(12))}),
                "HotelCheckInDate"),
            "ValueOutOfRange@0 CampaignServiceAdGroupCriterionInvalidConditionType@1 "
            "CampaignServiceAdGroupCriterionInvalidConditionType@2");
}

TEST_F(HotelCriterions, StayWithinTheirBounds) {
  const auto g = hotel_group();
  EXPECT_EQ(add(g,
                all_of(Wanted{window(0, 331)}, Wanted{window(-1, 5)}, Wanted{window(6, 5)}, Wanted{window({}, 5)},
                       Wanted{window(0, {})}, Wanted{window(5, 5), 901}),
                "HotelAdvanceBookingWindow"),
            "ValueOutOfRange@0 ValueOutOfRange@1 ValueOutOfRange@2 CampaignServiceAdGroupCriterionInvalidConditionType@3 "
            "CampaignServiceAdGroupCriterionInvalidConditionType@4 InvalidBidMultiplier@5");
  EXPECT_EQ(
      add(g, all_of(Wanted{stay(0, 5)}, Wanted{stay(1, 31)}, Wanted{stay(3, 2)}, Wanted{stay({}, {})}, Wanted{stay(2, 2), -91}),
          "HotelLengthOfStay"),
      "ValueOutOfRange@0 ValueOutOfRange@1 ValueOutOfRange@2 CampaignServiceAdGroupCriterionInvalidConditionType@3 "
      "CampaignServiceAdGroupCriterionInvalidConditionType@3 InvalidBidMultiplier@4");
  EXPECT_EQ(add(g, all_of(Wanted{CriterionFixture::criterion<HotelCheckInDayCriterion>([](auto&) {})}), "HotelCheckInDay"),
            "CampaignServiceAdGroupCriterionInvalidConditionType@0");
  EXPECT_EQ(add(g,
                all_of(Wanted{selection({})}, Wanted{selection(HotelDateSelectionType::Unknown)},
                       Wanted{selection(HotelDateSelectionType::DefaultSelection), 101},
                       Wanted{selection(HotelDateSelectionType::DefaultSelection), -51}),
                "HotelDateSelectionType"),
            "CampaignServiceAdGroupCriterionInvalidConditionType@0 CampaignServiceAdGroupCriterionInvalidConditionType@1 "
            "InvalidBidMultiplier@2 InvalidBidMultiplier@3");
  EXPECT_EQ(add(ad_group(), all_of(Wanted{stay(1, 2)}), "HotelLengthOfStay"), "InvalidCriterionForAdGroupType@0");
  EXPECT_EQ(add(ad_group(campaign(audience_campaign("audience")).id), all_of(Wanted{stay(1, 2)}), "HotelLengthOfStay"),
            "InvalidCriterionForCampaignType@0");
}

class Contexts : public CriterionFixture {
 protected:
  static box<Criterion> placement(opt<std::int64_t> id) {
    return criterion<PlacementCriterion>([&](auto& c) { c.placement_id = id; });
  }
  static box<Criterion> topic(opt<std::int64_t> id) {
    return criterion<TopicCriterion>([&](auto& c) { c.topic_id = id; });
  }
  static box<Criterion> genre(opt<std::int64_t> id) {
    return criterion<GenreCriterion>([&](auto& c) { c.genre_id = id; });
  }
};

TEST_F(Contexts, ArePartOfTheTargets) {
  const auto g = ad_group(campaign(audience_campaign("audience")).id);
  EXPECT_EQ(add(g, all_of(Wanted{placement(15), 50}, Wanted{topic(9)}, Wanted{placement(12)})), "");
  EXPECT_EQ(shown(g, "Placement"), "Placement 15 MSN +0, Placement 12 Microsoft Edge New Tab Page +0");  // bids are not adjusted
  EXPECT_EQ(shown(g, "Topic"), "Topic 9 Health +0");
  EXPECT_EQ(update(g, all_of(Wanted{topic(9), 20, false, ids_[1]}, Wanted{topic(8), 20, false, ids_[1]})),
            "CampaignServiceDuplicateAdGroupCriterionId@1");
  EXPECT_EQ(update(g, all_of(Wanted{topic(8), {}, false, ids_[1]})), "CampaignServiceCriterionDoesNotMatch@0");
  EXPECT_EQ(shown(g, "Topic"), "Topic 9 Health +0");
  EXPECT_EQ(get(g, "LocationIntent").items.size(), 1u);
  EXPECT_EQ(erase(g, ids_), "");
  auto video = audience_campaign("video");
  video->sub_type = "AudienceVideoAds";
  const auto v = ad_group(campaign(std::move(video)).id);
  EXPECT_EQ(add(v, all_of(Wanted{genre(81), 50}, Wanted{genre(3), -91})), "InvalidBidMultiplier@1");
  EXPECT_EQ(shown(v, "Genre"), "Genre 81 +50");
}

TEST_F(Contexts, AreOnesOfTheirList) {
  const auto g = ad_group(campaign(audience_campaign("audience")).id);
  EXPECT_EQ(add(g, all_of(Wanted{placement(11)}, Wanted{placement({})}, Wanted{topic(27)}, Wanted{topic({})}, Wanted{topic(2)},
                          Wanted{topic(2)})),
            "CampaignServiceInvalidPlacementId@0 CampaignServiceInvalidPlacementId@1 CampaignServiceInvalidTargetId@2 "
            "CampaignServiceInvalidTargetId@3 CampaignServiceDuplicateAdGroupCriterion@5");
  auto video = audience_campaign("video");
  video->sub_type = "AudienceVideoAds";
  const auto v = ad_group(campaign(std::move(video)).id);
  EXPECT_EQ(add(v, all_of(Wanted{genre(16)}, Wanted{genre({})})),
            "CampaignServiceInvalidTargetId@0 CampaignServiceInvalidTargetId@1");
}

TEST_F(Contexts, GoIntoAdGroupsOfAudienceCampaigns) {
  const auto all = [] { return all_of(Wanted{placement(15)}, Wanted{topic(9)}, Wanted{genre(81)}); };
  EXPECT_EQ(add(ad_group(), all()),
            "InvalidCriterionForCampaignType@0 InvalidCriterionForCampaignType@1 InvalidCriterionForCampaignType@2");
  const auto audience = campaign(audience_campaign("audience"));
  EXPECT_EQ(add(audience, all_of(Wanted{placement(15)}, Wanted{topic(9)}, Wanted{genre(81)})),
            "CampaignServiceCriterionTypeNotAllowed@0 CampaignServiceCriterionTypeNotAllowed@1 "
            "CampaignServiceCriterionTypeNotAllowed@2");
  EXPECT_EQ(add(ad_group(audience.id), all_of(Wanted{placement(15), {}, true}, Wanted{genre(81)})),
            "CampaignServiceCriterionTypeNotAllowed@0 InvalidCriterionForCampaignType@1");
}

}  // namespace
}  // namespace adsbox::services
