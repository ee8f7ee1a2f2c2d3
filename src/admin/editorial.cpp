#include "admin/editorial.h"

#include "services/campaign_management/editorial.h"

namespace adsbox::admin {
namespace {

Result tell(world::World& world, const Call&) {
  services::ReviewTimes times;
  world.store().read([&](store::Reader& r) { times = services::review_times(r); });
  return reply(JsonObject().add("review_seconds", times.review).add("appeal_seconds", times.appeal));
}

Result change(world::World& world, const Call& call) {
  services::ReviewTimes times;
  world.store().read([&](store::Reader& r) { times = services::review_times(r); });
  times.review = call.integer("review_seconds").value_or(times.review);
  times.appeal = call.integer("appeal_seconds").value_or(times.appeal);
  constexpr std::int64_t most = 366 * 86'400;
  if (times.review < 0 || times.appeal < 0 || times.review > most || times.appeal > most)
    return refuse(400, "review_seconds and appeal_seconds are from 0 to " + std::to_string(most));
  services::set_review_times(world, times);
  return tell(world, call);
}

}  // namespace

std::vector<control::Route> editorial_routes(const FindWorld& find) {
  return {
      {"GET", "/editorial", "How long editorial decisions take.", in_world(), with_world(find, tell)},
      {"POST", "/editorial", "Changes it, for what is added, changed or appealed from now on.",
       in_world({{"review_seconds", In::body, Type::integer, "from an add or change to the decision"},
                 {"appeal_seconds", In::body, Type::integer, "from an appeal to the second decision"}}),
       with_world(find, change)},
  };
}

}  // namespace adsbox::admin
