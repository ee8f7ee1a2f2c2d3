#include "catalog/locations.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "catalog/names.h"

namespace adsbox::catalog {

std::optional<Locale> find_locale(std::string_view name) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  for (std::size_t i = 0; i < locale_names.size(); ++i)
    if (std::ranges::equal(locale_names[i], name, same)) return static_cast<Locale>(i);
  return std::nullopt;
}

const Location* find_location(std::int64_t id) {
  const auto it = std::ranges::lower_bound(tables.locations, id, {}, &Location::id);
  return it != tables.locations.end() && it->id == id ? &*it : nullptr;
}

std::span<const Location> locations() {
  return tables.locations;
}

std::string_view name_of(LocationType type) {
  static constexpr std::array<std::string_view, 7> names = {"Country", "State",      "County",      "MetroArea",
                                                            "City",    "PostalCode", "Neighborhood"};
  return names[static_cast<std::size_t>(type)];
}

std::string_view name_of(LocationStatus status) {
  static constexpr std::array<std::string_view, 3> names = {"Active", "PendingDeprecation", "Deprecated"};
  return names[static_cast<std::size_t>(status)];
}

const Location* Location::parent() const {
  return parent_id == 0 ? nullptr : find_location(parent_id);
}

std::vector<const Location*> Location::ancestors() const {
  std::vector<const Location*> found;
  for (const auto* above = parent(); above != nullptr; above = above->parent()) found.push_back(above);
  return found;
}

const Location& Location::country() const {
  const Location* top = this;
  while (const auto* above = top->parent()) top = above;
  return *top;
}

bool Location::within(std::int64_t location_id) const {
  for (const auto* place = this; place != nullptr; place = place->parent())
    if (place->id == location_id) return true;
  return false;
}

std::string_view Location::name(Locale locale) const {
  const auto other = translated(tables.location_names, id, locale);
  return other.empty() ? name_en.view() : other;
}

std::string Location::display_name(Locale locale) const {
  std::string text(name(locale));
  for (const auto* above = parent(); above != nullptr; above = above->parent()) text.append("|").append(above->name(locale));
  return text;
}

}  // namespace adsbox::catalog
