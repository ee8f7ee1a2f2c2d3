#include "services/customer_management/accounts_table.h"

#include <algorithm>

#include "adsbox/customer_management.h"
#include "services/entity/normalise.h"
#include "world/entities.h"

namespace adsbox::services {

using customer_management::AccountLifeCycleStatus;
using customer_management::AdvertiserAccount;
using Order = AccountSearch::Order;

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
    const bool sought = s.ids || s.number;  // by the primary key, or the index by number
    if (!sought)
      if (auto page = among_first(store, s)) return std::move(*page);
    if (const auto few = small_enough(store, s)) return few->search(s);
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

void AccountTable::prepare(store::Store& store) {
  constexpr std::size_t many = 5000;  // fewer are read within the first search's 5 ms
  std::size_t n = 0;
  store.read([&](store::Reader& r) {
    r.scan_kind(world::kind_of<AdvertiserAccount>(), 0, [&](const store::RowView&) { return ++n < many; });
  });
  if (n < many) return;
  const std::unique_lock alone(*mutex_);
  if (!made_) refresh(store);
}

}  // namespace adsbox::services
