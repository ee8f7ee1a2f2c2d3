// What the HTTP server hands to the rest of adsbox, free of sockets and of any library's types.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace adsbox::net {

struct Header {
  std::string_view name;
  std::string_view value;
};

/// One request. All views live until the handler returns.
struct Request {
  std::string_view method;
  std::string_view target;  // as sent: path and query
  std::string_view path;    // before '?', not decoded
  std::string_view query;   // after '?', not decoded
  std::string_view host;    // Host header, lower-cased, with its port
  std::vector<Header> headers;
  std::string_view body;  // plain: a Content-Encoding has been undone
  std::string_view remote_address;
  std::string_view local_address;  // `address:port` the connection came in on
  bool tls = false;
  bool loopback = false;  // the peer is on this machine and no reverse proxy (X-Forwarded-For, Forwarded) stands between

  /// First header of that name (case-insensitive); empty view when absent.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  [[nodiscard]] bool has_header(std::string_view name) const;
  /// `scheme://host[:port]` as the client sees this server: X-Forwarded-Proto/-Host, else Host, else the local address.
  [[nodiscard]] std::string base_url() const;
  /// A page of another site makes a browser send this, and it could change something (any method but GET, HEAD, OPTIONS). Told by
  /// Sec-Fetch-Site, else by an Origin that is neither the host asked for nor that of `public_url`. Programs send neither header.
  [[nodiscard]] bool cross_site(std::string_view public_url) const;
};

struct Response {
  int status = 200;
  std::string_view content_type = "text/plain; charset=utf-8";  // a constant
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  /// When set, the body is this file, streamed. A file that cannot be opened becomes a 500.
  std::optional<std::string> file;
  /// The part of the file that is sent.
  std::uint64_t file_from = 0;
  std::optional<std::uint64_t> file_bytes = {};  // none: to its end

  // What goes wrong on the way to the client, for tests of clients. A server that stops waits for none of it.
  std::chrono::milliseconds delay{0};           // before the first byte
  std::uint64_t bytes_per_second = 0;           // of the body; 0 = as fast as it goes
  bool drop = false;                            // the connection is reset instead of an answer (after the delay)
  std::optional<std::uint64_t> cut_after = {};  // bytes of the body after which the connection ends; Content-Length is the whole
  [[nodiscard]] bool hindered() const { return delay.count() > 0 || bytes_per_second != 0 || drop || cut_after.has_value(); }

  /// Bytes of the body; of a file that cannot be looked at none. Asks the system for a file's.
  [[nodiscard]] std::uint64_t body_size() const;

  void set(std::string name, std::string value) { headers.emplace_back(std::move(name), std::move(value)); }
};

/// Runs on an I/O thread; may block for a store commit (see net/blocking.h). Must not throw.
using Handler = std::function<void(const Request&, Response&)>;

/// `a%20b+c` -> `a b c`; malformed escapes are kept as they are.
std::string url_decode(std::string_view s, bool plus_is_space = true);
std::string url_encode(std::string_view s);
/// Ordered pairs of an x-www-form-urlencoded text (query or body).
std::vector<std::pair<std::string, std::string>> parse_form(std::string_view s);
bool iequals(std::string_view a, std::string_view b);
/// Without blanks and tabs around, as header values are read.
std::string_view trim(std::string_view s);

}  // namespace adsbox::net
