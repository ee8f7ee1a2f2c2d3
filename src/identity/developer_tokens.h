// Developer tokens: the name under which an application's calls are counted. A universal one works with any user, a single-user
// one only with the user that asked for it, on one customer. Neither gives a right to any account.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "identity/records.h"
#include "world/world.h"

namespace adsbox::identity {

using DevToken = Stored<internal::DeveloperToken>;

/// By its exact text; revoked ones too.
std::optional<DevToken> find_developer_token(store::Reader& r, std::string_view token);

struct NewDeveloperToken {
  std::string token;  // empty: a new one
  bool universal = true;
  std::int64_t login_id = 0, user_id = 0, customer_id = 0;  // needed for a single-user token
};
std::expected<DevToken, std::string> add_developer_token(world::World& world, const NewDeveloperToken& token);
bool upgrade_to_universal(world::World& world, std::string_view token);
bool revoke_developer_token(world::World& world, std::string_view token);

}  // namespace adsbox::identity
