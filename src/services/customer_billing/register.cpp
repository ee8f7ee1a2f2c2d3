#include "adsbox/customer_billing.h"
#include "adsbox/internal.h"
#include "services/services.h"

namespace adsbox::services {

void register_insertion_orders(Registry& registry);         // insertion_orders.cpp
void register_search_insertion_orders(Registry& registry);  // search_insertion_orders.cpp
void register_spend(Registry& registry);                    // spend.cpp
void register_documents(Registry& registry);                // documents.cpp
void register_coupons(Registry& registry);                  // coupons.cpp
void register_search_coupons(Registry& registry);           // search_coupons.cpp
void register_feature_coupons(Registry& registry);          // feature_coupons.cpp
void register_billing_groups(Registry& registry);           // billing_groups.cpp

void register_customer_billing(Registry& registry) {
  using namespace customer_billing;
  using namespace internal;
  registry.own(
      {"customer_billing",
       {.records = world::kinds_of<InsertionOrder, BillingGroup, SpendDay, CouponClass, MintedCoupon, BillingGroupMember>(),
        .sequences = {"insertion_order", "billing_group", "spend_day", "coupon_class", "coupon"}}});
  register_insertion_orders(registry);
  register_search_insertion_orders(registry);
  register_spend(registry);
  register_documents(registry);
  register_coupons(registry);
  register_search_coupons(registry);
  register_feature_coupons(registry);
  register_billing_groups(registry);
}

}  // namespace adsbox::services
