// Users as the operations on users and roles find them.
#pragma once

#include <cstdint>
#include <optional>

#include "adsbox/customer_management.h"
#include "store/store.h"
#include "world/entities.h"

namespace adsbox::services {

/// The User of that id; nothing for one that was deleted.
std::optional<world::Stored<customer_management::User>> load_user(store::Reader& r, std::int64_t id);

}  // namespace adsbox::services
