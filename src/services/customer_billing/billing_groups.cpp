// GetBillingGroups, GetUngroupedAccounts, UpdateBillingGroupAccounts.
#include "services/customer_billing/billing_groups.h"

#include "adsbox/internal.h"
#include "services/customer_billing/access.h"
#include "services/entity/normalise.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace customer_billing;
using customer_management::AdvertiserAccount;
using customer_management::Customer;
using internal::BillingGroupMember;

namespace {

Result<GetBillingGroups> get_billing_groups(Call& call, const GetBillingGroupsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  if (auto ok = require_customer(call, *request.customer_id, "CustomerId"); !ok) return std::unexpected(std::move(ok.error()));
  GetBillingGroupsResponse response;
  response.billing_groups.set_empty();
  call.world.store().read([&](store::Reader& r) {
    for (auto& group : billing_groups_of(r, *request.customer_id)) response.billing_groups.push_back(std::move(group.value));
  });
  return response;
}

Result<GetUngroupedAccounts> get_ungrouped_accounts(Call& call, const GetUngroupedAccountsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  if (auto ok = require_customer(call, *request.customer_id, "CustomerId"); !ok) return std::unexpected(std::move(ok.error()));
  GetUngroupedAccountsResponse response;
  response.ungrouped_accounts.set_empty();
  call.world.store().read([&](store::Reader& r) {
    const auto groups = billing_groups_of(r, *request.customer_id);
    world::for_each_child<AdvertiserAccount>(r, *request.customer_id, [&](const world::Stored<AdvertiserAccount>& a) {
      if (!reaches_account(call, a.id) || world::load<BillingGroupMember>(r, a.id)) return true;
      auto account = make<UngroupedAccount>();
      account->account_id = a.id;
      account->account_number = a->number;
      account->account_name = a->name;
      account->potential_billing_groups.set_empty();
      for (const auto& g : groups) {
        auto pair = make<KeyValueEntityOflongstring>();
        pair->key = g.id;
        pair->value = g->name;
        account->potential_billing_groups.push_back(std::move(pair));
      }
      response.ungrouped_accounts.push_back(std::move(account));
      return true;
    });
  });
  return response;
}

/// Adds the accounts to the group; one that is in another group moves.
Result<UpdateBillingGroupAccounts> update_billing_group_accounts(Call& call, const UpdateBillingGroupAccountsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto customer_id = *request.customer_id, group_id = *request.billing_group_id;
  if (auto ok = require_customer(call, customer_id, "CustomerId"); !ok) return std::unexpected(std::move(ok.error()));
  std::vector<ErrorValue> errors;
  const bool done = call.world.store().write([&](store::Writer& w) {
    const auto group = world::load<BillingGroup>(w, group_id);
    if (!group || group->parent != customer_id) return false;
    int index = -1;
    for (const auto& id : request.accounts_to_add) {
      ++index;
      if (call.inject(index, errors)) continue;
      const auto account = world::load<AdvertiserAccount>(w, id.value_or(0));
      if (!account || account->parent != customer_id || !reaches_account(call, account->id)) {
        const std::string expected = "an account of customer " + std::to_string(customer_id) + " that the caller reaches";
        errors.push_back({Error::Code1001,
                          index,
                          {},
                          expected,
                          {"UpdateBillingGroupAccounts.AccountsToAdd.owner", "AccountsToAdd[" + std::to_string(index) + "]",
                           id ? std::to_string(*id) : "(nil)", std::to_string(customer_id), expected},
                          -1});
        continue;
      }
      BillingGroupMember member;
      member.account_id = account->id;
      member.billing_group_id = group_id;
      world::save(w, {account->id, account->id, group_id, 0, call.now.ticks(), {}, {}}, member);
    }
    return true;
  });
  if (!done)
    return refuse_billing(Error::Code1001, {"UpdateBillingGroupAccounts.BillingGroupId.exists", "BillingGroupId",
                                            std::to_string(group_id), "", "the id of a billing group of that customer"});
  UpdateBillingGroupAccountsResponse response;
  response.partial_errors = errors_by_item<OperationError>(call, std::move(errors), request.accounts_to_add.size());
  return response;
}

}  // namespace

std::expected<std::int64_t, std::string> add_billing_group(world::World& world, std::int64_t customer_id, const std::string& name,
                                                           const std::string& description) {
  std::expected<std::int64_t, std::string> id = 0;
  world.store().write([&](store::Writer& w) {
    const auto key = fold_case(name);
    if (name.empty())
      id = std::unexpected("a billing group has a name");
    else if (!world::load<Customer>(w, customer_id))
      id = std::unexpected("there is no customer " + std::to_string(customer_id));
    else if (world::find<BillingGroup>(w, customer_id, key))
      id = std::unexpected("the customer has a billing group of that name");
    if (!id) return false;
    BillingGroup group;
    group.billing_group_id = *(id = w.next_id("billing_group", 6'000'001));
    group.customer_id = customer_id;
    group.name = name;
    group.description = description;
    world::save(w, {*id, 0, customer_id, 0, world.clock().ticks(), key, {}}, group);
    return true;
  });
  return id;
}

std::vector<world::Stored<BillingGroup>> billing_groups_of(store::Reader& r, std::int64_t customer_id) {
  return world::children<BillingGroup>(r, customer_id);
}

void register_billing_groups(Registry& registry) {
  registry.add<GetBillingGroups>(get_billing_groups);
  registry.add<GetUngroupedAccounts>(get_ungrouped_accounts);
  registry.add<UpdateBillingGroupAccounts>(update_billing_group_accounts);
}

}  // namespace adsbox::services
