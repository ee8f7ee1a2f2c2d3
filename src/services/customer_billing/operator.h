// What the API has no operations for, since Microsoft does it: spend, coupon classes and their coupons, billing groups, and
// insertion orders that users are to approve. The same functions stand behind the admin API and the command line. Errors are for
// people.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "adsbox/customer_billing.h"
#include "adsbox/internal.h"
#include "billing/ledger.h"
#include "world/world.h"

namespace adsbox::services {

/// "2026-01-31", or any dateTime: its day.
[[nodiscard]] std::expected<billing::Day, std::string> parse_day(std::string_view text);

/// Records what an account spent on a day that has come; a negative amount is a credit.
std::expected<void, std::string> record_spend(world::World& world, std::int64_t account_id, billing::Day day, double amount);

/// Makes a coupon class with coupons; what it leaves out is filled in: Retention, USD. The codes.
std::expected<std::vector<std::string>, std::string> make_coupon_class(world::World& world, internal::CouponClass c,
                                                                       std::int64_t coupons);
/// More coupons of a class.
std::expected<std::vector<std::string>, std::string> mint_coupons(world::World& world, std::int64_t customer_id,
                                                                  std::string_view class_name, std::int64_t coupons);

/// A series of orders, one after the other.
struct Series {
  std::string name, frequency;  // Monthly, BiMonthly, Quarterly, Yearly
  int orders = 1;
};
/// Makes orders as Microsoft does: they wait for the user's review. The ids; several for a series (whose name is empty
/// otherwise).
std::expected<std::vector<std::int64_t>, std::string> make_insertion_orders(world::World& world,
                                                                            const customer_billing::InsertionOrder& order,
                                                                            const Series& series);
/// Proposes changes of an approved order, for the user to approve or decline.
std::expected<void, std::string> propose_changes(world::World& world, std::int64_t order_id,
                                                 const customer_billing::InsertionOrderPendingChanges& changes);

}  // namespace adsbox::services
