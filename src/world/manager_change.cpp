// Worlds begin, begin anew, change and end.
#include <algorithm>
#include <filesystem>

#include "world/manager_parts.h"

namespace adsbox::world {

namespace fs = std::filesystem;
using internal::WorldState;

Outcome<std::shared_ptr<const store::Image>> Manager::seed_image(Environment environment, const std::string& seed) {
  auto& image = seeds_[{environment, seed}];
  if (image == nullptr) {
    auto model = open_world("model", environment, {}, options_.random_seed.value_or(1));
    if (!model) return problem(Problem::Kind::failed, std::move(model.error()));
    if (auto seeded = options_.seeder ? options_.seeder(**model, seed) : std::expected<void, std::string>(); !seeded) {
      seeds_.erase({environment, seed});
      return problem(Problem::Kind::invalid, std::move(seeded.error()));
    }
    image = (*model)->store().image();
  }
  return image;
}

/// What a world takes over from the server and from its own state, the clock apart.
void Manager::settle(World& world, const WorldState& state) const {
  world.set_real_limits(options_.real_limits && world.sandbox());
  const bool own = state.own_soap_end.value_or(false);
  world.set_soap_end(own ? (state.soap_end ? (*state.soap_end).ticks() : 0) : options_.soap_end);
  world.set_contract(state.contract ? static_cast<schema::ContractVersion>(*state.contract) : options_.contract);
}

Outcome<std::shared_ptr<World>> Manager::begin(const Entry& entry, const Beginning& asked) {
  auto beginning = asked;
  if (beginning.seed.empty()) beginning.seed = options_.seed;
  const StoredSnapshot* snapshot = nullptr;
  if (!beginning.snapshot.empty()) {
    const auto it = snapshots_.find(beginning.snapshot);
    if (it == snapshots_.end()) return problem(Problem::Kind::unknown, "there is no snapshot '" + beginning.snapshot + "'");
    snapshot = &it->second;
    if (snapshot->environment != entry.environment)
      return problem(Problem::Kind::invalid, "snapshot '" + beginning.snapshot + "' is of a " +
                                                 std::string(name_of(snapshot->environment)) + " world, '" + entry.name +
                                                 "' is a " + std::string(name_of(entry.environment)) + " one");
  }
  // From memory, also to begin on disk: a state that is complete before it is a file needs no commit of its own.
  std::shared_ptr<const store::Image> image = snapshot != nullptr ? snapshot->image : nullptr;
  if (snapshot == nullptr) {
    auto seeded = seed_image(entry.environment, beginning.seed);
    if (!seeded) return std::unexpected(std::move(seeded.error()));
    image = std::move(*seeded);
  }
  std::shared_ptr<World> world;
  if (image != nullptr) {
    world = make_world(entry.name, entry.environment, store::open_image(*image), options_.random_seed);
    if (entry.created) world->mark_ = entry.name + "~";
    begin_state(*world, beginning);
  }
  if (options_.directory.empty()) return world;

  // Made aside and then given its name: a server that ends in between finds nothing half done.
  const auto directory = directory_of(entry), aside = directory + ".new";
  fs::remove_all(aside);
  fs::create_directories(aside);
  const auto file = aside + "/" + std::string(store_file);
  if (world != nullptr) {
    world->store().image()->write_to(file);
  } else {
    fs::copy_file(fs::path(snapshot->directory) / store_file, file);
    copy_parts(snapshot->directory, aside);
  }
  fs::rename(aside, directory);
  auto opened = open_entry(entry);
  if (!opened) return opened;
  if (world == nullptr) {
    begin_state(**opened, beginning);
  } else {
    const auto state = load_state(**opened);
    (*opened)->clock().restore(clock_of(*state));
    settle(**opened, *state);
  }
  return opened;
}

void Manager::begin_state(World& world, const Beginning& beginning) const {
  auto state = load_state(world);
  if (!beginning.snapshot.empty())
    world.clock().restore(clock_of(*state));
  else
    state->seed = beginning.seed;
  settle(world, *state);
  if (beginning.time) world.clock().set(*beginning.time);
  if (beginning.frozen) world.clock().freeze();
  state->created_at = world.clock().now();
  put_clock(*state, world.clock().state());
  save_state(world, *state);
}

void Manager::retire(std::shared_ptr<Worlds> old) {
  for (auto* w : old->all()) w->discard_ = true;
}

Outcome<WorldInfo> Manager::create(const std::string& name, Environment environment, const Beginning& beginning) {
  if (!good_name(name))
    return problem(Problem::Kind::invalid,
                   "a world's name has at most 63 lower-case letters, digits and hyphens, and does not begin with a hyphen");
  const std::scoped_lock change(changes_);
  if (find_entry(name) != nullptr || name == name_of(Environment::sandbox) || name == name_of(Environment::production))
    return problem(Problem::Kind::exists, "there is a world '" + name + "' already");
  auto entry = std::make_unique<Entry>(Entry{name, environment, true, 1, nullptr});
  try {
    auto world = begin(*entry, beginning);
    if (!world) return std::unexpected(std::move(world.error()));
    auto info = info_of(**world, true);
    entry->alone = alone(std::move(*world));
    const std::scoped_lock lock(mutex_);
    entries_.push_back(std::move(entry));
    ++created_;
    return info;
  } catch (const std::exception& e) {
    return problem(Problem::Kind::failed, e.what());
  }
}

Outcome<WorldInfo> Manager::reset(std::string_view name, const Beginning& asked) {
  const std::scoped_lock change(changes_);
  const auto old = find(name);
  if (old == nullptr) return unknown_world(name);
  Entry& entry = *find_entry(name);
  auto beginning = asked;
  if (beginning.seed.empty() && beginning.snapshot.empty()) beginning.seed = load_state(old->first())->seed.str();
  auto next = entry;
  ++next.incarnation;
  try {
    auto world = begin(next, beginning);
    if (!world) return std::unexpected(std::move(world.error()));
    auto info = info_of(**world, entry.created);
    {
      const std::scoped_lock lock(mutex_);
      entry.incarnation = next.incarnation;
      entry.alone = alone(std::move(*world));
    }
    if (!entry.created) publish_defaults();
    retire(old);
    return info;
  } catch (const std::exception& e) {
    return problem(Problem::Kind::failed, e.what());
  }
}

Outcome<void> Manager::drop(std::string_view name) {
  const std::scoped_lock change(changes_);
  const auto old = find(name);
  if (old == nullptr) return unknown_world(name);
  if (!find_entry(name)->created) return problem(Problem::Kind::invalid, "a default world can be reset, not dropped");
  {
    const std::scoped_lock lock(mutex_);
    std::erase_if(entries_, [&](const auto& e) { return e->name == name; });
    --created_;
  }
  retire(old);
  return {};
}

Outcome<WorldInfo> Manager::change(std::string_view name, const StateChange& change) {
  const std::scoped_lock guard(changes_);
  const auto worlds = find(name);
  if (worlds == nullptr) return unknown_world(name);
  World& world = worlds->first();
  try {
    auto state = load_state(world);
    if (auto changed = change(world, *state); !changed) return std::unexpected(std::move(changed.error()));
    save_state(world, *state);
    settle(world, *state);
  } catch (const std::exception& e) {
    return problem(Problem::Kind::failed, e.what());
  }
  return info_of(world, !world.mark().empty());
}

Outcome<WorldInfo> Manager::change_clock(std::string_view name, const ClockChange& asked) {
  return change(name, [&](World& world, WorldState& state) -> Outcome<void> {
    // Within the years that DateTime can write.
    constexpr std::int64_t earliest = -62135596800 * DateTime::ticks_per_second,
                           latest = 253402300799 * DateTime::ticks_per_second;
    const auto target = asked.set.value_or(world.clock().ticks());
    const auto jump = asked.advance.value_or(0);
    if (target < earliest || target > latest || jump < earliest || jump > latest || target + jump < earliest ||
        target + jump > latest)
      return problem(Problem::Kind::invalid, "the clock goes from year 1 to year 9999");
    if (asked.factor && !(*asked.factor >= 0 && *asked.factor <= 1e9))
      return problem(Problem::Kind::invalid, "a clock runs at a factor of 0 (frozen) to 1e9");
    if (asked.set) world.clock().set(*asked.set);
    if (asked.advance) world.clock().advance(*asked.advance);
    if (asked.factor) world.clock().run(*asked.factor);
    put_clock(state, world.clock().state());
    return {};
  });
}

Outcome<WorldInfo> Manager::end_soap(std::string_view name, const SoapEnd& end) {
  return change(name, [&](World&, WorldState& state) -> Outcome<void> {
    state.own_soap_end = end.own;
    state.soap_end = end.own && end.ticks != 0 ? opt<DateTime>(DateTime(end.ticks, true)) : opt<DateTime>();
    return {};
  });
}

Outcome<WorldInfo> Manager::set_contract(std::string_view name, std::optional<schema::ContractVersion> version) {
  return change(name, [&](World&, WorldState& state) -> Outcome<void> {
    state.contract = version ? opt<std::int32_t>(*version) : opt<std::int32_t>();
    return {};
  });
}

}  // namespace adsbox::world
