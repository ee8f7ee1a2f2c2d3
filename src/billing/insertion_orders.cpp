#include "billing/insertion_orders.h"

#include <algorithm>
#include <vector>

#include "adsbox/customer_management.h"

namespace adsbox::billing {
namespace {

using customer_billing::InsertionOrder;
using customer_billing::InsertionOrderStatus;
using customer_management::AccountLifeCycleStatus;
using customer_management::AdvertiserAccount;

/// AdvertiserAccount.PauseReason.
enum PauseReason : std::uint8_t { none = 0, by_user = 1, by_billing = 2, by_both = 4 };

bool approved(const InsertionOrder& o) {
  return o.status == opt(InsertionOrderStatus::Active);
}

bool holds_on(const InsertionOrder& o, Day day) {
  return approved(o) && day >= day_of(o.start_date.value_or({})) && (!o.end_date || day <= day_of(*o.end_date));
}

void set_pause(world::World& world, store::Writer& w, std::int64_t account_id, bool out_of_money) {
  auto account = world::load<AdvertiserAccount>(w, account_id);
  if (!account) return;
  auto& a = **account;
  const auto status = a.account_life_cycle_status.value_or(AccountLifeCycleStatus::Active);
  const auto reason = status == AccountLifeCycleStatus::Pause ? a.pause_reason.value_or(by_user) : std::uint8_t{none};
  if (status != AccountLifeCycleStatus::Active && status != AccountLifeCycleStatus::Pause) return;
  const bool user = reason == by_user || reason == by_both;
  const std::uint8_t wanted = out_of_money ? (user ? by_both : by_billing) : (user ? by_user : none);
  if (wanted == reason) return;
  a.account_life_cycle_status = wanted == none ? AccountLifeCycleStatus::Active : AccountLifeCycleStatus::Pause;
  a.pause_reason = wanted == none ? opt<std::uint8_t>(nil) : opt<std::uint8_t>(wanted);
  a.last_modified_time = world.clock().now();
  account->status = static_cast<std::int32_t>(*a.account_life_cycle_status);
  account->modified = world.clock().ticks();
  world::save(w, *account);
}

}  // namespace

std::optional<Micros> remaining(const InsertionOrder& o) {
  if (o.is_unlimited.value_or(false)) return std::nullopt;
  return micros(o.spend_cap_amount.value_or(0)) - micros(o.budget_spent.value_or(0));
}

InsertionOrderStatus state_of(const InsertionOrder& o, Day today) {
  if (!approved(o)) return o.status.value_or(InsertionOrderStatus::PendingUserReview);
  if (today < day_of(o.start_date.value_or({}))) return InsertionOrderStatus::NotStarted;
  if (o.end_date && today > day_of(*o.end_date)) return InsertionOrderStatus::Expired;
  const auto left = remaining(o);
  return left && *left <= 0 ? InsertionOrderStatus::Exhausted : InsertionOrderStatus::Active;
}

void draw(world::World& world, store::Writer& w, std::int64_t account_id, Day day, Micros spent) {
  auto orders = world::children<InsertionOrder>(w, account_id);
  std::erase_if(orders, [&](const StoredOrder& o) { return !holds_on(*o, day); });
  if (orders.empty()) return;
  std::ranges::stable_sort(orders, {}, [](const StoredOrder& o) { return o->start_date.value_or({}).ticks(); });
  for (auto& o : orders) {
    const auto part = std::min(spent, std::max<Micros>(remaining(*o).value_or(spent), 0));
    if (part == 0) continue;
    o->budget_spent = amount(micros(o->budget_spent.value_or(0)) + part);
    world::save(w, o);  // nobody changed the order: it keeps its LastModifiedTime
    spent -= part;
    if (spent == 0) break;
  }
  follow_budgets(world, w, account_id);
}

void follow_budgets(world::World& world, store::Writer& w, std::int64_t account_id) {
  const auto today = day_of(world.clock().now());
  bool exhausted = false, money = false;
  world::for_each_child<InsertionOrder>(w, account_id, [&](const StoredOrder& o) {
    const auto state = state_of(*o, today);
    exhausted |= state == InsertionOrderStatus::Exhausted;
    money |= state == InsertionOrderStatus::Active || state == InsertionOrderStatus::NotStarted;
    return true;
  });
  if (exhausted || money) set_pause(world, w, account_id, !money);
}

std::int64_t add_order(world::World& world, store::Writer& w, const InsertionOrder& order) {
  StoredOrder row;
  row.id = w.next_id("insertion_order", 5'000'001);
  row.account = row.parent = order.account_id.value_or(0);
  row.status = static_cast<std::int32_t>(order.status.value_or(InsertionOrderStatus::Active));
  row.key = order.series_name.str();
  row.modified = world.clock().ticks();
  row.value = make<InsertionOrder>(order);
  row->id = row.id;
  row->budget_spent = order.budget_spent.value_or(0);
  world::save(w, row);
  follow_budgets(world, w, row.account);
  return row.id;
}

void save_order(world::World& world, store::Writer& w, StoredOrder& order, std::int64_t user_id) {
  order->last_modified_by_user_id = user_id;
  order->last_modified_time = world.clock().now();
  order.status = static_cast<std::int32_t>(order->status.value_or(InsertionOrderStatus::Active));
  order.modified = world.clock().ticks();
  world::save(w, order);
  follow_budgets(world, w, order.account);
}

}  // namespace adsbox::billing
