// The engine's adds, updates and deletes.
#include <algorithm>
#include <unordered_set>

#include "services/association/relations.h"
#include "services/entity/engine_item.h"
#include "services/entity/fields.h"
#include "services/entity/merge.h"

namespace adsbox::services {

void EntityEngine::check(Item& item, const object* stored, Mode mode, const Call& call) const {
  const ValidateOptions options{.mode = mode, .account_header = call.customer_account_id};
  validate(*item.sent, stored, options, item.path, item.errors);
  if (item.errors.any()) item.cleaned = without_refused(*item.sent, stored, options);
}

void EntityEngine::check_alone(Item& item, const Call& call) const {
  // Only the item's own members: what objects inside it must bring depends on what is stored.
  validate(*item.sent, nullptr, {.mode = Mode::update, .account_header = call.customer_account_id, .shallow = true}, item.path,
           item.errors);
}

void EntityEngine::decide(Item& item, const object* stored, Mode mode, store::Reader& r, Call& call,
                          const identity::AccountFacts& account, const Place& place, const object* request) const {
  item.result = box<object>(clone_object(stored == nullptr ? &item.heard() : stored));
  if (stored == nullptr)
    complete_new(*item.result);
  else
    merge_update(*item.result, item.heard());
  Decision decision{mode,         item.heard(), stored,  *item.result, r,         call.world, account,
                    place.parent, place.above,  request, call.now,     item.path, item.errors};
  if (d_.decide != nullptr) d_.decide(decision);
  if (d_.key != nullptr && !decision.broken(d_.key_field)) item.key = d_.key(*item.result);
}

void EntityEngine::check_key(store::Reader& r, Item& item, const Place& place, const Parent& parent, std::int64_t own_id,
                             Mode mode, std::int64_t first_new) const {
  if (item.key.empty()) return;
  std::int64_t other = 0;
  if (place.all_keys) {
    if (const auto it = place.all_keys->find(item.key); it != place.all_keys->end()) other = it->second;
  } else {
    r.scan_key(kind_, parent.id, item.key, [&](const store::RowView& row) {
      if (row.id != own_id) other = row.id;
      return other == 0;
    });
  }
  if (other == 0) return;
  const bool twice = first_new != 0 && other >= first_new;
  item.errors.add(mode == Mode::update      ? d_.key_taken_on_update
                  : d_.key_error != nullptr ? d_.key_error(*item.result, twice)
                  : twice && d_.key_twice   ? *d_.key_twice
                                            : d_.key_taken_on_add,
                  rule("key.unique"), Path{&item.path, d_.key_field}.text(), item.key, "once under " + std::to_string(parent.id),
                  "one that no other has; " + std::to_string(other) + " has it");
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

std::optional<EntityEngine::Item> EntityEngine::Item::open(const EntityEngine& engine, const Call& call,
                                                           std::span<const object* const> sent, std::size_t i,
                                                           std::vector<ErrorValue>& errors) {
  const int index = static_cast<int>(i);
  if (call.inject(index, errors)) return std::nullopt;
  Item item{sent[i], {}, {}, {nullptr, engine.d_.list_name, index}, {errors, index}, {}};
  if (item.sent != nullptr) return item;
  item.errors.add(engine.d_.null_item, engine.rule("nil"), item.path.text(), "(nil)", "not nil", "an object");
  return std::nullopt;
}

std::vector<EntityEngine::Item> EntityEngine::prepare_all(const Call& call, std::span<const object* const> sent,
                                                          std::vector<ErrorValue>& errors) const {
  std::vector<Item> items;
  items.reserve(sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) {
    auto item = Item::open(*this, call, sent, i, errors);
    if (!item) continue;
    check(*item, nullptr, Mode::add, call);
    items.push_back(std::move(*item));
  }
  return items;
}

bool EntityEngine::insert(store::Writer& w, Call& call, const Parent& parent, std::vector<Item>& items,
                          std::vector<std::int64_t>& ids, const object* request) const {
  const auto account = identity::find_account(call.world, parent.account);
  if (account == nullptr) return false;
  Places places(*this, parent);
  bool any = false;
  std::int64_t first_new = 0;
  constexpr std::size_t many = 100;
  for (auto& item : items) {
    auto* const place = places.of(w, item.path, *item.sent, item.errors);
    if (place == nullptr) continue;
    if (items.size() >= many && d_.place == nullptr) place->expect_many(w, kind_);
    decide(item, nullptr, Mode::add, w, call, *account, *place, request);
    const Parent at{place_of(*item.result, place->parent, *account), parent.account};
    check_key(w, item, *place, at, 0, Mode::add, first_new);
    if (item.errors.any() || !fits(call, w, item, nullptr, at, *account, place->counts, places.counts())) continue;
    auto id = d_.own_id == nullptr ? 0 : d_.own_id(*item.result);
    if (id == 0) {
      id = w.next_id(d_.id_sequence, d_.first_id);
      if (first_new == 0) first_new = id;
    }
    *reinterpret_cast<opt<std::int64_t>*>(reinterpret_cast<char*>(item.result.get()) + id_offset_) = id;
    save(w, item, nullptr, at, id, call.now);
    if (place->all_keys) place->all_keys->emplace(item.key, id);
    ids[static_cast<std::size_t>(item.path.index)] = id;
    if (d_.settle != nullptr)
      place->done.push_back({item.path.index, id, *item.result});
    else
      item.result.reset();  // the next item's takes its place in memory
    any = true;
  }
  note_growth(call, *account, places.counts());
  if (d_.settle == nullptr) return any;
  places.each([&](Place& place) {
    if (place.done.empty()) return;
    Settlement settlement{true, place.done, w, place.parent, place.above, call.now, {}};
    settlement.refuse = [&](const Settlement::Done& done, Error error, std::string_view suffix, std::string_view field,
                            std::string value, std::string bound, std::string expected) {
      w.erase(kind_, done.id);
      ids[static_cast<std::size_t>(done.index)] = 0;
      auto& item = *std::ranges::find(items, done.index, [](const Item& i) { return i.path.index; });
      item.errors.add(error, rule(suffix), Path{&item.path, field}.text(), std::move(value), std::move(bound),
                      std::move(expected));
    };
    d_.settle(settlement);
  });
  return any;
}

std::vector<std::int64_t> EntityEngine::add(Call& call, const Parent& parent, std::span<const object* const> sent,
                                            std::vector<ErrorValue>& errors, const object* request) const {
  std::vector<std::int64_t> ids(sent.size());
  auto items = prepare_all(call, sent, errors);  // before the transaction: others may write meanwhile
  if (!items.empty()) call.world.store().write([&](store::Writer& w) { return insert(w, call, parent, items, ids, request); });
  sort_by_index(errors);
  return ids;
}

std::vector<std::int64_t> EntityEngine::add(store::Writer& w, Call& call, const Parent& parent,
                                            std::span<const object* const> sent, std::vector<ErrorValue>& errors) const {
  std::vector<std::int64_t> ids(sent.size());
  if (auto items = prepare_all(call, sent, errors); !items.empty()) insert(w, call, parent, items, ids, nullptr);
  sort_by_index(errors);
  return ids;
}

void EntityEngine::update(Call& call, const Parent& parent, std::span<const object* const> sent, std::vector<ErrorValue>& errors,
                          const object* request) const {
  std::unordered_set<std::int64_t> seen;
  const auto account = identity::find_account(call.world, parent.account);
  if (account == nullptr) return;
  call.world.store().write([&](store::Writer& w) {
    Places places(*this, parent);
    bool any = false;
    for (std::size_t i = 0; i < sent.size(); ++i) {
      auto opened = Item::open(*this, call, sent, i, errors);
      if (!opened) continue;
      auto& item = *opened;
      auto* const place = places.of(w, item.path, *item.sent, item.errors);
      if (place == nullptr) {
        check_alone(item, call);
        continue;
      }
      const auto id = id_of(*item.sent);
      const auto id_field = Path{&item.path, "Id"}.text();
      if (id > 0 && !seen.insert(id).second) {
        item.errors.add(d_.duplicate_item.value_or(d_.duplicate_id), rule("Id.once"), id_field, std::to_string(id), "once a call",
                        "each id once");
        check_alone(item, call);
        continue;
      }
      if (id == 0) check_alone(item, call);  // a row says which error a missing id is
      const auto row = find(w, id, place->parent, id_field, item.errors, account.get());
      if (!row) {
        check_alone(item, call);
        continue;
      }
      const Parent at{row->parent, row->account};
      const auto stored = world::decode_body(row->view(), kind_, root_);
      if (stored->contract_type != item.sent->contract_type) {
        const std::string type(schema::text(schema::type_info(stored->contract_type).name));
        item.errors.add(d_.other_type.value_or(d_.unknown_id), rule("Type.same"), item.path.text(), std::to_string(id), type,
                        "a " + type);
        continue;
      }
      check(item, stored.get(), Mode::update, call);
      decide(item, stored.get(), Mode::update, w, call, *account, *place, request);
      if (item.key != row->key) check_key(w, item, *place, at, id, Mode::update, 0);
      if (item.errors.any() || !fits(call, w, item, stored.get(), at, *account, place->counts, places.counts())) continue;
      save(w, item, stored.get(), at, id, call.now);
      any = true;
    }
    note_growth(call, *account, places.counts());
    return any;
  });
  sort_by_index(errors);
}

void EntityEngine::erase(Call& call, const Parent& parent, const list<opt<std::int64_t>>& ids, std::string_view ids_name,
                         std::vector<ErrorValue>& errors, const object* request) const {
  std::unordered_set<std::int64_t> seen;
  call.world.store().write([&](store::Writer& w) {
    bool any = false;
    std::vector<std::pair<store::Row, box<object>>> gone;  // what `done` is about
    std::vector<Settlement::Done> done;
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
      box<object> stored;
      if (d_.refuse_erase != nullptr || d_.settle != nullptr) stored = world::decode_body(row->view(), kind_, root_);
      if (d_.refuse_erase != nullptr) {
        const auto field = path.text();
        Erasure erasure{*stored, w, request, field, item};
        d_.refuse_erase(erasure);
        if (item.any()) continue;
      }
      if (d_.erasing != nullptr) d_.erasing(w, id, call.now);
      take_down(w, d_.rows == 0 ? d_.type : d_.rows, row->view(), call.now);
      any = true;
      if (d_.settle == nullptr) continue;
      done.push_back({index, id, *stored});
      gone.emplace_back(*row, std::move(stored));
    }
    if (done.empty()) return any;
    const auto above = ancestors(w, parent.id);
    Settlement settlement{false, done, w, parent, above, call.now, {}};
    settlement.refuse = [&](const Settlement::Done& one, Error error, std::string_view suffix, std::string_view,
                            std::string value, std::string bound, std::string expected) {
      w.erase(deleted_kind(kind_), one.id);
      w.put(kind_, gone[static_cast<std::size_t>(&one - done.data())].first.view());
      ItemErrors(errors, one.index)
          .add(error, rule(suffix), Path{nullptr, ids_name, one.index}.text(), std::move(value), std::move(bound),
               std::move(expected));
    };
    d_.settle(settlement);
    return any;
  });
  sort_by_index(errors);
}

}  // namespace adsbox::services
