// Ads for tests.
#pragma once

#include "adsbox/internal.h"
#include "services/campaign_management/campaign_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {

class AdsFixture : public CampaignFixture {
 protected:
  using Ad = campaign_management::Ad;
  using AssetLink = campaign_management::AssetLink;
  using ResponsiveSearchAd = campaign_management::ResponsiveSearchAd;

  AdsFixture() : campaign_(add_one(search_campaign("search"))), group_(add_group(campaign_, "tea")) {}

  std::int64_t add_group(std::int64_t campaign, std::string_view name, std::string_view type = {},
                         std::string_view language = "English") {
    campaign_management::AddAdGroupsRequest request;
    request.campaign_id = campaign;
    request.ad_groups.push_back(make<campaign_management::AdGroup>());
    request.ad_groups[0]->name = name;
    if (!language.empty()) request.ad_groups[0]->language = language;
    if (!type.empty()) request.ad_groups[0]->ad_group_type = type;
    const auto answer = invoke<campaign_management::AddAdGroups>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    EXPECT_EQ(errors_of(answer->partial_errors), "");
    return answer->ad_group_ids[0].value_or(0);
  }
  /// A search campaign with dynamic search ads.
  std::int64_t dynamic_campaign(std::string_view name = "dynamic") {
    auto c = search_campaign(name);
    with_setting<campaign_management::DynamicSearchAdsSetting>(*c, [](auto& s) {
      s.domain_name = "contoso-tea.com";
      s.language = "English";
    });
    return add_one(std::move(c));
  }
  /// Its ad group for them.
  std::int64_t dynamic_group() { return add_group(dynamic_campaign(), "dynamic", "SearchDynamic"); }
  static box<AssetLink> link(std::string_view words, std::string_view pin = {}) {
    auto asset = make<campaign_management::TextAsset>();
    asset->text = words;
    auto l = make<AssetLink>();
    l->asset = std::move(asset);
    if (!pin.empty()) l->pinned_field = pin;
    return l;
  }
  static list<box<AssetLink>> links(std::initializer_list<std::string_view> words) {
    list<box<AssetLink>> out;
    out.set_empty();
    for (const auto w : words) out.push_back(link(w));
    return out;
  }
  static box<ResponsiveSearchAd> search_ad(std::string_view first = "Green tea today") {
    auto ad = make<ResponsiveSearchAd>();
    ad->headlines = links({first, "Fresh leaves", "Ships in a day"});
    ad->descriptions = links({"Tea from small gardens.", "Find your cup of tea."});
    ad->final_urls = {text("https://www.tea.example.com/green")};
    return ad;
  }
  static box<campaign_management::DynamicSearchAd> dynamic_ad(std::string_view words = "Tea from small gardens") {
    auto ad = make<campaign_management::DynamicSearchAd>();
    ad->text = words;
    return ad;
  }
  static box<campaign_management::AppInstallAd> app_ad(std::string_view title = "Tea timer") {
    auto ad = make<campaign_management::AppInstallAd>();
    ad->app_platform = "iOS";
    ad->app_store_id = "123456789";
    ad->title = title;
    ad->text = "Never steep too long";
    ad->final_urls = {text("https://apps.example.com/tea")};
    return ad;
  }
  static box<campaign_management::ResponsiveAd> audience_ad() {
    auto ad = make<campaign_management::ResponsiveAd>();
    ad->business_name = "Tea house";
    ad->headlines = links({"Green tea"});
    ad->long_headlines = links({"Green tea from small gardens"});
    ad->descriptions = links({"Find your cup"});
    ad->images.push_back(image("LandscapeImageMedia"));
    ad->final_urls = {text("https://tea.example.com")};
    return ad;
  }
  static box<AssetLink> image(std::string_view sub_type, std::int64_t id = 77) {
    auto asset = make<campaign_management::ImageAsset>();
    asset->id = id;
    asset->sub_type = sub_type;
    auto l = make<AssetLink>();
    l->asset = std::move(asset);
    return l;
  }

  template <class T>
  static std::vector<box<Ad>> one(box<T> ad) {
    std::vector<box<Ad>> v;
    v.push_back(std::move(ad));
    return v;
  }
  campaign_management::AddAdsResponse add_ads(std::int64_t group, std::vector<box<Ad>> ads) {
    campaign_management::AddAdsRequest request;
    request.ad_group_id = group;
    for (auto& a : ads) request.ads.push_back(std::move(a));
    auto answer = invoke<campaign_management::AddAds>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(*answer) : campaign_management::AddAdsResponse{};
  }
  template <class T>
  std::int64_t add_ad(std::int64_t group, box<T> ad) {
    const auto answer = add_ads(group, one(std::move(ad)));
    EXPECT_EQ(errors_of(answer.partial_errors), "");
    return answer.ad_ids.size() == 1 ? answer.ad_ids[0].value_or(0) : 0;
  }
  /// The errors of adding one ad.
  template <class T>
  std::string refused(std::int64_t group, box<T> ad) {
    return errors_of(add_ads(group, one(std::move(ad))).partial_errors);
  }
  /// The errors of adding a search ad that is broken so.
  std::string broken(const std::function<void(ResponsiveSearchAd&)>& change) {
    auto ad = search_ad();
    change(*ad);
    return refused(group_, std::move(ad));
  }
  template <class T>
  std::string change(std::int64_t group, std::int64_t id, const std::function<void(T&)>& change) {
    campaign_management::UpdateAdsRequest request;
    request.ad_group_id = group;
    auto ad = make<T>();
    ad->id = id;
    change(*ad);
    request.ads.push_back(std::move(ad));
    const auto answer = invoke<campaign_management::UpdateAds>(request);
    return answer ? errors_of(answer->partial_errors) : failure_of(answer);
  }
  static void all_types(auto& request) {
    using campaign_management::AdType;
    for (const auto t : {AdType::Text, AdType::Product, AdType::AppInstall, AdType::ExpandedText, AdType::DynamicSearch,
                         AdType::ResponsiveAd, AdType::ResponsiveSearch, AdType::Hotel})
      request.ad_types.push_back(t);
  }
  list<box<Ad>> ads_of(std::int64_t group) {
    campaign_management::GetAdsByAdGroupIdRequest request;
    request.ad_group_id = group;
    all_types(request);
    auto answer = invoke<campaign_management::GetAdsByAdGroupId>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(answer->ads) : list<box<Ad>>{};
  }
  template <class T>
  box<T> read(std::int64_t group, std::int64_t id) {
    campaign_management::GetAdsByIdsRequest request;
    request.ad_group_id = group;
    request.ad_ids.push_back(id);
    all_types(request);
    ask_for_everything(request);
    auto answer = invoke<campaign_management::GetAdsByIds>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    if (!answer || !answer->ads[0]) return {};
    T* const ad = answer->ads[0].template as<T>();
    (void)answer->ads[0].release_bits();
    return box<T>(ad);
  }

  const std::int64_t campaign_, group_;
};

}  // namespace adsbox::services
