// How a search goes through the table.
#include <algorithm>

#include "services/customer_management/accounts_table.h"

namespace adsbox::services {

using Order = AccountSearch::Order;

/// A reach by slots.
struct AccountTable::Reached {
  std::vector<bool> owners, slots;
  std::vector<std::uint32_t> list_of_owners, list_of_slots;
  [[nodiscard]] bool holds(const Row& row, std::uint32_t slot) const {
    return owners[row.owner] || (!list_of_slots.empty() && slots[slot]);
  }
};

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
  const auto walk = [&](const std::vector<std::uint32_t>& slots, const auto& step) {
    if (s.descending)
      (void)std::find_if_not(slots.rbegin(), slots.rend(), step);
    else
      (void)std::ranges::find_if_not(slots, step);
  };
  if (!list) {
    walk(sorted(s.order).slots, take);
  } else if (list->size() <= few) {
    std::ranges::sort(*list, [&](auto a, auto b) { return before(s.order, a, b); });
    list->erase(std::ranges::unique(*list).begin(), list->end());
    walk(*list, take);
  } else {
    // More than are worth sorting: all in order, of which those of the list count.
    std::vector<bool> in_list(rows_.size());
    for (const auto slot : *list) in_list[slot] = true;
    walk(sorted(s.order).slots, [&](std::uint32_t slot) { return !in_list[slot] || take(slot); });
  }
  return page;
}

}  // namespace adsbox::services
