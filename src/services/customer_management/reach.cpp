#include "services/customer_management/reach.h"

#include <algorithm>
#include <set>

#include "identity/accounts.h"
#include "identity/roles.h"

namespace adsbox::services {

using customer_management::AdvertiserAccount;

std::unexpected<Failure> refuse_customer(Explanation why) {
  return refuse_request(Error::Code1001, std::move(why));
}

std::unexpected<Failure> refuse_request(Error error, Explanation why) {
  return fail(FaultKind::operation, error, std::move(why));
}

std::vector<ReachedAccount> reached_accounts(Call& call, const std::vector<identity::Grant>& grants) {
  std::vector<ReachedAccount> found;
  std::set<std::int64_t> customers;
  for (const auto& g : grants) {
    customers.insert(g.customer_id);
    for (const auto id : g.account_ids)  // an account link leads to another customer's account
      if (const auto facts = identity::find_account(call.world, id)) customers.insert(facts->customer_id);
  }
  for (const auto customer : customers) {
    const auto rows = call.world.cache().children<AdvertiserAccount>(customer);
    for (const auto& row : *rows)
      if (std::ranges::any_of(grants, [&](const identity::Grant& g) { return identity::covers_account(g, row.id, customer); }))
        found.push_back({&row.as<AdvertiserAccount>(), customer});
    call.kept_alive.push_back(rows);
  }
  std::ranges::sort(found, {}, [](const ReachedAccount& a) { return a.account->id.value_or(0); });
  return found;
}

}  // namespace adsbox::services
