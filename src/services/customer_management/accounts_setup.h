// What happens to accounts by the world's clock: a new one is a Draft until its payment was checked, then it is Active.
#pragma once

#include <cstdint>

#include "store/store.h"
#include "world/world.h"

namespace adsbox::services {

/// Puts a Draft account on the list. `paid`: there is something to check; else it waits until begin_setup() is called again.
void begin_setup(world::World& world, store::Writer& w, std::int64_t customer_id, std::int64_t account_id, bool paid);
/// Puts an account on the list whose customer waits for its first user: who was invited accepts the terms, then begin_setup().
void await_user(world::World& world, store::Writer& w, std::int64_t customer_id, std::int64_t account_id);
/// Takes the account off the list.
void end_setup(store::Writer& w, std::int64_t account_id);
/// The customer's account that is still a Draft; 0 = none.
[[nodiscard]] std::int64_t draft_of(store::Reader& r, std::int64_t customer_id);
/// Whether accounts of this world can be checked without a payment method: the sandbox has none.
[[nodiscard]] bool pays_nothing(const world::World& world);

/// Makes accounts Active whose check is over by now. Must not be called inside of a transaction. Costs a look at the clock when
/// nothing is due.
void settle_accounts(world::World& world);

}  // namespace adsbox::services
