// Our own certificate authority: made once, good for the hosts we answer for and for nothing else.
//
// The authority's certificate is what users put in a trust store (or hand to `curl --cacert`). It carries a critical
// nameConstraints extension: even with its key stolen, nobody can use it to pretend to be a bank.
#pragma once

#include <expected>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "net/tls.h"

namespace adsbox::net {

class Authority {
 public:
  /// `directory` is made (mode 0700) when needed and holds ca.pem, ca-key.pem, server.pem, server-key.pem (mode 0600) and a
  /// lock file. Empty: all stays in memory, made when first asked for. `extra_names`: host names or IP addresses to cover beyond
  /// the official hosts and localhost (a public URL's).
  explicit Authority(std::string directory, std::vector<std::string> extra_names = {});

  /// Makes what is missing; renews the server's certificate 30 days before its end, the authority 60 days before its own, and
  /// both when a name is asked for that they lack. Several processes may share a directory. Error: the file and the reason.
  [[nodiscard]] std::expected<void, std::string> ensure() const;

  /// Like ensure(), but takes existing files as they are, unread, and makes nothing in memory: cheap enough for every start. A
  /// later TLS client meets identity(), which looks closer.
  [[nodiscard]] std::expected<void, std::string> ensure_present() const;

  /// Path of the authority's certificate (PEM); empty when it is in memory.
  [[nodiscard]] std::string ca_path() const;
  /// ensure() and the authority's certificate (PEM text): what clients are to trust.
  [[nodiscard]] std::expected<std::string, std::string> certificate() const;
  /// ensure() and what the server needs: a TlsSource.
  [[nodiscard]] std::expected<TlsIdentity, std::string> identity() const;

 private:
  [[nodiscard]] std::string read(const std::string& name) const;
  [[nodiscard]] std::expected<void, std::string> write(const std::string& name, const std::string& text) const;
  [[nodiscard]] std::expected<void, std::string> make_missing() const;

  std::string directory_;
  std::vector<std::string> names_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::string> memory_;  // by the name that the file would have
};

}  // namespace adsbox::net
