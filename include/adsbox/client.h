// Calls the Bing Ads API: any operation of the six services, over REST or SOAP, with typed requests and answers.
// Use it with adsbox while developing and with the real service afterwards: only the Environment differs.
//
//   #include "adsbox/client.h"
//   #include "adsbox/customer_management.h"
//
//   void print_user(const std::string& access_token) {
//     using namespace adsbox;
//     ServiceClient client({.environment = Environment::at("http://127.0.0.1:8080"),
//                           .developer_token = "BBD37VB98",
//                           .token = fixed_token(access_token)});
//     auto answer = client.call<customer_management::GetUser>({});
//     if (answer)
//       std::printf("user %ld\n", static_cast<long>(answer->user->id.value_or(0)));
//     else
//       std::puts(answer.error().describe().c_str());
//   }
//
// A ServiceClient may be used from several threads at once. Nothing throws, except for want of memory.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "adsbox/api_error.h"
#include "adsbox/environment.h"
#include "adsbox/retry.h"
#include "adsbox/transport.h"
#include "adsbox/values.h"

namespace adsbox {

/// The two wires are equals; the real service ends SOAP on 31 January 2027.
enum class Protocol : std::uint8_t { rest, soap };

/// Gives the access token of a call. Asked again with `renew` when the service says that the last one has expired; a source
/// that cannot renew answers with the same token, and the call fails. Must be thread-safe. See Session::source().
using TokenSource = std::function<std::expected<std::string, ApiError>(bool renew)>;

/// A token that never changes.
TokenSource fixed_token(std::string access_token);

struct ClientOptions {
  Environment environment = Environment::production();
  Protocol protocol = Protocol::rest;
  std::string developer_token;
  TokenSource token;
  /// CustomerId and CustomerAccountId of the calls to the services that want them; 0 = not sent.
  std::int64_t customer_id = 0;
  std::int64_t customer_account_id = 0;
  /// `Google` for tokens of Google sign-in, else empty.
  std::string identity_provider;
  RetryPolicy retry;
  /// Of one try.
  std::chrono::milliseconds timeout{100'000};
  /// Empty: libcurl with its defaults.
  std::shared_ptr<Transport> transport;
  /// Receives a line for each exchange, and with log_bodies the messages; secrets are replaced by ***.
  std::function<void(std::string_view)> log;
  bool log_bodies = false;
};

/// What came back, when the type alone does not tell enough.
struct Answer {
  box<object> response;
  std::string tracking_id;
  int http_status = 0;
  std::string body;  // as received
};

class ServiceClient {
 public:
  explicit ServiceClient(ClientOptions options);

  /// Calls `Op`, an operation tag of a generated header such as adsbox/campaign_management.h. Partial errors of a batch are
  /// part of a successful answer.
  template <class Op>
  [[nodiscard]] std::expected<typename Op::Response, ApiError> call(const typename Op::Request& request) const {
    auto answer = invoke(Op::id, request);
    if (!answer) return std::unexpected(std::move(answer.error()));
    return std::move(static_cast<typename Op::Response&>(*answer->response));
  }

  /// The same without static types: `request` must be of the operation's request type.
  [[nodiscard]] std::expected<Answer, ApiError> invoke(std::uint16_t operation, const object& request) const;

  [[nodiscard]] const ClientOptions& options() const { return options_; }
  /// The same client for another account or customer.
  [[nodiscard]] ServiceClient with_account(std::int64_t customer_id, std::int64_t customer_account_id) const;

 private:
  ClientOptions options_;
};

}  // namespace adsbox
