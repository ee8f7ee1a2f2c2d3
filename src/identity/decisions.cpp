#include "identity/decisions.h"

#include <algorithm>
#include <string>
#include <vector>

#include "identity/decision_case.h"
#include "identity/hierarchy.h"
#include "identity/pilots.h"
#include "identity/records.h"
#include "identity/roles.h"
#include "world/entities.h"

namespace adsbox::identity {
namespace {

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
  if ((roles_on_account(c.world, c.caller, id) & bits_of(Role::super_admin, Role::aggregator, Role::standard_user)) == 0) {
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

template <class Request>
using Decision = Decided (*)(const Case&, const Request&);

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
    add<cm::UpdateUser>(decide_update_user);
    add<cm::UpdateUserRoles>(decide_update_user_roles);
    add<cm::DeleteUser>(decide_delete_user);
    add<cm::SendUserInvitation>(decide_send_user_invitation);
    add<cm::SearchUserInvitations>(decide_search_user_invitations);
    add<cm::AddClientLinks>(decide_add_client_links);
    add<cm::UpdateClientLinks>(decide_update_client_links);
    add<cm::SearchClientLinks>(decide_search_client_links);
    add<cm::GetAccount>(get_account);
    add<cm::UpdateAccount>(update_account);
    add<cm::UpdatePrepayAccount>(update_prepay_account);
    add<cm::DeleteAccount>(delete_account);
    add<cm::SignupCustomer>(signup_customer);
    add<cm::GetNotifications>(decide_get_notifications);
    add<cm::DismissNotifications>(decide_dismiss_notifications);
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

}  // namespace adsbox::identity
