// Members and objects that an answer shows only when they were asked for: rows `additional` of schema/rules.
#pragma once

#include <cstdint>
#include <vector>

#include "codec/filter.h"
#include "schema/rules.h"

namespace adsbox::services {

/// Types of objects that an answer leaves out.
struct HiddenTypes {
  std::vector<TypeId> objects;   // read nil where they stand alone; are missing from lists
  std::vector<TypeId> entities;  // whatever holds one is not returned
};

/// Hides in `filter` the members whose flag was not asked for, and returns the types to leave out. What was asked for is shown to
/// clients of older contracts as well.
HiddenTypes hide_unasked(codec::FieldFilter& filter, schema::EnumId flags_enum, std::uint64_t asked);

}  // namespace adsbox::services
