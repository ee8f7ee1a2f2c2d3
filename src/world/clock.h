// The world's time. Everything that reads time takes a Clock; nothing calls the system clock by itself.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "adsbox/values.h"

namespace adsbox::world {

class Clock {
 public:
  virtual ~Clock() = default;
  /// 100 ns ticks since 1970-01-01 UTC.
  [[nodiscard]] virtual std::int64_t ticks() const = 0;
  [[nodiscard]] DateTime now() const { return DateTime(ticks(), true); }
  [[nodiscard]] std::int64_t seconds() const { return ticks() / DateTime::ticks_per_second; }
};

/// Follows the system clock, and can be set, advanced, frozen or run at a factor. Thread-safe.
class WorldClock final : public Clock {
 public:
  [[nodiscard]] std::int64_t ticks() const override;
  /// Jumps to a moment, forwards or back, and goes on from there at the present factor (a frozen clock stays frozen).
  void set(std::int64_t ticks);
  /// Jumps by a span; negative ones go back.
  void advance(std::int64_t ticks);
  /// Stands still where it is until run().
  void freeze();
  /// From here on `factor` world seconds pass in a second. Negative factors count as 0 (frozen), others that are no number as 1.
  void run(double factor = 1.0);
  [[nodiscard]] bool frozen() const;
  [[nodiscard]] double factor() const;

  /// What the clock goes by, to go on from after a restart: time passes while nobody looks. All 0: the system clock.
  struct State {
    std::int64_t world_ticks = 0;   // what it said ...
    std::int64_t system_ticks = 0;  // ... when the system clock said this
    double factor = 1.0;
  };
  [[nodiscard]] State state() const;
  void restore(const State& state);

 private:
  [[nodiscard]] std::int64_t ticks_locked(std::int64_t system) const;
  void rebase(std::int64_t system, std::int64_t world);

  mutable std::mutex mutex_;
  std::int64_t base_world_ = 0;   // world ticks at base_system_
  std::int64_t base_system_ = 0;  // system ticks; 0 = follow the system clock exactly
  double factor_ = 1.0;
  std::atomic<bool> plain_{true};
};

/// Ticks of the system clock. The only place that reads it.
std::int64_t system_ticks();

}  // namespace adsbox::world
