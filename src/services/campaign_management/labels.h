// The labels of an account, and what they are on.
#pragma once

#include "adsbox/campaign_management.h"
#include "adsbox/internal.h"
#include "services/entity/engine.h"

namespace adsbox::services {

/// The engine for Label; one for all worlds.
const EntityEngine& label_engine();

void register_label_associations(Registry& registry);  // labels_associations.cpp

}  // namespace adsbox::services
