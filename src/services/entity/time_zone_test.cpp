#include "services/entity/time_zone.h"

#include <gtest/gtest.h>

#include "schema/rules.h"
#include "services/entity/calendar.h"

namespace adsbox::services {
namespace {

using namespace std::chrono;

DateTime at(year_month_day d, int hour, int minute = 0) {
  return {(sys_days(d).time_since_epoch().count() * 86'400LL + hour * 3600 + minute * 60) * DateTime::ticks_per_second, true};
}

TEST(UtcOffset, FollowsTheRuleToTheMinute) {
  const auto berlin = "CET-1CEST,M3.5.0,M10.5.0/3";
  EXPECT_EQ(utc_offset(berlin, at(2026y / 1 / 1, 0)), 3600);
  EXPECT_EQ(utc_offset(berlin, at(2026y / 3 / 29, 0, 59)), 3600);
  EXPECT_EQ(utc_offset(berlin, at(2026y / 3 / 29, 1)), 7200);
  EXPECT_EQ(utc_offset(berlin, at(2026y / 10 / 25, 0, 59)), 7200);
  EXPECT_EQ(utc_offset(berlin, at(2026y / 10 / 25, 1)), 3600);
  const auto los_angeles = "PST8PDT,M3.2.0,M11.1.0";
  EXPECT_EQ(utc_offset(los_angeles, at(2026y / 3 / 8, 9, 59)), -8 * 3600);
  EXPECT_EQ(utc_offset(los_angeles, at(2026y / 3 / 8, 10)), -7 * 3600);
  EXPECT_EQ(utc_offset(los_angeles, at(2026y / 11 / 1, 9)), -8 * 3600);
  const auto sydney = "AEST-10AEDT,M10.1.0,M4.1.0/3";
  EXPECT_EQ(utc_offset(sydney, at(2026y / 1 / 1, 0)), 11 * 3600);
  EXPECT_EQ(utc_offset(sydney, at(2026y / 4 / 4, 16)), 10 * 3600);
  EXPECT_EQ(utc_offset(sydney, at(2026y / 12 / 31, 23)), 11 * 3600);
  EXPECT_EQ(utc_offset("<+0545>-5:45", at(2026y / 1 / 1, 0)), 5 * 3600 + 45 * 60);
  EXPECT_EQ(utc_offset("<-04>4<-03>,M9.1.6/24,M4.1.6/24", at(2026y / 1 / 1, 0)), -3 * 3600);
  EXPECT_EQ(utc_offset("IST-2IDT,M3.4.4/26,M10.5.0", at(2026y / 3 / 26, 23, 59)), 2 * 3600);
  EXPECT_EQ(utc_offset("IST-2IDT,M3.4.4/26,M10.5.0", at(2026y / 3 / 27, 0)), 3 * 3600);
  EXPECT_EQ(utc_offset("nonsense", at(2026y / 1 / 1, 0)), 0);
  EXPECT_EQ(utc_offset("", at(2026y / 1 / 1, 0)), 0);
}

TEST(UtcOffset, EveryZoneOfTheApiHasARule) {
  for (const auto& z : schema::rule_book.time_zones) {
    const auto rule = schema::rule_book.text(z.posix);
    const auto winter = utc_offset(rule, at(2026y / 1 / 1, 0)), summer = utc_offset(rule, at(2026y / 7 / 1, 0));
    EXPECT_GE(winter, -12 * 3600) << rule;
    EXPECT_LE(winter, 14 * 3600) << rule;
    // A rule with a second name has two kinds of hours.
    EXPECT_EQ(winter != summer, rule.find(',') != std::string_view::npos) << rule;
  }
}

TEST(DayInZone, IsAnotherOneElsewhere) {
  EXPECT_EQ(day_in_zone("PacificTimeUSCanadaTijuana", at(2026y / 3 / 2, 7)), 2026y / 3 / 1);
  EXPECT_EQ(day_in_zone("PacificTimeUSCanadaTijuana", at(2026y / 3 / 2, 8)), 2026y / 3 / 2);
  EXPECT_EQ(day_in_zone("AmsterdamBerlinBernRomeStockholmVienna", at(2026y / 12 / 31, 23)), 2027y / 1 / 1);
  for (const auto* name : {"Newfoundland", "NewfoundlandAndLabrador", "Newfoundland and Labrador"})
    EXPECT_EQ(day_in_zone(name, at(2026y / 3 / 2, 3)), 2026y / 3 / 1) << name;
  EXPECT_EQ(day_in_zone("Atlantis", at(2026y / 3 / 2, 7)), 2026y / 3 / 2);
}

}  // namespace
}  // namespace adsbox::services
