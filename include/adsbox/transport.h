// How the SDK reaches the network: one virtual function, so that a test, a recorder or a company's own HTTP stack can stand
// in for it. Ready for use: make_transport() (libcurl), and FakeTransport in adsbox/fake_transport.h.
//
//   auto transport = adsbox::make_transport({.ca_file = "/home/me/.adsbox/ca.pem"});
//   auto answer = transport->send({.method = "GET", .url = "https://localhost:8443/_adsbox/v1/health"});
//   if (answer && answer->status == 200) std::puts(answer->body.c_str());
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace adsbox {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  HttpHeaders headers;
  std::string body;
  /// For the whole exchange, connecting included.
  std::chrono::milliseconds timeout{100'000};
};

struct HttpResponse {
  int status = 0;
  HttpHeaders headers;
  std::string body;
  /// Value of the first header of that name (in any case); empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// No HTTP answer came back.
struct TransportError {
  std::string message;
  /// The request may have reached the server: repeating it could do its work twice.
  bool sent = true;
};

/// Implementations must allow send() from several threads at once. Redirects are not followed.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual std::expected<HttpResponse, TransportError> send(const HttpRequest& request) = 0;
};

struct TransportOptions {
  /// PEM file of authorities to trust instead of the system's, such as adsbox's own.
  std::string ca_file;
  /// Skip the check of certificates. For experiments on loopback only.
  bool insecure = false;
  /// Value of User-Agent.
  std::string user_agent = "adsbox";
};

/// A transport on libcurl with connections kept alive. libcurl is loaded when the first request is sent; where it is missing
/// that request fails and says so.
std::shared_ptr<Transport> make_transport(TransportOptions options = {});

}  // namespace adsbox
