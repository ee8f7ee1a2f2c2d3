// The floor that our server is measured against: an edge-triggered epoll loop that finds the end of a request and sends a
// constant. No parsing beyond Content-Length, no limits, no timeouts.   epoll_const PORT LARGE_BYTES SMALL_BYTES [THREADS]
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

std::string large_answer;
std::string small_answer;

struct Client {
  int fd;
  std::string input;
  const std::string* answer = nullptr;
  std::size_t sent = 0;
};

std::string make_answer(std::size_t size) {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
         std::string(size, 'x');
}

bool send_rest(Client& c) {
  while (c.answer != nullptr) {
    const auto n = send(c.fd, c.answer->data() + c.sent, c.answer->size() - c.sent, MSG_NOSIGNAL);
    if (n < 0) return errno == EAGAIN;
    c.sent += static_cast<std::size_t>(n);
    if (c.sent == c.answer->size()) {
      c.answer = nullptr;
      c.sent = 0;
    }
  }
  return true;
}

// Length of the first complete request in `in`; 0 when there is none.
std::size_t request_length(std::string_view in) {
  const auto end = in.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  std::size_t body = 0;
  for (std::size_t line = 0; line < end; line = in.find("\r\n", line) + 2)
    if (strncasecmp(in.data() + line, "content-length:", 15) == 0) body = std::strtoul(in.data() + line + 15, nullptr, 10);
  return in.size() >= end + 4 + body ? end + 4 + body : 0;
}

bool answer_all(Client& c) {
  while (c.answer == nullptr) {
    const auto length = request_length(c.input);
    if (length == 0) return true;
    const auto line = std::string_view(c.input).substr(0, c.input.find('\r'));
    c.answer = line.find("large") != std::string_view::npos ? &large_answer : &small_answer;
    c.input.erase(0, length);
    if (!send_rest(c)) return false;
  }
  return true;
}

void serve(int port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listener, 512) != 0) std::abort();
  const int poll = epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN;
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  std::vector<epoll_event> events(128);
  std::vector<char> buffer(64 * 1024);
  for (;;) {
    const int count = epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      auto* c = static_cast<Client*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (c == nullptr) {
        for (int fd; (fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
          event.events = EPOLLIN | EPOLLOUT | EPOLLET;
          event.data.ptr = new Client{fd, {}};
          epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
        }
        continue;
      }
      bool alive = send_rest(*c) && answer_all(*c);
      while (alive && c->answer == nullptr) {
        const auto n = recv(c->fd, buffer.data(), buffer.size(), 0);
        if (n < 0 && errno == EAGAIN) break;
        alive = n > 0;
        if (!alive) break;
        c->input.append(buffer.data(), static_cast<std::size_t>(n));
        alive = answer_all(*c);
      }
      if (alive) continue;
      close(c->fd);
      delete c;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: epoll_const PORT LARGE_BYTES SMALL_BYTES [THREADS]\n");
    return 2;
  }
  large_answer = make_answer(std::strtoul(argv[2], nullptr, 10));
  small_answer = make_answer(std::strtoul(argv[3], nullptr, 10));
  std::vector<std::thread> threads;
  for (int i = argc > 4 ? std::atoi(argv[4]) : 2; i > 0; --i) threads.emplace_back(serve, std::atoi(argv[1]));
  for (auto& t : threads) t.join();
}
