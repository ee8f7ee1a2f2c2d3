// Settings: one of a type, those that the campaign type takes, those that it needs, and what each may hold.
#include <algorithm>

#include "services/campaign_management/campaign_rules.h"
#include "services/campaign_management/reference/stores.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

struct Place {
  const CampaignDecision& c;
  std::string path;  // "Settings[0]"
  void refuse(Error error, std::string_view rule, std::string_view member, std::string value, std::string bound,
              std::string expected) const {
    c.d.refuse(error, rule, path + (member.empty() ? "" : ".") + std::string(member), std::move(value), std::move(bound),
               std::move(expected));
  }
  [[nodiscard]] bool broken(std::string_view member) const { return c.d.broken(path + "." + std::string(member)); }
};

/// At most one of SalesCountryCode and FeedLabel says which products of the store are meant; with neither all are.
void shopping_country(const Place& at, const ShoppingSetting& s) {
  constexpr auto error = Error::CampaignServiceShoppingCampaignSalesCountryCodeInvalid;
  const bool labelled = s.feed_label && !s.feed_label.empty();
  if (labelled && at.c.result.sub_type == "ShoppingSponsoredProductAd")
    at.refuse(error, "ShoppingSetting.FeedLabel.brands", "FeedLabel", s.feed_label.str(), "",
              "no feed label in a shopping campaign for brands");
  else if (labelled && s.sales_country_code)
    at.refuse(error, "ShoppingSetting.FeedLabel.exclusive", "FeedLabel", s.feed_label.str(), "",
              "SalesCountryCode or FeedLabel, not both");
}

void shopping_priority(const Place& at, ShoppingSetting& s) {
  constexpr auto error = Error::CampaignServiceShoppingCampaignPriorityInvalid;
  const int exact = at.c.smart_shopping() ? 3 : at.c.is(CampaignType::PerformanceMax) ? 4 : -1;
  const auto bound = exact < 0 ? std::string("0..2") : std::to_string(exact);
  if (!s.priority && at.c.is(CampaignType::Shopping))
    at.refuse(error, "ShoppingSetting.Priority.required", "Priority", "(absent)", bound, "a priority");
  if (!s.priority) s.priority = exact < 0 ? 0 : exact;
  if (exact >= 0 ? *s.priority != exact : *s.priority > 2)
    at.refuse(error, "ShoppingSetting.Priority.fits", "Priority", std::to_string(*s.priority), bound,
              "the priority of this campaign type");
}

void shopping(const Place& at, ShoppingSetting& s) {
  const auto& c = at.c;
  const auto* before = setting_of<ShoppingSetting>(c.stored);
  if (before != nullptr && s.store_id && before->store_id && s.store_id != before->store_id)
    at.refuse(Error::CampaignServiceStoreIdImmutable, "ShoppingSetting.StoreId.immutable", "StoreId", std::to_string(*s.store_id),
              std::to_string(*before->store_id), "the stored one");
  // Beside a label that is stored it is refused as one too many.
  if (before != nullptr && s.sales_country_code && !before->feed_label && !(s.sales_country_code == before->sales_country_code))
    at.refuse(Error::CampaignServiceSalesCountryCodeImmutable, "ShoppingSetting.SalesCountryCode.immutable", "SalesCountryCode",
              s.sales_country_code.str(), before->sales_country_code.str(), "nil, or the stored one");
  if (before == nullptr && s.store_id && !has_store(c.d.snapshot, c.d.account.customer_id, *s.store_id))
    at.refuse(Error::CampaignServiceShoppingCampaignStoreIdInvalid, "ShoppingSetting.StoreId.exists", "StoreId",
              std::to_string(*s.store_id), "", "a store of the customer, as GetBMCStoresByCustomerId tells them");
  // Other campaign types do not keep all of it, and what they do not keep is not looked at.
  if (const auto* kept = schema::find_set("shopping-setting." + std::string(c.type()))) {
    for (const auto& f : schema::fields_of(schema::type_info(ShoppingSetting::type_id)))
      if (const auto name = schema::text(f.name); name != "Type" && !schema::contains(*kept, name)) reset_member(f, member(s, f));
    return;
  }
  shopping_country(at, s);
  shopping_priority(at, s);
}

std::string domain_key(std::string_view name) {
  auto key = fold_case(name);
  for (const std::string_view prefix : {"https://", "http://", "www."})
    if (key.starts_with(prefix)) key.erase(0, prefix.size());
  return key;
}

void dynamic_search_ads(const Place& at, DynamicSearchAdsSetting& s) {
  const auto* before = setting_of<DynamicSearchAdsSetting>(at.c.stored);
  if (at.c.result.experiment_id.value_or(0) > 0 || (before == nullptr && at.c.has_experiment()))
    return at.refuse(Error::DSASettingCannotBeAddedToExperimentRelatedCampaign, "DynamicSearchAdsSetting.experiment", "", "", "",
                     "no such setting in an experiment, nor in the campaign that one is based on");
  const auto key = domain_key(s.domain_name.view());
  if (key.find_first_of(" \t\r\n/?#@") != std::string::npos || key.find('.') == std::string::npos || key.starts_with('.') ||
      key.ends_with('.'))
    return at.refuse(Error::InvalidDynamicSearchAdsCampaignDomainName, "DynamicSearchAdsSetting.DomainName.form", "DomainName",
                     s.domain_name.str(), "", "a domain name such as example.com");
  s.domain_name = key;
  if (before != nullptr)
    if (key != before->domain_name.view() || !(s.language == before->language))
      return at.refuse(Error::DynamicSearchAdsCampaignSettingNotAllowedForUpdate, "DynamicSearchAdsSetting.immutable",
                       key != before->domain_name.view() ? "DomainName" : "Language",
                       key != before->domain_name.view() ? key : s.language.str(),
                       before->domain_name.str() + " " + before->language.str(), "domain and language as stored");
  for (std::size_t i = 0; i < s.page_feed_ids.size(); ++i)
    if (s.page_feed_ids[i].value_or(0) <= 0)
      return at.refuse(Error::InvalidFeedId, "DynamicSearchAdsSetting.PageFeedIds.positive",
                       "PageFeedIds[" + std::to_string(i) + "]", std::to_string(s.page_feed_ids[i].value_or(0)), "> 0",
                       "ids of page feeds");
}

void target(const Place& at, TargetSetting& s) {
  list<box<TargetSettingDetail>> kept;
  for (std::size_t i = 0; i < s.details.size(); ++i) {
    const auto& detail = s.details[i];
    const auto where = "Details[" + std::to_string(i) + "].CriterionTypeGroup";
    if (detail->criterion_type_group.value_or(CriterionTypeGroup::Unknown) != CriterionTypeGroup::Audience)
      return at.refuse(Error::CampaignInvalidTargetSetting, "TargetSetting.Details.group", where,
                       describe(field_of(TargetSettingDetail::type_id, "CriterionTypeGroup"), &detail->criterion_type_group),
                       "Audience", "Audience: the only group at campaign level");
    for (std::size_t j = 0; j < i; ++j)
      if (s.details[j]->criterion_type_group == detail->criterion_type_group)
        return at.refuse(Error::CampaignInvalidTargetSetting, "TargetSetting.Details.once", where, "", "each group once",
                         "one detail a group");
    if (detail->target_and_bid.value_or(false)) kept.push_back(detail);
  }
  if (s.details.has_value()) s.details = std::move(kept);  // only target-and-bid groups read back
}

void vanity_pharma(const Place& at, const VanityPharmaSetting& sent, VanityPharmaSetting& s) {
  // Who goes back to the manufacturer's address need not take the description away as well.
  if (sent.display_url_mode == opt(VanityPharmaDisplayUrlMode::ManufacturerWebsiteUrl) && !sent.website_description)
    s.website_description = VanityPharmaWebsiteDescription::Unspecified;
  const bool wants = s.display_url_mode.value_or(VanityPharmaDisplayUrlMode::ManufacturerWebsiteUrl) ==
                     VanityPharmaDisplayUrlMode::WebsiteDescription;
  const bool has =
      s.website_description.value_or(VanityPharmaWebsiteDescription::Unspecified) != VanityPharmaWebsiteDescription::Unspecified;
  if (wants != has)
    at.refuse(Error::CampaignServiceInvalidSettingForCampaignType, "VanityPharmaSetting.WebsiteDescription.mode",
              "WebsiteDescription", has ? "set" : "not set", "exactly with DisplayUrlMode WebsiteDescription",
              wants ? "a website description" : "Unspecified");
}

void page_feeds(const Place& at, const PerformanceMaxSetting& s) {
  for (std::size_t i = 0; i < s.page_feed_ids.size(); ++i)
    if (s.page_feed_ids[i].value_or(0) <= 0)
      return at.refuse(Error::InvalidFeedId, "PerformanceMaxSetting.PageFeedIds.positive",
                       "PageFeedIds[" + std::to_string(i) + "]", std::to_string(s.page_feed_ids[i].value_or(0)), "> 0",
                       "ids of page feeds");
}

/// Campaigns with a disclaimer have no dynamic search ads.
void check_disclaimer(const CampaignDecision& c) {
  bool disclaimer = false;
  for (const auto& s : c.result.settings)
    if (const auto* d = s.as<DisclaimerSetting>()) disclaimer = disclaimer || d->disclaimer_ads_enabled.value_or(false);
  if (disclaimer && has_setting(c.result, DynamicSearchAdsSetting::type_id) && c.sent.settings)
    c.d.refuse(Error::DynamicSearchAdsNotSupportedForDisclaimerCampaign, "Settings.disclaimer", "Settings",
               "DynamicSearchAdsSetting", "", "dynamic search ads, or a disclaimer, not both");
}

/// Lists of feeds can be replaced, not emptied.
void keep_feeds(const CampaignDecision& c) {
  for (auto& s : c.result.settings) {
    if (auto* dsa = s.as<DynamicSearchAdsSetting>(); dsa != nullptr && dsa->page_feed_ids && dsa->page_feed_ids.empty())
      if (const auto* before = setting_of<DynamicSearchAdsSetting>(c.stored)) dsa->page_feed_ids = before->page_feed_ids;
    if (auto* pmax = s.as<PerformanceMaxSetting>(); pmax != nullptr && pmax->page_feed_ids && pmax->page_feed_ids.empty())
      if (const auto* before = setting_of<PerformanceMaxSetting>(c.stored)) pmax->page_feed_ids = before->page_feed_ids;
  }
}

}  // namespace

void complete_hotel(HotelSetting& s, const HotelSetting* before) {
  if (s.hotel_ad_group_type.value_or({}) != HotelAdGroupType{}) return;
  s.hotel_ad_group_type =
      before == nullptr ? HotelAdGroupType::HotelAd : before->hotel_ad_group_type.value_or(HotelAdGroupType::HotelAd);
}

void decide_settings(const CampaignDecision& c) {
  for (std::size_t i = 0; i < c.sent.settings.size(); ++i) {
    const auto& sent = c.sent.settings[i];
    if (!sent) continue;  // a row of the rules has refused it
    const Place at{c, "Settings[" + std::to_string(i) + "]"};
    const std::string name(type_name(*sent));
    const auto same = [&](const box<Setting>& s) { return s.has_value() && s->contract_type == sent->contract_type; };
    if (std::any_of(c.sent.settings.begin(), c.sent.settings.begin() + i, same)) {
      at.refuse(Error::CampaignServiceDuplicateSettingsInEntity, "Settings.once", "", name, "each type once",
                "one setting of a type");
    } else if (!c.in_set("settings.", name)) {
      at.refuse(Error::CampaignServiceInvalidSettingForCampaignType, "Settings.fits", "", name, c.set_text("settings."),
                "a setting for " + std::string(c.type()) + " campaigns");
    } else if (c.video() && sent.as<ShoppingSetting>() != nullptr) {
      at.refuse(Error::UnsupportedSettingInBrandAwarenessVideoAds, "Settings.video", "", name, "",
                "no shopping setting in a video campaign");
    } else {
      for (auto& merged : c.result.settings) {
        if (!same(merged)) continue;
        if (auto* s = merged.as<ShoppingSetting>()) shopping(at, *s);
        if (auto* s = merged.as<DynamicSearchAdsSetting>()) dynamic_search_ads(at, *s);
        if (auto* s = merged.as<TargetSetting>()) target(at, *s);
        if (auto* s = merged.as<VanityPharmaSetting>()) vanity_pharma(at, *sent.as<VanityPharmaSetting>(), *s);
        if (auto* s = merged.as<PerformanceMaxSetting>()) page_feeds(at, *s);
        if (auto* s = merged.as<HotelSetting>()) complete_hotel(*s, setting_of<HotelSetting>(c.stored));
      }
    }
  }
  check_disclaimer(c);
  if (const auto* needed = schema::find_set("settings-needed." + std::string(c.type())))
    for (const auto n : schema::values_of(*needed)) {
      const auto name = schema::rule_book.text(n);
      const bool has =
          std::ranges::any_of(c.result.settings, [&](const auto& s) { return s.has_value() && type_name(*s) == name; });
      if (!has && c.adding())
        c.d.refuse(Error::CampaignServiceCampaignSettingsRequired, "Settings.needed", "Settings", "(absent)", std::string(name),
                   "a " + std::string(name));
    }
  keep_feeds(c);
  if (c.result.settings.empty()) c.result.settings.set_nil();
}

}  // namespace adsbox::services
