// What sign-ins must fulfil in a world, and who is in which pilot.
#include <iterator>
#include <utility>

#include "admin/identity.h"
#include "identity/logins.h"
#include "identity/pilots.h"
#include "identity/records.h"
#include "identity/settings.h"

namespace adsbox::admin {
namespace {

Result settings(world::World& world, const Call& call) {
  auto s = identity::reading(world.store(), [](store::Reader& r) { return identity::settings(r); });
  if (call.request.method == "POST") {
    s.enforce_mfa_scope = call.flag("enforce_mfa_scope", s.enforce_mfa_scope);
    identity::set_settings(world, s);
  }
  return reply(JsonObject().add("world", world.name()).add("enforce_mfa_scope", s.enforce_mfa_scope));
}

Result pilot(world::World& world, const Call& call) {
  const auto id = call.integer("id").value_or(0), number = call.integer("pilot").value_or(0);
  if (id <= 0 || number <= 0) return refuse(400, "id of a customer or account, and the number of a pilot");
  world.store().write([&](store::Writer& w) {
    identity::set_pilot(w, id, static_cast<std::int32_t>(number), call.flag("enabled", true), world.clock().ticks());
    return true;
  });
  return done();
}

}  // namespace

std::vector<control::Route> sign_in_routes(const IdentityRoutes& options) {
  return {
      {"GET", "/identity-settings", "What sign-ins must fulfil.", in_world(), with_world(options.find, settings)},
      {"POST", "/identity-settings", "Changes what sign-ins must fulfil.",
       in_world({{"enforce_mfa_scope", In::body, Type::boolean, "only tokens with the scope msads.manage reach the services"}}),
       with_world(options.find, settings)},
      {"POST", "/pilots/{id}", "Puts a customer or an account into a pilot, or takes it out.",
       in_world({{"id", In::path, Type::integer, "the customer or account", true},
                 {"pilot", In::body, Type::integer, "number of the pilot", true},
                 {"enabled", In::body, Type::boolean, "false takes it out"}}),
       with_world(options.find, pilot)},
  };
}

std::expected<std::string, control::Refusal> password_of(const IdentityRoutes& options, const Call& call) {
  auto password = call.text("password");
  // The seeds' one is public.
  if (password.empty() && options.local_only && call.request.loopback) password = identity::seed_password;
  if (password.empty()) return password;
  if (const auto why = identity::password_problem(password, options.local_only); !why.empty())
    return refuse(400, std::string(why));
  return password;
}

std::vector<control::Route> identity_routes(const IdentityRoutes& options) {
  std::vector<control::Route> all;
  for (auto* part : {app_routes, developer_token_routes, user_routes, invitation_routes, sign_in_routes})
    std::ranges::move(part(options), std::back_inserter(all));
  return all;
}

}  // namespace adsbox::admin
