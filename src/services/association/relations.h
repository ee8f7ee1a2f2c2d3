// Which entities belong together without one living below the other: the label of a keyword, the shared budget of a campaign.
// A Relation says which types stand at its two ends and where its rows are; relations.cpp lists them all. When either end goes,
// the associations go with it: take_down() (services/entity) calls end_associations().
//
// Two kinds of them:
//   - set by requests, any number of owners an entity (labels): AssociationEngine in engine.h;
//   - shares: a member of the entity names the one owner (Campaign.BudgetId). Their rows follow the member whenever the entity is
//     saved, so that the owner finds its entities and their number without reading every entity of the account.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adsbox/values.h"
#include "store/store.h"

namespace adsbox::services {

struct Relation {
  /// A type of entities that may be at the other end.
  struct Side {
    TypeId type;
    std::int32_t number = 0;         // what requests call it (EntityType); in the rows' status
    std::string_view account_limit;  // a row `limit` of schema/rules: how many there may be in an account; empty = any number
  };
  TypeId rows;   // internal record whose number is the rows' kind
  TypeId owner;  // Label, Budget
  std::span<const Side> sides;
  std::int64_t (*owner_of)(const object&) = nullptr;  // of shares: the member of the entity; 0 = none

  [[nodiscard]] store::Kind kind() const;
  [[nodiscard]] bool is_share() const { return owner_of != nullptr; }
  [[nodiscard]] const Side& side(std::int32_t number) const;
};

/// Labels on campaigns, ad groups, ads and keywords.
const Relation& label_relation();
/// Campaigns that share a budget.
const Relation& budget_relation();
/// Campaigns that share a bid strategy.
const Relation& bid_strategy_relation();
/// Every relation that there is.
std::span<const Relation* const> all_relations();

/// The key of an association's row within its owner: "4/75000000001".
std::string association_key(std::int32_t side, std::int64_t entity);
/// The entity in such a key.
std::int64_t entity_in_key(std::string_view key);

/// An entity that was just saved.
struct SavedEntity {
  std::int64_t id = 0, account = 0;
  DateTime now;
};
/// Lets the rows of shares follow what the entity's members say. `root`: of its type's family.
void keep_shares(store::Writer& w, TypeId root, const object* before, const object& after, const SavedEntity& saved);
/// The entities that share an owner, in ascending id.
std::vector<std::int64_t> sharers_of(store::Reader& r, const Relation& share, std::int64_t owner);
/// How many they are.
std::int64_t count_sharers(store::Reader& r, const Relation& share, std::int64_t owner);

/// An entity of that type goes, and its associations with it.
void end_associations(store::Writer& w, TypeId root, std::int64_t id, DateTime now);
/// Moves an association's row to the deleted kind, where incremental downloads find it.
void end_association(store::Writer& w, const Relation& relation, store::Row row, DateTime now);

}  // namespace adsbox::services
