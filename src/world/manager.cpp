#include "world/manager.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "adsbox/internal.h"
#include "world/entities.h"

namespace adsbox::world {
namespace {

namespace fs = std::filesystem;
using internal::WorldState;

constexpr std::size_t longest_name = 63;
constexpr std::int64_t state_row = 1;
constexpr Environment environments[] = {Environment::sandbox, Environment::production};

std::unexpected<Problem> problem(Problem::Kind kind, std::string message) {
  return std::unexpected(Problem{kind, std::move(message)});
}
std::unexpected<Problem> unknown_world(std::string_view name) {
  return problem(Problem::Kind::unknown, "there is no world '" + std::string(name) + "'");
}

/// Names go into host names, paths and credentials.
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

/// All of a directory's files. The store of a world that is in use is copied by the store itself.
void copy_parts(const fs::path& from, const fs::path& to) {
  for (const auto& part : fs::directory_iterator(from))
    if (part.is_directory()) fs::copy(part.path(), to / part.path().filename(), fs::copy_options::recursive);
}

constexpr std::string_view store_file = "store.db";

}  // namespace

std::expected<std::unique_ptr<Manager>, std::string> Manager::open(ManagerOptions options) {
  std::unique_ptr<Manager> manager(new Manager(std::move(options)));
  try {
    if (auto loaded = manager->load(); !loaded) return std::unexpected(std::move(loaded.error()));
  } catch (const std::exception& e) {  // of the file system or the store
    return std::unexpected(manager->options_.directory + ": " + e.what());
  }
  return manager;
}

std::expected<void, std::string> Manager::load() {
  if (!options_.directory.empty()) {
    std::error_code error;
    // Password hashes and client secrets lie in there.
    if (fs::create_directories(options_.directory, error)) fs::permissions(options_.directory, fs::perms::owner_all, error);
    if (error) return std::unexpected(options_.directory + ": " + error.message());
    for (const auto environment : environments) {
      const auto folder = fs::path(options_.directory) / "worlds" / name_of(environment);
      fs::create_directories(folder);
      if (auto loaded = load_worlds(folder, environment); !loaded) return loaded;
    }
    const auto shelf = fs::path(options_.directory) / "snapshots";
    if (fs::exists(shelf))
      for (const auto& item : fs::directory_iterator(shelf)) {
        const auto file = item.path() / store_file;
        const auto dot = item.path().extension().string();
        if (!fs::exists(file) || dot.size() < 2) continue;
        const auto environment = dot.substr(1) == name_of(Environment::sandbox) ? Environment::sandbox : Environment::production;
        snapshots_.emplace(item.path().stem().string(),
                           StoredSnapshot{environment, nullptr, item.path().string(), fs::file_size(file)});
      }
  }
  for (const auto environment : options_.environments) {
    const auto name = std::string(name_of(environment));
    if (find_entry(name) != nullptr) continue;
    entries_.push_back(std::make_unique<Entry>(Entry{name, environment, false, 1, nullptr}));
    auto& entry = *entries_.back();
    if (!options_.directory.empty()) fs::create_directories(directory_of(entry));
  }
  for (auto& entry : entries_) {
    if (entry->created) continue;
    auto world = open_entry(*entry);
    if (!world) return std::unexpected(std::move(world.error().message));
    auto state = load_state(**world);
    (*world)->clock().restore(clock_of(*state));
    settle(**world, *state);
    // Also a seed that the world has already: a newer program may have more to put in.
    if (auto seeded = options_.seeder ? options_.seeder(**world, options_.seed) : std::expected<void, std::string>(); !seeded)
      return std::unexpected(std::move(seeded.error()));
    if (!state->created_at) {
      state->seed = options_.seed;
      state->created_at = (*world)->clock().now();
      save_state(**world, *state);
    }
    entry->alone = alone(std::move(*world));
  }
  publish_defaults();
  return {};
}

std::expected<void, std::string> Manager::load_worlds(const std::string& folder, Environment environment) {
  std::map<std::string, int> newest;
  std::vector<fs::path> stale;
  for (const auto& item : fs::directory_iterator(folder)) {
    const auto file = item.path().filename().string();
    const auto at = file.rfind('@');
    int incarnation = 0;
    if (at == std::string::npos ||
        std::from_chars(file.data() + at + 1, file.data() + file.size(), incarnation).ptr != file.data() + file.size()) {
      stale.push_back(item.path());  // was being made when the server ended
      continue;
    }
    auto& best = newest[file.substr(0, at)];
    if (best != 0) stale.push_back(fs::path(folder) / (file.substr(0, at) + "@" + std::to_string(std::min(best, incarnation))));
    best = std::max(best, incarnation);
  }
  for (const auto& path : stale) fs::remove_all(path);
  for (const auto& [name, incarnation] : newest) {
    const bool is_default = name == name_of(environment);
    if (is_default && std::ranges::find(options_.environments, environment) == options_.environments.end()) continue;
    entries_.push_back(std::make_unique<Entry>(Entry{name, environment, !is_default, incarnation, nullptr}));
    if (!is_default) ++created_;
  }
  return {};
}

std::string Manager::directory_of(const Entry& entry) const {
  if (options_.directory.empty()) return {};
  return (fs::path(options_.directory) / "worlds" / name_of(entry.environment) /
          (entry.name + "@" + std::to_string(entry.incarnation)))
      .string();
}

Outcome<std::shared_ptr<World>> Manager::open_entry(const Entry& entry) const {
  const auto directory = directory_of(entry);
  auto world = open_world(entry.name, entry.environment, directory.empty() ? "" : directory + "/" + std::string(store_file),
                          options_.random_seed);
  if (!world) return problem(Problem::Kind::failed, std::move(world.error()));
  (*world)->directory_ = directory;
  if (entry.created) (*world)->mark_ = entry.name + "~";
  return std::shared_ptr<World>(std::move(*world));
}

void Manager::publish_defaults() {
  auto defaults = std::make_shared<Worlds>();
  for (const auto environment : options_.environments)
    if (const auto* entry = find_entry(name_of(environment)); entry != nullptr && entry->alone != nullptr)
      if (defaults->find(entry->name) == nullptr) defaults->add(world_of(*entry));
  const std::scoped_lock lock(mutex_);
  defaults_ = std::move(defaults);
}

// Finding ----------------------------------------------------------------------------------------------------------------------

std::shared_ptr<Worlds> Manager::defaults() const {
  const std::scoped_lock lock(mutex_);
  return defaults_;
}

Manager::Entry* Manager::find_entry(std::string_view name) {
  const auto it = std::ranges::find_if(entries_, [&](const auto& e) { return e->name == name; });
  return it == entries_.end() ? nullptr : it->get();
}

const Manager::Entry* Manager::find_entry(std::string_view name) const {
  return const_cast<Manager*>(this)->find_entry(name);
}

std::shared_ptr<World> Manager::world_of(const Entry& entry) const {
  return entry.alone->share(entry.alone->first());
}

std::shared_ptr<Worlds> Manager::find(std::string_view name) const {
  const std::scoped_lock lock(mutex_);
  const auto* entry = find_entry(name);
  if (entry == nullptr) return nullptr;
  if (entry->alone == nullptr) {  // on disk since an earlier run
    auto world = open_entry(*entry);
    if (!world) return nullptr;
    const auto state = load_state(**world);
    (*world)->clock().restore(clock_of(*state));
    settle(**world, *state);
    entry->alone = alone(std::move(*world));
  }
  return entry->alone;
}

std::shared_ptr<Worlds> Manager::marked(std::string_view& credential, bool strip) const {
  if (created_.load(std::memory_order_relaxed) == 0) return nullptr;
  const auto end = credential.substr(0, longest_name + 1).find('~');
  if (end == std::string_view::npos) return nullptr;
  const auto name = credential.substr(0, end);
  if (name == name_of(Environment::sandbox) || name == name_of(Environment::production)) return nullptr;
  auto worlds = find(name);
  if (worlds != nullptr && strip) credential.remove_prefix(end + 1);
  return worlds;
}

std::vector<WorldInfo> Manager::list() const {
  std::vector<std::pair<std::string, bool>> names;
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& e : entries_) names.emplace_back(e->name, e->created);
  }
  std::ranges::stable_sort(names, {}, [](const auto& n) { return n.second; });
  std::vector<WorldInfo> all;
  for (const auto& [name, created] : names)
    if (const auto worlds = find(name)) all.push_back(info_of(worlds->first(), created));
  return all;
}

Outcome<WorldInfo> Manager::info(std::string_view name) const {
  const auto worlds = find(name);
  if (worlds == nullptr) return unknown_world(name);
  World& world = worlds->first();
  return info_of(world, !world.mark().empty());
}

// Changing ---------------------------------------------------------------------------------------------------------------------

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

Outcome<WorldInfo> Manager::change_clock(std::string_view name, const ClockChange& change) {
  const std::scoped_lock guard(changes_);
  const auto worlds = find(name);
  if (worlds == nullptr) return unknown_world(name);
  World& world = worlds->first();
  // Within the years that DateTime can write.
  constexpr std::int64_t earliest = -62135596800 * DateTime::ticks_per_second, latest = 253402300799 * DateTime::ticks_per_second;
  const auto target = change.set.value_or(world.clock().ticks());
  const auto jump = change.advance.value_or(0);
  if (target < earliest || target > latest || jump < earliest || jump > latest || target + jump < earliest ||
      target + jump > latest)
    return problem(Problem::Kind::invalid, "the clock goes from year 1 to year 9999");
  if (change.factor && !(*change.factor >= 0 && *change.factor <= 1e9))
    return problem(Problem::Kind::invalid, "a clock runs at a factor of 0 (frozen) to 1e9");
  if (change.set) world.clock().set(*change.set);
  if (change.advance) world.clock().advance(*change.advance);
  if (change.factor) world.clock().run(*change.factor);
  try {
    auto state = load_state(world);
    put_clock(*state, world.clock().state());
    save_state(world, *state);
  } catch (const std::exception& e) {
    return problem(Problem::Kind::failed, e.what());
  }
  return info_of(world, !world.mark().empty());
}

Outcome<WorldInfo> Manager::end_soap(std::string_view name, const SoapEnd& end) {
  const std::scoped_lock guard(changes_);
  const auto worlds = find(name);
  if (worlds == nullptr) return unknown_world(name);
  World& world = worlds->first();
  try {
    auto state = load_state(world);
    state->own_soap_end = end.own;
    state->soap_end = end.own && end.ticks != 0 ? opt<DateTime>(DateTime(end.ticks, true)) : opt<DateTime>();
    save_state(world, *state);
    settle(world, *state);
  } catch (const std::exception& e) {
    return problem(Problem::Kind::failed, e.what());
  }
  return info_of(world, !world.mark().empty());
}

Outcome<WorldInfo> Manager::set_contract(std::string_view name, std::optional<schema::ContractVersion> version) {
  const std::scoped_lock guard(changes_);
  const auto worlds = find(name);
  if (worlds == nullptr) return unknown_world(name);
  World& world = worlds->first();
  try {
    auto state = load_state(world);
    state->contract = version ? opt<std::int32_t>(*version) : opt<std::int32_t>();
    save_state(world, *state);
    settle(world, *state);
  } catch (const std::exception& e) {
    return problem(Problem::Kind::failed, e.what());
  }
  return info_of(world, !world.mark().empty());
}

// Snapshots --------------------------------------------------------------------------------------------------------------------

std::vector<SnapshotInfo> Manager::snapshots() const {
  const std::scoped_lock lock(mutex_);
  std::vector<SnapshotInfo> all;
  for (const auto& [name, s] : snapshots_) all.push_back({name, s.environment, s.bytes});
  return all;
}

Outcome<SnapshotInfo> Manager::take_snapshot(std::string_view name, const std::string& snapshot) {
  if (!good_name(snapshot))
    return problem(Problem::Kind::invalid,
                   "a snapshot's name has at most 63 lower-case letters, digits and hyphens, and does not begin with a hyphen");
  const std::scoped_lock change(changes_);
  const auto worlds = find(name);
  if (worlds == nullptr) return unknown_world(name);
  World& world = worlds->first();
  StoredSnapshot made{world.environment(), nullptr, {}, 0};
  try {
    if (options_.directory.empty()) {
      made.image = world.store().image();
      made.bytes = made.image->size();
    } else {
      const auto directory =
          fs::path(options_.directory) / "snapshots" / (snapshot + "." + std::string(name_of(world.environment())));
      const auto aside = directory.string() + ".new";
      fs::remove_all(aside);
      fs::create_directories(aside);
      world.store().snapshot_to((fs::path(aside) / store_file).string());
      copy_parts(world.directory(), aside);
      if (const auto it = snapshots_.find(snapshot); it != snapshots_.end()) fs::remove_all(it->second.directory);
      fs::rename(aside, directory);
      made.directory = directory.string();
      made.bytes = fs::file_size(directory / store_file);
    }
  } catch (const std::exception& e) {
    return problem(Problem::Kind::failed, e.what());
  }
  const SnapshotInfo info{snapshot, made.environment, made.bytes};
  const std::scoped_lock lock(mutex_);
  snapshots_.insert_or_assign(snapshot, std::move(made));
  return info;
}

Outcome<void> Manager::drop_snapshot(std::string_view name) {
  const std::scoped_lock change(changes_);
  const std::scoped_lock lock(mutex_);
  const auto it = snapshots_.find(name);
  if (it == snapshots_.end()) return problem(Problem::Kind::unknown, "there is no snapshot '" + std::string(name) + "'");
  std::error_code error;
  if (!it->second.directory.empty()) fs::remove_all(it->second.directory, error);
  if (error) return problem(Problem::Kind::failed, it->second.directory + ": " + error.message());
  snapshots_.erase(it);
  return {};
}

std::shared_ptr<Worlds> Manager::copy(World& world, std::uint64_t number) {
  return copy(moment(world), number);
}

Moment Manager::moment(World& world) {
  return {.name = world.name(),
          .mark = world.mark(),
          .environment = world.environment(),
          .real_limits = world.real_limits(),
          .ticks = world.clock().ticks(),
          .image = world.store().image()};
}

std::shared_ptr<Worlds> Manager::copy(const Moment& moment, std::uint64_t number) {
  auto made = make_world(moment.name, moment.environment, store::open_image(*moment.image), number);
  made->mark_ = moment.mark;
  made->set_real_limits(moment.real_limits);
  made->clock().freeze();
  made->clock().set(moment.ticks);
  return alone(std::shared_ptr<World>(std::move(made)));
}

}  // namespace adsbox::world
