// UpdateUserRoles.
#include "identity/roles.h"

#include <algorithm>

#include "adsbox/customer_management.h"
#include "identity/hierarchy.h"
#include "schema/rules.h"
#include "services/customer_management/reach.h"
#include "services/entity/single.h"
#include "services/partial_errors.h"
#include "services/services.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_management;
using identity::Grant;
using identity::Role;

namespace {

using Ids = list<opt<std::int64_t>>;

bool is_role(std::int32_t id) {
  return std::ranges::find(schema::role_bits, id) != std::end(schema::role_bits);
}

std::string text_of(const opt<std::int32_t>& n) {
  return n ? std::to_string(*n) : std::string();
}

void check_role(Refusals& all, std::string_view field, const opt<std::int32_t>& role) {
  if (role && !is_role(*role))
    all.refuse(Error::ApiInputValidationError, std::string(field) + ".role", field, text_of(role), "16, 33, 41, 100, 203",
               "the id of a role");
}

/// Each list goes with the role that it is said of.
void check_pair(Refusals& all, std::string_view field, const Ids& ids, std::string_view role_field,
                const opt<std::int32_t>& role) {
  if (!ids.empty() && !role)
    all.refuse(Error::NullParameter, std::string(role_field) + ".required", role_field, "", "required",
               "the role that " + std::string(field) + " is about");
}

/// Accounts that can be reached through the customer at all: its own, linked ones, and those of customers that it manages.
void check_accounts(Refusals& all, store::Reader& r, const identity::Hierarchy& links, std::int64_t customer_id,
                    const Ids& accounts) {
  const auto reach = identity::expand(links, r, {Grant{customer_id, Role::super_admin, {}}});
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    const auto id = accounts[i].value_or(0);
    const auto row = r.get(world::kind_of<AdvertiserAccount>(), id);
    if (row && std::ranges::any_of(reach, [&](const Grant& g) { return identity::covers_account(g, id, row->parent); })) continue;
    all.refuse(Error::Code2108, "NewAccountIds.reach", "NewAccountIds[" + std::to_string(i) + "]", std::to_string(id), "",
               "an account of customer " + std::to_string(customer_id) + ", or one that it reaches by links");
  }
}

void drop(std::vector<std::int64_t>& from, const Ids& ids) {
  std::erase_if(from, [&](std::int64_t id) {
    return std::ranges::any_of(ids, [&](const opt<std::int64_t>& d) { return d.value_or(0) == id; });
  });
}

void put_in(std::vector<std::int64_t>& to, const Ids& ids) {
  for (const auto& id : ids)
    if (std::ranges::find(to, id.value_or(0)) == to.end()) to.push_back(id.value_or(0));
}

/// The role after the change. `held`: the one before.
Grant changed(const Grant& held, const UpdateUserRolesRequest& request) {
  auto g = held;
  g.limited = held.limited || !held.account_ids.empty() || !held.customer_ids.empty();
  drop(g.account_ids, request.delete_account_ids);
  drop(g.customer_ids, request.delete_customer_ids);
  if (!request.new_role_id) return g;
  const auto role = static_cast<Role>(*request.new_role_id);
  if (role != held.role) {
    g.role = role;
    g.account_ids.clear();
    g.customer_ids.clear();
  }
  if (identity::is_customer_level(role)) g.account_ids.clear();  // such roles cannot be limited to accounts
  const bool accounts = !request.new_account_ids.empty() && !identity::is_customer_level(role);
  if (!accounts && request.new_customer_ids.empty()) {  // everything, now and later
    g.account_ids.clear();
    g.customer_ids.clear();
    g.limited = false;
    return g;
  }
  if (accounts) put_in(g.account_ids, request.new_account_ids);
  put_in(g.customer_ids, request.new_customer_ids);
  g.limited = true;
  return g;
}

Result<UpdateUserRoles> update_user_roles(Call& call, const UpdateUserRolesRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto customer = *request.customer_id, user = *request.user_id;
  Refusals all("UpdateUserRoles");
  check_role(all, "NewRoleId", request.new_role_id);
  check_role(all, "DeleteRoleId", request.delete_role_id);
  check_pair(all, "NewAccountIds", request.new_account_ids, "NewRoleId", request.new_role_id);
  check_pair(all, "NewCustomerIds", request.new_customer_ids, "NewRoleId", request.new_role_id);
  check_pair(all, "DeleteAccountIds", request.delete_account_ids, "DeleteRoleId", request.delete_role_id);
  check_pair(all, "DeleteCustomerIds", request.delete_customer_ids, "DeleteRoleId", request.delete_role_id);
  if (all.good() && !request.new_role_id && !request.delete_role_id)
    all.refuse(Error::NullParameter, "NewRoleId.required", "NewRoleId", "", "required", "NewRoleId, DeleteRoleId or both");
  if (!all.good()) return all.failure();

  const auto links = identity::hierarchy(call.world);
  std::optional<Failure> refused;
  UpdateUserRolesResponse response;
  call.world.store().write([&](store::Writer& w) {
    const auto login = identity::login_of_user(w, user);
    std::vector<Grant> held;
    if (login)
      for (const auto& g : identity::grants_of_login(w, *login))
        if (g.customer_id == customer && g.user_id == user) held.push_back(g);
    if (held.empty()) {
      refused = refuse_customer({"UpdateUserRoles.UserId.exists", "UserId", std::to_string(user), "",
                                 "a user of customer " + std::to_string(customer)})
                    .error();
      return false;
    }
    // An aggregator holds a second role: what is said without DeleteRoleId is about the ordinary one.
    auto it = std::ranges::find_if(held, [&](const Grant& g) {
      return request.delete_role_id ? g.role == static_cast<Role>(*request.delete_role_id) : g.role != Role::aggregator;
    });
    if (it == held.end() && request.delete_role_id)
      all.refuse(Error::ApiInputValidationError, "DeleteRoleId.held", "DeleteRoleId", text_of(request.delete_role_id),
                 std::to_string(static_cast<std::int32_t>(held.front().role)), "a role that the user has on the customer");
    check_accounts(all, w, *links, customer, request.new_account_ids);
    if (!all.good()) {
      refused = all.failure().error();
      return false;
    }
    const auto& before = it == held.end() ? held.front() : *it;
    const bool whole_role_goes =
        !request.new_role_id && request.delete_account_ids.empty() && request.delete_customer_ids.empty();
    const bool other_row = request.new_role_id && before.role == Role::aggregator &&
                           static_cast<Role>(*request.new_role_id) != Role::aggregator && request.delete_role_id;
    if (whole_role_goes || other_row) identity::remove_role(w, *login, customer, before.role);
    if (!whole_role_goes) identity::assign_role(w, *login, changed(before, request), call.now.ticks());
    response.last_modified_time = call.now;
    return true;
  });
  if (refused) return std::unexpected(std::move(*refused));
  return response;
}

}  // namespace

void register_roles(Registry& registry) {
  registry.add<UpdateUserRoles>(update_user_roles);
}

}  // namespace adsbox::services
