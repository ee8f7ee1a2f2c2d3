// Bid strategies of campaigns and of portfolios: what holds for both.
#pragma once

#include "adsbox/campaign_management.h"
#include "services/entity/engine.h"

namespace adsbox::services {

/// The MaxCpc member of a strategy; nullptr when such strategies have none.
const box<campaign_management::Bid>* max_cpc_of(const campaign_management::BiddingScheme& scheme);
opt<double> target_cpa_of(const campaign_management::BiddingScheme& scheme);

/// Refuses a MaxCpc or TargetCpa out of the currency's bounds, or that a month's budget (if there is one) does not allow.
void check_scheme_amounts(const Decision& d, const campaign_management::BiddingScheme& scheme, opt<double> month);
/// Refuses a strategy that is named after a target which neither the request nor the stored strategy has.
void check_scheme_target(const Decision& d, const box<campaign_management::BiddingScheme>& sent,
                         const box<campaign_management::BiddingScheme>& result);
/// A strategy that the service has folded into another becomes that one.
void store_scheme_as_successor(box<campaign_management::BiddingScheme>& scheme);

}  // namespace adsbox::services
