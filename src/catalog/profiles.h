// LinkedIn profiles that can be targeted: companies, job functions, industries, seniorities, job titles. The same for all worlds;
// rows of schema/catalog, compiled to constant tables.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "catalog/locale.h"
#include "catalog/tables.h"

namespace adsbox::catalog {

/// The profile of that kind and id; nullptr when there is none.
const Profile* find_profile(ProfileKind kind, std::int64_t id);
/// All of that kind, ascending by id.
std::span<const Profile> profiles(ProfileKind kind);
/// Companies whose name has `part` in it in any language, whatever its case; those whose name begins with it first.
std::vector<const Profile*> search_companies(std::string_view part);

}  // namespace adsbox::catalog
