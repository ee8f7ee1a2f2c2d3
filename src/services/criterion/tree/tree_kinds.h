// What tells product partitions from hotel groups; apply.h does the rest for both. Numbers and lists are rows of
// schema/rules/campaign_management_criterion_trees.rules.
#pragma once

#include <expected>
#include <string_view>

#include "adsbox/campaign_management.h"
#include "services/criterion/tree/tree.h"
#include "services/entity/item_errors.h"

namespace adsbox::services {

/// The ad group of a tree.
struct TreePlace {
  const campaign_management::Campaign& campaign;
  const campaign_management::AdGroup& ad_group;
};

/// What the criterions of all trees have.
struct TreeParts {
  opt<std::int64_t> parent;
  TreeNode::Type type;
  const text* operand;  // nullptr: there is no condition
  const text* attribute;
};

/// A new criterion's condition, which is there.
struct TreeConditionCheck {
  const campaign_management::Criterion& criterion;
  const TreePlace& place;
  ItemErrors& errors;
  const Path& path;  // of the criterion
};

struct TreeKind {
  TypeId criterion;
  std::string_view name;              // of its rows and rules: "ProductPartition"
  std::string_view type_member;       // "PartitionType"
  std::string_view condition_member;  // "Condition"
  TreeParts (*parts)(const campaign_management::Criterion&);
  /// Whether the ad group has such a tree; the failure of the whole call when it has none.
  std::expected<void, Failure> (*check_place)(const TreePlace&);
  /// Refuses what is wrong with operand and attribute.
  void (*check_condition)(const TreeConditionCheck&);
  /// Brings a new criterion into the form that is stored, below that parent.
  void (*complete)(campaign_management::Criterion&, opt<std::int64_t> parent);
  /// The class of bid of the ad group's units: FixedBid, RateBid or BidMultiplier.
  TypeId (*unit_bid)(const TreePlace&);
};

extern const TreeKind product_partitions, hotel_groups;

/// The part of a condition that makes it the same as another one, beside the operand.
[[nodiscard]] std::string compared_attribute(const TreeParts& parts);

}  // namespace adsbox::services
