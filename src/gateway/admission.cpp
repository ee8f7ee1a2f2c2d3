#include "gateway/admission.h"

#include <string>

#include "codec/codec.h"
#include "schema/rules.h"
#include "services/entity/limits.h"

namespace adsbox::gateway {
namespace {

std::string time_text(std::int64_t ticks) {
  std::string out;
  codec::append_date_time(out, DateTime(ticks, true));
  return out;
}

}  // namespace

Failure soap_has_ended(world::World& world, const schema::OperationInfo& operation) {
  const auto name = std::string(schema::text(operation.name));
  const auto rest = operation.rest_method.size == 0 ? "another operation: " + name + " has no documented REST form"
                                                    : std::string(schema::text(operation.rest_method)) + " " +
                                                          std::string(schema::text(operation.rest_path)) + " over REST";
  ErrorValue e;
  e.error = static_cast<Error>(schema::find_limit("soap-last-day").error);
  e.details = "SOAP has ended on " + time_text(world.soap_end()) + ". Instead: " + rest;
  e.why = {"soap.ended", "protocol", "SOAP at " + time_text(world.clock().ticks()) + " by the clock of the world " + world.name(),
           "before " + time_text(world.soap_end()), rest};
  Failure f{FaultKind::ad_api, {}, 0};
  f.errors.push_back(std::move(e));
  return f;
}

std::expected<void, Failure> CallsUnderWay::enter(world::World& world, const identity::Principal& caller,
                                                  std::optional<Place>& place) {
  if (!world.real_limits()) return {};
  const auto& limit = schema::find_limit("concurrent-calls");
  const auto most = services::limit_of(world, limit);
  if (most == 0) return {};
  const std::pair<const world::World*, std::int64_t> key{&world, caller.login_id};
  {
    const std::scoped_lock lock(mutex_);
    auto& now = calls_[key];
    if (now < most) {
      ++now;
      place.emplace(*this, key);
      return {};
    }
  }
  return fail(FaultKind::ad_api, static_cast<Error>(limit.error),
              {"limit.concurrent-calls", "AuthenticationToken", "one more call of " + caller.user_name + " at the same time",
               std::to_string(most), "a call after the answer to the one before: Microsoft's sandbox is for a single thread"});
}

void CallsUnderWay::leave(const std::pair<const world::World*, std::int64_t>& key) {
  const std::scoped_lock lock(mutex_);
  if (const auto it = calls_.find(key); it != calls_.end() && --it->second == 0) calls_.erase(it);
}

}  // namespace adsbox::gateway
