// When SOAP ends: a switch of servers and worlds that makes SOAP answer as after 31 January 2027.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace adsbox::world {

/// Ticks from which on SOAP is refused. Empty text: the documented day's end. A day (2027-01-31) is the last one on which SOAP is
/// answered, by UTC; a moment (2027-01-31T12:00:00Z) is itself the end. Nothing when it is neither.
[[nodiscard]] std::optional<std::int64_t> soap_end_of(std::string_view text);
/// What soap_end_of() takes, for people.
inline constexpr std::string_view soap_end_form =
    "a day like 2027-01-31 (the last one of SOAP) or a moment like 2027-01-31T12:00:00Z";

}  // namespace adsbox::world
