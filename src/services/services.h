// Which handlers there are. One function a service; register_operations() calls them all.
#pragma once

#include "services/call.h"

namespace adsbox::services {

void register_campaign_management(Registry& registry);
void register_customer_management(Registry& registry);
void register_customer_billing(Registry& registry);

/// Every operation that is implemented.
void register_operations(Registry& registry);

/// Does for a large world what its first calls would wait for. Thread-safe, beside calls.
void prepare(world::World& world);

}  // namespace adsbox::services
