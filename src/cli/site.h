// The server as one handler: worlds, registry, gateway and identity put together, without sockets.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/serve_options.h"
#include "control/router.h"
#include "gateway/gateway.h"
#include "identity/endpoints.h"
#include "journal/journal.h"
#include "migrate/recorder.h"
#include "net/ca.h"
#include "net/http.h"
#include "services/call.h"
#include "world/manager.h"

namespace adsbox::cli {

class Site {
 public:
  /// Opens (or makes) the worlds and seeds them. `authority` (it outlives the site) is whose certificate clients may fetch;
  /// nullptr: none. The error is for people.
  static std::expected<std::unique_ptr<Site>, std::string> open(const ServeOptions& options,
                                                                const net::Authority* authority = nullptr);

  /// Answers any request. Thread-safe; never throws.
  void handle(const net::Request& request, net::Response& response) noexcept;
  /// Words the refusal of a body that is too large to be read.
  void refuse_body(const net::Request& request, net::Response& response);
  world::Manager& worlds() { return *manager_; }
  /// Who keeps what in worlds and in the data directory.
  [[nodiscard]] std::vector<world::Part> parts() const;
  /// Ends what waits for news: the server stops.
  void close() { journal_.close(); }
  /// What makes the first calls of large worlds fast; beside them, once the server runs.
  void prepare() noexcept;

 private:
  Site(const ServeOptions& options, std::unique_ptr<world::Manager> manager, const net::Authority* authority);
  bool choose_worlds(const net::Request& request, std::shared_ptr<world::Worlds>& worlds, net::Response& response) const;
  void answer(world::Worlds& worlds, const net::Request& request, net::Response& response, Exchange& exchange,
              migrate::Watched& watched);
  void answer_file(const net::Request& request, net::Response& response, Exchange& exchange);
  static void under_rules(world::World& world, net::Response& response, Exchange& exchange, const std::function<bool()>& work);
  Exchange begin(const world::Worlds& worlds) const;
  void health(net::Response& response) const;
  void certificate(net::Response& response) const;

  std::unique_ptr<world::Manager> manager_;
  services::Registry registry_;
  identity::Options identity_;
  gateway::Gateway gateway_;
  const net::Authority* authority_;
  journal::Journal journal_;
  migrate::Checker checker_;
  migrate::Recorder recorder_;
  control::Router router_;
};

/// Where a server tells the certificate of its authority.
inline constexpr std::string_view ca_address = "/_adsbox/v1/ca.pem";

/// Every operation that has a handler.
services::Registry make_registry();

/// A login of the world that has the password of the seeds, seeded or not; empty when there is none. Hashes once a login.
std::string login_with_default_password(world::World& world);

}  // namespace adsbox::cli
