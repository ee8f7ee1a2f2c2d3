#include "services/entity/engine.h"

#include <algorithm>

#include "services/association/relations.h"
#include "services/entity/engine_item.h"
#include "services/entity/fields.h"

namespace adsbox::services {

ErrorValue& Decision::refuse(Error error, std::string_view rule, std::string_view field, std::string value, std::string bound,
                             std::string expected) const {
  std::string id(schema::text(schema::type_info(result.contract_type).name));
  (id += '.') += rule;
  return errors.add(error, std::move(id), Path{&path, field}.text(), std::move(value), std::move(bound), std::move(expected));
}

EntityEngine::EntityEngine(const Description& description)
    : d_(description),
      root_(schema::type_info(description.type).root),
      kind_(kind_of_type(description.rows == 0 ? description.type : description.rows)),
      id_offset_(field_of(description.type, "Id").offset) {}

std::string EntityEngine::rule(std::string_view suffix) const {
  std::string s(schema::text(schema::type_info(d_.type).name));
  (s += '.') += suffix;
  return s;
}

std::int64_t EntityEngine::id_of(const object& o) const {
  return reinterpret_cast<const opt<std::int64_t>*>(reinterpret_cast<const char*>(&o) + id_offset_)->value_or(0);
}

std::expected<Parent, Failure> EntityEngine::parent(Call& call, std::int64_t id) const {
  if (d_.ancestors.empty()) return Parent{id, id};
  std::optional<store::Row> row;
  if (id > 0) call.world.store().read([&](store::Reader& r) { row = r.get(kind_of_type(d_.ancestors[0]), id); });
  if (row && row->account == call.customer_account_id) return Parent{id, row->account};
  return fail(
      FaultKind::operation, d_.unknown_parent,
      {rule(std::string(d_.parent_name) + ".exists"), std::string(d_.parent_name), std::to_string(id),
       "of account " + std::to_string(call.customer_account_id), "the id of one of the account's, which was not deleted"});
}

Ancestors EntityEngine::ancestors(store::Reader& r, std::int64_t parent_id) const {
  return decoded(rows_above(r, parent_id));
}

std::vector<store::Row> EntityEngine::rows_above(store::Reader& r, std::int64_t parent_id) const {
  std::vector<store::Row> rows;
  for (const TypeId type : d_.ancestors) {
    auto row = r.get(kind_of_type(type), parent_id);
    if (!row) break;
    parent_id = row->parent;
    rows.push_back(std::move(*row));
  }
  return rows;
}

Ancestors EntityEngine::decoded(const std::vector<store::Row>& rows) const {
  std::vector<box<object>> objects;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto type = d_.ancestors[i];
    objects.push_back(world::decode_body(rows[i].view(), kind_of_type(type), schema::type_info(type).root));
  }
  return Ancestors(std::move(objects));
}

std::optional<EntityEngine::Place> EntityEngine::Places::read(store::Reader& r, const Parent& parent) const {
  const auto& d = engine_.d_;
  if (d.ancestors.empty()) return Place{parent, {}, {}, {}};
  const auto row = parent.id > 0 ? r.get(kind_of_type(d.ancestors[0]), parent.id) : std::nullopt;
  if (!row || row->account != parent.account) return std::nullopt;
  return Place{parent, engine_.ancestors(r, parent.id), {}, {}};
}

EntityEngine::Place* EntityEngine::Places::of(store::Reader& r, const Path& path, const object& sent, ItemErrors& errors) {
  const auto& d = engine_.d_;
  const bool named = d.parent_of != nullptr;
  const Parent parent{named ? d.parent_of(sent) : given_.id, given_.account};
  auto it = known_.find(parent.id);
  if (it == known_.end()) it = known_.emplace(parent.id, read(r, parent)).first;
  if (it->second) return &*it->second;
  errors.add(d.unknown_parent, engine_.rule(std::string(d.parent_name) + ".exists"),
             Path{named ? &path : nullptr, d.parent_name}.text(), std::to_string(parent.id),
             "of account " + std::to_string(parent.account), "the id of one of the account's, which was not deleted");
  return nullptr;
}

std::optional<store::Row> EntityEngine::find(store::Reader& r, std::int64_t id, const Parent& parent, const std::string& field,
                                             ItemErrors& errors, const identity::AccountFacts* account, bool reading) const {
  auto row = id > 0 ? r.get(kind_, id) : std::nullopt;
  if (row && row->parent == parent.id) return row;
  if (row && account != nullptr && d_.place != nullptr &&
      place_of(*world::decode_body(row->view(), kind_, root_), parent, *account) == row->parent)
    return row;
  const bool elsewhere = row && row->account == parent.account && d_.other_parent;
  const auto gone = !row && id > 0 ? r.get(deleted_kind(kind_), id) : std::nullopt;
  const bool deleted = gone && gone->parent == parent.id;
  const auto error = elsewhere ? *d_.other_parent : deleted && d_.deleted_id && !reading ? *d_.deleted_id : d_.unknown_id;
  const std::string place = (!d_.ancestors.empty()         ? std::string(d_.parent_name)
                             : parent.id == parent.account ? std::string("account")
                                                           : std::string("customer")) +
                            " " + std::to_string(parent.id);
  std::string expected = "the id of one under " + place;
  if (deleted) expected += "; this one was deleted";
  // Whose rows are another account's is not told.
  if (row && row->account == parent.account) expected += "; this one is under " + std::to_string(row->parent);
  errors.add(error, rule("Id.exists"), field, std::to_string(id), "under " + place, std::move(expected));
  return std::nullopt;
}

std::int64_t EntityEngine::place_of(const object& o, const Parent& parent, const identity::AccountFacts& account) const {
  const auto elsewhere = d_.place == nullptr ? 0 : d_.place(o, account);
  return elsewhere == 0 ? parent.id : elsewhere;
}

void take_down(store::Writer& writer, TypeId type, const store::RowView& row, DateTime now) {
  const auto root = schema::type_info(type).root;
  end_associations(writer, root, row.id, now);
  for (const auto& below : schema::rule_book.children)
    if (below.parent == root) {
      const auto child = below.child;
      writer.scan_parent(kind_of_type(child), row.id, [&](const store::RowView& found) {
        take_down(writer, child, store::Row(found).view(), now);
        return true;
      });
    }
  const auto kind = kind_of_type(type);
  store::Row gone(row);
  gone.modified = now.ticks();
  writer.erase(kind, gone.id);
  writer.put(deleted_kind(kind), gone.view());
}

namespace {

/// What the answer borrows lives as long as the call.
void keep(Call& call, box<object> shared) {
  if (shared) call.kept_alive.push_back(std::make_shared<const box<object>>(std::move(shared)));
}

}  // namespace

void EntityEngine::get(Call& call, const Parent& parent, const list<opt<std::int64_t>>& ids, std::string_view ids_name,
                       std::vector<ErrorValue>& errors, const Found& found) const {
  const auto account = identity::find_account(call.world, parent.account);
  box<object> shared;
  bool passing = false;
  call.world.store().read([&](store::Reader& r) {
    const auto above = ancestors(r, parent.id);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const int index = static_cast<int>(i);
      if (call.inject(index, errors)) continue;
      ItemErrors item(errors, index);
      const auto row = find(r, ids[i].value_or(0), parent, Path{nullptr, ids_name, index}.text(), item, nullptr, true);
      if (!row) continue;
      auto o = world::decode_body(row->view(), kind_, root_);
      if (d_.show != nullptr && account != nullptr) d_.show(*o, {*account, above, call.now, r, shared, passing});
      found(index, std::move(o));
    }
  });
  keep(call, std::move(shared));
}

void EntityEngine::all(Call& call, const Parent& parent, const std::function<void(box<object>)>& found, Window window) const {
  if (d_.keep_shown && window.statuses.empty()) {
    const auto rows = shown(call, parent);
    const auto size = static_cast<std::int64_t>(rows->items.size());
    const auto first = std::min(window.skip, size), last = first + std::min(window.count, size - first);
    for (auto i = first; i < last; ++i) found(box<object>::borrow(**rows->items[static_cast<std::size_t>(i)]));
    call.kept_alive.push_back(rows);
    return;
  }
  const auto account = identity::find_account(call.world, parent.account);
  box<object> shared;
  bool passing = false;
  call.world.store().read([&](store::Reader& r) {
    const auto above = ancestors(r, parent.id);
    std::int64_t position = 0;
    r.scan_parent(kind_, parent.id, [&](const store::RowView& row) {
      if (!window.statuses.empty() && std::ranges::find(window.statuses, row.status) == window.statuses.end()) return true;
      if (position++ < window.skip) return true;
      if (position - window.skip > window.count) return false;
      auto o = world::decode_body(row, kind_, root_);
      if (d_.show != nullptr && account != nullptr) d_.show(*o, {*account, above, call.now, r, shared, passing});
      found(std::move(o));
      return true;
    });
  });
  keep(call, std::move(shared));
}

}  // namespace adsbox::services
