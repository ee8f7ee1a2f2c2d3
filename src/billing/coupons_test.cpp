// How redeemed coupons are used up.
#include "billing/coupons.h"

#include <gtest/gtest.h>

namespace adsbox::billing {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr Day start = std::chrono::sys_days(2026y / 3 / 1);

Redeemed redeemed(std::int64_t id, double amount, double threshold, int day = 0) {
  Redeemed c;
  c.coupon.id = id;
  c.coupon.value = make<internal::MintedCoupon>();
  c.coupon->code = "C" + std::to_string(id);
  c.coupon->redemption_date = moment(start + days(day));
  c.of.value = make<internal::CouponClass>();
  c.of->amount = amount;
  c.of->spend_threshold = threshold;
  return c;
}

std::vector<SpendDay> days_with(std::initializer_list<double> amounts) {
  std::vector<SpendDay> out;
  for (const auto a : amounts) out.push_back({start + days(static_cast<int>(out.size())), micros(a), 0});
  return out;
}

TEST(Coupons, PayWhatIsSpentBeyondTheThreshold) {
  const Redeemed all[] = {redeemed(1, 50, 30)};
  const auto use = use_up(all, days_with({20, 20, 20, 100}))[0];
  EXPECT_EQ(use.activation, start + days(1));
  ASSERT_EQ(use.credits.size(), 3u);
  EXPECT_EQ(use.credits[0].amount, micros(10));
  EXPECT_EQ(use.credits[1].amount, micros(20));
  EXPECT_EQ(use.credits[2].amount, micros(20));  // that is all it has
  EXPECT_EQ(use.used, micros(50));
}

TEST(Coupons, CountFromTheirRedemption) {
  Redeemed all[] = {redeemed(1, 50, 0, 1)};
  all[0].coupon->spend_before = micros(15);
  const auto use = use_up(all, days_with({20, 20, 5}))[0];
  EXPECT_EQ(use.activation, start + days(1));  // nothing to wait for
  ASSERT_EQ(use.credits.size(), 2u);
  EXPECT_EQ(use.credits[0].amount, micros(5));
  EXPECT_EQ(use.credits[1].amount, micros(5));
}

TEST(Coupons, EndWithTheirDuration) {
  Redeemed all[] = {redeemed(1, 50, 0)};
  all[0].of->active_duration = 1;
  EXPECT_EQ(last_day(*all[0].of, *all[0].coupon), start + days(1));
  EXPECT_EQ(use_up(all, days_with({1, 1, 1}))[0].used, micros(2));
  all[0].of->expiration_date = moment(start);
  EXPECT_EQ(use_up(all, days_with({1, 1, 1}))[0].used, micros(1));
}

TEST(Coupons, PayNothingTwice) {
  const Redeemed all[] = {redeemed(1, 15, 0), redeemed(2, 50, 0)};
  const auto uses = use_up(all, days_with({10, 10}));
  EXPECT_EQ(uses[0].used, micros(15));
  EXPECT_EQ(uses[1].used, micros(5));
}

TEST(Coupons, PayAPercentage) {
  Redeemed all[] = {redeemed(1, 0, 0)};
  all[0].of->percent_off = 10;
  EXPECT_EQ(use_up(all, days_with({100, 50}))[0].used, micros(15));
  all[0].of->amount = 12;
  EXPECT_EQ(use_up(all, days_with({100, 50}))[0].used, micros(12));
}

}  // namespace
}  // namespace adsbox::billing
