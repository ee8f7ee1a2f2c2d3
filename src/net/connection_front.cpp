// What comes before HTTP on the TLS and proxy ports.
#include "net/connection.h"
#include "net/core.h"
#include "net/hosts.h"
#include "net/proxy_request.h"
#include "net/response_head.h"

namespace adsbox::net {

namespace {

bool is_https(std::string_view target) {
  constexpr std::string_view kScheme = "https://";
  return iequals(target.substr(0, kScheme.size()), kScheme);
}

// Of the message in `data`, empty lines before it included.
std::size_t head_size(const char* data, const Request& request) {
  const auto skipped = static_cast<std::size_t>(request.method.data() - data);
  constexpr std::string_view kEnd = "\r\n\r\n";
  const std::string_view rest(request.method.data(), Worker::buffer_size - skipped);
  return skipped + rest.find(kEnd) + kEnd.size();
}

}  // namespace

Connection::Flow Connection::shake_hands(Worker& worker) {
  if (!readable_) return Flow::waiting;
  if (!stream_.tls()) {
    const auto session = reactor_.core().tls.session(stream_.fd());
    if (!session) return Flow::closed;
    stream_.start_tls(*session);
  }
  switch (stream_.handshake()) {
    case Io::done:
      break;
    case Io::blocked:
      return Flow::waiting;
    case Io::end:
      stream_.write_plain(refusal(400, "This port speaks HTTPS."));
      stream_.shutdown_write();
      stream_.peek(worker.buffer.get(), 1);
      return Flow::closed;
    case Io::failed:
      return Flow::closed;
  }
  state_ = State::reading;
  expect_within(reactor_.core().options.idle_timeout.count());
  return Flow::go_on;
}

// The head of a CONNECT is looked at before it is taken, because what follows it belongs to the TLS session.
Connection::Flow Connection::proxy_step(Worker& worker) {
  const bool last_look = reactor_.core().draining.load(std::memory_order_relaxed);
  if (!readable_ && !last_look) return Flow::waiting;
  const auto seen = stream_.peek(worker.buffer.get(), Worker::buffer_size);
  readable_ = false;
  if (seen.io == Io::blocked) return last_look ? Flow::closed : Flow::waiting;
  if (seen.io != Io::done) return Flow::closed;
  auto& reader = worker.reader;
  reader.reset();
  std::size_t size = seen.bytes;
  const auto status = reader.advance(worker.buffer.get(), size);
  if (status == RequestReader::Status::bad) return refuse(reader.error_status(), reader.error_text());
  if (!reader.head_complete()) return seen.bytes < Worker::buffer_size ? Flow::waiting : refuse(431, "The head is too large.");
  auto& request = worker.request;
  reader.fill(worker.buffer.get(), request);
  const bool connects = request.method == "CONNECT";
  const HostPort target = split_host_port(connects ? request.path : request.host);
  const auto& options = reactor_.core().options;
  auto route = proxy_route(target.host, {.pass_through = options.proxy_pass_through, .local_peer = peer_is_local_},
                           !connects && request.target.starts_with('/'));
  if (route == ProxyRoute::away && !connects && is_https(request.target)) route = ProxyRoute::refuse;
  if (route == ProxyRoute::refuse) return refuse_host(target.host);
  auto world = proxy_world(request);
  if (!world) return refuse(400, world.error());
  world_ = world->empty() ? options.proxy_world : std::move(*world);
  const auto take = [&](std::size_t bytes) { return stream_.read(worker.buffer.get(), bytes).bytes == bytes; };
  if (route == ProxyRoute::here && !connects) {
    state_ = State::reading;
    readable_ = true;
    return Flow::go_on;
  }
  if (route == ProxyRoute::here) {
    const bool tls = target.port != 80;
    if (!take(reader.consumed())) return Flow::closed;
    static constexpr std::string_view kEstablished = "HTTP/1.1 200 Connection Established\r\n\r\n";
    if (stream_.write(kEstablished, {}, false).bytes != kEstablished.size()) return Flow::closed;
    state_ = tls ? State::handshake : State::reading;
    readable_ = true;
    expect_within(options.read_timeout.count());
    return Flow::go_on;
  }
  // What the reader made of a body does not matter: the tunnel takes it from the socket.
  std::string head;
  const std::uint16_t port = target.port != 0 ? target.port : connects ? 443 : 80;
  // Not every resolver knows the names below localhost.
  const bool below_localhost = is_loopback_name(target.host) && !iequals(target.host, "localhost") &&
                               target.host.find_first_not_of("0123456789.:") != std::string_view::npos;
  const std::string host(below_localhost ? "localhost" : target.host);
  std::size_t head_bytes = reader.consumed();
  if (!connects) {
    head = origin_head(request, reader.http_1_0());
    head_bytes = head_size(worker.buffer.get(), request);
  }
  if (!take(head_bytes)) return Flow::closed;
  reactor_.forget(stream_.fd());
  reactor_.core().tunnels.open(stream_.release(), host, port, std::move(head));
  return Flow::closed;
}

// Many clients show no more of an answer to CONNECT than its reason phrase.
Connection::Flow Connection::refuse_host(std::string_view host) {
  stream_.write(proxy_refusal(host), {}, false);
  unread_ = true;
  return linger();
}

// A request that came through the proxy gets its world, and loses what was meant for the proxy. False: the response says why not.
bool Connection::take_proxied(Worker& worker) {
  auto& request = worker.request;
  auto& response = worker.response;
  if (!stream_.tls()) {
    // On a connection that is kept, requests after the first come straight here.
    const auto host = split_host_port(request.host).host;
    if (proxy_route(host, {}, request.target.starts_with('/')) != ProxyRoute::here) {
      response.status = 403;
      response.body = proxy_refusal_text(host) + "\n";
      return false;
    }
    auto world = proxy_world(request);
    if (!world) {
      response.status = 400;
      response.body = std::string(world.error()) + "\n";
      return false;
    }
    if (!world->empty()) world_ = std::move(*world);
    std::erase_if(request.headers, [](const Header& h) { return iequals(h.name, "Proxy-Authorization"); });
    // Some clients (axios) hand their proxy https requests in the clear. To them it is an https server that answers.
    if (is_https(request.target)) request.tls = true;
  }
  if (!world_.empty() && !request.has_header(kWorldHeader)) request.headers.push_back({kWorldHeader, world_});
  return true;
}

}  // namespace adsbox::net
