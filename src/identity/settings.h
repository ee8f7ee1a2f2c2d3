// Switches of a world's identity rules.
#pragma once

#include "identity/records.h"
#include "world/world.h"

namespace adsbox::identity {

struct Settings {
  /// Only tokens with the scope msads.manage reach the API (since 2022). Off: the older scopes do as well.
  bool enforce_mfa_scope = false;
};

Settings settings(store::Reader& r);
void set_settings(world::World& world, const Settings& settings);

}  // namespace adsbox::identity
