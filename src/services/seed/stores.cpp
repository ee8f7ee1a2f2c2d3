#include "services/seed/stores.h"

#include <string_view>

#include "identity/seed.h"
#include "services/campaign_management/reference/stores.h"
#include "services/seed/agency.h"

namespace adsbox::services {
namespace {

/// That the id is taken is no fault: the seed was put already.
void put(world::World& world, NewStore s, std::string_view name) {
  s.store.name = name;
  s.store.store_url = "https://shop.example.com/" + std::to_string(s.id);
  s.store.is_active = s.store.has_catalog = s.store.is_product_ads_enabled = true;
  (void)add_store(world, s);
}

}  // namespace

void seed_demo_stores(world::World& world) {
  put(world, {identity::seed_facts(world.environment()).customer_id, StoreFacts::demo, {}, {}}, "Demo shop");
}

void seed_agency_stores(world::World& world) {
  NewStore global{AgencyFacts::customer, StoreFacts::agency_global, {}, {}};
  global.store.sub_type = campaign_management::BMCStoreSubType::GlobalStore;
  put(world, std::move(global), "All shops of Bright Agency");
  for (int i = 0; i < StoreFacts::clients; ++i) {
    NewStore s{AgencyFacts::first_client + i, StoreFacts::first_client + i, {}, {}};
    if (i == 0) s.partners = {AgencyFacts::customer};
    put(world, std::move(s), "Shop " + std::to_string(i + 1));
  }
}

}  // namespace adsbox::services
