// One non-blocking socket, plain or with TLS on it.
#pragma once

#include <openssl/ssl.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace adsbox::net {

enum class Io : std::uint8_t {
  done,     // some bytes went
  blocked,  // nothing now; the socket's next edge tells when
  end,      // the peer will send no more
  failed,   // broken; close it
};

struct IoResult {
  Io io;
  std::size_t bytes = 0;
};

class Stream {
 public:
  explicit Stream(int fd) : fd_(fd) {}
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool tls() const { return ssl_ != nullptr; }
  /// Takes the session, whose fd is this socket.
  void start_tls(SSL* ssl) { ssl_ = ssl; }
  /// Io::end: the peer spoke plain HTTP to a TLS port.
  Io handshake();
  /// Gives the socket away: the stream no longer closes it.
  int release();

  IoResult read(char* to, std::size_t size);
  /// Plain only: looks without taking.
  IoResult peek(char* to, std::size_t size);
  /// Both pieces with one call where that is possible. `more`: further bytes follow at once.
  IoResult write(std::string_view first, std::string_view second, bool more);
  /// At most `size` bytes of `file` from `offset`; `scratch` is used when the kernel cannot send by itself.
  IoResult write_file(int file, off_t offset, std::size_t size, char* scratch, std::size_t scratch_size);
  /// No more output; input goes on. Unencrypted bytes may be sent even though TLS was begun (see handshake()).
  void shutdown_write();
  /// The peer will see a reset instead of an end; what was not sent yet is dropped.
  void reset_on_close();
  IoResult write_plain(std::string_view bytes);

 private:
  [[nodiscard]] IoResult ssl_result(int n) const;
  int fd_;
  SSL* ssl_ = nullptr;
};

}  // namespace adsbox::net
