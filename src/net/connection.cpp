#include "net/connection.h"

#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "net/core.h"
#include "net/inflate.h"

namespace adsbox::net {

namespace {

constexpr std::size_t kReadStep = 16 * 1024;         // when it is unknown how much will come
constexpr std::size_t kTrustedLength = 1024 * 1024;  // memory given on a mere announcement of Content-Length

std::string address_text(const sockaddr_storage& address, bool with_port) {
  char text[INET6_ADDRSTRLEN] = "";
  std::string out;
  std::uint16_t port = 0;
  if (address.ss_family == AF_INET) {
    const auto& in = reinterpret_cast<const sockaddr_in&>(address);
    inet_ntop(AF_INET, &in.sin_addr, text, sizeof text);
    out = text;
    port = ntohs(in.sin_port);
  } else if (address.ss_family == AF_INET6) {
    const auto& in = reinterpret_cast<const sockaddr_in6&>(address);
    inet_ntop(AF_INET6, &in.sin6_addr, text, sizeof text);
    out = text;
    if (IN6_IS_ADDR_V4MAPPED(&in.sin6_addr))
      out.erase(0, 7);
    else if (with_port)
      out = "[" + out + "]";
    port = ntohs(in.sin6_port);
  }
  return with_port ? out + ":" + std::to_string(port) : out;
}

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1";
}

}  // namespace

bool Connection::Buffer::make_room(std::size_t n) {
  if (room() >= n) return true;
  if (begin_ != 0) {
    std::memmove(block_.get(), data(), size_);
    begin_ = 0;
    if (room() >= n) return true;
  }
  auto* grown = static_cast<char*>(std::realloc(block_.get(), size_ + n));
  if (grown == nullptr) return false;
  [[maybe_unused]] auto* moved = block_.release();
  block_.reset(grown);
  capacity_ = size_ + n;
  return true;
}

bool Connection::Buffer::append(const char* from, std::size_t n) {
  if (!make_room(n)) return false;
  std::memcpy(data() + size_, from, n);
  size_ += n;
  return true;
}

void Connection::Buffer::clear() {
  block_.reset();
  begin_ = size_ = capacity_ = 0;
}

Connection::Connection(Reactor& reactor, int fd, Front front, const sockaddr_storage& peer)
    : Source(Kind::connection), reactor_(reactor), stream_(fd), front_(front), remote_(address_text(peer, false)) {
  peer_is_local_ = is_loopback(remote_);
  sockaddr_storage local{};
  socklen_t size = sizeof local;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&local), &size) == 0) local_ = address_text(local, true);
  const auto& options = reactor_.core().options;
  if (front == Front::tls) state_ = State::handshake;
  if (front == Front::proxy) state_ = State::proxy;
  expect_within(front == Front::tls ? options.read_timeout.count() : options.idle_timeout.count());
}

Connection::~Connection() {
  if (file_ >= 0) ::close(file_);
}

void Connection::note(std::uint32_t events) {
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) hung_up_ = true;
  if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) readable_ = true;
}

Connection::Flow Connection::proceed(Worker& worker) {
  served_ = 0;
  Flow flow;
  do {
    flow = step(worker);
  } while (flow == Flow::go_on);
  return flow;
}

Connection::Flow Connection::step(Worker& worker) {
  if (answer_) {
    if (due_ms > reactor_.now_ms() && !reactor_.core().draining.load(std::memory_order_relaxed)) return Flow::waiting;
    const auto answer = std::move(answer_);
    if (due_ms >= 0) answer->response.delay = {};
    reactor_.wake_at(this, -1);
    return begin_response(worker, answer->response, answer->keep_alive, answer->http_1_0, answer->head_only);
  }
  switch (state_) {
    case State::handshake:
      return shake_hands(worker);
    case State::proxy:
      return proxy_step(worker);
    case State::writing:
      return flush(worker);
    case State::lingering:
      return discard(worker);
    case State::reading:
      break;
  }
  return read_more(worker);
}

Connection::Flow Connection::read_more(Worker& worker) {
  if (served_ >= kBatch) return Flow::again;
  if (unseen_) {
    unseen_ = false;
    return serve(worker, *reader_, input_.data(), input_.size());
  }
  // While the server drains, a connection without a request has no future. But the socket itself is asked, not its last edge.
  const bool last_look = !reader_ && reactor_.core().draining.load(std::memory_order_relaxed);
  if (!readable_ && !last_look) return Flow::waiting;

  char* to = worker.buffer.get();
  std::size_t room = Worker::buffer_size;
  if (reader_) {
    const std::size_t wanted = reader_->wanted(input_.size());
    // Doubling on the way to a large body: an announced length alone gets no more than kTrustedLength.
    std::size_t more = wanted == 0 ? kReadStep : std::min(wanted, std::max(kTrustedLength, input_.size()));
    if (wanted == 0) more = std::max(more, input_.size() / 2);
    if (input_.room() < std::min(more, kReadStep) && !input_.make_room(more)) return refuse(503, "Out of memory.");
    to = input_.data() + input_.size();
    room = input_.room();
    if (wanted != 0) room = std::min(room, wanted);
  }
  const auto got = stream_.read(to, room);
  if (got.io == Io::blocked) {
    readable_ = false;
    return last_look ? Flow::closed : Flow::waiting;
  }
  if (got.io != Io::done) return Flow::closed;
  // A short read has emptied the socket, and what comes later makes a new edge: saves a call a request.
  if (!stream_.tls() && got.bytes < room && !hung_up_) readable_ = false;
  if (reader_) {
    input_.set_size(input_.size() + got.bytes);
    return serve(worker, *reader_, input_.data(), input_.size());
  }
  worker.reader.reset();
  return serve(worker, worker.reader, to, got.bytes);
}

// `data` is either this thread's buffer or input_; whatever is left of it when this returns is in input_.
Connection::Flow Connection::serve(Worker& worker, RequestReader& reader, char* data, std::size_t size) {
  const bool owned = reader_ != nullptr;
  const auto status = reader.advance(data, size);
  if (owned) input_.set_size(size);
  if (status == RequestReader::Status::bad) {
    if (reader.error_status() == 413 && reactor_.core().options.too_large) return refuse_body(worker, reader, data);
    return refuse(reader.error_status(), reader.error_text());
  }
  if (status == RequestReader::Status::need_more) {
    if (!owned && !keep_partial(worker, reader, data, size)) return refuse(503, "Out of memory.");
    if (request_began_ms_ < 0) request_began_ms_ = reactor_.now_ms();
    deadline_ms_ = request_began_ms_ + reactor_.core().options.read_timeout.count();
    // From the second KiB on, a body has to come at 1 KiB/s: trickling keeps no connection for ever.
    if (reader_->head_complete()) deadline_ms_ += static_cast<std::int64_t>(input_.size());
    if (reader_->take_expectation()) {
      static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      const auto sent = stream_.write(kContinue, {}, false);
      if (sent.io != Io::done || sent.bytes != kContinue.size()) return Flow::closed;
    }
    return Flow::go_on;
  }

  request_began_ms_ = -1;
  const bool lost = handle(worker, reader, data);
  // A plain request's successor may be for a host that only a tunnel reaches, and a tunnel wants a connection of its own.
  const bool keep_alive = reader.keep_alive() && (front_ != Front::proxy || stream_.tls());
  const bool http_1_0 = reader.http_1_0();
  const bool head_only = worker.request.method == "HEAD";
  const std::size_t used = reader.consumed();
  if (used < size && keep_alive) {
    // Pipelined: the next request waits until this one is answered, and no more is read meanwhile.
    if (owned)
      input_.drop_front(used);
    else if (!input_.append(data + used, size - used))
      return lost ? Flow::lost : Flow::closed;
    if (!reader_) reader_ = std::make_unique<RequestReader>(reactor_.core().options.limits);
    reader_->reset();
    unseen_ = true;
  } else if (owned) {
    input_.clear();
    reader_.reset();
  }
  if (worker.inflated.capacity() > kKeepCapacity) std::string().swap(worker.inflated);
  if (lost) {
    answer_ = std::make_unique<Answer>(std::move(worker.response), keep_alive, http_1_0, head_only);
    worker.response = {};
    return Flow::lost;
  }
  busy = false;
  return begin_response(worker, worker.response, keep_alive, http_1_0, head_only);
}

bool Connection::keep_partial(Worker& worker, RequestReader& reader, const char* data, std::size_t size) {
  const std::size_t wanted = std::min(reader.wanted(size), kTrustedLength);
  if (!input_.make_room(size + std::max<std::size_t>(wanted, 512)) || !input_.append(data, size)) return false;
  reader_ = std::make_unique<RequestReader>(reactor_.core().options.limits);
  std::swap(*reader_, worker.reader);
  return true;
}

void Connection::fill_request(Request& request, const RequestReader& reader, char* data) const {
  reader.fill(data, request);
  request.remote_address = remote_;
  request.local_address = local_;
  request.tls = stream_.tls();
  request.loopback = peer_is_local_ && !reader.forwarded();
}

// Runs the handler. True: the reactor was handed over meanwhile.
bool Connection::handle(Worker& worker, RequestReader& reader, char* data) {
  auto& request = worker.request;
  auto& response = worker.response;
  fill_request(request, reader, data);
  response.status = 200;
  response.content_type = Response{}.content_type;
  response.headers.clear();
  response.body.clear();
  response.file.reset();
  response.file_from = 0;
  response.file_bytes.reset();
  response.delay = {};
  response.bytes_per_second = 0;
  response.drop = false;
  response.cut_after.reset();
  if (request.method == "CONNECT" || request.method == "TRACE") {
    response.status = 405;
    response.set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    response.body = "This method is not served here.\n";
    return false;
  }
  if (front_ == Front::proxy && !take_proxied(worker)) return false;
  if (reader.encoded() && !decode_body(worker)) return false;
  busy = true;
  reactor_.enter_handler(worker);
  try {
    reactor_.core().handler(request, response);
  } catch (...) {
    response = {};
    response.status = 500;
    response.body = "The handler failed.\n";
  }
  return !reactor_.leave_handler(worker);
}

// Puts the plain body in the request; false: the response says why not.
bool Connection::decode_body(Worker& worker) {
  const auto& options = reactor_.core().options;
  const auto coding = worker.request.header("Content-Encoding");
  if (coding.empty() || iequals(coding, "identity")) return true;
  auto& response = worker.response;
  if (const auto ok = inflate(coding, worker.request.body, options.limits.body, worker.inflated); !ok) {
    switch (ok.error()) {
      case InflateError::unknown_coding:
        response.status = 415;
        response.set("Accept-Encoding", "gzip, deflate");
        response.body = "The content coding of the request is not known here.\n";
        break;
      case InflateError::malformed:
        response.status = 400;
        response.body = "The body is not what its Content-Encoding says.\n";
        break;
      case InflateError::too_large:
        response.status = 413;
        response.body = "The decoded body is too large.\n";
        worker.request.body = {};
        if (options.too_large) options.too_large(worker.request, response);
        break;
    }
    return false;
  }
  worker.request.body = worker.inflated;
  return true;
}

Connection::Flow Connection::expire() {
  if (state_ == State::reading && reader_) {
    refuse(408, "The request did not arrive in time.");
    return Flow::waiting;
  }
  // Else the kernel would go on offering the rest to a client that does not read.
  if (state_ == State::writing) stream_.reset_on_close();
  return Flow::closed;
}

}  // namespace adsbox::net
