#include "net/connection.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "net/core.h"
#include "net/hosts.h"
#include "net/response_head.h"

namespace adsbox::net {

namespace {

constexpr unsigned kBatch = 32;                      // pipelined requests before others get their turn
constexpr std::size_t kFileStep = 1024 * 1024;       // bytes given to the kernel at once
constexpr std::size_t kFileTurn = 4 * kFileStep;     // file bytes before others get their turn
constexpr std::size_t kTlsRecord = 16 * 1024;        // what fits one record
constexpr std::size_t kReadStep = 16 * 1024;         // when it is unknown how much will come
constexpr std::size_t kTrustedLength = 1024 * 1024;  // memory given on a mere announcement of Content-Length
constexpr std::size_t kKeepCapacity = 128 * 1024;    // a larger body buffer is not kept for the next response
constexpr std::int64_t kLingerMs = 2000;

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
    const auto answer = std::move(answer_);
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
  if (status == RequestReader::Status::bad) return refuse(reader.error_status(), reader.error_text());
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
  const bool keep_alive = reader.keep_alive();
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

// Runs the handler. True: the reactor was handed over meanwhile.
bool Connection::handle(Worker& worker, RequestReader& reader, char* data) {
  auto& request = worker.request;
  auto& response = worker.response;
  reader.fill(data, request);
  request.remote_address = remote_;
  request.local_address = local_;
  request.tls = stream_.tls();
  request.loopback = peer_is_local_ && !reader.forwarded();
  response.status = 200;
  response.content_type = Response{}.content_type;
  response.headers.clear();
  response.body.clear();
  response.file.reset();
  if (request.method == "CONNECT" || request.method == "TRACE") {
    response.status = 405;
    response.set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    response.body = "This method is not served here.\n";
    return false;
  }
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

bool Connection::open_file(Response& response, bool head_only, std::uint64_t& length) {
  struct stat info{};
  const int fd = ::open(response.file->c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(fd);
    return false;
  }
  length = static_cast<std::uint64_t>(info.st_size);
  if (head_only || length == 0) {
    ::close(fd);
    return true;
  }
  file_ = fd;
  file_at_ = 0;
  file_left_ = length;
  return true;
}

Connection::Flow Connection::begin_response(Worker& worker, Response& response, bool keep_alive, bool http_1_0, bool head_only) {
  if (reactor_.core().draining.load(std::memory_order_relaxed)) keep_alive = false;
  close_after_ = !keep_alive;
  std::uint64_t length = response.body.size();
  if (response.file && may_have_body(response.status)) {
    if (!open_file(response, head_only, length)) {
      response = {};
      response.status = 500;
      response.body = "The file of this answer cannot be opened.\n";
      length = response.body.size();
    }
  }
  const bool has_body = !head_only && may_have_body(response.status) && !response.file;
  auto& head = worker.head;
  head.clear();
  append_head(head, response, {.content_length = length, .keep_alive = keep_alive, .http_1_0 = http_1_0});
  std::string_view body = has_body ? std::string_view(response.body) : std::string_view();
  if (stream_.tls() && head.size() < kTlsRecord) {
    // One record for a small answer.
    const auto joined = body.substr(0, kTlsRecord - head.size());
    head.append(joined);
    body.remove_prefix(joined.size());
  }
  const auto sent = stream_.write(head, body, file_left_ != 0);
  if (sent.io != Io::done && sent.io != Io::blocked) return Flow::closed;
  if (sent.bytes == head.size() + body.size() && file_left_ == 0) {
    if (response.body.capacity() > kKeepCapacity) std::string().swap(response.body);
    return response_sent();
  }
  // The socket is full (or a file follows): what is left belongs to the connection now.
  const std::size_t of_head = std::min(sent.bytes, head.size());
  out_head_.assign(head, of_head);
  head_at_ = 0;
  out_body_.clear();
  body_at_ = 0;
  if (!body.empty()) {
    const std::size_t joined = response.body.size() - body.size();
    out_body_.swap(response.body);
    body_at_ = joined + (sent.bytes - of_head);
  }
  state_ = State::writing;
  expect_within(reactor_.core().options.write_timeout.count());
  return Flow::go_on;
}

Connection::Flow Connection::flush(Worker& worker) {
  const auto timeout = reactor_.core().options.write_timeout.count();
  while (head_at_ < out_head_.size() || body_at_ < out_body_.size()) {
    const auto head = std::string_view(out_head_).substr(head_at_);
    const auto body = std::string_view(out_body_).substr(body_at_);
    const auto sent = stream_.write(head, body, file_left_ != 0);
    if (sent.io == Io::blocked) return Flow::waiting;
    if (sent.io != Io::done) return Flow::closed;
    const std::size_t of_head = std::min(sent.bytes, head.size());
    head_at_ += of_head;
    body_at_ += sent.bytes - of_head;
    expect_within(timeout);
  }
  for (std::size_t turn = 0; file_left_ != 0;) {
    if (turn >= kFileTurn) return Flow::again;
    const std::size_t step = std::min<std::uint64_t>(file_left_, stream_.tls() ? kTlsRecord : kFileStep);
    const auto sent = stream_.write_file(file_, file_at_, step, worker.buffer.get(), Worker::buffer_size);
    if (sent.io == Io::blocked) return Flow::waiting;
    if (sent.io != Io::done) return Flow::closed;
    file_at_ += static_cast<off_t>(sent.bytes);
    file_left_ -= sent.bytes;
    turn += sent.bytes;
    expect_within(timeout);
  }
  out_head_.clear();
  std::string().swap(out_body_);
  return response_sent();
}

Connection::Flow Connection::response_sent() {
  if (file_ >= 0) {
    ::close(file_);
    file_ = -1;
  }
  ++served_;
  state_ = State::reading;
  // Closing a socket with unread input would reset the connection and could take the answer with it.
  if (close_after_) {
    if (!readable_ && !unseen_) return Flow::closed;
    unread_ = unseen_;
    return linger();
  }
  expect_within(reactor_.core().options.idle_timeout.count());
  return Flow::go_on;
}

Connection::Flow Connection::refuse(int status, std::string_view text) {
  stream_.write(refusal(status, text), {}, false);  // best effort: its reader may be gone
  unread_ = true;
  return linger();
}

Connection::Flow Connection::linger() {
  stream_.shutdown_write();
  input_.clear();
  reader_.reset();
  unseen_ = false;
  readable_ = true;
  state_ = State::lingering;
  expect_within(kLingerMs);
  return Flow::go_on;
}

// Waits for the client's end, so that it can read the answer in peace; not when all that it sent had been read anyway.
Connection::Flow Connection::discard(Worker& worker) {
  for (unsigned i = 0; i < kBatch; ++i) {
    if (!readable_) return unread_ ? Flow::waiting : Flow::closed;
    const auto got = stream_.read(worker.buffer.get(), Worker::buffer_size);
    if (got.io == Io::blocked)
      readable_ = false;
    else if (got.io != Io::done)
      return Flow::closed;
    else
      unread_ = true;
  }
  return Flow::again;
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
