#include "identity/seed.h"

#include "adsbox/customer_management.h"
#include "identity/advertiser.h"
#include "identity/developer_tokens.h"
#include "identity/logins.h"
#include "identity/roles.h"
#include "world/entities.h"

namespace adsbox::identity {
internal::Login seed_login(std::string_view email, std::string_view first_name, std::string_view last_name, DateTime now) {
  internal::Login l;
  l.email = email;
  l.kind = kind_by_domain(email);
  l.status = internal::LoginStatus::Active;
  l.password_hash = seed_password_hash;
  l.password_version = 1;
  l.session_version = 1;
  l.mfa = internal::MfaState::Off;
  l.first_name = first_name;
  l.last_name = last_name;
  l.object_id = derived_guid("login:" + lower(email));
  l.created_at = now;
  return l;
}

const SeedFacts& seed_facts(world::Environment environment) {
  static const SeedFacts sandbox{
      "BBD37VB98",
      {"someone@outlook-int.com", "someone@outlook.com"},
      {"db41b09d-6e50-4f4a-90ac-5a99caefb52f", "4c0b021c-00c3-4508-838f-d3127e8167ff", "2663d04e-2635-47aa-b8e6-3682588841a2"},
      250'000'001,
      180'000'001,
      {130'000'001, 130'000'002}};
  static const SeedFacts production{
      "ADSBOXPROD1", {"someone@contoso.com"}, {"6731de76-14a6-49ae-97bc-6eba6914391e"}, 250'000'101, 180'000'101, {130'000'101}};
  return environment == world::Environment::sandbox ? sandbox : production;
}

void seed(world::World& world) {
  const auto& facts = seed_facts(world.environment());
  // The customer stands for everything: what somebody removed of the rest since stays removed. One statement, for a quick start.
  const bool there = reading(world.store(), [&](store::Reader& r) {
    return r.get(world::kind_of<customer_management::Customer>(), facts.customer_id).has_value();
  });
  if (there) return;
  world.store().write([&](store::Writer& w) {
    const auto now = world.clock().now();
    if (!find_developer_token(w, facts.developer_token)) {
      internal::DeveloperToken t;
      t.token = facts.developer_token;
      t.universal = true;
      t.revoked = false;
      t.created_at = now;
      insert(w, 0, std::string(facts.developer_token), t, now.ticks());
    }
    for (std::size_t i = 0; i < facts.logins.size(); ++i) {
      const auto email = facts.logins[i];
      const auto known = find_login(w, email, kind_by_domain(email));
      const auto login_id =
          known ? known->id : insert(w, 0, lower(email), seed_login(email, "Someone", "Example", now), now.ticks());
      if (kind_by_domain(email) == internal::LoginKind::Work && !find_tenant(w, domain_of(email))) {
        internal::Tenant tenant;
        tenant.domain = domain_of(email);
        tenant.tenant_id = derived_guid("tenant:" + std::string(domain_of(email)));
        insert(w, 0, std::string(domain_of(email)), tenant, now.ticks());
      }
      if (!grants_of_login(w, login_id).empty()) continue;
      const auto name = world.sandbox() ? "Sandbox" : "Contoso";
      if (i == 0)
        add_advertiser(world, w, login_id,
                       {.customer_name = std::string(name) + " customer",
                        .account_name = std::string(name) + " account",
                        .customer_id = facts.customer_id,
                        .account_id = facts.account_id,
                        .user_id = facts.user_ids[i]});
      else
        add_user(world, w, login_id, {facts.customer_id, Role::super_admin, {}, {}, facts.user_ids[i]});
    }
    return true;
  });
}

}  // namespace adsbox::identity
