// Pilots: which feature ids a customer or an account is in. Everybody is in those that schema/rules names (the sets
// pilots-of-customers and pilots-of-accounts); an operator may add to and take from that for one customer or account.
#pragma once

#include <cstdint>
#include <vector>

#include "identity/records.h"
#include "world/world.h"

namespace adsbox::identity {

/// Create Accounts on Behalf of Client: an agency may sign up customers by inviting their administrator.
inline constexpr std::int32_t create_for_clients_pilot = 793;

/// Ascending.
[[nodiscard]] std::vector<std::int32_t> pilots_of(store::Reader& r, std::int64_t id, bool account);
[[nodiscard]] bool has_pilot(world::World& world, std::int64_t customer_id, std::int32_t pilot);
/// Puts a customer or an account into the pilot, or takes it out.
void set_pilot(store::Writer& w, std::int64_t id, std::int32_t pilot, bool enabled, std::int64_t now);

}  // namespace adsbox::identity
