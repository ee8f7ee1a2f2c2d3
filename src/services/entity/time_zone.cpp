#include "services/entity/time_zone.h"

#include <optional>

#include "schema/rules.h"
#include "services/entity/calendar.h"

namespace adsbox::services {
namespace {

/// A change of the clocks: day `weekday` of week `week` (5 = the last) of a month, `time` seconds after midnight.
struct Change {
  unsigned month = 0, week = 0, weekday = 0;
  std::int64_t time = 2 * 3600;
};

class Reader {
 public:
  explicit Reader(std::string_view s) : s_(s) {}
  [[nodiscard]] bool done() const { return s_.empty(); }
  bool take(char c) {
    if (s_.empty() || s_[0] != c) return false;
    s_.remove_prefix(1);
    return true;
  }
  /// CET, or <+01>.
  void name() {
    const bool quoted = take('<');
    std::size_t n = 0;
    while (n < s_.size() && (quoted ? s_[n] != '>' : (s_[n] | 0x20) >= 'a' && (s_[n] | 0x20) <= 'z')) ++n;
    s_.remove_prefix(n);
    if (quoted) take('>');
  }
  std::optional<std::int64_t> number() {
    std::size_t n = 0;
    std::int64_t value = 0;
    for (; n < s_.size() && s_[n] >= '0' && s_[n] <= '9' && n < 4; ++n) value = value * 10 + (s_[n] - '0');
    if (n == 0) return std::nullopt;
    s_.remove_prefix(n);
    return value;
  }
  /// [+-]hh[:mm[:ss]] in seconds.
  std::optional<std::int64_t> time() {
    const bool minus = take('-');
    if (!minus) take('+');
    const auto hours = number();
    if (!hours) return std::nullopt;
    std::int64_t seconds = *hours * 3600;
    if (take(':')) seconds += number().value_or(0) * 60;
    if (take(':')) seconds += number().value_or(0);
    return minus ? -seconds : seconds;
  }
  /// ,Mm.w.d[/time]
  std::optional<Change> change() {
    if (!take(',') || !take('M')) return std::nullopt;
    const auto month = number();
    if (!month || !take('.')) return std::nullopt;
    const auto week = number();
    if (!week || !take('.')) return std::nullopt;
    const auto weekday = number();
    if (!weekday || *month < 1 || *month > 12 || *week < 1 || *week > 5 || *weekday > 6) return std::nullopt;
    Change c{static_cast<unsigned>(*month), static_cast<unsigned>(*week), static_cast<unsigned>(*weekday)};
    if (take('/')) c.time = time().value_or(c.time);
    return c;
  }

 private:
  std::string_view s_;
};

/// Seconds since 1970 of a change in a year, by the clocks that it ends.
std::int64_t local_seconds(const Change& c, std::chrono::year y) {
  using namespace std::chrono;
  const auto in_month = y / month(c.month);
  const sys_days day =
      c.week == 5 ? sys_days(in_month / weekday(c.weekday)[last]) : sys_days(in_month / weekday(c.weekday)[c.week]);
  return day.time_since_epoch().count() * 86'400LL + c.time;
}

}  // namespace

std::int64_t utc_offset(std::string_view posix, DateTime t) {
  Reader r(posix);
  r.name();
  const auto west = r.time();
  if (!west) return 0;
  const std::int64_t standard = -*west;
  if (r.done()) return standard;
  r.name();
  std::int64_t summer = standard + 3600;
  if (const auto summer_west = r.time()) summer = -*summer_west;
  const auto begins = r.change(), ends = r.change();
  if (!begins || !ends) return standard;
  const std::int64_t now = t.ticks() / DateTime::ticks_per_second;
  const auto year = day_of(DateTime(t.ticks() + standard * DateTime::ticks_per_second, true)).year();
  const auto from = local_seconds(*begins, year) - standard, to = local_seconds(*ends, year) - summer;
  const bool is_summer = from < to ? now >= from && now < to : now >= from || now < to;  // the latter south of the equator
  return is_summer ? summer : standard;
}

std::chrono::year_month_day day_in_zone(std::string_view zone, DateTime t) {
  const auto* row = schema::find_time_zone(zone);
  if (row == nullptr) return day_of(t);
  return day_of(DateTime(t.ticks() + utc_offset(schema::rule_book.text(row->posix), t) * DateTime::ticks_per_second, true));
}

}  // namespace adsbox::services
