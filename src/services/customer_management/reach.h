// What a caller of the Customer services may see, and the refusal when it is more.
#pragma once

#include <cstdint>
#include <expected>
#include <vector>

#include "adsbox/customer_management.h"
#include "services/call.h"
#include "services/customer_management/accounts_table.h"

namespace adsbox::services {

/// 1001: not authorised. The Customer services say the same for what does not exist and what the caller does not reach.
std::unexpected<Failure> refuse_customer(Explanation why);

/// A refusal by number, of the whole call.
std::unexpected<Failure> refuse_request(Error error, Explanation why);

/// Which accounts roles reach.
[[nodiscard]] AccountReach reach_of(const std::vector<identity::Grant>& grants);
/// Customers on which the caller has a role, ascending.
[[nodiscard]] std::vector<std::int64_t> reached_customers(const Call& call);

/// See services::prepare().
void prepare_accounts(world::World& world);

/// Ids of accounts, by the world's AccountTable.
[[nodiscard]] std::vector<std::int64_t> find_accounts(Call& call, const AccountSearch& search);

/// "1..5000": refuses a TopN outside.
[[nodiscard]] std::expected<std::size_t, Failure> read_top(Call& call, opt<std::int32_t> top);

}  // namespace adsbox::services
