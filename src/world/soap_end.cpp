#include "world/soap_end.h"

#include "codec/codec.h"
#include "schema/rules.h"

namespace adsbox::world {

std::optional<std::int64_t> soap_end_of(std::string_view text) {
  constexpr std::size_t day_size = std::string_view("2027-01-31").size();
  std::string moment(text);
  if (text.empty()) {  // 20270131
    moment = std::to_string(schema::find_limit("soap-last-day").value);
    moment.insert(6, "-").insert(4, "-");
  }
  const bool day = moment.size() == day_size;
  if (day) moment += "T00:00:00Z";
  DateTime parsed;
  if (!codec::parse_date_time(moment, parsed)) return std::nullopt;
  return parsed.ticks() + (day ? 86'400 * DateTime::ticks_per_second : 0);
}

}  // namespace adsbox::world
