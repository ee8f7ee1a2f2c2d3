// Bids and URLs of the nodes of trees, and the trees of hotels.
#include <cmath>

#include "services/criterion/tree/tree_fixture.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class NodeValuesTest : public TreeFixture {
 protected:
  /// The errors of adding a root unit that is changed so to a new ad group; its id is in `ids_`.
  std::string root(const std::function<void(BiddableAdGroupCriterion&)>& change, std::int64_t group = 0) {
    Batch b(group == 0 ? new_group() : group);
    b.unit(0);
    change(b.biddable());
    return apply(b);
  }
  std::string update(std::int64_t group, std::int64_t id, const std::function<void(BiddableAdGroupCriterion&)>& change) {
    Batch b(group);
    b.update(id);
    change(b.biddable());
    return apply(b);
  }
  std::int64_t new_group() { return add_group(add_one(shopping_campaign("shop" + std::to_string(++made_))), "all"); }
  std::int64_t boosted_group() {
    AddAdGroupsRequest request;
    request.campaign_id = add_one(shopping_campaign("partner"));
    auto group = make<AdGroup>();
    group->name = "boost";
    group->language = "English";
    auto boost = make<CoOpSetting>();
    boost->bid_option = BidOption::BidBoost;
    boost->bid_boost_value = 20.0;
    boost->bid_max_value = 0.5;
    group->settings.push_back(std::move(boost));
    request.ad_groups.push_back(std::move(group));
    const auto answer = invoke<AddAdGroups>(request);
    EXPECT_EQ(errors_of(answer->partial_errors), "");
    return answer->ad_group_ids[0].value_or(0);
  }
  static box<CustomParameters> parameters(std::string_view key, std::string_view value) {
    auto all = make<CustomParameters>();
    all->parameters.push_back(make<CustomParameter>());
    all->parameters[0]->key = key;
    all->parameters[0]->value = value;
    return all;
  }

  int made_ = 0;
};

TEST_F(NodeValuesTest, AUnitNeedsABidWithinTheCurrencysBounds) {
  constexpr auto value = "CampaignServiceAdGroupCriterionInvalidBidValue@0";
  EXPECT_EQ(root([](auto& c) { c.criterion_bid.reset(); }), value);
  EXPECT_EQ(root([](auto& c) { c.criterion_bid = make<FixedBid>(); }), value);
  EXPECT_EQ(root([](auto& c) { c.criterion_bid = Batch::fixed(0); }), value);
  EXPECT_EQ(root([](auto& c) { c.criterion_bid = Batch::fixed(0.009); }), value);
  EXPECT_EQ(root([](auto& c) { c.criterion_bid = Batch::fixed(1000.01); }), value);
  EXPECT_EQ(root([](auto& c) { c.criterion_bid = Batch::fixed(std::nan("")); }), value);
  EXPECT_EQ(root([](auto& c) { c.criterion_bid = Batch::boost(10); }), "CampaignServiceAdGroupCriterionInvalidBidType@0");
  // Less than the least bid of keywords.
  EXPECT_EQ(root([](auto& c) { c.criterion_bid = Batch::fixed(0.01); }), "");
}

TEST_F(NodeValuesTest, UpdatesKeepTheBidThatTheyDoNotBring) {
  ASSERT_EQ(root([](auto&) {}, shop_), "");
  const auto id = ids_[0];
  const auto bid = [&] { return stored_unit(id)->criterion_bid.as<FixedBid>()->amount; };
  EXPECT_EQ(update(shop_, id, [](auto& c) { c.final_url_suffix = "a=b"; }), "");
  EXPECT_EQ(update(shop_, id, [](auto& c) { c.criterion_bid = make<FixedBid>(); }), "");
  EXPECT_EQ(update(shop_, id, [](auto& c) { c.criterion_bid = Batch::boost(-500); }), "") << "another class is not heard";
  EXPECT_EQ(bid(), 0.35);
  EXPECT_EQ(update(shop_, id, [](auto& c) { c.criterion_bid = Batch::fixed(1001); }),
            "CampaignServiceAdGroupCriterionInvalidBidValue@0");
  EXPECT_EQ(update(shop_, id, [](auto& c) { c.criterion_bid = Batch::fixed(0.7); }), "");
  EXPECT_EQ(bid(), 0.7);
}

TEST_F(NodeValuesTest, ABoostedAdGroupBidsAPercentage) {
  const auto group = boosted_group();
  EXPECT_EQ(root([](auto&) {}, group), "CampaignServiceAdGroupCriterionInvalidBidType@0");
  EXPECT_EQ(root([](auto& c) { c.criterion_bid = make<BidMultiplier>(); }, group),
            "CampaignServiceAdGroupCriterionBidMultiplierValueNotSet@0");
  for (const double wrong : {0.0, -20.0, 900.5})
    EXPECT_EQ(root([&](auto& c) { c.criterion_bid = Batch::boost(wrong); }, group), "InvalidBidMultiplier@0") << wrong;
  EXPECT_EQ(root([](auto& c) { c.criterion_bid = Batch::boost(20); }, group), "");
  EXPECT_EQ(tree(group), "All +20%\n");
}

TEST_F(NodeValuesTest, SubdivisionsHaveNoValues) {
  Batch b(shop_);
  const auto top = b.subdivision(0);
  b.biddable().criterion_bid = Batch::fixed(-7);
  b.biddable().destination_url = "not heard";
  b.last().status = AdGroupCriterionStatus::Paused;
  b.unit(top, "Brand");
  b.last().status = AdGroupCriterionStatus::Deleted;
  EXPECT_EQ(apply(b), "");
  const auto stored = stored_unit(ids_[0]);
  EXPECT_FALSE(stored->criterion_bid);
  EXPECT_FALSE(stored->destination_url);
  EXPECT_EQ(stored->status, AdGroupCriterionStatus::Active);
  EXPECT_EQ(stored_unit(ids_[1])->status, AdGroupCriterionStatus::Active);
  constexpr auto no_template = "CampaignServiceTemplateAndParametersNotAllowedForProductPartitionSubdivision@0";
  EXPECT_EQ(update(shop_, ids_[0], [](auto& c) { c.tracking_url_template = "{lpurl}?a=b"; }), no_template);
  EXPECT_EQ(last_call().partial_errors[0].field_path, "CriterionActions[0].AdGroupCriterion.TrackingUrlTemplate");
}

TEST_F(NodeValuesTest, UrlsOfUnits) {
  EXPECT_EQ(root(
                [](auto& c) {
                  c.tracking_url_template = "{lpurl}?a={_season}";
                  c.final_url_suffix = "x=y";
                  c.url_custom_parameters = parameters("season", "summer");
                },
                shop_),
            "");
  const auto id = ids_[0];
  EXPECT_EQ(stored_unit(id)->url_custom_parameters->parameters[0]->key, "season");
  EXPECT_EQ(update(shop_, id,
                   [](auto& c) {
                     c.tracking_url_template = "";
                     c.url_custom_parameters = make<CustomParameters>();
                   }),
            "");
  const auto cleared = stored_unit(id);
  EXPECT_FALSE(cleared->tracking_url_template);
  EXPECT_FALSE(cleared->url_custom_parameters);
  EXPECT_EQ(cleared->final_url_suffix, "x=y");
  const auto refused = [&](const std::function<void(BiddableAdGroupCriterion&)>& change) { return update(shop_, id, change); };
  EXPECT_EQ(refused([](auto& c) { c.tracking_url_template = "ftp://x"; }), "InvalidUrlScheme@0");
  EXPECT_EQ(refused([](auto& c) { c.tracking_url_template = "http://" + std::string(2048, 'x'); }), "TrackingTemplateTooLong@0");
  EXPECT_EQ(refused([](auto& c) { c.final_url_suffix = "?x"; }), "FinalUrlSuffixInvalidCharacters@0");
  EXPECT_EQ(refused([](auto& c) { c.final_url_suffix = std::string(2049, 'x'); }), "FinalUrlSuffixTooLong@0");
  EXPECT_EQ(refused([](auto& c) { c.url_custom_parameters = parameters("{a}", "b"); }), "InvalidCharactersInKey@0");
  constexpr auto none = "CampaignServiceFinalUrlAndMobileUrlNotAllowedForProductPartition@0";
  EXPECT_EQ(refused([](auto& c) { c.final_urls = {text("https://a.example")}; }), none);
  EXPECT_EQ(refused([](auto& c) { c.final_mobile_urls = {text("https://a.example")}; }), none);
}

TEST_F(NodeValuesTest, DestinationUrls) {
  const auto destination = [&](std::string_view url) { return root([&](auto& c) { c.destination_url = url; }); };
  const auto kept = [&] { return stored_unit(ids_[0])->destination_url.str(); };
  EXPECT_EQ(destination("HTTP://tea.example/{param1}?a=b"), "");
  EXPECT_EQ(kept(), "tea.example/{param1}?a=b");
  EXPECT_EQ(destination("https://tea.example"), "");
  EXPECT_EQ(kept(), "https://tea.example");
  EXPECT_EQ(destination("tea.example/?next=ftp://x"), "");
  EXPECT_EQ(destination("http://" + std::string(1024, 'x')), "");
  EXPECT_EQ(destination("https://" + std::string(1024, 'x')), "CampaignServiceDestinationUrlTooLong@0");
  EXPECT_EQ(destination("ftp://tea.example"), "CampaignServiceDestinationUrlProtocolInvalid@0");
  for (const auto* wrong : {"tea example", "/page", "http://"})
    EXPECT_EQ(destination(wrong), "CampaignServiceDestinationUrlInvalid@0") << wrong;
  EXPECT_EQ(destination("tea.example/hardcore-porn"), "CampaignServiceEditorialErrorInAdDestinationUrl@0");
  ASSERT_EQ(root([](auto& c) { c.destination_url = "tea.example"; }, shop_), "");
  const auto id = ids_[0];
  EXPECT_EQ(update(shop_, id,
                   [](auto& c) {
                     c.tracking_url_template = "{lpurl}";
                     c.final_url_suffix = "a=b";
                     c.url_custom_parameters = parameters("a", "b");
                   }),
            "BothDestinationUrlAndTrackingTemplateNotAllowed@0 BothDestinationUrlAndFinalUrlSuffixNotAllowed@0 "
            "BothDestinationUrlAndUrlCustomParameterNotAllowed@0");
  EXPECT_EQ(update(shop_, id, [](auto& c) { c.destination_url = "", c.tracking_url_template = "{lpurl}"; }), "");
  EXPECT_FALSE(stored_unit(id)->destination_url);
}

class HotelGroupsTest : public NodeValuesTest {
 protected:
  std::string apply_hotels(const Batch& b) { return apply<ApplyHotelGroupActions>(b); }
  std::int64_t hotel_group(box<BiddingScheme> scheme = {}) {
    auto c = search_campaign("hotels" + std::to_string(++made_));
    c->campaign_type = CampaignType::Hotel;
    c->bidding_scheme = std::move(scheme);
    return add_group(add_one(std::move(c)), "all");
  }
};

TEST_F(HotelGroupsTest, ATreeOfHotels) {
  const auto group = hotel_group();
  Batch b(group, true);
  const auto root = b.subdivision(0);
  const auto spain = b.subdivision(root, "Country", "Spain");
  b.unit(root, "Country");
  b.unit(spain, "StarRating", "5", 1.5);
  b.unit(spain, "StarRating");
  EXPECT_EQ(apply_hotels(b), "");
  EXPECT_EQ(tree(group), "All\n  Country=Spain\n    StarRating=5 1.5\n    StarRating=* 0.35\n  Country=* 0.35\n");
  EXPECT_EQ(stored_node(ids_[0])->criterion->type, "HotelGroup");
  const auto spain_id = ids_[1];
  Batch wrong(group, true);
  wrong.unit(spain_id, "StarRating", "6");
  wrong.unit(spain_id, "Price", "1");
  wrong.unit(spain_id, "StarRating", "5");
  wrong.unit(spain_id, "All", "x");
  wrong.unit(ids_[2], "Brand", std::string(201, 'x'));
  wrong.unit(ids_[2], "HotelId", std::string(1024, 'x'));
  EXPECT_EQ(apply_hotels(wrong),
            "CampaignServiceProductConditionAttributeInvalid@0 CampaignServiceProductConditionOperandInvalid@1 "
            "CampaignServiceDuplicateProductConditions@2 CampaignServiceProductConditionAttributeInvalid@3 "
            "CampaignServiceProductConditionAttributeTooLong@4 CampaignServiceCannotAddChildrenToProductPartitionUnit@4 "
            "CampaignServiceCannotAddChildrenToProductPartitionUnit@5");
  Batch replaced(group, true);
  replaced.erase(spain_id);
  EXPECT_EQ(apply_hotels(replaced), "");
  EXPECT_EQ(tree(group), "All\n  Country=* 0.35\n");
}

TEST_F(HotelGroupsTest, AdGroupsThatHaveHotels) {
  Batch mixed(add_group(campaign_, "hotels", "HotelAds"), true);
  mixed.unit(0);
  EXPECT_EQ(apply_hotels(mixed), "");
  Batch search(group_, true);
  search.unit(0);
  EXPECT_EQ(apply_hotels(search), "InvalidCriterionForAdGroupType");
  Batch shop(shop_, true);
  shop.unit(0);
  EXPECT_EQ(apply_hotels(shop), "InvalidCriterionForCampaignType");
}

TEST_F(HotelGroupsTest, WhereTheCampaignBidsAPartOfThePriceGroupsDo) {
  const auto group = hotel_group(scheme<PercentCpcBiddingScheme>([](auto& s) { s.max_percent_cpc = 10.0; }));
  const auto bid = [&](box<CriterionBid> value) {
    Batch b(group, true);
    b.unit(0);
    b.biddable().criterion_bid = std::move(value);
    return apply_hotels(b);
  };
  EXPECT_EQ(bid(Batch::fixed(1)), "CampaignServiceAdGroupCriterionInvalidBidType@0");
  EXPECT_EQ(bid(Batch::rate(101)), "CampaignServiceInvalidBidAmount@0");
  EXPECT_EQ(bid(make<RateBid>()), "CampaignServiceInvalidBidAmount@0");
  EXPECT_EQ(bid(Batch::rate(5.5)), "");
  EXPECT_EQ(tree(group), "All 5.5%\n");
  Batch b(group, true);
  b.update(ids_[0], Batch::rate(6));
  EXPECT_EQ(apply_hotels(b), "");
  EXPECT_EQ(tree(group), "All 6%\n");
}

TEST_F(HotelGroupsTest, TheTwoTreesOfAnAdGroupDoNotMeet) {
  Batch b(hotel_group(), true);
  b.unit(0);
  b.last().criterion = Batch(0).criterion(0, "All", {}, true);
  EXPECT_EQ(apply_hotels(b), "CampaignServiceCriterionTypeNotAllowed@0");
}

}  // namespace
}  // namespace adsbox::services
