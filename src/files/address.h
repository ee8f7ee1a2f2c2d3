// The parts of a temporary address.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "world/world.h"

namespace adsbox::files {

inline constexpr std::string_view root = "/files/";
/// The version of Azure's storage whose addresses ours look like.
inline constexpr std::string_view storage_version = "2021-08-06";

/// "2026-03-02T12:15:00Z": ISO 8601 in whole seconds.
[[nodiscard]] std::string utc_text(std::int64_t ticks);
/// What proves that this world issued the address of `path` until `expiry`.
[[nodiscard]] std::string signature(world::World& world, std::string_view path, std::string_view expiry);

}  // namespace adsbox::files
