#include "adsbox/retry.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace adsbox {
namespace {

using std::chrono::milliseconds;

/// Whether trying again may help, and whether the failed try certainly did nothing.
enum class Outcome { final, refused, unknown };

Outcome outcome(const ApiError& e) {
  if (e.code == 117 || e.http_status == 429) return Outcome::refused;
  switch (e.kind) {
    case ApiError::Kind::transport:
      return e.request_sent ? Outcome::unknown : Outcome::refused;
    case ApiError::Kind::http:
      if (e.http_status == 503) return Outcome::refused;
      return e.http_status == 500 || e.http_status == 502 || e.http_status == 504 ? Outcome::unknown : Outcome::final;
    case ApiError::Kind::fault: {
      if (e.http_status == 503) return Outcome::refused;
      // Code 0 is the service's own failure; a SOAP fault has HTTP 500 whatever it says.
      const bool internal = e.http_status >= 500 && !e.errors.empty() && e.errors.front().code == 0;
      return internal ? Outcome::unknown : Outcome::final;
    }
    default:
      return Outcome::final;
  }
}

constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

int month_number(std::string_view s) {
  for (std::size_t i = 0; i < months.size(); ++i)
    if (s == months[i]) return static_cast<int>(i) + 1;
  return 0;
}

/// The number at the front, of at most `digits` digits; -1 when there is none.
int take_number(std::string_view& s, std::size_t digits) {
  int n = 0;
  std::size_t i = 0;
  while (i < s.size() && i < digits && s[i] >= '0' && s[i] <= '9') n = n * 10 + (s[i++] - '0');
  s.remove_prefix(i);
  return i == 0 ? -1 : n;
}

bool take(std::string_view& s, std::string_view what) {
  if (!s.starts_with(what)) return false;
  s.remove_prefix(what.size());
  return true;
}

struct Clock {
  int hour = -1, minute = -1, second = -1;
  bool read(std::string_view& s) {
    hour = take_number(s, 2);
    if (!take(s, ":")) return false;
    minute = take_number(s, 2);
    if (!take(s, ":")) return false;
    second = take_number(s, 2);
    return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60;
  }
};

std::optional<std::chrono::system_clock::time_point> parse_http_date(std::string_view s) {
  using namespace std::chrono;
  int day_number = -1, month = 0, year = -1;
  Clock clock;
  const auto comma = s.find(',');
  if (comma != s.npos) {  // "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT"
    s.remove_prefix(comma + 1);
    while (take(s, " ")) {
    }
    day_number = take_number(s, 2);
    const bool old = take(s, "-");
    if (!old && !take(s, " ")) return std::nullopt;
    month = month_number(s.substr(0, 3));
    s.remove_prefix(std::min<std::size_t>(3, s.size()));
    if (!take(s, old ? "-" : " ")) return std::nullopt;
    year = take_number(s, 4);
    if (old && year >= 0 && year < 100) year += year < 70 ? 2000 : 1900;
    if (!take(s, " ") || !clock.read(s) || !take(s, " GMT")) return std::nullopt;
  } else {  // "Sun Nov  6 08:49:37 1994"
    if (s.size() < 4 || s[3] != ' ') return std::nullopt;
    s.remove_prefix(4);
    month = month_number(s.substr(0, 3));
    s.remove_prefix(std::min<std::size_t>(3, s.size()));
    while (take(s, " ")) {
    }
    day_number = take_number(s, 2);
    if (!take(s, " ") || !clock.read(s) || !take(s, " ")) return std::nullopt;
    year = take_number(s, 4);
  }
  if (!s.empty() || month == 0 || day_number < 1 || year < 1970) return std::nullopt;
  const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            day(static_cast<unsigned>(day_number))};
  if (!date.ok()) return std::nullopt;
  return sys_days(date) + hours(clock.hour) + minutes(clock.minute) + seconds(clock.second);
}

}  // namespace

std::optional<milliseconds> RetryPolicy::delay(const ApiError& error, int attempt, bool reads_only) const {
  if (attempt >= max_attempts) return std::nullopt;
  const auto what = outcome(error);
  if (what == Outcome::final || (what == Outcome::unknown && !reads_only)) return std::nullopt;
  if (error.retry_after) {
    if (*error.retry_after > longest_retry_after) return std::nullopt;
    return *error.retry_after;
  }
  const double base = error.throttled() ? static_cast<double>(throttled_delay.count())
                                        : std::min(static_cast<double>(first_delay.count()) * std::pow(factor, attempt - 1),
                                                   static_cast<double>(longest_delay.count()));
  const double chance = random ? random() : 0.5;
  // A throttled call comes back later, never earlier, than the window that refused it.
  const double spread = error.throttled() ? 1.0 + jitter * chance : 1.0 + jitter * (2.0 * chance - 1.0);
  return milliseconds(static_cast<std::int64_t>(base * spread));
}

std::optional<milliseconds> parse_retry_after(std::string_view value, std::chrono::system_clock::time_point now) {
  while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
  while (value.ends_with(' ') || value.ends_with('\t')) value.remove_suffix(1);
  if (value.empty()) return std::nullopt;
  if (value.find_first_not_of("0123456789") == value.npos) {
    constexpr std::int64_t a_year = 366LL * 24 * 3600;
    std::int64_t seconds = 0;
    for (const char c : value) seconds = std::min(seconds * 10 + (c - '0'), a_year);
    return milliseconds(seconds * 1000);
  }
  const auto when = parse_http_date(value);
  if (!when) return std::nullopt;
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(*when - now));
}

}  // namespace adsbox
