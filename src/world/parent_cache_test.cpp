#include "world/parent_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "adsbox/campaign_management.h"
#include "world/entities.h"

namespace adsbox::world {
namespace {

using campaign_management::AdGroup;
using campaign_management::Campaign;

void put_campaign(store::Store& store, std::int64_t id, std::int64_t parent, const std::string& name, std::int64_t modified = 0) {
  ASSERT_TRUE(store.write([&](store::Writer& w) {
    Campaign campaign;
    campaign.name = name;
    save(w, {.id = id, .account = parent, .parent = parent, .modified = modified, .key = name}, campaign);
    return true;
  }));
}

TEST(ParentCache, GivesTheSameRowsUntilTheKindChanges) {
  const auto store = store::open_sqlite("");
  ParentCache cache(*store);
  EXPECT_TRUE(cache.children<Campaign>(180)->empty());
  put_campaign(*store, 2, 180, "second", 7);
  put_campaign(*store, 1, 180, "first");
  put_campaign(*store, 3, 181, "elsewhere");

  const auto rows = cache.children<Campaign>(180);
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ((*rows)[0].id, 1);
  EXPECT_EQ((*rows)[1].id, 2);
  EXPECT_EQ((*rows)[1].modified, 7);
  EXPECT_EQ((*rows)[1].key, "second");
  EXPECT_EQ((*rows)[1].as<Campaign>().name, "second");
  EXPECT_EQ(cache.children<Campaign>(180), rows) << "the very same rows";

  ASSERT_TRUE(store->write([](store::Writer& w) {
    save(w, {.id = 1, .parent = 180}, AdGroup());
    return true;
  }));
  EXPECT_EQ(cache.children<Campaign>(180), rows) << "another kind has changed";
  EXPECT_EQ(cache.children<AdGroup>(180)->size(), 1U);

  put_campaign(*store, 2, 180, "renamed");
  EXPECT_EQ((*cache.children<Campaign>(180))[1].as<Campaign>().name, "renamed");
  EXPECT_EQ((*rows)[1].as<Campaign>().name, "second") << "rows in somebody's hands stay as they were";

  const auto statistics = cache.statistics();
  EXPECT_EQ(statistics.hits, 2U);
  EXPECT_EQ(statistics.entries, 2U);
}

TEST(ParentCache, RollbacksChangeNothing) {
  const auto store = store::open_sqlite("");
  ParentCache cache(*store);
  put_campaign(*store, 1, 180, "first");
  const auto rows = cache.children<Campaign>(180);
  EXPECT_FALSE(store->write([](store::Writer& w) {
    save(w, {.id = 2, .parent = 180}, Campaign());
    return false;
  }));
  EXPECT_EQ(cache.children<Campaign>(180), rows);
}

TEST(ParentCache, StaysWithinItsBytesAndDropsWhatWasNotUsed) {
  const auto store = store::open_sqlite("");
  constexpr std::size_t capacity = 64 * 1024;
  ParentCache cache(*store, capacity);
  for (int parent = 1; parent <= 40; ++parent) put_campaign(*store, parent, parent, std::string(4000, 'x'));
  for (int parent = 1; parent <= 40; ++parent) {
    EXPECT_EQ(cache.children<Campaign>(parent)->size(), 1U);
    EXPECT_EQ(cache.children<Campaign>(1)->size(), 1U);
    EXPECT_LE(cache.statistics().bytes, capacity);
  }
  EXPECT_GT(cache.statistics().entries, 3U);
  EXPECT_LT(cache.statistics().entries, 20U);
  const auto misses = cache.statistics().misses;
  EXPECT_EQ(misses, 40U) << "the one in use all the time was never dropped";
  (void)cache.children<Campaign>(2);
  EXPECT_EQ(cache.statistics().misses, misses + 1) << "the oldest one was";
}

TEST(ParentCache, DoesNotKeepWhatWouldPushOutEverything) {
  const auto store = store::open_sqlite("");
  ParentCache cache(*store, 16 * 1024);
  put_campaign(*store, 1, 1, std::string(12'000, 'x'));
  EXPECT_EQ(cache.children<Campaign>(1)->size(), 1U);
  EXPECT_EQ(cache.statistics().entries, 0U);
}

TEST(ParentCache, NeverGivesLessThanWhatWasCommittedBeforeTheCall) {
  const auto store = store::open_sqlite("");
  ParentCache cache(*store);
  put_campaign(*store, 1, 180, "0", 0);
  // What has been acknowledged when a reader asks is the least that it must be given.
  std::atomic<std::int64_t> acknowledged{0}, reads{0};
  std::atomic<bool> stop{false};
  std::vector<std::thread> readers;
  for (int t = 0; t < 3; ++t) {
    readers.emplace_back([&] {
      while (!stop) {
        const auto least = acknowledged.load();
        const auto rows = cache.children<Campaign>(180);
        ASSERT_EQ(rows->size(), 1U);
        ASSERT_GE((*rows)[0].modified, least);
        ASSERT_EQ((*rows)[0].as<Campaign>().name.view(), std::to_string((*rows)[0].modified));
        ++reads;
      }
    });
  }
  for (std::int64_t n = 1; n <= 2000 || reads < 2000; ++n) {
    put_campaign(*store, 1, 180, std::to_string(n), n);
    acknowledged = n;
  }
  stop = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ((*cache.children<Campaign>(180))[0].modified, acknowledged);
}

}  // namespace
}  // namespace adsbox::world
