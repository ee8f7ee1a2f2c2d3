#include "services/association/relations.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "adsbox/campaign_management.h"
#include "adsbox/internal.h"
#include "services/entity/engine.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

constexpr Relation::Side labelled[] = {
    {Campaign::type_id, static_cast<std::int32_t>(EntityType::Campaign), "label-campaigns-per-account"},
    {AdGroup::type_id, static_cast<std::int32_t>(EntityType::AdGroup), "label-ad-groups-per-account"},
    {Ad::type_id, static_cast<std::int32_t>(EntityType::Ad), "label-ads-per-account"},
    {Keyword::type_id, static_cast<std::int32_t>(EntityType::Keyword), "label-keywords-per-account"},
};
constexpr Relation::Side campaigns[] = {{Campaign::type_id}};

constexpr Relation labels = {.rows = internal::LabelAssociationRecord::type_id, .owner = Label::type_id, .sides = labelled};
constexpr Relation budgets = {
    .rows = internal::CampaignBudget::type_id,
    .owner = Budget::type_id,
    .sides = campaigns,
    .owner_of = [](const object& o) { return static_cast<const Campaign&>(o).budget_id.value_or(0); },
};
constexpr Relation bid_strategies = {
    .rows = internal::CampaignBidStrategy::type_id,
    .owner = BidStrategy::type_id,
    .sides = campaigns,
    .owner_of = [](const object& o) { return static_cast<const Campaign&>(o).bid_strategy_id.value_or(0); },
};
constexpr std::array<const Relation*, 3> all = {&labels, &budgets, &bid_strategies};

TypeId root_of(TypeId type) {
  return schema::type_info(type).root;
}

}  // namespace

const Relation& label_relation() {
  return labels;
}
const Relation& budget_relation() {
  return budgets;
}
const Relation& bid_strategy_relation() {
  return bid_strategies;
}
std::span<const Relation* const> all_relations() {
  return all;
}

store::Kind Relation::kind() const {
  return kind_of_type(rows);
}

const Relation::Side& Relation::side(std::int32_t number) const {
  const auto found = std::ranges::find(sides, number, &Side::number);
  if (found == sides.end()) throw std::logic_error("a relation without that side");
  return *found;
}

std::string association_key(std::int32_t side, std::int64_t entity) {
  return std::to_string(side) + "/" + std::to_string(entity);
}

std::int64_t entity_in_key(std::string_view key) {
  std::int64_t id = 0;
  key.remove_prefix(std::min(key.find('/') + 1, key.size()));
  std::from_chars(key.data(), key.data() + key.size(), id);
  return id;
}

void keep_shares(store::Writer& w, TypeId root, const object* before, const object& after, const SavedEntity& saved) {
  for (const auto* relation : all) {
    if (!relation->is_share() || root_of(relation->sides[0].type) != root) continue;
    const auto was = before == nullptr ? 0 : relation->owner_of(*before);
    const auto is = relation->owner_of(after);
    if (was == is) continue;
    if (is == 0) {
      w.erase(relation->kind(), saved.id);
      continue;
    }
    const box<object> record(create_object(relation->rows));
    world::save_object(w, {saved.id, saved.account, is, 0, saved.now.ticks(), {}, {}}, *record);
  }
}

std::vector<std::int64_t> sharers_of(store::Reader& r, const Relation& share, std::int64_t owner) {
  std::vector<std::int64_t> ids;
  r.scan_parent(share.kind(), owner, [&](const store::RowView& row) {
    ids.push_back(row.id);
    return true;
  });
  return ids;
}

std::int64_t count_sharers(store::Reader& r, const Relation& share, std::int64_t owner) {
  return r.count_parent(share.kind(), owner);
}

void end_association(store::Writer& w, const Relation& relation, store::Row row, DateTime now) {
  row.modified = now.ticks();
  w.erase(relation.kind(), row.id);
  w.put(deleted_kind(relation.kind()), row.view());
}

void end_associations(store::Writer& w, TypeId root, std::int64_t id, DateTime now) {
  for (const auto* relation : all) {
    std::vector<store::Row> rows;
    const auto take = [&](const store::RowView& row) {
      rows.emplace_back(row);
      return true;
    };
    if (root_of(relation->owner) == root) w.scan_parent(relation->kind(), id, take);
    for (const auto& side : relation->sides) {
      if (root_of(side.type) != root) continue;
      if (relation->is_share())
        w.erase(relation->kind(), id);
      else
        w.scan_key_anywhere(relation->kind(), association_key(side.number, id), take);
    }
    for (auto& row : rows) {
      if (relation->is_share())
        w.erase(relation->kind(), row.id);
      else
        end_association(w, *relation, std::move(row), now);
    }
  }
}

}  // namespace adsbox::services
