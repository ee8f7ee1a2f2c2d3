// GetAccount, AddAccount, AddPrepayAccount.
#include "identity/advertiser.h"
#include "net/blocking.h"
#include "services/customer_management/accounts_rules.h"
#include "services/customer_management/accounts_setup.h"
#include "services/customer_management/accounts_shared.h"
#include "services/customer_management/reach.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

Result<GetAccount> get_account(Call& call, const GetAccountRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  hide_unasked_of_account(call, request.return_additional_fields);
  auto account = load_account(call, request.account_id);
  if (!account) return refuse_unknown_account(call, "AccountId", request.account_id);
  GetAccountResponse response;
  response.account = std::move(account->value);
  show_account(*response.account);
  return response;
}

/// The customer of a new account takes one, and has no other that is still being set up.
void decide_owner(Call& call, Single& item, std::int64_t customer_id, CustomerLifeCycleStatus state) {
  if (state != CustomerLifeCycleStatus::Active)
    item.refuse(Error::Code2192, "ParentCustomerId.active", "ParentCustomerId", std::to_string(customer_id), "Active",
                "a customer that is Active");
  std::int64_t draft = 0;
  call.world.store().read([&](store::Reader& r) { draft = draft_of(r, customer_id); });
  if (draft != 0)
    item.refuse(
        Error::Code2192, "ParentCustomerId.draft", "ParentCustomerId", std::to_string(customer_id), "no Draft account",
        "a customer whose accounts are set up: account " + std::to_string(draft) + " is a Draft until its payment was checked");
}

/// AddAccount and AddPrepayAccount.
template <class Op>
Result<Op> add(Call& call, const typename Op::Request& request, AccountBilling billing) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto customer_id = request.account->parent_customer_id.value_or(0);
  opt<CustomerLifeCycleStatus> state;
  call.world.store().read([&](store::Reader& r) {
    if (const auto customer = world::load<Customer>(r, customer_id))
      state = (*customer)->customer_life_cycle_status.value_or(CustomerLifeCycleStatus::Active);
  });
  if (!state)
    return refuse_customer({std::string(schema::text(call.operation.name)) + ".ParentCustomerId.exists",
                            "Account.ParentCustomerId", std::to_string(customer_id), "", "a customer that the caller reaches"});
  Single item(*request.account, nullptr, Mode::add, "Account");
  auto& account = item.result<AdvertiserAccount>();
  account.language.reset();  // the primary user's

  net::about_to_block();
  const std::scoped_lock lock(call.world.attached<AccountWrites>().mutex);
  decide_owner(call, item, customer_id, *state);
  const auto agency = decide_agency(call, item, customer_id, account.linked_agencies);
  decide_account(call, item, {.customer_id = customer_id, .billing = billing});
  if (!item.good()) return item.failure();

  typename Op::Response response;
  call.world.store().write([&](store::Writer& w) {
    const auto id = identity::next_account_id(w);
    store_new_account(call, w, account,
                      {.id = id,
                       .customer_id = customer_id,
                       .bill_to_customer_id = customer_id,
                       .primary_user_id = account.primary_user_id.value_or(user_in(call, customer_id)),
                       .billing = billing});
    begin_setup(call.world, w, customer_id, id, account.payment_method_id || pays_nothing(call.world));
    if (agency != 0) link_agency(call, w, agency, id, true);
    response.account_id = id;
    response.account_number = account.number;
    response.create_time = call.now;
    return true;
  });
  return response;
}

Result<AddAccount> add_account(Call& call, const AddAccountRequest& request) {
  return add<AddAccount>(call, request, AccountBilling::method);
}
Result<AddPrepayAccount> add_prepay_account(Call& call, const AddPrepayAccountRequest& request) {
  return add<AddPrepayAccount>(call, request, AccountBilling::prepaid);
}

}  // namespace

void register_accounts(Registry& registry) {
  registry.add<GetAccount>(get_account);
  registry.add<AddAccount>(add_account);
  registry.add<AddPrepayAccount>(add_prepay_account);
}

}  // namespace adsbox::services
