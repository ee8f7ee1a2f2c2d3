// Limits of a world: the documented ones of the API, or of Microsoft's sandbox (`--real-limits`), unless a test or an operator
// set others (world/limits.h).
#pragma once

#include <cstdint>
#include <string_view>

#include "schema/rules.h"
#include "world/world.h"

namespace adsbox::services {

/// What a limit is in every world that has no other: the documented number.
inline std::int64_t documented_limit(const world::World& world, const schema::LimitInfo& limit) {
  return world.real_limits() ? limit.sandbox : limit.value;
}
/// What a limit is in this world.
inline std::int64_t limit_of(world::World& world, const schema::LimitInfo& limit) {
  const auto own = world.limits().find(schema::rule_book.text(limit.name));
  return own ? *own : documented_limit(world, limit);
}
/// A list of schema/rules/sandbox.rules ("sandbox-report-types") where the world has the caps of Microsoft's sandbox; nullptr: no
/// such bound here.
inline const schema::RuleSet* sandbox_list(const world::World& world, std::string_view name) {
  return world.real_limits() ? schema::find_set(name) : nullptr;
}
/// Changes a limit (a row `limit NAME` of schema/rules) for this world.
inline void set_limit(world::World& world, std::string_view name, std::int64_t value) {
  world.limits().set({{std::string(name), value}});
}
/// Whether a limit says how many of something fit somewhere (`X-per-Y`): those may be others in a world. The rest (lengths of
/// texts, delays, switches) are what the API is.
inline bool is_adjustable(const schema::LimitInfo& limit) {
  return schema::rule_book.text(limit.name).find("-per-") != std::string_view::npos;
}

}  // namespace adsbox::services
