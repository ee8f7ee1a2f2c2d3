// Audiences and LinkedIn profiles as criterions.
#include "catalog/profiles.h"
#include "services/criterion/criterion_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class Audiences : public CriterionFixture {
 protected:
  Audiences() {
    store_audience<RemarketingList>(remarketing);
    store_audience<CustomAudience>(custom);
    store_audience<InMarketAudience>(in_market, 0);
    store_audience<InMarketAudience>(in_market + 1, 0);
    store_audience<ProductAudience>(product);
    store_audience<CustomSegment>(segment, customer_id);
    store_audience<RemarketingList>(foreign, 180'000'999);
  }
  template <class T>
  void store_audience(std::int64_t id, std::int64_t parent = account_id, const std::function<void(T&)>& fill = {}) {
    T a;
    a.id = id;
    a.parent_id = parent;
    a.name = "Audience " + std::to_string(id);
    if (fill) fill(a);
    store_row(id, parent, account_id, a);
  }
  static box<Criterion> audience(opt<std::int64_t> id, opt<AudienceType> type = {}) {
    return criterion<AudienceCriterion>([&](auto& c) {
      c.audience_id = id;
      c.audience_type = type;
    });
  }
  static Wanted in(opt<std::int64_t> id, std::optional<double> bid = {}) { return {audience(id), bid}; }
  static Wanted out(opt<std::int64_t> id) { return {audience(id), {}, true}; }

  std::vector<std::int64_t> ids_of(Place place, std::string_view type) {
    std::vector<std::int64_t> ids;
    for (const auto& item : get(place, type).items) ids.push_back(criterion_id(*item).value_or(0));
    return ids;
  }

  static constexpr std::int64_t remarketing = 8001, custom = 8002, in_market = 8003, product = 8005, segment = 8006,
                                foreign = 8009;
};

TEST_F(Audiences, AreBidOnOrExcludedAtBothLevels) {
  for (const auto place : both()) {
    EXPECT_EQ(add(place, all_of(in(remarketing, 20), in(custom), out(in_market)), "Audience"), "");
    EXPECT_EQ(shown(place, "RemarketingList"), "RemarketingList 8001 RemarketingList +20");
    EXPECT_EQ(shown(place, "CustomAudience"), "CustomAudience 8002 Custom +0");
    EXPECT_EQ(shown(place, "InMarketAudience"), "-InMarketAudience 8003 InMarket");
    EXPECT_EQ(shown(place, "CombinedList"), "");
    EXPECT_EQ(shown(place, "LocationIntent"), "");  // audiences are no targets
    EXPECT_EQ(update(place,
                     all_of(Wanted{audience({}, AudienceType::RemarketingList), -90, false, ids_[0]},
                            Wanted{audience(custom), {}, false, ids_[1]}, Wanted{audience(remarketing), 5, false, ids_[1]}),
                     "Audience"),
              place.level == CriterionLevel::campaign ? "DuplicateCampaignCriterionId@2"
                                                      : "CampaignServiceDuplicateAdGroupCriterionId@2");
    EXPECT_EQ(shown(place, "RemarketingList"), "RemarketingList 8001 RemarketingList -90");
    EXPECT_EQ(shown(place, "CustomAudience"), "CustomAudience 8002 Custom +0");
    EXPECT_EQ(update(place,
                     all_of(Wanted{audience(remarketing), 5, false, ids_[1]},
                            Wanted{audience({}, AudienceType::InMarket), 5, false, ids_[0]}),
                     "Audience"),
              "CampaignServiceCriterionDoesNotMatch@0 AudienceIdDoNotMatchAudienceType@1");
    EXPECT_EQ(erase(place, ids_, "Audience"), "");
    EXPECT_EQ(shown(place, "RemarketingList"), "");
  }
}

TEST_F(Audiences, AreKnownToTheAccount) {
  const auto g = ad_group();
  EXPECT_EQ(add(g, all_of(in(foreign), in(4711), in({}), in(-3)), "Audience"),
            "InvalidAudienceId@0 InvalidAudienceId@1 InvalidAudienceId@2 InvalidAudienceId@3");
  const auto share = [](opt<std::int64_t> customer, opt<std::int64_t> account) {
    return [=](auto& a) {
      a.customer_share = make<CustomerShare>();
      a.customer_share->customer_account_shares.push_back(make<CustomerAccountShare>());
      a.customer_share->customer_account_shares[0]->customer_id = customer;
      a.customer_share->customer_account_shares[0]->account_id = account;
    };
  };
  store_audience<CustomerList>(8101, 251, share(customer_id, account_id));
  store_audience<CustomerList>(8102, 251, share(customer_id, {}));
  store_audience<CustomerList>(8103, 251, share(customer_id, account_id + 7));
  EXPECT_EQ(add(g, all_of(in(8101), in(8102), in(8103)), "Audience"), "InvalidAudienceId@2");
  EXPECT_EQ(add(g,
                all_of(Wanted{audience(remarketing, AudienceType::Custom)},
                       Wanted{audience(remarketing, AudienceType::RemarketingList)}),
                "Audience"),
            "AudienceIdDoNotMatchAudienceType@0");
  EXPECT_EQ(add(g, all_of(in(custom)), "Targets"), "CampaignServiceCriterionTypeMismatch@0");
}

TEST_F(Audiences, AreBidOnAtOneLevelOnly) {
  const auto c = campaign();
  const auto g = ad_group(c.id), other = ad_group(c.id);
  ASSERT_EQ(add(g, all_of(out(custom)), "Audience"), "");
  EXPECT_EQ(add(c, all_of(in(remarketing), in(custom)), "Audience"), "");  // exclusions of ad groups are beside the point
  EXPECT_EQ(add(g, all_of(in(remarketing), out(in_market)), "Audience"), "CampaignAlreadyHasAdGroupAudienceCriterion@0");
  ASSERT_EQ(erase(c, ids_of(c, "RemarketingList"), "Audience"), "");
  ASSERT_EQ(erase(c, ids_of(c, "CustomAudience"), "Audience"), "");
  EXPECT_EQ(add(other, all_of(in(remarketing)), "Audience"), "");
  EXPECT_EQ(add(c, all_of(in(remarketing), out(custom)), "Audience"), "CampaignAlreadyHasAdGroupAudienceCriterion@0");
}

TEST_F(Audiences, AreBidOnOrExcluded) {
  const auto g = ad_group();
  ASSERT_EQ(add(g, all_of(out(remarketing), in(custom)), "Audience"), "");
  EXPECT_EQ(add(g, all_of(in(remarketing), out(custom), in(custom)), "Audience"),
            "IllegalAudienceAssociationConversionFromExclusion@0 IllegalAudienceAssociationConversionFromExclusion@1 "
            "CampaignServiceEntityAlreadyExists@2");
  EXPECT_EQ(update(g, all_of(Wanted{{}, 5, false, ids_of(g, "RemarketingList")[0]}), "Audience"),
            "CampaignServiceAdGroupCriterionTypeImmutable@0");
  EXPECT_EQ(add(g, all_of(in(in_market, 901)), "Audience"), "InvalidAudienceCriterionBidAdjustment@0");
}

TEST_F(Audiences, GoWithTheirCampaigns) {
  const auto feed = [](std::string_view name, std::string_view sub_type, bool store) {
    auto c = audience_campaign(name);
    if (!sub_type.empty()) c->sub_type = sub_type;
    if (store) with_setting<ShoppingSetting>(*c, [](auto& s) { s.store_id = 77; });
    return c;
  };
  const auto native = campaign(feed("native", "", false)), products = campaign(feed("products", "", true)),
             video = campaign(feed("video", "AudienceVideoAds", false));
  EXPECT_EQ(add(native, all_of(in(remarketing), out(remarketing)), "Audience"),
            "AIMCampaignLevelAudienceTargetingNotEnabled@0 AIMCampaignLevelAudienceTargetingNotEnabled@1");
  EXPECT_EQ(add(ad_group(native.id), all_of(in(remarketing), in(product), in(segment)), "Audience"),
            "InvalidCriterionForCampaignType@1");
  EXPECT_EQ(add(ad_group(products.id), all_of(in(product)), "Audience"), "");
  EXPECT_EQ(add(ad_group(video.id), all_of(in(remarketing), in(custom)), "Audience"), "InvalidCriterionForCampaignType@1");
  const auto search = campaign();
  EXPECT_EQ(add(search, all_of(in(product), in(segment)), "Audience"),
            "InvalidCriterionForCampaignType@0 CampaignServiceCriterionTypeNotAllowed@1");
  const auto g = ad_group(search.id);
  EXPECT_EQ(add(g, all_of(out(segment)), "Audience"), "CampaignServiceCriterionTypeNotAllowed@0");
  EXPECT_EQ(add(g, all_of(in(segment)), "Audience"), "");
  EXPECT_EQ(shown(g, "CustomSegment"), "CustomSegment 8006 CustomSegment +0");
  store_audience<CombinedList>(8201, account_id, [](auto& a) { a.supported_campaign_types = {text("Audience")}; });
  EXPECT_EQ(add(g, all_of(in(8201)), "Audience"), "InvalidCriterionForCampaignType@0");
}

TEST_F(Audiences, AreLimitedByTheAccount) {
  const auto c = campaign();
  set_limit(world(), "in-market-exclusions-per-account", 1);
  EXPECT_EQ(add(c, all_of(out(in_market), out(in_market + 1), out(custom)), "Audience"),
            "MaxInMarketAudienceExclusionPerAccountLimitReached@1");
  const auto first = ids_[0];
  EXPECT_EQ(add(c, all_of(out(in_market)), "Audience"), "CampaignServiceEntityAlreadyExists@0") << "not that there is no room";
  set_limit(world(), "Audience-criterions-per-account", 2);
  EXPECT_EQ(add(ad_group(c.id), all_of(in(remarketing)), "Audience"), "MaxAudienceCriterionsPerAccountLimitReached@0");
  EXPECT_EQ(erase(c, {first}, "Audience"), "");
  EXPECT_EQ(add(c, all_of(out(in_market + 1), out(remarketing)), "Audience"), "MaxAudienceCriterionsPerAccountLimitReached@1");
}

class Profiles : public CriterionFixture {
 protected:
  static box<Criterion> profile(opt<ProfileType> type, opt<std::int64_t> id) {
    return criterion<ProfileCriterion>([&](auto& p) {
      p.profile_type = type;
      p.profile_id = id;
    });
  }
  static std::int64_t id_of(catalog::ProfileKind kind, std::size_t i = 0) { return catalog::profiles(kind)[i].id; }

  const std::int64_t company_ = id_of(catalog::ProfileKind::CompanyName), industry_ = id_of(catalog::ProfileKind::Industry),
                     function_ = id_of(catalog::ProfileKind::JobFunction), seniority_ = id_of(catalog::ProfileKind::JobSeniority);
};

TEST_F(Profiles, AreReadByTheirKind) {
  for (const auto place : both()) {
    EXPECT_EQ(add(place, all_of(Wanted{profile(ProfileType::CompanyName, company_), 5},
                                Wanted{profile(ProfileType::Industry, industry_), 10},
                                Wanted{profile(ProfileType::JobFunction, function_)},
                                Wanted{profile(ProfileType::JobSeniority, seniority_), -90})),
              "");
    const auto text = [](std::string_view type, std::int64_t id, std::string_view rest) {
      return std::string(type) + " " + std::to_string(id) + std::string(rest);
    };
    EXPECT_EQ(shown(place, "CompanyName"), text("CompanyName", company_, " CompanyName +5"));
    EXPECT_EQ(shown(place, "Industry"), text("Industry", industry_, " Industry +10"));
    EXPECT_EQ(get(place, "JobFunction").items.size(), 1u);
    EXPECT_EQ(get(place, "JobSeniority").items.size(), 1u);
    EXPECT_EQ(get(place, "LocationIntent").items.size(), 1u);  // they are targets
    EXPECT_EQ(update(place, all_of(Wanted{profile(ProfileType::CompanyName, company_), 7, false, ids_[0]},
                                   Wanted{profile(ProfileType::Industry, company_), 7, false, ids_[1]},
                                   Wanted{profile(ProfileType::JobFunction, function_), {}, false, ids_[2]})),
              place.level == CriterionLevel::campaign
                  ? "CampaignServiceCriterionDoesNotMatch@1 CampaignServiceCampaignCriterionBidMultiplierValueNotSet@2"
                  : "CampaignServiceCriterionDoesNotMatch@1 CampaignServiceAdGroupCriterionBidMultiplierValueNotSet@2");
    EXPECT_EQ(shown(place, "CompanyName"), text("CompanyName", company_, " CompanyName +7"));
    // An update that brings a profile names it in full.
    EXPECT_EQ(update(place, all_of(Wanted{profile(ProfileType::CompanyName, {}), 8, false, ids_[0]},
                                   Wanted{profile({}, industry_), 8, false, ids_[1]})),
              "CampaignServiceInvalidTargetId@0 InvalidProfileType@1");
  }
}

TEST_F(Profiles, AreOnesOfTheCatalogue) {
  const auto g = ad_group();
  EXPECT_EQ(add(g, all_of(Wanted{profile(ProfileType::CompanyName, industry_)}, Wanted{profile(ProfileType::Industry, {})},
                          Wanted{profile({}, company_)}, Wanted{profile(ProfileType::JobTitle, company_)},
                          Wanted{profile(ProfileType::Industry, industry_), 901})),
            "CampaignServiceInvalidTargetId@0 CampaignServiceInvalidTargetId@1 InvalidProfileType@2 InvalidProfileType@3 "
            "InvalidBidMultiplier@4");
}

TEST_F(Profiles, GoWithTheirCampaigns) {
  const auto audience = campaign(audience_campaign("audience"));
  EXPECT_EQ(add(audience, all_of(Wanted{profile(ProfileType::Industry, industry_)})), "InvalidCriterionForCampaignType@0");
  const auto g = ad_group(audience.id);
  EXPECT_EQ(add(g, all_of(Wanted{profile(ProfileType::Industry, industry_)},
                          Wanted{profile(ProfileType::CompanyName, company_), {}, true})),
            "");
  EXPECT_EQ(add(g, all_of(Wanted{profile(ProfileType::Industry, industry_), {}, true})), "CampaignServiceEntityAlreadyExists@0");
  EXPECT_EQ(add(ad_group(), all_of(Wanted{profile(ProfileType::CompanyName, company_), {}, true})),
            "InvalidCriterionForCampaignType@0");
  EXPECT_EQ(add(campaign(), all_of(Wanted{profile(ProfileType::CompanyName, company_), {}, true})),
            "CampaignServiceCriterionTypeNotAllowed@0");
  auto video = audience_campaign("video");
  video->sub_type = "AudienceVideoAds";
  const auto v = ad_group(campaign(std::move(video)).id);
  EXPECT_EQ(add(v, all_of(Wanted{profile(ProfileType::Industry, industry_)},
                          Wanted{profile(ProfileType::CompanyName, company_), {}, true})),
            "CampaignServiceInvalidAdGroupCriterionType@0 CampaignServiceInvalidAdGroupCriterionType@1");
}

TEST_F(Profiles, OfCompaniesAreLimited) {
  set_limit(world(), "CompanyName-criterions-per-campaign", 1);
  set_limit(world(), "CompanyName-criterions-per-ad-group", 1);
  for (const auto place : both())
    EXPECT_EQ(add(place, all_of(Wanted{profile(ProfileType::CompanyName, company_)},
                                Wanted{profile(ProfileType::CompanyName, id_of(catalog::ProfileKind::CompanyName, 1))},
                                Wanted{profile(ProfileType::Industry, industry_)},
                                Wanted{profile(ProfileType::Industry, id_of(catalog::ProfileKind::Industry, 1))})),
              place.level == CriterionLevel::campaign ? "CampaignCriterionsLimitExceeded@1"
                                                      : "CampaignServiceAdGroupCriterionsEntityLimitExceeded@1");
}

}  // namespace
}  // namespace adsbox::services
