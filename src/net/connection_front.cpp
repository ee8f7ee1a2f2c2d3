// What comes before HTTP on the TLS and proxy ports.
#include "net/connection.h"
#include "net/core.h"
#include "net/hosts.h"
#include "net/response_head.h"

namespace adsbox::net {

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
  const HostPort target = split_host_port(request.method == "CONNECT" ? request.path : request.host);
  if (request.method != "CONNECT") {
    const bool ours = request.target.starts_with('/') || is_official_host(target.host);
    if (!ours) return refuse(403, "This proxy serves only the hosts of the Bing Ads API.");
    state_ = State::reading;
    readable_ = true;
    return Flow::go_on;
  }
  if (is_official_host(target.host)) {
    if (stream_.read(worker.buffer.get(), reader.consumed()).bytes != reader.consumed()) return Flow::closed;
    static constexpr std::string_view kEstablished = "HTTP/1.1 200 Connection Established\r\n\r\n";
    if (stream_.write(kEstablished, {}, false).bytes != kEstablished.size()) return Flow::closed;
    state_ = State::handshake;
    readable_ = true;
    expect_within(reactor_.core().options.read_timeout.count());
    return Flow::go_on;
  }
  if (!reactor_.core().options.proxy_pass_through) return refuse(403, "This proxy serves only the hosts of the Bing Ads API.");
  if (stream_.read(worker.buffer.get(), reader.consumed()).bytes != reader.consumed()) return Flow::closed;
  reactor_.forget(stream_.fd());
  reactor_.core().tunnels.open(stream_.release(), std::string(target.host), target.port == 0 ? 443 : target.port);
  return Flow::closed;
}

}  // namespace adsbox::net
