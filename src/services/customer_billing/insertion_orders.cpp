// AddInsertionOrder, UpdateInsertionOrder.
#include "billing/insertion_orders.h"

#include <optional>

#include "services/customer_billing/access.h"
#include "services/customer_billing/insertion_order_rules.h"
#include "services/entity/fields.h"
#include "services/entity/validate.h"
#include "services/partial_errors.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_billing;
using billing::day_of;
using customer_management::AccountLifeCycleStatus;
using customer_management::AdvertiserAccount;

namespace {

const Path at_order{nullptr, "InsertionOrder"};

std::unexpected<Failure> refuse_all(std::vector<ErrorValue> errors) {
  for (auto& e : errors) e.field_path.clear();
  return std::unexpected(Failure{FaultKind::operation, std::move(errors), 0});
}

/// Orders are for accounts that are open and billed by invoice.
std::expected<void, Failure> check_account(Call& call, std::int64_t account_id) {
  if (auto ok = require_account(call, account_id, "InsertionOrder.AccountId"); !ok) return ok;
  std::optional<world::Stored<AdvertiserAccount>> account;
  call.world.store().read([&](store::Reader& r) { account = world::load<AdvertiserAccount>(r, account_id); });
  const auto refuse = [&](std::string_view rule, std::string_view member_name, std::string expected) {
    const auto& f = field_of(AdvertiserAccount::type_id, member_name);
    return refuse_billing(Error::Code478,
                          {"AddInsertionOrder.account." + std::string(rule), "InsertionOrder.AccountId",
                           std::to_string(account_id) + " (" + describe(f, member(**account, f)) + ")", "", std::move(expected)});
  };
  if (!pays_by_invoice(**account)) return refuse("invoice", "PaymentMethodType", "an account that pays by Invoice");
  if ((*account)->account_life_cycle_status == opt(AccountLifeCycleStatus::Inactive))
    return refuse("open", "AccountLifeCycleStatus", "an account that is not Inactive");
  return {};
}

Result<AddInsertionOrder> add_insertion_order(Call& call, const AddInsertionOrderRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto& sent = *request.insertion_order;
  const auto account_id = sent.account_id.value_or(0);
  if (account_id > 0)
    if (auto ok = check_account(call, account_id); !ok) return std::unexpected(std::move(ok.error()));
  std::vector<ErrorValue> found;
  ItemErrors errors(found, -1);
  validate(sent, nullptr, {.mode = Mode::add}, at_order, errors);
  auto order = new_order(sent, day_of(call.now), errors);
  if (!found.empty()) return refuse_all(std::move(found));
  order->last_modified_by_user_id = call.principal.user_id;
  order->last_modified_time = call.now;
  AddInsertionOrderResponse response;
  response.create_time = call.now;
  call.world.store().write([&](store::Writer& w) {
    response.insertion_order_id = billing::add_order(call.world, w, *order);
    return true;
  });
  return response;
}

/// Gives a new Status to the other orders of the series, where they take it.
void set_series_status(Call& call, store::Writer& w, const billing::StoredOrder& changed, InsertionOrderStatus status) {
  std::vector<billing::StoredOrder> others;
  w.scan_key(world::kind_of<InsertionOrder>(), changed.account, changed.key, [&](const store::RowView& row) {
    if (row.id != changed.id) others.push_back(*world::decode<InsertionOrder>(row));
    return true;
  });
  for (auto& o : others) {
    if (!o->is_in_series.value_or(false) || !takes_status(billing::state_of(*o, day_of(call.now)), status)) continue;
    o->status = status;
    o->pending_changes = nil;
    billing::save_order(call.world, w, o, call.principal.user_id);
  }
}

Result<UpdateInsertionOrder> update_insertion_order(Call& call, const UpdateInsertionOrderRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto& sent = *request.insertion_order;
  std::optional<Failure> refusal;
  call.world.store().write([&](store::Writer& w) {
    auto order = world::load<InsertionOrder>(w, sent.id.value_or(0));
    if (sent.id) {
      const bool reached = order && reaches_account(call, order->account);
      if (!reached)
        refusal = refuse_billing(Error::Code1001,
                                 {"UpdateInsertionOrder.Id.reach", "InsertionOrder.Id", std::to_string(*sent.id), "",
                                  "the id of an insertion order of an account on which a role of the caller allows the update"})
                      .error();
    }
    std::vector<ErrorValue> found;
    ItemErrors errors(found, -1);
    if (!refusal) validate(sent, order ? order->value.get() : nullptr, {.mode = Mode::update}, at_order, errors);
    if (!refusal && found.empty()) {
      OrderUpdate update(sent, **order, day_of(call.now), errors);
      update.apply();
      if (found.empty()) {
        billing::save_order(call.world, w, *order, call.principal.user_id);
        if (update.new_status() && (*order)->is_in_series.value_or(false))
          set_series_status(call, w, *order, *update.new_status());
        return true;
      }
    }
    if (!refusal) refusal = refuse_all(std::move(found)).error();
    return false;
  });
  if (refusal) return std::unexpected(std::move(*refusal));
  UpdateInsertionOrderResponse response;
  response.last_modified_time = call.now;
  return response;
}

}  // namespace

void register_insertion_orders(Registry& registry) {
  registry.add<AddInsertionOrder>(add_insertion_order);
  registry.add<UpdateInsertionOrder>(update_insertion_order);
}

}  // namespace adsbox::services
