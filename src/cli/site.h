// The server as one handler: worlds, registry, gateway and identity put together, without sockets.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "cli/serve_options.h"
#include "gateway/gateway.h"
#include "identity/endpoints.h"
#include "net/http.h"
#include "services/call.h"
#include "world/world.h"

namespace adsbox::cli {

class Site {
 public:
  /// Opens (or makes) the worlds and seeds them. The error is for people.
  static std::expected<std::unique_ptr<Site>, std::string> open(const ServeOptions& options);

  /// Answers any request. Thread-safe; never throws.
  void handle(const net::Request& request, net::Response& response) noexcept;
  /// Words the refusal of a body that is too large to be read.
  void refuse_body(const net::Request& request, net::Response& response) const { gateway_.refuse_body(request, response); }
  world::Worlds& worlds() { return *worlds_; }

 private:
  Site(const ServeOptions& options, std::unique_ptr<world::Worlds> worlds);
  void health(net::Response& response) const;

  std::unique_ptr<world::Worlds> worlds_;
  services::Registry registry_;
  identity::Options identity_;
  gateway::Gateway gateway_;
};

/// Every operation that has a handler.
services::Registry make_registry();

/// A login of the world that still has the password of the seeds; empty when there is none.
std::string login_with_default_password(world::World& world);

}  // namespace adsbox::cli
