#include "adsbox/campaign_management.h"
#include "services/entity/engine.h"
#include "services/services.h"

namespace adsbox::services {

void register_campaigns(Registry& registry);          // campaigns.cpp
void register_ad_groups(Registry& registry);          // ad_groups.cpp
void register_keywords(Registry& registry);           // keywords.cpp
void register_ads(Registry& registry);                // ads.cpp
void register_editorial(Registry& registry);          // editorial_operations.cpp
void register_editorial_appeals(Registry& registry);  // editorial_appeals.cpp
void register_budgets(Registry& registry);
void register_bid_strategies(Registry& registry);
void register_labels(Registry& registry);
void register_negative_keywords(Registry& registry);
void register_negative_sites(Registry& registry);
void register_account_properties(Registry& registry);
void register_geo_locations(Registry& registry);
void register_profile_data(Registry& registry);
void register_stores(Registry& registry);
void register_account_facts(Registry& registry);
void register_criterions(Registry& registry);  // criterion/operations.cpp

void register_campaign_management(Registry& registry) {
  using namespace campaign_management;
  registry.own({"campaign_management",
                {.records = with_deleted(world::kinds_of<Campaign, AdGroup, Keyword>()),
                 .sequences = {"campaign", "ad_group", "keyword"}}});
  register_campaigns(registry);
  register_ad_groups(registry);
  register_keywords(registry);
  register_ads(registry);
  register_editorial(registry);
  register_editorial_appeals(registry);
  register_budgets(registry);
  register_bid_strategies(registry);
  register_labels(registry);
  register_negative_keywords(registry);
  register_negative_sites(registry);
  register_account_properties(registry);
  register_geo_locations(registry);
  register_profile_data(registry);
  register_stores(registry);
  register_account_facts(registry);
  register_criterions(registry);
}

}  // namespace adsbox::services
