#include "services/campaign_management/bids.h"

#include <algorithm>

#include "services/entity/fields.h"

namespace adsbox::services {

using namespace campaign_management;

const schema::CurrencyInfo& currency_of(const identity::AccountFacts& account) {
  const auto* found = schema::find_currency(account.currency);
  return found != nullptr ? *found : *schema::find_currency("USD");
}

void check_bid(const Decision& d, std::string_view field, const box<Bid>& bid, Error zero, Error negative) {
  if (!bid || !bid->amount) return;
  const double amount = *bid->amount;
  const auto& money = currency_of(d.account);
  const auto refuse = [&](Error error, std::string_view rule) {
    d.refuse(error, std::string(field) + "." + std::string(rule), std::string(field) + ".Amount", describe(amount),
             describe(money.min_bid) + ".." + describe(money.max_bid), "a bid within the bounds of " + d.account.currency);
  };
  // Written so that NaN is refused as well.
  if (amount == 0) return refuse(zero, "zero");
  if (!(amount > 0)) return refuse(negative, "positive");
  if (amount < money.min_bid) return refuse(Error::CampaignServiceBidAmountsLessThanFloorPrice, "floor");
  if (amount > money.max_bid) refuse(Error::CampaignServiceBidAmountsGreaterThanCeilingPrice, "ceiling");
}

std::string_view strategy_name(const Campaign& campaign) {
  if (!campaign.bidding_scheme) return "EnhancedCpc";
  // MaxConversionValue, PercentCpc: also where the Type of the strategy itself is the whole name.
  auto name = schema::text(schema::type_info(campaign.bidding_scheme->contract_type).name);
  constexpr std::string_view scheme = "BiddingScheme";
  if (name.ends_with(scheme)) name.remove_suffix(scheme.size());
  return name;
}

void show_inherited(box<BiddingScheme>& scheme, const Showing& s) {
  if (!s.shared) {
    auto inherit = make<InheritFromParentBiddingScheme>();
    inherit->type = schema::text(schema::type_info(InheritFromParentBiddingScheme::type_id).json_type);
    inherit->inherited_bid_strategy_type = strategy_name(s.ancestors.of<Campaign>());
    s.shared = std::move(inherit);
  }
  scheme = box<BiddingScheme>::borrow(static_cast<const BiddingScheme&>(*s.shared));
}

list<text> inherited_types(const Campaign& campaign, std::size_t items, const std::vector<ErrorValue>& errors) {
  list<text> types;
  types.set_empty();
  for (std::size_t i = 0; i < items; ++i) types.push_back(text(strategy_name(campaign)));
  for (const auto& e : errors)
    if (e.index >= 0 && static_cast<std::size_t>(e.index) < items) types[static_cast<std::size_t>(e.index)].set_nil();
  return types;
}

}  // namespace adsbox::services
