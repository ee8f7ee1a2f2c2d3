#include "billing/coupons.h"

#include <algorithm>

namespace adsbox::billing {
namespace {

using internal::CouponClass;
using internal::MintedCoupon;

std::string lower(std::string_view s) {
  std::string out(s);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace

std::int64_t add_class(world::World& world, store::Writer& w, const CouponClass& c) {
  const auto id = w.next_id("coupon_class", 1);
  world::save(w, {id, 0, c.owner_customer_id.value_or(0), 0, world.clock().ticks(), lower(c.name.view()), {}}, c);
  return id;
}

std::vector<std::string> mint(world::World& world, store::Writer& w, std::int64_t class_id, std::int64_t count) {
  std::vector<std::string> codes;
  const auto of = world::load<CouponClass>(w, class_id);
  for (std::int64_t i = 0; i < count; ++i) {
    MintedCoupon c;
    do c.code = world.random().alphanumeric(16);
    while (find_coupon(w, c.code.view()));
    if (of && (*of)->feature_id) c.feature_id = (*of)->feature_id;
    world::save(w, {w.next_id("coupon", 1), 0, class_id, 0, world.clock().ticks(), c.code.view(), {}}, c);
    codes.push_back(c.code.str());
  }
  return codes;
}

std::optional<StoredClass> find_class(store::Reader& r, std::int64_t owner_customer_id, std::string_view name) {
  return world::find<CouponClass>(r, owner_customer_id, lower(name));
}

std::optional<StoredCoupon> find_coupon(store::Reader& r, std::string_view code) {
  std::optional<StoredCoupon> found;
  r.scan_key_anywhere(world::kind_of<MintedCoupon>(), code,
                      [&](const store::RowView& row) { return !(found = world::decode<MintedCoupon>(row)).has_value(); });
  return found;
}

std::optional<Day> last_day(const CouponClass& c, const MintedCoupon& coupon) {
  std::optional<Day> last;
  if (c.expiration_date) last = day_of(*c.expiration_date);
  if (c.active_duration && coupon.redemption_date) {
    const auto by_duration = day_of(*coupon.redemption_date) + std::chrono::days(*c.active_duration);
    last = last ? std::min(*last, by_duration) : by_duration;
  }
  return last;
}

std::vector<Redeemed> redeemed_by(store::Reader& r, std::int64_t account_id) {
  std::vector<Redeemed> found;
  world::for_each_of_account<MintedCoupon>(r, account_id, 0, [&](StoredCoupon& c) {
    if (!c->redemption_date) return true;
    if (auto of = world::load<CouponClass>(r, c.parent)) found.push_back({std::move(c), std::move(*of)});
    return true;
  });
  std::ranges::stable_sort(found, {}, [](const Redeemed& c) { return c.coupon->redemption_date.value_or({}).ticks(); });
  return found;
}

std::vector<CouponUse> use_up(std::span<const Redeemed> coupons, std::span<const SpendDay> days) {
  std::vector<CouponUse> uses;
  std::vector<Micros> since(coupons.size());  // what was spent since each was redeemed
  for (const auto& c : coupons) {
    auto& use = uses.emplace_back();
    use.coupon_id = c.coupon.id;
    use.code = c.coupon->code.str();
    // Without a threshold there is nothing to wait for.
    if (c.of->spend_threshold.value_or(0) <= 0) use.activation = day_of(*c.coupon->redemption_date);
  }
  for (const auto& d : days) {
    auto unpaid = d.spend;
    for (std::size_t i = 0; i < coupons.size(); ++i) {
      const auto& coupon = *coupons[i].coupon;
      const auto& of = *coupons[i].of;
      auto& use = uses[i];
      const auto redeemed = day_of(*coupon.redemption_date);
      if (d.day < redeemed) continue;
      const auto own = std::max<Micros>(0, d.spend - (d.day == redeemed ? coupon.spend_before.value_or(0) : 0));
      since[i] += own;
      const auto threshold = micros(of.spend_threshold.value_or(0));
      if (since[i] < threshold) continue;
      if (!use.activation) use.activation = d.day;
      if (const auto last = last_day(of, coupon); last && d.day > *last) continue;
      auto pays = std::min({own, since[i] - threshold, unpaid});
      const auto most = micros(of.amount.value_or(0));
      if (of.percent_off) pays = micros(amount(pays) * *of.percent_off / 100);
      // A percentage without an amount has no bound.
      if (most > 0 || !of.percent_off) pays = std::min(pays, most - use.used);
      if (pays <= 0) continue;
      unpaid -= pays;
      use.used += pays;
      use.credits.push_back({d.day, pays});
    }
  }
  return uses;
}

}  // namespace adsbox::billing
