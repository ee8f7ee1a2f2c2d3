// How much memory a contract object takes.
#pragma once

#include <cstddef>

#include "adsbox/values.h"

namespace adsbox::world {

/// Bytes of the object and of all that it owns, with the allocator's overhead a block.
[[nodiscard]] std::size_t object_size(const object& o);

}  // namespace adsbox::world
