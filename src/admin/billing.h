// The admin API of money: what Microsoft does and the API has no operations for.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "control/route.h"
#include "world/world.h"

namespace adsbox::admin {

/// The world of that name, the default one when it is empty; nullptr when there is none.
using FindWorld = std::function<std::shared_ptr<world::World>(std::string_view name)>;

[[nodiscard]] std::vector<control::Route> billing_routes(FindWorld find);

}  // namespace adsbox::admin
