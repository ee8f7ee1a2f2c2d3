// What holds for criterions of every kind.
#include <gmock/gmock.h>

#include "services/criterion/criterion_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class Criterions : public CriterionFixture {
 protected:
  /// The same error at both levels, but for its name.
  static std::string by_level(Place place, std::string_view campaign, std::string_view ad_group) {
    return std::string(place.level == CriterionLevel::campaign ? campaign : ad_group);
  }
  static constexpr std::int64_t redmond = 67'555, seattle = 9'040'000, us = 190;
};

TEST_F(Criterions, AreAddedReadChangedAndDeleted) {
  for (const auto place : both()) {
    EXPECT_EQ(add(place, all_of(Wanted{gender(GenderType::Male), 10}, Wanted{age(AgeRange::FiftyToSixtyFour)},
                                Wanted{location(us), -20}, Wanted{location(redmond), {}, true})),
              "");
    ASSERT_EQ(ids_.size(), 4u);
    EXPECT_EQ(shown(place, "Gender"), "Gender Male +10");
    EXPECT_EQ(shown(place, "Age"), "Age FiftyToSixtyFour +0");  // no bid is one of 0
    EXPECT_EQ(shown(place, "Location"), "Location 190 -20, -Location 67555");
    EXPECT_EQ(update(place, all_of(Wanted{gender(GenderType::Male), 15, false, ids_[0]}, Wanted{{}, 90, false, ids_[2]},
                                   Wanted{{}, {}, true, ids_[3]})),
              "");
    EXPECT_EQ(shown(place, "Gender", {ids_[0]}), "Gender Male +15");
    EXPECT_EQ(shown(place, "Location", {ids_[3], ids_[2]}), "-Location 67555, Location 190 +90");
    EXPECT_EQ(erase(place, {ids_[0], ids_[3]}), "");
    EXPECT_EQ(shown(place, "Gender"), "");
    EXPECT_EQ(shown(place, "Location"), "Location 190 +90");
    // What was deleted is free to be added again.
    EXPECT_EQ(add(place, all_of(Wanted{gender(GenderType::Male), 10})), "");
  }
}

TEST_F(Criterions, TellTheirTypesAndStatus) {
  const auto [c, g] = std::pair(campaign(), ad_group());
  ASSERT_EQ(add(c, all_of(Wanted{location(redmond), 5}, Wanted{location(seattle), {}, true})), "");
  auto got = get(c, "Location");
  ASSERT_EQ(got.items.size(), 2u);
  const auto& biddable = *got.items[0].as<BiddableCampaignCriterion>();
  EXPECT_EQ(biddable.type, "BiddableCampaignCriterion");
  EXPECT_EQ(biddable.status, CampaignCriterionStatus::Active);
  EXPECT_EQ(biddable.forward_compatibility_map.state(), presence::value);
  EXPECT_EQ(biddable.criterion_bid->type, "BidMultiplier");
  EXPECT_EQ(biddable.criterion->type, "LocationCriterion");
  const auto& place = *biddable.criterion.as<LocationCriterion>();
  EXPECT_EQ(place.location_type, "City");
  EXPECT_EQ(place.display_name, "Redmond|Washington|United States");
  EXPECT_EQ(got.items[1].as<NegativeCampaignCriterion>()->type, "NegativeCampaignCriterion");
  ASSERT_EQ(add(g, all_of(Wanted{age(AgeRange::EighteenToTwentyFour), 5})), "");
  got = get(g, "Age");
  EXPECT_EQ(got.items.at(0).as<BiddableAdGroupCriterion>()->status, AdGroupCriterionStatus::Active);
}

TEST_F(Criterions, OfOneCallMayBelongToSeveralParents) {
  for (const auto level : {CriterionLevel::campaign, CriterionLevel::ad_group}) {
    const auto make_place = [&] { return level == CriterionLevel::campaign ? campaign() : ad_group(); };
    const auto one = make_place(), two = make_place();
    EXPECT_EQ(add(one, all_of(Wanted{gender(GenderType::Male), 1},
                              Wanted{.criterion = gender(GenderType::Male), .multiplier = 2, .elsewhere = two.id},
                              Wanted{.criterion = gender(GenderType::Male), .multiplier = 3, .elsewhere = 12345},
                              Wanted{.criterion = gender(GenderType::Female), .multiplier = 4, .elsewhere = two.id})),
              by_level(one, "CampaignServiceInvalidCampaignId@2", "CampaignServiceInvalidAdGroupId@2"));
    EXPECT_EQ(ids_[2], 0);
    EXPECT_EQ(shown(one, "Gender"), "Gender Male +1");
    EXPECT_EQ(shown(two, "Gender"), "Gender Male +2, Gender Female +4");
    const auto of_two = ids_[1];
    EXPECT_EQ(
        update(one, all_of(Wanted{.multiplier = 7, .id = ids_[0]}, Wanted{.multiplier = 8, .id = of_two, .elsewhere = two.id},
                           Wanted{.multiplier = 9, .id = ids_[3]})),
        by_level(one, "CampaignCriterionIdInvalid@2", "CampaignServiceAdGroupCriterionIdInvalid@2"));
    EXPECT_EQ(shown(one, "Gender") + "; " + shown(two, "Gender"), "Gender Male +7; Gender Male +8, Gender Female +4");
    EXPECT_EQ(erase(one, {of_two}), by_level(one, "CampaignCriterionIdInvalid@0", "CampaignServiceAdGroupCriterionIdInvalid@0"));
  }
  // Another account's campaign is as good as none.
  Campaign foreign;
  store_row(987'654, account_id + 5, account_id + 5, foreign);
  EXPECT_EQ(add({CriterionLevel::campaign, 987'654}, all_of(Wanted{gender(GenderType::Male)})),
            "CampaignServiceInvalidCampaignId@0");
}

TEST_F(Criterions, NeedAnItemOfTheRightShape) {
  for (const auto place : both()) {
    EXPECT_EQ(
        add(place, all_of(Wanted{}, Wanted{.criterion = gender(GenderType::Male), .id = 7})),
        by_level(place, "CampaignCriterionCriterionIsNullOrEmpty@0 CampaignCriterionIdShouldBeNullOnAdd@1",
                 "CampaignServiceAdGroupCriterionCriterionIsNullOrEmpty@0 CampaignServiceAdGroupCriterionIdShouldBeNullOnAdd@1"));
  }
  AddCampaignCriterionsRequest campaigns;
  campaigns.criterion_type = CampaignCriterionType::Targets;
  campaigns.campaign_criterions.push_back(box<CampaignCriterion>(nil));
  auto no_campaign = make<BiddableCampaignCriterion>();
  no_campaign->criterion = gender(GenderType::Male);
  no_campaign->status = CampaignCriterionStatus::Paused;
  campaigns.campaign_criterions.push_back(std::move(no_campaign));
  EXPECT_EQ(nested(invoke<AddCampaignCriterions>(campaigns)->nested_partial_errors),
            "CampaignCriterionIsNull@0 CampaignServiceInvalidCampaignId@1 CampaignCriterionStatusInvalid@1");
  AddAdGroupCriterionsRequest ad_groups;
  ad_groups.criterion_type = AdGroupCriterionType::Targets;
  ad_groups.ad_group_criterions.push_back(box<AdGroupCriterion>(nil));
  for (const auto status : {AdGroupCriterionStatus::Paused, AdGroupCriterionStatus::Deleted}) {
    auto item = make<BiddableAdGroupCriterion>();
    item->ad_group_id = ad_group().id;
    item->criterion = gender(GenderType::Male);
    item->status = status;
    item->editorial_status = AdGroupCriterionEditorialStatus::Active;
    ad_groups.ad_group_criterions.push_back(std::move(item));
  }
  EXPECT_EQ(nested(invoke<AddAdGroupCriterions>(ad_groups)->nested_partial_errors),
            "CampaignServiceAdGroupCriterionIsNull@0 CampaignServiceInvalidAdGroupCriterionEditorialStatus@1 "
            "CampaignServiceInvalidAdGroupCriterionStatus@1 CampaignServiceInvalidAdGroupCriterionEditorialStatus@2 "
            "CampaignServiceInvalidAdGroupCriterionStatus@2");
}

TEST_F(Criterions, OfTargetsHaveNoUrls) {
  const auto g = ad_group();
  AddAdGroupCriterionsRequest request;
  request.criterion_type = AdGroupCriterionType::Targets;
  auto item = make<BiddableAdGroupCriterion>();
  item->ad_group_id = g.id;
  item->criterion = gender(GenderType::Male);
  item->destination_url = "http://example.com/" + std::string(1'024, 'x');  // what is not heard may be wrong
  item->tracking_url_template = "no address";
  item->final_url_suffix = std::string(2'049, 'x');
  item->final_urls = {text("http://example.com")};
  item->url_custom_parameters = make<CustomParameters>();
  item->url_custom_parameters->parameters.push_back(make<CustomParameter>());
  request.ad_group_criterions.push_back(std::move(item));
  EXPECT_EQ(nested(invoke<AddAdGroupCriterions>(request)->nested_partial_errors), "");
  const auto got = get(g, "Gender");
  const auto& c = *got.items.at(0).as<BiddableAdGroupCriterion>();
  EXPECT_FALSE(c.destination_url || c.tracking_url_template || c.final_url_suffix || c.final_urls || c.url_custom_parameters);
}

TEST_F(Criterions, OfTheWrongTypeAreRefused) {
  for (const auto place : both()) {
    ASSERT_EQ(add(place, all_of(Wanted{gender(GenderType::Male), 1}, Wanted{location(us), 1})), "");
    const auto [man, place_id] = std::pair(ids_[0], ids_[1]);
    EXPECT_EQ(add(place, all_of(Wanted{gender(GenderType::Female)}), "Audience"), "CampaignServiceCriterionTypeMismatch@0");
    // Trees have operations of their own.
    EXPECT_THAT(
        add(place, all_of(Wanted{criterion<ProductPartition>([](auto&) {})}, Wanted{criterion<HotelGroup>([](auto&) {})})),
        testing::AllOf(testing::HasSubstr("CampaignServiceCriterionTypeMismatch@0"),
                       testing::HasSubstr("CampaignServiceCriterionTypeMismatch@1")));
    EXPECT_EQ(ids_, (std::vector<std::int64_t>{0, 0}));
    EXPECT_EQ(add(place, all_of(Wanted{criterion<DealCriterion>([](auto& d) { d.deal_id = 5; })})),
              "CampaignServiceCriterionTypeNotAllowed@0");
    const auto other =
        by_level(place, "CampaignCriterionIdInvalid@0", "CampaignServiceAdGroupCriterionIdNotMatchCriterionType@0");
    EXPECT_EQ(update(place, all_of(Wanted{.multiplier = 5, .id = man}), "Audience"), other);
    EXPECT_EQ(erase(place, {man}, "Audience"), other);
    EXPECT_EQ(shown(place, "Age", {man}), place.level == CriterionLevel::campaign ? "nil CampaignCriterionIdInvalid@0" : "nil");
    // The id says what it is; a criterion that is sent along must be that one.
    EXPECT_EQ(update(place, all_of(Wanted{age(AgeRange::FiftyToSixtyFour), 5, false, man},
                                   Wanted{location(redmond), 5, false, place_id})),
              "CampaignServiceCriterionDoesNotMatch@0 CampaignServiceCriterionDoesNotMatch@1");
    EXPECT_EQ(update(place, all_of(Wanted{gender(GenderType::Male), {}, true, man})),
              by_level(place, "BiddableOrNegativeStatusCannotBeUpdated@0", "CampaignServiceAdGroupCriterionTypeImmutable@0"));
    EXPECT_EQ(shown(place, "Gender"), "Gender Male +1");
  }
}

TEST_F(Criterions, AreNamedByOneTypePerCall) {
  for (const auto place : both()) {
    const auto invalid =
        by_level(place, "CampaignCriterionTypeInvalid", "CampaignServiceInvalidAdGroupCriterionCriterionTypeFilter");
    // Writes name the group, reads the type itself.
    EXPECT_EQ(add(place, all_of(Wanted{gender(GenderType::Male)}), "Gender"), invalid);
    EXPECT_EQ(update(place, all_of(Wanted{.id = 1}), "Gender"), invalid);
    EXPECT_EQ(erase(place, {1}, "Gender"), invalid);
    EXPECT_EQ(get(place, "Targets").errors, invalid);
    EXPECT_EQ(get(place, "").errors, invalid);
    EXPECT_EQ(add(place, all_of(Wanted{gender(GenderType::Male)}), ""),
              by_level(place, "AllNullCampaignCriterionTypesNotAllowedOnCreate", invalid));
    EXPECT_EQ(update(place, all_of(Wanted{.id = 1}), ""), invalid);
    EXPECT_EQ(erase(place, {1}, ""), invalid);
  }
  const auto g = ad_group();
  EXPECT_EQ(add(g, all_of(Wanted{gender(GenderType::Male)}), "ProductPartition"),
            "CampaignServiceInvalidAdGroupCriterionCriterionTypeFilter");  // trees have operations of their own
  GetAdGroupCriterionsByIdsRequest two;
  two.ad_group_id = g.id;
  two.criterion_type = AdGroupCriterionType::Age | AdGroupCriterionType::Gender;
  EXPECT_EQ(failure_of(invoke<GetAdGroupCriterionsByIds>(two)), "CampaignServiceInvalidAdGroupCriterionCriterionTypeFilter");
}

TEST_F(Criterions, OfNoOneOrTooManyFailAsAWhole) {
  const auto many = [](std::size_t n) {
    std::vector<Wanted> out(n);
    return out;
  };
  const auto ids = [](std::size_t n) { return std::vector<std::int64_t>(n, 1); };
  for (const auto place : both()) {
    const std::size_t most = place.level == CriterionLevel::campaign ? 100 : 1000;
    const auto none = by_level(place, "CampaignCriterionsNullOrEmpty", "CampaignServiceAdGroupCriterionsNullOrEmpty");
    const auto more = by_level(place, "CampaignCriterionsLimitExceeded", "CampaignServiceAdGroupCriterionsEntityLimitExceeded");
    const auto more_ids =
        by_level(place, "CampaignCriterionIdsLimitExceeded", "CampaignServiceAdGroupCriterionIdListExceedsLimit");
    EXPECT_EQ(add(place, {}), none);
    EXPECT_EQ(update(place, {}), none);
    EXPECT_EQ(add(place, many(most + 1)), more);
    EXPECT_EQ(update(place, many(most + 1)), more);
    EXPECT_EQ(erase(place, {}),
              by_level(place, "CampaignCriterionIdArrayNullOrEmpty", "CampaignServiceAdGroupCriterionIdArrayNullOrEmpty"));
    EXPECT_EQ(erase(place, ids(most + 1)), more_ids);
    EXPECT_EQ(get(place, "Age", ids(most + 1)).errors, more_ids);
    const auto unknown = by_level(place, "CampaignServiceInvalidCampaignId", "CampaignServiceInvalidAdGroupId");
    for (const std::int64_t id : {0, 4711}) {
      EXPECT_EQ(erase({place.level, id}, {1}), unknown);
      EXPECT_EQ(get({place.level, id}, "Age").errors, unknown);
    }
  }
}

TEST_F(Criterions, AreKnownByTheirIds) {
  for (const auto place : both()) {
    ASSERT_EQ(add(place, all_of(Wanted{gender(GenderType::Male), 1})), "");
    const auto id = ids_[0];
    const auto twice = by_level(place, "DuplicateCampaignCriterionId@1", "CampaignServiceDuplicateAdGroupCriterionId@1");
    const auto unknown = by_level(place, "CampaignCriterionIdInvalid@0", "CampaignServiceAdGroupCriterionIdInvalid@0");
    EXPECT_EQ(update(place, all_of(Wanted{.multiplier = 2, .id = id}, Wanted{.multiplier = 3, .id = id})), twice);
    EXPECT_EQ(shown(place, "Gender"), "Gender Male +2");  // the first one wins
    EXPECT_EQ(update(place, all_of(Wanted{.multiplier = 2, .id = 99})), unknown);
    EXPECT_EQ(update(place, all_of(Wanted{.multiplier = 2})),
              by_level(place, "CampaignCriterionIdInvalid@0", "CampaignServiceAdGroupCriterionIdIsNull@0"));
    EXPECT_EQ(shown(place, "Gender", {99, id}),
              place.level == CriterionLevel::campaign ? "nil, Gender Male +2 " + unknown : "nil, Gender Male +2");
    EXPECT_EQ(erase(place, {id, id}), twice);
    EXPECT_EQ(erase(place, {id}), by_level(place, "CampaignServiceCampaignCriterionCampaignCriterionDoesNotExist@0",
                                           "CampaignServiceAdGroupCriterionIsDeleted@0"));
  }
}

TEST_F(Criterions, OfOneValueAreThereOnce) {
  for (const auto place : both()) {
    EXPECT_EQ(add(place, all_of(Wanted{gender(GenderType::Male), 1}, Wanted{gender(GenderType::Male), 2})),
              by_level(place, "DuplicateCampaignCriterion@1", "CampaignServiceDuplicateAdGroupCriterion@1"));
    EXPECT_EQ(add(place, all_of(Wanted{gender(GenderType::Male), 3})), "CampaignServiceEntityAlreadyExists@0");
    EXPECT_EQ(shown(place, "Gender"), "Gender Male +1");
  }
  // What an ad group bids on it does not exclude.
  const auto audience = ad_group(campaign(audience_campaign("Audience")).id);
  ASSERT_EQ(add(audience, all_of(Wanted{gender(GenderType::Male), 1}, Wanted{gender(GenderType::Female), {}, true})), "");
  EXPECT_EQ(add(audience, all_of(Wanted{gender(GenderType::Male), {}, true}, Wanted{gender(GenderType::Female), 1})),
            "CampaignServiceEntityAlreadyExists@0 CampaignServiceEntityAlreadyExists@1");
}

TEST_F(Criterions, ValidateFirstAndFillUpToTheLimit) {
  const auto c = campaign();
  const auto g = ad_group(c.id);
  for (const auto place : {c, g}) {
    set_limit(world(), "Location-criterions-per-" + by_level(place, "campaign", "ad-group"), 3);
    EXPECT_EQ(add(place, all_of(Wanted{location(redmond), 1}, Wanted{location(redmond), 5000},
                                Wanted{location(seattle), {}, true}, Wanted{location(188)}, Wanted{location(32)})),
              "CampaignServiceInvalidLocationTargetBidAdjustment@1 " +
                  by_level(place, "DuplicateCampaignCriterion", "CampaignServiceDuplicateAdGroupCriterion") +
                  "@1 CampaignServiceTargetsLocationBidsBatchLimitExceeded@4");
    EXPECT_EQ(add(place, all_of(Wanted{gender(GenderType::Male)})), "");  // each kind has a limit of its own
    EXPECT_EQ(erase(place, {ids_[0]}), "");
  }
}

TEST_F(Criterions, OfACustomerAreLimitedInAll) {
  const auto c = campaign();
  const auto g = ad_group(c.id);
  set_limit(world(), "target-criterions-per-customer", 4);
  EXPECT_EQ(add(c, all_of(Wanted{gender(GenderType::Male)}, Wanted{gender(GenderType::Female)})),
            "");  // their intent does not count
  EXPECT_EQ(add(g, all_of(Wanted{gender(GenderType::Male)}, Wanted{gender(GenderType::Female)}, Wanted{location(us)})),
            "MaxCriterionLimitExceededForCustomer@2");
  // Nodes of a tree are no targets.
  BiddableAdGroupCriterion node;
  node.ad_group_id = g.id;
  node.criterion = make<ProductPartition>();
  for (int i = 0; i < 9; ++i) store_row(700 + i, g.id, account_id, node, criterion_status(ProductPartition::type_id));
  EXPECT_EQ(erase(g, {ids_[0], ids_[1]}), "");
  EXPECT_EQ(add(g, all_of(Wanted{location(us)})), "");
  EXPECT_EQ(get(g, "ProductPartition").items.size(), 9u);
}

TEST_F(Criterions, GoWithTheirCampaignOrAdGroup) {
  const auto c = campaign();
  const auto g = ad_group(c.id);
  ASSERT_EQ(add(c, all_of(Wanted{gender(GenderType::Male)})), "");
  ASSERT_EQ(add(g, all_of(Wanted{gender(GenderType::Male)})), "");
  DeleteAdGroupsRequest groups;
  groups.campaign_id = c.id;
  groups.ad_group_ids = {g.id};
  ASSERT_TRUE(invoke<DeleteAdGroups>(groups));
  EXPECT_EQ(add(g, all_of(Wanted{gender(GenderType::Female)})), "CampaignServiceInvalidAdGroupId@0");
  EXPECT_EQ(get(g, "Gender").errors, "CampaignServiceInvalidAdGroupId");
  DeleteCampaignsRequest campaigns;
  campaigns.account_id = account_id;
  campaigns.campaign_ids = {c.id};
  ASSERT_TRUE(invoke<DeleteCampaigns>(campaigns));
  std::int64_t left = 0;
  world().store().read([&](store::Reader& r) {
    left = r.count_account(criterion_rows(CriterionLevel::campaign), account_id) +
           r.count_account(criterion_rows(CriterionLevel::ad_group), account_id);
  });
  EXPECT_EQ(left, 0);
}

TEST_F(Criterions, AreNotAddedToAnAdGroupThatHasEnded) {
  const auto g = ad_group();
  world().store().write([&](store::Writer& w) {
    auto stored = world::load<AdGroup>(w, g.id);
    stored->value->end_date = make<Date>();
    stored->value->end_date->day = 1;
    stored->value->end_date->month = 1;
    stored->value->end_date->year = 2026;
    world::save(w, *stored);
    return true;
  });
  EXPECT_EQ(add(g, all_of(Wanted{gender(GenderType::Male)})), "CampaignServiceAdGroupExpired@0");
}

}  // namespace
}  // namespace adsbox::services
