// Snapshots of worlds, and copies for trials.
#include <filesystem>

#include "world/manager_parts.h"

namespace adsbox::world {

namespace fs = std::filesystem;

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
