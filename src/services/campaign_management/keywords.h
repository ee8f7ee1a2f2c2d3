// The keywords of an ad group.
#pragma once

#include "adsbox/campaign_management.h"
#include "services/entity/engine.h"

namespace adsbox::services {

/// The engine for Keyword; one for all worlds.
const EntityEngine& keyword_engine();

}  // namespace adsbox::services
