// Preloaded (LD_PRELOAD) into programs that `adsbox exec` runs, for clients that know no proxy: PHP's SoapClient and streams,
// Python's suds, Perl and Ruby sockets. An official host name resolves to an address of 127.86.0.0/16 that stands for it; a
// connection to that address goes to adsbox's proxy, with the CONNECT done before connect() returns. All other names and
// addresses are left alone.
//
// Environment: ADSBOX_PROXY=http://[WORLD@]ADDRESS:PORT. Without it nothing changes.
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "net/hosts.h"

namespace {

using adsbox::net::find_official_host;
using adsbox::net::official_hosts;
using Connect = int (*)(int, const sockaddr*, socklen_t);
using Resolve = int (*)(const char*, const char*, const addrinfo*, addrinfo**);

constexpr std::uint32_t kFirst = 0x7f560001;  // 127.86.0.1 stands for the first host
constexpr int kAnswerMs = 20'000;

struct Proxy {
  sockaddr_in address{};
  char authorization[128] = "";  // base64 of `WORLD:`
};

void base64(std::string_view text, char* out) {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < text.size(); i += 3) {
    unsigned bits = 0;
    const std::size_t n = text.size() - i < 3 ? text.size() - i : 3;
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < n ? static_cast<unsigned char>(text[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) *out++ = k <= n ? kDigits[bits >> (18 - 6 * k) & 63] : '=';
  }
  *out = 0;
}

bool read_proxy(Proxy& proxy) {
  const char* setting = std::getenv("ADSBOX_PROXY");
  if (setting == nullptr) return false;
  std::string_view rest = setting;
  constexpr std::string_view kScheme = "http://";
  if (!rest.starts_with(kScheme)) return false;
  rest.remove_prefix(kScheme.size());
  if (const auto at = rest.find('@'); at != std::string_view::npos) {
    char user[80];
    if (at + 1 >= sizeof user) return false;
    std::memcpy(user, rest.data(), at);
    user[at] = ':';
    base64({user, at + 1}, proxy.authorization);
    rest.remove_prefix(at + 1);
  }
  const auto colon = rest.find(':');
  char address[INET_ADDRSTRLEN] = "";
  if (colon == std::string_view::npos || colon >= sizeof address) return false;
  std::memcpy(address, rest.data(), colon);
  proxy.address.sin_family = AF_INET;
  proxy.address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(rest.data() + colon + 1)));
  return inet_pton(AF_INET, address, &proxy.address.sin_addr) == 1;
}

// The name that `address` stands for; nullptr for a real address.
const char* name_of(const sockaddr* address, socklen_t size, unsigned& port) {
  std::uint32_t ip = 0;
  if (address->sa_family == AF_INET && size >= sizeof(sockaddr_in)) {
    const auto* in = reinterpret_cast<const sockaddr_in*>(address);
    ip = ntohl(in->sin_addr.s_addr);
    port = ntohs(in->sin_port);
  } else if (address->sa_family == AF_INET6 && size >= sizeof(sockaddr_in6)) {
    const auto* in = reinterpret_cast<const sockaddr_in6*>(address);
    if (!IN6_IS_ADDR_V4MAPPED(&in->sin6_addr)) return nullptr;
    std::memcpy(&ip, in->sin6_addr.s6_addr + 12, 4);
    ip = ntohl(ip);
    port = ntohs(in->sin6_port);
  }
  const auto hosts = official_hosts();
  return ip >= kFirst && ip - kFirst < hosts.size() ? hosts[ip - kFirst].name.data() : nullptr;
}

bool address_of(const char* name, char* text, std::size_t size, std::uint32_t& ip) {
  const auto* row = name == nullptr ? nullptr : find_official_host(name);
  if (row == nullptr || std::strchr(name, ':') != nullptr) return false;
  ip = kFirst + static_cast<std::uint32_t>(row - official_hosts().data());
  std::snprintf(text, size, "127.86.%u.%u", ip >> 8 & 255U, ip & 255U);
  return true;
}

// Byte by byte, so that nothing of what follows the answer is taken. True for 200.
bool tunnel_opens(int fd) {
  char head[4096];
  std::size_t have = 0;
  while (have < 4 || std::memcmp(head + have - 4, "\r\n\r\n", 4) != 0) {
    pollfd wait{fd, POLLIN, 0};
    if (have == sizeof head || ::poll(&wait, 1, kAnswerMs) != 1) return false;
    const auto n = ::recv(fd, head + have, 1, 0);
    if (n <= 0) return false;
    ++have;
  }
  return have > 12 && std::memcmp(head + 9, "200", 3) == 0;
}

bool ask(int fd, const char* name, unsigned port, const Proxy& proxy) {
  char text[1024];
  const bool world = proxy.authorization[0] != 0;
  const int n = std::snprintf(text, sizeof text, "CONNECT %s:%u HTTP/1.1\r\nHost: %s:%u\r\n%s%s%s\r\n", name, port, name, port,
                              world ? "Proxy-Authorization: Basic " : "", proxy.authorization, world ? "\r\n" : "");
  return n > 0 && n < static_cast<int>(sizeof text) && ::send(fd, text, static_cast<std::size_t>(n), MSG_NOSIGNAL) == n &&
         tunnel_opens(fd);
}

template <class F>
F real(const char* name) {
  return reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int connect(int fd, const sockaddr* address, socklen_t size) {
  static const auto real_connect = real<Connect>("connect");
  unsigned port = 0;
  const char* name = address == nullptr ? nullptr : name_of(address, size, port);
  Proxy proxy;
  int type = 0;
  socklen_t type_size = sizeof type;
  if (name == nullptr || !read_proxy(proxy) || getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_size) != 0 || type != SOCK_STREAM)
    return real_connect(fd, address, size);
  // The proxy is on this machine and answers at once: a caller that wants not to block is not kept waiting.
  const int flags = fcntl(fd, F_GETFL);
  if ((flags & O_NONBLOCK) != 0) fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
  int result;
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 mapped{};
    mapped.sin6_family = AF_INET6;
    mapped.sin6_port = proxy.address.sin_port;
    mapped.sin6_addr.s6_addr[10] = mapped.sin6_addr.s6_addr[11] = 0xff;
    std::memcpy(mapped.sin6_addr.s6_addr + 12, &proxy.address.sin_addr, 4);
    result = real_connect(fd, reinterpret_cast<const sockaddr*>(&mapped), sizeof mapped);
  } else {
    result = real_connect(fd, reinterpret_cast<const sockaddr*>(&proxy.address), sizeof proxy.address);
  }
  if (result == 0 && !ask(fd, name, port, proxy)) {
    ::shutdown(fd, SHUT_RDWR);
    errno = ECONNREFUSED;
    result = -1;
  }
  const int error = errno;
  if ((flags & O_NONBLOCK) != 0) fcntl(fd, F_SETFL, flags);
  errno = error;
  return result;
}

extern "C" __attribute__((visibility("default"))) int getaddrinfo(const char* node, const char* service, const addrinfo* hints,
                                                                  addrinfo** result) {
  static const auto real_getaddrinfo = real<Resolve>("getaddrinfo");
  char text[INET_ADDRSTRLEN];
  std::uint32_t ip = 0;
  Proxy proxy;
  const bool stands_in = address_of(node, text, sizeof text, ip) && read_proxy(proxy);
  return real_getaddrinfo(stands_in ? text : node, service, hints, result);
}

extern "C" __attribute__((visibility("default"))) hostent* gethostbyname(const char* name) {
  static const auto real_gethostbyname = real<hostent* (*)(const char*)>("gethostbyname");
  char text[INET_ADDRSTRLEN];
  std::uint32_t ip = 0;
  Proxy proxy;
  if (address_of(name, text, sizeof text, ip) && read_proxy(proxy)) return real_gethostbyname(text);
  return real_gethostbyname(name);
}
