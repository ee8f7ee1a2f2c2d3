// How operations save a customer or an account that they have read, judged and changed.
#pragma once

#include <cstdint>
#include <functional>

#include "identity/row_version.h"
#include "services/call.h"
#include "services/customer_management/accounts_rules.h"
#include "world/entities.h"

namespace adsbox::services {

/// Saves it with new stamps, unless somebody has changed it since it was read: not only these operations write customers and
/// accounts, billing pauses them and links give them agencies. `owner`: the customer whose User the caller is. `more` is done in
/// the same transaction; it is told what was stored until now.
template <class T>
bool save_changed(Call& call, const world::Stored<T>& stored, T& changed, std::int64_t owner, std::int32_t status,
                  const std::function<void(store::Writer&, const T& present)>& more) {
  return call.world.store().write([&](store::Writer& w) {
    const auto present = world::load<T>(w, stored.id);
    if (!present || (*present)->time_stamp.view() != stored->time_stamp.view()) return false;
    more(w, **present);
    changed.time_stamp = identity::next_row_version(w);
    changed.last_modified_time = call.now;
    changed.last_modified_by_user_id = user_in(call, owner);
    world::save(w, {stored.id, stored.account, stored.parent, status, call.now.ticks(), stored.key, {}}, changed);
    return true;
  });
}

}  // namespace adsbox::services
