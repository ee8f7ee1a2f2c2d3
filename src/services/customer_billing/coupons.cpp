// DispatchCoupons, RedeemCoupon.
#include "billing/coupons.h"

#include "adsbox/customer_billing.h"
#include "services/customer_billing/access.h"
#include "services/customer_billing/coupon_rules.h"
#include "services/partial_errors.h"
#include "services/services.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_billing;
using billing::day_of;
using billing::StoredCoupon;
using internal::CouponClass;
using internal::MintedCoupon;

namespace {

std::unexpected<Failure> refuse_coupon(const Call& call, CouponRefusal refusal, std::string field) {
  auto e = coupon_error(call, std::move(refusal), -1, std::move(field));
  e.details.clear();
  return std::unexpected(Failure{FaultKind::operation, {std::move(e)}, 0});
}

/// something@domain: what the world can tell of a mail address.
bool is_mail_address(std::string_view s) {
  const auto at = s.find('@');
  return at != std::string_view::npos && at != 0 && at + 1 < s.size() && s.find('@', at + 1) == std::string_view::npos &&
         s.find_first_of(" \t\r\n,;<>") == std::string_view::npos;
}

Result<DispatchCoupons> dispatch_coupons(Call& call, const DispatchCouponsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  if (auto ok = require_customer(call, *request.customer_id, "CustomerId"); !ok) return std::unexpected(std::move(ok.error()));
  std::vector<ErrorValue> errors;
  std::optional<CouponRefusal> refusal;
  call.world.store().write([&](store::Writer& w) {
    const auto of = billing::find_class(w, *request.customer_id, request.coupon_class_name.view());
    if (!of)
      refusal = {Error::Code1001, "class", request.coupon_class_name.str(), "", "the name of a coupon class of that customer"};
    else
      refusal = check_days(**of, day_of(call.now));
    if (refusal) return false;
    auto coupons = world::children<MintedCoupon>(w, of->id);
    std::erase_if(coupons, [](const StoredCoupon& c) { return !is_free(c); });
    auto next = coupons.begin();
    int index = -1;
    for (const auto& mail : request.send_to_emails) {
      const auto field = "SendToEmails[" + std::to_string(++index) + "]";
      if (call.inject(index, errors)) continue;
      if (mail.empty())
        errors.push_back(coupon_error(call, {Error::Code3087, "mail", mail.str(), "", "a mail address"}, index, field));
      else if (!is_mail_address(mail.view()))
        errors.push_back(coupon_error(call, {Error::Code1001, "mail", mail.str(), "", "a mail address"}, index, field));
      else if (next == coupons.end())
        errors.push_back(coupon_error(call,
                                      {Error::Code3024, "free", mail.str(), std::to_string(coupons.size()) + " free coupons",
                                       "as many addresses as the class has free coupons"},
                                      index, field));
      else {
        (*next)->send_to_email = mail;
        (*next)->send_to_date = call.now;
        next->modified = call.now.ticks();
        world::save(w, *next++);
      }
    }
    return true;
  });
  if (refusal) return refuse_coupon(call, std::move(*refusal), "CouponClassName");
  DispatchCouponsResponse response;
  response.partial_errors = partial_errors<BatchError>(call, std::move(errors));
  return response;
}

/// What the account has spent today so far: a coupon counts what comes after.
billing::Micros spent_on(store::Reader& r, std::int64_t account_id, billing::Day day) {
  for (const auto& d : billing::days_of(r, account_id))
    if (d.day == day) return d.spend;
  return 0;
}

Result<RedeemCoupon> redeem_coupon(Call& call, const RedeemCouponRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  if (auto ok = require_account(call, *request.account_id, "AccountId"); !ok) return std::unexpected(std::move(ok.error()));
  const auto today = day_of(call.now);
  std::optional<CouponRefusal> refusal;
  call.world.store().write([&](store::Writer& w) {
    auto coupon = billing::find_coupon(w, request.coupon_code.view());
    const auto of = coupon ? world::load<CouponClass>(w, coupon->parent) : std::nullopt;
    if (!of) {
      refusal = {Error::Code1001, "exists", request.coupon_code.str(), "", "the code of a coupon"};
      return false;
    }
    refusal = check_redemption(w, *coupon, **of, *request.account_id, today);
    if (refusal) return false;
    coupon->account = *request.account_id;
    (*coupon)->redemption_date = call.now;
    (*coupon)->spend_before = spent_on(w, *request.account_id, today);
    coupon->modified = call.now.ticks();
    world::save(w, *coupon);
    return true;
  });
  if (refusal) return refuse_coupon(call, std::move(*refusal), "CouponCode");
  RedeemCouponResponse response;
  response.redemption_date = call.now;
  return response;
}

}  // namespace

void register_coupons(Registry& registry) {
  registry.add<DispatchCoupons>(dispatch_coupons);
  registry.add<RedeemCoupon>(redeem_coupon);
}

}  // namespace adsbox::services
