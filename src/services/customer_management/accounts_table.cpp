#include "services/customer_management/accounts_table.h"

#include <algorithm>
#include <cstring>

#include "adsbox/customer_management.h"
#include "services/entity/normalise.h"
#include "world/entities.h"

namespace adsbox::services {

using customer_management::AccountLifeCycleStatus;
using customer_management::AdvertiserAccount;
using Order = AccountSearch::Order;

bool TextTest::holds(std::string_view folded) const {
  return std::ranges::any_of(any_of, [&](const std::string& wanted) {
    return how == How::equals ? folded == wanted : how == How::begins ? folded.starts_with(wanted) : folded.contains(wanted);
  });
}

void TextColumn::set(std::uint32_t slot, std::string_view text) {
  if (places_.size() <= slot) places_.resize(std::size_t{slot} + 1, 0xffffffff);
  if (places_[slot] != 0xffffffff && at(slot) == text) return;
  if (pieces_.size() > 64 && pieces_.size() > 2 * places_.size()) pack();
  places_[slot] = static_cast<std::uint32_t>(pieces_.size());
  pieces_.push_back({static_cast<std::uint32_t>(bytes_.size()), slot});
  bytes_ += text;
  bytes_ += '\0';
}

std::string_view TextColumn::at(std::uint32_t slot) const {
  const auto piece = places_[slot];
  const auto end = piece + 1 < pieces_.size() ? pieces_[piece + 1].at : bytes_.size();
  return {bytes_.data() + pieces_[piece].at, end - pieces_[piece].at - 1};
}

void TextColumn::containing(std::string_view part, const std::function<void(std::uint32_t)>& found) const {
  const char* const begin = bytes_.data();
  std::size_t piece = 0;
  for (std::size_t from = 0; from < bytes_.size();) {
    const void* hit = memmem(begin + from, bytes_.size() - from, part.data(), part.size());
    if (hit == nullptr) return;
    const auto at = static_cast<std::size_t>(static_cast<const char*>(hit) - begin);
    while (piece + 1 < pieces_.size() && pieces_[piece + 1].at <= at) ++piece;
    if (places_[pieces_[piece].slot] == piece) found(pieces_[piece].slot);
    from = piece + 1 < pieces_.size() ? pieces_[piece + 1].at : bytes_.size();
  }
}

void TextColumn::clear() {
  *this = {};
}

void TextColumn::pack() {
  TextColumn packed;
  for (std::uint32_t slot = 0; slot < places_.size(); ++slot)
    if (places_[slot] != 0xffffffff) packed.set(slot, at(slot));
  packed.places_.resize(places_.size(), 0xffffffff);
  *this = std::move(packed);
}

/// A reach by slots.
struct AccountTable::Reached {
  std::vector<bool> owners, slots;
  std::vector<std::uint32_t> list_of_owners, list_of_slots;
  [[nodiscard]] bool holds(const Row& row, std::uint32_t slot) const {
    return owners[row.owner] || (!list_of_slots.empty() && slots[slot]);
  }
};

const TextColumn& AccountTable::column(Order order) const {
  return order == Order::number ? numbers_ : names_;
}

bool AccountTable::before(Order order, std::uint32_t a, std::uint32_t b) const {
  if (order != Order::id)
    if (const int c = column(order).at(a).compare(column(order).at(b)); c != 0) return c < 0;
  return rows_[a].id < rows_[b].id;
}

void AccountTable::link(std::uint32_t slot) {
  owners_[rows_[slot].owner].slots.push_back(slot);
  for (const auto order : all_orders) {
    if (!sorted(order).made) continue;
    auto& slots = sorted(order).slots;
    slots.insert(std::ranges::lower_bound(slots, slot, [&](auto a, auto b) { return before(order, a, b); }), slot);
  }
}

void AccountTable::unlink(std::uint32_t slot) {
  std::erase(owners_[rows_[slot].owner].slots, slot);
  for (const auto order : all_orders) {
    if (!sorted(order).made) continue;
    auto& slots = sorted(order).slots;
    slots.erase(std::ranges::lower_bound(slots, slot, [&](auto a, auto b) { return before(order, a, b); }));
  }
}

void AccountTable::put(const store::RowView& row) {
  const auto stored = world::decode<AdvertiserAccount>(row);
  if (!stored) return;
  const auto& a = **stored;
  const auto [it, fresh] = slots_.try_emplace(row.id, static_cast<std::uint32_t>(rows_.size()));
  const auto slot = it->second;
  if (fresh)
    rows_.emplace_back();
  else
    unlink(slot);
  const auto [owner, first] =
      owner_of_.try_emplace(a.parent_customer_id.value_or(row.parent), static_cast<std::uint32_t>(owners_.size()));
  if (first) owners_.push_back({owner->first, {}});
  rows_[slot] = {row.id, owner->second,
                 static_cast<std::uint8_t>(a.account_life_cycle_status.value_or(AccountLifeCycleStatus::Active)),
                 a.pause_reason.value_or(0)};
  names_.set(slot, fold_case(a.name.view()));
  numbers_.set(slot, fold_case(a.number.view()));
  link(slot);
}

void AccountTable::erase(std::int64_t id) {
  const auto it = slots_.find(id);
  if (it == slots_.end()) return;
  unlink(it->second);
  rows_[it->second].id = 0;
  slots_.erase(it);
}

void AccountTable::sort(Order order) {
  auto& slots = sorted(order).slots;
  slots.clear();
  for (std::uint32_t slot = 0; slot < rows_.size(); ++slot)
    if (rows_[slot].id != 0) slots.push_back(slot);
  if (order == Order::id)
    std::ranges::sort(slots, {}, [&](std::uint32_t slot) { return rows_[slot].id; });
  else
    std::ranges::sort(slots, [&](auto a, auto b) { return before(order, a, b); });
  sorted(order).made = true;
}

std::vector<Order> AccountTable::orders_for(const AccountSearch& s) {
  std::vector<Order> orders = {s.order};
  if (s.name && s.name->how != TextTest::How::contains) orders.push_back(Order::name);
  if (s.number && s.number->how != TextTest::How::contains) orders.push_back(Order::number);
  return orders;
}

void AccountTable::sort_for(const AccountSearch& s) {
  for (const auto order : orders_for(s))
    if (!sorted(order).made) sort(order);
}

bool AccountTable::ready(std::uint64_t version, const AccountSearch& s) const {
  return made_ && version == version_ && std::ranges::all_of(orders_for(s), [&](Order o) { return sorted(o).made; });
}

void AccountTable::refresh(store::Store& store) {
  constexpr auto kind = [] { return world::kind_of<AdvertiserAccount>(); };
  auto changes = store.changes_since(kind(), version_);
  const bool mend = made_ && changes.ids.has_value();
  if (!mend) {
    rows_.clear(), slots_.clear(), owners_.clear(), owner_of_.clear(), names_.clear(), numbers_.clear();
    for (const auto order : all_orders) sorted(order) = {};
    made_ = false;
    store.read([&](store::Reader& r) {
      r.scan_kind(kind(), 0, [&](const store::RowView& row) {
        put(row);
        return true;
      });
    });
  } else if (!changes.ids->empty()) {
    auto& ids = *changes.ids;
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    if (ids.size() > 256)  // cheaper than to move slots one by one
      for (const auto order : all_orders) sorted(order) = {};
    store.read([&](store::Reader& r) {
      for (const auto id : ids) {
        if (const auto row = r.get(kind(), id))
          put(row->view());
        else
          erase(id);
      }
    });
  }
  made_ = true;
  version_ = changes.version;
}

std::uint32_t AccountTable::slot_of(std::int64_t id) const {
  const auto it = slots_.find(id);
  return it == slots_.end() ? none : it->second;
}

AccountTable::Reached AccountTable::reached(const AccountReach& reach) const {
  Reached out;
  out.owners.resize(owners_.size());
  for (const auto customer : reach.customers)
    if (const auto it = owner_of_.find(customer); it != owner_of_.end() && !out.owners[it->second]) {
      out.owners[it->second] = true;
      out.list_of_owners.push_back(it->second);
    }
  for (const auto id : reach.accounts)
    if (const auto slot = slot_of(id); slot != none && !out.owners[rows_[slot].owner]) {
      if (out.slots.empty()) out.slots.resize(rows_.size());
      if (!out.slots[slot]) out.list_of_slots.push_back(slot);
      out.slots[slot] = true;
    }
  return out;
}

void AccountTable::equal_texts(Order order, const TextTest& test, std::vector<std::uint32_t>& out) const {
  const auto& slots = sorted(order).slots;
  const auto text = [&](std::uint32_t slot) { return column(order).at(slot); };
  for (const auto& wanted : test.any_of) {
    auto it = std::ranges::lower_bound(slots, std::string_view(wanted), {}, text);
    for (; it != slots.end() && (test.how == TextTest::How::begins ? text(*it).starts_with(wanted) : text(*it) == wanted); ++it)
      out.push_back(*it);
  }
}

/// Slots among which all hits are, where they are found without a look at each account; they may stand twice.
std::optional<std::vector<std::uint32_t>> AccountTable::candidates(const AccountSearch& s) const {
  std::vector<std::uint32_t> out;
  if (s.ids) {
    for (const auto id : *s.ids)
      if (const auto slot = slot_of(id); slot != none) out.push_back(slot);
    return out;
  }
  const auto sought = [](const std::optional<TextTest>& t) {
    return t && t->how != TextTest::How::contains && std::ranges::none_of(t->any_of, &std::string::empty);
  };
  if (s.name_or_number ? sought(s.name) && sought(s.number) : sought(s.name) || sought(s.number)) {
    if (sought(s.name)) equal_texts(Order::name, *s.name, out);
    if (sought(s.number) && (s.name_or_number || !sought(s.name))) equal_texts(Order::number, *s.number, out);
    return out;
  }
  if (s.customer) {
    const auto it = owner_of_.find(*s.customer);
    return it == owner_of_.end() ? out : owners_[it->second].slots;
  }
  return std::nullopt;
}

/// A table of the accounts among which all hits are, where the store's indexes lead to them and they are few.
std::optional<AccountTable> AccountTable::small_enough(store::Store& store, const AccountSearch& s) {
  constexpr std::int64_t most = 1000;
  const auto kind = world::kind_of<AdvertiserAccount>();
  std::optional<AccountTable> few;
  const auto put = [&](const store::RowView& row) {
    few->put(row);
    return true;
  };
  store.read([&](store::Reader& r) {
    if (s.ids) {
      few.emplace();
      for (const auto id : *s.ids)
        if (const auto row = r.get(kind, id)) few->put(row->view());
    } else if (s.number && !s.name && s.number->how == TextTest::How::equals) {
      few.emplace();
      // Numbers are stored in capitals.
      for (auto number : s.number->any_of) {
        for (char& c : number)
          if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 0x20);
        r.scan_key_anywhere(kind, number, put);
      }
    } else if (s.customer && r.count_parent(kind, *s.customer) <= most) {
      few.emplace();
      r.scan_parent(kind, *s.customer, put);
    }
  });
  if (few) few->sort_for(s);
  return few;
}

/// The page, if the first accounts of the world fill it: in the order of ids nothing that comes later can be on it.
std::optional<std::vector<std::int64_t>> AccountTable::among_first(store::Store& store, const AccountSearch& s) {
  constexpr std::size_t looked_at = 1000;
  if (s.order != Order::id || s.descending || s.size == 0 || s.first + s.size > looked_at) return std::nullopt;
  AccountTable few;
  store.read([&](store::Reader& r) {
    r.scan_kind(world::kind_of<AdvertiserAccount>(), 0, [&](const store::RowView& row) {
      few.put(row);
      return few.rows_.size() < looked_at;
    });
  });
  few.sort_for(s);
  auto page = few.search(s);
  return page.size() == s.size ? std::optional(std::move(page)) : std::nullopt;
}

std::vector<std::int64_t> AccountTable::find(store::Store& store, const AccountSearch& s) {
  auto version = store.version(world::kind_of<AdvertiserAccount>());
  std::shared_lock lock(*mutex_);
  if (!made_) {
    if (const auto few = small_enough(store, s)) return few->search(s);
    if (auto page = among_first(store, s)) return std::move(*page);
  }
  while (!ready(version, s)) {
    lock.unlock();
    {
      const std::unique_lock alone(*mutex_);
      if (!made_ || version_ < version) refresh(store);
      sort_for(s);
    }
    lock.lock();
    version = std::max(version, version_);
  }
  return search(s);
}

std::vector<std::int64_t> AccountTable::search(const AccountSearch& s) const {
  const auto reach = reached(s.reach);
  const auto user = s.of_user ? std::optional(reached(*s.of_user)) : std::nullopt;

  constexpr std::size_t few = 4096;  // to be looked at and sorted one by one
  auto list = candidates(s);
  if (!list) {
    std::size_t n = reach.list_of_slots.size();
    for (const auto owner : reach.list_of_owners) n += owners_[owner].slots.size();
    if (n <= few) {
      list = reach.list_of_slots;
      for (const auto owner : reach.list_of_owners)
        list->insert(list->end(), owners_[owner].slots.begin(), owners_[owner].slots.end());
    }
  }
  // A part of a name is looked for in all names at once when there are many.
  std::vector<bool> named, numbered;
  const auto mark = [&](const std::optional<TextTest>& test, const TextColumn& column, std::vector<bool>& hits) {
    if ((list && list->size() <= few) || !test || test->how != TextTest::How::contains) return;
    hits.resize(rows_.size());
    for (const auto& part : test->any_of) column.containing(part, [&](std::uint32_t slot) { hits[slot] = true; });
  };
  mark(s.name, names_, named);
  mark(s.number, numbers_, numbered);
  const auto text_holds = [](const std::optional<TextTest>& test, const std::vector<bool>& hits, const TextColumn& column,
                             std::uint32_t slot, bool otherwise) {
    if (!test) return otherwise;
    return hits.empty() ? test->holds(column.at(slot)) : static_cast<bool>(hits[slot]);
  };
  const auto accepted = [&](std::uint32_t slot) {
    const auto& row = rows_[slot];
    if (!reach.holds(row, slot) || (user && !user->holds(row, slot))) return false;
    if (s.customer && owners_[row.owner].customer != *s.customer) return false;
    if (s.state && !s.state(row.status, row.pause_reason)) return false;
    if (s.name_or_number)
      return text_holds(s.name, named, names_, slot, false) || text_holds(s.number, numbered, numbers_, slot, false);
    return text_holds(s.name, named, names_, slot, true) && text_holds(s.number, numbered, numbers_, slot, true);
  };

  std::vector<std::int64_t> page;
  std::size_t hits = 0;
  const auto take = [&](std::uint32_t slot) {
    if (!accepted(slot) || hits++ < s.first) return true;
    page.push_back(rows_[slot].id);
    return page.size() < s.size;
  };
  if (s.size == 0) return page;
  const auto walk = [&](const std::vector<std::uint32_t>& slots) {
    if (s.descending)
      (void)std::find_if_not(slots.rbegin(), slots.rend(), take);
    else
      (void)std::ranges::find_if_not(slots, take);
  };
  if (!list || list->size() > few) {
    if (list) {
      // More than are worth sorting, fewer than all: all in order, those of the list accepted.
      std::vector<bool> in_list(rows_.size());
      for (const auto slot : *list) in_list[slot] = true;
      const auto& all = sorted(s.order).slots;
      const auto take_listed = [&](std::uint32_t slot) { return !in_list[slot] || take(slot); };
      if (s.descending)
        (void)std::find_if_not(all.rbegin(), all.rend(), take_listed);
      else
        (void)std::ranges::find_if_not(all, take_listed);
    } else {
      walk(sorted(s.order).slots);
    }
    return page;
  }
  std::ranges::sort(*list, [&](auto a, auto b) { return before(s.order, a, b); });
  list->erase(std::ranges::unique(*list).begin(), list->end());
  walk(*list);
  return page;
}

}  // namespace adsbox::services
