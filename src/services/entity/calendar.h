// Days of the calendar, which ticks know nothing of.
#pragma once

#include <chrono>
#include <cstdint>

#include "adsbox/values.h"

namespace adsbox::services {

/// The day (UTC) that a moment lies in.
[[nodiscard]] inline std::chrono::year_month_day day_of(DateTime t) {
  using namespace std::chrono;
  const auto seconds_since = seconds(t.ticks() / DateTime::ticks_per_second);
  return year_month_day(floor<days>(sys_seconds(seconds_since)));
}
/// A day as one number that reads like it: 20500101.
[[nodiscard]] inline std::int64_t date_number(std::chrono::year_month_day d) {
  return int{d.year()} * 10'000LL + unsigned{d.month()} * 100LL + unsigned{d.day()};
}
[[nodiscard]] inline std::int64_t date_number(DateTime t) {
  return date_number(day_of(t));
}
/// The same day of the next year; of 29 February the last one of February.
[[nodiscard]] inline std::chrono::year_month_day a_year_later(std::chrono::year_month_day d) {
  const auto next = d + std::chrono::years(1);
  return next.ok() ? next : next.year() / next.month() / std::chrono::last;
}
[[nodiscard]] inline unsigned days_in_month(std::chrono::year_month_day d) {
  return unsigned{(d.year() / d.month() / std::chrono::last).day()};
}

}  // namespace adsbox::services
