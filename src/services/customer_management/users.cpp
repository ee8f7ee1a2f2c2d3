// GetUser, GetCurrentUser, GetUsersInfo, GetUserMFAStatus.
#include "services/customer_management/users.h"

#include <algorithm>

#include "identity/accounts.h"
#include "identity/roles.h"
#include "services/customer_management/reach.h"
#include "services/partial_errors.h"
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
  if (identity::covers_all_accounts(g)) {
    role->account_ids.set_nil();
    if (g.linked != nullptr)
      for (const auto id : *g.linked) role->linked_account_ids.push_back(id);
  } else if (role->account_ids.empty()) {
    role->account_ids.set_empty();  // nil would say all
  }
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
  // The original id stands for the person: all roles. Another id: that customer's role. Of somebody else only the roles on
  // customers that the caller can see.
  const bool own = identity::is_own_user(me, id);
  auto grants = own ? me.grants : identity::reach_of_user(call.world, id);
  std::erase_if(grants, [&](const identity::Grant& g) {
    return own ? id != me.user_id && g.user_id != id : !identity::reaches_customer(me, g.customer_id);
  });
  GetUserResponse response;
  if (!grants.empty())
    call.world.store().read([&](store::Reader& r) {
      if (auto user = load_user(r, id)) response.user = shown(*user);
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
    if (auto user = load_user(r, call.principal.user_id)) response.user = shown(*user);
  });
  if (!response.user) return refuse_customer({"GetCurrentUser.user", "", "", "", "a caller who is a user"});
  return response;
}

Result<GetUsersInfo> get_users_info(Call& call, const GetUsersInfoRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  GetUsersInfoResponse response;
  response.users_info.set_empty();
  call.world.store().read([&](store::Reader& r) {
    world::for_each_child<User>(r, *request.customer_id, [&](world::Stored<User>& u) {
      const auto status = u->user_life_cycle_status.value_or(UserLifeCycleStatus::Active);
      // Who was deleted is told only to those who ask for such users.
      if (request.status_filter ? status != *request.status_filter : status == UserLifeCycleStatus::Deleted) return true;
      auto info = make<UserInfo>();
      info->id = u.id;
      info->user_name = u->user_name;
      response.users_info.push_back(std::move(info));
      return true;
    });
  });
  return response;
}

Result<GetUserMFAStatus> get_user_mfa_status(Call& call, const GetUserMFAStatusRequest&) {
  GetUserMFAStatusResponse response;
  call.world.store().read([&](store::Reader& r) {
    const auto login = identity::get<internal::Login>(r, call.principal.login_id);
    response.mfa_status = login && login->value.last_proof_step.value_or(0) != 0;
  });
  return response;
}

}  // namespace

std::optional<world::Stored<User>> load_user(store::Reader& r, std::int64_t id) {
  auto user = world::load<User>(r, id);
  if (user && (*user)->user_life_cycle_status == opt(UserLifeCycleStatus::Deleted)) user.reset();
  return user;
}

void register_users(Registry& registry) {
  registry.add<GetUser>(get_user);
  registry.add<GetCurrentUser>(get_current_user);
  registry.add<GetUsersInfo>(get_users_info);
  registry.add<GetUserMFAStatus>(get_user_mfa_status);
}

}  // namespace adsbox::services
