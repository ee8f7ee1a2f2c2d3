// The admin API of money: what Microsoft does and the API has no operations for.
#pragma once

#include <vector>

#include "admin/route.h"
#include "control/route.h"

namespace adsbox::admin {

[[nodiscard]] std::vector<control::Route> billing_routes(const FindWorld& find);

}  // namespace adsbox::admin
