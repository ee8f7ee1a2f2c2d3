// Stores of Microsoft Merchant Center. They are made there, not here: the operator of a world adds them (admin API, seeds).
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "adsbox/campaign_management.h"
#include "store/store.h"
#include "world/entities.h"
#include "world/world.h"

namespace adsbox::services {

using StoredBmcStore = world::Stored<campaign_management::BMCStore>;

struct NewStore {
  std::int64_t customer_id = 0;
  std::int64_t id = 0;  // 0 = the next one
  campaign_management::BMCStore store;
  std::vector<std::int64_t> partners;  // customers that have linked it: theirs for Shopping Campaigns for Brands
};

/// Adds a store; its id. The error is for people; it begins with "there is no" where something is not there.
std::expected<std::int64_t, std::string> add_store(world::World& world, const NewStore& store);
/// The stores of a customer, ascending by id: its own, and those of others that it has linked, with the SubType CoOp.
[[nodiscard]] std::vector<StoredBmcStore> stores_of(store::Reader& r, std::int64_t customer_id);
/// Whether a campaign of the customer may use the store.
[[nodiscard]] bool has_store(store::Reader& r, std::int64_t customer_id, std::int64_t store_id);

}  // namespace adsbox::services
