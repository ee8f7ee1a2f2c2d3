// A tree that divides products or hotels by one condition a node, while the actions of a call change it: where a node stands, and
// what would keep the tree from being whole. Nothing here knows the store, the wire, or what a condition is about.
//
// The rules hold of the tree as the call leaves it, so that a node may be replaced in one call (erased, and added again with
// other children) in either order. Only parents come before their children.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "errors/failure.h"

namespace adsbox::services {

struct TreeNode {
  static constexpr int none = -1;     // parent: it is a root; of actions: none of this call
  static constexpr int unknown = -2;  // parent: it was refused, and nothing can be said about the node's place

  enum class Type : std::uint8_t { unknown, unit, subdivision };

  std::int64_t id = 0;  // 0 or less: new, gets its id when the call succeeds
  int parent = none;    // position in ConditionTree::nodes()
  Type type = Type::unknown;
  std::string operand;                    // "All" at the root; empty: the condition was refused, and nothing can be said about it
  std::string attribute;                  // as it is compared; empty: all that the node's siblings do not name
  int added_by = none, erased_by = none;  // positions of actions
  int level = 0;                          // add() sets it
  std::vector<int> children;              // add() fills it

  [[nodiscard]] bool alive() const { return erased_by == none; }
};

/// What an action may not do. `member`: of the node; empty for what is the node as a whole.
struct TreeFlaw {
  enum class Member : std::uint8_t { node, parent, operand, attribute };
  int action;
  Error error;
  std::string_view rule;
  Member member;
  std::string value, bound, expected;
};

class ConditionTree {
 public:
  /// Puts a node below its parent and returns its position. A parent comes before its children.
  int add(TreeNode node);
  /// Position of the node with that id, which may be a temporary one; TreeNode::none when there is none.
  [[nodiscard]] int find(std::int64_t id) const;
  /// Marks the node and all that is alive below it.
  void erase(int node, int action);

  [[nodiscard]] TreeNode& at(int node) { return nodes_[static_cast<std::size_t>(node)]; }
  [[nodiscard]] const TreeNode& at(int node) const { return nodes_[static_cast<std::size_t>(node)]; }
  [[nodiscard]] const std::vector<TreeNode>& nodes() const { return nodes_; }

 private:
  std::vector<TreeNode> nodes_;
  std::unordered_map<std::int64_t, int> by_id_;
};

struct TreeLimits {
  std::int64_t nodes;   // in the tree
  std::int64_t levels;  // below the root
  Error too_many, too_deep;
};

/// Tells all that keeps the tree from being whole after the actions. What the call did not touch is whole.
void find_flaws(const ConditionTree& tree, const TreeLimits& limits, const std::function<void(TreeFlaw)>& found);

}  // namespace adsbox::services
