#include "net/reactor.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <string_view>

#include "net/blocking.h"
#include "net/connection.h"
#include "net/core.h"

namespace adsbox::net {

namespace {

thread_local Worker* in_handler_now = nullptr;

// Edge-triggered, registered once: no further epoll_ctl for a connection's whole life.
constexpr std::uint32_t kConnectionEvents = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
constexpr unsigned kAcceptBatch = 64;

}  // namespace

void about_to_block() noexcept {
  Worker* worker = in_handler_now;
  if (worker == nullptr || worker->reactor->open() < 2 || worker->reactor->turn() != worker->turn) return;
  worker->reactor->hand_over(worker->turn);
}

Reactor::Reactor(ServerCore& core)
    : core_(core), epoll_(::epoll_create1(EPOLL_CLOEXEC)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  const auto& o = core.options;
  sweep_period_ = std::clamp<std::int64_t>(std::min({o.idle_timeout, o.read_timeout, o.write_timeout}).count() / 4, 10, 1000);
  if (!usable()) return;
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;  // never read: each write is a new edge
  event.data.ptr = &wake_source_;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event);
}

Reactor::~Reactor() {
  while (first_ != nullptr) destroy(first_);
  for (const auto& a : arrivals_) ::close(a.fd);
  close_listeners();
  if (wake_ >= 0) ::close(wake_);
  if (epoll_ >= 0) ::close(epoll_);
}

void Reactor::listen(int fd, Front front) {
  auto& listener = *listeners_.emplace_back(std::make_unique<Listener>(fd, front));
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = &listener;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
}

void Reactor::run(Worker& worker) {
  worker.reactor = this;
  driver_.store(::gettid());
  turn_.store(((turn_.load() >> 2) + 1) << 2);
  update_clock();
  for (;;) {
    // What a predecessor fetched and did not get to comes first.
    while (next_ < count_) {
      const epoll_event event = events_[static_cast<std::size_t>(next_++)];
      auto* source = static_cast<Source*>(event.data.ptr);
      if (source->kind == Source::Kind::listener) {
        accept_from(static_cast<Listener&>(*source));
      } else if (source->kind == Source::Kind::connection) {
        auto* connection = static_cast<Connection*>(source);
        connection->note(event.events);
        if (!connection->busy && !dispatch(connection, worker)) return;
      }
    }
    if (!timers_.empty()) run_timers();
    if (!run_ready(worker)) return;
    if (inbox_full_.load(std::memory_order_acquire)) take_inbox();
    if (now_ms_ >= next_sweep_ && (first_ != nullptr || paused_)) sweep();
    if (cutting_ && first_ == nullptr) return;
    count_ = std::max(0, ::epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), timeout()));
    next_ = 0;
    update_clock();
  }
}

// False: the reactor is somebody else's now.
bool Reactor::dispatch(Connection* connection, Worker& worker) {
  switch (connection->proceed(worker)) {
    case Connection::Flow::again:
      enqueue(connection);
      return true;
    case Connection::Flow::closed:
      destroy(connection);
      return true;
    case Connection::Flow::lost:
      give_back(connection);
      return false;
    case Connection::Flow::waiting:
    case Connection::Flow::go_on:
      break;
  }
  return true;
}

bool Reactor::run_ready(Worker& worker) {
  for (auto n = ready_.size(); n != 0 && !ready_.empty(); --n) {
    Connection* connection = ready_.front();
    ready_.pop_front();
    connection->queued = false;
    if (!connection->busy && !dispatch(connection, worker)) return false;
  }
  return true;
}

void Reactor::enqueue(Connection* connection) {
  if (connection->queued) return;
  connection->queued = true;
  ready_.push_back(connection);
}

void Reactor::take_inbox() {
  std::vector<Arrival> arrivals;
  std::vector<Connection*> returned;
  unsigned commands = 0;
  {
    const std::lock_guard lock(inbox_mutex_);
    inbox_full_.store(false, std::memory_order_relaxed);
    arrivals.swap(arrivals_);
    returned.swap(returned_);
    std::swap(commands, commands_);
  }
  for (auto* connection : returned) {
    connection->busy = false;
    enqueue(connection);
  }
  for (const auto& arrival : arrivals) add(arrival);
  if ((commands & kDrain) != 0) {
    // Who was let in by the kernel before this moment is served.
    for (auto& listener : listeners_)
      while (accept_from(*listener)) continue;
    if (!listeners_.empty()) core_.door_closed();
    close_listeners();
    for (Connection* c = first_; c != nullptr; c = c->next) {
      c->note(EPOLLIN);
      if (!c->busy) enqueue(c);
    }
  }
  if ((commands & kCut) != 0) cutting_ = true;
  if (!cutting_) return;
  close_listeners();
  for (Connection* c = first_; c != nullptr;) {
    Connection* const next = c->next;
    if (!c->busy) destroy(c);
    c = next;
  }
}

// True when there may be more.
bool Reactor::accept_from(Listener& listener) {
  for (unsigned i = 0; i < kAcceptBatch && !listener.paused; ++i) {
    unsigned open = 0;
    for (const auto& r : core_.reactors) open += r->open();
    if (open >= core_.options.max_connections) {
      pause(listener);
      return false;
    }
    Arrival arrival{-1, listener.front, {}};
    socklen_t size = sizeof arrival.peer;
    arrival.fd = ::accept4(listener.fd, reinterpret_cast<sockaddr*>(&arrival.peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (arrival.fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) pause(listener);
      return false;
    }
    Reactor& target = core_.least_loaded();
    if (&target == this) {
      open_.fetch_add(1, std::memory_order_relaxed);
      add(arrival);
    } else {
      target.adopt(arrival.fd, arrival.front, arrival.peer);
    }
  }
  return !listener.paused;
}

// Out of descriptors, or full: a level-triggered listener would spin.
void Reactor::pause(Listener& listener) {
  epoll_ctl(epoll_, EPOLL_CTL_DEL, listener.fd, nullptr);
  listener.paused = paused_ = true;
  next_sweep_ = std::min(next_sweep_, now_ms_ + sweep_period_);
}

void Reactor::resume_listeners() {
  paused_ = false;
  for (auto& listener : listeners_) {
    if (!listener->paused) continue;
    listener->paused = false;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = listener.get();
    epoll_ctl(epoll_, EPOLL_CTL_ADD, listener->fd, &event);
  }
}

void Reactor::close_listeners() {
  for (auto& listener : listeners_) {
    if (listener->fd >= 0) ::close(listener->fd);
    listener->fd = -1;
    listener->paused = true;
  }
  paused_ = false;
}

void Reactor::adopt(int fd, Front front, const sockaddr_storage& peer) {
  open_.fetch_add(1, std::memory_order_relaxed);
  {
    const std::lock_guard lock(inbox_mutex_);
    arrivals_.push_back({fd, front, peer});
  }
  wake();
}

void Reactor::give_back(Connection* connection) {
  {
    const std::lock_guard lock(inbox_mutex_);
    returned_.push_back(connection);
  }
  wake();
}

void Reactor::post(unsigned command) {
  {
    const std::lock_guard lock(inbox_mutex_);
    commands_ |= command;
  }
  wake();
}

void Reactor::drain() {
  post(kDrain);
}
void Reactor::cut() {
  post(kCut);
}

void Reactor::wake() {
  if (inbox_full_.exchange(true)) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto n = ::write(wake_, &one, sizeof one);
}

// open_ was counted when the connection was given to us.
void Reactor::add(const Arrival& arrival) {
  if (cutting_) {
    ::close(arrival.fd);
    open_.fetch_sub(1);
    core_.connection_closed();
    return;
  }
  auto* connection = new Connection(*this, arrival.fd, arrival.front, arrival.peer);
  connection->next = first_;
  if (first_ != nullptr) first_->previous = connection;
  first_ = connection;
  epoll_event event{};
  event.events = kConnectionEvents;
  event.data.ptr = static_cast<Source*>(connection);
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, arrival.fd, &event) != 0) {
    destroy(connection);
  } else if (core_.draining.load(std::memory_order_relaxed)) {
    connection->note(EPOLLIN);
    enqueue(connection);
  }
}

void Reactor::destroy(Connection* connection) {
  if (connection->queued) std::erase(ready_, connection);
  wake_at(connection, -1);
  if (connection->previous != nullptr)
    connection->previous->next = connection->next;
  else
    first_ = connection->next;
  if (connection->next != nullptr) connection->next->previous = connection->previous;
  delete connection;
  open_.fetch_sub(1);
  core_.connection_closed();
}

void Reactor::forget(int fd) {
  epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
}

void Reactor::sweep() {
  next_sweep_ = now_ms_ + sweep_period_;
  if (paused_) resume_listeners();
  for (Connection* c = first_; c != nullptr;) {
    Connection* const next = c->next;
    if (!c->busy && now_ms_ >= c->deadline_ms() && c->expire() == Connection::Flow::closed) destroy(c);
    c = next;
  }
}

void Reactor::wake_at(Connection* connection, std::int64_t ms) {
  if (connection->due_ms == ms) return;
  if (connection->due_ms >= 0) timers_.erase({connection->due_ms, connection});
  connection->due_ms = ms;
  if (ms >= 0) timers_.emplace(ms, connection);
}

// The connection takes itself out of the timers when it proceeds.
void Reactor::run_timers() {
  for (const auto& [due, connection] : timers_) {
    if (due > now_ms_) break;
    if (!connection->busy) enqueue(connection);
  }
}

std::int64_t Reactor::precise_ms() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

int Reactor::timeout() const {
  if (!ready_.empty()) return 0;
  if (first_ == nullptr && !paused_) return -1;
  std::int64_t next = next_sweep_;
  if (!timers_.empty()) next = std::min(next, timers_.begin()->first);
  return static_cast<int>(std::clamp<std::int64_t>(next - now_ms_, 1, sweep_period_));
}

void Reactor::update_clock() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  now_ms_ = static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

void Reactor::enter_handler(Worker& worker) {
  worker.turn = ((turn_.load(std::memory_order_relaxed) >> 2) + 1) << 2 | 1;
  turn_.exchange(worker.turn);  // a full barrier: the watch either sees this or is woken
  core_.crew.wake_watch();
  requests_.fetch_add(1, std::memory_order_relaxed);
  in_handler_now = &worker;
}

bool Reactor::leave_handler(Worker& worker) {
  in_handler_now = nullptr;
  std::uint64_t expected = worker.turn;
  return turn_.compare_exchange_strong(expected, worker.turn & ~std::uint64_t{3});
}

bool Reactor::driver_waits() const {
  const auto path = "/proc/self/task/" + std::to_string(driver_.load()) + "/stat";
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return true;
  std::array<char, 256> text{};
  const auto size = ::read(file, text.data(), text.size());
  ::close(file);
  // `NUMBER (NAME) STATE ...`, and the name may hold anything.
  const std::string_view line(text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  const auto name_ends = line.rfind(')');
  return name_ends == line.npos || line.substr(name_ends).substr(0, 3) != ") R";
}

bool Reactor::hand_over(std::uint64_t turn) {
  if (!core_.crew.reserve()) return false;
  if (!turn_.compare_exchange_strong(turn, (turn & ~std::uint64_t{3}) | 2)) {
    core_.crew.unreserve();
    return false;
  }
  core_.crew.drive(this);
  return true;
}

}  // namespace adsbox::net
