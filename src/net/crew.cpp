#include "net/crew.h"

#include <chrono>
#include <system_error>

#include "net/reactor.h"

namespace adsbox::net {

namespace {

constexpr auto kIdleThread = std::chrono::seconds(10);
constexpr auto kWatchPeriod = std::chrono::milliseconds(1);
constexpr auto kClosePeriod = std::chrono::microseconds(100);  // once a handler was found blocked: more are likely to come
constexpr unsigned kCloseLooks = 100;
constexpr unsigned kQuietLooks = 50;  // then the watch sleeps until a request comes
constexpr unsigned kLongLooks = 10;   // a handler that computes all the while is another's as well by then

// wait_for on the system clock: thread sanitizers of g++ 12 do not know the call behind the steady one.
template <class Duration, class Condition>
bool wait(std::condition_variable& variable, std::unique_lock<std::mutex>& lock, Duration duration, Condition condition) {
  return variable.wait_until(lock, std::chrono::system_clock::now() + duration, condition);
}

}  // namespace

Worker::Worker(const ReaderLimits& limits) : buffer(std::make_unique_for_overwrite<char[]>(buffer_size)), reader(limits) {}

bool Crew::reserve() {
  const std::lock_guard lock(mutex_);
  if (in_use_ >= max_threads_ || stopping_) return false;
  ++in_use_;
  return true;
}

void Crew::unreserve() {
  const std::lock_guard lock(mutex_);
  --in_use_;
}

void Crew::drive(Reactor* reactor) {
  const std::lock_guard lock(mutex_);
  queue_.push_back(reactor);
  if (idle_ >= queue_.size()) {
    work_.notify_one();
    return;
  }
  reap();
  const auto self = members_.emplace(members_.end());
  try {
    *self = std::thread([this, self] { member(self); });
  } catch (const std::system_error&) {
    members_.erase(self);  // no more threads to be had: the next one that comes free takes it from the queue
  }
}

// Joins threads that ended for want of work. With the lock held; they hold it no more.
void Crew::reap() {
  for (auto& t : finished_) t.join();
  finished_.clear();
}

void Crew::member(std::list<std::thread>::iterator self) {
  Worker worker(limits_);
  std::unique_lock lock(mutex_);
  for (;;) {
    if (!queue_.empty()) {
      Reactor* reactor = queue_.front();
      queue_.pop_front();
      lock.unlock();
      reactor->run(worker);
      lock.lock();
      --in_use_;
      continue;
    }
    if (stopping_) return;
    ++idle_;
    const bool woken = wait(work_, lock, kIdleThread, [this] { return stopping_ || !queue_.empty(); });
    --idle_;
    if (!woken) {
      finished_.splice(finished_.end(), members_, self);
      return;
    }
  }
}

unsigned Crew::threads() const {
  const std::lock_guard lock(mutex_);
  return static_cast<unsigned>(members_.size()) + (watch_.joinable() ? 1 : 0);
}

void Crew::watch(std::vector<Reactor*> reactors) {
  watch_ = std::thread([this, reactors = std::move(reactors)]() mutable { watch_loop(std::move(reactors)); });
}

void Crew::watch_loop(std::vector<Reactor*> reactors) {
  struct Seen {
    std::uint64_t turn = 0;
    unsigned looks = 0;  // at the same handler, after the first
  };
  std::vector<Seen> seen(reactors.size());
  unsigned quiet = 0;
  unsigned close = 0;
  std::unique_lock lock(watch_mutex_);
  while (!watch_stop_) {
    if (quiet >= kQuietLooks) {
      watch_asleep_.store(1);
      // Whoever entered a handler before it could see the flag is seen here: both sides store first, then look.
      bool busy = false;
      for (auto* r : reactors) busy = busy || Reactor::in_handler(r->turn());
      if (!busy) watch_wake_.wait(lock, [this] { return watch_stop_ || watch_asleep_.load() == 0; });
      watch_asleep_.store(0);
      quiet = 0;
    }
    wait(watch_wake_, lock, close != 0 ? kClosePeriod : kWatchPeriod, [this] { return watch_stop_; });
    ++quiet;
    if (close != 0) --close;
    for (std::size_t i = 0; i < reactors.size(); ++i) {
      const auto turn = reactors[i]->turn();
      if (turn != seen[i].turn || Reactor::in_handler(turn)) quiet = 0;
      if (turn != seen[i].turn || !Reactor::in_handler(turn)) {
        seen[i] = {turn, 0};
        continue;
      }
      // On a busy machine a handler may stand still because its thread is not let run: another thread would not be either.
      const bool waits = reactors[i]->driver_waits();
      if ((waits || ++seen[i].looks >= kLongLooks) && reactors[i]->hand_over(turn) && waits) close = kCloseLooks;
    }
  }
}

void Crew::wake_watch_slow() {
  const std::lock_guard lock(watch_mutex_);
  watch_asleep_.store(0);
  watch_wake_.notify_one();
}

void Crew::join() {
  if (watch_.joinable()) {
    {
      const std::lock_guard lock(watch_mutex_);
      watch_stop_ = true;
    }
    watch_wake_.notify_one();
    watch_.join();
    watch_ = {};
  }
  std::unique_lock lock(mutex_);
  stopping_ = true;
  work_.notify_all();
  // A member moves itself to `finished_` at most while it holds the lock, so each pass sees every thread in one of the lists.
  while (!members_.empty() || !finished_.empty()) {
    auto& from = members_.empty() ? finished_ : members_;
    std::list<std::thread> one;
    one.splice(one.end(), from, from.begin());
    lock.unlock();
    one.front().join();
    lock.lock();
  }
}

}  // namespace adsbox::net
