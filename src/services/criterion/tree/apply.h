// Applies a list of AdGroupCriterionActions to the tree of one ad group: all of them, or none.
//
// Each action is judged by itself first (its members, the node that it names), then the tree as all of them leave it (tree.h).
// When anything is wrong every action has an error: its own, or one that says that it stands beside others that failed.
#pragma once

#include <expected>
#include <vector>

#include "services/criterion/tree/tree_kinds.h"
#include "services/entity/operations.h"

namespace adsbox::services {

struct TreeOutcome {
  std::vector<std::int64_t> ids;  // of the nodes that the actions name or add; empty when the call had no effect
  std::vector<ErrorValue> errors;
};

/// The failure of the whole call when it does not name one ad group of the account that has such a tree.
std::expected<TreeOutcome, Failure> apply_tree_actions(Call& call, const TreeKind& kind,
                                                       const list<box<campaign_management::AdGroupCriterionAction>>& actions);

template <class Op, const TreeKind& kind>
Result<Op> apply_operation(Call& call, const typename Op::Request& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  auto outcome = apply_tree_actions(call, kind, request.criterion_actions);
  if (!outcome) return std::unexpected(std::move(outcome.error()));
  typename Op::Response response;
  outcome->ids.resize(request.criterion_actions.size());
  for (const auto id : outcome->ids) response.ad_group_criterion_ids.push_back(id == 0 ? opt<std::int64_t>(nil) : opt(id));
  put_errors(call, response, std::move(outcome->errors));
  return response;
}

}  // namespace adsbox::services
