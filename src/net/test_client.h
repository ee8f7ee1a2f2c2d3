// A blocking client for the tests of this folder: what it sends is exactly what it is told.
#pragma once

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace adsbox::net::testing {

struct Reply {
  int status = 0;  // 0: the connection ended before a whole answer
  std::string head;
  std::string body;

  [[nodiscard]] std::string header(std::string_view name) const {
    const std::string line = "\r\n" + std::string(name) + ": ";
    const auto at = head.find(line);
    if (at == std::string::npos) return {};
    const auto from = at + line.size();
    return head.substr(from, head.find("\r\n", from) - from);
  }
};

class Client {
 public:
  explicit Client(std::uint16_t port, int receive_buffer = 0) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (receive_buffer != 0) setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    const timeval patience{20, 0};  // a test that would hang fails instead
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { close(); }
  Client(Client&& o) noexcept : fd_(std::exchange(o.fd_, -1)), connected_(o.connected_), rest_(std::move(o.rest_)) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] int fd() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  void finish_sending() const { ::shutdown(fd_, SHUT_WR); }

  /// False when the server closed meanwhile.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  /// Everything sent lies in the server's socket (or was read from it).
  void await_delivery() const {
    int left = 1;
    while (::ioctl(fd_, SIOCOUTQ, &left) == 0 && left > 0) ::sched_yield();
  }
  /// One response. `head_only`: an answer to HEAD, which has no body.
  Reply receive(bool head_only = false) {
    Reply reply;
    std::size_t end;
    while ((end = rest_.find("\r\n\r\n")) == std::string::npos)
      if (!more()) return reply;
    reply.head = rest_.substr(0, end + 2);
    rest_.erase(0, end + 4);
    const int status = std::atoi(reply.head.c_str() + 9);
    const auto length = head_only || status == 204 || status == 304 || status < 200
                            ? 0
                            : std::strtoul(reply.header("Content-Length").c_str(), nullptr, 10);
    while (rest_.size() < length)
      if (!more()) return reply;
    reply.body = rest_.substr(0, length);
    rest_.erase(0, length);
    reply.status = status;
    return reply;
  }
  Reply exchange(std::string_view bytes) {
    send(bytes);
    return receive();
  }
  /// Reads until the server closes; what came.
  std::string drain() {
    while (more()) continue;
    return std::exchange(rest_, {});
  }
  /// The server has closed, and sent nothing more.
  bool at_end() { return rest_.empty() && !more() && ended_; }

 private:
  bool more() {
    char buffer[16 * 1024];
    const auto n = ::recv(fd_, buffer, sizeof buffer, 0);
    ended_ = n == 0;
    if (n <= 0) return false;
    rest_.append(buffer, static_cast<std::size_t>(n));
    return true;
  }
  int fd_;
  bool connected_ = false;
  bool ended_ = false;
  std::string rest_;
};

/// A directory of its own that goes when the test ends.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "adsbox-net-XXXXXX").string();
    if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace adsbox::net::testing
