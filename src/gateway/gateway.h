// The front doors: SOAP and REST. Both decode by table, then take the one way through identity, rights and handler.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "net/http.h"
#include "services/call.h"
#include "world/world.h"

namespace adsbox::gateway {

struct Options {
  bool strict = false;                    // refuse elements and values that the contract does not know
  std::string public_url;                 // overrides the request's host in URLs that we return
  std::string default_world = "sandbox";  // for hosts that name no environment
};

class Gateway {
 public:
  Gateway(world::Worlds& worlds, const services::Registry& registry, Options options);
  ~Gateway();
  /// Answers requests below the services' paths; false when the path belongs to none of them.
  bool handle(const net::Request& request, net::Response& response) const;
  /// The typed refusal of a body that is too large to be read; the request comes without it. False as above.
  bool refuse_body(const net::Request& request, net::Response& response) const;

 private:
  struct Routes;
  world::Worlds& worlds_;
  const services::Registry& registry_;
  Options options_;
  std::unique_ptr<const Routes> routes_;
};

}  // namespace adsbox::gateway
