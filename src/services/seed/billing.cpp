#include "services/seed/billing.h"

#include "billing/coupons.h"
#include "billing/insertion_orders.h"
#include "billing/ledger.h"
#include "identity/seed.h"
#include "services/customer_billing/billing_groups.h"
#include "services/customer_billing/operator.h"

namespace adsbox::services {
namespace {

using billing::Day;
using billing::moment;
using std::chrono::days;

constexpr int days_of_spend = 92;

customer_billing::InsertionOrder order(std::int64_t account_id, const char* name, Day start, Day end, double cap) {
  customer_billing::InsertionOrder o;
  o.account_id = account_id;
  o.name = name;
  o.start_date = moment(start);
  o.end_date = moment(end);
  o.spend_cap_amount = cap;
  o.purchase_order = "PO-1001";
  o.is_in_series = o.is_unlimited = o.is_endless = false;
  return o;
}

internal::CouponClass coupon_class(std::int64_t customer_id, const char* name, const char* type, double amount,
                                   double threshold) {
  internal::CouponClass c;
  c.owner_customer_id = customer_id;
  c.name = name;
  c.type = type;
  c.amount = amount;
  c.spend_threshold = threshold;
  c.active_duration = 90;
  return c;
}

}  // namespace

std::expected<void, std::string> seed_billing(world::World& world) {
  const auto& facts = identity::seed_facts(world.environment());
  const auto today = billing::day_of(world.clock().now());
  const bool done = world.store().write([&](store::Writer& w) {
    if (!billing::days_of(w, facts.account_id).empty()) return false;
    auto running = order(facts.account_id, "Running order", today - days(days_of_spend), today + days(90), 10'000);
    running.status = customer_billing::InsertionOrderStatus::Active;
    billing::add_order(world, w, running);
    // A week has its quiet days; the numbers are the same in each world.
    for (int i = days_of_spend; i > 0; --i)
      billing::record(world, w, facts.account_id, today - days(i), billing::micros(18.5 + i % 7 * 3.25 + i % 11 * 0.4));
    return true;
  });
  if (!done) return {};
  const auto next = order(facts.account_id, "Next order", today + days(30), today + days(120), 5'000);
  if (const auto ids = make_insertion_orders(world, next, {}); !ids) return std::unexpected(ids.error());
  auto welcome = coupon_class(facts.customer_id, "Welcome", "Acquisition", 100, 25);
  auto again = coupon_class(facts.customer_id, "Spend again", "Retention", 50, 0);
  auto feature = coupon_class(facts.customer_id, "Try a feature", "Retention", 20, 10);
  feature.feature_id = 1;
  for (const auto& c : {welcome, again, feature})
    if (const auto codes = make_coupon_class(world, c, 5); !codes) return std::unexpected(codes.error());
  const auto group = add_billing_group(world, facts.customer_id, "Main invoice", "Accounts that are billed together");
  return group ? std::expected<void, std::string>() : std::unexpected(group.error());
}

}  // namespace adsbox::services
