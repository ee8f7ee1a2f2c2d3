// Why a call failed, with everything that the server told.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adsbox {

/// One AdApiError, OperationError, BatchError or EditorialError of a fault.
struct ErrorItem {
  std::int32_t code = 0;  // documented number, e.g. 105
  std::string symbol;     // InvalidCredentials; empty where the service sends numbers only
  std::string message;
  std::string details;
  int index = -1;          // position in the request's list; -1 = the whole call
  std::string field_path;  // member that was refused, where the service names it
};

struct ApiError {
  enum class Kind : std::uint8_t {
    invalid_request,  // not sent: the operation is not offered over this protocol, or no token could be had
    transport,        // no answer: connection, TLS, timeout
    http,             // an answer that is none of the API's: a proxy's error page, 503 while the service is down
    fault,            // the service refused and said why
    undecodable,      // an answer that does not follow the contract
    sign_in,          // the identity service refused; symbol is its error (invalid_grant), code the AADSTS number
  };
  Kind kind = Kind::transport;
  std::int32_t code = 0;  // of the first error; 0 = none
  std::string symbol;
  std::string message;
  std::string fault_type;                                // AdApiFaultDetail, ApiFaultDetail, ApiFault ...
  std::string tracking_id;                               // quote it to support
  int http_status = 0;                                   // 0 = no answer
  std::vector<ErrorItem> errors;                         // concern the whole call
  std::vector<ErrorItem> batch_errors;                   // concern single items
  std::optional<std::chrono::milliseconds> retry_after;  // what the server asked for
  int attempts = 1;                                      // how often it was tried
  bool request_sent = true;                              // false: certainly never arrived
  std::string raw_response;  // body as received; may hold secrets of a sign-in, so redact() before it is logged

  /// The caller sends too much: call rate, concurrent reports, bulk requests of the period.
  [[nodiscard]] bool throttled() const { return http_status == 429 || code == 117 || code == 207 || code == 4204; }
  /// The access token has run out.
  [[nodiscard]] bool token_expired() const { return code == 109 && kind == Kind::fault; }
  /// Some lines for a person: what, which item, where to ask.
  [[nodiscard]] std::string describe() const;
};

/// `text` with everything that looks like a secret replaced by ***: tokens, passwords and authorization codes in JSON, XML,
/// forms, URLs and headers.
std::string redact(std::string_view text);

}  // namespace adsbox
