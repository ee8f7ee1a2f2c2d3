// The kinds of criterions: what the engine (README.md) asks about an AgeCriterion, a Webpage ... A kind is one small file in
// kinds/, in the list of kinds.cpp. What is a number or a list about it is rows of schema/rules, by the kind's name:
//
//   set criterion.Age.campaign Search Shopping          campaigns that take it as a bid; .campaign.negative as an exclusion
//   set criterion.Age.ad-group Search Shopping Audience by the campaign's type; .ad-group.negative
//   set criterion.Webpage.ad-group-types SearchDynamic  only in ad groups of these types (of Search campaigns)
//   set criterion.Age.bid BidMultiplier                 its class of bid; no such row: a bid is ignored
//   set criterion.Age.update-needs CriterionBid         members of the item that an update must bring
//   limit criterion.Age.bid-least -90 ERROR             bounds of a multiplier; bid-most
//   limit Age-criterions-per-campaign 6 ERROR           how many there may be; -per-ad-group, -per-account
//   limit CompanyName-criterions-per-campaign 9 ERROR   of one flag, where a kind has several; -per-ad-group
//   object AgeCriterion                                 its members; update=same:ERROR = must repeat what is stored
//
// A campaign of a sub type in `set criterion-sub-types` goes by that name instead of its CampaignType's.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "adsbox/campaign_management.h"
#include "services/entity/engine.h"

namespace adsbox::services {

enum class CriterionLevel : std::uint8_t { campaign, ad_group };

/// What a kind's hook decides on, after the rule rows and what holds for all kinds.
struct CriterionDecision {
  Decision& item;  // of the BiddableCampaignCriterion, NegativeAdGroupCriterion ...
  CriterionLevel level;
  bool negative;
  const campaign_management::Criterion& sent;    // without what the rules refused
  const campaign_management::Criterion* stored;  // nullptr on add
  campaign_management::Criterion& result;
  const campaign_management::Campaign& campaign;
  const campaign_management::AdGroup* ad_group;  // nullptr at the level of campaigns
  std::int64_t entity_id;                        // of the campaign or ad group

  /// Refuses the item. `rule` without the type, "LocationId.known"; `field` below the criterion, "LocationId", "" = itself.
  ErrorValue& refuse(Error error, std::string_view rule, std::string_view field, std::string value, std::string bound,
                     std::string expected) const;
  /// Whether a member of the criterion was refused already.
  [[nodiscard]] bool broken(std::string_view field) const;
};

struct CriterionKind {
  TypeId type;
  std::string_view name;  // of its CriterionType flag and its rows: "Age"
  /// Where objects of the type are of several kinds: the flag of this one, "Industry"; empty = of none.
  std::string_view (*concrete)(const campaign_management::Criterion&) = nullptr;
  /// What an entity has once. nullptr: nothing.
  std::string (*value)(const campaign_management::Criterion&) = nullptr;
  Error taken = Error::CampaignServiceEntityAlreadyExists;  // the value is there
  std::optional<Error> taken_in_call;                       // by an earlier item of the call; else the level's, or `taken`
  Error taken_by_opposite =
      Error::CampaignServiceEntityAlreadyExists;  // it is there, bid on instead of excluded or the other way
  /// Whether a BiddableAdGroupCriterion of the kind has a status and URLs of its own; others drop them.
  bool has_urls = false;
  void (*decide)(CriterionDecision&) = nullptr;
  /// What is computed rather than stored: LocationCriterion.DisplayName.
  void (*show)(campaign_management::Criterion&, const Showing&) = nullptr;
  void (*refuse_erase)(Erasure&) = nullptr;
  /// Once a campaign or ad group in which a call added or deleted criterions of the kind: what holds for all of them.
  void (*settle)(Settlement&, CriterionLevel) = nullptr;
  bool id_of_entity = false;  // its id is that of the campaign or ad group
};

/// All of them.
[[nodiscard]] std::span<const CriterionKind* const> criterion_kinds();

/// The kind of a criterion's type; nullptr when it is none that these operations take.
[[nodiscard]] const CriterionKind* find_criterion_kind(TypeId type);

/// What a campaign goes by in the rows of kinds: "Search", "ShoppingSmartAds".
[[nodiscard]] std::string criterion_campaign(const campaign_management::Campaign& campaign);

/// The flag that a criterion goes by: "Age", "CompanyName"; empty when it has none.
[[nodiscard]] std::string_view criterion_name(const campaign_management::Criterion& criterion);

/// Row::status of the criterions of a type: its number in storage, which lasts (a TypeId does not).
[[nodiscard]] inline std::int32_t criterion_status(TypeId type) {
  return schema::type_info(type).number;
}

/// The family of a level's items.
[[nodiscard]] constexpr TypeId criterion_family(CriterionLevel level) {
  return level == CriterionLevel::campaign ? campaign_management::CampaignCriterion::type_id
                                           : campaign_management::AdGroupCriterion::type_id;
}
/// Rows of the level's criterions.
[[nodiscard]] inline store::Kind criterion_rows(CriterionLevel level) {
  return kind_of_type(criterion_family(level));
}
/// The criterion in a BiddableAdGroupCriterion, NegativeCampaignCriterion ...; nullptr when there is none.
[[nodiscard]] const campaign_management::Criterion* criterion_in(const object& item);
/// Whether an item excludes.
[[nodiscard]] bool is_exclusion(const object& item);

/// Row::key of what a kind has once in an entity.
[[nodiscard]] std::string criterion_key(TypeId type, std::string_view value, bool negative);

struct StoredCriterion {
  std::int64_t id;
  bool negative;
  const campaign_management::Criterion& criterion;
};
/// Visits an entity's criterions of a type, until `visit` returns false. Reads all of the entity's rows: ask by key where that
/// will do.
void for_each_criterion(store::Reader& reader, CriterionLevel level, std::int64_t entity_id, TypeId type,
                        const std::function<bool(const StoredCriterion&)>& visit);
/// The id of the one with that key; 0 when there is none.
[[nodiscard]] std::int64_t find_criterion(store::Reader& reader, CriterionLevel level, std::int64_t entity_id,
                                          std::string_view key);

}  // namespace adsbox::services
