// The CONNECT proxy of Options::proxy_port, by which programs reach adsbox under the official host names without a change:
// HTTPS_PROXY=http://127.0.0.1:PORT and our authority's certificate in the trust store are all they need (`adsbox exec`).
//
// CONNECT to an official host is answered here: the tunnel's other end is our own TLS server (port 80: plain HTTP), same handler.
// Plain requests for official hosts are served as they are. This machine is reached through Tunnels by clients on it; any other
// host is refused with 403 or, by option, reached the same way (proxy_request.h decides).
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace adsbox::net {

/// Pass-through tunnels to foreign hosts. Each is a thread that copies bytes both ways: they are few (a developer's own
/// process reaching elsewhere), and a blocking resolver needs a thread anyway.
class Tunnels {
 public:
  Tunnels();
  ~Tunnels() { stop(); }
  Tunnels(const Tunnels&) = delete;
  Tunnels& operator=(const Tunnels&) = delete;

  /// Takes the client's socket. `first`, the head of a plain request, goes to the host before all else; empty: the client waits
  /// for the answer to its CONNECT and gets 200. 502 when the host cannot be reached, 503 when there are too many tunnels.
  void open(int client, std::string host, std::uint16_t port, std::string first = {});
  /// Ends all tunnels; no more are opened.
  void stop();

 private:
  struct Tunnel {
    std::thread thread;
    bool done = false;
  };
  void run(int client, const std::string& host, std::uint16_t port, std::string_view first) const;

  std::mutex mutex_;
  std::list<Tunnel> tunnels_;
  int stop_event_;
  bool stopped_ = false;
};

}  // namespace adsbox::net
