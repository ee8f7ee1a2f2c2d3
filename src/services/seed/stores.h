// Merchant Center stores of the seeds, for campaigns with a shopping setting.
#pragma once

#include <cstdint>

#include "world/world.h"

namespace adsbox::services {

struct StoreFacts {
  static constexpr std::int64_t demo = 1'001, agency_global = 1'010, first_client = 1'011;
  static constexpr int clients = 3;  // of the agency that have a store; the agency has linked the first one
};

/// The seeded customer gets a store; what is there stays.
void seed_demo_stores(world::World& world);
/// The agency gets a global store, its first clients one each.
void seed_agency_stores(world::World& world);

}  // namespace adsbox::services
