#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "catalog/locations.h"
#include "catalog/profiles.h"

namespace adsbox::catalog {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> names(const std::vector<const Profile*>& found) {
  std::vector<std::string> out;
  for (const auto* p : found) out.emplace_back(p->name());
  return out;
}

TEST(Locations, AreFoundByTheIdsThatMicrosoftPublishes) {
  const auto* redmond = find_location(67555);
  ASSERT_NE(redmond, nullptr);
  EXPECT_EQ(redmond->display_name(), "Redmond|Washington|United States");
  EXPECT_EQ(redmond->type, LocationType::City);
  EXPECT_EQ(redmond->status, LocationStatus::Active);
  EXPECT_TRUE(redmond->within(190));
  EXPECT_TRUE(redmond->within(67555));
  EXPECT_FALSE(redmond->within(32));
  EXPECT_EQ(redmond->country().code.view(), "US");
  EXPECT_EQ(redmond->ancestors().size(), 2u);
  EXPECT_EQ(find_location(190)->parent(), nullptr);
  EXPECT_EQ(find_location(190)->adwords_id, 2840);
  EXPECT_EQ(find_location(1), nullptr);
  EXPECT_EQ(find_location(190 + (std::int64_t{1} << 32)), nullptr);
}

TEST(Locations, HaveNamesInTheLanguagesOfTheFiles) {
  const auto* munich = find_location(1405);
  EXPECT_EQ(munich->display_name(*find_locale("de")), "Bayern|Deutschland");
  EXPECT_EQ(munich->display_name(*find_locale("en")), "Bavaria|Germany");
  EXPECT_EQ(find_location(41471)->display_name(*find_locale("FR")).substr(0, 7), "Londres");
  EXPECT_EQ(find_location(190)->name(*find_locale("ja-jp")), "米国");
  EXPECT_EQ(find_locale("nl"), std::nullopt);
}

TEST(Locations, FormOneHierarchy) {
  std::set<LocationType> types;
  std::set<LocationStatus> states;
  std::int64_t before = 0;
  for (const auto& l : locations()) {
    EXPECT_GT(l.id, before);
    before = l.id;
    types.insert(l.type);
    states.insert(l.status);
    EXPECT_FALSE(l.name().empty()) << l.id;
    EXPECT_EQ(l.name().find('|'), std::string_view::npos) << l.id;
    EXPECT_EQ(l.parent_id == 0, l.type == LocationType::Country) << l.id;
    if (l.parent_id == 0) continue;
    ASSERT_NE(l.parent(), nullptr) << l.id;
    EXPECT_LT(l.ancestors().size(), 4u) << l.id;
    EXPECT_EQ(l.country().type, LocationType::Country) << l.id;
  }
  EXPECT_EQ(types.size(), 7u);
  EXPECT_EQ(states.size(), 3u);
  EXPECT_GT(locations().size(), 2000u);
  EXPECT_EQ(name_of(LocationType::PostalCode), "PostalCode");
  EXPECT_EQ(name_of(LocationStatus::PendingDeprecation), "PendingDeprecation");
}

TEST(Profiles, AreFoundByKindAndId) {
  ASSERT_NE(find_profile(ProfileKind::JobFunction, 807658477), nullptr);
  EXPECT_EQ(find_profile(ProfileKind::JobFunction, 807658477)->name(), "Engineering");
  EXPECT_EQ(find_profile(ProfileKind::JobFunction, 807658477)->name(Locale::de), "Ingenieurwesen");
  EXPECT_EQ(find_profile(ProfileKind::Industry, 807658477), nullptr);
  EXPECT_EQ(find_profile(ProfileKind::CompanyName, 808251207)->name(), "Microsoft");
  for (const auto kind : {ProfileKind::CompanyName, ProfileKind::JobFunction, ProfileKind::Industry, ProfileKind::JobSeniority,
                          ProfileKind::JobTitle}) {
    EXPECT_GE(profiles(kind).size(), 10u);
    for (const auto& p : profiles(kind)) EXPECT_EQ(find_profile(kind, p.id), &p);
  }
  for (const auto& p : profiles(ProfileKind::Industry)) EXPECT_FALSE(p.group.view().empty());
}

TEST(Profiles, CompaniesAreSearchedInEveryLanguage) {
  EXPECT_THAT(names(search_companies("contoso")), ElementsAre("Contoso", "Contoso Pharmaceuticals", "Contoso Suites"));
  EXPECT_THAT(names(search_companies("soft")), ElementsAre("Microsoft"));
  EXPECT_THAT(names(search_companies("任天堂")), ElementsAre("Nintendo"));
  EXPECT_EQ(search_companies("任天堂").front()->name(Locale::ja_jp), "任天堂");
  EXPECT_THAT(search_companies("nobody at all"), ElementsAre());
}

}  // namespace
}  // namespace adsbox::catalog
