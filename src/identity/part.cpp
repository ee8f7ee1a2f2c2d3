#include "identity/part.h"

#include "adsbox/customer_management.h"
#include "adsbox/internal.h"

namespace adsbox::identity {

const world::Part& part() {
  static const world::Part p = [] {
    world::Part made{"identity", {}};
    auto& owns = made.owns;
    owns.records =
        world::kinds_of<internal::Login, internal::AppRegistration, internal::DeveloperToken, internal::Consent,
                        internal::AuthorizationCode, internal::RefreshToken, internal::AccessToken, internal::BrowserSession,
                        internal::RoleAssignment, internal::SigningKey, internal::IdentitySettings,
                        internal::CustomerIdentityPolicy, internal::Tenant, internal::DeviceCode, internal::ClientLinkRecord,
                        internal::NotificationRecord, internal::PilotFeatures>();
    for (const auto kind : owns.records) owns.sequences.push_back("adsbox." + std::to_string(kind));  // see insert() in records.h
    // Customers, accounts and users are made at sign-up.
    for (const auto kind :
         world::kinds_of<customer_management::Customer, customer_management::AdvertiserAccount, customer_management::User,
                         customer_management::UserInvitation, internal::CustomerRecord>())
      owns.records.push_back(kind);
    for (const auto* name : {"customer", "account", "user", "contact", "address", "row-version", "user-invitation"})
      owns.sequences.emplace_back(name);
    owns.attached = {"adsbox::identity::AccountDirectory", "adsbox::identity::(anonymous namespace)::Cache",
                     "adsbox::identity::(anonymous namespace)::HierarchyCache",
                     "adsbox::identity::(anonymous namespace)::KeyRing"};
    return made;
  }();
  return p;
}

}  // namespace adsbox::identity
