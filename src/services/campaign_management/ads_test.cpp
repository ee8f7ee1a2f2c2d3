#include "services/campaign_management/ads_fixture.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class AdsTest : public AdsFixture {};

TEST_F(AdsTest, AResponsiveSearchAdAsItReads) {
  auto ad = search_ad();
  ad->path1 = "green";
  ad->headlines[0]->pinned_field = "Headline1";
  ad->headlines[1]->pinned_field = "";
  ad->ad_format_preference = "AudienceAd";  // not of this type: dropped
  const auto id = add_ad(group_, std::move(ad));
  const auto read_back = read<ResponsiveSearchAd>(group_, id);
  ASSERT_TRUE(read_back);
  EXPECT_EQ(*read_back->status, AdStatus::Active);
  EXPECT_EQ(*read_back->type, AdType::ResponsiveSearch);
  EXPECT_EQ(*read_back->editorial_status, AdEditorialStatus::Inactive);
  EXPECT_EQ(read_back->domain, "tea.example.com");
  EXPECT_EQ(read_back->path1, "green");
  EXPECT_FALSE(read_back->ad_format_preference.has_value());
  EXPECT_EQ(read_back->headlines[0]->pinned_field, "Headline1");
  EXPECT_TRUE(read_back->headlines[1]->pinned_field.is_nil());
  EXPECT_EQ(*read_back->headlines[1]->editorial_status, AssetLinkEditorialStatus::Inactive);
  const auto* asset = read_back->headlines[1]->asset.as<TextAsset>();
  ASSERT_NE(asset, nullptr);
  EXPECT_EQ(asset->type, "TextAsset");
  EXPECT_GT(asset->id.value_or(0), 0);
}

TEST_F(AdsTest, ATextIsOneAssetOfItsAccount) {
  const auto first = read<ResponsiveSearchAd>(group_, add_ad(group_, search_ad("Green tea")));
  auto other = search_ad("Black tea");
  other->headlines[0]->asset->id = 4711;  // what is sent is not heard
  const auto second = read<ResponsiveSearchAd>(add_group(campaign_, "black"), 0);
  EXPECT_FALSE(second);
  const auto third = read<ResponsiveSearchAd>(group_, add_ad(group_, std::move(other)));
  EXPECT_NE(*first->headlines[0]->asset->id, *third->headlines[0]->asset->id);
  EXPECT_EQ(*first->headlines[1]->asset->id, *third->headlines[1]->asset->id);
  EXPECT_EQ(*first->descriptions[0]->asset->id, *third->descriptions[0]->asset->id);
}

TEST_F(AdsTest, EachItemSucceedsOrFailsByItself) {
  std::vector<box<Ad>> ads;
  ads.push_back(search_ad());
  ads.push_back(box<Ad>(nil));
  ads.push_back(search_ad());  // responsive ads may repeat
  auto wrong = search_ad();
  wrong->id = 5;
  wrong->final_urls.set_nil();
  ads.push_back(std::move(wrong));
  const auto answer = add_ads(group_, std::move(ads));
  EXPECT_EQ(errors_of(answer.partial_errors),
            "CampaignServiceNullAd@1 CampaignServiceEditorialAdDestinationUrlBlank@3 CampaignServiceAdIdIsNonNull@3");
  EXPECT_TRUE(answer.ad_ids[0] && answer.ad_ids[2]);
  EXPECT_TRUE(answer.ad_ids[1].is_nil() && answer.ad_ids[3].is_nil());
  EXPECT_EQ(ads_of(group_).size(), 2u);
}

TEST_F(AdsTest, WhatTheServiceSetsIsRefused) {
  EXPECT_EQ(broken([](auto& ad) { ad.editorial_status = AdEditorialStatus::Active; }),
            "CampaignServiceInvalidAdEditorialStatus@0");
  const auto id = add_ad(group_, search_ad());
  EXPECT_EQ(change<ResponsiveSearchAd>(group_, id, [](auto& ad) { ad.editorial_status = AdEditorialStatus::Inactive; }),
            "CampaignServiceInvalidAdEditorialStatus@0");
  EXPECT_EQ(change<ResponsiveSearchAd>(group_, id, [](auto& ad) { ad.id.reset(); }), "CampaignServiceAdIdIsNull@0");
  EXPECT_EQ(change<ResponsiveSearchAd>(group_, 0, [](auto&) {}), "CampaignServiceInvalidAdId@0");
}

TEST_F(AdsTest, AssetsOfResponsiveSearchAds) {
  EXPECT_EQ(broken([](auto& ad) { ad.headlines = links({"Green tea", "GREEN tea", "Black tea"}); }),
            "CampaignServiceResponsiveSearchAdDuplicateHeadlines@0");
  EXPECT_EQ(broken([](auto& ad) { ad.descriptions = links({"One text", "one text"}); }),
            "CampaignServiceResponsiveSearchAdDuplicateDescriptions@0");
  EXPECT_EQ(broken([](auto& ad) { ad.headlines[0] = image("LandscapeImageMedia"); }),
            "CampaignServiceResponsiveSearchAdAssetTypeInvalidForField@0");
  EXPECT_EQ(broken([](auto& ad) { ad.headlines[0] = link(""); }), "CampaignServiceResponsiveSearchAdInvalidHeadline@0");
  EXPECT_EQ(broken([](auto& ad) { ad.descriptions[1] = link(""); }), "CampaignServiceResponsiveSearchAdInvalidDescription@0");
  EXPECT_EQ(broken([](auto& ad) { ad.headlines = links({"One", "Two"}); }),
            "CampaignServiceResponsiveSearchAdHeadlinesLessThanMinRequired@0");
  const auto id = add_ad(group_, search_ad());
  EXPECT_EQ(change<ResponsiveSearchAd>(group_, id, [](auto& ad) { ad.headlines.set_empty(), ad.descriptions.set_empty(); }),
            "CampaignServiceResponsiveSearchAdDescriptionsNullOrEmpty@0 CampaignServiceResponsiveSearchAdHeadlinesNullOrEmpty@0")
      << "nil keeps them, an empty list does not";
  EXPECT_EQ(broken([](auto& ad) {
              for (int i = 0; i < 13; ++i) ad.headlines.push_back(link("Tea " + std::to_string(i)));
            }),
            "CampaignServiceResponsiveSearchAdHeadlinesMaxCountExceeded@0");
}

TEST_F(AdsTest, Pins) {
  EXPECT_EQ(broken([](auto& ad) { ad.headlines[0]->pinned_field = "Description1"; }),
            "CampaignServiceResponsiveSearchAdHeadlinesPinnedFieldMismatch@0");
  EXPECT_EQ(broken([](auto& ad) { ad.descriptions[0]->pinned_field = "Headline1"; }),
            "CampaignServiceResponsiveSearchAdDescriptionsPinnedFieldMismatch@0");
  EXPECT_EQ(broken([](auto& ad) { ad.headlines[0]->pinned_field = "Headline4"; }),
            "CampaignServiceResponsiveSearchAdPinnedFieldInvalid@0");
  const auto last_of_pinned = [&](std::string_view pin) {
    return broken([&](auto& ad) {
      ad.headlines[0]->pinned_field = ad.headlines[1]->pinned_field = "Headline1";
      ad.headlines[2]->pinned_field = pin;
    });
  };
  EXPECT_EQ(last_of_pinned("Headline2"), "CampaignServiceResponsiveSearchAdHeadlinesPinnedFieldMismatch@0")
      << "nothing may stand in the third place";
  EXPECT_EQ(last_of_pinned(""), "") << "the one that is not pinned may stand in the second and in the third";
  EXPECT_EQ(broken([](auto& ad) {
              for (int i = 0; i < 3; ++i) ad.headlines[i]->pinned_field = "Headline" + std::to_string(i + 1);
            }),
            "");
}

TEST_F(AdsTest, AnAddressThatIsTooLongHasTheNumberOfAddresses) {
  auto ad = search_ad();
  ad->final_urls = {text("https://tea.example.com/" + std::string(2048, 'u'))};
  const auto answer = add_ads(group_, one(std::move(ad)));
  ASSERT_EQ(errors_of(answer.partial_errors), "UrlTooLong@0");
  EXPECT_EQ(*answer.partial_errors[0]->code, 4609);
  EXPECT_EQ(answer.partial_errors[0]->field_path, "FinalUrls");
}

TEST_F(AdsTest, Domains) {
  EXPECT_EQ(broken([](auto& ad) { ad.domain = "no domain"; }), "CampaignServiceResponsiveSearchAdDisplayUrlDomainInvalid@0");
  EXPECT_EQ(broken([](auto& ad) { ad.domain = std::string(64, 'x') + ".com"; }),
            "CampaignServiceResponsiveSearchAdDisplayUrlDomainTooLong@0");
  EXPECT_EQ(broken([](auto& ad) {
              ad.final_urls =
                  {
                      text("https://" + std::string(60, 'x') + ".com/"),
                  },
              ad.path1 = "green";
            }),
            "CampaignServiceResponsiveSearchAdFinalUrlDomainTooLong@0");
  EXPECT_EQ(broken([](auto& ad) { ad.final_urls = {text("https://{page}/tea")}; }), "AdDisplayUrlDomainExtractionFailed@0");
  EXPECT_EQ(broken([](auto& ad) { ad.final_urls = {text("https://{page}/tea")}, ad.domain = "tea.example.com"; }), "");
}

TEST_F(AdsTest, Addresses) {
  EXPECT_EQ(broken([](auto& ad) { ad.final_urls = {text("ftp://example.com")}; }), "InvalidUrlScheme@0");
  EXPECT_EQ(broken([](auto& ad) { ad.final_urls.set_nil(), ad.final_mobile_urls = {text("https://m.example.com")}; }),
            "CampaignServiceEditorialAdDestinationUrlBlank@0");
  EXPECT_EQ(broken([](auto& ad) { ad.tracking_url_template = "example.com"; }), "InvalidUrlScheme@0");
  EXPECT_EQ(broken([](auto& ad) { ad.final_url_suffix = "?a=b"; }), "FinalUrlSuffixInvalidCharacters@0");
  auto ad = search_ad();
  ad->final_urls = {text("https://example.com"), text("mailto:x")};
  const auto answer = add_ads(group_, one(std::move(ad)));
  EXPECT_EQ(answer.partial_errors[0]->field_path, "FinalUrls");
}

TEST_F(AdsTest, WhichTypeGoesWhere) {
  EXPECT_EQ(refused(group_, make<TextAd>()), "CampaignServiceAdTypeInvalid@0");
  EXPECT_EQ(refused(group_, make<ExpandedTextAd>()), "CampaignServiceAdTypeInvalid@0");
  EXPECT_EQ(refused(group_, make<ProductAd>()), "CampaignServiceAdTypeInvalidForCampaign@0");
  EXPECT_EQ(refused(group_, dynamic_ad()), "CampaignServiceDynamicSearchAdNotAllowedForNonDynamicSearchAdsCampaign@0");
  EXPECT_EQ(refused(add_group(dynamic_campaign("mixed"), "standard"), dynamic_ad()),
            "DynamicSearchAdNotAllowedForNonDynamicSearchAdsAdGroup@0");
  EXPECT_EQ(refused(group_, make<HotelAd>()), "AdTypeInvalidForAdGroup@0");
  const auto dynamic = dynamic_group();
  EXPECT_EQ(refused(dynamic, search_ad()), "AdTypeInvalidForAdGroup@0");
  EXPECT_EQ(refused(dynamic, dynamic_ad()), "");
  const auto shopping = add_group(add_one(shopping_campaign("shop")), "all");
  EXPECT_EQ(refused(shopping, make<ProductAd>()), "");
  const auto promoted = [&](std::string_view words) {
    auto ad = make<ProductAd>();
    ad->promotional_text = words;
    return refused(shopping, std::move(ad));
  };
  EXPECT_EQ(promoted(std::string(45, 'x')), "");
  EXPECT_EQ(promoted(std::string(46, 'x')), "CampaignServiceEditorialGenericError@0");
  EXPECT_EQ(last_call().partial_errors[0].error, Error::CampaignServiceEditorialGenericError_1398);
  EXPECT_EQ(promoted("two\nlines"), "CampaignServiceProductAdPromotionalTextInvalid@0");
  EXPECT_EQ(refused(shopping, search_ad()), "CampaignServiceAdTypeInvalidForCampaign@0");
  const auto hotels = add_group(campaign_, "hotels", "HotelAds");
  EXPECT_FALSE(read<HotelAd>(hotels, add_ad(hotels, make<HotelAd>()))->editorial_status);
  auto feed = audience_campaign("feed");
  with_setting<ShoppingSetting>(*feed, [](auto& s) { s.store_id = 7, s.sales_country_code = "US", s.priority = 0; });
  EXPECT_EQ(refused(add_group(add_one(std::move(feed)), "feed", {}, {}), audience_ad()),
            "AdModificationNotAllowedOnThisCampaign@0");
  auto typed = search_ad();
  typed->type = AdType::Product;
  EXPECT_EQ(refused(group_, std::move(typed)), "CampaignServiceAdTypeDoesNotMatch@0");
  auto mobile = search_ad();
  mobile->device_preference = 30001;
  EXPECT_EQ(refused(group_, std::move(mobile)), "DevicePreferenceIncompatibleWithAdType@0");
}

TEST_F(AdsTest, AnExpiredAdGroupTakesNoAds) {
  AddAdGroupsRequest request;
  request.campaign_id = campaign_;
  request.ad_groups.push_back(make<AdGroup>());
  request.ad_groups[0]->name = "short";
  auto end = make<Date>();
  end->day = 5, end->month = 3, end->year = 2026;
  request.ad_groups[0]->end_date = std::move(end);
  const auto added = invoke<AddAdGroups>(request);
  ASSERT_EQ(errors_of(added->partial_errors), "");
  world().clock().set(now_ticks + 10 * day);
  EXPECT_EQ(refused(*added->ad_group_ids[0], search_ad()), "CampaignServiceAdGroupExpired@0");
}

TEST_F(AdsTest, TextAndExpandedTextAdsArePausedAndDeletedOnly) {
  ExpandedTextAd old;
  old.id = 900;
  old.title_part1 = "Old tea";
  old.type = AdType::ExpandedText;
  old.status = AdStatus::Active;
  store_row(900, group_, account_id, old);
  EXPECT_EQ(change<ExpandedTextAd>(group_, 900, [](auto& ad) { ad.status = AdStatus::Paused; }), "");
  EXPECT_EQ(change<ExpandedTextAd>(group_, 900, [](auto& ad) { ad.title_part1 = "New tea"; }), "CampaignServiceAdTypeInvalid@0");
  EXPECT_EQ(change<ExpandedTextAd>(group_, 900, [](auto& ad) { ad.device_preference = 30001; }),
            "DevicePreferenceIncompatibleWithAdType@0");
  EXPECT_EQ(change<ExpandedTextAd>(group_, 900, [](auto& ad) { ad.status = AdStatus::Deleted; }),
            "CampaignServiceInvalidAdStatus@0");
  const auto kept = read<ExpandedTextAd>(group_, 900);
  EXPECT_EQ(kept->title_part1, "Old tea");
  EXPECT_EQ(*kept->status, AdStatus::Paused);
  EXPECT_EQ(*kept->editorial_status, AdEditorialStatus::Active);
}

TEST_F(AdsTest, AppInstallAds) {
  const auto id = add_ad(group_, app_ad());
  EXPECT_EQ(refused(group_, app_ad()), "CampaignServiceDuplicateAd@0");
  EXPECT_EQ(change<AppInstallAd>(group_, id, [](auto& ad) { ad.app_platform = "Android"; }),
            "CampaignServiceAppInstallAdUpdateAppPlatformChanged@0");
  EXPECT_EQ(change<AppInstallAd>(group_, id, [](auto& ad) { ad.app_store_id = "2"; }),
            "CampaignServiceAppInstallAdUpdateAppStoreIdChanged@0");
  EXPECT_EQ(change<AppInstallAd>(group_, id, [](auto& ad) { ad.app_platform = "iOS", ad.device_preference = 30001; }), "");
  auto ad = app_ad("Other");
  ad->app_store_id = "a b";
  ad->device_preference = 7;
  EXPECT_EQ(refused(group_, std::move(ad)), "InvalidAdDevicePreference@0 CampaignServiceAppInstallAdAppStoreIdInvalid@0");
  ad = app_ad("Tea");
  ad->final_mobile_urls = {text("m.example.com")};  // not heard
  ad->text = "timer";
  EXPECT_EQ(refused(group_, std::move(ad)), "CampaignServiceNotEnoughAdText@0");
}

TEST_F(AdsTest, DynamicSearchAdsAreUniqueByPathsAndText) {
  const auto group = dynamic_group();
  const auto first = add_ad(group, dynamic_ad());
  EXPECT_EQ(refused(group, dynamic_ad("TEA from small gardens")), "CampaignServiceDuplicateAd@0");
  const auto other = add_ad(group, dynamic_ad("Coffee"));
  EXPECT_EQ(change<DynamicSearchAd>(group, other, [](auto& ad) { ad.text = "Tea from small gardens"; }),
            "CampaignServiceDuplicateAd@0");
  EXPECT_EQ(change<DynamicSearchAd>(group, other, [](auto& ad) { ad.path1 = "x", ad.text_part2 = "More"; }), "");
  EXPECT_EQ(change<DynamicSearchAd>(group, other, [](auto& ad) { ad.path1 = "", ad.text_part2 = ""; }), "");
  EXPECT_TRUE(read<DynamicSearchAd>(group, other)->path1.is_nil());
  EXPECT_EQ(change<ResponsiveSearchAd>(group, first, [](auto&) {}), "CampaignServiceAdTypeDoesNotMatchExistingValue@0");
}

TEST_F(AdsTest, Limits) {
  set_limit(world(), "ads-per-ad-group", 4);
  std::vector<std::int64_t> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(add_ad(group_, search_ad()));
  EXPECT_EQ(refused(group_, search_ad()), "CampaignServiceMaxActiveResponsiveSearchAdsPerAdGroupLimitReached@0");
  auto paused = search_ad();
  paused->status = AdStatus::Paused;
  const auto fourth = add_ad(group_, std::move(paused));
  EXPECT_EQ(change<ResponsiveSearchAd>(group_, fourth, [](auto& ad) { ad.status = AdStatus::Active; }),
            "CampaignServiceMaxActiveResponsiveSearchAdsPerAdGroupLimitReached@0");
  EXPECT_EQ(refused(group_, app_ad()), "CampaignServiceMaxAdsReached@0");
  set_limit(world(), "ads-per-account", 4);
  const auto other = add_group(campaign_, "other");
  EXPECT_EQ(refused(other, search_ad()), "CampaignServiceMaxAdsReachedForAccount@0");
  set_limit(world(), "ads-per-account", 100);
  set_limit(world(), "ads-per-customer", 4);
  EXPECT_EQ(refused(other, search_ad()), "CampaignServiceMaxAdsReachedForCustomer@0");
}

TEST_F(AdsTest, KeywordsNeedTheParamsOfASoleAd) {
  const auto add = [&](std::string_view words, const std::function<void(Keyword&)>& change) {
    AddKeywordsRequest request;
    request.ad_group_id = group_;
    request.keywords.push_back(make<Keyword>());
    request.keywords[0]->text = words;
    request.keywords[0]->match_type = MatchType::Exact;
    change(*request.keywords[0]);
    return errors_of(invoke<AddKeywords>(request)->partial_errors);
  };
  EXPECT_EQ(add("before", [](auto&) {}), "");
  auto ad = search_ad("Only {Param1} and {param2:a few}");
  ad->descriptions[0] = link("From {PARAM3}");
  const auto id = add_ad(group_, std::move(ad));
  EXPECT_EQ(add("none", [](auto&) {}), "CampaignServiceInvalidParam1@0 CampaignServiceInvalidParam3@0");
  EXPECT_EQ(add("one", [](auto& k) { k.param1 = "5 USD"; }), "CampaignServiceInvalidParam3@0");
  EXPECT_EQ(add("both", [](auto& k) { k.param1 = "5 USD", k.param3 = "China"; }), "");
  add_ad(group_, search_ad());
  EXPECT_EQ(add("two ads", [](auto&) {}), "");
  EXPECT_EQ(change<ResponsiveSearchAd>(group_, id, [](auto& a) { a.headlines = links({"One", "Two", "Three"}); }), "");
}

TEST_F(AdsTest, NewerMembersAreShownWhenAskedFor) {
  below_the_wire_ = true;  // what is hidden, the encoder alone is told
  GetAdsByAdGroupIdRequest request;
  request.ad_group_id = group_;
  all_types(request);
  const auto hidden = [&](TypeId type, std::string_view name) {
    EXPECT_TRUE(invoke<GetAdsByAdGroupId>(request));
    const auto fields = schema::fields_of(schema::type_info(type));
    const auto* mask = last_call().filter.hidden(type);
    for (std::size_t i = 0; i < fields.size(); ++i)
      if (schema::text(fields[i].name) == name) return mask != nullptr && mask->test(i);
    return false;
  };
  for (const auto* name : {"ImpressionTrackingUrls", "Videos", "LongHeadlines", "AdSubType"})
    EXPECT_TRUE(hidden(ResponsiveAd::type_id, name)) << name;
  EXPECT_TRUE(hidden(ImageAsset::type_id, "TargetHeight"));
  request.return_additional_fields = AdAdditionalField::Videos | AdAdditionalField::ImageTargetDimension;
  EXPECT_FALSE(hidden(ResponsiveAd::type_id, "Videos"));
  EXPECT_FALSE(hidden(ImageAsset::type_id, "TargetHeight"));
  EXPECT_TRUE(hidden(ResponsiveAd::type_id, "LongHeadlines"));
}

TEST_F(AdsTest, IdsTypesAndDeletion) {
  const auto first = add_ad(group_, search_ad()), second = add_ad(group_, app_ad());
  GetAdsByIdsRequest request;
  request.ad_group_id = group_;
  request.ad_ids = {first, second, 12, first};
  request.ad_types.push_back(AdType::ResponsiveSearch);
  const auto answer = invoke<GetAdsByIds>(request);
  EXPECT_EQ(errors_of(answer->partial_errors), "CampaignServiceAdTypeDoesNotMatch@1 CampaignServiceInvalidAdId@2");
  EXPECT_TRUE(answer->ads[0] && answer->ads[3]);
  EXPECT_FALSE(answer->ads[1] || answer->ads[2]);
  DeleteAdsRequest gone;
  gone.ad_group_id = group_;
  gone.ad_ids = {first, first, 12};
  EXPECT_EQ(errors_of(invoke<DeleteAds>(gone)->partial_errors), "CampaignServiceDuplicateInAdIds@1 CampaignServiceInvalidAdId@2");
  EXPECT_EQ(errors_of(invoke<DeleteAds>(gone)->partial_errors),
            "CampaignServiceAdDeleted@0 CampaignServiceDuplicateInAdIds@1 CampaignServiceInvalidAdId@2");
  EXPECT_EQ(change<ResponsiveSearchAd>(group_, first, [](auto& ad) { ad.status = AdStatus::Paused; }),
            "CampaignServiceAdDeleted@0");
  EXPECT_EQ(ads_of(group_).size(), 1u);
  DeleteAdGroupsRequest whole;
  whole.campaign_id = campaign_;
  whole.ad_group_ids.push_back(group_);
  EXPECT_EQ(errors_of(invoke<DeleteAdGroups>(whole)->partial_errors), "");
  world().store().read([&](store::Reader& r) {
    EXPECT_FALSE(r.get(world::kind_of<Ad>(), second));
    EXPECT_FALSE(r.get(world::kind_of<internal::AdReview>(), second));
  });
  EXPECT_EQ(failure_of(invoke<GetAdsByIds>(request)), "CampaignServiceInvalidAdGroupId");
}

}  // namespace
}  // namespace adsbox::services
