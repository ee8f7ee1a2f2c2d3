// The server of the tests of services, in their own process, and a connection to it.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "adsbox/transport.h"
#include "exchange/exchange.h"
#include "gateway/gateway.h"
#include "net/server.h"
#include "world/world.h"

namespace adsbox::net::testing {
class Client;
}

namespace adsbox::services {

/// Begins at the first use and ends with the process.
class Line {
 public:
  static constexpr std::string_view host = "http://localhost", tracking_id = "tracking";

  static Line& instance();
  ~Line();

  /// One request and its answer, in these worlds; `exchange` is what the gateway knows of it. Throws when nothing comes back.
  HttpResponse exchange(world::Worlds& worlds, const HttpRequest& request, Exchange& exchange);

 private:
  Line();
  void handle(const net::Request& request, net::Response& response);

  std::mutex mutex_;
  world::Worlds* worlds_ = nullptr;  // of the request that is being answered
  Exchange exchange_;
  gateway::Gateway gateway_;
  net::Server server_;
  std::unique_ptr<net::testing::Client> client_;
};

}  // namespace adsbox::services
