#include "services/services.h"

#include "identity/part.h"
#include "services/customer_management/reach.h"

namespace adsbox::services {

void register_operations(Registry& registry) {
  registry.own(world::part());
  registry.own(identity::part());
  registry.own({"entity engine", {.attached = {"adsbox::services::Counters", "adsbox::services::ShownRows"}}});
  register_campaign_management(registry);
  register_customer_management(registry);
  register_customer_billing(registry);
}

void prepare(world::World& world) {
  prepare_accounts(world);
}

}  // namespace adsbox::services
