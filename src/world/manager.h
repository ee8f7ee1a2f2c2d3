// The worlds of a server: made, found, reset, copied and dropped while requests run.
//
// A world on disk lies in DIRECTORY/worlds/ENVIRONMENT/NAME@N/: its store, and the files of its parts. N grows with each reset or
// restore: the new one is complete before it takes the place of the old one, which goes when the last request on it has ended.
// Snapshots lie in DIRECTORY/snapshots/NAME.ENVIRONMENT/. Without a directory both are in memory.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "world/world.h"

namespace adsbox::internal {
struct WorldState;
}

namespace adsbox::world {

/// Why something could not be done with a world, in words.
struct Problem {
  enum class Kind : std::uint8_t { invalid, unknown, exists, failed } kind = Kind::invalid;
  std::string message;
};
template <class T>
using Outcome = std::expected<T, Problem>;

/// Puts a named seed into an empty world. The result says what is wrong with the name.
using Seeder = std::function<std::expected<void, std::string>(World&, std::string_view seed)>;

struct ManagerOptions {
  std::string directory;  // made if missing, readable by the owner only; empty = memory
  std::vector<Environment> environments = {Environment::sandbox, Environment::production};  // of the default worlds
  std::optional<std::uint64_t> random_seed;                                                 // see WorldsOptions::seed
  Seeder seeder;
  std::string seed = "none";             // of the default worlds, when they are new, and of others that name none
  bool real_limits = false;              // worlds of the sandbox environment have the caps of Microsoft's sandbox
  std::int64_t soap_end = 0;             // ticks at which SOAP ends in worlds that do not say it themselves; 0 = never
  schema::ContractVersion contract = 0;  // that answers are for in worlds that do not say it themselves; 0 = each client's
};

struct WorldInfo {
  std::string name, seed;
  Environment environment{};
  bool created = false;                  // not a default one
  std::int64_t created_at = 0, now = 0;  // ticks
  double clock_factor = 1;
  std::int64_t soap_end = 0;             // ticks; 0 = never
  bool own_soap_end = false;             // else the server's
  schema::ContractVersion contract = 0;  // 0 = each client's
  bool own_contract = false;             // else the server's
};

struct SnapshotInfo {
  std::string name;
  Environment environment{};
  std::size_t bytes = 0;
};

/// How a world begins: as a seed says or as a snapshot was.
struct Beginning {
  std::string seed;                  // empty = the manager's
  std::string snapshot;              // wins over seed
  std::optional<std::int64_t> time;  // ticks to set the clock to; none = the system's time, or the snapshot's
  bool frozen = false;
};

struct ClockChange {
  std::optional<std::int64_t> set, advance;  // ticks
  std::optional<double> factor;              // 0 = freeze
};

/// When SOAP ends in a world.
struct SoapEnd {
  bool own = true;         // false: as the server says
  std::int64_t ticks = 0;  // 0 = never
};

/// A world as it was at a moment, to make copies of.
struct Moment {
  std::string name, mark;
  Environment environment{};
  bool real_limits = false;
  std::int64_t ticks = 0;  // of its clock
  std::shared_ptr<const store::Image> image;
};

class Manager {
 public:
  static std::expected<std::unique_ptr<Manager>, std::string> open(ManagerOptions options);
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  /// The two default worlds (or the one that is served). Never null.
  [[nodiscard]] std::shared_ptr<Worlds> defaults() const;
  /// The world of that name, alone; null when there is none (or it can't be opened).
  [[nodiscard]] std::shared_ptr<Worlds> find(std::string_view name) const;
  /// Whether there are others than the default worlds.
  [[nodiscard]] bool any_created() const { return created_.load(std::memory_order_relaxed) != 0; }
  /// For a credential "NAME~REST" of a created world: that world, and `credential` becomes REST when `strip`. Null for all
  /// others.
  [[nodiscard]] std::shared_ptr<Worlds> marked(std::string_view& credential, bool strip) const;

  [[nodiscard]] std::vector<WorldInfo> list() const;
  [[nodiscard]] Outcome<WorldInfo> info(std::string_view name) const;
  Outcome<WorldInfo> create(const std::string& name, Environment environment, const Beginning& beginning);
  Outcome<WorldInfo> reset(std::string_view name, const Beginning& beginning);
  Outcome<void> drop(std::string_view name);
  Outcome<WorldInfo> change_clock(std::string_view name, const ClockChange& change);
  /// The contract that answers are for; nothing: as the server says.
  Outcome<WorldInfo> set_contract(std::string_view name, std::optional<schema::ContractVersion> version);
  Outcome<WorldInfo> end_soap(std::string_view name, const SoapEnd& end);

  [[nodiscard]] std::vector<SnapshotInfo> snapshots() const;
  /// Replaces a snapshot of that name and environment.
  Outcome<SnapshotInfo> take_snapshot(std::string_view world, const std::string& snapshot);
  Outcome<void> drop_snapshot(std::string_view name);

  /// A copy of the world in memory that nobody else finds: for trials. Equal numbers make equal copies: clock (frozen) and
  /// randomness are the same in both.
  [[nodiscard]] static std::shared_ptr<Worlds> copy(World& world, std::uint64_t number);
  [[nodiscard]] static Moment moment(World& world);
  [[nodiscard]] static std::shared_ptr<Worlds> copy(const Moment& moment, std::uint64_t number);

 private:
  struct Entry {
    std::string name;
    Environment environment{};
    bool created = false;
    int incarnation = 1;
    mutable std::shared_ptr<Worlds> alone;  // null: on disk, not opened yet
  };
  struct StoredSnapshot {
    Environment environment{};
    std::shared_ptr<const store::Image> image;  // in memory
    std::string directory;                      // on disk
    std::size_t bytes = 0;
  };

  explicit Manager(ManagerOptions options) : options_(std::move(options)) {}
  std::expected<void, std::string> load();
  std::expected<void, std::string> load_worlds(const std::string& folder, Environment environment);
  [[nodiscard]] std::string directory_of(const Entry& entry) const;
  Outcome<std::shared_ptr<World>> open_entry(const Entry& entry) const;
  void settle(World& world, const internal::WorldState& state) const;
  using StateChange = std::function<Outcome<void>(World&, internal::WorldState&)>;
  /// A change of what a world keeps about itself; nothing of it when `change` refuses.
  Outcome<WorldInfo> change(std::string_view name, const StateChange& change);
  Outcome<std::shared_ptr<World>> begin(const Entry& entry, const Beginning& beginning);
  Outcome<std::shared_ptr<const store::Image>> seed_image(Environment environment, const std::string& seed);
  void begin_state(World& world, const Beginning& beginning) const;
  Entry* find_entry(std::string_view name);
  [[nodiscard]] const Entry* find_entry(std::string_view name) const;
  [[nodiscard]] std::shared_ptr<World> world_of(const Entry& entry) const;
  void publish_defaults();
  void retire(std::shared_ptr<Worlds> old);

  ManagerOptions options_;
  std::mutex changes_;        // one change at a time
  mutable std::mutex mutex_;  // of what follows
  std::vector<std::unique_ptr<Entry>> entries_;
  std::shared_ptr<Worlds> defaults_;
  std::map<std::string, StoredSnapshot, std::less<>> snapshots_;
  std::map<std::pair<Environment, std::string>, std::shared_ptr<const store::Image>> seeds_;
  std::atomic<int> created_{0};
};

}  // namespace adsbox::world
