#include "services/association/engine.h"

#include <algorithm>
#include <set>

#include "services/association/ordered.h"
#include "services/entity/counters.h"
#include "world/entities.h"

namespace adsbox::services {

std::string AssociationEngine::rule(std::string_view suffix) const {
  return std::string(d_.item_type) + "." + std::string(suffix);
}

bool AssociationEngine::exists(const Call& call, store::Reader& r, TypeId type, std::int64_t id, Error error,
                               std::string_view member, std::string_view field, ItemErrors& errors) const {
  const auto row = id > 0 ? r.get(kind_of_type(type), id) : std::nullopt;
  if (row && row->account == call.customer_account_id) return true;
  const std::string name(schema::text(schema::type_info(type).name));
  errors.add(error, rule(std::string(member) + ".exists"), std::string(field), std::to_string(id),
             "of account " + std::to_string(call.customer_account_id), "the id of a " + name + " of the account");
  return false;
}

std::optional<store::Row> AssociationEngine::find(store::Reader& r, std::int64_t owner, const std::string& key) const {
  std::optional<store::Row> found;
  r.scan_key(d_.relation.kind(), owner, key, [&](const store::RowView& row) {
    found.emplace(row);
    return false;
  });
  return found;
}

bool AssociationEngine::fits(Call& call, store::Reader& r, const Relation::Side& side, const std::string& key, const Path& path,
                             ItemErrors& errors) const {
  const auto full = [&](std::string_view name, std::int64_t have, std::string_view of) {
    const auto& row = schema::find_limit(name);
    const auto most = limit_of(call.world, row);
    if (have < most) return false;
    errors.add(static_cast<Error>(row.error), "limit." + std::string(name), path.text(), std::to_string(have),
               std::to_string(most), "at most " + std::to_string(most) + " " + std::string(of));
    return true;
  };
  std::int64_t owners = 0;
  r.scan_key_anywhere(d_.relation.kind(), key, [&](const store::RowView&) {
    ++owners;
    return true;
  });
  if (full(d_.entity_limit, owners, "an entity")) return false;
  if (side.account_limit.empty()) return true;
  const auto most = limit_of(call.world, schema::find_limit(side.account_limit));
  const auto count = [&] {
    std::int64_t n = 0;
    r.scan_account(d_.relation.kind(), call.customer_account_id, 0, [&](const store::RowView& row) {
      n += row.status == side.number ? 1 : 0;
      return true;
    });
    return n;
  };
  auto& counters = call.world.attached<Counters>();
  if (full(side.account_limit, counters.at_most(side.account_limit, call.customer_account_id, most, count), "an account"))
    return false;
  counters.grow(side.account_limit, call.customer_account_id);
  return true;
}

void AssociationEngine::each(Call& call, const Relation::Side& side, std::span<const std::optional<Association>> items,
                             std::vector<ErrorValue>& errors, const Apply& apply) const {
  std::set<std::pair<std::int64_t, std::int64_t>> seen;
  call.world.store().write([&](store::Writer& w) {
    bool any = false;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const int index = static_cast<int>(i);
      if (call.inject(index, errors)) continue;
      const Path path{nullptr, d_.list_name, index};
      ItemErrors item(errors, index);
      if (!items[i]) {
        item.add(d_.null_item, rule("nil"), path.text(), "(nil)", "not nil", "an object");
        continue;
      }
      const auto& a = *items[i];
      (void)exists(call, w, d_.relation.owner, a.owner, d_.unknown_owner, d_.owner_field, Path{&path, d_.owner_field}.text(),
                   item);
      (void)exists(call, w, side.type, a.entity, d_.unknown_entity, d_.entity_field, Path{&path, d_.entity_field}.text(), item);
      if (item.any()) continue;
      if (!seen.emplace(a.owner, a.entity).second) {
        item.add(d_.duplicate, rule("once"), path.text(), std::to_string(a.owner) + " on " + std::to_string(a.entity),
                 "once a call", "each association once");
        continue;
      }
      any = apply(w, a, association_key(side.number, a.entity), path, item) || any;
    }
    return any;
  });
}

void AssociationEngine::set(Call& call, std::int32_t side_number, std::span<const std::optional<Association>> items,
                            std::vector<ErrorValue>& errors) const {
  const auto& side = d_.relation.side(side_number);
  each(call, side, items, errors,
       [&](store::Writer& w, const Association& a, const std::string& key, const Path& path, ItemErrors& item) {
         if (find(w, a.owner, key) || !fits(call, w, side, key, path, item)) return false;
         const box<object> record(create_object(d_.relation.rows));
         const auto id = w.next_id(d_.id_sequence, 1);
         world::save_object(w, {id, call.customer_account_id, a.owner, side.number, call.now.ticks(), key, {}}, *record);
         return true;
       });
}

void AssociationEngine::erase(Call& call, std::int32_t side_number, std::span<const std::optional<Association>> items,
                              std::vector<ErrorValue>& errors) const {
  each(call, d_.relation.side(side_number), items, errors,
       [&](store::Writer& w, const Association& a, const std::string& key, const Path& path, ItemErrors& item) {
         auto row = find(w, a.owner, key);
         if (!row) {
           item.add(d_.missing, rule("exists"), path.text(), std::to_string(a.owner) + " on " + std::to_string(a.entity),
                    "an association that was set", "one that exists");
           return false;
         }
         end_association(w, d_.relation, std::move(*row), call.now);
         return true;
       });
}

void AssociationEngine::by_entities(Call& call, std::int32_t side_number, const list<opt<std::int64_t>>& ids,
                                    std::string_view ids_name, std::vector<ErrorValue>& errors, const Found& found) const {
  const auto& side = d_.relation.side(side_number);
  call.world.store().read([&](store::Reader& r) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const int index = static_cast<int>(i);
      if (call.inject(index, errors)) continue;
      ItemErrors item(errors, index);
      const auto id = ids[i].value_or(0);
      if (!exists(call, r, side.type, id, d_.unknown_entity, d_.entity_field, Path{nullptr, ids_name, index}.text(), item))
        continue;
      std::vector<std::int64_t> owners;
      r.scan_key_anywhere(d_.relation.kind(), association_key(side.number, id), [&](const store::RowView& row) {
        owners.push_back(row.parent);
        return true;
      });
      std::ranges::sort(owners);
      for (const auto owner : owners) found({owner, id});
    }
  });
}

void AssociationEngine::by_owners(Call& call, std::int32_t side_number, const list<opt<std::int64_t>>& ids,
                                  std::string_view ids_name, Window window, std::vector<ErrorValue>& errors,
                                  const Found& found) const {
  const auto& side = d_.relation.side(side_number);
  std::vector<std::int64_t> owners;
  call.world.store().read([&](store::Reader& r) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const int index = static_cast<int>(i);
      if (call.inject(index, errors)) continue;
      ItemErrors item(errors, index);
      const auto id = ids[i].value_or(0);
      if (exists(call, r, d_.relation.owner, id, d_.unknown_owner, d_.owner_field, Path{nullptr, ids_name, index}.text(), item))
        owners.push_back(id);
    }
  });
  for (const auto owner : owners) {
    const auto entities = ordered_entities(call.world, d_.relation, side.number, owner);
    const auto size = static_cast<std::int64_t>(entities->size());
    const auto first = std::min(window.skip, size), last = first + std::min(window.count, size - first);
    for (auto i = first; i < last; ++i) found({owner, (*entities)[static_cast<std::size_t>(i)]});
    window.skip -= first;
    window.count -= last - first;
  }
}

}  // namespace adsbox::services
