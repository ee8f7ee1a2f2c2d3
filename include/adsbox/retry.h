// When a failed call is tried again, and after how long.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "adsbox/api_error.h"

namespace adsbox {

/// Calls refused before any work was done (throttling: code 117 or HTTP 429; HTTP 503; no connection) are repeated whatever
/// they do. Where the work may have been done (a broken connection, HTTP 500, 502, 504) only reading operations are.
/// Limits on jobs (207, 4204) last for minutes and are left to the caller.
struct RetryPolicy {
  int max_attempts = 4;  // the first one included
  std::chrono::milliseconds first_delay{500};
  double factor = 2.0;  // growth of the delay
  std::chrono::milliseconds longest_delay{30'000};
  /// After a throttled call without Retry-After: the service counts calls over 60 seconds.
  std::chrono::milliseconds throttled_delay{60'000};
  /// A Retry-After beyond this is not waited for: the call fails and ApiError::retry_after says how long it would take.
  std::chrono::milliseconds longest_retry_after{120'000};
  double jitter = 0.2;  // delays vary by that part, so that many clients do not come back at once
  /// The seams for tests: how to wait, a number in [0, 1), the time of day.
  std::function<void(std::chrono::milliseconds)> sleep;
  std::function<double()> random;
  std::function<std::chrono::system_clock::time_point()> now;

  static RetryPolicy none() { return {.max_attempts = 1}; }
  /// The delay before the next try, or nothing when `error` (of try number `attempt`, counted from 1) is final.
  [[nodiscard]] std::optional<std::chrono::milliseconds> delay(const ApiError& error, int attempt, bool reads_only) const;
};

/// A Retry-After header: seconds or an HTTP date (all three spellings). Nothing for texts that are neither; a moment that has
/// passed is zero.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value, std::chrono::system_clock::time_point now);

}  // namespace adsbox
