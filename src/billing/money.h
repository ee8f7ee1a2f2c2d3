// Amounts and days as the ledger counts them.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>

#include "adsbox/values.h"

namespace adsbox::billing {

/// Money in millionths of its currency: sums of doubles would not add up to the cent.
using Micros = std::int64_t;

[[nodiscard]] inline Micros micros(double amount) {
  return std::llround(amount * 1e6);
}
[[nodiscard]] inline double amount(Micros m) {
  return static_cast<double>(m) / 1e6;
}

/// A day of the ledger, in UTC.
using Day = std::chrono::sys_days;

[[nodiscard]] inline Day day_of(DateTime t) {
  using Ticks = std::chrono::duration<std::int64_t, std::ratio<1, DateTime::ticks_per_second>>;
  return std::chrono::floor<std::chrono::days>(std::chrono::sys_time<Ticks>(Ticks(t.ticks())));
}
/// The first moment of the day.
[[nodiscard]] inline DateTime moment(Day d) {
  return {std::int64_t{d.time_since_epoch().count()} * 86'400 * DateTime::ticks_per_second, true};
}
[[nodiscard]] inline std::chrono::year_month month_of(Day d) {
  const std::chrono::year_month_day ymd(d);
  return ymd.year() / ymd.month();
}
[[nodiscard]] inline Day first_day(std::chrono::year_month m) {
  return m / std::chrono::day(1);
}
[[nodiscard]] inline Day last_day(std::chrono::year_month m) {
  return m / std::chrono::last;
}

}  // namespace adsbox::billing
