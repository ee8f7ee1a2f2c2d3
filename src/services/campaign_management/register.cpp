#include "services/services.h"

namespace adsbox::services {

void register_campaigns(Registry& registry);  // campaigns.cpp
void register_ad_groups(Registry& registry);  // ad_groups.cpp
void register_keywords(Registry& registry);   // keywords.cpp

void register_campaign_management(Registry& registry) {
  register_campaigns(registry);
  register_ad_groups(registry);
  register_keywords(registry);
}

}  // namespace adsbox::services
