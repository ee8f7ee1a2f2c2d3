// Random orders, spend and coupons: whatever happens, money is neither made nor lost.
#include <gtest/gtest.h>

#include <random>

#include "billing/insertion_orders.h"
#include "billing/ledger.h"
#include "billing/statement.h"

namespace adsbox::billing {
namespace {

using customer_billing::InsertionOrder;
using customer_billing::InsertionOrderStatus;
using std::chrono::days;

constexpr Day start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
constexpr int span = 60;
constexpr std::int64_t account_id = 7;

class RandomMoney : public testing::TestWithParam<unsigned> {
 protected:
  RandomMoney() : world_(*world::open_world("test", world::Environment::sandbox, "", 7)), chance_(GetParam()) {
    world_->clock().set(moment(start + days(span)).ticks());
    world_->clock().freeze();
  }
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(chance_); }
  double money() { return below(10'000) / 100.0; }
  template <class F>
  void write(F&& work) {
    world_->store().write([&](store::Writer& w) {
      work(w);
      return true;
    });
  }
  std::unique_ptr<world::World> world_;
  std::mt19937 chance_;
};

TEST_P(RandomMoney, OrdersTakeWhatIsSpentOnTheirDaysUpToTheirCaps) {
  std::vector<Micros> by_day(span);
  write([&](store::Writer& w) {
    for (int i = 0; i < 5; ++i) {
      InsertionOrder o;
      o.account_id = account_id;
      o.status = below(4) == 0 ? InsertionOrderStatus::PendingUserReview : InsertionOrderStatus::Active;
      const auto from = below(span), to = from + 1 + below(span);
      o.start_date = moment(start + days(from));
      if (below(5) != 0) o.end_date = moment(start + days(to));
      o.is_unlimited = below(8) == 0;
      if (!*o.is_unlimited) o.spend_cap_amount = 1 + money() * 5;
      add_order(*world_, w, o);
    }
    for (int i = 0; i < 200; ++i) {
      const auto day = below(span);
      const auto spent = micros(money());
      by_day[static_cast<std::size_t>(day)] += spent;
      record(*world_, w, account_id, start + days(day), spent);
    }
  });
  world_->store().read([&](store::Reader& r) {
    Micros drawn = 0, coverable = 0, total = 0;
    const auto orders = world::children<InsertionOrder>(r, account_id);
    for (int d = 0; d < span; ++d) {
      total += by_day[static_cast<std::size_t>(d)];
      for (const auto& o : orders)
        if (o->status == opt(InsertionOrderStatus::Active) && start + days(d) >= day_of(*o->start_date) &&
            (!o->end_date || start + days(d) <= day_of(*o->end_date))) {
          coverable += by_day[static_cast<std::size_t>(d)];
          break;
        }
    }
    bool all_used_up = true;
    for (const auto& o : orders) {
      const auto spent = micros(o->budget_spent.value_or(0));
      drawn += spent;
      if (o->status != opt(InsertionOrderStatus::Active)) {
        EXPECT_EQ(spent, 0);
        continue;
      }
      const auto left = remaining(*o);
      EXPECT_GE(left.value_or(0), 0);
      all_used_up = all_used_up && left && *left == 0;
    }
    EXPECT_LE(drawn, coverable);
    EXPECT_LE(coverable, total);
    EXPECT_TRUE(drawn != 0 || coverable == 0 || all_used_up);
    Micros recorded = 0;
    for (const auto& [month, statement] : statements_of(r, account_id)) recorded += statement.net();
    EXPECT_EQ(recorded, total);
  });
}

TEST_P(RandomMoney, CouponsPayForSpendThatIsThere) {
  std::vector<SpendDay> spent;
  for (int d = 0; d < span; ++d)
    if (below(4) != 0) spent.push_back({start + days(d), micros(money()), 0});
  std::vector<Redeemed> coupons;
  for (int i = 0; i < 4; ++i) {
    Redeemed c;
    c.coupon.id = i + 1;
    c.coupon.value = make<internal::MintedCoupon>();
    c.coupon->redemption_date = moment(start + days(below(span)));
    c.coupon->spend_before = micros(money());
    c.of.value = make<internal::CouponClass>();
    c.of->amount = 1 + money() * 3;
    c.of->spend_threshold = money();
    if (below(3) == 0) c.of->percent_off = 1 + below(100);
    if (below(2) == 0) c.of->active_duration = 1 + below(span);
    coupons.push_back(std::move(c));
  }
  std::ranges::stable_sort(coupons, {}, [](const Redeemed& c) { return c.coupon->redemption_date.value_or({}).ticks(); });
  std::map<Day, Micros> paid;
  const auto uses = use_up(coupons, spent);
  for (std::size_t i = 0; i < uses.size(); ++i) {
    Micros sum = 0;
    for (const auto& credit : uses[i].credits) {
      EXPECT_GE(credit.day, day_of(*coupons[i].coupon->redemption_date));
      EXPECT_LE(credit.day, last_day(*coupons[i].of, *coupons[i].coupon).value_or(credit.day));
      ASSERT_TRUE(uses[i].activation);
      EXPECT_GE(credit.day, *uses[i].activation);
      paid[credit.day] += credit.amount;
      sum += credit.amount;
    }
    EXPECT_EQ(sum, uses[i].used);
    EXPECT_LE(sum, micros(*coupons[i].of->amount));
  }
  for (const auto& d : spent) EXPECT_LE(paid[d.day], d.spend);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomMoney, testing::Range(1u, 41u));

}  // namespace
}  // namespace adsbox::billing
