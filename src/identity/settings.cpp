#include "identity/settings.h"

namespace adsbox::identity {

Settings settings(store::Reader& r) {
  Settings s;
  if (const auto row = get<internal::IdentitySettings>(r, 1)) s.enforce_mfa_scope = row->value.enforce_mfa_scope.value_or(false);
  return s;
}

void set_settings(world::World& world, const Settings& s) {
  world.store().write([&](store::Writer& w) {
    Stored<internal::IdentitySettings> row;
    row.id = 1;
    row.value.enforce_mfa_scope = s.enforce_mfa_scope;
    put(w, row, world.clock().ticks());
    return true;
  });
}

}  // namespace adsbox::identity
