#include "catalog/profiles.h"

#include <algorithm>
#include <string>
#include <utility>

#include "catalog/names.h"

namespace adsbox::catalog {
namespace {

/// Lower case of ASCII letters: the languages here need no more, since other scripts have no case or are written as they are.
std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace

const Profile* find_profile(ProfileKind kind, std::int64_t id) {
  const auto of_kind = profiles(kind);
  const auto it = std::ranges::lower_bound(of_kind, id, {}, &Profile::id);
  return it != of_kind.end() && it->id == id ? &*it : nullptr;
}

std::span<const Profile> profiles(ProfileKind kind) {
  const auto range = std::ranges::equal_range(tables.profiles, kind, {}, &Profile::kind);
  return {range.begin(), range.end()};
}

std::vector<const Profile*> search_companies(std::string_view part) {
  const auto wanted = lower(part);
  std::vector<const Profile*> beginning, inside;
  for (const auto& company : profiles(ProfileKind::CompanyName)) {
    std::size_t best = std::string::npos;
    for (std::size_t i = 0; i < locale_names.size(); ++i)
      best = std::min(best, lower(company.name(static_cast<Locale>(i))).find(wanted));
    if (best != std::string::npos) (best == 0 ? beginning : inside).push_back(&company);
  }
  beginning.insert(beginning.end(), inside.begin(), inside.end());
  return beginning;
}

std::string_view Profile::name(Locale locale) const {
  const auto other = translated(tables.profile_names, id, locale);
  return other.empty() ? name_en.view() : other;
}

}  // namespace adsbox::catalog
