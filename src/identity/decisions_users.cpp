// Decisions about users, their roles, invitations and notifications.
#include <algorithm>
#include <charconv>
#include <vector>

#include "identity/decision_case.h"
#include "identity/hierarchy.h"
#include "identity/records.h"
#include "identity/roles.h"

namespace adsbox::identity {

namespace {

bool holds_customer(const std::vector<Grant>& grants, std::int64_t customer_id) {
  return std::ranges::any_of(grants, [&](const Grant& g) { return g.customer_id == customer_id && is_customer_level(g.role); });
}

std::vector<Grant> given_to(world::World& world, std::int64_t user_id) {
  return reading(world.store(), [&](store::Reader& r) { return grants_of_user(r, user_id); });
}

/// Nobody gives away more than what is theirs: `accounts` of that customer, or all of them.
Decided within_reach(const Case& c, std::int64_t customer_id, const list<opt<std::int64_t>>& accounts, bool all,
                     const std::string& field) {
  std::vector<const Grant*> own;
  for (const auto& g : c.caller.grants)
    if (g.customer_id == customer_id && (!c.administrative() || g.link_permission != "Standard")) own.push_back(&g);
  if (accounts.empty()) {
    if (!all || std::ranges::any_of(own, [](const Grant* g) { return covers_all_accounts(*g); })) return {};
    return c.refuse("users.all_accounts", field, "", "accounts that the caller has: the caller's own role is limited to some");
  }
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    const auto id = accounts[i].value_or(0);
    if (id <= 0 || roles_on_account(c.world, c.caller, id, c.administrative()) != 0) continue;
    return c.refuse("users.account_reach", field + "[" + std::to_string(i) + "]", std::to_string(id),
                    "an account that a role of the caller reaches");
  }
  return {};
}

}  // namespace

Decided decide_update_user(const Case& c, const cm::UpdateUserRequest& request) {
  if (!request.user || !request.user->id) return {};
  const auto id = *request.user->id;
  constexpr auto may_edit_others = [] { return bits_of(Role::super_admin, Role::aggregator, Role::standard_user); };
  if (is_own_user(c.caller, id) || (c.roles_on(customer_of_user(c.world, id)) & may_edit_others()) != 0) return {};
  return c.refuse("users.self", "User.Id", std::to_string(id),
                  "the caller's own User: other Users are changed by the roles " + role_names(may_edit_others()));
}

namespace {

/// Roles that this caller cannot give to, or take from, anybody on the customer.
bool out_of_hand(const Case& c, std::int64_t customer_id, const opt<std::int32_t>& role) {
  return role && is_customer_level(static_cast<Role>(*role)) && c.below_super_admin(customer_id);
}

}  // namespace

Decided decide_update_user_roles(const Case& c, const cm::UpdateUserRolesRequest& request) {
  const auto customer = request.customer_id.value_or(0), user = request.user_id.value_or(0);
  if (customer <= 0 || user <= 0) return {};  // left to the handler
  const auto target = given_to(c.world, user);
  if (std::ranges::find(target, customer, &Grant::customer_id) == target.end())
    return c.refuse("user.reach", "UserId", std::to_string(user), "a user of customer " + std::to_string(customer));
  if (c.below_super_admin(customer) && holds_customer(target, customer))
    return c.refuse("users.super_admin", "UserId", std::to_string(user),
                    "a user who is no Super Admin: the caller is none either");
  for (const auto& [role, field] :
       {std::pair(request.new_role_id, "NewRoleId"), std::pair(request.delete_role_id, "DeleteRoleId")})
    if (out_of_hand(c, customer, role))
      return c.refuse("users.super_admin", field, text_of(role), "a role below Super Admin: the caller is none");
  const auto is_aggregator = [&](const Grant& g) { return g.customer_id == customer && g.role == Role::aggregator; };
  if (request.new_role_id && static_cast<Role>(*request.new_role_id) == Role::aggregator &&
      std::ranges::none_of(target, is_aggregator))
    return c.refuse("users.aggregator", "NewRoleId", text_of(request.new_role_id),
                    "another role: Microsoft alone makes aggregators");
  const bool customer_level = request.new_role_id && is_customer_level(static_cast<Role>(*request.new_role_id));
  if (auto ok = within_reach(c, customer, customer_level ? list<opt<std::int64_t>>() : request.new_account_ids,
                             request.new_role_id.has_value() && request.new_customer_ids.empty(), "NewAccountIds");
      !ok)
    return ok;
  const auto links = hierarchy(c.world);
  for (std::size_t i = 0; i < request.new_customer_ids.size(); ++i) {
    const auto id = request.new_customer_ids[i].value_or(0);
    if ((id == customer || links->below(customer, id)) && roles_on_customer(c.caller, id) != 0) continue;
    return c.refuse("users.customer_reach", "NewCustomerIds[" + std::to_string(i) + "]", std::to_string(id),
                    "customer " + std::to_string(customer) + ", or one that it manages and that the caller reaches");
  }
  return {};
}

Decided decide_delete_user(const Case& c, const cm::DeleteUserRequest& request) {
  const auto user = request.user_id.value_or(0);
  const auto customer = user > 0 ? customer_of_user(c.world, user) : 0;
  if (customer == 0 || !c.below_super_admin(customer) || !holds_customer(given_to(c.world, user), customer)) return {};
  return c.refuse("users.super_admin", "UserId", std::to_string(user), "a user who is no Super Admin: the caller is none either");
}

Decided decide_send_user_invitation(const Case& c, const cm::SendUserInvitationRequest& request) {
  if (!request.user_invitation || !request.user_invitation->customer_id) return {};
  const auto& i = *request.user_invitation;
  const auto customer = *i.customer_id;
  if (i.role_id && static_cast<Role>(*i.role_id) == Role::aggregator)
    return c.refuse("users.aggregator", "UserInvitation.RoleId", text_of(i.role_id),
                    "another role: Microsoft alone makes aggregators");
  if (out_of_hand(c, customer, i.role_id))
    return c.refuse("users.super_admin", "UserInvitation.RoleId", text_of(i.role_id),
                    "a role below Super Admin: the caller is none");
  if (i.role_id && is_customer_level(static_cast<Role>(*i.role_id))) return {};  // holds the customer, whatever the list says
  return within_reach(c, customer, i.account_ids, true, "UserInvitation.AccountIds");
}

Decided decide_search_user_invitations(const Case& c, const cm::SearchUserInvitationsRequest& request) {
  for (std::size_t i = 0; i < request.predicates.size(); ++i) {
    if (!request.predicates[i] || request.predicates[i]->field.view() != "CustomerId") continue;
    std::string_view all = request.predicates[i]->value;
    while (!all.empty()) {
      const auto comma = std::min(all.find(','), all.size());
      auto one = all.substr(0, comma);
      one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
      std::int64_t id = 0;
      std::from_chars(one.data(), one.data() + one.size(), id);
      if (id > 0 && c.roles_on(id) == 0)
        return c.refuse("customer.reach", "Predicates[" + std::to_string(i) + "].Value", std::to_string(id),
                        "a customer that a role of the caller reaches");
      all.remove_prefix(std::min(comma + 1, all.size()));
    }
  }
  return {};
}

namespace {

std::unexpected<Failure> refuse_notifications(const Case& c, const opt<std::int32_t>& user_id) {
  return c.refuse("user.self", "UserId", text_of(user_id), "a User of the caller's own: notifications are personal");
}

}  // namespace

Decided decide_get_notifications(const Case& c, const cm::GetNotificationsRequest& request) {
  if (!request.user_id || is_own_user(c.caller, *request.user_id)) return {};
  return refuse_notifications(c, request.user_id);
}

Decided decide_dismiss_notifications(const Case& c, const cm::DismissNotificationsRequest& request) {
  if (!request.user_id || is_own_user(c.caller, *request.user_id)) return {};
  return refuse_notifications(c, request.user_id);
}

}  // namespace adsbox::identity
