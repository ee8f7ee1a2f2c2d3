// The entities of an owner in ascending id. Rows come in the order in which they were set, so they are sorted; who reads page
// after page of many is not made to wait for that on each of them.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "services/association/relations.h"
#include "world/world.h"

namespace adsbox::services {

/// As current as a read() begun now.
std::shared_ptr<const std::vector<std::int64_t>> ordered_entities(world::World& world, const Relation& relation,
                                                                  std::int32_t side, std::int64_t owner);

}  // namespace adsbox::services
