#include "services/entity/engine.h"

#include <algorithm>
#include <unordered_set>

#include "services/association/relations.h"
#include "services/entity/counters.h"
#include "services/entity/fields.h"
#include "services/entity/merge.h"

namespace adsbox::services {

/// One item of a request on its way into the store.
struct EntityEngine::Item {
  const object* sent;
  box<object> cleaned;  // `sent` without what was refused, when something was
  box<object> result;
  Path path;
  ItemErrors errors;
  std::string key;

  [[nodiscard]] const object& heard() const { return cleaned ? *cleaned : *sent; }
};

/// How many of each limit there are, read once a call.
struct EntityEngine::Counts {
  std::vector<std::optional<std::int64_t>> known;
};

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
  std::vector<box<object>> objects;
  for (const TypeId type : d_.ancestors) {
    const auto row = r.get(kind_of_type(type), parent_id);
    if (!row) break;
    objects.push_back(world::decode_body(row->view(), kind_of_type(type), schema::type_info(type).root));
    parent_id = row->parent;
  }
  return Ancestors(std::move(objects));
}

bool EntityEngine::still_there(store::Reader& r, const Parent& parent, std::size_t items, std::vector<ErrorValue>& errors) const {
  if (d_.ancestors.empty() || r.get(kind_of_type(d_.ancestors[0]), parent.id)) return true;
  errors.clear();
  for (std::size_t i = 0; i < items; ++i)
    ItemErrors(errors, static_cast<int>(i))
        .add(d_.unknown_parent, rule(std::string(d_.parent_name) + ".exists"), std::string(d_.parent_name),
             std::to_string(parent.id), "", "the id of one that was not deleted");
  return false;
}

std::optional<store::Row> EntityEngine::find(store::Reader& r, std::int64_t id, const Parent& parent, const std::string& field,
                                             ItemErrors& errors, const identity::AccountFacts* account) const {
  auto row = id > 0 ? r.get(kind_, id) : std::nullopt;
  if (row && row->parent == parent.id) return row;
  if (row && account != nullptr && d_.place != nullptr &&
      place_of(*world::decode_body(row->view(), kind_, root_), parent, *account) == row->parent)
    return row;
  const bool elsewhere = row && row->account == parent.account && d_.other_parent;
  errors.add(elsewhere ? *d_.other_parent : d_.unknown_id, rule("Id.exists"), field, std::to_string(id),
             "under " + std::to_string(parent.id), "the id of one under " + std::to_string(parent.id));
  return std::nullopt;
}

std::int64_t EntityEngine::place_of(const object& o, const Parent& parent, const identity::AccountFacts& account) const {
  const auto elsewhere = d_.place == nullptr ? 0 : d_.place(o, account);
  return elsewhere == 0 ? parent.id : elsewhere;
}

void EntityEngine::prepare(Item& item, const object* stored, Mode mode, const Call& call) const {
  const ValidateOptions options{.mode = mode, .account_header = call.customer_account_id};
  validate(*item.sent, stored, options, item.path, item.errors);
  if (item.errors.any()) item.cleaned = without_refused(*item.sent, stored, options);
  if (stored == nullptr) {
    item.result = box<object>(clone_object(&item.heard()));
    complete_new(*item.result);
  } else {
    item.result = box<object>(clone_object(stored));
    merge_update(*item.result, item.heard());
  }
}

void EntityEngine::decide(Item& item, const object* stored, Mode mode, store::Reader& r, Call& call,
                          const identity::AccountFacts& account, const Parent& parent, const Ancestors& above,
                          const object* request) const {
  Decision decision{mode,   item.heard(), stored,  *item.result, r,         call.world, account,
                    parent, above,        request, call.now,     item.path, item.errors};
  if (d_.decide != nullptr) d_.decide(decision);
  if (d_.key != nullptr && !decision.broken(d_.key_field)) item.key = d_.key(*item.result);
}

void EntityEngine::check_key(store::Reader& r, Item& item, const Parent& parent, std::int64_t own_id, Mode mode,
                             std::int64_t first_new) const {
  if (item.key.empty()) return;
  std::int64_t other = 0;
  r.scan_key(kind_, parent.id, item.key, [&](const store::RowView& row) {
    if (row.id != own_id) other = row.id;
    return other == 0;
  });
  if (other == 0) return;
  const bool twice = d_.key_twice && first_new != 0 && other >= first_new;
  item.errors.add(twice               ? *d_.key_twice
                  : mode == Mode::add ? d_.key_taken_on_add
                                      : d_.key_taken_on_update,
                  rule("key.unique"), Path{&item.path, d_.key_field}.text(), item.key, "once under " + std::to_string(parent.id),
                  "one that no other has; " + std::to_string(other) + " has it");
}

std::int64_t EntityEngine::count(store::Reader& r, const Description::Limit& limit, const Parent& parent,
                                 const identity::AccountFacts& facts) const {
  using customer_management::AdvertiserAccount;
  switch (limit.scope) {
    case Description::Scope::account: {
      std::int64_t n = r.count_account(kind_, facts.id);
      for (const TypeId type : limit.together) n += r.count_account(kind_of_type(type), facts.id);
      return n;
    }
    case Description::Scope::customer: {
      std::int64_t n = 0;
      r.scan_parent(world::kind_of<AdvertiserAccount>(), facts.customer_id, [&](const store::RowView& row) {
        n += r.count_account(kind_, row.id);
        return true;
      });
      return n;
    }
    case Description::Scope::parent:
      break;
  }
  if (limit.counts == nullptr) return r.count_parent(kind_, parent.id);
  std::int64_t n = 0;
  r.scan_parent(kind_, parent.id, [&](const store::RowView& view) {
    n += limit.counts(*world::decode_body(view, kind_, root_)) ? 1 : 0;
    return true;
  });
  return n;
}

bool EntityEngine::fits(Call& call, store::Reader& r, Item& item, const object* stored, const Parent& parent,
                        const identity::AccountFacts& account, Counts& counts) const {
  counts.known.resize(d_.limits.size());
  const auto scope = [&](const Description::Limit& limit) {
    return limit.scope == Description::Scope::customer ? account.customer_id : account.id;
  };
  const auto grows = [&](const Description::Limit& limit, const object* o) {
    return o != nullptr && (limit.counts == nullptr || limit.counts(*o));
  };
  for (std::size_t i = 0; i < d_.limits.size(); ++i) {
    const auto& limit = d_.limits[i];
    if (!grows(limit, item.result.get()) || grows(limit, stored)) continue;
    const auto& row = schema::find_limit(limit.name);
    const auto most = limit_of(call.world, row);
    const auto read = [&] { return count(r, limit, parent, account); };
    if (limit.scope == Description::Scope::parent && !counts.known[i]) counts.known[i] = read();
    const std::int64_t have =
        counts.known[i] ? *counts.known[i] : call.world.attached<Counters>().at_most(limit.name, scope(limit), most, read);
    if (have < most) continue;
    counts.known[i] = have;  // exact: what is full is not counted again for each item
    item.errors.add(static_cast<Error>(row.error), "limit." + std::string(limit.name), item.path.text(), std::to_string(have),
                    std::to_string(most), "at most " + std::to_string(most));
    return false;
  }
  for (std::size_t i = 0; i < d_.limits.size(); ++i) {
    const auto& limit = d_.limits[i];
    const int step = (grows(limit, item.result.get()) ? 1 : 0) - (grows(limit, stored) ? 1 : 0);
    if (limit.scope != Description::Scope::parent && step > 0) call.world.attached<Counters>().grow(limit.name, scope(limit));
    if (counts.known[i]) *counts.known[i] += step;
  }
  return true;
}

void EntityEngine::save(store::Writer& w, const Item& item, const object* stored, const Parent& parent, std::int64_t id,
                        DateTime now) const {
  const std::int32_t status = d_.status == nullptr ? 0 : d_.status(*item.result);
  world::save_object(w, kind_, {id, parent.account, parent.id, status, now.ticks(), item.key, {}}, *item.result);
  keep_shares(w, root_, stored, *item.result, {id, parent.account, now});
  if (d_.saved != nullptr) d_.saved(w, stored, *item.result, now);
}

namespace {

void sort_by_index(std::vector<ErrorValue>& errors) {
  std::ranges::stable_sort(errors, {}, &ErrorValue::index);
}

}  // namespace

std::vector<EntityEngine::Item> EntityEngine::prepare_all(const Call& call, std::span<const object* const> sent,
                                                          std::vector<ErrorValue>& errors) const {
  std::vector<Item> items;
  items.reserve(sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const int index = static_cast<int>(i);
    if (call.inject(index, errors)) continue;
    Item item{sent[i], {}, {}, {nullptr, d_.list_name, index}, {errors, index}, {}};
    if (item.sent == nullptr) {
      item.errors.add(d_.null_item, rule("nil"), item.path.text(), "(nil)", "not nil", "an object");
      continue;
    }
    prepare(item, nullptr, Mode::add, call);
    items.push_back(std::move(item));
  }
  return items;
}

bool EntityEngine::insert(store::Writer& w, Call& call, const Parent& parent, std::vector<Item>& items,
                          std::vector<std::int64_t>& ids, std::vector<ErrorValue>& errors) const {
  const auto account = identity::find_account(call.world, parent.account);
  if (account == nullptr || !still_there(w, parent, ids.size(), errors)) return false;
  const auto above = ancestors(w, parent.id);
  bool any = false;
  std::int64_t first_new = 0;
  Counts counts;
  for (auto& item : items) {
    decide(item, nullptr, Mode::add, w, call, *account, parent, above, nullptr);
    const Parent at{place_of(*item.result, parent, *account), parent.account};
    check_key(w, item, at, 0, Mode::add, first_new);
    if (item.errors.any() || !fits(call, w, item, nullptr, at, *account, counts)) continue;
    const auto id = w.next_id(d_.id_sequence, d_.first_id);
    *reinterpret_cast<opt<std::int64_t>*>(reinterpret_cast<char*>(item.result.get()) + id_offset_) = id;
    if (first_new == 0) first_new = id;
    save(w, item, nullptr, at, id, call.now);
    ids[static_cast<std::size_t>(item.path.index)] = id;
    any = true;
  }
  return any;
}

std::vector<std::int64_t> EntityEngine::add(Call& call, const Parent& parent, std::span<const object* const> sent,
                                            std::vector<ErrorValue>& errors) const {
  std::vector<std::int64_t> ids(sent.size());
  auto items = prepare_all(call, sent, errors);  // before the transaction: others may write meanwhile
  if (!items.empty()) call.world.store().write([&](store::Writer& w) { return insert(w, call, parent, items, ids, errors); });
  sort_by_index(errors);
  return ids;
}

std::vector<std::int64_t> EntityEngine::add(store::Writer& w, Call& call, const Parent& parent,
                                            std::span<const object* const> sent, std::vector<ErrorValue>& errors) const {
  std::vector<std::int64_t> ids(sent.size());
  if (auto items = prepare_all(call, sent, errors); !items.empty()) insert(w, call, parent, items, ids, errors);
  sort_by_index(errors);
  return ids;
}

void EntityEngine::update(Call& call, const Parent& parent, std::span<const object* const> sent, std::vector<ErrorValue>& errors,
                          const object* request) const {
  std::unordered_set<std::int64_t> seen;
  const auto account = identity::find_account(call.world, parent.account);
  if (account == nullptr) return;
  call.world.store().write([&](store::Writer& w) {
    if (!still_there(w, parent, sent.size(), errors)) return false;
    const auto above = ancestors(w, parent.id);
    bool any = false;
    Counts counts;
    for (std::size_t i = 0; i < sent.size(); ++i) {
      const int index = static_cast<int>(i);
      if (call.inject(index, errors)) continue;
      Item item{sent[i], {}, {}, {nullptr, d_.list_name, index}, {errors, index}, {}};
      if (item.sent == nullptr) {
        item.errors.add(d_.null_item, rule("nil"), item.path.text(), "(nil)", "not nil", "an object");
        continue;
      }
      const auto id = id_of(*item.sent);
      const auto id_field = Path{&item.path, "Id"}.text();
      if (id > 0 && !seen.insert(id).second) {
        item.errors.add(d_.duplicate_item.value_or(d_.duplicate_id), rule("Id.once"), id_field, std::to_string(id), "once a call",
                        "each id once");
        continue;
      }
      const auto row = find(w, id, parent, id_field, item.errors, account.get());
      if (!row) continue;
      const Parent at{row->parent, row->account};
      const auto stored = world::decode_body(row->view(), kind_, root_);
      if (stored->contract_type != item.sent->contract_type) {
        const std::string type(schema::text(schema::type_info(stored->contract_type).name));
        item.errors.add(d_.other_type.value_or(d_.unknown_id), rule("Type.same"), item.path.text(), std::to_string(id), type,
                        "a " + type);
        continue;
      }
      prepare(item, stored.get(), Mode::update, call);
      decide(item, stored.get(), Mode::update, w, call, *account, parent, above, request);
      if (item.key != row->key) check_key(w, item, at, id, Mode::update, 0);
      if (item.errors.any() || !fits(call, w, item, stored.get(), at, *account, counts)) continue;
      save(w, item, stored.get(), at, id, call.now);
      any = true;
    }
    return any;
  });
  sort_by_index(errors);
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

void EntityEngine::erase(Call& call, const Parent& parent, const list<opt<std::int64_t>>& ids, std::string_view ids_name,
                         std::vector<ErrorValue>& errors) const {
  std::unordered_set<std::int64_t> seen;
  call.world.store().write([&](store::Writer& w) {
    bool any = false;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const int index = static_cast<int>(i);
      if (call.inject(index, errors)) continue;
      const Path path{nullptr, ids_name, index};
      ItemErrors item(errors, index);
      const auto id = ids[i].value_or(0);
      if (id > 0 && !seen.insert(id).second) {
        item.add(d_.duplicate_id, rule("Id.once"), path.text(), std::to_string(id), "once a call", "each id once");
        continue;
      }
      const auto row = find(w, id, parent, path.text(), item);
      if (!row) continue;
      if (d_.refuse_erase != nullptr) {
        const auto stored = world::decode_body(row->view(), kind_, root_);
        const auto field = path.text();
        Erasure erasure{*stored, w, field, item};
        d_.refuse_erase(erasure);
        if (item.any()) continue;
      }
      if (d_.erasing != nullptr) d_.erasing(w, id, call.now);
      take_down(w, d_.rows == 0 ? d_.type : d_.rows, row->view(), call.now);
      any = true;
    }
    return any;
  });
}

void EntityEngine::get(Call& call, const Parent& parent, const list<opt<std::int64_t>>& ids, std::string_view ids_name,
                       std::vector<ErrorValue>& errors, const Found& found) const {
  const auto account = identity::find_account(call.world, parent.account);
  call.world.store().read([&](store::Reader& r) {
    const auto above = ancestors(r, parent.id);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const int index = static_cast<int>(i);
      if (call.inject(index, errors)) continue;
      ItemErrors item(errors, index);
      const auto row = find(r, ids[i].value_or(0), parent, Path{nullptr, ids_name, index}.text(), item);
      if (!row) continue;
      auto o = world::decode_body(row->view(), kind_, root_);
      if (d_.show != nullptr && account != nullptr) d_.show(*o, {*account, above, call.now, r});
      found(index, std::move(o));
    }
  });
}

void EntityEngine::all(Call& call, const Parent& parent, const std::function<void(box<object>)>& found, Window window) const {
  const auto account = identity::find_account(call.world, parent.account);
  call.world.store().read([&](store::Reader& r) {
    const auto above = ancestors(r, parent.id);
    std::int64_t position = 0;
    r.scan_parent(kind_, parent.id, [&](const store::RowView& row) {
      if (position++ < window.skip) return true;
      if (position - window.skip > window.count) return false;
      auto o = world::decode_body(row, kind_, root_);
      if (d_.show != nullptr && account != nullptr) d_.show(*o, {*account, above, call.now, r});
      found(std::move(o));
      return true;
    });
  });
}

}  // namespace adsbox::services
