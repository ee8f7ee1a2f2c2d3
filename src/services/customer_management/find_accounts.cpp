// GetAccountsInfo, FindAccounts, FindAccountsOrCustomersInfo.
#include <algorithm>
#include <limits>
#include <map>
#include <unordered_set>

#include "identity/hierarchy.h"
#include "services/customer_management/accounts_shared.h"
#include "services/customer_management/customers_shared.h"
#include "services/customer_management/reach.h"
#include "services/entity/normalise.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

box<AccountInfo> info_of(const AdvertiserAccount& a) {
  auto info = make<AccountInfo>();
  info->id = a.id;
  info->name = a.name;
  info->number = a.number;
  info->account_life_cycle_status = a.account_life_cycle_status.value_or(AccountLifeCycleStatus::Active);
  if (a.pause_reason)
    info->pause_reason = a.pause_reason;
  else
    info->pause_reason = nil;
  return info;
}

/// Loads the accounts in this order.
template <class Found>
void each_account(Call& call, const std::vector<std::int64_t>& ids, Found&& found) {
  call.world.store().read([&](store::Reader& r) {
    for (const auto id : ids)
      if (auto account = world::load<AdvertiserAccount>(r, id)) found(r, **account);
  });
}

/// How a filter finds accounts: by how names and numbers begin; X and digits is a number.
void put_filter(AccountSearch& search, std::string_view filter) {
  const TextTest begins{TextTest::How::begins, {fold_case(filter)}};
  const bool number = filter.size() > 1 && (filter[0] == 'X' || filter[0] == 'x') &&
                      filter.find_first_not_of("0123456789", 1) == std::string_view::npos;
  search.number = begins;
  if (number) return;
  search.name = begins;
  search.name_or_number = true;
}

Result<GetAccountsInfo> get_accounts_info(Call& call, const GetAccountsInfoRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto customer = request.customer_id.value_or(customer_of_caller(call));
  AccountSearch search;
  search.reach = reach_of(call.principal.grants);
  search.of_user = AccountReach{{customer}, {}};
  if (!request.only_parent_accounts.value_or(false))
    if (const auto& linked = identity::hierarchy(call.world)->linked_accounts(customer)) search.of_user->accounts = *linked;
  search.size = std::numeric_limits<std::size_t>::max();
  GetAccountsInfoResponse response;
  response.accounts_info.set_empty();
  each_account(call, find_accounts(call, search),
               [&](store::Reader&, const AdvertiserAccount& a) { response.accounts_info.push_back(info_of(a)); });
  return response;
}

Result<FindAccounts> find(Call& call, const FindAccountsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto top = read_top(call, request.top_n);
  if (!top) return std::unexpected(top.error());
  AccountSearch search;
  search.reach = reach_of(call.principal.grants);
  if (request.customer_id) search.customer = *request.customer_id;
  put_filter(search, request.account_filter.view());
  search.order = AccountSearch::Order::name;
  search.size = *top;
  FindAccountsResponse response;
  response.accounts_info.set_empty();
  each_account(call, find_accounts(call, search),
               [&](store::Reader&, const AdvertiserAccount& a) { response.accounts_info.push_back(info_of(a)); });
  return response;
}

/// Accounts first, by their own name or number, then those of customers by the customer's name.
Result<FindAccountsOrCustomersInfo> find_accounts_or_customers(Call& call, const FindAccountsOrCustomersInfoRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto top = read_top(call, request.top_n);
  if (!top) return std::unexpected(top.error());
  hide_unasked_of_account(call, request.return_additional_fields);

  AccountSearch search;
  search.reach = reach_of(call.principal.grants);
  search.order = AccountSearch::Order::name;
  search.size = *top;
  auto by_customer = search;
  put_filter(search, request.filter.view());
  auto ids = find_accounts(call, search);
  std::unordered_set<std::int64_t> found(ids.begin(), ids.end());
  for (const auto& c : customers_named(call, request.filter.view(), std::numeric_limits<std::size_t>::max())) {
    if (ids.size() >= *top) break;
    by_customer.customer = *c->id;
    for (const auto id : find_accounts(call, by_customer))
      if (ids.size() < *top && found.insert(id).second) ids.push_back(id);
  }

  FindAccountsOrCustomersInfoResponse response;
  response.account_info_with_customer_data.set_empty();
  std::map<std::int64_t, text> names;
  each_account(call, ids, [&](store::Reader& r, AdvertiserAccount& a) {
    const auto owner = a.parent_customer_id.value_or(0);
    auto& name = names[owner];
    if (name.is_absent()) {
      name = "";
      if (const auto customer = world::load<Customer>(r, owner)) name = (*customer)->name;
    }
    show_account(a);
    auto row = make<AccountInfoWithCustomerData>();
    row->customer_id = owner;
    row->customer_name = name;
    row->account_id = a.id;
    row->account_name = a.name;
    row->account_number = a.number;
    row->account_life_cycle_status = a.account_life_cycle_status.value_or(AccountLifeCycleStatus::Active);
    row->account_mode = a.account_mode;
    if (a.pause_reason)
      row->pause_reason = a.pause_reason;
    else
      row->pause_reason = nil;
    response.account_info_with_customer_data.push_back(std::move(row));
  });
  return response;
}

}  // namespace

void register_account_finds(Registry& registry) {
  registry.add<GetAccountsInfo>(get_accounts_info);
  registry.add<FindAccounts>(find);
  registry.add<FindAccountsOrCustomersInfo>(find_accounts_or_customers);
}

}  // namespace adsbox::services
