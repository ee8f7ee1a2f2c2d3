// GetLinkedAccountsAndCustomersInfo.
#include "identity/hierarchy.h"

#include "adsbox/customer_management.h"
#include "identity/roles.h"
#include "services/customer_management/reach.h"
#include "services/partial_errors.h"
#include "services/services.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

box<AccountInfo> info_of(const AdvertiserAccount& a) {
  auto info = make<AccountInfo>();
  info->id = a.id.value_or(0);
  info->name = a.name;
  info->number = a.number;
  info->account_life_cycle_status = a.account_life_cycle_status.value_or(AccountLifeCycleStatus::Active);
  info->pause_reason = a.pause_reason;
  if (!info->pause_reason) info->pause_reason = nil;
  return info;
}

Result<GetLinkedAccountsAndCustomersInfo> get_linked(Call& call, const GetLinkedAccountsAndCustomersInfoRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto& me = call.principal;
  const auto customer = request.customer_id ? *request.customer_id
                        : me.grants.empty() ? std::int64_t{0}
                                            : me.grants.front().customer_id;
  const bool only_own = request.only_parent_accounts.value_or(false);
  const auto links = identity::hierarchy(call.world);
  GetLinkedAccountsAndCustomersInfoResponse response;
  response.accounts_info.set_empty();
  response.customers_info.set_empty();
  call.world.store().read([&](store::Reader& r) {
    const auto take = [&](const AdvertiserAccount& a, std::int64_t id, std::int64_t owner) {
      if (identity::reaches_account(me, id, owner)) response.accounts_info.push_back(info_of(a));
      return true;
    };
    world::for_each_child<AdvertiserAccount>(r, customer,
                                             [&](world::Stored<AdvertiserAccount>& a) { return take(*a, a.id, customer); });
    if (only_own) return;
    if (const auto& linked = links->linked_accounts(customer))
      for (const auto id : *linked)
        if (const auto a = world::load<AdvertiserAccount>(r, id)) take(**a, id, a->parent);
    for (const auto& child : links->children(customer)) {
      const auto c = world::load<Customer>(r, child.customer_id);
      if (!c || !identity::reaches_customer(me, child.customer_id)) continue;
      auto info = make<CustomerInfo>();
      info->id = child.customer_id;
      info->name = (*c)->name;
      response.customers_info.push_back(std::move(info));
    }
  });
  return response;
}

}  // namespace

void register_hierarchy(Registry& registry) {
  registry.add<GetLinkedAccountsAndCustomersInfo>(get_linked);
}

}  // namespace adsbox::services
