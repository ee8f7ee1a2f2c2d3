// The geographical locations that can be targeted or excluded: what the file of GetGeoLocationsFileUrl tells. The same for all
// worlds; rows of schema/catalog, compiled to constant tables.
//
//   const auto* place = catalog::find_location(67555);
//   place->display_name();            // "Redmond|Washington|United States"
//   place->within(190);               // true: in the United States
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "catalog/locale.h"
#include "catalog/tables.h"

namespace adsbox::catalog {

/// The location of that id; nullptr when there is none.
const Location* find_location(std::int64_t id);
/// All of them, ascending by id.
std::span<const Location> locations();

/// "City": as LocationType and the file spell it.
std::string_view name_of(LocationType type);
/// "Active", "PendingDeprecation", "Deprecated".
std::string_view name_of(LocationStatus status);

}  // namespace adsbox::catalog
