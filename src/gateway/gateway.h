// The front doors: SOAP and REST. Both decode by table, then take the one way through identity, rights and handler.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "exchange/exchange.h"
#include "net/http.h"
#include "services/call.h"
#include "world/manager.h"

namespace adsbox::gateway {

struct Options {
  bool strict = false;                      // refuse elements and values that the contract does not know
  std::string public_url;                   // overrides the request's host in URLs that we return
  std::string default_world = "sandbox";    // for hosts that name no environment
  const world::Manager* manager = nullptr;  // finds the worlds that credentials name; nullptr: there are none but those given
  schema::ContractVersion contract = 0;     // of the documents that are asked for without one; 0 = the newest
  bool trial = false;                       // of calls on copies of worlds: SOAP has no end there, and nobody else calls
};

class CallsUnderWay;

/// Told the world of a call whose caller was accepted, before the call can have any effect.
using BeforeCall = std::function<void(world::World&)>;

class Gateway {
 public:
  Gateway(const services::Registry& registry, Options options);
  ~Gateway();
  /// Answers requests below the services' paths; false when the path belongs to none of them.
  /// `exchange` has a tracking id and learns the rest.
  bool handle(world::Worlds& worlds, const net::Request& request, net::Response& response, Exchange& exchange,
              const BeforeCall& before = {}) const;
  /// The typed refusal of a body that is too large to be read; the request comes without it. False as above.
  bool refuse_body(const net::Request& request, net::Response& response, Exchange& exchange) const;

 private:
  struct Routes;
  const services::Registry& registry_;
  Options options_;
  std::unique_ptr<const Routes> routes_;
  std::unique_ptr<CallsUnderWay> under_way_;
};

}  // namespace adsbox::gateway
