// The admin API of a world's limits: fewer campaigns an account, so that a test can fill one.
#pragma once

#include <vector>

#include "admin/route.h"
#include "control/route.h"

namespace adsbox::admin {

[[nodiscard]] std::vector<control::Route> limit_routes(const FindWorld& find);

}  // namespace adsbox::admin
