// Rows of the catalogue as schemac compiles them out of schema/catalog: numbers and offsets, no pointers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/locale.h"

namespace adsbox::catalog {

/// A text in Tables::strings.
struct Text {
  std::uint32_t offset;
  std::uint16_t size;
  [[nodiscard]] std::string_view view() const;
};

enum class LocationType : std::uint8_t { Country, State, County, MetroArea, City, PostalCode, Neighborhood };
enum class LocationStatus : std::uint8_t { Active, PendingDeprecation, Deprecated };

struct Location {
  std::int32_t id;
  std::int32_t parent_id;   // what it lies in, 0 = nothing; a city lies in its state, whatever its county and metro area
  std::int32_t adwords_id;  // of the place that Google Ads has for it, 0 = unknown
  LocationType type;
  LocationStatus status;
  Text name_en;  // "Seattle": without what it lies in
  Text code;     // of a country (US) or a part of it (US-WA), as ISO 3166 has it; else empty

  /// nullptr for a country.
  [[nodiscard]] const Location* parent() const;
  /// Its parent, and the parent of that, up to the country.
  [[nodiscard]] std::vector<const Location*> ancestors() const;
  /// The country; itself when it is one.
  [[nodiscard]] const Location& country() const;
  /// Whether it is that location or lies in it.
  [[nodiscard]] bool within(std::int64_t location_id) const;
  [[nodiscard]] std::string_view name(Locale locale = Locale::en) const;
  /// "Seattle|Washington|United States".
  [[nodiscard]] std::string display_name(Locale locale = Locale::en) const;
};

/// The numbers are those of ProfileType.
enum class ProfileKind : std::uint8_t { CompanyName, JobFunction, Industry, JobSeniority, JobTitle };

struct Profile {
  std::int64_t id;
  ProfileKind kind;
  bool active;
  Text name_en;  // "Engineering"
  Text group;    // of an industry: "Manufacturing"; else empty

  [[nodiscard]] std::string_view name(Locale locale = Locale::en) const;
};

/// The names of a location or a profile in other languages.
struct Names {
  std::int64_t id;
  Text names[locale_names.size() - 1];  // in the order of Locale, from the second on; empty = as in English
};

struct Tables {
  const char* strings;
  std::span<const Location> locations;                 // ascending by id
  std::span<const Names> location_names;               // the same
  std::span<const Profile> profiles;                   // ascending by kind, id
  std::span<const Names> profile_names;                // ascending by id
  std::int64_t locations_modified, profiles_modified;  // when rows were last changed: ticks of UTC
};

/// The compiled catalogue (generated).
extern const Tables tables;

inline std::string_view Text::view() const {
  return {tables.strings + offset, size};
}

}  // namespace adsbox::catalog
