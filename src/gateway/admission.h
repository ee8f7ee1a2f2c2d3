// What a world takes no call for, whoever calls: SOAP after its end, more calls at once than Microsoft's sandbox is for.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "errors/failure.h"
#include "identity/principal.h"
#include "world/world.h"

namespace adsbox::gateway {

/// The refusal of a SOAP call in a world where SOAP has ended.
Failure soap_has_ended(world::World& world, const schema::OperationInfo& operation);

/// Calls that are being answered, by world and login. Thread-safe.
class CallsUnderWay {
 public:
  /// Holds one call's place as long as it lives.
  class Place {
   public:
    Place(CallsUnderWay& calls, std::pair<const world::World*, std::int64_t> key) : calls_(&calls), key_(key) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { calls_->leave(key_); }

   private:
    CallsUnderWay* calls_;
    std::pair<const world::World*, std::int64_t> key_;
  };

  /// Takes a place for a call, where the world counts them; `place` is empty where it does not. The refusal when there is none.
  [[nodiscard]] std::expected<void, Failure> enter(world::World& world, const identity::Principal& caller,
                                                   std::optional<Place>& place);

 private:
  void leave(const std::pair<const world::World*, std::int64_t>& key);
  std::mutex mutex_;
  std::map<std::pair<const world::World*, std::int64_t>, int> calls_;
};

}  // namespace adsbox::gateway
