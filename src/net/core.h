// What a server's parts share.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "net/crew.h"
#include "net/proxy.h"
#include "net/server.h"
#include "net/tls.h"

namespace adsbox::net {

class Reactor;

class ServerCore {
 public:
  ServerCore(Options options, Handler handler);
  ~ServerCore();
  std::expected<void, std::string> start();
  bool stop(std::chrono::milliseconds grace);

  /// The reactor with the fewest connections.
  Reactor& least_loaded();
  /// One connection is gone: stop() may be waiting for the last.
  void connection_closed();
  /// The listeners are closed and their queues taken in.
  void door_closed();

  const Options options;
  const Handler handler;
  TlsContext tls;
  Tunnels tunnels;
  std::atomic<bool> draining{false};
  std::uint16_t port = 0;
  std::uint16_t tls_port = 0;
  std::uint16_t proxy_port = 0;
  std::vector<std::unique_ptr<Reactor>> reactors;
  Crew crew;

 private:
  [[nodiscard]] bool all_closed() const;
  std::atomic<unsigned> next_{0};
  std::mutex mutex_;
  std::condition_variable closed_;
  std::atomic<bool> waited_for_{false};
  bool drained_ = false;
  bool running_ = false;
};

}  // namespace adsbox::net
