#include "services/customer_billing/coupon_views.h"

#include <algorithm>

#include "adsbox/customer_management.h"
#include "services/customer_billing/access.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_billing;
using billing::Micros;
using customer_management::AdvertiserAccount;
using internal::CouponClass;

namespace {

/// What the ledger says of a redeemed coupon.
billing::CouponUse use_of(store::Reader& r, const billing::StoredCoupon& coupon) {
  for (auto& use : billing::use_up(billing::redeemed_by(r, coupon.account), billing::days_of(r, coupon.account)))
    if (use.coupon_id == coupon.id) return use;
  return {};
}

/// A percentage without an amount has no balance.
double balance_of(const CouponClass& of, const billing::CouponUse& use) {
  return std::max(0.0, billing::amount(billing::micros(of.amount.value_or(0)) - use.used));
}

opt<DateTime> moment_or_nil(const std::optional<billing::Day>& day) {
  return day ? opt(billing::moment(*day)) : opt<DateTime>(nil);
}

template <class T>
opt<T> or_nil(const opt<T>& value) {
  return value ? value : opt<T>(nil);
}

text text_or_nil(const text& value) {
  return value ? value : text(nil);
}

box<CouponRedemption> redemption_of(store::Reader& r, const billing::StoredCoupon& coupon, const CouponClass& of,
                                    const world::Stored<AdvertiserAccount>& account) {
  const auto use = use_of(r, coupon);
  auto redemption = make<CouponRedemption>();
  redemption->account_id = account.id;
  redemption->account_number = account->number;
  redemption->spend_to_threshold = of.spend_threshold.value_or(0);
  redemption->balance = balance_of(of, use);
  redemption->currency_code = of.currency_code;
  redemption->redemption_date = coupon->redemption_date;
  if (const auto last = billing::last_day(of, *coupon)) redemption->expiration_date = billing::moment(*last);
  redemption->activation_date = moment_or_nil(use.activation);
  return redemption;
}

CouponStatus status_of(const billing::StoredCoupon& coupon, const CouponClass& of, const billing::CouponUse& use,
                       billing::Day today) {
  if (const auto last = billing::last_day(of, *coupon); last && today > *last) return CouponStatus::expired;
  if (!coupon->redemption_date) {
    if (of.end_date && today > billing::day_of(*of.end_date)) return CouponStatus::expired;
    return coupon->claim_date ? CouponStatus::claimed : CouponStatus::distributed;
  }
  if (!use.activation) return CouponStatus::redeemed;
  const bool bounded = of.amount.value_or(0) > 0;
  return bounded && balance_of(of, use) == 0 ? CouponStatus::used_up : CouponStatus::active;
}

}  // namespace

box<Coupon> coupon_of(store::Reader& r, const billing::StoredCoupon& coupon, const CouponClass& of) {
  auto out = make<Coupon>();
  auto& c = *out;
  c.coupon_code = coupon->code;
  c.class_name = of.name;
  c.coupon_type = of.type;
  c.amount = of.amount.value_or(0);
  c.spend_threshold = of.spend_threshold.value_or(0);
  c.currency_code = of.currency_code;
  c.percent_off = or_nil(of.percent_off);
  c.active_duration = or_nil(of.active_duration);
  c.expiration_date = or_nil(of.expiration_date);
  c.start_date = or_nil(of.start_date);
  c.end_date = or_nil(of.end_date);
  c.send_to_email = text_or_nil(coupon->send_to_email);
  c.send_to_date = or_nil(coupon->send_to_date);
  c.is_redeemed = coupon->redemption_date.has_value();
  c.redemption_info = nil;
  if (coupon.account == 0) return out;
  const auto account = world::load<AdvertiserAccount>(r, coupon.account);
  if (!account) return out;
  const auto billed = (*account)->bill_to_customer_id.value_or(account->parent);
  if (coupon->redemption_date && billed == of.owner_customer_id.value_or(0))
    c.redemption_info = redemption_of(r, coupon, of, *account);
  if (coupon->claim_date) {
    c.claim_info = make<CouponClaimInfo>();
    c.claim_info->account_id = account->id;
    c.claim_info->account_number = (*account)->number;
    c.claim_info->claim_date = coupon->claim_date;
  }
  return out;
}

box<CouponInfoData> coupon_info_of(store::Reader& r, const billing::StoredCoupon& coupon, const CouponClass& of,
                                   billing::Day today) {
  const auto use = coupon->redemption_date ? use_of(r, coupon) : billing::CouponUse{};
  auto out = make<CouponInfoData>();
  auto& c = *out;
  c.account_id = static_cast<std::int32_t>(coupon.account);
  c.coupon_id = static_cast<std::int32_t>(coupon.id);
  c.claim_date = or_nil(coupon->claim_date);
  c.status = static_cast<std::uint8_t>(status_of(coupon, of, use, today));
  c.redemption_date = or_nil(coupon->redemption_date);
  c.expiration_date = moment_or_nil(billing::last_day(of, *coupon));
  c.percent_off = or_nil(of.percent_off);
  c.coupon_value = of.amount.value_or(0);
  c.upfront_spending = nil;
  c.active_duration = or_nil(of.active_duration);
  c.spend_to_threshold = of.spend_threshold.value_or(0);
  c.start_date = or_nil(of.start_date);
  c.end_date = or_nil(of.end_date);
  c.balance = balance_of(of, use);
  c.currency_code = of.currency_code;
  c.feature_id = or_nil(coupon->feature_id);
  c.coupon_type = std::uint8_t{static_cast<std::uint8_t>(of.type == "Acquisition" ? 1 : 2)};
  return out;
}

}  // namespace adsbox::services
