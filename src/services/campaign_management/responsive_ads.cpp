// Responsive ads: those of audience campaigns, of images or of video, and multimedia ads of search campaigns.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include "schema/rules.h"
#include "services/campaign_management/ads.h"
#include "services/campaign_management/campaign_rules.h"
#include "services/campaign_management/responsive_assets.h"
#include "services/campaign_management/urls.h"
#include "services/entity/fields.h"
#include "services/entity/limits.h"
#include "services/entity/normalise.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

using Links = list<box<AssetLink>>;

/// Video ads have one text each where others have lists.
bool is_video(const ResponsiveAd& ad) {
  return (static_cast<std::uint64_t>(ad.ad_sub_type.value_or(AdSubType{})) & 3u) == 1u;
}

/// Older clients send one text where there is a list now; of both, the list counts. The text stays while it begins the list.
void list_from_text(const text& sent, const Links& sent_links, text& one, Links& links) {
  if (sent_links.empty() && !sent.empty()) {
    auto asset = make<TextAsset>();
    asset->text = sent;
    asset->type = "TextAsset";
    auto link = make<AssetLink>();
    link->asset = std::move(asset);
    links.set_empty();
    links.push_back(std::move(link));
  }
  const auto* first = links.empty() ? nullptr : text_of(links[0]);
  if (first != nullptr && one != first->view()) one.set_nil();
}

/// An image without an Id is the one that the ad has in that SubType.
void keep_image_ids(const Links& stored, Links& links) {
  const auto image_of = [](const box<AssetLink>& link) { return link && link->asset ? link->asset.as<ImageAsset>() : nullptr; };
  for (auto& link : links) {
    auto* const image = link && link->asset ? link->asset.as<ImageAsset>() : nullptr;
    if (image == nullptr || image->id) continue;
    for (const auto& other : stored)
      if (const auto* is = image_of(other); is != nullptr && is->sub_type == image->sub_type.view()) image->id = is->id;
  }
}

void need(const Decision& d, Error error, std::string_view member, bool there, std::string expected) {
  if (!there && !d.broken(member))
    d.refuse(error, std::string(member) + ".needed", member, "(absent)", "required", std::move(expected));
}

void check_texts(const Decision& d, std::string_view member, Error error, const list<box<AssetLink>>& links) {
  for (std::size_t i = 0; i < links.size(); ++i) {
    const auto* text = text_of(links[i]);
    if (links[i] && (text == nullptr || text->empty()))
      d.refuse(error, std::string(member) + ".Asset", std::string(member) + "[" + std::to_string(i) + "].Asset", "(absent)",
               "TextAsset", "a TextAsset with a text");
  }
}

/// Width / height of an image's sub type; 0 when it is open. Pages write ImageMedia4x1 and ImageMedia169X100.
double ratio_of(std::string_view sub_type) {
  const auto wanted = fold_case(sub_type);
  for (const auto n : schema::values_of(*schema::find_set("image-ratios"))) {
    const auto row = schema::rule_book.text(n);
    const auto equals = row.find('=');
    if (equals != std::string_view::npos && fold_case(row.substr(0, equals)) == wanted)
      return std::atof(std::string(row.substr(equals + 1)).c_str());
  }
  return 0;
}

/// The images that an ad cannot be without: sub types, and others that do in their place.
void check_needed_images(const Decision& d, const std::string& campaign_type, const Links& links) {
  const auto* const needed = schema::find_set("images-needed." + campaign_type);
  if (needed == nullptr || d.touched("Images")) return;
  for (const auto n : schema::values_of(*needed)) {
    const auto any_of = schema::rule_book.text(n);
    const auto fits = [&](const box<AssetLink>& link) {
      const auto* image = link && link->asset ? link->asset.as<ImageAsset>() : nullptr;
      if (image == nullptr) return false;
      return ("|" + fold_case(any_of) + "|").find("|" + fold_case(image->sub_type.view()) + "|") != std::string::npos;
    };
    if (std::none_of(links.begin(), links.end(), fits))
      return need(d, Error::ResponsiveAdRequiredImageMissing, "Images", false, "an image of the SubType " + std::string(any_of));
  }
}

/// `several`: images of one SubType may be many when they are not the same.
void check_images(const Decision& d, bool several, const list<box<AssetLink>>& links) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (!links[i]) continue;
    const auto field = "Images[" + std::to_string(i) + "].Asset";
    const auto* image = links[i]->asset ? links[i]->asset.as<ImageAsset>() : nullptr;
    const auto refuse = [&](Error error, std::string_view rule, const std::string& at, std::string value, std::string expected) {
      d.refuse(error, "Images." + std::string(rule), at, std::move(value), "", std::move(expected));
    };
    if (image == nullptr || image->sub_type.empty()) {
      refuse(Error::ResponsiveAdInvalidImage, "type", field, "(absent)", "an ImageAsset with a SubType");
      continue;
    }
    if (image->id.value_or(0) <= 0)
      refuse(Error::InvalidImage, "id", field + ".Id", std::to_string(image->id.value_or(0)), "the id of an image");
    auto same = fold_case(image->sub_type.view());
    if (several) same += " " + std::to_string(image->id.value_or(0));
    if (!seen.insert(std::move(same)).second)
      refuse(Error::ResponsiveAdDuplicateImage, "unique", field + ".SubType", image->sub_type.str(),
             several ? "each image once in a SubType" : "each SubType once");
    const auto width = image->crop_width.value_or(0), height = image->crop_height.value_or(0);
    if ((width == 0) != (height == 0))
      refuse(Error::ResponsiveAdInvalidImage, "crop", field, std::to_string(width) + " x " + std::to_string(height),
             "CropWidth and CropHeight, or neither");
    const auto ratio = ratio_of(image->sub_type.view());
    static const double tolerance = static_cast<double>(schema::find_limit("image-ratio-tolerance").value) / 100;
    if (width != 0 && height != 0 && ratio != 0 && std::abs(static_cast<double>(width) / height / ratio - 1) > tolerance)
      refuse(Error::ResponsiveAdInvalidImage, "ratio", field, std::to_string(width) + " x " + std::to_string(height),
             "a crop of " + describe(ratio) + " to 1");
  }
}

void check_videos(const Decision& d, const list<box<AssetLink>>& links) {
  for (std::size_t i = 0; i < links.size(); ++i) {
    const auto* video = links[i] && links[i]->asset ? links[i]->asset.as<VideoAsset>() : nullptr;
    if (links[i] && (video == nullptr || !schema::contains(*schema::find_set("video-sub-types"), video->sub_type.view())))
      d.refuse(Error::CampaignServiceAdTypeInvalid, "Videos.type", "Videos[" + std::to_string(i) + "].Asset",
               video == nullptr ? "(absent)" : video->sub_type.str(), "", "a VideoAsset with a SubType");
    else if (video != nullptr && video->thumbnail_image && video->thumbnail_image->id.value_or(0) <= 0)
      d.refuse(Error::InvalidImage, "Videos.ThumbnailImage", "Videos[" + std::to_string(i) + "].Asset.ThumbnailImage.Id",
               std::to_string(video->thumbnail_image->id.value_or(0)), "1..", "the id of an image, or no thumbnail");
  }
}

void check_tracking(const Decision& d, const list<text>& urls) {
  for (std::size_t i = 0; i < urls.size(); ++i) {
    const auto lower = fold_case(urls[i].view());
    const std::size_t scheme = lower.starts_with("https://") ? 8 : lower.starts_with("http://") ? 7 : 0;
    const auto& most = schema::find_limit("impression-tracking-url");
    if (scheme == 0 || lower.size() <= scheme || code_points(lower) > static_cast<std::size_t>(most.value))
      d.refuse(static_cast<Error>(most.error), "ImpressionTrackingUrls.form", "ImpressionTrackingUrls[" + std::to_string(i) + "]",
               urls[i].str(), "http:// or https://, at most " + std::to_string(most.value) + " characters",
               "an http or https address");
  }
}

/// Values of older clients become those that have taken their place.
void decide_call_to_action(const Decision& d, const ResponsiveAd& sent, ResponsiveAd& result) {
  if (!sent.call_to_action) return;
  static const auto& field = field_of(ResponsiveAd::type_id, "CallToAction");
  const auto name = describe(field, &result.call_to_action);
  if (*sent.call_to_action == CallToAction::Unknown)
    d.refuse(Error::InvalidCallToAction, "CallToAction.known", "CallToAction", name, "", "a call to action");
  for (const auto n : schema::values_of(*schema::find_set("calls-to-action-replaced"))) {
    const auto row = schema::rule_book.text(n);
    const auto equals = row.find('=');
    if (row.substr(0, equals) != name) continue;
    for (const auto& v : schema::values_of(schema::contract.enums[field.type]))
      if (schema::text(v.name) == row.substr(equals + 1)) result.call_to_action = static_cast<CallToAction>(v.number);
  }
}

/// How many multimedia ads an ad group may have, and how many active ones.
void check_multimedia_limits(const Decision& d, const ResponsiveAd& result) {
  const auto is_active = [](const Ad& ad) { return ad.status.value_or(AdStatus::Active) == AdStatus::Active; };
  std::int64_t all = 0, active = 0;
  world::for_each_child<ResponsiveAd>(d.snapshot, d.parent.id, [&](const world::Stored<ResponsiveAd>& other) {
    if (other.id == result.id.value_or(0)) return true;
    ++all;
    active += is_active(*other.value) ? 1 : 0;
    return true;
  });
  const auto check = [&](std::string_view name, std::int64_t have) {
    const auto& limit = schema::find_limit(name);
    const auto most = limit_of(d.world, limit);
    if (have >= most && !d.broken(""))
      d.refuse(static_cast<Error>(limit.error), "limit." + std::string(name), "", std::to_string(have), std::to_string(most),
               "at most " + std::to_string(most));
  };
  if (d.stored == nullptr) check("multimedia-ads-per-ad-group", all);
  if (is_active(result) && (d.stored == nullptr || !is_active(static_cast<const Ad&>(*d.stored))))
    check("active-multimedia-ads-per-ad-group", active);
}

}  // namespace

void decide_responsive_ad(Decision& d) {
  const auto& sent = static_cast<const ResponsiveAd&>(d.sent);
  auto& result = static_cast<ResponsiveAd&>(d.result);
  const bool video = is_video(result);
  const auto& campaign = d.ancestors.of<Campaign>();
  const bool multimedia = campaign.campaign_type.value_or(CampaignType::Search) == CampaignType::Search;
  if (video) {
    need(d, Error::CampaignServiceInvalidAdTitle, "Headline", !result.headline.empty(), "a headline: this is a video ad");
    need(d, Error::CampaignServiceInvalidAdText, "Text", !result.text.empty(), "a text: this is a video ad");
    need(d, Error::CampaignServiceAdTypeInvalid, "Videos", !result.videos.empty(), "a video: this is a video ad");
  } else {
    list_from_text(sent.headline, sent.headlines, result.headline, result.headlines);
    list_from_text(sent.text, sent.descriptions, result.text, result.descriptions);
    list_from_text(sent.long_headline_string, sent.long_headlines, result.long_headline_string, result.long_headlines);
    need(d, Error::CampaignServiceInvalidAdTitle, "Headlines", !result.headlines.empty(), "one headline at least");
    need(d, Error::CampaignServiceInvalidAdTitle, "LongHeadlines",
         !result.long_headlines.empty() || has_setting(campaign, ShoppingSetting::type_id),
         "one long headline at least: the campaign has no store");
    need(d, Error::CampaignServiceInvalidAdText, "Descriptions", !result.descriptions.empty(), "one description at least");
    need(d, Error::ResponsiveAdRequiredImageMissing, "Images", !result.images.empty(), "one image at least");
  }
  decide_call_to_action(d, sent, result);
  if (multimedia) {
    need(d, Error::InvalidCallToAction, "CallToAction", result.call_to_action.has_value(),
         "a call to action: this is a multimedia ad");
    need(d, Error::InvalidCallToAction, "CallToActionLanguage",
         result.call_to_action_language.value_or(LanguageName::None) != LanguageName::None, "the language of the call to action");
    check_multimedia_limits(d, result);
  }
  check_texts(d, "Headlines", Error::CampaignServiceInvalidAdTitle, sent.headlines);
  check_texts(d, "LongHeadlines", Error::CampaignServiceInvalidAdTitle, sent.long_headlines);
  check_texts(d, "Descriptions", Error::CampaignServiceInvalidAdText, sent.descriptions);
  if (!sent.images.empty()) {
    if (d.stored != nullptr) keep_image_ids(static_cast<const ResponsiveAd*>(d.stored)->images, result.images);
    check_images(d, multimedia, result.images);
    if (!video)
      check_needed_images(d, describe(field_of(Campaign::type_id, "CampaignType"), &campaign.campaign_type), result.images);
  }
  check_videos(d, sent.videos);
  check_tracking(d, sent.impression_tracking_urls);
  if (result.impression_tracking_urls.empty()) result.impression_tracking_urls.set_nil();
  if (result.videos.empty()) result.videos.set_nil();
}

bool stands_beside_list(const Decision& d, std::string_view member) {
  if (d.sent.contract_type != ResponsiveAd::type_id || is_video(static_cast<const ResponsiveAd&>(d.result))) return false;
  const auto& sent = static_cast<const ResponsiveAd&>(d.sent);
  return (member == "Headline" && !sent.headlines.empty()) || (member == "Text" && !sent.descriptions.empty()) ||
         (member == "LongHeadlineString" && !sent.long_headlines.empty());
}

}  // namespace adsbox::services
