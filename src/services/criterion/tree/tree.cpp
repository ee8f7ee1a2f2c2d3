#include "services/criterion/tree/tree.h"

#include <algorithm>
#include <unordered_set>

#include "services/criterion/product_conditions.h"

namespace adsbox::services {

namespace {

constexpr std::string_view root_operand = "All";

class Inspection {
 public:
  Inspection(const ConditionTree& tree, const TreeLimits& limits, const std::function<void(TreeFlaw)>& found)
      : tree_(tree), limits_(limits), found_(found), touched_(tree.nodes().size()) {}

  void run() {
    int root = TreeNode::none;
    std::int64_t alive = 0;
    for (int i = 0; i < size(); ++i) {
      const auto& n = tree_.at(i);
      if (n.added_by != TreeNode::none || n.erased_by != TreeNode::none) touch(n, i);
      if (!n.alive()) continue;
      ++alive;
      if (n.parent == TreeNode::none && root != TreeNode::none)
        report(n.added_by, Error::CampaignServiceProductPartitionTreeRootAlreadyExists, "Parent.root", TreeFlaw::Member::parent,
               "(nil)", "one root", "the id of a subdivision, or the root's erasure in the same call");
      else if (n.parent == TreeNode::none)
        root = i;
      if (n.added_by != TreeNode::none && n.parent != TreeNode::unknown) place(n);
    }
    for (int i = 0; i < size(); ++i)
      if (touched_[static_cast<std::size_t>(i)] && tree_.at(i).alive() && tree_.at(i).type == Type::subdivision)
        children(tree_.at(i));
    if (alive > limits_.nodes) too_many(alive);
  }

 private:
  using Type = TreeNode::Type;
  [[nodiscard]] int size() const { return static_cast<int>(tree_.nodes().size()); }

  void report(int action, Error error, std::string_view rule, TreeFlaw::Member member, std::string value, std::string bound,
              std::string expected) {
    found_({action, error, rule, member, std::move(value), std::move(bound), std::move(expected)});
  }

  void touch(const TreeNode& n, int i) {
    if (n.parent >= 0) touched_[static_cast<std::size_t>(n.parent)] = true;
    if (n.added_by != TreeNode::none) touched_[static_cast<std::size_t>(i)] = true;
  }

  /// A new node against those above it.
  void place(const TreeNode& n) {
    const bool is_root = n.parent == TreeNode::none;
    if (!n.operand.empty() && is_root != (n.operand == root_operand))
      return report(n.added_by, Error::CampaignServiceProductConditionOperandInvalid, "Operand.root", TreeFlaw::Member::operand,
                    n.operand, is_root ? "All" : "not All", is_root ? "All, at the root" : "an operand other than the root's");
    if (is_root) return;
    if (tree_.at(n.parent).type == Type::unit)
      report(n.added_by, Error::CampaignServiceCannotAddChildrenToProductPartitionUnit, "Parent.subdivision",
             TreeFlaw::Member::parent, "a unit", "a subdivision", "the id of a subdivision");
    if (n.level > limits_.levels)
      report(n.added_by, limits_.too_deep, "level", TreeFlaw::Member::node, std::to_string(n.level),
             ".." + std::to_string(limits_.levels), "at most " + std::to_string(limits_.levels) + " levels below the root");
    if (!n.operand.empty()) branch(n);
  }

  void branch(const TreeNode& n) {
    std::vector<std::string_view> above;
    for (int i = n.parent; i >= 0; i = tree_.at(i).parent) above.push_back(tree_.at(i).operand);
    if (std::ranges::find(above, n.operand) != above.end())
      return report(n.added_by, Error::CampaignServiceInvalidProductPartitionHierarchy, "Operand.once", TreeFlaw::Member::operand,
                    n.operand, "once a branch", "an operand that no node above has");
    if (const auto above_it = blocking_level(n.operand, above); !above_it.empty())
      report(n.added_by, Error::CampaignServiceInvalidProductPartitionHierarchy, "Operand.ascends", TreeFlaw::Member::operand,
             n.operand, "after " + std::string(above_it), "a level below " + std::string(above_it));
  }

  /// The children of a subdivision against each other.
  void children(const TreeNode& parent) {
    std::string_view operand;
    std::unordered_set<std::string_view> attributes;
    bool rest = false, unknown = false;
    int rest_erased_by = TreeNode::none;
    for (const int i : parent.children) {
      const auto& n = tree_.at(i);
      if (!n.alive()) {
        if (n.attribute.empty() && !n.operand.empty()) rest_erased_by = n.erased_by;
        continue;
      }
      if (n.operand.empty() || n.operand == root_operand) {
        unknown = true;
        continue;
      }
      if (operand.empty()) operand = n.operand;
      if (n.operand != operand) {
        report(n.added_by, Error::CampaignServiceProductPartitionSiblingsMustHaveSameOperand, "Operand.siblings",
               TreeFlaw::Member::operand, n.operand, std::string(operand),
               std::string(operand) + ", the operand of its siblings");
        unknown = true;
        continue;
      }
      if (!attributes.insert(n.attribute).second)
        report(n.added_by, Error::CampaignServiceDuplicateProductConditions, "Attribute.unique", TreeFlaw::Member::attribute,
               n.attribute, "once below a subdivision", "a value that no sibling has");
      rest |= n.attribute.empty();
    }
    if (rest || unknown) return;
    const std::string expected = operand.empty() ? "children, one of them without an attribute"
                                                 : "a child with the operand " + std::string(operand) + " and no attribute";
    if (rest_erased_by != TreeNode::none)
      report(rest_erased_by, Error::CampaignServiceRemainingProductsNodeRequired, "Children.rest", TreeFlaw::Member::node,
             "erased", "once below a subdivision", "its replacement in the same call: " + expected);
    else if (parent.added_by != TreeNode::none)
      report(parent.added_by, Error::CampaignServiceRemainingProductsNodeMissingInProductPartition, "Children.rest",
             TreeFlaw::Member::node, operand.empty() ? "no children" : "none", "once below a subdivision", expected);
  }

  /// The last ones are too many.
  void too_many(std::int64_t alive) {
    auto over = alive - limits_.nodes;
    for (int i = size() - 1; i >= 0 && over > 0; --i) {
      const auto& n = tree_.at(i);
      if (!n.alive() || n.added_by == TreeNode::none) continue;
      report(n.added_by, limits_.too_many, "count", TreeFlaw::Member::node, std::to_string(alive),
             ".." + std::to_string(limits_.nodes), "at most " + std::to_string(limits_.nodes) + " nodes in the tree");
      --over;
    }
  }

  const ConditionTree& tree_;
  const TreeLimits& limits_;
  const std::function<void(TreeFlaw)>& found_;
  std::vector<bool> touched_;
};

}  // namespace

int ConditionTree::add(TreeNode node) {
  const int position = static_cast<int>(nodes_.size());
  node.level = node.parent >= 0 ? at(node.parent).level + 1 : 0;
  if (node.parent >= 0) at(node.parent).children.push_back(position);
  if (node.id != 0) by_id_.emplace(node.id, position);
  nodes_.push_back(std::move(node));
  return position;
}

int ConditionTree::find(std::int64_t id) const {
  const auto it = by_id_.find(id);
  return it == by_id_.end() ? TreeNode::none : it->second;
}

void ConditionTree::erase(int node, int action) {
  std::vector<int> left = {node};
  while (!left.empty()) {
    auto& n = at(left.back());
    left.pop_back();
    if (!n.alive()) continue;
    n.erased_by = action;
    left.insert(left.end(), n.children.begin(), n.children.end());
  }
}

void find_flaws(const ConditionTree& tree, const TreeLimits& limits, const std::function<void(TreeFlaw)>& found) {
  Inspection(tree, limits, found).run();
}

}  // namespace adsbox::services
