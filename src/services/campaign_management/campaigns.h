// The campaigns of an account: the engine's description, and reading them.
#pragma once

#include "adsbox/campaign_management.h"
#include "services/entity/engine.h"

namespace adsbox::services {

/// The engine for Campaign; one for all worlds.
const EntityEngine& campaign_engine();

}  // namespace adsbox::services
