// DayTimeCriterion: a part of a day of the week.
#include "services/criterion/kinds.h"
#include "services/entity/fields.h"
#include "services/entity/limits.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// Minutes of the day, the end not included.
struct Interval {
  int from, to;
};

int minutes(const opt<int>& hour, const opt<Minute>& minute) {
  return hour.value_or(0) * 60 + 15 * static_cast<int>(minute.value_or(Minute::Zero));
}

Interval interval(const DayTimeCriterion& c) {
  return {minutes(c.from_hour, c.from_minute), minutes(c.to_hour, c.to_minute)};
}

std::string clock(int minutes) {
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(minutes / 60) + ':' + two(minutes % 60);
}

bool complete(const DayTimeCriterion& c) {
  return c.day && c.from_hour && c.from_minute && c.to_hour && c.to_minute;
}

/// "Monday 09:00-17:30"
std::string words(const DayTimeCriterion& c) {
  const auto [from, to] = interval(c);
  return describe(field_of(DayTimeCriterion::type_id, "Day"), &c.day) + ' ' + clock(from) + '-' + clock(to);
}

std::string value(const Criterion& c) {
  const auto& day_time = static_cast<const DayTimeCriterion&>(c);
  return complete(day_time) ? words(day_time) : std::string();
}

/// Beside the others of the day: none may overlap, and there is room for so many.
void decide_neighbours(const CriterionDecision& d, const DayTimeCriterion& wanted) {
  const auto [from, to] = interval(wanted);
  std::int64_t of_day = 0;
  bool taken = false;
  std::string overlapped;
  for_each_criterion(d.item.snapshot, d.level, d.entity_id, DayTimeCriterion::type_id, [&](const StoredCriterion& stored) {
    const auto& other = static_cast<const DayTimeCriterion&>(stored.criterion);
    if (other.day != wanted.day) return true;
    ++of_day;
    const auto [start, end] = interval(other);
    if (from == start && to == end)
      taken = true;  // which the engine tells, whether there is room or not
    else if (from < end && start < to)
      overlapped = words(other);
    return true;
  });
  if (!overlapped.empty())
    d.refuse(Error::CampaignServiceDayTimeTargetBidsIntervalOverlap, "overlap", "", words(wanted), "apart from " + overlapped,
             "a time of which no other criterion of the day has a part");
  const auto& limit = schema::find_limit("DayTime-criterions-per-day");
  const auto most = limit_of(d.item.world, limit);
  if (of_day >= most && !taken && !d.item.errors.any())
    d.refuse(static_cast<Error>(limit.error), "limit.DayTime-criterions-per-day", "", std::to_string(of_day),
             std::to_string(most), "at most " + std::to_string(most) + " a day");
}

void decide(CriterionDecision& d) {
  const auto& wanted = static_cast<const DayTimeCriterion&>(d.sent);
  if (d.stored != nullptr || !complete(wanted)) return;
  const auto [from, to] = interval(wanted);
  const auto refuse = [&](std::string_view rule, std::string_view member, std::string bound, std::string expected) {
    d.refuse(Error::CampaignServiceDayTimeTargetBidIntervalInvalid, rule, member, words(wanted), std::move(bound),
             std::move(expected));
  };
  if (to > 24 * 60)
    refuse("ToMinute.midnight", "ToMinute", "Zero", "Zero: the day ends at 24:00");
  else if (from >= to)
    refuse("interval", "ToHour", "after " + clock(from), "a time after the beginning");
  else
    decide_neighbours(d, wanted);
}

}  // namespace

extern const CriterionKind day_time_kind;
const CriterionKind day_time_kind{.type = DayTimeCriterion::type_id, .name = "DayTime", .value = value, .decide = decide};

}  // namespace adsbox::services
