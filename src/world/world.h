// A world: one isolated state of everything adsbox keeps, with a database, a clock and a seed of its own.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <expected>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <vector>

#include "schema/tables.h"
#include "store/store.h"
#include "world/clock.h"
#include "world/limits.h"

namespace adsbox::world {

enum class Environment : std::uint8_t { sandbox, production };

/// Randomness of a world. With a seed, equal seed and equal calls give equal values: for tests, since whoever knows some of them
/// can compute the rest. Without one it comes from the system and is fit for secrets. Thread-safe; the order of calls is the
/// callers'.
class Random {
 public:
  explicit Random(std::optional<std::uint64_t> seed) : seeded_(seed.has_value()), state_(seed.value_or(0)) {}
  /// 64 evenly distributed bits.
  std::uint64_t next();
  /// `n` characters out of [A-Za-z0-9].
  std::string alphanumeric(std::size_t n);
  /// A random (version 4) GUID in lower case with hyphens: "6f9619ff-8b86-4011-b42d-00c04fc964ff".
  std::string guid();

 private:
  std::uint64_t next_locked();
  std::mutex mutex_;
  bool seeded_;
  std::uint64_t state_;
  std::array<std::uint64_t, 32> pool_{};  // of the system's randomness, drawn in blocks
  std::size_t left_ = 0;                  // how much of it is unused
};

class World {
 public:
  World(std::string name, Environment environment, std::unique_ptr<store::Store> store, std::optional<std::uint64_t> seed);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] Environment environment() const { return environment_; }
  [[nodiscard]] bool sandbox() const { return environment_ == Environment::sandbox; }
  store::Store& store() { return *store_; }
  /// Where the files of the world's parts lie (each part in a directory of its own name); empty = the world is in memory.
  [[nodiscard]] const std::string& directory() const { return directory_; }
  /// In front of every credential that is issued in this world ("NAME~"), so that it is found by any of them alone. Empty in the
  /// default worlds.
  [[nodiscard]] const std::string& mark() const { return mark_; }
  WorldClock& clock() { return clock_; }
  /// The documented caps of Microsoft's sandbox hold here (schema/rules/sandbox.rules).
  [[nodiscard]] bool real_limits() const { return real_limits_.load(std::memory_order_relaxed); }
  void set_real_limits(bool hold) { real_limits_.store(hold, std::memory_order_relaxed); }
  /// Ticks of the world's clock from which on SOAP is refused; 0 = it does not end.
  [[nodiscard]] std::int64_t soap_end() const { return soap_end_.load(std::memory_order_relaxed); }
  void set_soap_end(std::int64_t ticks) { soap_end_.store(ticks, std::memory_order_relaxed); }
  [[nodiscard]] bool soap_has_ended() const { return soap_end() != 0 && clock_.ticks() >= soap_end(); }
  /// The contract that answers are for; 0 = that of each client.
  [[nodiscard]] schema::ContractVersion contract() const { return contract_.load(std::memory_order_relaxed); }
  void set_contract(schema::ContractVersion version) { contract_.store(version, std::memory_order_relaxed); }
  Random& random() { return random_; }
  /// Which limits are not the documented ones here.
  Limits& limits() { return limits_; }

  /// What a component keeps in memory per world (caches, keys made lazily): made on first use, dies with the world. Thread-safe;
  /// the T itself looks after its own locking.
  template <class T>
  T& attached() {
    static constexpr char tag = 0;
    const std::scoped_lock lock(attached_mutex_);
    for (const auto& a : attached_)
      if (a.tag == &tag) return *static_cast<T*>(a.value.get());
    return *static_cast<T*>(attached_.emplace_back(&tag, &typeid(T), std::make_shared<T>()).value.get());
  }
  /// Names of the types that are attached so far, with their namespaces; see part.h.
  [[nodiscard]] std::vector<std::string> attached_types();

 private:
  friend class Manager;
  std::string name_, mark_, directory_;
  bool discard_ = false;  // the directory goes when the last user of the world has let go of it
  Environment environment_;
  std::unique_ptr<store::Store> store_;
  WorldClock clock_;
  Random random_;
  Limits limits_;
  std::atomic<bool> real_limits_{false};
  std::atomic<std::int64_t> soap_end_{0};
  std::atomic<schema::ContractVersion> contract_{0};
  std::mutex attached_mutex_;
  struct Attached {
    const void* tag;
    const std::type_info* type;
    std::shared_ptr<void> value;
  };
  std::vector<Attached> attached_;
};

/// The worlds among which a request finds its own: the two default ones, or a single created one. Whoever holds it keeps them
/// alive.
class Worlds {
 public:
  /// The name must be new.
  World& add(std::shared_ptr<World> world);
  [[nodiscard]] World* find(std::string_view name) const;
  [[nodiscard]] World* of(Environment environment) const;  // the first of that environment, nullptr when there is none
  [[nodiscard]] std::vector<World*> all() const;
  [[nodiscard]] World& first() const;  // there is always one
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::shared_ptr<World> share(const World& world) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<World>> worlds_;
};

/// Which worlds there are.
struct WorldsOptions {
  std::vector<Environment> environments = {Environment::sandbox, Environment::production};
  /// Equal seeds give equal randomness, per world and (for worlds on disk) per opening; none = from the system.
  std::optional<std::uint64_t> seed;
};

/// "sandbox" or "production": the name of an environment and of its default world.
[[nodiscard]] std::string_view name_of(Environment environment);

/// The default world of each environment in memory.
std::unique_ptr<Worlds> memory_worlds(const WorldsOptions& options);

/// Opens or makes one world. `path` empty = memory.
std::expected<std::unique_ptr<World>, std::string> open_world(std::string name, Environment environment, const std::string& path,
                                                              std::optional<std::uint64_t> seed);

/// A world over a store. This is the one place where worlds come into being: what must happen to each new world goes here.
std::unique_ptr<World> make_world(std::string name, Environment environment, std::unique_ptr<store::Store> store,
                                  std::optional<std::uint64_t> seed);

}  // namespace adsbox::world
