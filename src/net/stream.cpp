#include "net/stream.h"

#include <openssl/err.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace adsbox::net {

namespace {

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK;
}

IoResult from_send(ssize_t n) {
  if (n >= 0) return {Io::done, static_cast<std::size_t>(n)};
  return {would_block() || errno == EINTR ? Io::blocked : Io::failed};
}

IoResult from_recv(ssize_t n) {
  if (n > 0) return {Io::done, static_cast<std::size_t>(n)};
  if (n == 0) return {Io::end};
  return {would_block() ? Io::blocked : Io::failed};
}

}  // namespace

Stream::~Stream() {
  if (ssl_ != nullptr) {
    ERR_clear_error();
    if (SSL_is_init_finished(ssl_) == 1) SSL_shutdown(ssl_);  // best effort: says close_notify
    SSL_free(ssl_);
  }
  if (fd_ >= 0) ::close(fd_);
}

int Stream::release() {
  return std::exchange(fd_, -1);
}

IoResult Stream::ssl_result(int n) const {
  if (n > 0) return {Io::done, static_cast<std::size_t>(n)};
  switch (SSL_get_error(ssl_, n)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return {Io::blocked};
    case SSL_ERROR_ZERO_RETURN:
      return {Io::end};
    default:
      return {Io::failed};
  }
}

Io Stream::handshake() {
  ERR_clear_error();
  const int n = SSL_do_handshake(ssl_);
  if (n == 1) return Io::done;
  const auto io = ssl_result(n).io;
  if (io != Io::failed) return io == Io::blocked ? Io::blocked : Io::failed;
  return ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST ? Io::end : Io::failed;
}

IoResult Stream::read(char* to, std::size_t size) {
  if (ssl_ != nullptr) {
    ERR_clear_error();
    return ssl_result(SSL_read(ssl_, to, static_cast<int>(std::min<std::size_t>(size, 1 << 30))));
  }
  ssize_t n;
  do {
    n = ::recv(fd_, to, size, 0);
  } while (n < 0 && errno == EINTR);
  return from_recv(n);
}

IoResult Stream::peek(char* to, std::size_t size) {
  return from_recv(::recv(fd_, to, size, MSG_PEEK));
}

IoResult Stream::write(std::string_view first, std::string_view second, bool more) {
  if (ssl_ != nullptr) {
    const std::string_view piece = first.empty() ? second : first;
    ERR_clear_error();
    return ssl_result(SSL_write(ssl_, piece.data(), static_cast<int>(std::min<std::size_t>(piece.size(), 1 << 30))));
  }
  const int flags = MSG_NOSIGNAL | (more ? MSG_MORE : 0);
  if (second.empty()) return from_send(::send(fd_, first.data(), first.size(), flags));
  if (first.empty()) return from_send(::send(fd_, second.data(), second.size(), flags));
  iovec pieces[2] = {{const_cast<char*>(first.data()), first.size()}, {const_cast<char*>(second.data()), second.size()}};
  msghdr message{};
  message.msg_iov = pieces;
  message.msg_iovlen = 2;
  return from_send(::sendmsg(fd_, &message, flags));
}

IoResult Stream::write_file(int file, off_t offset, std::size_t size, char* scratch, std::size_t scratch_size) {
  if (ssl_ == nullptr) {
    off_t at = offset;
    const ssize_t n = ::sendfile(fd_, file, &at, size);
    if (n == 0) return {Io::failed};  // the file shrank under us: the promised length cannot be kept
    return from_send(n);
  }
  // A retry after `blocked` must offer the same bytes again: the file is the buffer.
  const ssize_t n = ::pread(file, scratch, std::min(size, scratch_size), offset);
  if (n <= 0) return {Io::failed};
  return write({scratch, static_cast<std::size_t>(n)}, {}, false);
}

void Stream::shutdown_write() {
  if (ssl_ != nullptr && SSL_is_init_finished(ssl_) == 1) {
    ERR_clear_error();
    SSL_shutdown(ssl_);
  }
  ::shutdown(fd_, SHUT_WR);
}

void Stream::reset_on_close() {
  const linger none{1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

IoResult Stream::write_plain(std::string_view bytes) {
  return from_send(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

}  // namespace adsbox::net
