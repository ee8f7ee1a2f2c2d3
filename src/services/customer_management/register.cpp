#include "adsbox/internal.h"
#include "services/services.h"

namespace adsbox::services {

// Users, roles, invitations, links: the files are named alike.
void register_users(Registry& registry);
void register_users_update(Registry& registry);
void register_roles(Registry& registry);
void register_invitations(Registry& registry);
void register_client_links_add(Registry& registry);
void register_client_links_update(Registry& registry);
void register_client_links_search(Registry& registry);
void register_hierarchy(Registry& registry);
void register_notifications(Registry& registry);
void register_pilot_features(Registry& registry);
void register_mapping(Registry& registry);
// Accounts and customers: the files are named alike.
void register_accounts(Registry& registry);
void register_account_updates(Registry& registry);
void register_account_search(Registry& registry);
void register_account_finds(Registry& registry);
void register_addresses(Registry& registry);
void register_customers(Registry& registry);
void register_customer_search(Registry& registry);
void register_signup(Registry& registry);

void register_customer_management(Registry& registry) {
  register_users(registry);
  register_users_update(registry);
  register_roles(registry);
  register_invitations(registry);
  register_client_links_add(registry);
  register_client_links_update(registry);
  register_client_links_search(registry);
  register_hierarchy(registry);
  register_notifications(registry);
  register_pilot_features(registry);
  register_mapping(registry);
  register_accounts(registry);
  register_account_updates(registry);
  register_account_search(registry);
  register_account_finds(registry);
  register_addresses(registry);
  register_customers(registry);
  register_customer_search(registry);
  register_signup(registry);
  registry.own(
      {"customers and accounts",
       {.records = world::kinds_of<internal::AccountSetup, internal::PaymentUse>(),
        .attached = {"adsbox::services::AccountTable", "adsbox::services::AccountWrites", "adsbox::services::DueAccounts"}}});
}

}  // namespace adsbox::services
