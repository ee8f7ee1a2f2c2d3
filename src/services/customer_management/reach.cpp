#include "services/customer_management/reach.h"

#include <algorithm>

#include "identity/roles.h"
#include "services/entity/limits.h"

namespace adsbox::services {

std::unexpected<Failure> refuse_customer(Explanation why) {
  return refuse_request(Error::Code1001, std::move(why));
}

std::unexpected<Failure> refuse_request(Error error, Explanation why) {
  return fail(FaultKind::operation, error, std::move(why));
}

AccountReach reach_of(const std::vector<identity::Grant>& grants) {
  AccountReach reach;
  const auto add = [&](const identity::Grant& g, const std::vector<std::int64_t>& accounts) {
    for (const auto id : accounts)
      if (identity::covers_account(g, id, 0)) reach.accounts.push_back(id);
  };
  for (const auto& g : grants) {
    // A role that covers an account that it does not name covers all of its customer.
    if (identity::covers_account(g, 0, g.customer_id)) reach.customers.push_back(g.customer_id);
    add(g, g.account_ids);
    if (g.linked != nullptr) add(g, *g.linked);
  }
  return reach;
}

std::vector<std::int64_t> reached_customers(const Call& call) {
  std::vector<std::int64_t> ids;
  for (const auto& g : call.principal.grants) ids.push_back(g.customer_id);
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  return ids;
}

void prepare_accounts(world::World& world) {
  world.attached<AccountTable>().prepare(world.store());
}

std::vector<std::int64_t> find_accounts(Call& call, const AccountSearch& search) {
  return call.world.attached<AccountTable>().find(call.world.store(), search);
}

std::expected<std::size_t, Failure> read_top(Call& call, opt<std::int32_t> top) {
  const auto& limit = schema::find_limit("find-top");
  const auto most = limit_of(call.world, limit);
  const auto n = top.value_or(0);
  if (n >= 1 && n <= most) return static_cast<std::size_t>(n);
  const auto bound = "1.." + std::to_string(most);
  return refuse_request(static_cast<Error>(limit.error), {std::string(schema::text(call.operation.name)) + ".TopN", "TopN",
                                                          std::to_string(n), bound, "how many are wanted, " + bound});
}

}  // namespace adsbox::services
