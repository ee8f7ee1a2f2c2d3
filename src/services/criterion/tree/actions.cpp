#include "services/criterion/tree/actions.h"

#include <algorithm>
#include <unordered_map>

#include "services/criterion/kinds.h"
#include "services/entity/merge.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

std::string name_of_type(const object& o) {
  return std::string(schema::text(schema::type_info(o.contract_type).name));
}
std::string_view name_of(TreeNode::Type type) {
  return type == TreeNode::Type::unit ? "Unit" : "Subdivision";
}

}  // namespace

TreeActions::TreeActions(const Context& context, std::vector<ErrorValue>& errors)
    : c_(context), errors_(errors), bid_(unit_bid_of(c_.kind, c_.place, c_.account)), rows_(c_.writer, c_.kind, c_.ad_group) {}

std::string TreeActions::rule(std::string_view suffix) const {
  std::string s(c_.kind.name);
  (s += '.') += suffix;
  return s;
}

void TreeActions::Item::refuse(Error error, std::string rule, std::string_view member, std::string value, std::string bound,
                               std::string expected) const {
  errors.add(error, std::move(rule), Path{&path, member}.text(), std::move(value), std::move(bound), std::move(expected));
}

void TreeActions::judge(const Actions& actions) {
  // Bids and URLs alone are updated without reading the tree.
  const bool structural = std::ranges::any_of(actions, [](const auto& a) { return a && a->action != opt(ItemAction::Update); });
  if (structural) rows_.load(tree_);
  steps_.resize(actions.size());
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (!actions[i] || !actions[i]->ad_group_criterion || !actions[i]->action) continue;
    const int index = static_cast<int>(i);
    const Path action{nullptr, c_.list_name, index}, path{&action, "AdGroupCriterion"};
    ItemErrors found(errors_, index);
    const Item item{actions[i]->ad_group_criterion, index, path, found};
    switch (*actions[i]->action) {
      case ItemAction::Add:
        add(item);
        break;
      case ItemAction::Update:
        update(item);
        break;
      case ItemAction::Delete:
        erase(item);
        break;
    }
  }
  if (structural) judge_tree();
}

/// The criterion of the action, when it is one of the tree's.
const Criterion* TreeActions::criterion_of(const Item& item) const {
  const auto* criterion = item.sent->criterion.get();
  if (criterion == nullptr || criterion->contract_type == c_.kind.criterion) return criterion;
  item.refuse(Error::CampaignServiceCriterionTypeNotAllowed, rule("Type.fits"), "Criterion", name_of_type(*criterion),
              std::string(c_.kind.name), "a " + std::string(c_.kind.name));
  return nullptr;
}

void TreeActions::add(const Item& item) {
  TreeNode node{.id = temporary_id(item), .added_by = item.index};
  const auto* criterion = criterion_of(item);
  if (criterion == nullptr) {
    if (!item.sent->criterion)
      item.refuse(Error::CampaignServiceAdGroupCriterionCriterionIsNullOrEmpty, rule("required"), "Criterion", "", "required",
                  "a " + std::string(c_.kind.name));
    node.parent = TreeNode::unknown;  // its children need not be told
    tree_.add(std::move(node));
    return;
  }
  const auto parts = c_.kind.parts(*criterion);
  node.type = parts.type;
  node.parent = parent_of(item, parts);
  if (parts.operand != nullptr) {
    ItemErrors condition(errors_, item.index);
    c_.kind.check_condition({*criterion, c_.place, condition, Path{&item.path, "Criterion"}});
    if (!condition.any()) node.operand = parts.operand->str(), node.attribute = compared_attribute(parts);
  }
  if (item.sent.as<NegativeAdGroupCriterion>() != nullptr && (node.type == TreeNode::Type::subdivision || !parts.parent))
    item.refuse(Error::CampaignServiceInvalidAdGroupCriterionType, rule("excluded"), "", name_of_type(*item.sent),
                "BiddableAdGroupCriterion", "a BiddableAdGroupCriterion: only units below the root can be excluded");
  auto& step = steps_[static_cast<std::size_t>(item.index)];
  step.result = complete(item, nullptr, node.type);
  step.node = tree_.add(std::move(node));
}

/// The id by which other actions of the call name a new node; 0 when it has none.
std::int64_t TreeActions::temporary_id(const Item& item) const {
  if (!item.sent->id) return 0;
  const auto id = *item.sent->id;
  if (id >= 0)
    item.refuse(Error::CampaignServiceAdGroupCriterionIdShouldBeNullOnAdd, rule("Id.temporary"), "Id", std::to_string(id),
                "negative", "nil, or a negative id that the node's children name as their parent");
  else if (tree_.find(id) != TreeNode::none)
    item.refuse(Error::CampaignServiceDuplicateAdGroupCriterionId, rule("Id.once"), "Id", std::to_string(id), "once a call",
                "a negative id that no other node of the call has");
  else
    return id;
  return 0;
}

int TreeActions::parent_of(const Item& item, const TreeParts& parts) const {
  if (!parts.parent) return TreeNode::none;
  const int parent = *parts.parent == 0 ? TreeNode::none : tree_.find(*parts.parent);
  if (parent >= 0 && tree_.at(parent).alive()) return parent;
  item.refuse(Error::CampaignServiceParentAdGroupCriterionIdInvalid, rule("ParentCriterionId.exists"),
              "Criterion.ParentCriterionId", std::to_string(*parts.parent),
              parent >= 0 ? "erased by the same call" : "in the ad group's tree",
              "nil for the root, the id of a node of the tree, or the negative id of one that an earlier action adds");
  return TreeNode::unknown;
}

void TreeActions::update(const Item& item) {
  const auto row = find(item);
  if (!row) return;
  if (!updated_.insert(row->id).second) return refuse_twice(item);
  const auto o = rows_.decode(*row);
  const auto* stored = o.as<BiddableAdGroupCriterion>();
  if (stored == nullptr)
    return item.refuse(Error::CampaignServiceNegativeAdGroupCriterionImmutable, rule("excluded.immutable"), "",
                       name_of_type(*item.sent), "", "its erasure, and a new node in its place");
  if (item.sent.as<BiddableAdGroupCriterion>() == nullptr)
    return item.refuse(Error::CampaignServiceAdGroupCriterionTypeImmutable, rule("Type.immutable"), "", name_of_type(*item.sent),
                       "BiddableAdGroupCriterion", "its erasure, and a NegativeAdGroupCriterion in its place");
  if (const auto* criterion = criterion_of(item)) check_unchanged(item, *criterion, *stored->criterion);
  auto& step = steps_[static_cast<std::size_t>(item.index)];
  step.id = row->id;
  step.result = complete(item, stored, c_.kind.parts(*stored->criterion).type);
}

/// What an update says about the node's place must be what it is.
void TreeActions::check_unchanged(const Item& item, const Criterion& sent, const Criterion& stored) const {
  const Path at{&item.path, "Criterion"};
  const auto now = c_.kind.parts(stored), said = c_.kind.parts(sent);
  const auto refuse = [&](std::string_view member, std::string value, std::string bound) {
    item.errors.add(Error::CampaignServiceProductPartitionCriterionImmutable, rule(std::string(member) + ".immutable"),
                    Path{&at, member}.text(), std::move(value), std::move(bound),
                    "nil or what is stored: another one needs the node's erasure and a new node");
  };
  if (said.type != TreeNode::Type::unknown && said.type != now.type)
    refuse(c_.kind.type_member, std::string(name_of(said.type)), std::string(name_of(now.type)));
  if (said.parent && (!now.parent || *said.parent != *now.parent))
    refuse("ParentCriterionId", std::to_string(*said.parent), now.parent ? std::to_string(*now.parent) : "nil");
  if (said.operand == nullptr) return;
  const auto whole = [](const TreeParts& p) {
    return p.operand->str() + (p.attribute->empty() ? std::string() : " " + p.attribute->str());
  };
  const bool other_operand = said.operand->has_value() && said.operand->view() != now.operand->view();
  const bool other_attribute = !said.attribute->empty() && compared_attribute(said) != compared_attribute(now);
  if (other_operand || other_attribute) refuse(c_.kind.condition_member, whole(said), whole(now));
}

void TreeActions::erase(const Item& item) {
  const auto id = item.sent->id.value_or(0);
  const int node = id > 0 ? tree_.find(id) : TreeNode::none;
  if (node == TreeNode::none) {
    (void)find(item);  // says why it is not in the tree
    return;
  }
  if (!erased_.insert(id).second) return refuse_twice(item);
  steps_[static_cast<std::size_t>(item.index)].id = id;
  tree_.erase(node, item.index);  // it may be gone already, with a node above it
}

void TreeActions::refuse_twice(const Item& item) const {
  item.refuse(Error::CampaignServiceDuplicateAdGroupCriterionId, rule("Id.once"), "Id", std::to_string(item.sent->id.value_or(0)),
              "once a call", "each id once");
}

/// The row that an action names; nothing, and an error, when there is none.
std::optional<store::Row> TreeActions::find(const Item& item) {
  const auto refuse = [&](Error error, std::string_view suffix, std::string bound, std::string expected) {
    item.refuse(error, rule("Id." + std::string(suffix)), "Id", item.sent->id ? std::to_string(*item.sent->id) : "",
                std::move(bound), std::move(expected));
    return std::nullopt;
  };
  const std::string expected = "the id of a node of the ad group's tree";
  if (!item.sent->id) return refuse(Error::CampaignServiceAdGroupCriterionIdIsNull, "required", "required", expected);
  const auto id = *item.sent->id;
  if (id <= 0) return refuse(Error::CampaignServiceAdGroupCriterionIdInvalid, "positive", "positive", expected);
  auto row = rows_.find(id);
  const int node = tree_.find(id);
  if ((node >= 0 && !tree_.at(node).alive()) || (!row && rows_.was_deleted(id)))
    return refuse(Error::CampaignServiceAdGroupCriterionIsDeleted, "deleted", "", expected + " that was not deleted");
  if (!row) return refuse(Error::CampaignServiceAdGroupCriterionDoesNotExist, "exists", "", expected);
  if (!rows_.is_node(*row))
    return refuse(Error::CampaignServiceAdGroupCriterionIdNotMatchCriterionType, "type", std::string(c_.kind.name), expected);
  return row;
}

/// What will be stored. `stored`: nullptr for a new node.
box<object> TreeActions::complete(const Item& item, const BiddableAdGroupCriterion* stored, TreeNode::Type type) const {
  static const BiddableAdGroupCriterion nothing;
  const auto* biddable = item.sent.as<BiddableAdGroupCriterion>();
  const NodeValues values{biddable != nullptr ? *biddable : nothing, stored, type, bid_, c_.kind};
  box<object> heard = biddable != nullptr ? box<object>(heard_values(values, item.path, item.errors))
                                          : box<object>(make<NegativeAdGroupCriterion>());
  auto& base = static_cast<AdGroupCriterion&>(*heard);
  base.ad_group_id = c_.ad_group.id;
  if (stored == nullptr)
    base.criterion = item.sent->criterion;
  else
    base.id = stored->id;
  const Mode mode = stored == nullptr ? Mode::add : Mode::update;
  const ValidateOptions options{.mode = mode, .account_header = c_.call.customer_account_id};
  validate(*heard, stored, options, item.path, item.errors);
  if (item.errors.any()) heard = without_refused(*heard, stored, options);
  box<object> result(clone_object(stored == nullptr ? heard.get() : stored));
  if (stored == nullptr)
    complete_new(*result);
  else
    merge_update(*result, *heard);
  if (biddable != nullptr && type == TreeNode::Type::unit) {
    const Decision d{mode,        *heard,   stored,  *result,     c_.writer, c_.call.world, c_.account,
                     c_.ad_group, c_.above, nullptr, c_.call.now, item.path, item.errors};
    decide_unit(d, values);
  }
  return result;
}

void TreeActions::judge_tree() {
  const auto& nodes = schema::find_limit("criterion-tree-nodes");
  const auto& levels = schema::find_limit("criterion-tree-levels");
  const TreeLimits limits{limit_of(c_.call.world, nodes), limit_of(c_.call.world, levels), static_cast<Error>(nodes.error),
                          static_cast<Error>(levels.error)};
  std::unordered_map<int, ItemErrors> reported;
  find_flaws(tree_, limits, [&](TreeFlaw flaw) {
    const Path action{nullptr, c_.list_name, flaw.action}, path{&action, "AdGroupCriterion"}, criterion{&path, "Criterion"};
    const Path condition{&criterion, c_.kind.condition_member};
    std::string field = path.text();
    if (flaw.member == TreeFlaw::Member::parent) field = Path{&criterion, "ParentCriterionId"}.text();
    if (flaw.member == TreeFlaw::Member::operand) field = Path{&condition, "Operand"}.text();
    if (flaw.member == TreeFlaw::Member::attribute) field = Path{&condition, "Attribute"}.text();
    reported.try_emplace(flaw.action, errors_, flaw.action)
        .first->second.add(flaw.error, rule(flaw.rule), std::move(field), std::move(flaw.value), std::move(flaw.bound),
                           std::move(flaw.expected));
  });
}

std::vector<std::int64_t> TreeActions::save() {
  std::vector<std::int64_t> ids(steps_.size());
  const auto added = std::ranges::count_if(steps_, [](const Step& s) { return s.node >= 0; });
  auto next = added == 0 ? 0 : rows_.new_ids(added);
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    auto& s = steps_[i];
    const bool fresh = s.node >= 0;
    ids[i] = fresh ? next++ : s.id;
    if (fresh) tree_.at(s.node).id = ids[i];
    const int node = fresh ? s.node : tree_.find(s.id);
    if (!s.result || (node >= 0 && !tree_.at(node).alive())) continue;
    auto& o = static_cast<AdGroupCriterion&>(*s.result);
    if (fresh) {
      const int parent = tree_.at(s.node).parent;
      o.id = ids[i];
      o.status = AdGroupCriterionStatus::Active;
      if (auto* b = s.result.as<BiddableAdGroupCriterion>()) b->editorial_status = AdGroupCriterionEditorialStatus::Active;
      c_.kind.complete(*o.criterion, parent >= 0 ? opt(tree_.at(parent).id) : opt<std::int64_t>(nil));
    }
    rows_.put(ids[i], o, c_.call.now);
  }
  for (const auto& n : tree_.nodes())
    if (!n.alive() && n.added_by == TreeNode::none) rows_.take_away(n.id, c_.call.now);
  return ids;
}

}  // namespace adsbox::services
