#include "world/world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "store/temporary_directory.h"

namespace adsbox::world {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr store::Kind kKind = 41;

TEST(Random, EqualSeedsGiveEqualValues) {
  Random a(7), b(7), c(8);
  for (int i = 0; i < 100; ++i) {
    const auto v = a.next();
    EXPECT_EQ(v, b.next());
    EXPECT_NE(v, c.next());
  }
  EXPECT_EQ(a.guid(), b.guid());
  EXPECT_EQ(a.alphanumeric(43), b.alphanumeric(43));
}

TEST(Random, AlphanumericUsesAllCharactersAboutEqually) {
  Random random(1);
  EXPECT_EQ(random.alphanumeric(0), "");
  EXPECT_EQ(random.alphanumeric(1).size(), 1U);
  std::map<char, int> seen;
  for (const auto c : random.alphanumeric(62'000)) ++seen[c];
  EXPECT_EQ(seen.size(), 62U);
  for (const auto& [c, n] : seen) {
    EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(c))) << c;
    EXPECT_GT(n, 800) << c;
    EXPECT_LT(n, 1200) << c;
  }
}

TEST(Random, GuidsAreVersionFourAndDiffer) {
  Random random(1);
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const auto guid = random.guid();
    EXPECT_TRUE(std::regex_match(guid, std::regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")))
        << guid;
    EXPECT_TRUE(seen.insert(guid).second);
  }
}

void put(World& world, std::int64_t id) {
  ASSERT_TRUE(world.store().write([&](store::Writer& w) {
    w.put(kKind, {id, 1, 1, 0, 0, "", "b"});
    return true;
  }));
}

bool has(World& world, std::int64_t id) {
  bool found = false;
  world.store().read([&](store::Reader& r) { found = r.get(kKind, id).has_value(); });
  return found;
}

TEST(Worlds, InMemoryAreApart) {
  const auto worlds = memory_worlds({});
  auto* sandbox = worlds->of(Environment::sandbox);
  auto* production = worlds->of(Environment::production);
  EXPECT_THAT(worlds->all(), ElementsAre(sandbox, production));
  EXPECT_EQ(worlds->find("sandbox"), sandbox);
  EXPECT_EQ(worlds->find("nowhere"), nullptr);
  EXPECT_TRUE(sandbox->sandbox());
  EXPECT_FALSE(production->sandbox());
  put(*sandbox, 1);
  EXPECT_TRUE(has(*sandbox, 1));
  EXPECT_FALSE(has(*production, 1));
  sandbox->clock().set(5);
  EXPECT_NE(production->clock().ticks(), 5);
}

TEST(Worlds, OnlyTheEnvironmentsAskedForAreServed) {
  const auto worlds = memory_worlds({.environments = {Environment::production}});
  EXPECT_EQ(worlds->of(Environment::sandbox), nullptr);
  EXPECT_NE(worlds->of(Environment::production), nullptr);
}

TEST(Worlds, ASeedRepeatsAWholeRunButNotWithinIt) {
  const auto guid = [](const WorldsOptions& options, Environment environment) {
    const auto worlds = memory_worlds(options);
    return worlds->of(environment)->random().guid();
  };
  EXPECT_EQ(guid({.seed = 5}, Environment::sandbox), guid({.seed = 5}, Environment::sandbox));
  EXPECT_NE(guid({.seed = 5}, Environment::sandbox), guid({.seed = 5}, Environment::production));
  EXPECT_NE(guid({.seed = 5}, Environment::sandbox), guid({.seed = 6}, Environment::sandbox));
  EXPECT_NE(guid({}, Environment::sandbox), guid({}, Environment::sandbox));

  store::TemporaryDirectory directory;
  const auto opened = [&](const std::string& file) {
    return (*open_world("sandbox", Environment::sandbox, directory / file, 5))->random().guid();
  };
  const auto a1 = opened("a"), a2 = opened("a");
  EXPECT_NE(a1, a2) << "opened again, a world does not repeat itself";
  EXPECT_EQ(a1, opened("b"));
  EXPECT_EQ(a2, opened("b"));
}

}  // namespace
}  // namespace adsbox::world
