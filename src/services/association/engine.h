// The association engine: sets, deletes and reads the associations of a relation, as a description says. README.md beside this
// file tells what a new relation brings.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "services/association/relations.h"
#include "services/call.h"
#include "services/entity/engine.h"

namespace adsbox::services {

struct Association {
  std::int64_t owner = 0, entity = 0;
};

struct AssociationDescription {
  const Relation& relation;
  std::string_view item_type;                  // what names of rules begin with: "LabelAssociation"
  std::string_view list_name;                  // root of field paths: "LabelAssociations"
  std::string_view owner_field, entity_field;  // members of an item: "LabelId", "EntityId"
  std::string_view id_sequence;                // of the rows; never seen outside
  std::string_view entity_limit;               // a row `limit`: how many owners an entity may have
  Error null_item{};
  Error unknown_owner{}, unknown_entity{};  // an id that is none of the account's
  Error duplicate{};                        // twice in a call; one that exists already is left as it is
  Error missing{};                          // deletes what is not there
};

class AssociationEngine {
 public:
  explicit AssociationEngine(const AssociationDescription& description) : d_(description) {}

  /// Items: nothing = nil. `side`: of the relation, by its number.
  void set(Call& call, std::int32_t side, std::span<const std::optional<Association>> items,
           std::vector<ErrorValue>& errors) const;
  void erase(Call& call, std::int32_t side, std::span<const std::optional<Association>> items,
             std::vector<ErrorValue>& errors) const;

  using Found = std::function<void(const Association&)>;
  /// In the order of the entities, of each in ascending owner.
  void by_entities(Call& call, std::int32_t side, const list<opt<std::int64_t>>& ids, std::string_view ids_name,
                   std::vector<ErrorValue>& errors, const Found& found) const;
  /// In the order of the owners, of each in ascending entity: those in the window.
  void by_owners(Call& call, std::int32_t side, const list<opt<std::int64_t>>& ids, std::string_view ids_name, Window window,
                 std::vector<ErrorValue>& errors, const Found& found) const;

 private:
  struct Item;
  [[nodiscard]] std::string rule(std::string_view suffix) const;
  /// Whether the account has an entity of that type; an error when not.
  [[nodiscard]] bool exists(const Call& call, store::Reader& r, TypeId type, std::int64_t id, Error error,
                            std::string_view member, std::string_view field, ItemErrors& errors) const;
  [[nodiscard]] bool fits(Call& call, store::Reader& r, const Relation::Side& side, const std::string& key, const Path& path,
                          ItemErrors& errors) const;
  using Apply = std::function<bool(store::Writer&, const Association&, const std::string& key, const Path&, ItemErrors&)>;
  /// Both ends of each item are there, and no item is twice: `apply` them; true from it when it changed something.
  void each(Call& call, const Relation::Side& side, std::span<const std::optional<Association>> items,
            std::vector<ErrorValue>& errors, const Apply& apply) const;
  /// The row of an association.
  [[nodiscard]] std::optional<store::Row> find(store::Reader& r, std::int64_t owner, const std::string& key) const;

  const AssociationDescription& d_;
};

}  // namespace adsbox::services
