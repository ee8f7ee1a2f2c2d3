#include "services/criterion/tree/rows.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "services/criterion/levels.h"
#include "services/entity/normalise.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// "ProductPartition", parent, operand and attribute, with tabs between: all that a tree is made of.
std::string key_of(const TreeKind& kind, const Criterion& criterion) {
  const auto parts = kind.parts(criterion);
  auto value = std::to_string(parts.parent.value_or(0));
  ((value += '\t') += parts.operand->view()) += '\t';
  return criterion_key(kind.criterion, value += compared_attribute(parts), false);
}

struct KeyParts {
  std::int64_t parent;
  std::string_view operand, attribute;
};
KeyParts parts_of(std::string_view key) {
  const auto next = [&] {
    const auto part = key.substr(0, key.find('\t'));
    key.remove_prefix(std::min(part.size() + 1, key.size()));
    return part;
  };
  (void)next();  // the criterion's type
  KeyParts parts{};
  const auto parent = next();
  std::from_chars(parent.data(), parent.data() + parent.size(), parts.parent);
  parts.operand = next();
  parts.attribute = key;
  return parts;
}

}  // namespace

std::string compared_attribute(const TreeParts& parts) {
  return parts.attribute == nullptr ? std::string() : fold_case(parts.attribute->view());
}

TreeRows::TreeRows(store::Writer& writer, const TreeKind& kind, const Parent& ad_group)
    : w_(writer),
      kind_(kind),
      ad_group_(ad_group),
      rows_(world::kind_of<AdGroupCriterion>()),
      status_(criterion_status(kind.criterion)) {}

void TreeRows::load(ConditionTree& tree) {
  w_.scan_parent(rows_, ad_group_.id, [&](const store::RowView& row) {
    if (row.status != status_) return true;
    const auto [parent, operand, attribute] = parts_of(row.key);
    // Ids ascend, and a parent was there before its children. Of a whole tree just the subdivisions have children.
    const int above = parent == 0 ? TreeNode::none : tree.find(parent);
    if (above >= 0) tree.at(above).type = TreeNode::Type::subdivision;
    tree.add({.id = row.id,
              .parent = above,
              .type = TreeNode::Type::unit,
              .operand = std::string(operand),
              .attribute = std::string(attribute)});
    return true;
  });
}

std::optional<store::Row> TreeRows::find(std::int64_t id) {
  auto row = w_.get(rows_, id);
  if (row && row->parent != ad_group_.id) row.reset();
  return row;
}

bool TreeRows::was_deleted(std::int64_t id) {
  const auto row = w_.get(deleted_kind(rows_), id);
  return row && row->parent == ad_group_.id;
}

box<object> TreeRows::decode(const store::Row& row) const {
  return world::decode_body(row.view(), rows_, AdGroupCriterion::type_id);
}

std::int64_t TreeRows::new_ids(std::int64_t count) {
  const auto& level = level_info(CriterionLevel::ad_group);
  return w_.next_id(level.id_sequence, level.first_id, count);
}

void TreeRows::put(std::int64_t id, const AdGroupCriterion& node, DateTime now) {
  const auto key = key_of(kind_, *node.criterion);
  world::save_object(w_, rows_, {id, ad_group_.account, ad_group_.id, status_, now.ticks(), key, {}}, node);
}

void TreeRows::take_away(std::int64_t id, DateTime now) {
  auto row = w_.get(rows_, id);
  if (!row) return;
  row->modified = now.ticks();
  w_.erase(rows_, id);
  w_.put(deleted_kind(rows_), row->view());  // nothing is associated with a node
}

}  // namespace adsbox::services
