// Insertion orders as the money sees them: which state one is in by the clock and by what was spent, and the drawing of spend.
//
// Rows: InsertionOrder, account = parent = its account, key = SeriesName. Its stored Status is what people decided:
// PendingUserReview, Active (approved), Declined or Canceled. What an approved order reads as is state_of().
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adsbox/customer_billing.h"
#include "billing/money.h"
#include "store/store.h"
#include "world/entities.h"
#include "world/world.h"

namespace adsbox::billing {

using StoredOrder = world::Stored<customer_billing::InsertionOrder>;

/// What the order's Status is today: approved ones have not started, are expired (after their EndDate), exhausted or active.
[[nodiscard]] customer_billing::InsertionOrderStatus state_of(const customer_billing::InsertionOrder& order, Day today);

/// What is left of the order's budget; nothing when it is unlimited.
[[nodiscard]] std::optional<Micros> remaining(const customer_billing::InsertionOrder& order);

/// Draws what was spent on a day from the approved orders that hold on it, the one that started first before the others. What no
/// order covers is drawn from none.
void draw(world::World& world, store::Writer& w, std::int64_t account_id, Day day, Micros spent);

/// Pauses the account when all its money is used up (an order is exhausted and none is active or yet to start), and ends such a
/// pause when there is money again. A pause of the user's own stays.
void follow_budgets(world::World& world, store::Writer& w, std::int64_t account_id);

/// Adds an order. Its Status must be one of the stored ones; the id is given here.
std::int64_t add_order(world::World& world, store::Writer& w, const customer_billing::InsertionOrder& order);

/// Saves a changed order with who changed it and when.
void save_order(world::World& world, store::Writer& w, StoredOrder& order, std::int64_t user_id);

}  // namespace adsbox::billing
