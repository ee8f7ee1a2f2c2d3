// The actions of a call, one after the other: what each of them names and says, and what will be stored.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "services/criterion/tree/node_values.h"
#include "services/criterion/tree/rows.h"

namespace adsbox::services {

class TreeActions {
 public:
  using Actions = list<box<campaign_management::AdGroupCriterionAction>>;

  struct Context {
    Call& call;
    const TreeKind& kind;
    store::Writer& writer;
    const TreePlace& place;
    const Ancestors& above;
    Parent ad_group;
    const identity::AccountFacts& account;
    std::string_view list_name;  // root of field paths
  };
  TreeActions(const Context& context, std::vector<ErrorValue>& errors);

  /// Judges the actions, those that are complete enough, and the tree that they leave.
  void judge(const Actions& actions);
  /// Stores what they come to and returns the ids of their nodes. Only when nothing was wrong.
  std::vector<std::int64_t> save();

 private:
  struct Step {
    std::int64_t id = 0;  // that the action names
    int node = TreeNode::none;
    box<object> result;  // what will be stored
  };
  /// One action while it is judged.
  struct Item {
    const box<campaign_management::AdGroupCriterion>& sent;
    int index;
    const Path& path;
    ItemErrors& errors;

    void refuse(Error error, std::string rule, std::string_view member, std::string value, std::string bound,
                std::string expected) const;
  };

  void add(const Item& item);
  void update(const Item& item);
  void erase(const Item& item);
  void judge_tree();

  [[nodiscard]] std::string rule(std::string_view suffix) const;
  [[nodiscard]] const campaign_management::Criterion* criterion_of(const Item& item) const;
  [[nodiscard]] std::int64_t temporary_id(const Item& item) const;
  [[nodiscard]] int parent_of(const Item& item, const TreeParts& parts) const;
  void check_unchanged(const Item& item, const campaign_management::Criterion& sent,
                       const campaign_management::Criterion& stored) const;
  void refuse_twice(const Item& item) const;
  [[nodiscard]] std::optional<store::Row> find(const Item& item);
  [[nodiscard]] box<object> complete(const Item& item, const campaign_management::BiddableAdGroupCriterion* stored,
                                     TreeNode::Type type) const;

  const Context c_;
  std::vector<ErrorValue>& errors_;
  const UnitBid bid_;
  TreeRows rows_;
  ConditionTree tree_;
  std::vector<Step> steps_;
  std::unordered_set<std::int64_t> updated_, erased_;
};

}  // namespace adsbox::services
