// The admin API of editorial reviews: how long their decisions take.
#pragma once

#include <vector>

#include "admin/route.h"

namespace adsbox::admin {

[[nodiscard]] std::vector<control::Route> editorial_routes(const FindWorld& find);

}  // namespace adsbox::admin
