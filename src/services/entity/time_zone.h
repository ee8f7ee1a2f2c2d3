// The clocks of campaigns: what day it is where an entity's days are counted.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "adsbox/values.h"

namespace adsbox::services {

/// Seconds that the clocks of a zone are ahead of UTC at a moment. `posix`: a rule such as `CET-1CEST,M3.5.0,M10.5.0/3`, of the
/// form that the rows of time_zones.tsv have. A rule that cannot be read is UTC.
[[nodiscard]] std::int64_t utc_offset(std::string_view posix, DateTime t);

/// The day in a zone of the API ("AmsterdamBerlinBernRomeStockholmVienna"); of a name that is none, the day in UTC. The zones'
/// present rules are taken for the past, too.
[[nodiscard]] std::chrono::year_month_day day_in_zone(std::string_view zone, DateTime t);

}  // namespace adsbox::services
