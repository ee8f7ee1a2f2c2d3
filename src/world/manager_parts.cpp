#include "world/manager_parts.h"

#include <algorithm>

#include "world/entities.h"

namespace adsbox::world {

namespace fs = std::filesystem;
using internal::WorldState;

constexpr std::int64_t state_row = 1;

std::unexpected<Problem> problem(Problem::Kind kind, std::string message) {
  return std::unexpected(Problem{kind, std::move(message)});
}
std::unexpected<Problem> unknown_world(std::string_view name) {
  return problem(Problem::Kind::unknown, "there is no world '" + std::string(name) + "'");
}

bool good_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && name.front() != '-' &&
         std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

box<WorldState> load_state(World& world) {
  box<WorldState> state;
  world.store().read([&](store::Reader& r) {
    if (auto found = load<WorldState>(r, state_row)) state = std::move(found->value);
  });
  if (!state) state = make<WorldState>();
  return state;
}

void save_state(World& world, const WorldState& state) {
  world.store().write([&](store::Writer& w) {
    save<WorldState>(w, store::RowView{.id = state_row, .modified = world.clock().ticks()}, state);
    return true;
  });
}

void put_clock(WorldState& state, const WorldClock::State& clock) {
  state.clock_world_ticks = clock.world_ticks;
  state.clock_system_ticks = clock.system_ticks;
  state.clock_factor = clock.factor;
}

WorldClock::State clock_of(const WorldState& state) {
  return {state.clock_world_ticks.value_or(0), state.clock_system_ticks.value_or(0), state.clock_factor.value_or(1.0)};
}

WorldInfo info_of(World& world, bool created) {
  const auto state = load_state(world);
  return {.name = world.name(),
          .seed = state->seed.str(),
          .environment = world.environment(),
          .created = created,
          .created_at = state->created_at ? (*state->created_at).ticks() : 0,
          .now = world.clock().ticks(),
          .clock_factor = world.clock().factor(),
          .soap_end = world.soap_end(),
          .own_soap_end = state->own_soap_end.value_or(false),
          .contract = world.contract(),
          .own_contract = state->contract.has_value()};
}

std::shared_ptr<Worlds> alone(std::shared_ptr<World> world) {
  auto worlds = std::make_shared<Worlds>();
  worlds->add(std::move(world));
  return worlds;
}

void copy_parts(const fs::path& from, const fs::path& to) {
  for (const auto& part : fs::directory_iterator(from))
    if (part.is_directory()) fs::copy(part.path(), to / part.path().filename(), fs::copy_options::recursive);
}

}  // namespace adsbox::world
