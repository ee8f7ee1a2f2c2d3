// The seeds: what a new world can begin with.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "world/world.h"

namespace adsbox::services {

/// Nothing: people sign up.
inline constexpr std::string_view no_seed = "none";
/// For messages and descriptions. `retail:1000000` = about a million keywords.
inline constexpr std::string_view seed_names = "none, credentials, demo, agency, retail, retail:KEYWORDS";

/// What is wrong with a seed's name, in words.
[[nodiscard]] std::expected<void, std::string> check_seed(std::string_view seed);

/// Puts a seed into a world; what it holds of the seed already stays as it is. Passwords of seeds are known to everybody.
std::expected<void, std::string> put_seed(world::World& world, std::string_view seed);

}  // namespace adsbox::services
