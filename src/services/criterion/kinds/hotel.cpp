// The criterions of hotel bookings: how long before the stay, from when, on which day of the week, of which length, and whether
// the dates were chosen. Bounds are limits of schema/rules.
#include "services/criterion/kinds.h"
#include "services/entity/calendar.h"
#include "services/entity/fields.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// A new range whose ends are there: the first not above the last.
template <class T>
void check_order(const CriterionDecision& d, std::string_view first, std::string_view last, const opt<T>& from,
                 const opt<T>& to) {
  if (d.stored != nullptr || !from || !to || *from <= *to) return;
  d.refuse(Error::ValueOutOfRange, std::string(first) + ".order", first, std::to_string(*from), ".." + std::to_string(*to),
           "not above " + std::string(last));
}

/// What a range is compared by; nothing where an end is missing, or was refused.
template <class T>
std::string range(const opt<T>& from, const opt<T>& to) {
  return from && to ? std::to_string(*from) + ".." + std::to_string(*to) : std::string();
}

std::string window(const Criterion& c) {
  const auto& w = static_cast<const HotelAdvanceBookingWindowCriterion&>(c);
  return range(w.min_days, w.max_days);
}
void decide_window(CriterionDecision& d) {
  const auto& w = static_cast<const HotelAdvanceBookingWindowCriterion&>(d.result);
  check_order(d, "MinDays", "MaxDays", w.min_days, w.max_days);
}

std::string stay(const Criterion& c) {
  const auto& s = static_cast<const HotelLengthOfStayCriterion&>(c);
  return range(s.min_nights, s.max_nights);
}
void decide_stay(CriterionDecision& d) {
  const auto& s = static_cast<const HotelLengthOfStayCriterion&>(d.result);
  check_order(d, "MinNights", "MaxNights", s.min_nights, s.max_nights);
}

opt<std::int64_t> day_number(const opt<DateTime>& t) {
  return t ? opt<std::int64_t>(date_number(*t)) : opt<std::int64_t>();
}
/// The day without a time.
void keep_day(opt<DateTime>& t) {
  constexpr auto day = 86'400 * DateTime::ticks_per_second;
  if (t) t = DateTime((*t).ticks() / day * day, false);
}

std::string dates(const Criterion& c) {
  const auto& days = static_cast<const HotelCheckInDateCriterion&>(c);
  return range(day_number(days.start_date), day_number(days.end_date));
}
void decide_dates(CriterionDecision& d) {
  auto& days = static_cast<HotelCheckInDateCriterion&>(d.result);
  check_order(d, "StartDate", "EndDate", day_number(days.start_date), day_number(days.end_date));
  keep_day(days.start_date);
  keep_day(days.end_date);
  if (d.stored == nullptr) return;
  const auto& sent = static_cast<const HotelCheckInDateCriterion&>(d.sent);
  const auto& stored = static_cast<const HotelCheckInDateCriterion&>(*d.stored);
  // A day repeats another one at whatever time.
  const auto same = [&](std::string_view member, const opt<DateTime>& asked, const opt<DateTime>& is, opt<DateTime>& result) {
    if (asked && day_number(asked) != day_number(is))
      d.refuse(Error::CampaignServiceCriterionDoesNotMatch, std::string(member) + ".same", member,
               std::to_string(date_number(*asked)), std::to_string(date_number(*is)), "the stored day, or nil");
    result = is;
  };
  same("StartDate", sent.start_date, stored.start_date, days.start_date);
  same("EndDate", sent.end_date, stored.end_date, days.end_date);
}

std::string day(const Criterion& c) {
  const auto& d = static_cast<const HotelCheckInDayCriterion&>(c).check_in_day;
  return d ? describe(field_of(HotelCheckInDayCriterion::type_id, "CheckInDay"), &d) : std::string();
}

std::string selection(const Criterion& c) {
  const auto& s = static_cast<const HotelDateSelectionTypeCriterion&>(c).hotel_date_selection_type;
  return s ? describe(field_of(HotelDateSelectionTypeCriterion::type_id, "HotelDateSelectionType"), &s) : std::string();
}

}  // namespace

extern const CriterionKind booking_window_kind, check_in_date_kind, check_in_day_kind, date_selection_kind, length_of_stay_kind;
const CriterionKind booking_window_kind{.type = HotelAdvanceBookingWindowCriterion::type_id,
                                        .name = "HotelAdvanceBookingWindow",
                                        .value = window,
                                        .decide = decide_window};
const CriterionKind check_in_date_kind{
    .type = HotelCheckInDateCriterion::type_id, .name = "HotelCheckInDate", .value = dates, .decide = decide_dates};
const CriterionKind check_in_day_kind{.type = HotelCheckInDayCriterion::type_id, .name = "HotelCheckInDay", .value = day};
const CriterionKind date_selection_kind{
    .type = HotelDateSelectionTypeCriterion::type_id, .name = "HotelDateSelectionType", .value = selection};
const CriterionKind length_of_stay_kind{
    .type = HotelLengthOfStayCriterion::type_id, .name = "HotelLengthOfStay", .value = stay, .decide = decide_stay};

}  // namespace adsbox::services
