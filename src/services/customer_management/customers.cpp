// GetCustomer, GetAccessibleCustomer, GetCustomersInfo, UpdateCustomer, UpgradeCustomerToAgency, DeleteCustomer.
#include "identity/permissions.h"
#include "identity/row_version.h"
#include "net/blocking.h"
#include "services/customer_management/accounts_rules.h"
#include "services/customer_management/customers_shared.h"
#include "services/customer_management/reach.h"
#include "services/customer_management/save_changed.h"
#include "services/entity/fields.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

using StoredCustomer = std::optional<world::Stored<Customer>>;

StoredCustomer load_customer(Call& call, opt<std::int64_t> id) {
  StoredCustomer customer;
  if (id) call.world.store().read([&](store::Reader& r) { customer = world::load<Customer>(r, *id); });
  return customer;
}

std::unexpected<Failure> refuse_unknown(const Call& call, std::string_view field, opt<std::int64_t> id) {
  return refuse_customer({std::string(schema::text(call.operation.name)) + ".CustomerId.exists", std::string(field),
                          std::to_string(id.value_or(0)), "", "a customer that the caller reaches"});
}

Result<GetCustomer> get_customer(Call& call, const GetCustomerRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  auto customer = load_customer(call, request.customer_id);
  if (!customer) return refuse_unknown(call, "CustomerId", request.customer_id);
  GetCustomerResponse response;
  response.customer = std::move(customer->value);
  return response;
}

/// Like GetCustomer, with a bit for each member that has a value, in the order of the contract.
Result<GetAccessibleCustomer> get_accessible_customer(Call& call, const GetAccessibleCustomerRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  auto customer = load_customer(call, request.customer_id);
  if (!customer) return refuse_unknown(call, "CustomerId", request.customer_id);
  GetAccessibleCustomerResponse response;
  std::int32_t bit = 1, valid = 0;
  for (const auto& f : schema::fields_of(schema::type_info(Customer::type_id))) {
    if (state_of(f.kind, member(**customer, f)) == presence::value) valid |= bit;
    bit <<= 1;
  }
  response.valid_fields = valid;
  response.accessible_customer = std::move(customer->value);
  return response;
}

Result<GetCustomersInfo> get_customers_info(Call& call, const GetCustomersInfoRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto top = read_top(call, request.top_n);
  if (!top) return std::unexpected(top.error());
  GetCustomersInfoResponse response;
  response.customers_info.set_empty();
  for (const auto& c : customers_named(call, request.customer_name_filter.view(), *top)) {
    auto info = make<CustomerInfo>();
    info->id = c->id;
    info->name = c->name;
    response.customers_info.push_back(std::move(info));
  }
  return response;
}

bool save_changed(Call& call, const world::Stored<Customer>& stored, Customer& c,
                  const std::function<void(store::Writer&)>& more) {
  const auto status = c.customer_life_cycle_status.value_or(CustomerLifeCycleStatus::Active);
  return save_changed<Customer>(call, stored, c, stored.id, static_cast<std::int32_t>(status),
                                [&](store::Writer& w, const Customer& present) {
                                  // Says when it was made, which later writes hide.
                                  save_record(w, record_of(w, present), call.now.ticks());
                                  more(w);
                                });
}

void check_active(Refusals& item, const Customer& c, std::string_view field) {
  if (c.customer_life_cycle_status.value_or(CustomerLifeCycleStatus::Active) != CustomerLifeCycleStatus::Active)
    item.refuse(Error::Code2192, "CustomerLifeCycleStatus.active", field, "Inactive", "Active", "a customer that is Active");
}

/// Members that a request leaves out keep their value.
Result<UpdateCustomer> update_customer(Call& call, const UpdateCustomerRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto stored = load_customer(call, request.customer->id);
  Single item(*request.customer, stored ? stored->value.get() : nullptr, Mode::update, "Customer");
  if (item.broken("Id")) return item.failure();
  if (!stored) return refuse_unknown(call, "Customer.Id", request.customer->id);
  check_active(item, **stored, "Id");
  item.check_time_stamp(request.customer->time_stamp, (*stored)->time_stamp);
  decide_customer(item, stored->value.get());
  if (!item.good()) return item.failure();
  net::about_to_block();
  auto& customer = item.result<Customer>();
  const bool saved = save_changed(call, *stored, customer, [&](store::Writer& w) {
    if (customer.customer_address && !(customer.customer_address == (*stored)->customer_address))
      customer.customer_address->time_stamp = identity::next_row_version(w);
  });
  if (!saved) return item.overtaken(request.customer->time_stamp);
  UpdateCustomerResponse response;
  response.last_modified_time = call.now;
  return response;
}

/// An agency already stays one.
Result<UpgradeCustomerToAgency> upgrade_customer(Call& call, const UpgradeCustomerToAgencyRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  auto stored = load_customer(call, request.customer_id);
  if (!stored) return refuse_unknown(call, "CustomerId", request.customer_id);
  Refusals item("UpgradeCustomerToAgency");
  check_active(item, **stored, "CustomerId");
  if (!item.good()) return item.failure();
  net::about_to_block();
  auto& c = **stored;
  c.industry = Industry::AgencySalesHouse;
  const auto sent = c.time_stamp;
  const bool saved = save_changed(call, *stored, c, [&](store::Writer& w) {
    auto record = record_of(w, c);
    record.agency = true;
    save_record(w, record, call.now.ticks());
  });
  if (!saved) return item.overtaken(sent);
  return UpgradeCustomerToAgencyResponse{};
}

/// A customer with accounts that are not deleted cannot be.
Result<DeleteCustomer> delete_customer(Call& call, const DeleteCustomerRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  auto stored = load_customer(call, request.customer_id);
  if (!stored) return refuse_unknown(call, "CustomerId", request.customer_id);
  auto& c = **stored;
  Refusals item("DeleteCustomer");
  check_active(item, c, "CustomerId");
  item.check_time_stamp(request.time_stamp, c.time_stamp);
  AccountSearch open;
  open.reach.customers = {stored->id};
  open.state = [](std::int32_t status, std::int32_t) {
    return static_cast<AccountLifeCycleStatus>(status) != AccountLifeCycleStatus::Inactive;
  };
  open.size = 1;
  if (const auto accounts = find_accounts(call, open); !accounts.empty())
    item.refuse(Error::Code2192, "accounts", "CustomerId", std::to_string(stored->id), "no open account",
                "a customer whose accounts are deleted; " + std::to_string(accounts[0]) + " is not");
  if (!item.good()) return item.failure();
  net::about_to_block();
  c.customer_life_cycle_status = CustomerLifeCycleStatus::Inactive;
  if (!save_changed(call, *stored, c, [](store::Writer&) {})) return item.overtaken(request.time_stamp);
  return DeleteCustomerResponse{};
}

}  // namespace

void register_customers(Registry& registry) {
  registry.add<GetCustomer>(get_customer);
  registry.add<GetAccessibleCustomer>(get_accessible_customer);
  registry.add<GetCustomersInfo>(get_customers_info);
  registry.add<UpdateCustomer>(update_customer);
  registry.add<UpgradeCustomerToAgency>(upgrade_customer);
  registry.add<DeleteCustomer>(delete_customer);
}

}  // namespace adsbox::services
