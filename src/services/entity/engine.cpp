#include "services/entity/engine.h"

#include <algorithm>
#include <unordered_set>

#include "services/entity/fields.h"
#include "services/entity/merge.h"
#include "world/entities.h"

namespace adsbox::services {

/// One item of a request on its way into the store.
struct EntityEngine::Item {
  const object* sent;
  box<object> result;
  Path path;
  ItemErrors errors;
  std::string key;
};

ErrorValue& Decision::refuse(Error error, std::string_view rule, std::string_view field, std::string value, std::string bound,
                             std::string expected) const {
  std::string id(schema::text(schema::type_info(result.contract_type).name));
  (id += '.') += rule;
  return errors.add(error, std::move(id), Path{&path, field}.text(), std::move(value), std::move(bound), std::move(expected));
}

EntityEngine::EntityEngine(const Description& description)
    : d_(description),
      kind_(schema::type_info(schema::type_info(description.type).root).number),
      id_offset_(field_of(description.type, "Id").offset) {}

std::string EntityEngine::rule(std::string_view suffix) const {
  std::string s(schema::text(schema::type_info(d_.type).name));
  (s += '.') += suffix;
  return s;
}

std::int64_t EntityEngine::id_of(const object& o) const {
  return reinterpret_cast<const opt<std::int64_t>*>(reinterpret_cast<const char*>(&o) + id_offset_)->value_or(0);
}

bool EntityEngine::key_free(store::Reader& r, const Item& item, const Parent& parent, std::int64_t own_id, Mode mode) const {
  if (item.key.empty()) return true;
  std::int64_t other = 0;
  r.scan_key(kind_, parent.id, item.key, [&](const store::RowView& row) {
    if (row.id != own_id) other = row.id;
    return other == 0;
  });
  if (other == 0) return true;
  ItemErrors errors = item.errors;
  errors.add(mode == Mode::add ? d_.key_taken_on_add : d_.key_taken_on_update, rule("key.unique"), item.path.text(), item.key,
             "once in " + std::to_string(parent.id), "a name that no other has; " + std::to_string(other) + " has it");
  return false;
}

bool EntityEngine::fits(Call& call, store::Reader& r, const Item& item, const Parent& parent,
                        std::vector<std::optional<std::int64_t>>& counts) const {
  counts.resize(d_.limits.size());
  for (std::size_t i = 0; i < d_.limits.size(); ++i) {
    const auto& limit = d_.limits[i];
    if (limit.counts != nullptr && !limit.counts(*item.result)) continue;
    const auto& row = schema::find_limit(limit.name);
    const auto most = limit_of(call.world, row);
    if (!counts[i]) {
      if (limit.counts == nullptr) {
        counts[i] = r.count_parent(kind_, parent.id);
      } else {
        std::int64_t n = 0;
        r.scan_parent(kind_, parent.id, [&](const store::RowView& view) {
          n += limit.counts(*world::decode_body(view, kind_, schema::type_info(d_.type).root)) ? 1 : 0;
          return true;
        });
        counts[i] = n;
      }
    }
    if (*counts[i] >= most) {
      ItemErrors errors = item.errors;
      errors.add(static_cast<Error>(row.error), "limit." + std::string(limit.name), item.path.text(), std::to_string(*counts[i]),
                 std::to_string(most), "at most " + std::to_string(most) + " under " + std::to_string(parent.id));
      return false;
    }
  }
  for (std::size_t i = 0; i < d_.limits.size(); ++i)
    if (counts[i] && (d_.limits[i].counts == nullptr || d_.limits[i].counts(*item.result))) ++*counts[i];
  return true;
}

void EntityEngine::save(store::Writer& w, const Item& item, const Parent& parent, std::int64_t id, DateTime now) const {
  const std::int32_t status = d_.status == nullptr ? 0 : d_.status(*item.result);
  world::save_object(w, {id, parent.account, parent.id, status, now.ticks(), item.key, {}}, *item.result);
}

namespace {

void sort_by_index(std::vector<ErrorValue>& errors) {
  std::ranges::stable_sort(errors, {}, &ErrorValue::index);
}

}  // namespace

std::vector<std::int64_t> EntityEngine::add(Call& call, const Parent& parent, std::span<const object* const> items,
                                            std::vector<ErrorValue>& errors) const {
  std::vector<std::int64_t> ids(items.size());
  std::vector<Item> good;
  good.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    const int index = static_cast<int>(i);
    Item item{items[i], {}, {nullptr, d_.list_name, index}, {errors, index}, {}};
    if (item.sent == nullptr) {
      item.errors.add(d_.null_item, rule("nil"), item.path.text(), "(nil)", "", "an object");
      continue;
    }
    validate(*item.sent, nullptr, {.mode = Mode::add, .account_header = call.customer_account_id}, item.path, item.errors);
    if (item.errors.any()) continue;
    item.result = box<object>(clone_object(item.sent));
    complete_new(*item.result);
    good.push_back(std::move(item));
  }
  const auto account = identity::find_account(call.world, parent.account);
  if (!good.empty() && account != nullptr)
    call.world.store().write([&](store::Writer& w) {
      bool any = false;
      std::vector<std::optional<std::int64_t>> counts;
      for (auto& item : good) {
        Decision decision{Mode::add,  *item.sent, nullptr,  *item.result, w,
                          call.world, *account,   call.now, item.path,    item.errors};
        if (d_.decide != nullptr) d_.decide(decision);
        if (item.errors.any()) continue;
        if (d_.key != nullptr) item.key = d_.key(*item.result);
        if (!key_free(w, item, parent, 0, Mode::add) || !fits(call, w, item, parent, counts)) continue;
        const auto id = w.next_id(d_.id_sequence, d_.first_id);
        *reinterpret_cast<opt<std::int64_t>*>(reinterpret_cast<char*>(item.result.get()) + id_offset_) = id;
        save(w, item, parent, id, call.now);
        ids[static_cast<std::size_t>(item.path.index)] = id;
        any = true;
      }
      return any;
    });
  sort_by_index(errors);
  return ids;
}

void EntityEngine::update(Call& call, const Parent& parent, std::span<const object* const> items,
                          std::vector<ErrorValue>& errors) const {
  std::unordered_set<std::int64_t> seen;
  const auto account = identity::find_account(call.world, parent.account);
  if (account == nullptr) return;
  call.world.store().write([&](store::Writer& w) {
    bool any = false;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const int index = static_cast<int>(i);
      Item item{items[i], {}, {nullptr, d_.list_name, index}, {errors, index}, {}};
      if (item.sent == nullptr) {
        item.errors.add(d_.null_item, rule("nil"), item.path.text(), "(nil)", "", "an object");
        continue;
      }
      const auto id = id_of(*item.sent);
      const auto id_path = Path{&item.path, "Id"};
      const auto row = id > 0 ? w.get(kind_, id) : std::nullopt;
      if (!row || row->parent != parent.id) {
        item.errors.add(d_.unknown_id, rule("Id.exists"), id_path.text(), std::to_string(id), "",
                        "the id of one under " + std::to_string(parent.id));
        continue;
      }
      if (!seen.insert(id).second) {
        item.errors.add(d_.duplicate_id, rule("Id.once"), id_path.text(), std::to_string(id), "once a call", "each id once");
        continue;
      }
      const auto stored = world::decode_body(row->view(), kind_, schema::type_info(d_.type).root);
      if (stored->contract_type != item.sent->contract_type) {
        item.errors.add(d_.unknown_id, rule("Type.same"), item.path.text(), std::to_string(id),
                        std::string(schema::text(schema::type_info(stored->contract_type).name)), "an object of the stored type");
        continue;
      }
      validate(*item.sent, stored.get(), {.mode = Mode::update, .account_header = call.customer_account_id}, item.path,
               item.errors);
      if (item.errors.any()) continue;
      item.result = stored;
      merge_update(*item.result, *item.sent);
      Decision decision{Mode::update, *item.sent, stored.get(), *item.result, w,
                        call.world,   *account,   call.now,     item.path,    item.errors};
      if (d_.decide != nullptr) d_.decide(decision);
      if (item.errors.any()) continue;
      if (d_.key != nullptr) item.key = d_.key(*item.result);
      if (item.key != row->key && !key_free(w, item, parent, id, Mode::update)) continue;
      save(w, item, parent, id, call.now);
      any = true;
    }
    return any;
  });
  sort_by_index(errors);
}

void EntityEngine::erase(Call& call, const Parent& parent, const list<opt<std::int64_t>>& ids, std::string_view ids_name,
                         std::vector<ErrorValue>& errors) const {
  std::unordered_set<std::int64_t> seen;
  call.world.store().write([&](store::Writer& w) {
    bool any = false;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const int index = static_cast<int>(i);
      const Path path{nullptr, ids_name, index};
      ItemErrors item(errors, index);
      const auto id = ids[i].value_or(0);
      if (id > 0 && !seen.insert(id).second) {
        item.add(d_.duplicate_id, rule("Id.once"), path.text(), std::to_string(id), "once a call", "each id once");
        continue;
      }
      const auto row = id > 0 ? w.get(kind_, id) : std::nullopt;
      if (!row || row->parent != parent.id) {
        item.add(d_.unknown_id, rule("Id.exists"), path.text(), std::to_string(id), "",
                 "the id of one under " + std::to_string(parent.id));
        continue;
      }
      w.erase(kind_, id);
      auto gone = row->view();
      gone.modified = call.now.ticks();
      w.put(deleted_kind(kind_), gone);
      if (d_.deleted != nullptr) d_.deleted(w, id);
      any = true;
    }
    return any;
  });
}

void EntityEngine::get(Call& call, const Parent& parent, const list<opt<std::int64_t>>& ids, std::string_view ids_name,
                       std::vector<ErrorValue>& errors, const std::function<void(int, box<object>)>& found) const {
  call.world.store().read([&](store::Reader& r) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const int index = static_cast<int>(i);
      const auto id = ids[i].value_or(0);
      const auto row = id > 0 ? r.get(kind_, id) : std::nullopt;
      if (row && row->parent == parent.id) {
        found(index, world::decode_body(row->view(), kind_, schema::type_info(d_.type).root));
        continue;
      }
      ItemErrors(errors, index)
          .add(d_.unknown_id, rule("Id.exists"), Path{nullptr, ids_name, index}.text(), std::to_string(id), "",
               "the id of one under " + std::to_string(parent.id));
    }
  });
}

}  // namespace adsbox::services
