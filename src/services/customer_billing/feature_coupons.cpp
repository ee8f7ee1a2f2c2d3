// Coupons for adopting a feature: DistributeCoupons, CheckFeatureAdoptionCouponEligibility, ClaimFeatureAdoptionCoupons.
#include "adsbox/customer_billing.h"
#include "adsbox/customer_management.h"
#include "billing/coupons.h"
#include "identity/permissions.h"
#include "services/customer_billing/access.h"
#include "services/customer_billing/coupon_rules.h"
#include "services/partial_errors.h"
#include "services/services.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_billing;
using billing::day_of;
using billing::StoredCoupon;
using customer_management::AdvertiserAccount;
using customer_management::User;
using internal::CouponClass;
using internal::MintedCoupon;

namespace {

CouponRefusal out_of_reach(std::int64_t account_id) {
  return {Error::Code1001, "reach", std::to_string(account_id), "", "an account on which a role of the caller allows it"};
}

/// The class of that name whose owner the caller is; names are unique in each customer only.
std::optional<billing::StoredClass> own_class(Call& call, store::Reader& r, std::string_view name) {
  for (const auto& g : call.principal.grants) {
    const auto roles = identity::permission_of(call.operation).roles;
    if ((identity::roles_on_customer(call.principal, g.customer_id) & roles) == 0) continue;
    if (auto found = billing::find_class(r, g.customer_id, name)) return found;
  }
  return std::nullopt;
}

/// Where the notice about a coupon goes: the account's primary user.
std::string mail_of(store::Reader& r, std::int64_t account_id) {
  const auto account = world::load<AdvertiserAccount>(r, account_id);
  const auto user = account ? world::load<User>(r, (*account)->primary_user_id.value_or(0)) : std::nullopt;
  if (!user) return {};
  return (*user)->contact_info ? (*user)->contact_info->email.str() : (*user)->user_name.str();
}

Result<DistributeCoupons> distribute_coupons(Call& call, const DistributeCouponsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  std::vector<ErrorValue> of_call, of_items;
  call.world.store().write([&](store::Writer& w) {
    const auto of = own_class(call, w, request.class_name.view());
    std::optional<CouponRefusal> refusal;
    if (!of)
      refusal = {Error::Code1001, "class", request.class_name.str(), "",
                 "the name of a coupon class of a customer of the caller"};
    else
      refusal = check_days(**of, day_of(call.now));
    if (refusal) {
      of_call.push_back(coupon_error(call, std::move(*refusal), -1, "ClassName"));
      return false;
    }
    auto coupons = world::children<MintedCoupon>(w, of->id);
    std::erase_if(coupons, [](const StoredCoupon& c) { return !is_free(c); });
    auto next = coupons.begin();
    int index = -1;
    for (const auto& id : request.account_ids) {
      const auto field = "AccountIds[" + std::to_string(++index) + "]";
      const std::int64_t account_id = id.value_or(0);
      if (call.inject(index, of_items)) continue;
      if (!reaches_account(call, account_id)) {
        of_items.push_back(coupon_error(call, out_of_reach(account_id), index, field));
      } else if (next == coupons.end()) {
        of_items.push_back(
            coupon_error(call,
                         {Error::Code3024, "free", std::to_string(account_id), std::to_string(coupons.size()) + " free coupons",
                          "as many accounts as the class has free coupons"},
                         index, field));
      } else {
        auto& c = *next++;
        c.account = account_id;
        if (request.feature_id) c->feature_id = request.feature_id;
        if (request.send_notification.value_or(false)) {
          c->send_to_email = mail_of(w, account_id);
          c->send_to_date = call.now;
        }
        c.modified = call.now.ticks();
        world::save(w, c);
      }
    }
    return true;
  });
  DistributeCouponsResponse response;
  response.operation_errors = partial_errors<OperationError>(call, std::move(of_call));
  response.partial_errors = errors_by_item<OperationError>(call, std::move(of_items), request.account_ids.size());
  return response;
}

Result<CheckFeatureAdoptionCouponEligibility> check_eligibility(Call& call,
                                                                const CheckFeatureAdoptionCouponEligibilityRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  CheckFeatureAdoptionCouponEligibilityResponse response;
  response.eligible_account_ids.set_empty();
  const auto today = day_of(call.now);
  call.world.store().read([&](store::Reader& r) {
    for (const auto& id : request.account_ids)
      if (id.value_or(0) > 0 && may_claim(r, *id, *request.feature_id, today)) response.eligible_account_ids.push_back(id);
  });
  return response;
}

Result<ClaimFeatureAdoptionCoupons> claim_coupons(Call& call, const ClaimFeatureAdoptionCouponsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  ClaimFeatureAdoptionCouponsResponse response;
  response.claimed_date_by_account_id.set_empty();
  std::vector<ErrorValue> errors;
  const auto today = day_of(call.now);
  call.world.store().write([&](store::Writer& w) {
    int index = -1;
    for (const auto& pair : request.account_coupon_pairs) {
      const auto field = "AccountCouponPairs[" + std::to_string(++index) + "]";
      const auto account_id = pair->key.value_or(0);
      if (call.inject(index, errors)) continue;
      if (!reaches_account(call, account_id)) {
        errors.push_back(coupon_error(call, out_of_reach(account_id), index, field + ".Key"));
        continue;
      }
      auto coupon = billing::find_coupon(w, pair->value.view());
      const auto of = coupon ? world::load<CouponClass>(w, coupon->parent) : std::nullopt;
      auto refusal = of ? check_claim(w, *coupon, **of, account_id, today)
                        : CouponRefusal{Error::Code1001, "exists", pair->value.str(), "", "the code of a coupon"};
      if (refusal) {
        errors.push_back(coupon_error(call, std::move(*refusal), index, field + ".Value"));
        continue;
      }
      coupon->account = account_id;
      (*coupon)->claim_date = call.now;
      coupon->modified = call.now.ticks();
      world::save(w, *coupon);
      auto claimed = make<KeyValueEntityOflongdateTime>();
      claimed->key = account_id;
      claimed->value = call.now;
      response.claimed_date_by_account_id.push_back(std::move(claimed));
    }
    return true;
  });
  response.operation_errors.set_empty();
  response.partial_errors = errors_by_item<OperationError>(call, std::move(errors), request.account_coupon_pairs.size());
  return response;
}

}  // namespace

void register_feature_coupons(Registry& registry) {
  registry.add<DistributeCoupons>(distribute_coupons);
  registry.add<CheckFeatureAdoptionCouponEligibility>(check_eligibility);
  registry.add<ClaimFeatureAdoptionCoupons>(claim_coupons);
}

}  // namespace adsbox::services
