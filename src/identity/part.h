// What identity keeps in worlds.
#pragma once

#include "world/part.h"

namespace adsbox::identity {

[[nodiscard]] const world::Part& part();

}  // namespace adsbox::identity
