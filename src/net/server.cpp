#include "net/server.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "net/core.h"
#include "net/reactor.h"

namespace adsbox::net {

namespace {

struct Bound {
  int fd;
  std::uint16_t port;
};

std::expected<Bound, std::string> bind_to(const std::string& address, std::uint16_t port) {
  const std::string numeric = address == "localhost" ? "127.0.0.1" : address;
  sockaddr_storage storage{};
  socklen_t size = 0;
  auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
  if (inet_pton(AF_INET, numeric.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    size = sizeof v4;
  } else if (inet_pton(AF_INET6, numeric.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    size = sizeof v6;
  } else {
    return std::unexpected("'" + address + "' is not a numeric IPv4 or IPv6 address");
  }
  const auto failed = [&](int fd) {
    const std::string why = std::strerror(errno);
    if (fd >= 0) ::close(fd);
    return std::unexpected("cannot listen on " + address + " port " + std::to_string(port) + ": " + why);
  };
  const int fd = ::socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return failed(fd);
  const int on = 1;
  const int off = 0;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // accepted sockets inherit it
  if (storage.ss_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  if (::bind(fd, reinterpret_cast<sockaddr*>(&storage), size) != 0 || ::listen(fd, 1024) != 0) return failed(fd);
  size = sizeof storage;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return failed(fd);
  return Bound{fd, ntohs(storage.ss_family == AF_INET ? v4.sin_port : v6.sin6_port)};
}

void ignore_broken_pipes() {
  struct sigaction present{};
  if (sigaction(SIGPIPE, nullptr, &present) != 0 || present.sa_handler != SIG_DFL) return;
  struct sigaction ignore{};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, nullptr);
}

}  // namespace

ServerCore::ServerCore(Options o, Handler h)
    : options(std::move(o)), handler(std::move(h)), tls(options.tls), crew(options.max_threads, options.limits) {}

ServerCore::~ServerCore() {
  stop(std::chrono::milliseconds(0));
}

std::expected<void, std::string> ServerCore::start() {
  if ((options.tls_port || options.proxy_port) && !options.tls)
    return std::unexpected("a TLS or proxy port needs a certificate (Options::tls)");
  unsigned count = options.reactors != 0 ? options.reactors : std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
  count = std::min(count, std::max(1U, options.max_threads));
  for (unsigned i = 0; i < count; ++i) {
    reactors.push_back(std::make_unique<Reactor>(*this));
    if (!reactors.back()->usable()) return std::unexpected(std::string("no event queue: ") + std::strerror(errno));
  }
  const auto listen = [this](std::optional<std::uint16_t> wanted, Front front,
                             std::uint16_t& bound) -> std::expected<void, std::string> {
    if (!wanted) return {};
    auto socket = bind_to(options.address, *wanted);
    if (!socket) return std::unexpected(socket.error());
    bound = socket->port;
    reactors.front()->listen(socket->fd, front);
    return {};
  };
  if (auto ok = listen(options.port, Front::plain, port); !ok) return ok;
  if (auto ok = listen(options.tls_port, Front::tls, tls_port); !ok) return ok;
  if (auto ok = listen(options.proxy_port, Front::proxy, proxy_port); !ok) return ok;
  ignore_broken_pipes();
  std::vector<Reactor*> watched;
  for (auto& r : reactors) {
    crew.reserve();
    crew.drive(r.get());
    watched.push_back(r.get());
  }
  crew.watch(std::move(watched));
  running_ = true;
  return {};
}

Reactor& ServerCore::least_loaded() {
  // Ties go round, so that short connections spread as well.
  const unsigned n = static_cast<unsigned>(reactors.size());
  const unsigned from = next_.fetch_add(1, std::memory_order_relaxed) % n;
  unsigned best = from;
  for (unsigned i = 1; i < n; ++i) {
    const unsigned at = (from + i) % n;
    if (reactors[at]->open() < reactors[best]->open()) best = at;
  }
  return *reactors[best];
}

bool ServerCore::all_closed() const {
  return std::all_of(reactors.begin(), reactors.end(), [](const auto& r) { return r->open() == 0; });
}

void ServerCore::connection_closed() {
  if (!waited_for_.load()) return;
  const std::lock_guard lock(mutex_);
  closed_.notify_all();
}

bool ServerCore::stop(std::chrono::milliseconds grace) {
  if (!running_) return true;
  running_ = false;
  bool clean = all_closed();
  if (grace.count() > 0) {
    waited_for_.store(true);
    draining.store(true);
    for (auto& r : reactors) r->drain();
    std::unique_lock lock(mutex_);
    // The first reactor may still be letting in what waited at its door: it closes the door before it says so.
    clean = closed_.wait_until(lock, std::chrono::system_clock::now() + grace, [this] { return drained_ && all_closed(); });
  }
  for (auto& r : reactors) r->cut();
  crew.join();
  tunnels.stop();
  return clean;
}

void ServerCore::door_closed() {
  const std::lock_guard lock(mutex_);
  drained_ = true;
  closed_.notify_all();
}

Server::Server(Options options, Handler handler) : core_(std::make_unique<ServerCore>(std::move(options), std::move(handler))) {}
Server::~Server() = default;
std::expected<void, std::string> Server::start() {
  return core_->start();
}
std::uint16_t Server::port() const {
  return core_->port;
}
std::uint16_t Server::tls_port() const {
  return core_->tls_port;
}
std::uint16_t Server::proxy_port() const {
  return core_->proxy_port;
}
bool Server::stop(std::chrono::milliseconds grace) {
  return core_->stop(grace);
}

Stats Server::stats() const {
  Stats stats;
  for (const auto& r : core_->reactors) {
    stats.requests += r->requests();
    stats.connections += r->open();
  }
  stats.threads = core_->crew.threads();
  return stats;
}

}  // namespace adsbox::net
