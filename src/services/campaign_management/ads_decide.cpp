// What is decided about ads: which type goes where, what a type needs, addresses, the first look of the editorial review.
#include <algorithm>

#include "schema/rules.h"
#include "services/campaign_management/ad_groups.h"
#include "services/campaign_management/ad_texts.h"
#include "services/campaign_management/ads.h"
#include "services/campaign_management/campaign_rules.h"
#include "services/campaign_management/editorial.h"
#include "services/campaign_management/responsive_assets.h"
#include "services/campaign_management/urls.h"
#include "services/entity/fields.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

std::string_view name_of(TypeId type) {
  return schema::text(schema::type_info(type).json_type);
}

bool takes(const std::string& set, std::string_view type) {
  const auto* s = schema::find_set(set);
  return s != nullptr && schema::contains(*s, type);
}

/// Where the ad types of this ad group are listed.
std::string place_of(std::string_view campaign_type, std::string_view group_type) {
  auto set = "ads." + std::string(campaign_type);
  return schema::find_set(set) != nullptr ? set : set + "." + std::string(group_type.empty() ? "SearchStandard" : group_type);
}

void decide_place(const Decision& d) {
  const auto& group = d.ancestors.of<AdGroup>();
  const auto& campaign = d.ancestors.of<Campaign>();
  const auto type = name_of(d.sent.contract_type);
  const auto campaign_type = describe(field_of(Campaign::type_id, "CampaignType"), &campaign.campaign_type);
  const auto refuse = [&](Error error, std::string_view rule, std::string bound, std::string expected) {
    d.refuse(error, rule, "", std::string(type), std::move(bound), std::move(expected));
  };
  const bool feed = campaign.campaign_type == CampaignType::Audience && has_setting(campaign, ShoppingSetting::type_id);
  if (takes("ads.kept", type))
    return refuse(Error::CampaignServiceAdTypeInvalid, "Type.kept", "not added any more",
                  "another type of ad, as ResponsiveSearchAd");
  if (feed)
    return refuse(Error::AdModificationNotAllowedOnThisCampaign, "AdGroupId.feed", "none",
                  "no ad: those of a feed campaign are made by the service");
  const auto place = place_of(campaign_type, group.ad_group_type.view());
  if (!takes(place, type)) {
    const auto in_campaign = "ads." + campaign_type + ".";
    const bool elsewhere = std::ranges::any_of(schema::rule_book.sets, [&](const schema::RuleSet& s) {
      return schema::rule_book.text(s.name).starts_with(in_campaign) && schema::contains(s, type);
    });
    if (!elsewhere)
      return refuse(Error::CampaignServiceAdTypeInvalidForCampaign, "AdGroupId.campaign_type", campaign_type,
                    "a type that such campaigns take");
    const bool dynamic = d.sent.contract_type == DynamicSearchAd::type_id;
    if (dynamic && !has_setting(campaign, DynamicSearchAdsSetting::type_id))
      return refuse(Error::CampaignServiceDynamicSearchAdNotAllowedForNonDynamicSearchAdsCampaign, "AdGroupId.campaign_settings",
                    "with a DynamicSearchAdsSetting", "a campaign that has a DynamicSearchAdsSetting");
    const auto error = dynamic ? Error::DynamicSearchAdNotAllowedForNonDynamicSearchAdsAdGroup : Error::AdTypeInvalidForAdGroup;
    return refuse(error, "AdGroupId.ad_group_type", group.ad_group_type.str(), "a type that such ad groups take");
  }
  if (expired(group, campaign, d.now))
    d.refuse(Error::CampaignServiceAdGroupExpired, "AdGroupId.expired", "", "Expired", "", "an ad group that has not ended");
}

void decide_device(const Decision& d) {
  const auto& sent = static_cast<const Ad&>(d.sent);
  const auto device = sent.device_preference.value_or(0);
  if (device == 0) return;
  const auto& mobile = schema::find_limit("mobile-device-preference");
  if (d.sent.contract_type != AppInstallAd::type_id)
    d.refuse(Error::DevicePreferenceIncompatibleWithAdType, "DevicePreference.type", "DevicePreference", std::to_string(device),
             "nil", "no DevicePreference for this type of ad");
  else if (device != mobile.value)
    d.refuse(static_cast<Error>(mobile.error), "DevicePreference.values", "DevicePreference", std::to_string(device),
             "0 or " + std::to_string(mobile.value),
             "0 for all mobile devices, " + std::to_string(mobile.value) + " without tablets");
}

void decide_app_install_ad(const Decision& d) {
  const auto& sent = static_cast<const AppInstallAd&>(d.sent);
  const auto& result = static_cast<const AppInstallAd&>(d.result);
  if (const auto* stored = static_cast<const AppInstallAd*>(d.stored)) {
    const auto fixed = [&](Error error, std::string_view member, const text& now, const text& was) {
      if (now && now != was.view())
        d.refuse(error, std::string(member) + ".fixed", member, now.str(), was.str(), "the same as when it was added");
    };
    fixed(Error::CampaignServiceAppInstallAdUpdateAppPlatformChanged, "AppPlatform", sent.app_platform, stored->app_platform);
    fixed(Error::CampaignServiceAppInstallAdUpdateAppStoreIdChanged, "AppStoreId", sent.app_store_id, stored->app_store_id);
  }
  if (sent.app_store_id && sent.app_store_id.view().find_first_of(" \t\r\n/") != std::string_view::npos)
    d.refuse(Error::CampaignServiceAppInstallAdAppStoreIdInvalid, "AppStoreId.characters", "AppStoreId", sent.app_store_id.str(),
             "", "an id of the store, without spaces and slashes");
  const auto& least = schema::find_limit("app-install-ad-words");
  const auto words = measure(result.title.view(), d.now).words + measure(result.text.view(), d.now).words;
  if (result.title && result.text && words < static_cast<std::size_t>(least.value))
    d.refuse(static_cast<Error>(least.error), "words", "Text", std::to_string(words), std::to_string(least.value),
             "at least so many words in title and text together");
}

void decide_dynamic_search_ad(const Decision& d) {
  auto& result = static_cast<DynamicSearchAd&>(d.result);
  decide_paths(d, result, Error::DynamicSearchAdPath2SetWithoutPath1);
  if (result.text_part2.empty()) result.text_part2.set_nil();
}

}  // namespace

AdType ad_type_of(TypeId type) {
  for (const auto& v : schema::values_of(schema::contract.enums[field_of(Ad::type_id, "Type").type]))
    if (schema::text(v.name) == name_of(type)) return static_cast<AdType>(v.number);
  return AdType::Text;
}

void decide_ad(Decision& d) {
  const auto& sent = static_cast<const Ad&>(d.sent);
  auto& result = static_cast<Ad&>(d.result);
  const auto type = ad_type_of(sent.contract_type);
  if (d.stored == nullptr) decide_place(d);
  if (sent.type && *sent.type != type)
    d.refuse(Error::CampaignServiceAdTypeDoesNotMatch, "Type.own", "Type", describe(field_of(Ad::type_id, "Type"), &sent.type),
             "", "nil, or the type that the object has");
  result.type = type;
  result.editorial_status.reset();  // computed when it is read
  if (!result.forward_compatibility_map) result.forward_compatibility_map.set_empty();
  if (takes("ads.kept", name_of(sent.contract_type))) {
    if (d.stored != nullptr) decide_device(d);
    return;
  }
  decide_device(d);
  check_ad_texts(d);
  decide_urls(d, sent, result, false);
  // Ads whose landing page the service finds have no FinalUrls that others could depend on.
  if (type == AdType::ResponsiveSearch || type == AdType::ResponsiveAd || type == AdType::AppInstall)
    decide_final_urls(d, sent, result, type != AdType::AppInstall);
  if (type == AdType::AppInstall) decide_app_install_ad(d);
  if (type == AdType::DynamicSearch) decide_dynamic_search_ad(d);
  if (type == AdType::ResponsiveSearch) decide_responsive_search_ad(d);
  if (type == AdType::ResponsiveAd) decide_responsive_ad(d);
  if (auto* product = result.contract_type == ProductAd::type_id ? static_cast<ProductAd*>(&result) : nullptr;
      product != nullptr && product->promotional_text.empty())
    product->promotional_text.set_nil();
  check_first_look(d);
}

}  // namespace adsbox::services
