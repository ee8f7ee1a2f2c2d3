// Developer tokens.
#include <utility>

#include "admin/identity.h"
#include "identity/admin.h"

namespace adsbox::admin {
namespace {

JsonObject json_of(const identity::DevToken& t) {
  return JsonObject()
      .add("token", t.value.token.view())
      .add("universal", t.value.universal.value_or(true))
      .add("user_id", t.value.user_id.value_or(0))
      .add("customer_id", t.value.customer_id.value_or(0))
      .add("revoked", t.value.revoked.value_or(false));
}

Result list(world::World& world, const Call&) {
  std::vector<std::string> rows;
  for (const auto& token : identity::list_developer_tokens(world)) rows.push_back(json_of(token).str());
  return reply(JsonObject().add("world", world.name()).raw("developer_tokens", codec::json_array(rows)));
}

Result add(world::World& world, const Call& call) {
  const bool universal = call.flag("universal", true);
  const auto text = call.text("token");
  const auto made = !text.empty() && universal ? identity::add_developer_token(world, {text, true, 0, 0, 0})
                                               : identity::add_developer_token_for(world, call.text("email"), universal);
  if (!made) return refuse(400, made.error());
  return reply(json_of(*made), 201);
}

Result done_if(bool good) {
  if (!good) return refuse(404, "there is no such developer token");
  return done();
}

Result upgrade(world::World& world, const Call& call) {
  return done_if(identity::upgrade_to_universal(world, call.text("token")));
}

Result revoke(world::World& world, const Call& call) {
  return done_if(identity::revoke_developer_token(world, call.text("token")));
}

}  // namespace

std::vector<control::Route> developer_token_routes(const IdentityRoutes& options) {
  const Parameter token{"token", In::path, Type::string, "the developer token", true};
  return {
      {"GET", "/developer-tokens", "The developer tokens.", in_world(), with_world(options.find, list)},
      {"POST", "/developer-tokens", "Makes a developer token.",
       in_world({{"token", In::body, Type::string, "text of a universal one; a new one as without"},
                 {"universal", In::body, Type::boolean, "it works with any user (as without), or with one only"},
                 {"email", In::body, Type::string, "the only user of one that is not universal"}}),
       with_world(options.find, add)},
      {"POST", "/developer-tokens/{token}/upgrade", "Makes a single-user token universal.", in_world({token}),
       with_world(options.find, upgrade)},
      {"DELETE", "/developer-tokens/{token}", "Revokes a developer token.", in_world({token}), with_world(options.find, revoke)},
  };
}

}  // namespace adsbox::admin
