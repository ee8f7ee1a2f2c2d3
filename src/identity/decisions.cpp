#include "identity/decisions.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "adsbox/customer_management.h"
#include "identity/accounts.h"
#include "identity/hierarchy.h"
#include "identity/permissions.h"
#include "identity/pilots.h"
#include "identity/roles.h"
#include "world/entities.h"

namespace adsbox::identity {
namespace {

namespace cm = customer_management;

using Decided = std::expected<void, Failure>;

/// What a decision looks at.
struct Case {
  world::World& world;
  const Principal& caller;
  const schema::OperationInfo& operation;

  /// The refusal that the operation's permission row names.
  [[nodiscard]] std::unexpected<Failure> refuse(std::string_view rule, std::string field, std::string value,
                                                std::string expected) const {
    return fail(FaultKind::operation, static_cast<Error>(permission_of(operation).refusal),
                {"permission." + std::string(rule), std::move(field), std::move(value), expected, expected});
  }
  [[nodiscard]] bool administrative() const { return permission_of(operation).has(schema::PermissionInfo::administrative); }
  [[nodiscard]] unsigned roles_on(std::int64_t customer_id) const {
    return roles_on_customer(caller, customer_id, administrative());
  }
  /// The caller manages users there, but not those who hold the customer as a whole.
  [[nodiscard]] bool below_super_admin(std::int64_t customer_id) const {
    return (roles_on(customer_id) & bits_of(Role::super_admin, Role::aggregator)) == 0;
  }
};

template <class Request>
using Decision = Decided (*)(const Case&, const Request&);

std::string text_of(const opt<std::int32_t>& n) {
  return n ? std::to_string(*n) : std::string();
}

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

Decided update_user(const Case& c, const cm::UpdateUserRequest& request) {
  if (!request.user || !request.user->id) return {};
  const auto id = *request.user->id;
  constexpr auto may_edit_others = [] { return bits_of(Role::super_admin, Role::aggregator, Role::standard_user); };
  if (is_own_user(c.caller, id) || (c.roles_on(customer_of_user(c.world, id)) & may_edit_others()) != 0) return {};
  return c.refuse("users.self", "User.Id", std::to_string(id),
                  "the caller's own User: other Users are changed by the roles " + role_names(may_edit_others()));
}

/// Roles that this caller cannot give to, or take from, anybody on the customer.
bool out_of_hand(const Case& c, std::int64_t customer_id, const opt<std::int32_t>& role) {
  return role && is_customer_level(static_cast<Role>(*role)) && c.below_super_admin(customer_id);
}

Decided update_user_roles(const Case& c, const cm::UpdateUserRolesRequest& request) {
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

Decided delete_user(const Case& c, const cm::DeleteUserRequest& request) {
  const auto user = request.user_id.value_or(0);
  const auto customer = user > 0 ? customer_of_user(c.world, user) : 0;
  if (customer == 0 || !c.below_super_admin(customer) || !holds_customer(given_to(c.world, user), customer)) return {};
  return c.refuse("users.super_admin", "UserId", std::to_string(user), "a user who is no Super Admin: the caller is none either");
}

Decided send_user_invitation(const Case& c, const cm::SendUserInvitationRequest& request) {
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

Decided search_user_invitations(const Case& c, const cm::SearchUserInvitationsRequest& request) {
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

bool is_customer_link(const cm::ClientLink& link) {
  return link.type.view() == "CustomerLink";
}

std::int64_t managing_customer(world::World& world, const cm::ClientLink& link) {
  return link.managing_customer_id ? *link.managing_customer_id : customer_of_number(world, link.managing_customer_number);
}

std::unexpected<Failure> refuse_link(const Case& c, std::size_t index, std::string field, std::string value, bool customer_link,
                                     std::string_view who) {
  return c.refuse("links.role", "ClientLinks[" + std::to_string(index) + "]." + field, std::move(value),
                  std::string(who) + " on which the caller has one of the roles: " + role_names(link_roles(customer_link)) +
                      (customer_link ? ", not by a Standard customer link" : ""));
}

Decided add_client_links(const Case& c, const cm::AddClientLinksRequest& request) {
  for (std::size_t i = 0; i < request.client_links.size(); ++i) {
    if (!request.client_links[i]) continue;
    const auto& link = *request.client_links[i];
    const auto managing = managing_customer(c.world, link);
    if (managing == 0 && !link.managing_customer_number) continue;  // left to the handler
    if (!may_manage_links(c.caller, managing, is_customer_link(link)))
      return refuse_link(c, i, link.managing_customer_id ? "ManagingCustomerId" : "ManagingCustomerNumber",
                         link.managing_customer_id ? std::to_string(managing) : link.managing_customer_number.str(),
                         is_customer_link(link), "a managing customer");
  }
  return {};
}

Decided update_client_links(const Case& c, const cm::UpdateClientLinksRequest& request) {
  for (std::size_t i = 0; i < request.client_links.size(); ++i) {
    if (!request.client_links[i] || !request.client_links[i]->client_entity_id) continue;
    const auto& link = *request.client_links[i];
    const bool customer_link = is_customer_link(link);
    if (may_manage_links(c.caller, managing_customer(c.world, link), customer_link) ||
        may_answer_for(c.world, c.caller, *link.client_entity_id, customer_link))
      continue;
    return refuse_link(c, i, "ClientEntityId", std::to_string(*link.client_entity_id), customer_link,
                       "a link of a managing customer, or to a client,");
  }
  return {};
}

Decided search_client_links(const Case& c, const cm::SearchClientLinksRequest& request) {
  for (std::size_t i = 0; i < request.predicates.size(); ++i)
    if (request.predicates[i] && request.predicates[i]->field.view() == "ClientCustomerId" &&
        (roles_anywhere(c.caller) & link_roles(true)) == 0)
      return c.refuse("links.role", "Predicates[" + std::to_string(i) + "].Field", "ClientCustomerId",
                      "links of accounts: links of customers are for the roles " + role_names(link_roles(true)));
  return {};
}

Decided not_busy(const Case& c, std::int64_t account_id, std::string_view field) {
  if (!hierarchy(c.world)->busy(account_id, c.world.clock().ticks())) return {};
  return fail(FaultKind::operation, Error::Code1472,
              {"account.link_in_progress", std::string(field), std::to_string(account_id), "",
               "an account whose link to an agency is not being made or ended at this moment: try again in a few seconds"});
}

/// Whether an update that a campaign manager sends changes nothing but AutoTagType.
bool only_auto_tag(const cm::AdvertiserAccount& sent, const cm::AdvertiserAccount& stored) {
  const auto same = [](const auto& s, const auto& o) { return !s || s == o; };
  const auto& a = sent;
  return same(a.name, stored.name) && same(a.language, stored.language) && same(a.payment_method_id, stored.payment_method_id) &&
         same(a.primary_user_id, stored.primary_user_id) && same(a.time_zone, stored.time_zone) &&
         same(a.back_up_payment_instrument_id, stored.back_up_payment_instrument_id) &&
         same(a.billing_threshold_amount, stored.billing_threshold_amount) &&
         same(a.sold_to_payment_instrument_id, stored.sold_to_payment_instrument_id) &&
         same(a.business_address, stored.business_address) && same(a.tax_information, stored.tax_information);
}

Decided update_account(const Case& c, const cm::UpdateAccountRequest& request) {
  if (!request.account || !request.account->id) return {};
  const auto id = *request.account->id;
  if (roles_on_account(c.world, c.caller, id) == bit_of(Role::advertiser_campaign_manager)) {
    const auto stored = reading(c.world.store(), [&](store::Reader& r) { return world::load<cm::AdvertiserAccount>(r, id); });
    if (stored && !only_auto_tag(*request.account, **stored))
      return c.refuse(
          "account.auto_tag_type", "Account", std::to_string(id),
          "nothing but another AutoTagType: that is all that an Advertiser Campaign Manager may change of an account");
  }
  return not_busy(c, id, "Account.Id");
}

Decided update_prepay_account(const Case& c, const cm::UpdatePrepayAccountRequest& request) {
  return request.account && request.account->id ? not_busy(c, *request.account->id, "Account.Id") : Decided{};
}

Decided get_account(const Case& c, const cm::GetAccountRequest& request) {
  return not_busy(c, request.account_id.value_or(0), "AccountId");
}

Decided delete_account(const Case& c, const cm::DeleteAccountRequest& request) {
  return not_busy(c, request.account_id.value_or(0), "AccountId");
}

/// Aggregators make customers; other managers only by inviting their administrator, and in a pilot.
Decided signup_customer(const Case& c, const cm::SignupCustomerRequest& request) {
  const bool invites = request.user_invitation || request.user || request.user_id;
  const bool names_parent = request.parent_customer_id && !request.user_invitation;
  if (names_parent && *request.parent_customer_id > 0 && c.roles_on(*request.parent_customer_id) == 0)
    return c.refuse("customer.reach", "ParentCustomerId", std::to_string(*request.parent_customer_id),
                    "a customer that a role of the caller reaches");
  const auto serves = [&](const Grant& g) {
    if (names_parent && *request.parent_customer_id > 0 && g.customer_id != *request.parent_customer_id) return false;
    if (g.role == Role::aggregator) return true;
    return invites && g.role == Role::super_admin && has_pilot(c.world, g.customer_id, create_for_clients_pilot);
  };
  if (std::ranges::any_of(c.caller.grants, serves)) return {};
  return c.refuse("customers.sign_up", invites ? "UserInvitation" : "ParentCustomerId", "",
                  "a caller with the role Aggregator, or a Super Admin of a customer in pilot 793 who invites the new customer's "
                  "administrator");
}

std::unexpected<Failure> refuse_notifications(const Case& c, const opt<std::int32_t>& user_id) {
  return c.refuse("user.self", "UserId", text_of(user_id), "a User of the caller's own: notifications are personal");
}

Decided get_notifications(const Case& c, const cm::GetNotificationsRequest& request) {
  if (!request.user_id || is_own_user(c.caller, *request.user_id)) return {};
  return refuse_notifications(c, request.user_id);
}

Decided dismiss_notifications(const Case& c, const cm::DismissNotificationsRequest& request) {
  if (!request.user_id || is_own_user(c.caller, *request.user_id)) return {};
  return refuse_notifications(c, request.user_id);
}

/// The decisions, by operation.
class Table {
  using Erased = Decided (*)(const Case&, const object&, void (*)());
  struct Row {
    void (*raw)() = nullptr;
    Erased call = nullptr;
  };
  std::vector<Row> rows_;

  template <class Op>
  void add(Decision<typename Op::Request> decision) {
    rows_[Op::id] = {reinterpret_cast<void (*)()>(decision), [](const Case& c, const object& request, void (*raw)()) {
                       return reinterpret_cast<Decision<typename Op::Request>>(raw)(
                           c, static_cast<const typename Op::Request&>(request));
                     }};
  }

 public:
  Table() : rows_(schema::contract.operations.size()) {
    add<cm::UpdateUser>(update_user);
    add<cm::UpdateUserRoles>(update_user_roles);
    add<cm::DeleteUser>(delete_user);
    add<cm::SendUserInvitation>(send_user_invitation);
    add<cm::SearchUserInvitations>(search_user_invitations);
    add<cm::AddClientLinks>(add_client_links);
    add<cm::UpdateClientLinks>(update_client_links);
    add<cm::SearchClientLinks>(search_client_links);
    add<cm::GetAccount>(get_account);
    add<cm::UpdateAccount>(update_account);
    add<cm::UpdatePrepayAccount>(update_prepay_account);
    add<cm::DeleteAccount>(delete_account);
    add<cm::SignupCustomer>(signup_customer);
    add<cm::GetNotifications>(get_notifications);
    add<cm::DismissNotifications>(dismiss_notifications);
  }
  [[nodiscard]] Decided decide(const Case& c, const object& request) const {
    const auto& row = rows_[schema::id_of(c.operation)];
    return row.call != nullptr ? row.call(c, request, row.raw) : Decided{};
  }
};

}  // namespace

Decided decide(world::World& world, const Principal& principal, const schema::OperationInfo& operation, const object& request) {
  static const Table table;
  return table.decide({world, principal, operation}, request);
}

std::int64_t customer_of_user(world::World& world, std::int64_t user_id) {
  return reading(world.store(), [&](store::Reader& r) {
    const auto row = r.get(kind_of<cm::User>(), user_id);
    return row ? row->parent : std::int64_t{0};
  });
}

std::int64_t customer_of_number(world::World& world, std::string_view number) {
  if (number.empty()) return 0;
  return reading(world.store(), [&](store::Reader& r) {
    std::int64_t id = 0;
    r.scan_key_anywhere(kind_of<cm::Customer>(), number, [&](const store::RowView& row) {
      id = row.id;
      return false;
    });
    return id;
  });
}

unsigned link_roles(bool customer_link) {
  return customer_link ? bits_of(Role::super_admin, Role::aggregator)
                       : bits_of(Role::super_admin, Role::aggregator, Role::standard_user);
}

bool may_manage_links(const Principal& principal, std::int64_t customer_id, bool customer_link) {
  return customer_id != 0 && (roles_on_customer(principal, customer_id, customer_link) & link_roles(customer_link)) != 0;
}

bool may_answer_for(world::World& world, const Principal& principal, std::int64_t client_id, bool customer_link) {
  if (customer_link) return may_manage_links(principal, client_id, true);
  const auto facts = find_account(world, client_id);
  return facts != nullptr && std::ranges::any_of(principal.grants, [&](const Grant& g) {
           return g.customer_id == facts->customer_id && (bit_of(g.role) & link_roles(false)) != 0 &&
                  covers_account(g, client_id, facts->customer_id);
         });
}

}  // namespace adsbox::identity
