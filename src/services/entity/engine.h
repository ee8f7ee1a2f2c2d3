// The entity engine: Add, Update, Delete and GetByIds over one kind of entity, as a Description says. One write transaction a
// call; each item succeeds or fails by itself.
//
// What is a number is a row of schema/rules (validate.h, merge.h). What is a decision is a hook: a function of the request's
// item, the snapshot and the clock, which says what is wrong and completes what will be stored.
//
// A deleted entity's row moves to the kind `deleted_kind(kind)`, where incremental downloads find it; nothing else sees it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "identity/accounts.h"
#include "services/call.h"
#include "services/entity/item_errors.h"
#include "services/entity/limits.h"
#include "services/entity/validate.h"
#include "store/store.h"

namespace adsbox::services {

/// Where the rows of deleted entities of a kind are.
[[nodiscard]] constexpr store::Kind deleted_kind(store::Kind kind) {
  return static_cast<store::Kind>(kind | 0x8000);
}

/// What a hook decides on.
struct Decision {
  Mode mode;
  const object& sent;       // as the request says it
  const object* stored;     // before the update; nullptr on add
  object& result;           // what will be stored: rules and defaults are applied, the hook may change it
  store::Reader& snapshot;  // sees what earlier items of the same call did
  world::World& world;      // for limits only
  const identity::AccountFacts& account;
  DateTime now;
  Path path;  // of the item
  ItemErrors& errors;

  /// Reports that the item breaks a decision. `rule` without the type: "BudgetId.exists"; `field` below the item.
  ErrorValue& refuse(Error error, std::string_view rule, std::string_view field, std::string value, std::string bound,
                     std::string expected) const;
};

struct Description {
  TypeId type = 0;
  std::string_view list_name;    // root of field paths: "Campaigns"
  std::string_view id_sequence;  // the world's sequence that ids come from
  std::int64_t first_id = 1;
  Error null_item{}, unknown_id{}, duplicate_id{};  // of items
  Error key_taken_on_add{}, key_taken_on_update{};
  std::string (*key)(const object&) = nullptr;      // natural key within the parent; empty = none
  std::int32_t (*status)(const object&) = nullptr;  // Row::status
  void (*decide)(Decision&) = nullptr;
  /// Takes along what lives below a deleted entity.
  void (*deleted)(store::Writer&, std::int64_t id) = nullptr;
  /// How many there may be under the parent, of those that `counts` (nullptr: all).
  struct Limit {
    std::string_view name;
    bool (*counts)(const object&) = nullptr;
  };
  std::span<const Limit> limits;
};

/// Under what the entities of a call live.
struct Parent {
  std::int64_t id = 0;
  std::int64_t account = 0;
};

class EntityEngine {
 public:
  explicit EntityEngine(const Description& description);

  /// Ids in the order of the items, 0 where one failed. Items: nullptr = nil.
  std::vector<std::int64_t> add(Call& call, const Parent& parent, std::span<const object* const> items,
                                std::vector<ErrorValue>& errors) const;
  void update(Call& call, const Parent& parent, std::span<const object* const> items, std::vector<ErrorValue>& errors) const;
  void erase(Call& call, const Parent& parent, const list<opt<std::int64_t>>& ids, std::string_view ids_name,
             std::vector<ErrorValue>& errors) const;
  /// Calls `found(position, object)` for each id that the parent has; the others become errors.
  void get(Call& call, const Parent& parent, const list<opt<std::int64_t>>& ids, std::string_view ids_name,
           std::vector<ErrorValue>& errors, const std::function<void(int, box<object>)>& found) const;

  [[nodiscard]] store::Kind kind() const { return kind_; }

 private:
  struct Item;
  [[nodiscard]] std::int64_t id_of(const object& o) const;
  [[nodiscard]] bool key_free(store::Reader& r, const Item& item, const Parent& parent, std::int64_t own_id, Mode mode) const;
  [[nodiscard]] bool fits(Call& call, store::Reader& r, const Item& item, const Parent& parent,
                          std::vector<std::optional<std::int64_t>>& counts) const;
  void save(store::Writer& w, const Item& item, const Parent& parent, std::int64_t id, DateTime now) const;
  [[nodiscard]] std::string rule(std::string_view suffix) const;

  const Description& d_;
  store::Kind kind_;
  std::uint16_t id_offset_;
};

/// The items of a request's list as the engine takes them.
template <class T>
std::vector<const object*> items_of(const list<box<T>>& l) {
  std::vector<const object*> out;
  out.reserve(l.size());
  for (const auto& b : l) out.push_back(b.get());
  return out;
}

}  // namespace adsbox::services
