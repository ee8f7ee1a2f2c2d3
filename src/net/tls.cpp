#include "net/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <string_view>

#include "net/openssl_handles.h"

namespace adsbox::net {

namespace {

constexpr auto kReload = std::chrono::hours(12);

std::string openssl_error(const std::string& what) {
  char text[256] = "unknown reason";
  if (const auto code = ERR_peek_last_error(); code != 0) ERR_error_string_n(code, text, sizeof text);
  ERR_clear_error();
  return what + ": " + text;
}

// HTTP/1.1 or nothing said: clients that prefer h2 settle for it.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in, unsigned in_size, void*) {
  static constexpr unsigned char kOurs[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kOurs, sizeof kOurs - 1, in, in_size) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

bool use(SSL_CTX* context, const TlsIdentity& identity) {
  const auto chain = reader(identity.certificate_chain), key_text = reader(identity.private_key);
  if (!chain || !key_text) return false;
  const Certificate own(PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
  if (!own || SSL_CTX_use_certificate(context, own.get()) != 1) return false;
  while (const Certificate next{PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr)})
    if (SSL_CTX_add1_chain_cert(context, next.get()) != 1) return false;
  ERR_clear_error();  // the end of the chain is one
  const Key key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr));
  return key && SSL_CTX_use_PrivateKey(context, key.get()) == 1;
}

}  // namespace

std::expected<std::shared_ptr<SSL_CTX>, std::string> TlsContext::context() {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (context_ && now - made_ < kReload) return context_;
  const auto identity = source_();
  if (!identity) return std::unexpected(identity.error());
  ERR_clear_error();
  std::shared_ptr<SSL_CTX> fresh(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!fresh) return std::unexpected(openssl_error("no TLS context"));
  SSL_CTX_set_min_proto_version(fresh.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(fresh.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(fresh.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_num_tickets(fresh.get(), 1);
  SSL_CTX_set_alpn_select_cb(fresh.get(), choose_protocol, nullptr);
  if (!use(fresh.get(), *identity)) return std::unexpected(openssl_error("the server's certificate"));
  context_ = std::move(fresh);
  made_ = now;
  return context_;
}

std::expected<SSL*, std::string> TlsContext::session(int fd) {
  const auto shared = context();
  if (!shared) return std::unexpected(shared.error());
  SSL* ssl = SSL_new(shared->get());  // holds a reference of its own on the context
  if (ssl == nullptr || SSL_set_fd(ssl, fd) != 1) {
    SSL_free(ssl);
    return std::unexpected(openssl_error("no TLS session"));
  }
  SSL_set_accept_state(ssl);
  return ssl;
}

}  // namespace adsbox::net
