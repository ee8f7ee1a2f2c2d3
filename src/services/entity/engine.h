// The entity engine: Add, Update, Delete, GetByIds and GetByParent over one kind of entity, as a Description says. One write
// transaction a call; each item succeeds or fails by itself. README.md beside this file tells how a new kind is added.
//
// What is a number is a row of schema/rules (validate.h, merge.h). What is a decision is a hook: a function of the request's
// item, the snapshot and the clock, which says what is wrong and completes what will be stored.
//
// A deleted entity's row moves to the kind `deleted_kind(kind)`, where incremental downloads find it; nothing else sees it. What
// lives below it (rows `children` of schema/rules) moves along.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "identity/accounts.h"
#include "services/call.h"
#include "services/entity/item_errors.h"
#include "services/entity/limits.h"
#include "services/entity/shown_rows.h"
#include "services/entity/validate.h"
#include "store/store.h"
#include "world/entities.h"

namespace adsbox::services {

/// Where the rows of deleted entities of a kind are.
[[nodiscard]] constexpr store::Kind deleted_kind(store::Kind kind) {
  return static_cast<store::Kind>(kind | 0x8000);
}

/// For the owner of entities (world/part.h): their kinds, and those that deleted ones move to.
[[nodiscard]] inline std::vector<store::Kind> with_deleted(std::vector<store::Kind> kinds) {
  for (std::size_t i = 0, n = kinds.size(); i < n; ++i) kinds.push_back(deleted_kind(kinds[i]));
  return kinds;
}

/// The kind of a type known at run time; see world::kind_of.
[[nodiscard]] inline store::Kind kind_of_type(TypeId type) {
  return schema::type_info(schema::type_info(type).root).number;
}

/// Under what the entities of a call live: an account, or an entity of the Description's first ancestor.
struct Parent {
  std::int64_t id = 0;
  std::int64_t account = 0;
};

/// The entities above the ones of a call, the nearest first: for keywords the ad group and the campaign.
class Ancestors {
 public:
  Ancestors() = default;
  explicit Ancestors(std::vector<box<object>> objects) : objects_(std::move(objects)) {}
  /// The ancestor of that type; nullptr when it is gone.
  template <class T>
  [[nodiscard]] const T* find() const {
    for (const auto& o : objects_)
      if (const T* t = o.as<T>()) return t;
    return nullptr;
  }
  /// The same inside a hook, where the Description's ancestors are there.
  template <class T>
  [[nodiscard]] const T& of() const {
    if (const T* t = find<T>()) return *t;
    throw std::logic_error("an entity without its parent");
  }

 private:
  std::vector<box<object>> objects_;
};

/// What a hook decides on.
struct Decision {
  Mode mode;
  const object& sent;       // as the request says it, without what a rule row has refused
  const object* stored;     // before the update; nullptr on add
  object& result;           // what will be stored: rules and defaults are applied, the hook may change it
  store::Reader& snapshot;  // sees what earlier items of the same call did
  world::World& world;      // for limits only
  const identity::AccountFacts& account;
  const Parent& parent;
  const Ancestors& ancestors;
  const object* request;  // where the operation hands it on, for members that say how to read its items
  DateTime now;
  Path path;  // of the item
  ItemErrors& errors;

  /// Reports that the item breaks a decision. `rule` without the type: "BudgetId.exists"; `field` below the item.
  ErrorValue& refuse(Error error, std::string_view rule, std::string_view field, std::string value, std::string bound,
                     std::string expected) const;
  /// Whether a member was refused already: what depends on it cannot be decided.
  [[nodiscard]] bool broken(std::string_view field) const { return errors.any() && errors.broken(Path{&path, field}.text()); }
  /// The same, or something inside it.
  [[nodiscard]] bool touched(std::string_view field) const { return errors.any() && errors.touched(Path{&path, field}.text()); }
};

/// What is told about an entity beyond what is stored.
struct Showing {
  const identity::AccountFacts& account;
  const Ancestors& ancestors;
  DateTime now;
  store::Reader& snapshot;
  box<object>& shared;  // what all entities of the answer may borrow, made by the first that needs it
  bool& passing;        // set where what is told will be another without any write, by the clock alone
};

/// An entity that is about to be deleted: a hook may refuse it.
struct Erasure {
  const object& stored;
  store::Reader& snapshot;
  const object* request;   // where the operation hands it on
  std::string_view field;  // that names it in the request
  ItemErrors& errors;
};

/// What a call did under one parent, before it is kept: a hook looks at all of it together, takes back what does not stand
/// without the rest, and adds what follows. Of entities that have no shares and nothing below them.
struct Settlement {
  struct Done {
    int index;
    std::int64_t id;
    const object& entity;
  };
  bool added;  // else deleted
  std::span<const Done> done;
  store::Writer& writer;
  const Parent& parent;
  const Ancestors& ancestors;
  DateTime now;
  /// Takes an item back and adds the error that says why; `field` is below the item, and for a delete not needed.
  std::function<void(const Done&, Error, std::string_view rule, std::string_view field, std::string value, std::string bound,
                     std::string expected)>
      refuse;
};

/// Which entities of a parent: `count` of them, after the first `skip` ones; only rows of these statuses when there are any.
struct Window {
  std::int64_t skip = 0;
  std::int64_t count = std::numeric_limits<std::int64_t>::max();
  std::span<const std::int32_t> statuses = {};
};

struct Description {
  TypeId type = 0;
  std::string_view list_name;    // root of field paths: "Campaigns"
  std::string_view id_sequence;  // the world's sequence that ids come from
  std::int64_t first_id = 1;
  /// Types of what such entities live under, the nearest first; empty: under an account.
  std::span<const TypeId> ancestors;
  std::string_view parent_name;                        // of the member that names the parent, of request or item: "CampaignId"
  std::int64_t (*parent_of)(const object&) = nullptr;  // where each item of an add or update names its own
  Error unknown_parent{};                              // of the whole call, or of the item that names it
  Error null_item{}, unknown_id{}, duplicate_id{};     // of items
  std::optional<Error> duplicate_item;                 // an id twice in an update; duplicate_id when there is none
  std::optional<Error> other_parent;                   // an id that lives elsewhere in the account; unknown_id when there is none
  std::optional<Error> other_type;                     // an update with another type of the family; unknown_id when there is none
  std::optional<Error> deleted_id;                     // an id that the parent had; unknown_id when there is none
  std::int64_t (*own_id)(const object&) = nullptr;     // an id that the entity has by what it is; 0: the sequence's next
  Error key_taken_on_add{}, key_taken_on_update{};
  std::optional<Error> key_twice;  // on add, taken by an earlier item of the call; key_taken_on_add when there is none
  Error (*key_error)(const object&, bool twice) = nullptr;  // on add, instead of these where it depends on the entity
  std::string_view key_field = "Name";                      // which an explanation of a taken key names
  std::string (*key)(const object&) = nullptr;              // natural key within the parent; empty = none
  std::int32_t (*status)(const object&) = nullptr;          // Row::status
  void (*decide)(Decision&) = nullptr;
  void (*show)(object&, const Showing&) = nullptr;  // completes what is told: values that are computed, not stored
  /// What is told is made of the entity, its ancestors and the account alone, or is passing: it may be kept for the next answer.
  bool keep_shown = false;
  void (*refuse_erase)(Erasure&) = nullptr;
  // What follows for other entities, in the same transaction; `before` is nullptr after an add.
  void (*saved)(store::Writer&, const object* before, const object& after, DateTime now) = nullptr;
  void (*erasing)(store::Writer&, std::int64_t id, DateTime now) = nullptr;  // while all is still there
  void (*settle)(Settlement&) = nullptr;                                     // once a parent, after all items of an add or delete
  /// How many there may be in the scope: of those that `counts` (nullptr: all), whose `group` is `of` (nullptr: all), both only
  /// for the scope parent, and whose Row::status is one of `statuses` (empty: all), which is known without decoding.
  enum class Scope : std::uint8_t { parent, account, customer };
  struct Limit {
    std::string_view name;
    bool (*counts)(const object&) = nullptr;
    Scope scope = Scope::parent;
    std::span<const TypeId> together = {};  // scopes account and customer: rows of these types count as well
    std::span<const std::int32_t> statuses = {};
    std::string_view (*group)(const object&) = nullptr;
    std::string_view of = {};
    [[nodiscard]] bool takes(const object& o) const {
      return (counts == nullptr || counts(o)) && (group == nullptr || group(o) == of);
    }
  };
  std::span<const Limit> limits;
  /// Under what an entity lives that is not under the call's parent (0: it is): portfolios of a whole customer.
  std::int64_t (*place)(const object&, const identity::AccountFacts&) = nullptr;
  /// Whose rows they are when it is not the type's family: objects of one type that live below several parents. 0 = the family's.
  TypeId rows = 0;
};

class EntityEngine {
 public:
  explicit EntityEngine(const Description& description);

  /// The parent that a request names, which must be of the call's account; the failure of the whole call otherwise.
  [[nodiscard]] std::expected<Parent, Failure> parent(Call& call, std::int64_t id) const;

  /// Ids in the order of the items, 0 where one failed. Items: nullptr = nil. Where items name their own parents
  /// (Description::parent_of), only the account of `parent` counts, here and in update().
  std::vector<std::int64_t> add(Call& call, const Parent& parent, std::span<const object* const> items,
                                std::vector<ErrorValue>& errors, const object* request = nullptr) const;
  /// The same inside a transaction of the caller's, who adds to many parents at once.
  std::vector<std::int64_t> add(store::Writer& w, Call& call, const Parent& parent, std::span<const object* const> items,
                                std::vector<ErrorValue>& errors) const;
  void update(Call& call, const Parent& parent, std::span<const object* const> items, std::vector<ErrorValue>& errors,
              const object* request = nullptr) const;
  void erase(Call& call, const Parent& parent, const list<opt<std::int64_t>>& ids, std::string_view ids_name,
             std::vector<ErrorValue>& errors, const object* request = nullptr) const;
  using Found = std::function<void(int, box<object>)>;
  /// Calls `found(position, object)` for each id that the parent has; the others become errors.
  void get(Call& call, const Parent& parent, const list<opt<std::int64_t>>& ids, std::string_view ids_name,
           std::vector<ErrorValue>& errors, const Found& found) const;
  /// Calls `found(object)` for each entity under the parent, in ascending id.
  void all(Call& call, const Parent& parent, const std::function<void(box<object>)>& found, Window window = {}) const;
  /// All entities under the parent as answers tell them: kept as long as nothing that they are made of has changed. Of kinds with
  /// Description::keep_shown.
  [[nodiscard]] std::shared_ptr<const ShownRows::Rows> shown(Call& call, const Parent& parent,
                                                             const ShownRows::View& view = {}) const;

  [[nodiscard]] Ancestors ancestors(store::Reader& r, std::int64_t parent_id) const;
  [[nodiscard]] store::Kind kind() const { return kind_; }

 private:
  struct Item;
  struct Counts;
  struct Place;
  class Places;
  class Shower;
  void mend(ShownRows::Rows& rows, const ShownRows::Rows& last, std::span<const std::int64_t> changed, const Parent& parent,
            Shower& shower, store::Reader& r) const;
  [[nodiscard]] std::vector<store::Row> rows_above(store::Reader& r, std::int64_t parent_id) const;
  [[nodiscard]] Ancestors decoded(const std::vector<store::Row>& above) const;
  [[nodiscard]] std::int64_t id_of(const object& o) const;
  /// The items of an add that are objects, checked by the rules.
  [[nodiscard]] std::vector<Item> prepare_all(const Call& call, std::span<const object* const> sent,
                                              std::vector<ErrorValue>& errors) const;
  void check(Item& item, const object* stored, Mode mode, const Call& call) const;
  /// What can be said about an update whose id is none that it could change.
  void check_alone(Item& item, const Call& call) const;
  /// What is right of the prepared items gets an id, and is stored. Whether anything was.
  bool insert(store::Writer& w, Call& call, const Parent& parent, std::vector<Item>& items, std::vector<std::int64_t>& ids,
              const object* request) const;
  void decide(Item& item, const object* stored, Mode mode, store::Reader& r, Call& call, const identity::AccountFacts& account,
              const Place& place, const object* request) const;
  /// `first_new`: the first id that this call took out of the sequence.
  void check_key(store::Reader& r, Item& item, const Place& place, const Parent& parent, std::int64_t own_id, Mode mode,
                 std::int64_t first_new) const;
  /// `of_parent`, `of_call`: counts of the parent's limits, and of the account's and customer's.
  [[nodiscard]] bool fits(Call& call, store::Reader& r, Item& item, const object* stored, const Parent& parent,
                          const identity::AccountFacts& account, Counts& of_parent, Counts& of_call) const;
  /// Tells the world by how many a call has made account and customer richer.
  void note_growth(Call& call, const identity::AccountFacts& account, Counts& of_call) const;
  static std::int64_t scope_of(const Description::Limit& limit, const identity::AccountFacts& account);
  void open_counts(const Call& call, Counts& counts) const;
  /// What of a scope counts; where counting exactly takes long, at least that, as long as it is less than `most`.
  [[nodiscard]] std::int64_t count(store::Reader& r, const Description::Limit& limit, const Parent& parent,
                                   const identity::AccountFacts& account, std::int64_t most) const;
  [[nodiscard]] std::int64_t count_parent(store::Reader& r, const Description::Limit& limit, const Parent& parent) const;
  [[nodiscard]] std::int64_t count_account(store::Reader& r, const Description::Limit& limit, std::int64_t account,
                                           bool exact) const;
  /// The row of an id under the parent; nothing, and an error, when there is none. `account`: also one that Description::place
  /// puts elsewhere. `reading`: a deleted id is as good as one that never was.
  [[nodiscard]] std::optional<store::Row> find(store::Reader& r, std::int64_t id, const Parent& parent, const std::string& field,
                                               ItemErrors& errors, const identity::AccountFacts* account = nullptr,
                                               bool reading = false) const;
  [[nodiscard]] std::int64_t place_of(const object& o, const Parent& parent, const identity::AccountFacts& account) const;
  void save(store::Writer& w, const Item& item, const object* stored, const Parent& parent, std::int64_t id, DateTime now) const;
  [[nodiscard]] std::string rule(std::string_view suffix) const;

  const Description& d_;
  TypeId root_;
  store::Kind kind_;
  std::uint16_t id_offset_;
};

/// Moves an entity's row, all rows below it, and its associations (services/association) to the deleted kinds.
void take_down(store::Writer& writer, TypeId type, const store::RowView& row, DateTime now);

/// The items of a request's list as the engine takes them.
template <class T>
std::vector<const object*> items_of(const list<box<T>>& l) {
  std::vector<const object*> out;
  out.reserve(l.size());
  for (const auto& b : l) out.push_back(b.get());
  return out;
}

}  // namespace adsbox::services
