// The server's TLS context, made when the first TLS client comes: OpenSSL's start costs more than the rest of our start.
#pragma once

#include <openssl/ssl.h>

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace adsbox::net {

/// What a server proves its name with, as PEM text.
struct TlsIdentity {
  std::string certificate_chain;  // its own certificate first
  std::string private_key;
};

/// Called before the first handshake and then at most twice a day, so that it may renew what runs out.
using TlsSource = std::function<std::expected<TlsIdentity, std::string>()>;

/// Thread-safe.
class TlsContext {
 public:
  explicit TlsContext(TlsSource source) : source_(std::move(source)) {}

  /// A server-side session on `fd`, not yet shaken hands. The caller frees it. On error: why there is no certificate.
  std::expected<SSL*, std::string> session(int fd);

 private:
  std::expected<std::shared_ptr<SSL_CTX>, std::string> context();

  TlsSource source_;
  std::mutex mutex_;
  std::shared_ptr<SSL_CTX> context_;
  std::chrono::steady_clock::time_point made_;
};

}  // namespace adsbox::net
