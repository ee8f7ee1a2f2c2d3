// GetUser, GetCurrentUser.
#include <algorithm>

#include "adsbox/customer_management.h"
#include "identity/accounts.h"
#include "identity/roles.h"
#include "services/customer_management/reach.h"
#include "services/services.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

/// A User as others see it: what is secret is never returned.
box<User> shown(world::Stored<User>& stored) {
  auto user = std::move(stored.value);
  user->password.set_nil();
  user->secret_answer.set_nil();
  user->authentication_token.reset();
  return user;
}

box<CustomerRole> role_of(Call& call, const identity::Grant& g) {
  auto role = make<CustomerRole>();
  role->role_id = static_cast<std::int32_t>(g.role);
  role->customer_id = g.customer_id;
  // Accounts of the customer itself, and those that are reached by account links. A role on the whole customer names none.
  for (const auto id : g.account_ids) {
    const auto facts = identity::find_account(call.world, id);
    const bool own = facts == nullptr || facts->customer_id == g.customer_id;
    (own ? role->account_ids : role->linked_account_ids).push_back(id);
  }
  const bool whole = g.role == identity::Role::super_admin || g.role == identity::Role::aggregator || g.account_ids.empty();
  if (whole)
    role->account_ids.set_nil();
  else if (role->account_ids.empty())
    role->account_ids.set_empty();  // linked accounts only: nil would say all
  if (role->linked_account_ids.empty()) role->linked_account_ids.set_nil();
  if (g.link_permission.empty())
    role->customer_link_permission.set_nil();
  else
    role->customer_link_permission = g.link_permission;
  return role;
}

Result<GetUser> get_user(Call& call, const GetUserRequest& request) {
  const auto& me = call.principal;
  const auto id = request.user_id.value_or(me.user_id);
  std::vector<identity::Grant> grants;
  GetUserResponse response;
  call.world.store().read([&](store::Reader& r) {
    const bool own = id == me.user_id || std::ranges::any_of(me.grants, [&](const auto& g) { return g.user_id == id; });
    // The original id stands for the person: all roles. Another id: that customer's role. Of somebody else only the roles on
    // customers that the caller can see.
    for (const auto& g : own ? me.grants : identity::grants_of_user(r, id))
      if (own ? (id == me.user_id || g.user_id == id) : identity::reaches_customer(me, g.customer_id)) grants.push_back(g);
    if (grants.empty()) return;
    if (auto user = world::load<User>(r, id)) response.user = shown(*user);
  });
  if (!response.user)
    return refuse_customer({"GetUser.UserId.reach", "UserId", std::to_string(id), "",
                            "the caller's own id, or a user of a customer that the caller reaches"});
  for (const auto& g : grants) response.customer_roles.push_back(role_of(call, g));
  return response;
}

Result<GetCurrentUser> get_current_user(Call& call, const GetCurrentUserRequest&) {
  GetCurrentUserResponse response;
  call.world.store().read([&](store::Reader& r) {
    if (auto user = world::load<User>(r, call.principal.user_id)) response.user = shown(*user);
  });
  if (!response.user) return refuse_customer({"GetCurrentUser.user", "", "", "", "a caller who is a user"});
  return response;
}

}  // namespace

void register_users(Registry& registry) {
  registry.add<GetUser>(get_user);
  registry.add<GetCurrentUser>(get_current_user);
}

}  // namespace adsbox::services
