// Coupons: classes, what was minted from them, and how redeemed ones are used up by the spend of their account.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adsbox/internal.h"
#include "billing/ledger.h"
#include "world/entities.h"

namespace adsbox::billing {

using StoredClass = world::Stored<internal::CouponClass>;
using StoredCoupon = world::Stored<internal::MintedCoupon>;

/// Puts the class of that name under its owner. The name must be new there.
std::int64_t add_class(world::World& world, store::Writer& w, const internal::CouponClass& c);
/// Mints coupons with codes out of the world's randomness.
std::vector<std::string> mint(world::World& world, store::Writer& w, std::int64_t class_id, std::int64_t count);

[[nodiscard]] std::optional<StoredClass> find_class(store::Reader& r, std::int64_t owner_customer_id, std::string_view name);
[[nodiscard]] std::optional<StoredCoupon> find_coupon(store::Reader& r, std::string_view code);

/// The last day on which the coupon can be used up: its class's ExpirationDate, or ActiveDuration days after it was redeemed,
/// whichever comes first. Nothing: it never ends.
[[nodiscard]] std::optional<Day> last_day(const internal::CouponClass& c, const internal::MintedCoupon& coupon);

/// What came of a redeemed coupon.
struct CouponUse {
  std::int64_t coupon_id = 0;
  std::string code;
  std::optional<Day> activation;  // when the account's spend since the redemption reached the threshold
  Micros used = 0;
  /// What it paid for, day by day.
  struct Credit {
    Day day;
    Micros amount;
  };
  std::vector<Credit> credits;
};

/// A redeemed coupon with its class.
struct Redeemed {
  StoredCoupon coupon;
  StoredClass of;
};

/// The redeemed coupons of an account, in the order of their redemption.
[[nodiscard]] std::vector<Redeemed> redeemed_by(store::Reader& r, std::int64_t account_id);

/// Uses coupons up along the account's days. Those that were redeemed first pay first; each pays for what is spent beyond its
/// threshold, all of it or its percentage, until its amount is used up or it ends.
[[nodiscard]] std::vector<CouponUse> use_up(std::span<const Redeemed> coupons, std::span<const SpendDay> days);

}  // namespace adsbox::billing
