// UpdateAccount, UpdatePrepayAccount, DeleteAccount.
#include "identity/row_version.h"
#include "net/blocking.h"
#include "schema/rules.h"
#include "services/customer_management/accounts_rules.h"
#include "services/customer_management/accounts_setup.h"
#include "services/customer_management/accounts_shared.h"
#include "services/customer_management/save_changed.h"
#include "services/entity/fields.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

bool save_changed(Call& call, const world::Stored<AdvertiserAccount>& stored, AdvertiserAccount& a,
                  const std::function<void(store::Writer&)>& more) {
  const auto status = a.account_life_cycle_status.value_or(AccountLifeCycleStatus::Active);
  return save_changed<AdvertiserAccount>(call, stored, a, stored.parent, static_cast<std::int32_t>(status),
                                         [&](store::Writer& w, const AdvertiserAccount&) { more(w); });
}

/// UpdateAccount and UpdatePrepayAccount. Members that a request leaves out keep their value.
template <class Op>
Result<Op> update(Call& call, const typename Op::Request& request, bool prepaid) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  net::about_to_block();
  const std::scoped_lock lock(call.world.attached<AccountWrites>().mutex);
  const auto stored = load_account(call, request.account->id);
  Single item(*request.account, stored ? stored->value.get() : nullptr, Mode::update, "Account");
  if (item.broken("Id")) return item.failure();
  if (!stored) return refuse_unknown_account(call, "Account.Id", request.account->id);
  const AdvertiserAccount& old = **stored;
  check_account_allows(item, old, "update", "Id");
  item.check_time_stamp(request.account->time_stamp, old.time_stamp);
  if (prepaid && !is_prepaid(old))
    item.refuse(Error::ApiInputValidationError, "PaymentMethodType.prepaid", "Id", std::to_string(stored->id), "prepaid",
                "a prepaid account: UpdateAccount is for others");
  const auto owner = old.parent_customer_id.value_or(stored->parent);
  decide_account(call, item, {.account_id = stored->id, .customer_id = owner, .stored = &old});
  if (!item.good()) return item.failure();

  auto& a = item.result<AdvertiserAccount>();
  const bool saved = save_changed(call, *stored, a, [&](store::Writer& w) {
    if (!(a.payment_method_id == old.payment_method_id)) note_payment(w, stored->id, a.payment_method_id, call.now.ticks());
    // A Draft that waited for a payment method has something to be checked now.
    if (old.account_life_cycle_status == opt(AccountLifeCycleStatus::Draft) && a.payment_method_id && !old.payment_method_id &&
        !pays_nothing(call.world))
      begin_setup(call.world, w, owner, stored->id, true);
    if (a.business_address && !(a.business_address == old.business_address))
      a.business_address->time_stamp = identity::next_row_version(w);
  });
  if (!saved) return item.overtaken(request.account->time_stamp);
  typename Op::Response response;
  response.last_modified_time = call.now;
  return response;
}

Result<UpdateAccount> update_account(Call& call, const UpdateAccountRequest& request) {
  return update<UpdateAccount>(call, request, false);
}
Result<UpdatePrepayAccount> update_prepay_account(Call& call, const UpdatePrepayAccountRequest& request) {
  return update<UpdatePrepayAccount>(call, request, true);
}

/// The account becomes Inactive; it is still read and found.
Result<DeleteAccount> delete_account(Call& call, const DeleteAccountRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  net::about_to_block();
  const std::scoped_lock lock(call.world.attached<AccountWrites>().mutex);
  auto stored = load_account(call, request.account_id);
  if (!stored) return refuse_unknown_account(call, "AccountId", request.account_id);
  auto& a = **stored;
  Refusals item("DeleteAccount");
  check_account_allows(item, a, "delete", "AccountId");
  item.check_time_stamp(request.time_stamp, a.time_stamp);
  const auto money = describe(field_of(AdvertiserAccount::type_id, "AccountFinancialStatus"), &a.account_financial_status);
  if (schema::contains(*schema::find_set("account-unpaid-states"), money))
    item.refuse(Error::Code2204, "AccountFinancialStatus.final_bill", "AccountId", money, "ClearFinancialStatus",
                "an account that owes nothing: its final bill could not be settled");
  if (!item.good()) return item.failure();
  a.account_life_cycle_status = AccountLifeCycleStatus::Inactive;
  a.pause_reason.reset();
  const bool saved = save_changed(call, *stored, a, [&](store::Writer& w) {
    end_setup(w, stored->id);
    note_payment(w, stored->id, nil, call.now.ticks());
  });
  if (!saved) return item.overtaken(request.time_stamp);
  return DeleteAccountResponse{};
}

}  // namespace

void register_account_updates(Registry& registry) {
  registry.add<UpdateAccount>(update_account);
  registry.add<UpdatePrepayAccount>(update_prepay_account);
  registry.add<DeleteAccount>(delete_account);
}

}  // namespace adsbox::services
