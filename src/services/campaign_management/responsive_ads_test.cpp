#include "services/campaign_management/ads_fixture.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class ResponsiveAdsTest : public AdsFixture {
 protected:
  ResponsiveAdsTest() : audience_(add_group(add_one(audience_campaign("audience")), "people", {}, {})) {}
  std::string broken(const std::function<void(ResponsiveAd&)>& change) {
    auto ad = audience_ad();
    change(*ad);
    return refused(audience_, std::move(ad));
  }
  static box<ResponsiveAd> multimedia_ad() {
    auto ad = audience_ad();
    ad->call_to_action = CallToAction::BuyNow;
    ad->call_to_action_language = LanguageName::English;
    ad->images.push_back(image("SquareImageMedia"));
    return ad;
  }
  const std::int64_t audience_;
};

TEST_F(ResponsiveAdsTest, WhatItNeeds) {
  EXPECT_EQ(broken([](auto&) {}), "");
  EXPECT_EQ(broken([](auto& ad) { ad.business_name.set_nil(); }), "CampaignServiceInvalidBusinessName@0");
  EXPECT_EQ(broken([](auto& ad) { ad.business_name = std::string(26, 'x'); }), "CampaignServiceTooMuchAdTextInBusinessName@0");
  EXPECT_EQ(broken([](auto& ad) { ad.headlines.set_nil(); }), "CampaignServiceInvalidAdTitle@0");
  EXPECT_EQ(broken([](auto& ad) { ad.long_headlines.set_nil(); }), "CampaignServiceInvalidAdTitle@0");
  EXPECT_EQ(broken([](auto& ad) { ad.descriptions.set_nil(); }), "CampaignServiceInvalidAdText@0");
  EXPECT_EQ(broken([](auto& ad) { ad.images.set_nil(); }), "ResponsiveAdRequiredImageMissing@0");
  EXPECT_EQ(broken([](auto& ad) { ad.headlines[0] = image("x"); }), "CampaignServiceInvalidAdTitle@0");
  EXPECT_EQ(broken([](auto& ad) { ad.descriptions[0] = link(std::string(91, 'x')); }), "CampaignServiceTooMuchAdTextInText@0");
}

TEST_F(ResponsiveAdsTest, UpdatesEmptyWhatIsNotNeeded) {
  auto made = audience_ad();
  made->impression_tracking_urls = {text("https://track.example.com/1")};
  const auto id = add_ad(audience_, std::move(made));
  const auto update = [&](const std::function<void(ResponsiveAd&)>& fill) { return change<ResponsiveAd>(audience_, id, fill); };
  EXPECT_EQ(update([](auto& ad) { ad.business_name = ""; }), "CampaignServiceInvalidBusinessName@0");
  EXPECT_EQ(update([](auto& ad) { ad.headlines.set_empty(); }), "CampaignServiceInvalidAdTitle@0");
  EXPECT_EQ(update([](auto& ad) { ad.long_headlines.set_empty(); }), "CampaignServiceInvalidAdTitle@0");
  EXPECT_EQ(update([](auto& ad) { ad.descriptions.set_empty(); }), "CampaignServiceInvalidAdText@0");
  EXPECT_EQ(update([](auto& ad) { ad.images.set_empty(); }), "ResponsiveAdRequiredImageMissing@0");
  EXPECT_EQ(update([](auto& ad) { ad.impression_tracking_urls.set_empty(); }), "");
  EXPECT_TRUE(read<ResponsiveAd>(audience_, id)->impression_tracking_urls.is_nil());
}

TEST_F(ResponsiveAdsTest, DynamicTextInListsOfTexts) {
  EXPECT_EQ(broken([](auto& ad) { ad.headlines[0] = link("Buy {KeyWord}"), ad.descriptions[0] = link("{Param1:Tea} now"); }), "");
  EXPECT_EQ(broken([](auto& ad) { ad.headlines[0] = link("{KeyWord:" + std::string(31, 'x') + "}"); }),
            "CampaignServiceTooMuchAdTextInTitle@0");
  EXPECT_EQ(broken([](auto& ad) { ad.headlines[0] = link("Buy {CUSTOMIZER.Price}"); }), "");
  EXPECT_EQ(broken([](auto& ad) { ad.descriptions[0] = link("Ends in {COUNTDOWN(2026-12-31,5)}"); }), "");
  EXPECT_EQ(broken([](auto& ad) { ad.headlines[0] = link("Buy {=Feed.Price:9}"); }),
            "CampaignServiceAdCustomizerNotSupportedForAdType@0");
  EXPECT_EQ(broken([](auto& ad) { ad.headlines[0] = link("{=IF(device=mobile,Tea)}"); }),
            "CampaignServiceSyntaxErrorInAdTitle@0");
  EXPECT_EQ(broken([](auto& ad) { ad.long_headlines[0] = link("Buy {KeyWord:tea}"); }), "CampaignServiceSyntaxErrorInAdTitle@0");
  EXPECT_EQ(broken([](auto& ad) { ad.business_name = "{KeyWord:tea}"; }), "CampaignServiceSyntaxErrorInAdText@0");
}

TEST_F(ResponsiveAdsTest, OneTextOfOlderClientsBecomesAList) {
  auto ad = audience_ad();
  ad->headlines.set_nil(), ad->descriptions.set_nil(), ad->long_headlines.set_nil();
  ad->headline = "Green tea", ad->text = "Find your cup", ad->long_headline_string = "Green tea from gardens";
  const auto id = add_ad(audience_, std::move(ad));
  auto read_back = read<ResponsiveAd>(audience_, id);
  ASSERT_EQ(read_back->headlines.size(), 1u);
  EXPECT_EQ(read_back->headlines[0]->asset.as<TextAsset>()->text, "Green tea");
  EXPECT_EQ(read_back->descriptions[0]->asset.as<TextAsset>()->text, "Find your cup");
  EXPECT_EQ(read_back->long_headlines[0]->asset.as<TextAsset>()->text, "Green tea from gardens");
  // On update as well. Beside a list a text is not heard, whatever it says.
  EXPECT_EQ(change<ResponsiveAd>(audience_, id,
                                 [](auto& a) {
                                   a.headline = "Black tea";
                                   a.long_headline_string = std::string(91, '{'),
                                   a.long_headlines = links({"Black tea from gardens"});
                                 }),
            "");
  read_back = read<ResponsiveAd>(audience_, id);
  ASSERT_EQ(read_back->headlines.size(), 1u);
  EXPECT_EQ(read_back->headlines[0]->asset.as<TextAsset>()->text, "Black tea");
  EXPECT_EQ(read_back->headline, "Black tea");
  EXPECT_EQ(read_back->long_headlines[0]->asset.as<TextAsset>()->text, "Black tea from gardens");
  EXPECT_FALSE(read_back->long_headline_string.has_value());
}

TEST_F(ResponsiveAdsTest, Images) {
  const auto with = [&](const std::function<void(ImageAsset&)>& change) {
    return broken([&](auto& ad) { change(*ad.images[0]->asset.template as<ImageAsset>()); });
  };
  EXPECT_EQ(with([](auto& i) { i.id.reset(); }), "InvalidImage@0");
  EXPECT_EQ(with([](auto& i) { i.sub_type.set_nil(); }), "ResponsiveAdInvalidImage@0");
  EXPECT_EQ(with([](auto& i) { i.crop_width = 191; }), "ResponsiveAdInvalidImage@0");
  EXPECT_EQ(with([](auto& i) { i.crop_width = 100, i.crop_height = 100; }), "ResponsiveAdInvalidImage@0");
  EXPECT_EQ(with([](auto& i) { i.crop_width = 191, i.crop_height = 100; }), "");
  const auto wide = [&](int width) {
    return broken([&](auto& ad) {
      ad.images.push_back(image("ImageMedia4x1"));
      auto& crop = *ad.images[1]->asset.template as<ImageAsset>();
      crop.crop_width = width, crop.crop_height = 100;
    });
  };
  EXPECT_EQ(wide(191), "ResponsiveAdInvalidImage@0");
  EXPECT_EQ(wide(400), "");
  EXPECT_EQ(broken([](auto& ad) { ad.images.push_back(image("LandscapeImageMedia")); }), "ResponsiveAdDuplicateImage@0");
  // An update may leave out the ids of images that the ad has.
  const auto id = add_ad(audience_, audience_ad());
  const auto without_id = [&](std::string_view sub_type) {
    return change<ResponsiveAd>(audience_, id, [&](auto& ad) {
      ad.images.push_back(image(sub_type));
      ad.images[0]->asset->id.reset();
    });
  };
  EXPECT_EQ(without_id("LandscapeImageMedia"), "");
  EXPECT_EQ(*read<ResponsiveAd>(audience_, id)->images[0]->asset->id, 77);
  EXPECT_EQ(without_id("SquareImageMedia"), "InvalidImage@0");
}

TEST_F(ResponsiveAdsTest, ImagesThatAnAdCannotBeWithout) {
  const auto only = [&](std::string_view sub_type) { return broken([&](auto& ad) { ad.images[0] = image(sub_type); }); };
  EXPECT_EQ(only("OriginalImage"), "");
  EXPECT_EQ(only("LandscapeImageMedia"), "");
  EXPECT_EQ(only("SquareImageMedia"), "ResponsiveAdRequiredImageMissing@0") << "other shapes are cut from the original";
  const auto multimedia = [&](const std::function<void(ResponsiveAd&)>& change) {
    auto ad = multimedia_ad();
    ad->status = AdStatus::Paused;
    change(*ad);
    return refused(group_, std::move(ad));
  };
  EXPECT_EQ(multimedia([](auto& ad) { ad.images[0] = image("ImageMedia1x2"); }), "ResponsiveAdRequiredImageMissing@0");
  EXPECT_EQ(multimedia([](auto& ad) { ad.images[1] = image("SquareLogoMedia"); }), "ResponsiveAdRequiredImageMissing@0");
  EXPECT_EQ(multimedia([](auto& ad) { ad.images.push_back(image("SquareImageMedia", 78)); }), "") << "several of a shape";
  EXPECT_EQ(multimedia([](auto& ad) { ad.images.push_back(image("SquareImageMedia")); }), "ResponsiveAdDuplicateImage@0");
  const auto id = add_ad(group_, multimedia_ad());
  EXPECT_EQ(change<ResponsiveAd>(group_, id, [](auto& ad) { ad.images.push_back(image("LandscapeImageMedia", 78)); }),
            "ResponsiveAdRequiredImageMissing@0")
      << "the list takes the place of the old one";
}

TEST_F(ResponsiveAdsTest, CallsToAction) {
  const auto said = [&](CallToAction value) {
    auto ad = multimedia_ad();
    ad->call_to_action = value, ad->status = AdStatus::Paused;
    const auto group = add_group(campaign_, "calls " + std::to_string(static_cast<int>(value)));
    const auto id = add_ad(group, std::move(ad));
    EXPECT_EQ(change<ResponsiveAd>(group, id, [](auto& a) { a.call_to_action = CallToAction::UsedCars; }), "");
    EXPECT_EQ(read<ResponsiveAd>(group, id)->call_to_action, CallToAction::ViewCars);
    EXPECT_EQ(change<ResponsiveAd>(group, id, [&](auto& a) { a.call_to_action = value; }), "");
    return *read<ResponsiveAd>(group, id)->call_to_action;
  };
  EXPECT_EQ(said(CallToAction::Browse), CallToAction::LearnMore);
  EXPECT_EQ(said(CallToAction::Message), CallToAction::ContactUs);
  EXPECT_EQ(said(CallToAction::StartFree), CallToAction::FreeTrial);
  EXPECT_EQ(said(CallToAction::ShopNow), CallToAction::ShopNow);
  EXPECT_EQ(broken([](auto& ad) { ad.call_to_action = CallToAction::Unknown; }), "InvalidCallToAction@0");
  auto no_language = multimedia_ad();
  no_language->call_to_action_language = LanguageName::None;
  EXPECT_EQ(refused(group_, std::move(no_language)), "InvalidCallToAction@0");
}

TEST_F(ResponsiveAdsTest, VideoAds) {
  const auto video = [&](const std::function<void(ResponsiveAd&)>& change) {
    return broken([&](auto& ad) {
      ad.ad_sub_type = AdSubType::Video;
      ad.headline = "Green tea", ad.text = "Find your cup";
      auto asset = make<VideoAsset>();
      asset->sub_type = "VideoMedia16X9";
      ad.videos.push_back(make<AssetLink>());
      ad.videos[0]->asset = std::move(asset);
      change(ad);
    });
  };
  EXPECT_EQ(video([](auto& ad) { ad.images.set_nil(), ad.headlines.set_nil(), ad.descriptions.set_nil(); }), "");
  EXPECT_EQ(video([](auto& ad) { ad.headline = std::string(31, 'x'); }), "CampaignServiceTooMuchAdTextInTitle@0")
      << "of these the one text is heard beside lists";
  EXPECT_EQ(video([](auto& ad) { ad.headline.set_nil(), ad.text.set_nil(), ad.videos.set_nil(); }),
            "CampaignServiceInvalidAdTitle@0 CampaignServiceInvalidAdText@0 CampaignServiceAdTypeInvalid@0");
  EXPECT_EQ(video([](auto& ad) { ad.videos[0] = link("no video"); }), "CampaignServiceAdTypeInvalid@0");
  EXPECT_EQ(video([](auto& ad) { ad.videos[0]->asset.template as<VideoAsset>()->thumbnail_image = make<ImageAsset>(); }),
            "InvalidImage@0");
}

TEST_F(ResponsiveAdsTest, ImpressionTracking) {
  EXPECT_EQ(broken([](auto& ad) { ad.impression_tracking_urls = {text("https://track.example.com/1")}; }), "");
  EXPECT_EQ(broken([](auto& ad) { ad.impression_tracking_urls = {text("http://track.example.com/1")}; }), "");
  for (const auto* wrong : {"ftp://track.example.com/1", "track.example.com/1", "https://"})
    EXPECT_EQ(broken([&](auto& ad) { ad.impression_tracking_urls = {text(wrong)}; }), "ImpressionTrackingUrlInvalid@0") << wrong;
}

TEST_F(ResponsiveAdsTest, MultimediaAdsOfSearchCampaigns) {
  EXPECT_EQ(refused(group_, audience_ad()), "InvalidCallToAction@0 InvalidCallToAction@0 ResponsiveAdRequiredImageMissing@0");
  std::int64_t last = 0;
  for (int i = 0; i < 5; ++i) {
    auto ad = multimedia_ad();
    if (i >= 3) ad->status = AdStatus::Paused;
    last = add_ad(group_, std::move(ad));
  }
  EXPECT_EQ(refused(group_, multimedia_ad()), "MaxMMAAdsLimitReachedInAdGroup@0");
  EXPECT_EQ(change<ResponsiveAd>(group_, last, [](auto& ad) { ad.status = AdStatus::Active; }),
            "MaxMMAAdsLimitReachedInAdGroup@0");
  EXPECT_EQ(change<ResponsiveAd>(group_, last, [](auto& ad) { ad.business_name = "Other"; }), "");
}

}  // namespace
}  // namespace adsbox::services
