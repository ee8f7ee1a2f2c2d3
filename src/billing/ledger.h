// The ledger: what each account spent on each day. All that tells of money follows from it (insertion orders' budgets, monthly
// spend, billing documents, coupons), so that the numbers agree. Whoever makes spend calls record(), and nothing else:
//
//   world.store().write([&](store::Writer& w) {
//     billing::record(world, w, account_id, billing::day_of(now), billing::micros(0.37));
//     return true;
//   });
#pragma once

#include <vector>

#include "billing/money.h"
#include "store/store.h"
#include "world/world.h"

namespace adsbox::billing {

/// One day of an account, in the account's currency.
struct SpendDay {
  Day day;
  Micros spend = 0;   // what its ads cost
  Micros credit = 0;  // adjustments in its favour; coupons are not among them
};

/// Adds to what the account spent on that day; a negative amount is a credit. What it spent is drawn from the insertion orders
/// that hold on the day, and the account is paused when the last of them is used up.
void record(world::World& world, store::Writer& w, std::int64_t account_id, Day day, Micros amount);

/// The days of the account on which something was recorded, in their order.
[[nodiscard]] std::vector<SpendDay> days_of(store::Reader& r, std::int64_t account_id);

}  // namespace adsbox::billing
