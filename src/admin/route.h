// What routes about the inside of a world have in common: the parameter that says which, and a handler that gets it.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "control/route.h"
#include "world/world.h"

namespace adsbox::admin {

// What every route is written with.
using codec::JsonObject;
using control::Call;
using control::In;
using control::Parameter;
using control::refuse;
using control::reply;
using control::Result;
using control::Type;

/// The world of that name, the default one when it is empty; nullptr when there is none.
using FindWorld = std::function<std::shared_ptr<world::World>(std::string_view name)>;

/// Adds the parameter `world` to those of a route.
inline std::vector<control::Parameter> in_world(std::vector<control::Parameter> more = {}) {
  more.insert(more.begin(), {"world", control::In::query, control::Type::string, "its name; the default world as without"});
  return more;
}

/// A route's handler out of `work(world::World&, const control::Call&)`.
template <class Work>
auto with_world(FindWorld find, Work work) {
  return [find = std::move(find), work = std::move(work)](const control::Call& call) -> control::Result {
    const auto world = find(call.text("world"));
    if (world == nullptr) return control::refuse(404, "there is no world '" + call.text("world") + "'");
    return work(*world, call);
  };
}

/// What is told of a change that has no answer of its own.
inline Result done() {
  return reply(JsonObject().add("done", true));
}

}  // namespace adsbox::admin
