// The ad groups of a campaign.
#pragma once

#include "adsbox/campaign_management.h"
#include "services/entity/engine.h"

namespace adsbox::services {

/// The engine for AdGroup; one for all worlds.
const EntityEngine& ad_group_engine();

/// What is decided about an ad group beyond the rows of schema/rules.
void decide_ad_group(Decision& decision);

/// Where the campaign's days count, the ad group has them, and no end of its own.
void take_dates_of(campaign_management::AdGroup& g, const campaign_management::Campaign& c);

/// Whether its last day is over where the campaign is.
[[nodiscard]] bool expired(const campaign_management::AdGroup& g, const campaign_management::Campaign& c, DateTime now);

}  // namespace adsbox::services
