// SearchCoupons, GetCouponInfo.
#include "services/customer_billing/access.h"
#include "services/customer_billing/coupon_views.h"
#include "services/entity/additional.h"
#include "services/entity/calendar.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"
#include "services/partial_errors.h"
#include "services/search/search.h"
#include "services/services.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_billing;
using customer_management::AdvertiserAccount;
using internal::CouponClass;
using internal::MintedCoupon;

namespace {

constexpr search::Field fields[] = {{"CustomerId", search::Kind::id},
                                    {"CouponClassName", search::Kind::text},
                                    {"IsRedeemed", search::Kind::flag},
                                    {"StartDate", search::Kind::day}};
constexpr search::Description description{"search-coupons", fields, "CustomerId", Error::Code474};

/// A coupon with its class, which it shares with others.
struct Found {
  billing::StoredCoupon coupon;
  const billing::StoredClass* of;
};

bool holds(const search::Condition& c, const Found& f) {
  if (c.field == "CustomerId") return c.holds(f.of->parent);
  if (c.field == "CouponClassName") return c.holds((*f.of)->name.view());
  if (c.field == "IsRedeemed") return c.holds(std::int64_t{f.coupon->redemption_date.has_value()});
  // A class without a start has begun before every day.
  return c.holds((*f.of)->start_date ? date_number(*(*f.of)->start_date) : 0);
}

Result<SearchCoupons> search_coupons(Call& call, const SearchCouponsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto query = search::read(call, request, description);
  if (!query) return std::unexpected(query.error());
  const auto* owner = query->find("CustomerId");
  const auto owner_id = owner->numbers.front();
  if (auto ok = require_customer(call, owner_id, "Predicates[" + std::to_string(owner->position) + "].Value"); !ok)
    return std::unexpected(std::move(ok.error()));
  const auto flags_enum = field_of(SearchCouponsRequest::type_id, "ReturnAdditionalFields").type;
  hide_unasked(call.filter, flags_enum,
               static_cast<std::uint64_t>(request.return_additional_fields.value_or(AccountAdditionalField{})));
  SearchCouponsResponse response;
  response.coupons.set_empty();
  call.world.store().read([&](store::Reader& r) {
    const auto classes = world::children<CouponClass>(r, owner_id);
    std::vector<Found> found;
    for (const auto& of : classes)
      for (auto& coupon : world::children<MintedCoupon>(r, of.id)) {
        Found f{std::move(coupon), &of};
        if (query->matches([&](const search::Condition& c) { return holds(c, f); })) found.push_back(std::move(f));
      }
    if (query->order_by == "CouponClassName")
      search::sort(found, *query, [](const Found& f) { return fold_case((*f.of)->name.view()); });
    if (query->order_by == "CouponStartDate")
      search::sort(found, *query, [](const Found& f) { return (*f.of)->start_date.value_or({}).ticks(); });
    for (const auto& f : search::page(found, *query)) response.coupons.push_back(coupon_of(r, f.coupon, **f.of));
  });
  return response;
}

/// Every coupon that an account of the customer was given, has claimed or redeemed.
Result<GetCouponInfo> get_coupon_info(Call& call, const GetCouponInfoRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  if (auto ok = require_customer(call, *request.customer_id, "CustomerId"); !ok) return std::unexpected(std::move(ok.error()));
  GetCouponInfoResponse response;
  response.coupon_info_data.set_empty();
  const auto today = billing::day_of(call.now);
  call.world.store().read([&](store::Reader& r) {
    world::for_each_child<AdvertiserAccount>(r, *request.customer_id, [&](const world::Stored<AdvertiserAccount>& a) {
      std::vector<billing::StoredCoupon> coupons;
      world::for_each_of_account<MintedCoupon>(r, a.id, 0, [&](billing::StoredCoupon& c) {
        coupons.push_back(std::move(c));
        return true;
      });
      for (const auto& c : coupons)
        if (const auto of = world::load<CouponClass>(r, c.parent))
          response.coupon_info_data.push_back(coupon_info_of(r, c, **of, today));
      return true;
    });
  });
  return response;
}

}  // namespace

void register_search_coupons(Registry& registry) {
  registry.add<SearchCoupons>(search_coupons);
  registry.add<GetCouponInfo>(get_coupon_info);
}

}  // namespace adsbox::services
