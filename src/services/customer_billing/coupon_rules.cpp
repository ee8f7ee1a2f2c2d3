#include "services/customer_billing/coupon_rules.h"

#include <algorithm>

#include "adsbox/customer_management.h"
#include "services/customer_billing/access.h"
#include "services/customer_billing/invoice.h"
#include "world/entities.h"

namespace adsbox::services {

using billing::day_of;
using billing::StoredCoupon;
using customer_management::AdvertiserAccount;
using internal::CouponClass;
using internal::MintedCoupon;

namespace {

/// New customers have spent nothing yet and redeemed nothing.
bool is_new_customer(store::Reader& r, std::int64_t customer_id) {
  bool fresh = true;
  world::for_each_child<AdvertiserAccount>(r, customer_id, [&](const world::Stored<AdvertiserAccount>& a) {
    const auto days = billing::days_of(r, a.id);
    fresh = std::ranges::none_of(days, [](const billing::SpendDay& d) { return d.spend != 0; }) &&
            billing::redeemed_by(r, a.id).empty();
    return fresh;
  });
  return fresh;
}

std::optional<CouponRefusal> check_account(const StoredCoupon& coupon, std::int64_t account_id) {
  if (coupon.account == 0 || coupon.account == account_id) return std::nullopt;
  return CouponRefusal{Error::Code1001, "account", coupon->code.str() + " for account " + std::to_string(account_id),
                       "the account that has the coupon", "a coupon that no other account was given or has claimed"};
}

/// Another coupon of that feature which the account has claimed.
bool has_claimed(store::Reader& r, std::int64_t account_id, std::int32_t feature_id, std::int64_t except) {
  bool found = false;
  world::for_each_of_account<MintedCoupon>(r, account_id, 0, [&](const StoredCoupon& c) {
    found = c.id != except && c->claim_date.has_value() && c->feature_id == opt(feature_id);
    return !found;
  });
  return found;
}

}  // namespace

std::optional<CouponRefusal> check_days(const CouponClass& of, billing::Day today) {
  if (of.start_date && today < day_of(*of.start_date))
    return CouponRefusal{Error::Code532, "start", day_text(today), ">= " + day_text(day_of(*of.start_date)),
                         "a coupon whose StartDate has come"};
  for (const auto& [end, rule] : {std::pair{of.end_date, "end"}, {of.expiration_date, "expiration"}})
    if (end && today > day_of(*end))
      return CouponRefusal{Error::Code532, rule, day_text(today), "<= " + day_text(day_of(*end)),
                           "a coupon whose EndDate and ExpirationDate have not passed"};
  return std::nullopt;
}

bool is_free(const StoredCoupon& coupon) {
  return coupon.account == 0 && !coupon->send_to_date && !coupon->redemption_date && !coupon->claim_date;
}

std::optional<CouponRefusal> check_redemption(store::Reader& r, const StoredCoupon& coupon, const CouponClass& of,
                                              std::int64_t account_id, billing::Day today) {
  const auto code = coupon->code.str();
  if (coupon->redemption_date)
    return CouponRefusal{Error::Code1001, "redeemed", code, "once", "a coupon that was not redeemed yet"};
  if (auto refusal = check_account(coupon, account_id)) return refusal;
  if (auto refusal = check_days(of, today)) return refusal;
  const auto account = world::load<AdvertiserAccount>(r, account_id);
  if (!account) return CouponRefusal{Error::Code1001, "account", code, "", "an account that exists"};
  const auto currency = currency_of(**account);
  if (of.currency_code.view() != currency)
    return CouponRefusal{Error::Code1001, "currency", code + " in " + of.currency_code.str(), currency,
                         "a coupon in the currency of the account"};
  if (of.type == "Acquisition" && !is_new_customer(r, account->parent))
    return CouponRefusal{Error::Code1001, "type", code + " (Acquisition)", "new customers",
                         "a Retention coupon: the customer of the account has spent money or redeemed a coupon before"};
  return std::nullopt;
}

std::optional<CouponRefusal> check_claim(store::Reader& r, const StoredCoupon& coupon, const CouponClass& of,
                                         std::int64_t account_id, billing::Day today) {
  const auto code = coupon->code.str();
  if (!coupon->feature_id)
    return CouponRefusal{Error::Code1001, "feature", code, "a FeatureId", "a coupon for adopting a feature"};
  if (coupon->claim_date || coupon->redemption_date)
    return CouponRefusal{Error::Code1001, "claimed", code, "once", "a coupon that was neither claimed nor redeemed yet"};
  if (auto refusal = check_account(coupon, account_id)) return refusal;
  if (has_claimed(r, account_id, *coupon->feature_id, coupon.id))
    return CouponRefusal{Error::Code1001, "once", std::to_string(account_id), "1",
                         "an account that claimed no other coupon of feature " + std::to_string(*coupon->feature_id)};
  return check_days(of, today);
}

bool may_claim(store::Reader& r, std::int64_t account_id, std::int32_t feature_id, billing::Day today) {
  bool found = false;
  const auto look_at = [&](const StoredCoupon& c, const CouponClass& of) {
    found =
        c->feature_id == opt(feature_id) && (c.account == account_id || is_free(c)) && !check_claim(r, c, of, account_id, today);
    return !found;
  };
  world::for_each_of_account<MintedCoupon>(r, account_id, 0, [&](const StoredCoupon& c) {
    const auto of = world::load<CouponClass>(r, c.parent);
    return !of || look_at(c, **of);
  });
  if (found) return true;
  r.scan_kind(world::kind_of<CouponClass>(), 0, [&](const store::RowView& row) {
    const auto of = world::decode<CouponClass>(row);
    if (of && (*of)->feature_id == opt(feature_id))
      world::for_each_child<MintedCoupon>(r, of->id, [&](const StoredCoupon& c) { return look_at(c, **of); });
    return !found;
  });
  return found;
}

ErrorValue coupon_error(const Call& call, CouponRefusal refusal, int index, std::string field) {
  if (refusal.value.empty()) refusal.value = "(absent)";
  if (refusal.bound.empty()) refusal.bound = refusal.expected;
  ErrorValue e{refusal.error, index, {}, refusal.expected, {}, -1};
  e.why = {std::string(schema::text(call.operation.name)) + ".coupon." + std::string(refusal.rule), std::move(field),
           std::move(refusal.value), std::move(refusal.bound), std::move(refusal.expected)};
  return e;
}

}  // namespace adsbox::services
