#include "services/services.h"

namespace adsbox::services {

void register_users(Registry& registry);     // users.cpp
void register_accounts(Registry& registry);  // accounts.cpp

void register_customer_management(Registry& registry) {
  register_users(registry);
  register_accounts(registry);
}

}  // namespace adsbox::services
