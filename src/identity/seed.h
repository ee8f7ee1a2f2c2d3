// The state that a fresh world starts with: developer token, logins, customer and account of the tutorials.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "adsbox/internal.h"
#include "world/world.h"

namespace adsbox::identity {

/// What a person needs to start. The password of every seeded login is seed_password (secrets.h).
struct SeedFacts {
  std::string_view developer_token;
  std::vector<std::string_view> logins;  // the first one is the usual one
  std::vector<std::string_view> client_ids;
  std::int64_t customer_id = 0, account_id = 0;
  std::vector<std::int64_t> user_ids;  // of the logins
};
const SeedFacts& seed_facts(world::Environment environment);

/// A login with the seeds' password.
internal::Login seed_login(std::string_view email, std::string_view first_name, std::string_view last_name, DateTime now);

/// Writes it into a world that does not have it; one look when it does. Hashes nothing: two milliseconds in memory.
void seed(world::World& world);

}  // namespace adsbox::identity
