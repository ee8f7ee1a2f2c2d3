// GetAccountMonthlySpend.
#include <algorithm>
#include <set>

#include "adsbox/customer_billing.h"
#include "billing/statement.h"
#include "identity/roles.h"
#include "services/customer_billing/access.h"
#include "services/entity/fields.h"
#include "services/partial_errors.h"
#include "services/services.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_billing;
using customer_management::AdvertiserAccount;
using customer_management::User;

namespace {

/// Whether somebody holds the role Aggregator on the customer.
bool is_aggregator(store::Reader& r, std::int64_t customer_id) {
  bool found = false;
  world::for_each_child<User>(r, customer_id, [&](const world::Stored<User>& user) {
    for (const auto& g : identity::grants_of_user(r, user.id))
      found |= g.customer_id == customer_id && g.role == identity::Role::aggregator;
    return !found;
  });
  return found;
}

/// The account alone, or all that bill to the aggregator whose it is.
std::set<std::int64_t> accounts_summed(store::Reader& r, const world::Stored<AdvertiserAccount>& account) {
  std::set<std::int64_t> ids{account.id};
  if (!is_aggregator(r, account.parent)) return ids;
  r.scan_kind(world::kind_of<AdvertiserAccount>(), 0, [&](const store::RowView& row) {
    const auto a = world::decode<AdvertiserAccount>(row);
    if (a && (a->parent == account.parent || (*a)->bill_to_customer_id.value_or(0) == account.parent)) ids.insert(a->id);
    return true;
  });
  return ids;
}

Result<GetAccountMonthlySpend> get_account_monthly_spend(Call& call, const GetAccountMonthlySpendRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  if (auto ok = require_account(call, *request.account_id, "AccountId"); !ok) return std::unexpected(std::move(ok.error()));
  const auto month = billing::month_of(billing::day_of(*request.month_year));
  const auto today = billing::day_of(call.now);
  if (month > billing::month_of(today)) {
    const auto text = [](std::chrono::year_month m) {
      return std::to_string(static_cast<int>(m.year())) + "-" + (unsigned{m.month()} < 10 ? "0" : "") +
             std::to_string(unsigned{m.month()});
    };
    return refuse_billing(Error::Code532, {"GetAccountMonthlySpend.MonthYear.future", "MonthYear", text(month),
                                           "<= " + text(billing::month_of(today)), "the present month or an earlier one"});
  }
  billing::Micros sum = 0;
  bool by_invoice = true;
  std::string pays;
  call.world.store().read([&](store::Reader& r) {
    const auto account = world::load<AdvertiserAccount>(r, *request.account_id);
    by_invoice = pays_by_invoice(**account);
    const auto& f = field_of(AdvertiserAccount::type_id, "PaymentMethodType");
    pays = describe(f, member(**account, f));
    if (!by_invoice) return;
    for (const auto id : accounts_summed(r, *account)) {
      const auto months = billing::statements_of(r, id);
      if (const auto found = months.find(month); found != months.end()) sum += found->second.net();
    }
  });
  if (!by_invoice)
    return refuse_billing(
        Error::Code2108, {"GetAccountMonthlySpend.AccountId.invoice", "AccountId",
                          std::to_string(*request.account_id) + " (" + pays + ")", "Invoice", "an account that pays by Invoice"});
  GetAccountMonthlySpendResponse response;
  response.amount = billing::amount(sum);
  return response;
}

}  // namespace

void register_spend(Registry& registry) {
  registry.add<GetAccountMonthlySpend>(get_account_monthly_spend);
}

}  // namespace adsbox::services
