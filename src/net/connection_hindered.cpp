// Answers that are held back or sent slowly, as their Response asks. No thread waits for them: the reactor's timers do.
#include <algorithm>

#include "net/connection.h"
#include "net/core.h"

namespace adsbox::net {

namespace {

constexpr std::uint64_t kStepsPerSecond = 20;  // of a slow body: in portions as small as that, but not smaller
constexpr std::uint64_t kMostAtOnce = 16 * 1024;

}  // namespace

Connection::Flow Connection::hold(Response& response, bool keep_alive, bool http_1_0, bool head_only) {
  // One millisecond more, since both ends are rounded down: the delay is never shorter than asked for.
  const auto due = Reactor::precise_ms() + response.delay.count() + 1;
  answer_ = std::make_unique<Answer>(std::move(response), keep_alive, http_1_0, head_only);
  response = {};
  reactor_.wake_at(this, due);
  deadline_ms_ = due + reactor_.core().options.write_timeout.count();
  return Flow::waiting;
}

Connection::Flow Connection::flush_paced(Worker& worker) {
  const auto timeout = reactor_.core().options.write_timeout.count();
  if (reactor_.core().draining.load(std::memory_order_relaxed)) {
    pace_.reset();
    reactor_.wake_at(this, -1);
    return Flow::go_on;
  }
  while (head_at_ < out_head_.size()) {
    const auto sent = stream_.write(std::string_view(out_head_).substr(head_at_), {}, false);
    if (sent.io == Io::blocked) return Flow::waiting;
    if (sent.io != Io::done) return Flow::closed;
    head_at_ += sent.bytes;
    expect_within(timeout);
  }
  const std::uint64_t rate = pace_->bytes_per_second;
  for (unsigned turn = 0;; ++turn) {
    const std::uint64_t left = (out_body_.size() - body_at_) + file_left_;
    if (left == 0) break;
    if (turn == kBatch) return Flow::again;
    const auto elapsed = static_cast<std::uint64_t>(std::max<std::int64_t>(0, Reactor::precise_ms() - pace_->began_ms));
    const std::uint64_t allowed = elapsed * rate / 1000;
    const std::uint64_t portion = std::min({left, std::max<std::uint64_t>(1, rate / kStepsPerSecond), kMostAtOnce});
    if (allowed < pace_->sent + portion) {
      const auto due = pace_->began_ms + static_cast<std::int64_t>(((pace_->sent + portion) * 1000 + rate - 1) / rate);
      reactor_.wake_at(this, due);
      deadline_ms_ = due + timeout;
      return Flow::waiting;
    }
    // A write that was blocked is tried again with at least as many bytes, as TLS wants it: what is allowed only grows.
    const std::uint64_t step = std::min({left, allowed - pace_->sent, kMostAtOnce});
    const auto body = std::string_view(out_body_).substr(body_at_, step);
    const auto sent = body.empty() ? stream_.write_file(file_, file_at_, step, worker.buffer.get(), Worker::buffer_size)
                                   : stream_.write(body, {}, false);
    if (sent.io == Io::blocked) {
      reactor_.wake_at(this, -1);  // the socket's next edge tells
      return Flow::waiting;
    }
    if (sent.io != Io::done) return Flow::closed;
    if (body.empty()) {
      file_at_ += static_cast<off_t>(sent.bytes);
      file_left_ -= sent.bytes;
    } else {
      body_at_ += sent.bytes;
    }
    pace_->sent += sent.bytes;
    expect_within(timeout);
  }
  pace_.reset();
  reactor_.wake_at(this, -1);
  out_head_.clear();
  std::string().swap(out_body_);
  return response_sent();
}

}  // namespace adsbox::net
