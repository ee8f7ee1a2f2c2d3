// Coupons as answers show them, out of their class, what happened to them, and the ledger of their account.
#pragma once

#include <optional>

#include "adsbox/customer_billing.h"
#include "billing/coupons.h"
#include "services/call.h"

namespace adsbox::services {

/// As SearchCoupons tells its owner. The redemption shows only where the account bills to the owner.
[[nodiscard]] box<customer_billing::Coupon> coupon_of(store::Reader& r, const billing::StoredCoupon& coupon,
                                                      const internal::CouponClass& of);

/// The numbers in CouponInfoData.Status; no page publishes any.
enum class CouponStatus : std::uint8_t { distributed = 1, claimed = 2, redeemed = 3, active = 4, used_up = 5, expired = 6 };

/// As GetCouponInfo tells the customer whose account has it.
[[nodiscard]] box<customer_billing::CouponInfoData> coupon_info_of(store::Reader& r, const billing::StoredCoupon& coupon,
                                                                   const internal::CouponClass& of, billing::Day today);

}  // namespace adsbox::services
