// What is decided about insertion orders beyond the rows of schema/rules/customer_billing.rules.
#pragma once

#include "adsbox/customer_billing.h"
#include "billing/insertion_orders.h"
#include "services/entity/item_errors.h"

namespace adsbox::services {

/// Only the day of its dates counts: takes the time away.
void keep_days_only(customer_billing::InsertionOrder& order);
void keep_days_only(customer_billing::InsertionOrderPendingChanges& changes);

/// Completes a new order out of what was sent, and checks its dates and its budget.
box<customer_billing::InsertionOrder> new_order(const customer_billing::InsertionOrder& sent, billing::Day today,
                                                ItemErrors& errors);

/// An update of an order: finds out what it wants, whether the order's state takes it, and changes the order.
class OrderUpdate {
 public:
  OrderUpdate(const customer_billing::InsertionOrder& sent, customer_billing::InsertionOrder& order, billing::Day today,
              ItemErrors& errors);
  /// Changes the order, or adds errors.
  void apply();
  /// The Status that the update sets, which in a series goes for all orders.
  [[nodiscard]] opt<customer_billing::InsertionOrderStatus> new_status() const { return new_status_; }

 private:
  using Changes = customer_billing::InsertionOrderPendingChanges;
  void refuse(Error error, std::string_view rule, std::string_view field, std::string value, std::string bound,
              std::string expected);
  void find_out();
  void set_status();
  void answer_changes();
  /// `from`: where the values stand in the request, or in the order when they waited there for approval.
  void change(const object& values, std::string_view from);
  void check_dates(const customer_billing::InsertionOrder& before, std::string_view from);

  customer_billing::InsertionOrder sent_;  // without what is as it was
  customer_billing::InsertionOrder& order_;
  billing::Day today_;
  ItemErrors& errors_;
  std::string state_;
  bool sets_status_ = false, answers_ = false, fields_ = false, pending_ = false;
  opt<customer_billing::InsertionOrderStatus> new_status_;
};

/// A status as the API spells it.
[[nodiscard]] std::string name_of(const opt<customer_billing::InsertionOrderStatus>& status);

/// Whether users may set the Status of an order in that state.
[[nodiscard]] bool takes_status(customer_billing::InsertionOrderStatus state, customer_billing::InsertionOrderStatus wanted);

}  // namespace adsbox::services
