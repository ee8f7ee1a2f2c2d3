// What the files of Manager share: a world's own state, and words for what went wrong. For manager*.cpp only.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "adsbox/internal.h"
#include "world/manager.h"

namespace adsbox::world {

inline constexpr std::size_t longest_name = 63;
inline constexpr std::string_view store_file = "store.db";

[[nodiscard]] std::unexpected<Problem> problem(Problem::Kind kind, std::string message);
[[nodiscard]] std::unexpected<Problem> unknown_world(std::string_view name);
/// Names go into host names, paths and credentials.
[[nodiscard]] bool good_name(std::string_view name);

[[nodiscard]] box<internal::WorldState> load_state(World& world);
void save_state(World& world, const internal::WorldState& state);
void put_clock(internal::WorldState& state, const WorldClock::State& clock);
[[nodiscard]] WorldClock::State clock_of(const internal::WorldState& state);
[[nodiscard]] WorldInfo info_of(World& world, bool created);

[[nodiscard]] std::shared_ptr<Worlds> alone(std::shared_ptr<World> world);
/// All of a directory's directories. The store of a world that is in use is copied by the store itself.
void copy_parts(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace adsbox::world
