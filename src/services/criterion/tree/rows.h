// Where the nodes of an ad group's tree are stored: rows of AdGroupCriterion among the ad group's other criterions. Row::status
// says which criterion it is, Row::key = parent node, operand and attribute.
#pragma once

#include <optional>

#include "adsbox/campaign_management.h"
#include "services/criterion/tree/tree_kinds.h"
#include "services/entity/engine.h"

namespace adsbox::services {

class TreeRows {
 public:
  TreeRows(store::Writer& writer, const TreeKind& kind, const Parent& ad_group);

  /// Adds all nodes to an empty tree.
  void load(ConditionTree& tree);
  /// A criterion of the ad group, which may be one of another type.
  [[nodiscard]] std::optional<store::Row> find(std::int64_t id);
  [[nodiscard]] bool is_node(const store::Row& row) const { return row.status == status_; }
  [[nodiscard]] bool was_deleted(std::int64_t id);
  [[nodiscard]] box<object> decode(const store::Row& row) const;

  /// The first of as many new ids.
  [[nodiscard]] std::int64_t new_ids(std::int64_t count);
  void put(std::int64_t id, const campaign_management::AdGroupCriterion& node, DateTime now);
  /// Moves a node to the deleted ones; not what is below it.
  void take_away(std::int64_t id, DateTime now);

 private:
  store::Writer& w_;
  const TreeKind& kind_;
  const Parent ad_group_;
  const store::Kind rows_;
  const std::int32_t status_;
};

}  // namespace adsbox::services
