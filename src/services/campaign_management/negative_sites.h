// Addresses of web sites on which ads are not to be shown.
#pragma once

#include <string>
#include <string_view>

#include "services/entity/item_errors.h"
#include "world/world.h"

namespace adsbox::services {

/// The site as it is compared: without scheme and case. Empty, and an error, when it is no address of a site that can be
/// excluded. `rules`: what names of rules begin with; `own`: whether it may be a site of Microsoft's.
std::string check_site(world::World& world, std::string_view site, std::string_view rules, bool own, const Path& path,
                       ItemErrors& errors);

}  // namespace adsbox::services
