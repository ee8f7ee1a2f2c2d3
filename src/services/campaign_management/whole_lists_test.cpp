// Lists that refuse a call as a whole: those that are not there, are empty, or are longer than a request may be.
#include "services/campaign_management/ads_fixture.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class WholeLists : public AdsFixture {
 protected:
  /// The errors of a call without the list, with an empty one, and with so many items.
  template <class Op, class Item>
  std::string refused(typename Op::Request request, list<Item> Op::Request::* items, std::size_t count, const Item& item) {
    std::string s = failure_of(invoke<Op>(request));
    (request.*items).set_empty();
    s += " " + failure_of(invoke<Op>(request));
    for (std::size_t i = 0; i < count; ++i) (request.*items).push_back(item);
    return s + " " + failure_of(invoke<Op>(request));
  }
  /// What refused() finds of a list with these errors.
  static std::string list_errors(const std::string& missing, const std::string& too_long) {
    return missing + " " + missing + " " + too_long;
  }
  template <class Request>
  Request of_group() {
    Request r;
    r.ad_group_id = group_;
    return r;
  }
  template <class Request>
  Request of_campaign() {
    Request r;
    r.campaign_id = campaign_;
    return r;
  }
  const opt<std::int64_t> id_ = 1;
};

TEST_F(WholeLists, OfAdGroups) {
  const auto ids =
      list_errors("CampaignServiceAdGroupIdsArrayShouldNotBeNullOrEmpty", "CampaignServiceAdGroupIdsArrayExceedsLimit");
  EXPECT_EQ(refused<GetAdGroupsByIds>(of_campaign<GetAdGroupsByIdsRequest>(), &GetAdGroupsByIdsRequest::ad_group_ids, 1001, id_),
            ids);
  EXPECT_EQ(refused<DeleteAdGroups>(of_campaign<DeleteAdGroupsRequest>(), &DeleteAdGroupsRequest::ad_group_ids, 1001, id_), ids);
  EXPECT_EQ(refused<GetNegativeSitesByAdGroupIds>(of_campaign<GetNegativeSitesByAdGroupIdsRequest>(),
                                                  &GetNegativeSitesByAdGroupIdsRequest::ad_group_ids, 5001, id_),
            ids);
  EXPECT_EQ(refused<SetNegativeSitesToAdGroups>(of_campaign<SetNegativeSitesToAdGroupsRequest>(),
                                                &SetNegativeSitesToAdGroupsRequest::ad_group_negative_sites, 5001,
                                                box<AdGroupNegativeSites>(nil)),
            list_errors("AdGroupServiceNegativeSiteUrlsNotPassed", "AdGroupServiceNegativeSitesEntityLimitExceeded"));
}

TEST_F(WholeLists, OfKeywords) {
  const auto items =
      list_errors("CampaignServiceKeywordsArrayShouldNotBeNullOrEmpty", "CampaignServiceKeywordsArrayExceedsLimit");
  const auto ids =
      list_errors("CampaignServiceKeywordIdsArrayShouldNotBeNullOrEmpty", "CampaignServiceKeywordIdsArrayExceedsLimit");
  const box<Keyword> none(nil);
  EXPECT_EQ(refused<AddKeywords>(of_group<AddKeywordsRequest>(), &AddKeywordsRequest::keywords, 1001, none), items);
  EXPECT_EQ(refused<UpdateKeywords>(of_group<UpdateKeywordsRequest>(), &UpdateKeywordsRequest::keywords, 1001, none), items);
  EXPECT_EQ(refused<DeleteKeywords>(of_group<DeleteKeywordsRequest>(), &DeleteKeywordsRequest::keyword_ids, 1001, id_), ids);
  EXPECT_EQ(refused<GetKeywordsByIds>(of_group<GetKeywordsByIdsRequest>(), &GetKeywordsByIdsRequest::keyword_ids, 1001, id_),
            ids);
}

TEST_F(WholeLists, OfAds) {
  const auto items = list_errors("CampaignServiceAdsArrayShouldNotBeNullOrEmpty", "CampaignServiceAdsArrayExceedsLimit");
  const auto ids = list_errors("CampaignServiceAdIdsArrayShouldNotBeNullOrEmpty", "CampaignServiceAdIdsArrayExceedsLimit");
  const box<Ad> none(nil);
  EXPECT_EQ(refused<AddAds>(of_group<AddAdsRequest>(), &AddAdsRequest::ads, 51, none), items);
  EXPECT_EQ(refused<UpdateAds>(of_group<UpdateAdsRequest>(), &UpdateAdsRequest::ads, 51, none), items);
  EXPECT_EQ(refused<DeleteAds>(of_group<DeleteAdsRequest>(), &DeleteAdsRequest::ad_ids, 51, id_), ids);
  auto read = of_group<GetAdsByIdsRequest>();
  all_types(read);
  EXPECT_EQ(refused<GetAdsByIds>(read, &GetAdsByIdsRequest::ad_ids, 21, id_), ids);
}

TEST_F(WholeLists, InAdsRefuseTheAd) {
  EXPECT_EQ(broken([](auto& ad) { ad.descriptions = links({"One", "Two", "Three", "Four", "Five"}); }),
            "CampaignServiceResponsiveSearchAdDescriptionsMaxCountExceeded@0");
  auto ad = app_ad();
  ad->app_store_id = std::string(513, '1');
  EXPECT_EQ(AdsFixture::refused(group_, std::move(ad)), "CampaignServiceAppInstallAdAppStoreIdTooMuchText@0");
}

}  // namespace
}  // namespace adsbox::services
