// What is decided about coupons. No page gives numbers to these refusals: days out of a coupon's range are 532, all else is 1001.
#pragma once

#include <optional>

#include "billing/coupons.h"
#include "services/call.h"

namespace adsbox::services {

/// Which refusal, for an answer or for the item of one.
struct CouponRefusal {
  Error error{};
  std::string_view rule;  // what the rule's name ends with
  std::string value, bound, expected;
};

/// The days on which coupons of the class can be handed out and redeemed.
[[nodiscard]] std::optional<CouponRefusal> check_days(const internal::CouponClass& of, billing::Day today);

/// Whether nobody has the coupon, or was sent it.
[[nodiscard]] bool is_free(const billing::StoredCoupon& coupon);

/// Whether the account may redeem the coupon today.
[[nodiscard]] std::optional<CouponRefusal> check_redemption(store::Reader& r, const billing::StoredCoupon& coupon,
                                                            const internal::CouponClass& of, std::int64_t account_id,
                                                            billing::Day today);

/// Whether the account may claim the coupon, which must be one for adopting a feature.
[[nodiscard]] std::optional<CouponRefusal> check_claim(store::Reader& r, const billing::StoredCoupon& coupon,
                                                       const internal::CouponClass& of, std::int64_t account_id,
                                                       billing::Day today);

/// Whether there is a coupon that the account could claim for adopting the feature.
[[nodiscard]] bool may_claim(store::Reader& r, std::int64_t account_id, std::int32_t feature_id, billing::Day today);

/// The error of one item of a request, or with index -1 of the call.
[[nodiscard]] ErrorValue coupon_error(const Call& call, CouponRefusal refusal, int index, std::string field);

}  // namespace adsbox::services
