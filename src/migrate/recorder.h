// The journal's option: the migration check of every call, on copies of the world from before it.
#pragma once

#include <atomic>
#include <optional>

#include "migrate/check.h"

namespace adsbox::migrate {

class Recorder {
 public:
  explicit Recorder(bool on) : on_(on) {}
  [[nodiscard]] bool on() const { return on_.load(std::memory_order_relaxed); }
  void set(bool on) { on_.store(on, std::memory_order_relaxed); }

 private:
  std::atomic<bool> on_;
};

/// One call on its way: remembers the world, checks afterwards.
class Watched {
 public:
  /// Null while the recorder is off: nothing is remembered then.
  [[nodiscard]] gateway::BeforeCall before(const Recorder& recorder);
  /// Leaves the result in the exchange of a call that had its answer. `world`: of a call that no world accepted.
  void check(const Checker& checker, world::World& world, const net::Request& request, const net::Response& response,
             Exchange& exchange) const;

 private:
  bool on_ = false;
  std::optional<world::Moment> moment_;
};

}  // namespace adsbox::migrate
