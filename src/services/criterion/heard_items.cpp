#include "services/criterion/heard_items.h"

#include <algorithm>

#include "services/criterion/engine.h"
#include "services/entity/fields.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

using Members = std::vector<schema::FieldInfo>;

Members members(std::initializer_list<std::string_view> names) {
  Members found;
  for (const auto name : names) found.push_back(field_of(BiddableAdGroupCriterion::type_id, name));
  return found;
}

/// Addresses are for product partitions and, some of them, for webpages.
const Members& unheard_members(const object& request) {
  static const auto of_webpages = members({"DestinationUrl"});
  static const auto of_others =
      members({"DestinationUrl", "FinalUrls", "FinalMobileUrls", "FinalUrlSuffix", "TrackingUrlTemplate", "UrlCustomParameters"});
  const auto type = criterion_type(request);
  const bool urls =
      std::ranges::any_of(criterion_kinds(), [&](const auto* k) { return k->has_urls && type_includes(type, k->name); });
  return urls ? of_webpages : of_others;
}

/// Units of hotel groups bid a RateBid, and nothing else does: of what is sent the class is told where a bid is needed.
box<CriterionBid> any_rate() {
  auto bid = make<RateBid>();
  bid->rate_amount = make<RateAmount>();
  bid->rate_amount->amount = 0;
  return bid;
}

}  // namespace

HeardItems::HeardItems(std::vector<const object*> sent, const object& request) : items(std::move(sent)) {
  const auto& unheard = unheard_members(request);
  for (auto& item : items) {
    if (item == nullptr) continue;
    box<object> copy;
    const auto own = [&]() -> object& {
      if (!copy) copy = box<object>(clone_object(item));
      return *copy;
    };
    if (item->contract_type == BiddableAdGroupCriterion::type_id)
      for (const auto& f : unheard)
        if (state_of(f.kind, member(*item, f)) != presence::absent) reset_member(f, member(own(), f));
    if (auto* const bid = criterion_bid(const_cast<object&>(*item)); bid != nullptr && bid->as<RateBid>() != nullptr)
      *criterion_bid(own()) = any_rate();
    if (!copy) continue;
    item = copy.get();
    copies_.push_back(std::move(copy));
  }
}

}  // namespace adsbox::services
