#include "world/manager.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "world/manager_parts.h"

namespace adsbox::world {
namespace {

namespace fs = std::filesystem;

constexpr Environment environments[] = {Environment::sandbox, Environment::production};

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

}  // namespace adsbox::world
