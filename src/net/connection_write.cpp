// Answers on their way out, and the ends of connections.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "net/connection.h"
#include "net/core.h"
#include "net/response_head.h"

namespace adsbox::net {

namespace {

constexpr std::size_t kFileStep = 1024 * 1024;    // bytes given to the kernel at once
constexpr std::size_t kFileTurn = 4 * kFileStep;  // file bytes before others get their turn
constexpr std::size_t kTlsRecord = 16 * 1024;     // what fits one record
constexpr std::int64_t kLingerMs = 2000;

}  // namespace

bool Connection::open_file(Response& response, bool head_only, std::uint64_t& length) {
  struct stat info{};
  const int fd = ::open(response.file->c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(fd);
    return false;
  }
  const auto size = static_cast<std::uint64_t>(info.st_size), from = std::min(response.file_from, size);
  length = std::min(response.file_bytes.value_or(size), size - from);
  if (head_only || length == 0) {
    ::close(fd);
    return true;
  }
  file_ = fd;
  file_at_ = static_cast<off_t>(from);
  file_left_ = length;
  return true;
}

Connection::Flow Connection::begin_response(Worker& worker, Response& response, bool keep_alive, bool http_1_0, bool head_only) {
  const bool draining = reactor_.core().draining.load(std::memory_order_relaxed);
  if (draining) keep_alive = false;
  if (response.delay.count() > 0 && !draining) [[unlikely]]
    return hold(response, keep_alive, http_1_0, head_only);
  if (response.drop) [[unlikely]] {
    stream_.reset_on_close();
    return Flow::closed;
  }
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
  if (response.cut_after && *response.cut_after < length && !head_only) [[unlikely]] {
    close_after_ = true;
    if (has_body) response.body.resize(*response.cut_after);
    file_left_ = std::min(file_left_, *response.cut_after);
  }
  std::string_view body = has_body ? std::string_view(response.body) : std::string_view();
  if (response.bytes_per_second != 0 && !draining) [[unlikely]] {
    out_head_ = head;
    if (has_body)
      out_body_.swap(response.body);
    else
      out_body_.clear();
    head_at_ = body_at_ = 0;
    pace_ = std::make_unique<Pace>(response.bytes_per_second, Reactor::precise_ms());
    state_ = State::writing;
    expect_within(reactor_.core().options.write_timeout.count());
    return Flow::go_on;
  }
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
  if (pace_) [[unlikely]]
    return flush_paced(worker);
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

Connection::Flow Connection::refuse_body(Worker& worker, RequestReader& reader, char* data) {
  Request request;
  fill_request(request, reader, data);
  request.body = {};
  Response response;
  response.status = 413;
  response.body = "The body is too large.\n";
  try {
    reactor_.core().options.too_large(request, response);
  } catch (...) {
    return refuse(413, "The body is too large.");
  }
  auto& head = worker.head;
  head.clear();
  append_head(head, response, {.content_length = response.body.size(), .keep_alive = false, .http_1_0 = reader.http_1_0()});
  head.append(response.body);
  stream_.write(head, {}, false);
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

}  // namespace adsbox::net
