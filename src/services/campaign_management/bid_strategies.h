// The portfolio bid strategies of an account.
#pragma once

#include "adsbox/campaign_management.h"
#include "services/entity/engine.h"

namespace adsbox::services {

/// The engine for BidStrategy; one for all worlds.
const EntityEngine& bid_strategy_engine();

}  // namespace adsbox::services
