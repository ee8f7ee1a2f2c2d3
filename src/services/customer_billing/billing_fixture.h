// The service's world for tests: the seeded account, spend, and orders.
#pragma once

#include "adsbox/customer_billing.h"
#include "billing/insertion_orders.h"
#include "billing/ledger.h"
#include "services/customer_billing/operator.h"
#include "services/entity/fields.h"
#include "services/search/testing.h"
#include "services/testing/service_fixture.h"

namespace adsbox::services {

class BillingFixture : public ServiceFixture {
 protected:
  static customer_billing::InsertionOrder order(DateTime start, DateTime end, double cap) {
    customer_billing::InsertionOrder o;
    o.account_id = account_id;
    o.start_date = start;
    o.end_date = end;
    o.spend_cap_amount = cap;
    return o;
  }
  Result<customer_billing::AddInsertionOrder> add(const customer_billing::InsertionOrder& o) {
    customer_billing::AddInsertionOrderRequest r;
    r.insertion_order = make(o);
    return invoke<customer_billing::AddInsertionOrder>(r);
  }
  /// The id of a new order that must be good.
  std::int64_t added(const customer_billing::InsertionOrder& o) {
    const auto answer = add(o);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? *answer->insertion_order_id : 0;
  }
  /// Changes an order; "ok" or the code of the first error.
  std::string update(const customer_billing::InsertionOrder& o) {
    customer_billing::UpdateInsertionOrderRequest r;
    r.insertion_order = make(o);
    const auto answer = invoke<customer_billing::UpdateInsertionOrder>(r);
    return answer ? "ok" : failure_of(answer);
  }
  std::string update(std::int64_t id, const std::function<void(customer_billing::InsertionOrder&)>& change) {
    customer_billing::InsertionOrder o;
    o.id = id;
    change(o);
    return update(o);
  }
  std::string set_status(std::int64_t id, customer_billing::InsertionOrderStatus status) {
    return update(id, [&](auto& o) { o.status = status; });
  }
  std::string change_pending(std::int64_t id,
                             const std::function<void(customer_billing::InsertionOrderPendingChanges&)>& change) {
    return update(id, [&](auto& o) {
      o.pending_changes = make<customer_billing::InsertionOrderPendingChanges>();
      change(*o.pending_changes);
    });
  }
  using By = search::By<customer_billing::SearchInsertionOrdersRequest>;
  template <class Request>
  static Request request(const std::vector<By>& predicates) {
    return search::request_of<Request>(predicates);
  }
  static customer_billing::SearchInsertionOrdersRequest orders_request(std::vector<By> more = {}) {
    more.insert(more.begin(), {"AccountId", customer_billing::PredicateOperator::Equals, std::to_string(account_id)});
    return request<customer_billing::SearchInsertionOrdersRequest>(more);
  }
  /// An order as a search shows it.
  customer_billing::InsertionOrder shown(std::int64_t id) {
    auto r = orders_request({{"InsertionOrderId", customer_billing::PredicateOperator::Equals, std::to_string(id)}});
    ask_for_everything(r);
    auto answer = invoke<customer_billing::SearchInsertionOrders>(r);
    EXPECT_TRUE(answer) << failure_of(answer);
    EXPECT_EQ(answer->insertion_orders.size(), 1u);
    return std::move(*answer->insertion_orders[0]);
  }
  std::string state(std::int64_t id) {
    const auto o = shown(id);
    const auto& f = field_of(customer_billing::InsertionOrder::type_id, "Status");
    return describe(f, &o.status);
  }
  void spend(int day, double amount, std::int64_t account = account_id) {
    const auto done = record_spend(world(), account, billing::day_of(at(day)), amount);
    EXPECT_TRUE(done) << done.error();
  }
  void set_time(int day) { world().clock().set(at(day).ticks()); }
};

}  // namespace adsbox::services
