#include "services/services.h"

namespace adsbox::services {

void register_operations(Registry& registry) {
  register_campaign_management(registry);
  register_customer_management(registry);
}

}  // namespace adsbox::services
