// The admin API of worlds, their clocks and snapshots: /_adsbox/v1/{worlds,snapshots}...
#pragma once

#include <string_view>
#include <vector>

#include "admin/route.h"
#include "control/route.h"
#include "world/manager.h"

namespace adsbox::admin {

/// The manager must outlive the routes. `seeds`: the names of what a world can begin with, for the descriptions.
[[nodiscard]] std::vector<control::Route> world_routes(world::Manager& manager, std::string_view seeds);

}  // namespace adsbox::admin
