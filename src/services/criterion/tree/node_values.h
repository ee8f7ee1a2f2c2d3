// Bids and URLs of a tree's biddable nodes: only units have them.
#pragma once

#include "adsbox/campaign_management.h"
#include "services/criterion/tree/tree_kinds.h"
#include "services/entity/engine.h"

namespace adsbox::services {

/// What the units of an ad group bid.
struct UnitBid {
  TypeId type;         // FixedBid, RateBid or BidMultiplier
  double least, most;  // of a FixedBid, in the account's currency
};
[[nodiscard]] UnitBid unit_bid_of(const TreeKind& kind, const TreePlace& place, const identity::AccountFacts& account);

struct NodeValues {
  const campaign_management::BiddableAdGroupCriterion& sent;
  const campaign_management::BiddableAdGroupCriterion* stored;  // nullptr: a new node
  TreeNode::Type type;
  const UnitBid& bid;
  const TreeKind& kind;
};

/// The members of what was sent that such a node has; what it must not have is refused. A bid of another class than the ad
/// group's is not heard.
[[nodiscard]] box<campaign_management::BiddableAdGroupCriterion> heard_values(const NodeValues& v, const Path& path,
                                                                              ItemErrors& errors);

/// Decides on the values of a unit, heard so.
void decide_unit(const Decision& d, const NodeValues& v);

}  // namespace adsbox::services
