// The admin API of fault rules: /_adsbox/v1/faults...
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "control/route.h"
#include "faults/rules.h"

namespace adsbox::faults {

/// The rules of the named world (empty: the default one); nullptr when there is no such world.
using FindRules = std::function<std::shared_ptr<Rules>(std::string_view world)>;

[[nodiscard]] std::vector<control::Route> routes(FindRules find);

}  // namespace adsbox::faults
