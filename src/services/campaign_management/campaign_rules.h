// What is decided about a campaign beyond the rows of schema/rules: which members go together, what belongs to which campaign
// type, what must exist. Each function is pure: it looks at the Decision, reports and completes.
#pragma once

#include "adsbox/campaign_management.h"
#include "services/entity/engine.h"

namespace adsbox::services {

struct CampaignDecision {
  explicit CampaignDecision(Decision& decision)
      : d(decision),
        sent(static_cast<const campaign_management::Campaign&>(decision.sent)),
        stored(static_cast<const campaign_management::Campaign*>(decision.stored)),
        result(static_cast<campaign_management::Campaign&>(decision.result)) {}
  Decision& d;
  const campaign_management::Campaign& sent;
  const campaign_management::Campaign* stored;
  campaign_management::Campaign& result;

  [[nodiscard]] bool adding() const { return stored == nullptr; }
  /// "Search", "Audience" ...
  [[nodiscard]] std::string_view type() const;
  [[nodiscard]] bool is(campaign_management::CampaignType t) const { return result.campaign_type && *result.campaign_type == t; }
  [[nodiscard]] bool smart_shopping() const { return result.sub_type == "ShoppingSmartAds"; }
  [[nodiscard]] bool video() const { return result.sub_type == "AudienceVideoAds"; }
  /// True when a campaign of this type has a set `PREFIX.TYPE` with that value.
  [[nodiscard]] bool in_set(std::string_view prefix, std::string_view value) const;
  [[nodiscard]] std::string set_text(std::string_view prefix) const;
  /// Money bounds of the account's currency.
  [[nodiscard]] const schema::CurrencyInfo& currency() const;
  /// True when the campaign has or has ever had an ad group that was Active or Paused.
  [[nodiscard]] bool has_had_ad_groups() const;
  /// Whether an experiment is based on the campaign.
  [[nodiscard]] bool has_experiment() const;
};

// The parts, in the order in which decide_campaign() asks them.
void decide_budget(const CampaignDecision& c);
void decide_bidding(const CampaignDecision& c);
void decide_settings(const CampaignDecision& c);
void decide_languages(const CampaignDecision& c);
void decide_schedule(const CampaignDecision& c);

void decide_campaign(Decision& decision);

/// The values of a set, for people: "a, b".
std::string names_in(const schema::RuleSet& set);
/// The name of a contract type: "ShoppingSetting".
std::string_view type_name(const object& o);
/// Whether a campaign has a setting of that type.
bool has_setting(const campaign_management::Campaign& c, TypeId type);
/// The setting of a type that a campaign or ad group has; nullptr when there is none.
template <class T, class Entity>
const T* setting_of(const Entity* entity) {
  if (entity == nullptr) return nullptr;
  for (const auto& s : entity->settings)
    if (const auto* t = s.template as<T>()) return t;
  return nullptr;
}
/// A kind of hotel ads that is not said is what it was, and of a new setting the default one.
void complete_hotel(campaign_management::HotelSetting& s, const campaign_management::HotelSetting* before);

}  // namespace adsbox::services
