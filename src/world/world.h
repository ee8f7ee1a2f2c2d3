// A world: one isolated state of everything adsbox keeps, with a database, a clock and a seed of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/store.h"
#include "world/clock.h"

namespace adsbox::world {

enum class Environment : std::uint8_t { sandbox, production };

/// Seeded randomness: equal seed and equal calls give equal values.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// `n` characters out of [A-Za-z0-9].
  std::string alphanumeric(std::size_t n);
  std::string guid();

 private:
  std::mutex mutex_;
  std::uint64_t state_;
};

class World {
 public:
  World(std::string name, Environment environment, std::unique_ptr<store::Store> store, std::uint64_t seed);
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] Environment environment() const { return environment_; }
  [[nodiscard]] bool sandbox() const { return environment_ == Environment::sandbox; }
  store::Store& store() { return *store_; }
  WorldClock& clock() { return clock_; }
  Random& random() { return random_; }

  /// What a component keeps in memory per world (caches, keys made lazily): made on first use, dies with the world. Thread-safe;
  /// the T itself looks after its own locking.
  template <class T>
  T& attached() {
    static constexpr char tag = 0;
    const std::scoped_lock lock(attached_mutex_);
    for (const auto& [key, value] : attached_)
      if (key == &tag) return *static_cast<T*>(value.get());
    return *static_cast<T*>(attached_.emplace_back(&tag, std::make_shared<T>()).second.get());
  }

 private:
  std::string name_;
  Environment environment_;
  std::unique_ptr<store::Store> store_;
  WorldClock clock_;
  Random random_;
  std::mutex attached_mutex_;
  std::vector<std::pair<const void*, std::shared_ptr<void>>> attached_;
};

/// All worlds of a server. The two default ones are "sandbox" and "production".
class Worlds {
 public:
  World& add(std::unique_ptr<World> world);
  [[nodiscard]] World* find(std::string_view name) const;
  [[nodiscard]] World* of(Environment environment) const;  // default world of that environment, nullptr when not served
  [[nodiscard]] std::vector<World*> all() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<World>> worlds_;
};

}  // namespace adsbox::world
