#include "billing/ledger.h"

#include <algorithm>
#include <string>

#include "adsbox/internal.h"
#include "billing/insertion_orders.h"
#include "world/entities.h"

namespace adsbox::billing {

void record(world::World& world, store::Writer& w, std::int64_t account_id, Day day, Micros amount) {
  const auto number = static_cast<std::int32_t>(day.time_since_epoch().count());
  const auto key = std::to_string(number);
  auto row = world::find<internal::SpendDay>(w, account_id, key);
  if (!row) {
    row.emplace();
    row->id = w.next_id("spend_day", 1);
    row->account = row->parent = account_id;
    row->key = key;
    row->value = make<internal::SpendDay>();
    (*row)->day = number;
  }
  auto& entry = **row;
  auto& side = amount < 0 ? entry.credit : entry.spend;
  side = side.value_or(0) + std::abs(amount);
  row->modified = world.clock().ticks();
  world::save(w, *row);
  if (amount > 0) draw(world, w, account_id, day, amount);
}

std::vector<SpendDay> days_of(store::Reader& r, std::int64_t account_id) {
  std::vector<SpendDay> days;
  world::for_each_child<internal::SpendDay>(r, account_id, [&](const world::Stored<internal::SpendDay>& row) {
    days.push_back({Day(std::chrono::days(row->day.value_or(0))), row->spend.value_or(0), row->credit.value_or(0)});
    return true;
  });
  std::ranges::sort(days, {}, &SpendDay::day);
  return days;
}

}  // namespace adsbox::billing
