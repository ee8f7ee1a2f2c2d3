#include "services/customer_billing/operator.h"

#include <cmath>

#include "adsbox/customer_management.h"
#include "billing/coupons.h"
#include "billing/insertion_orders.h"
#include "codec/codec.h"
#include "schema/rules.h"
#include "services/customer_billing/insertion_order_rules.h"
#include "services/entity/validate.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_billing;
using billing::Day;
using billing::day_of;
using customer_management::AdvertiserAccount;
using customer_management::Customer;
using internal::CouponClass;

namespace {

/// How many coupons one request mints: a world is no printing press.
constexpr std::int64_t most_coupons = 10'000;

std::unexpected<std::string> no(std::string why) {
  return std::unexpected(std::move(why));
}

std::expected<void, std::string> check_account(world::World& world, std::int64_t account_id) {
  bool there = false;
  world.store().read([&](store::Reader& r) { there = world::load<AdvertiserAccount>(r, account_id).has_value(); });
  if (!there) return no("there is no account " + std::to_string(account_id));
  return {};
}

std::expected<void, std::string> check_count(std::int64_t coupons) {
  if (coupons < 0 || coupons > most_coupons) return no("coupons is a number in 0.." + std::to_string(most_coupons));
  return {};
}

std::expected<void, std::string> check_class(const CouponClass& c) {
  if (c.name.empty()) return no("a coupon class has a name");
  if (c.type != "Acquisition" && c.type != "Retention") return no("type is Acquisition or Retention");
  if (schema::find_currency(c.currency_code.view()) == nullptr) return no("'" + c.currency_code.str() + "' is no currency");
  const bool percentage = c.percent_off.has_value();
  if (percentage && (*c.percent_off <= 0 || *c.percent_off > 100)) return no("percent_off is more than 0 and at most 100");
  if (!(c.amount.value_or(0) >= 0) || (!percentage && c.amount.value_or(0) == 0))
    return no("amount is more than 0, unless there is percent_off");
  if (!(c.spend_threshold.value_or(0) >= 0)) return no("spend_threshold is not negative");
  if (c.active_duration && *c.active_duration < 1) return no("active_duration is at least a day");
  if (c.start_date && c.end_date && *c.end_date < *c.start_date) return no("end is not before start");
  return {};
}

std::string first_refusal(const std::vector<ErrorValue>& errors) {
  const auto& why = errors.front().why;
  return why.field + " is " + why.expected + ", not " + why.value;
}

std::expected<int, std::string> months_of(std::string_view frequency) {
  if (frequency == "Monthly") return 1;
  if (frequency == "BiMonthly") return 2;
  if (frequency == "Quarterly") return 3;
  if (frequency == "Yearly") return 12;
  return no("frequency is Monthly, BiMonthly, Quarterly or Yearly");
}

/// The same day so many months later; the last one of the month where it has no such day.
Day later(Day day, int months) {
  const auto then = std::chrono::year_month_day(day) + std::chrono::months(months);
  return then.ok() ? Day(then) : Day(then.year() / then.month() / std::chrono::last);
}

}  // namespace

std::expected<Day, std::string> parse_day(std::string_view text) {
  DateTime t;
  if (codec::parse_date_time(text, t) || codec::parse_date_time(std::string(text) + "T00:00:00", t)) return day_of(t);
  return no("'" + std::string(text) + "' is no day like 2026-01-31");
}

std::expected<void, std::string> record_spend(world::World& world, std::int64_t account_id, Day day, double amount) {
  constexpr double most = 1e9;  // far from where millionths would leave their range
  if (!std::isfinite(amount) || std::abs(amount) > most || billing::micros(amount) == 0)
    return no("amount is a number other than 0 and at most 1000000000");
  if (day > day_of(world.clock().now())) return no("that day has not come by the world's clock");
  if (auto ok = check_account(world, account_id); !ok) return ok;
  world.store().write([&](store::Writer& w) {
    billing::record(world, w, account_id, day, billing::micros(amount));
    return true;
  });
  return {};
}

std::expected<std::vector<std::string>, std::string> make_coupon_class(world::World& world, CouponClass c, std::int64_t coupons) {
  if (c.type.empty()) c.type = "Retention";
  if (c.currency_code.empty()) c.currency_code = "USD";
  if (auto ok = check_class(c); !ok) return no(ok.error());
  if (auto ok = check_count(coupons); !ok) return no(ok.error());
  std::expected<std::vector<std::string>, std::string> codes;
  world.store().write([&](store::Writer& w) {
    const auto owner = c.owner_customer_id.value_or(0);
    if (!world::load<Customer>(w, owner))
      codes = no("there is no customer " + std::to_string(owner));
    else if (billing::find_class(w, owner, c.name.view()))
      codes = no("the customer has a coupon class of that name");
    if (!codes) return false;
    codes = billing::mint(world, w, billing::add_class(world, w, c), coupons);
    return true;
  });
  return codes;
}

std::expected<std::vector<std::string>, std::string> mint_coupons(world::World& world, std::int64_t customer_id,
                                                                  std::string_view class_name, std::int64_t coupons) {
  if (auto ok = check_count(coupons); !ok) return no(ok.error());
  std::expected<std::vector<std::string>, std::string> codes;
  world.store().write([&](store::Writer& w) {
    const auto of = billing::find_class(w, customer_id, class_name);
    if (!of) {
      codes = no("the customer has no coupon class '" + std::string(class_name) + "'");
      return false;
    }
    codes = billing::mint(world, w, of->id, coupons);
    return true;
  });
  return codes;
}

std::expected<std::vector<std::int64_t>, std::string> make_insertion_orders(world::World& world, const InsertionOrder& order,
                                                                            const Series& series) {
  constexpr int most = 120;
  const bool in_series = !series.name.empty();
  const auto months = in_series ? months_of(series.frequency) : 0;
  if (!months) return no(months.error());
  if (series.orders < 1 || series.orders > most) return no("orders is a number in 1.." + std::to_string(most));
  if (auto ok = check_account(world, order.account_id.value_or(0)); !ok) return no(ok.error());
  std::vector<box<InsertionOrder>> made;
  const Day start = day_of(order.start_date.value_or({}));
  for (int i = 0; i < (in_series ? series.orders : 1); ++i) {
    InsertionOrder one = order;
    if (in_series) {
      one.start_date = billing::moment(later(start, i * *months));
      one.end_date = billing::moment(later(start, (i + 1) * *months) - std::chrono::days(1));
    }
    std::vector<ErrorValue> errors;
    ItemErrors found(errors, -1);
    validate(one, nullptr, {.mode = Mode::add}, {nullptr, "InsertionOrder"}, found);
    auto complete = new_order(one, day_of(world.clock().now()), found);
    if (!errors.empty()) return no(first_refusal(errors));
    complete->status = InsertionOrderStatus::PendingUserReview;
    complete->last_modified_time = world.clock().now();
    if (in_series) {
      complete->is_in_series = true;
      complete->series_name = series.name;
      complete->series_frequency_type = series.frequency;
    }
    made.push_back(std::move(complete));
  }
  std::vector<std::int64_t> ids;
  world.store().write([&](store::Writer& w) {
    for (const auto& o : made) ids.push_back(billing::add_order(world, w, *o));
    return true;
  });
  return ids;
}

std::expected<void, std::string> propose_changes(world::World& world, std::int64_t order_id,
                                                 const InsertionOrderPendingChanges& changes) {
  std::expected<void, std::string> done;
  world.store().write([&](store::Writer& w) {
    auto order = world::load<InsertionOrder>(w, order_id);
    std::vector<ErrorValue> errors;
    ItemErrors found(errors, -1);
    validate(changes, nullptr, {.mode = Mode::add}, {nullptr, "PendingChanges"}, found);
    const auto* takes = schema::find_set("insertion-order-pending-changes");
    const opt<InsertionOrderStatus> state =
        order ? billing::state_of(**order, day_of(world.clock().now())) : InsertionOrderStatus{};
    if (!order)
      done = no("there is no insertion order " + std::to_string(order_id));
    else if (!errors.empty())
      done = no(first_refusal(errors));
    else if (takes == nullptr || !schema::contains(*takes, name_of(state)))
      done = no("an order that is " + name_of(state) + " takes no changes");
    if (!done) return false;
    auto& waiting = (*order)->pending_changes;
    waiting = make<InsertionOrderPendingChanges>(changes);
    keep_days_only(*waiting);
    waiting->modified_date_time = world.clock().now();
    waiting->change_status = InsertionOrderPendingChangesStatus::PendingUserReview;
    order->modified = world.clock().ticks();
    world::save(w, *order);
    return true;
  });
  return done;
}

}  // namespace adsbox::services
