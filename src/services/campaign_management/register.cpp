#include "services/services.h"

namespace adsbox::services {

void register_campaigns(Registry& registry);  // campaigns.cpp

void register_campaign_management(Registry& registry) {
  register_campaigns(registry);
}

}  // namespace adsbox::services
