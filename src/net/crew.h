// The threads of a server: who drives which reactor, and what happens when a handler blocks.
//
// A reactor is driven by one thread at a time. When that thread is stuck in a handler, the reactor is handed to another: at once
// when the handler says so (about_to_block), else when the watch finds it in the same handler on two looks, a millisecond apart,
// and waiting; after ten looks also where it computes. The stuck thread keeps its request and connection, gives both back through
// the reactor's inbox when the handler returns, and is free for the next hand-over. The usual request pays two atomic operations
// for this.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/http.h"
#include "net/request_reader.h"

namespace adsbox::net {

class Reactor;

/// What one thread needs to serve requests, reused from one to the next.
struct Worker {
  static constexpr std::size_t buffer_size = 64 * 1024;
  explicit Worker(const ReaderLimits& limits);

  std::unique_ptr<char[]> buffer;  // pages that no request reaches are never touched
  RequestReader reader;
  Request request;
  Response response;
  std::string head;
  std::string inflated;  // the body of a request with a Content-Encoding
  Reactor* reactor = nullptr;
  std::uint64_t turn = 0;  // the reactor's turn when the handler was entered
};

class Crew {
 public:
  Crew(unsigned max_threads, const ReaderLimits& limits) : max_threads_(max_threads), limits_(limits) {}
  ~Crew() { join(); }

  /// Reserves a thread; false when all are in use.
  bool reserve();
  void unreserve();
  /// Has `reactor` driven by the thread that reserve() promised.
  void drive(Reactor* reactor);
  /// Watches these reactors until join(). They must outlive it.
  void watch(std::vector<Reactor*> reactors);
  /// Called by reactors: the watch sleeps when nothing happens.
  void wake_watch() {
    if (watch_asleep_.load() != 0) wake_watch_slow();
  }
  /// Returns when all threads have ended; their reactors must have been told to stop.
  void join();
  [[nodiscard]] unsigned threads() const;

 private:
  void member(std::list<std::thread>::iterator self);
  void watch_loop(std::vector<Reactor*> reactors);
  void wake_watch_slow();
  void reap();

  const unsigned max_threads_;
  const ReaderLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::deque<Reactor*> queue_;
  std::list<std::thread> members_;
  std::list<std::thread> finished_;
  unsigned in_use_ = 0;  // reserved or at work
  unsigned idle_ = 0;
  bool stopping_ = false;

  std::thread watch_;
  std::mutex watch_mutex_;
  std::condition_variable watch_wake_;
  bool watch_stop_ = false;
  std::atomic<int> watch_asleep_{0};
};

}  // namespace adsbox::net
