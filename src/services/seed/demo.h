// Demo data, made through the engines like everything else.
#pragma once

#include <cstdint>

#include "world/world.h"

namespace adsbox::services {

/// Creates `campaigns` realistic campaigns in the default account of the world (identity::seed() must have run). Names are
/// unique, equal numbers give equal campaigns. Returns how many were created: those whose name is taken are not.
std::int64_t seed_demo(world::World& world, std::int64_t campaigns);

}  // namespace adsbox::services
