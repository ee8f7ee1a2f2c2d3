// Demo data about money.
#pragma once

#include <expected>
#include <string>

#include "world/world.h"

namespace adsbox::services {

/// Three months of spend of the default account, an insertion order that pays for them and one that is to be approved, coupon
/// classes with coupons, a billing group. identity::seed() must have run; does nothing where there is spend already.
std::expected<void, std::string> seed_billing(world::World& world);

}  // namespace adsbox::services
