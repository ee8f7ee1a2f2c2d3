// The admin API of Microsoft Merchant Center's stores: the operator of a world makes them, as Merchant Center does.
#pragma once

#include <vector>

#include "admin/route.h"

namespace adsbox::admin {

[[nodiscard]] std::vector<control::Route> store_routes(const FindWorld& find);

}  // namespace adsbox::admin
