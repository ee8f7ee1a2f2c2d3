#include "services/services.h"

#include "identity/part.h"

namespace adsbox::services {

void register_operations(Registry& registry) {
  registry.own(world::part());
  registry.own(identity::part());
  registry.own({"entity engine", {.attached = {"adsbox::services::Counters", "adsbox::services::LimitOverrides"}}});
  register_campaign_management(registry);
  register_customer_management(registry);
  register_customer_billing(registry);
}

}  // namespace adsbox::services
