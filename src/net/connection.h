// One client connection: reads requests, runs the handler, writes answers. Belongs to a reactor.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "net/http.h"
#include "net/reactor.h"
#include "net/request_reader.h"
#include "net/stream.h"

namespace adsbox::net {

class Connection : public Source {
 public:
  enum class Flow : std::uint8_t {
    waiting,  // for the socket
    again,    // has more to do, but others are due
    closed,   // destroy me
    lost,     // the reactor went to another thread while the handler ran: give me back to it
    go_on,    // (inside) the state changed, look again
  };

  Connection(Reactor& reactor, int fd, Front front, const sockaddr_storage& peer);
  ~Connection();

  [[nodiscard]] int fd() const { return stream_.fd(); }
  /// Notes what epoll told.
  void note(std::uint32_t events);
  /// Does all that can be done without waiting.
  Flow proceed(Worker& worker);
  /// Its time is up.
  Flow expire();
  [[nodiscard]] std::int64_t deadline_ms() const { return deadline_ms_; }

  bool busy = false;         // in a handler, maybe in another thread
  bool queued = false;       // in the reactor's ready list
  std::int64_t due_ms = -1;  // when the reactor is to look at it again by itself; -1: not (see Reactor::wake_at)
  Connection* previous = nullptr;
  Connection* next = nullptr;

 private:
  enum class State : std::uint8_t { handshake, proxy, reading, writing, lingering };

  // Bytes kept between two events: of an incomplete request, or of pipelined ones. Grows by realloc, which moves pages, not
  // bytes.
  class Buffer {
   public:
    [[nodiscard]] char* data() const { return block_.get() + begin_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t room() const { return capacity_ - begin_ - size_; }
    void set_size(std::size_t size) { size_ = size; }
    void drop_front(std::size_t n) {
      begin_ += n;
      size_ -= n;
    }
    /// Room for `n` more bytes after the present ones; false when memory is out.
    bool make_room(std::size_t n);
    bool append(const char* from, std::size_t n);
    void clear();

   private:
    struct Free {
      void operator()(char* p) const { std::free(p); }
    };
    std::unique_ptr<char, Free> block_;
    std::size_t begin_ = 0;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
  };
  struct Answer {
    Response response;
    bool keep_alive;
    bool http_1_0;
    bool head_only;
  };
  struct Pace {
    std::uint64_t bytes_per_second;
    std::int64_t began_ms;
    std::uint64_t sent = 0;
  };

  static constexpr unsigned kBatch = 32;                    // pipelined requests before others get their turn
  static constexpr std::size_t kKeepCapacity = 128 * 1024;  // a larger body buffer is not kept for the next request

  Flow step(Worker& worker);
  Flow read_more(Worker& worker);
  Flow serve(Worker& worker, RequestReader& reader, char* data, std::size_t size);
  bool handle(Worker& worker, RequestReader& reader, char* data);
  void fill_request(Request& request, const RequestReader& reader, char* data) const;
  bool decode_body(Worker& worker);
  bool take_proxied(Worker& worker);
  bool keep_partial(Worker& worker, RequestReader& reader, const char* data, std::size_t size);
  Flow shake_hands(Worker& worker);
  Flow proxy_step(Worker& worker);
  Flow refuse_host(std::string_view host);
  Flow refuse(int status, std::string_view text);
  Flow refuse_body(Worker& worker, RequestReader& reader, char* data);
  Flow linger();
  Flow discard(Worker& worker);
  Flow begin_response(Worker& worker, Response& response, bool keep_alive, bool http_1_0, bool head_only);
  Flow hold(Response& response, bool keep_alive, bool http_1_0, bool head_only);
  Flow flush_paced(Worker& worker);
  bool open_file(Response& response, bool head_only, std::uint64_t& length);
  Flow flush(Worker& worker);
  Flow response_sent();
  void expect_within(std::int64_t ms) { deadline_ms_ = reactor_.now_ms() + ms; }

  Reactor& reactor_;
  Stream stream_;
  Front front_;
  State state_ = State::reading;
  bool readable_ = false;
  bool hung_up_ = false;      // the peer closed its side, or worse
  bool unseen_ = false;       // input_ holds bytes that the reader has not been shown
  bool close_after_ = false;  // when the answer is out
  bool unread_ = false;       // lingering: the client sent what nobody read
  bool peer_is_local_ = false;
  std::uint8_t served_ = 0;  // in this turn
  std::int64_t deadline_ms_ = 0;
  std::int64_t request_began_ms_ = -1;  // -1: no byte of it yet
  Buffer input_;
  std::unique_ptr<RequestReader> reader_;

  std::string out_head_;
  std::string out_body_;
  std::size_t head_at_ = 0;
  std::size_t body_at_ = 0;
  int file_ = -1;
  off_t file_at_ = 0;
  std::uint64_t file_left_ = 0;

  std::unique_ptr<Answer> answer_;  // of a handler that came back to a lost reactor, or held back until it is due
  std::unique_ptr<Pace> pace_;      // of an answer whose body is sent slowly
  std::string remote_;
  std::string local_;
  std::string world_;  // of what came through the proxy
};

}  // namespace adsbox::net
