#include "services/seed/seeds.h"

#include "adsbox/campaign_management.h"
#include "identity/seed.h"
#include "services/campaign_management/campaign_fixture.h"
#include "services/seed/retail.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

std::unique_ptr<world::World> new_world() {
  return *world::open_world("seeded", world::Environment::sandbox, {}, 7);
}

std::int64_t count(world::World& world, store::Kind kind) {
  std::int64_t n = 0;
  world.store().read([&](store::Reader& r) { n = r.count_account(kind, identity::seed_facts(world.environment()).account_id); });
  return n;
}

TEST(Seeds, AreKnownByName) {
  for (const auto* seed : {"none", "credentials", "demo", "agency", "retail", "retail:1", "retail:5000000"})
    EXPECT_TRUE(check_seed(seed)) << seed;
  for (const auto* seed : {"", "Demo", "demo:5", "none:", "retail:", "retail:0", "retail:-1", "retail:5000001", "retail:9x"}) {
    const auto known = check_seed(seed);
    ASSERT_FALSE(known) << seed;
    EXPECT_NE(known.error().find("retail:KEYWORDS"), std::string::npos) << known.error();
  }
}

TEST(Seeds, RetailHasACampaignForEachProductAndAResponsiveAdForEachAdGroup) {
  const auto world = new_world();
  ASSERT_TRUE(put_seed(*world, "retail"));
  EXPECT_EQ(count(*world, world::kind_of<Campaign>()), 20);
  EXPECT_EQ(count(*world, world::kind_of<AdGroup>()), 400);
  EXPECT_EQ(count(*world, world::kind_of<Keyword>()), 20'000);
  EXPECT_EQ(count(*world, world::kind_of<Ad>()), 400);
  world->store().read([&](store::Reader& r) {
    r.scan_kind(world::kind_of<Campaign>(), 0, [&](const store::RowView& row) {
      EXPECT_EQ(r.count_parent(world::kind_of<AdGroup>(), row.id), 20);
      return true;
    });
    r.scan_kind(world::kind_of<AdGroup>(), 0, [&](const store::RowView& row) {
      EXPECT_EQ(r.count_parent(world::kind_of<Keyword>(), row.id), 50);
      EXPECT_EQ(r.count_parent(world::kind_of<Ad>(), row.id), 1);
      return true;
    });
  });
}

TEST(Seeds, RetailHasTheSizeThatIsAskedFor) {
  for (const auto& [keywords, groups, campaigns] : {std::array{1, 1, 1}, {51, 2, 2}, {1'234, 25, 20}}) {
    const auto world = new_world();
    ASSERT_TRUE(put_seed(*world, "retail:" + std::to_string(keywords)));
    EXPECT_EQ(count(*world, world::kind_of<Keyword>()), keywords);
    EXPECT_EQ(count(*world, world::kind_of<AdGroup>()), groups);
    EXPECT_EQ(count(*world, world::kind_of<Campaign>()), campaigns);
  }
}

TEST(Seeds, RetailIsPutInOnceAndContinuedWhereItWasInterrupted) {
  const auto world = new_world();
  ASSERT_TRUE(put_seed(*world, "retail:500"));
  ASSERT_TRUE(put_seed(*world, "retail:500"));
  EXPECT_EQ(count(*world, world::kind_of<Keyword>()), 500);
  // What an interruption leaves: some campaigns have no ad groups yet.
  world->store().write([&](store::Writer& w) {
    std::int64_t last = 0;
    w.scan_kind(world::kind_of<Campaign>(), 0, [&](const store::RowView& row) {
      last = row.id;
      return true;
    });
    w.scan_parent(world::kind_of<AdGroup>(), last, [&](const store::RowView& row) {
      take_down(w, AdGroup::type_id, store::Row(row).view(), world->clock().now());
      return true;
    });
    return true;
  });
  EXPECT_EQ(count(*world, world::kind_of<Keyword>()), 450);
  ASSERT_TRUE(put_seed(*world, "retail:500"));
  EXPECT_EQ(count(*world, world::kind_of<Keyword>()), 500);
}

}  // namespace
}  // namespace adsbox::services
