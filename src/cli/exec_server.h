// The server that `adsbox exec` brings along, and what a running server tells about itself.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "cli/exec_environment.h"
#include "cli/serve_options.h"
#include "net/ca.h"
#include "net/http.h"
#include "net/server.h"

namespace adsbox::cli {

class Site;

/// What a server with these listeners and options tells.
Connection connection_of(const ServeOptions& options, const net::Server& server);
/// Answers a request for connection_path: to this machine only, asked for by its own name.
void tell_connection(const ServeOptions& options, const net::Server& server, const net::Request& request,
                     net::Response& response);

/// A server in this process, on free ports of 127.0.0.1.
class OwnServer {
 public:
  /// `world`: of requests that come through the proxy; empty: the server's choice. The error is for people.
  static std::expected<std::unique_ptr<OwnServer>, std::string> start(ServeOptions options, const std::string& world);
  ~OwnServer();
  OwnServer(const OwnServer&) = delete;
  OwnServer& operator=(const OwnServer&) = delete;

  [[nodiscard]] Connection connection() const { return connection_of(options_, *server_); }
  /// PEM text of its certificate authority.
  [[nodiscard]] std::expected<std::string, std::string> certificate() const { return authority_.certificate(); }

 private:
  explicit OwnServer(ServeOptions options);

  ServeOptions options_;
  net::Authority authority_;
  std::unique_ptr<Site> site_;
  std::unique_ptr<net::Server> server_;
};

/// A server that runs already, at `url`.
struct RunningServer {
  Connection connection;
  std::string certificate;  // PEM text
  /// Error: what is missing there, for people.
  static std::expected<RunningServer, std::string> ask(const std::string& url);
};

}  // namespace adsbox::cli
