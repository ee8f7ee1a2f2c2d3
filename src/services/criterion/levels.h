// What differs between the criterions of campaigns and those of ad groups: names, errors, and where a member lies.
#pragma once

#include <string_view>

#include "services/criterion/kinds.h"

namespace adsbox::services {

struct CriterionLevelInfo {
  CriterionLevel level;
  std::string_view name;       // in the rows of kinds
  std::string_view list_name;  // root of field paths
  std::string_view parent_name;
  std::string_view id_sequence;
  std::int64_t first_id;  // far from the ids of campaigns and ad groups, which their LocationIntents have (tree/ has it as well)
  Error unknown_parent, null_item, unknown_id, duplicate_id;
  std::optional<Error> deleted_id;
  Error other_sign;     // an update of an exclusion that bids, or the other way
  Error id_on_add;      // the service gives ids
  Error status;         // that a criterion cannot have
  Error other_kind;     // the id of one that is not of the request's CriterionType
  Error no_bid;         // where an update needs one
  Error bid_class;      // an update's bid of another class than the one it needs
  Error twice;          // the same value twice in a call
  Error no_such_place;  // campaigns of a sub type that do not take the kind
};

[[nodiscard]] const CriterionLevelInfo& level_info(CriterionLevel level);
/// Of an item.
[[nodiscard]] inline CriterionLevel level_of(const object& item) {
  return is_a(item.contract_type, campaign_management::CampaignCriterion::type_id) ? CriterionLevel::campaign
                                                                                   : CriterionLevel::ad_group;
}

// Members that the four types of items share.
[[nodiscard]] const opt<std::int64_t>& criterion_id(const object& item);
/// Of the campaign or ad group that the item names.
[[nodiscard]] std::int64_t criterion_parent(const object& item);
/// nullptr where there is no such member: exclusions do not bid.
[[nodiscard]] box<campaign_management::CriterionBid>* criterion_bid(object& item);

}  // namespace adsbox::services
