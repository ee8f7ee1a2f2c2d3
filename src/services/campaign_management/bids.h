// Bids and the money bounds of the account's currency: the same for ad groups, keywords and criterions.
#pragma once

#include <string_view>

#include "adsbox/campaign_management.h"
#include "services/entity/engine.h"

namespace adsbox::services {

/// Money bounds of an account's currency; those of USD when it has none that is known.
const schema::CurrencyInfo& currency_of(const identity::AccountFacts& account);

/// Refuses an amount that is no bid in the account's currency. `zero`: the error of a bid of 0; `negative`: of one below that.
void check_bid(const Decision& d, std::string_view field, const box<campaign_management::Bid>& bid,
               Error zero = Error::CampaignServiceBidAmountsLessThanFloorPrice,
               Error negative = Error::CampaignServiceInvalidBidAmount);

/// The strategy that ad groups and keywords show: their campaign's.
void show_inherited(box<campaign_management::BiddingScheme>& scheme, const Showing& s);

/// "EnhancedCpc": the campaign's strategy as InheritedBidStrategyType names it.
std::string_view strategy_name(const campaign_management::Campaign& campaign);

/// InheritedBidStrategyTypes of an answer: one entry an item, nil where it failed.
list<text> inherited_types(const campaign_management::Campaign& campaign, std::size_t items,
                           const std::vector<ErrorValue>& errors);

/// Fills InheritedBidStrategyTypes of an answer whose request asked for them.
template <class Request, class Response>
void tell_strategies(Call& call, const EntityEngine& engine, const Request& request, std::int64_t parent_id, std::size_t items,
                     Response& response) {
  if (!request.return_inherited_bid_strategy_types.value_or(false)) return;
  call.world.store().read([&](store::Reader& r) {
    const auto above = engine.ancestors(r, parent_id);
    // Gone since the items were written: there is nothing to inherit from.
    if (const auto* campaign = above.find<campaign_management::Campaign>())
      response.inherited_bid_strategy_types = inherited_types(*campaign, items, call.partial_errors);
  });
}

}  // namespace adsbox::services
