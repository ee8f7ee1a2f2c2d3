// Limits of a world: the documented ones of the API, or of Microsoft's sandbox (`--real-limits`), unless a test or an operator
// set others.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "schema/rules.h"
#include "world/world.h"

namespace adsbox::services {

class LimitOverrides {
 public:
  void set(std::string_view name, std::int64_t value) {
    const std::scoped_lock lock(mutex_);
    values_[std::string(name)] = value;
  }
  [[nodiscard]] std::int64_t value(const schema::LimitInfo& limit, std::int64_t otherwise) const {
    const std::scoped_lock lock(mutex_);
    const auto it = values_.find(schema::rule_book.text(limit.name));
    return it == values_.end() ? otherwise : it->second;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::int64_t, std::less<>> values_;
};

/// What a limit is in this world.
inline std::int64_t limit_of(world::World& world, const schema::LimitInfo& limit) {
  return world.attached<LimitOverrides>().value(limit, world.real_limits() ? limit.sandbox : limit.value);
}
/// A list of schema/rules/sandbox.rules ("sandbox-report-types") where the world has the caps of Microsoft's sandbox; nullptr: no
/// such bound here.
inline const schema::RuleSet* sandbox_list(const world::World& world, std::string_view name) {
  return world.real_limits() ? schema::find_set(name) : nullptr;
}
/// Changes a limit (a row `limit NAME` of schema/rules) for this world.
inline void set_limit(world::World& world, std::string_view name, std::int64_t value) {
  world.attached<LimitOverrides>().set(name, value);
}

}  // namespace adsbox::services
