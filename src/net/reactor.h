// One epoll set with its connections. Driven by one thread at a time (crew.h); only what is marked so may be called by others.
#pragma once

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "net/crew.h"

namespace adsbox::net {

class Connection;
class ServerCore;

enum class Front : std::uint8_t { plain, tls, proxy };

/// What an epoll event points to.
struct Source {
  enum class Kind : std::uint8_t { listener, wake, connection };
  explicit Source(Kind k) : kind(k) {}
  Kind kind;
};

class Reactor {
 public:
  explicit Reactor(ServerCore& core);
  ~Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  /// False when the system has no epoll or event descriptors left.
  [[nodiscard]] bool usable() const { return epoll_ >= 0 && wake_ >= 0; }
  /// Takes a listening socket. Before the first run().
  void listen(int fd, Front front);

  /// Serves until the reactor is handed over or stopped.
  void run(Worker& worker);

  // From any thread:
  void adopt(int fd, Front front, const sockaddr_storage& peer);
  void give_back(Connection* connection);
  void drain();  // accepts no more, closes connections as they fall idle
  void cut();    // closes everything; run() ends when the last handler is back
  [[nodiscard]] unsigned open() const { return open_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t requests() const { return requests_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t turn() const { return turn_.load(); }
  /// Whether the thread that drives it waits for something other than a processor. Asks the system: for rare use.
  [[nodiscard]] bool driver_waits() const;
  static bool in_handler(std::uint64_t turn) { return (turn & 3) == 1; }
  /// Gives the reactor to another thread if the handler of that turn still runs.
  bool hand_over(std::uint64_t turn);

  // From connections, on the driving thread:
  ServerCore& core() { return core_; }
  [[nodiscard]] std::int64_t now_ms() const { return now_ms_; }
  void enter_handler(Worker& worker);
  /// False: the reactor has another thread now, and nothing of it may be touched but give_back().
  [[nodiscard]] bool leave_handler(Worker& worker);
  /// Looks at the connection again at that time (of precise_ms) even if nothing comes for it; -1: no more.
  void wake_at(Connection* connection, std::int64_t ms);
  /// Now. now_ms() is the start of this turn of events, and may lag some milliseconds behind.
  static std::int64_t precise_ms();
  /// The socket goes elsewhere: no more events for it.
  void forget(int fd);

 private:
  struct Listener : Source {
    Listener(int f, Front t) : Source(Kind::listener), fd(f), front(t) {}
    int fd;
    Front front;
    bool paused = false;
  };
  struct Arrival {
    int fd;
    Front front;
    sockaddr_storage peer;
  };
  enum Command : unsigned { kDrain = 1, kCut = 2 };

  void post(unsigned command);
  void wake();
  bool dispatch(Connection* connection, Worker& worker);
  bool run_ready(Worker& worker);
  void take_inbox();
  bool accept_from(Listener& listener);
  void pause(Listener& listener);
  void resume_listeners();
  void close_listeners();
  void add(const Arrival& arrival);
  void enqueue(Connection* connection);
  void destroy(Connection* connection);
  void sweep();
  void run_timers();
  [[nodiscard]] int timeout() const;
  void update_clock();

  ServerCore& core_;
  int epoll_ = -1;
  int wake_ = -1;
  Source wake_source_{Source::Kind::wake};
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::array<epoll_event, 128> events_{};
  int count_ = 0;
  int next_ = 0;
  std::deque<Connection*> ready_;
  std::set<std::pair<std::int64_t, Connection*>> timers_;  // by Connection::due_ms
  Connection* first_ = nullptr;
  std::int64_t now_ms_ = 0;
  std::int64_t next_sweep_ = 0;
  std::int64_t sweep_period_ = 1000;
  bool cutting_ = false;
  bool paused_ = false;

  // Bits 0-1: 0 driven, 1 in a handler, 2 handed over; the rest counts, so that an old turn never matches.
  alignas(64) std::atomic<std::uint64_t> turn_{0};
  std::atomic<std::uint64_t> requests_{0};
  std::atomic<int> driver_{0};  // the system's number of the thread
  alignas(64) std::atomic<unsigned> open_{0};
  std::atomic<bool> inbox_full_{false};
  std::mutex inbox_mutex_;
  std::vector<Arrival> arrivals_;
  std::vector<Connection*> returned_;
  unsigned commands_ = 0;
};

}  // namespace adsbox::net
