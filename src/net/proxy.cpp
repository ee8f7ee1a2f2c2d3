#include "net/proxy.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "net/response_head.h"

namespace adsbox::net {

namespace {

constexpr std::size_t kMaxTunnels = 64;
constexpr std::size_t kPipeBytes = 64 * 1024;
constexpr int kConnectMs = 10'000;

void send_text(int fd, std::string_view text) {
  [[maybe_unused]] auto n = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
}

int connect_one(const addrinfo& address, int stop_event) {
  const int fd = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  if (::connect(fd, address.ai_addr, address.ai_addrlen) == 0) return fd;
  if (errno == EINPROGRESS) {
    pollfd waits[2] = {{fd, POLLOUT, 0}, {stop_event, POLLIN, 0}};
    int error = 0;
    socklen_t size = sizeof error;
    if (::poll(waits, 2, kConnectMs) > 0 && waits[1].revents == 0 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 &&
        error == 0)
      return fd;
  }
  ::close(fd);
  return -1;
}

int connect_to(const std::string& host, std::uint16_t port, int stop_event) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list) != 0) return -1;
  int fd = -1;
  for (const addrinfo* a = list; a != nullptr && fd < 0; a = a->ai_next) fd = connect_one(*a, stop_event);
  freeaddrinfo(list);
  return fd;
}

// One direction of a tunnel: what was read and not yet written.
struct Pipe {
  int from;
  int to;
  std::vector<char> bytes = std::vector<char>(kPipeBytes);
  std::size_t begin = 0;
  std::size_t end = 0;
  bool finished = false;  // `from` will send no more, and `to` knows

  // False when the tunnel is broken.
  bool pump() {
    for (;;) {
      if (begin < end) {
        const auto n = ::send(to, bytes.data() + begin, end - begin, MSG_NOSIGNAL);
        if (n < 0) return errno == EAGAIN;
        begin += static_cast<std::size_t>(n);
        continue;
      }
      if (finished) return true;
      const auto n = ::recv(from, bytes.data(), bytes.size(), 0);
      if (n < 0) return errno == EAGAIN;
      if (n == 0) {
        finished = true;
        ::shutdown(to, SHUT_WR);
        return true;
      }
      begin = 0;
      end = static_cast<std::size_t>(n);
    }
  }
  [[nodiscard]] short waits_in() const { return !finished && begin == end ? POLLIN : 0; }
  [[nodiscard]] short waits_out() const { return begin < end ? POLLOUT : 0; }
};

void copy_both_ways(int client, int server, std::string_view first, int stop_event) {
  Pipe up{client, server};
  if (!first.empty()) {
    up.bytes.assign(first.begin(), first.end());
    up.end = first.size();
    if (up.bytes.size() < kPipeBytes) up.bytes.resize(kPipeBytes);
  }
  Pipe down{server, client};
  while (up.pump() && down.pump() && !(up.finished && down.finished)) {
    pollfd waits[3] = {{client, static_cast<short>(up.waits_in() | down.waits_out()), 0},
                       {server, static_cast<short>(down.waits_in() | up.waits_out()), 0},
                       {stop_event, POLLIN, 0}};
    // A side with nothing to wait for would report its hang-up for ever.
    for (auto& w : waits)
      if (w.events == 0) w.fd = -1;
    if (::poll(waits, 3, -1) < 0 && errno != EINTR) return;
    if (waits[2].revents != 0) return;
  }
}

}  // namespace

Tunnels::Tunnels() : stop_event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

void Tunnels::run(int client, const std::string& host, std::uint16_t port, std::string_view first) const {
  const int server = connect_to(host, port, stop_event_);
  if (server < 0) {
    send_text(client, refusal(502, host + " cannot be reached."));
  } else {
    const int on = 1;
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (first.empty()) send_text(client, "HTTP/1.1 200 Connection Established\r\n\r\n");
    copy_both_ways(client, server, first, stop_event_);
    ::close(server);
  }
  ::close(client);
}

void Tunnels::open(int client, std::string host, std::uint16_t port, std::string first) {
  const std::lock_guard lock(mutex_);
  for (auto t = tunnels_.begin(); t != tunnels_.end();) {
    if (t->done) t->thread.join();
    t = t->done ? tunnels_.erase(t) : std::next(t);
  }
  if (!stopped_ && stop_event_ >= 0 && tunnels_.size() < kMaxTunnels) {
    auto& tunnel = tunnels_.emplace_back();
    try {
      tunnel.thread = std::thread([this, &tunnel, client, host = std::move(host), port, first = std::move(first)] {
        run(client, host, port, first);
        const std::lock_guard done(mutex_);
        tunnel.done = true;
      });
      return;
    } catch (const std::system_error&) {
      tunnels_.pop_back();
    }
  }
  send_text(client, refusal(503, "There are too many tunnels."));
  ::close(client);
}

void Tunnels::stop() {
  std::list<Tunnel> all;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return;
    stopped_ = true;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto n = ::write(stop_event_, &one, sizeof one);
    all.swap(tunnels_);
  }
  for (auto& t : all) t.thread.join();
  if (stop_event_ >= 0) ::close(stop_event_);
}

}  // namespace adsbox::net
