#include "services/entity/account_state.h"

#include <algorithm>

#include "identity/accounts.h"
#include "identity/permissions.h"
#include "services/entity/fields.h"
#include "world/entities.h"

namespace adsbox::services {
namespace {

using customer_management::AdvertiserAccount;
using customer_management::Customer;
using customer_management::CustomerLifeCycleStatus;

/// Names of the states in a mask.
std::string states(TypeId type, std::string_view member, std::uint64_t mask) {
  std::string s;
  for (const auto& v : schema::values_of(schema::contract.enums[field_of(type, member).type]))
    if ((mask >> v.number & 1) != 0) (s.empty() ? s : s += ", ") += schema::text(v.name);
  return s;
}

std::unexpected<Failure> refuse(const Call& call, schema::ErrorRow error, std::string_view rule, std::string_view header,
                                std::string state, std::string bound) {
  const std::string name(schema::text(call.operation.name));
  std::string expected = "in one of the states " + bound + ": " + name + " changes something";
  return fail(FaultKind::operation, static_cast<Error>(error),
              {std::string(rule), std::string(header), std::move(state), std::move(bound), std::move(expected)});
}

}  // namespace

std::expected<void, Failure> check_account_state(const Call& call) {
  const auto rows = schema::rule_book.writes;
  const auto row = std::ranges::find(rows, call.operation.service, &schema::WriteRule::service);
  if (row == rows.end() || !identity::permission_of(call.operation).has(schema::PermissionInfo::is_write)) return {};
  const auto account = identity::find_account(call.world, call.customer_account_id);
  if (account != nullptr && (row->account_states >> static_cast<unsigned>(account->status) & 1) == 0) {
    const opt status(account->status);
    return refuse(call, row->account_error, "account.state", "CustomerAccountId",
                  describe(field_of(AdvertiserAccount::type_id, "AccountLifeCycleStatus"), &status),
                  states(AdvertiserAccount::type_id, "AccountLifeCycleStatus", row->account_states));
  }
  opt<CustomerLifeCycleStatus> status;
  call.world.store().read([&](store::Reader& r) {
    if (const auto customer = world::load<Customer>(r, account != nullptr ? account->customer_id : call.customer_id))
      status = (*customer)->customer_life_cycle_status;
  });
  if (status && (row->customer_states >> static_cast<unsigned>(*status) & 1) == 0)
    return refuse(call, row->customer_error, "customer.state", "CustomerId",
                  describe(field_of(Customer::type_id, "CustomerLifeCycleStatus"), &status),
                  states(Customer::type_id, "CustomerLifeCycleStatus", row->customer_states));
  return {};
}

}  // namespace adsbox::services
