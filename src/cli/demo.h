// What `--seed demo` puts into a world beyond the credentials.
#pragma once

#include "services/call.h"
#include "world/world.h"

namespace adsbox::cli {

/// Adds campaigns to the seeded account through the API's own operations, as its seeded user. Nothing when the account already has
/// campaigns. The world must hold the seeded credentials. Returns how many were added.
int add_demo_campaigns(world::World& world, const services::Registry& registry);

}  // namespace adsbox::cli
