// The HTTP/1.1 server: plain, TLS and CONNECT-proxy ports in front of one handler.
//
//   net::Server server({.port = 8080}, [](const net::Request& q, net::Response& r) { r.body = "hello"; });
//   if (auto started = server.start(); !started) complain(started.error());
//   print(server.port());
//   ...
//   server.stop(5s);
//
// How it works: a few reactors (one a core), each an epoll set driven by one thread at a time. A request is read, handled and
// answered by that thread, without a switch. When a handler blocks, its reactor goes to another thread (crew.h), so that blocking
// handlers cost threads but not other people's time.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "net/http.h"
#include "net/request_reader.h"
#include "net/tls.h"

namespace adsbox::net {

struct Options {
  std::string address = "127.0.0.1";  // a numeric IPv4 or IPv6 address, or "localhost"
  // Ports: 0 = any free one (read it from the server after start); nullopt = no such listener.
  std::optional<std::uint16_t> port = 0;
  std::optional<std::uint16_t> tls_port;    // needs `tls`
  std::optional<std::uint16_t> proxy_port;  // an HTTPS CONNECT proxy, see proxy.h; needs `tls`
  TlsSource tls;
  bool proxy_pass_through = false;  // the proxy connects to hosts that are not ours, instead of refusing them
  std::string proxy_world;          // the world of what comes through the proxy and names none

  ReaderLimits limits;
  /// Words the refusal of a body over `limits.body`: it gets the request without its body and a response of status 413, and may
  /// block for nothing. Absent: a line of plain text. The connection closes afterwards.
  Handler too_large;
  std::chrono::milliseconds idle_timeout{30'000};   // between requests
  std::chrono::milliseconds read_timeout{30'000};   // for a request's head; a body may take this and 1 s more a KiB
  std::chrono::milliseconds write_timeout{30'000};  // without progress

  unsigned reactors = 0;              // 0 = one a core, at most 8
  unsigned max_threads = 64;          // reactors and blocked handlers
  unsigned max_connections = 10'000;  // over that, new ones wait in the listen queue
};

struct Stats {
  std::uint64_t requests = 0;  // answered by the handler
  unsigned connections = 0;    // open now
  unsigned threads = 0;        // that exist now
};

class Server {
 public:
  Server(Options options, Handler handler);
  /// Stops without grace.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds and serves. Ignores SIGPIPE in this process. Error: which address could not be bound, and why.
  std::expected<void, std::string> start();

  /// The bound ports; 0 when there is no such listener.
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::uint16_t tls_port() const;
  [[nodiscard]] std::uint16_t proxy_port() const;
  [[nodiscard]] Stats stats() const;

  /// Accepts no more, answers requests that have been sent, closes idle connections at once, and whatever is left after `grace`.
  /// Handlers that still run are waited for. Returns true when nothing had to be cut off. Call once; not from a handler.
  bool stop(std::chrono::milliseconds grace = std::chrono::milliseconds(0));

 private:
  std::unique_ptr<class ServerCore> core_;
};

}  // namespace adsbox::net
