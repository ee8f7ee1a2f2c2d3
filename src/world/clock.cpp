#include "world/clock.h"

#include <time.h>

#include <algorithm>
#include <cmath>

namespace adsbox::world {

std::int64_t system_ticks() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return std::int64_t{now.tv_sec} * DateTime::ticks_per_second + now.tv_nsec / 100;
}

std::int64_t WorldClock::ticks_locked(std::int64_t system) const {
  if (base_system_ == 0) return system;
  const auto passed = system - base_system_;
  // A double holds 28 years of ticks exactly; the usual factors need none of it.
  if (factor_ == 0) return base_world_;
  if (factor_ == 1) return base_world_ + passed;
  return base_world_ + std::llround(static_cast<double>(passed) * factor_);
}

std::int64_t WorldClock::ticks() const {
  if (plain_.load(std::memory_order_acquire)) return system_ticks();
  const std::scoped_lock lock(mutex_);
  return ticks_locked(system_ticks());
}

void WorldClock::rebase(std::int64_t system, std::int64_t world) {
  base_system_ = system;
  base_world_ = world;
  plain_.store(false, std::memory_order_release);
}

void WorldClock::set(std::int64_t ticks) {
  const std::scoped_lock lock(mutex_);
  rebase(system_ticks(), ticks);
}

void WorldClock::advance(std::int64_t ticks) {
  const std::scoped_lock lock(mutex_);
  const auto system = system_ticks();
  rebase(system, ticks_locked(system) + ticks);
}

void WorldClock::freeze() {
  run(0);
}

void WorldClock::run(double factor) {
  const std::scoped_lock lock(mutex_);
  const auto system = system_ticks();
  rebase(system, ticks_locked(system));
  factor_ = std::isfinite(factor) ? std::max(factor, 0.0) : 1.0;
}

bool WorldClock::frozen() const {
  return factor() == 0;
}

WorldClock::State WorldClock::state() const {
  const std::scoped_lock lock(mutex_);
  return {base_world_, base_system_, factor_};
}

void WorldClock::restore(const State& state) {
  const std::scoped_lock lock(mutex_);
  base_world_ = state.world_ticks;
  base_system_ = state.system_ticks;
  factor_ = std::isfinite(state.factor) ? std::max(state.factor, 0.0) : 1.0;
  plain_.store(base_system_ == 0, std::memory_order_release);
}

double WorldClock::factor() const {
  const std::scoped_lock lock(mutex_);
  return factor_;
}

}  // namespace adsbox::world
