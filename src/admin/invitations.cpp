// The mails that nobody sends here: who is invited, where to accept, and accepting for a login.
#include "identity/invitations.h"

#include <utility>

#include "admin/identity.h"
#include "identity/admin.h"
#include "identity/roles.h"

namespace adsbox::admin {
namespace {

Result list(const IdentityRoutes& options, world::World& world, const Call& call) {
  const auto base = options.public_url.empty() ? call.request.base_url() : options.public_url;
  std::vector<std::string> rows;
  for (const auto& i : identity::reading(world.store(), [](store::Reader& r) { return identity::pending_invitations(r); }))
    rows.push_back(JsonObject()
                       .add("id", i.id)
                       .add("email", i->email.view())
                       .add("customer_id", i->customer_id.value_or(0))
                       .add("role", identity::role_name(static_cast<identity::Role>(i->role_id.value_or(0))))
                       .add("expired", !identity::can_accept(world, *i))
                       .add("url", base + identity::invitation_path(world, i))
                       .str());
  return reply(JsonObject().add("world", world.name()).raw("invitations", codec::json_array(rows)));
}

Result accept(const IdentityRoutes& options, world::World& world, const Call& call) {
  const auto password = password_of(options, call);
  if (!password) return std::unexpected(password.error());
  const auto made = identity::accept_invitation_as(world, call.integer("id").value_or(0), call.text("email"), *password);
  if (!made) return refuse(400, made.error());
  return reply(JsonObject().add("email", made->email).add("user_id", made->user_id).add("customer_id", made->customer_id), 201);
}

}  // namespace

std::vector<control::Route> invitation_routes(const IdentityRoutes& options) {
  return {
      {"GET", "/invitations", "Who is invited to a customer, and where to accept.", in_world(), with_options(options, list)},
      {"POST", "/invitations/{id}", "Accepts an invitation for a login.",
       in_world({{"id", In::path, Type::string, "the invitation", true},
                 {"email", In::body, Type::string, "the login; that of the invited mail address as without"},
                 {"password", In::body, Type::string, "of a login that is made for it"}}),
       with_options(options, accept)},
  };
}

}  // namespace adsbox::admin
