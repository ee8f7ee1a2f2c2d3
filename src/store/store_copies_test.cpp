// What caches and copies of a store go by: versions, changes, images, snapshots.
#include <algorithm>
#include <string>
#include <vector>

#include "store/store_fixture.h"

namespace adsbox::store {
namespace {

TEST_P(StoreTest, VersionsChangeWithTheirKindOnly) {
  put(kCampaign, {1, 180, 9, 0, 0, "a", "b"});
  const auto campaigns = store_->version(kCampaign), groups = store_->version(kAdGroup);
  put(kCampaign, {2, 180, 9, 0, 0, "a", "b"});
  EXPECT_NE(store_->version(kCampaign), campaigns);
  EXPECT_EQ(store_->version(kAdGroup), groups);
  const auto after_put = store_->version(kCampaign);
  ASSERT_TRUE(store_->write([](Writer& w) {
    w.erase(kCampaign, 1);
    return true;
  }));
  EXPECT_NE(store_->version(kCampaign), after_put);
  const auto after_erase = store_->version(kCampaign);
  ASSERT_TRUE(store_->write([](Writer& w) {
    w.get(kCampaign, 2);
    w.erase(kCampaign, 1);
    return true;
  }));
  EXPECT_EQ(store_->version(kCampaign), after_erase) << "nothing changed";
}

TEST_P(StoreTest, TellsWhatHasChangedSince) {
  using Ids = std::vector<std::int64_t>;
  const auto since = [&](std::uint64_t version) {
    auto changes = store_->changes_since(kCampaign, version);
    EXPECT_EQ(changes.version, store_->version(kCampaign));
    if (changes.ids) std::ranges::sort(*changes.ids);
    return changes;
  };
  put(kCampaign, {1, 180, 9, 0, 0, "k", "b"});
  EXPECT_FALSE(since(0).ids.has_value()) << "nobody has asked before";
  const auto first = since(store_->version(kCampaign));
  EXPECT_EQ(first.ids, Ids{});
  put(kCampaign, {2, 180, 9, 0, 0, "k", "b"});
  put(kAdGroup, {3, 180, 9, 0, 0, "k", "b"});
  ASSERT_TRUE(store_->write([](Writer& w) {
    w.put(kCampaign, {4, 180, 9, 0, 0, "k", "b"});
    w.erase(kCampaign, 1);
    w.erase(kCampaign, 99);  // was not there
    return true;
  }));
  EXPECT_FALSE(store_->write([](Writer& w) {
    w.put(kCampaign, {5, 180, 9, 0, 0, "k", "b"});
    return false;
  }));
  const auto second = since(first.version);
  EXPECT_EQ(second.ids, (Ids{1, 2, 4}));
  EXPECT_EQ(since(second.version).ids, Ids{});
  // More than is worth keeping: the reader reads all.
  ASSERT_TRUE(store_->write([](Writer& w) {
    for (std::int64_t id = 1; id <= 10'000; ++id) w.put(kCampaign, {id, 180, 9, 0, 0, "k", "b"});
    return true;
  }));
  EXPECT_FALSE(since(second.version).ids.has_value());
  EXPECT_EQ(since(store_->version(kCampaign)).ids, Ids{});
}

TEST_P(StoreTest, AnImageIsTheStateOfItsMomentAndIsSharedUntilWrittenTo) {
  for (int id = 1; id <= 2000; ++id) put(kCampaign, {id, 180, 9, 0, 0, "k" + std::to_string(id), std::string(100, 'b')});
  ASSERT_TRUE(store_->write([](Writer& w) { return w.next_id("campaign", 1, 5) == 1; }));
  const auto image = store_->image();
  put(kCampaign, {1, 180, 9, 0, 0, "k1", "later"});
  const auto first = open_image(*image), second = open_image(*image);
  ASSERT_TRUE(first->write([](Writer& w) {
    w.put(kCampaign, {2, 180, 9, 0, 0, "k2", "first"});
    return w.next_id("campaign", 1) == 6;
  }));
  const auto body = [](Store& store, std::int64_t id) {
    std::string b;
    store.read([&](Reader& r) { b = r.get(kCampaign, id)->body; });
    return b;
  };
  EXPECT_EQ(body(*first, 1), std::string(100, 'b'));
  EXPECT_EQ(body(*first, 2), "first");
  EXPECT_EQ(body(*second, 2), std::string(100, 'b'));
  EXPECT_EQ(body(*store_, 1), "later");
  EXPECT_THAT(second->kinds(), ElementsAre(kCampaign));
  EXPECT_THAT(second->sequences(), ElementsAre("campaign"));
  image->write_to(directory_ / "image.db");
  EXPECT_EQ(body(*open_sqlite(directory_ / "image.db"), 2), std::string(100, 'b'));
}

TEST_P(StoreTest, ASnapshotIsAStoreOfItsOwn) {
  ASSERT_TRUE(store_->write([](Writer& w) {
    for (int id = 1; id <= 1000; ++id) w.put(kCampaign, {id, 180, 9, 0, 0, "k" + std::to_string(id), std::string(200, 'b')});
    w.next_id("campaign", 1000);
    return true;
  }));
  const auto path = directory_ / "copy.db";
  store_->snapshot_to(path);
  put(kCampaign, {1001, 180, 9, 0, 0, "later", "b"});
  store_->snapshot_to(directory_ / "second.db");
  {
    const auto copy = open_sqlite(path);
    copy->read([](Reader& r) {
      EXPECT_EQ(r.count_parent(kCampaign, 9), 1000);
      EXPECT_EQ(r.count_account(kCampaign, 180), 1000);
      EXPECT_EQ(r.get(kCampaign, 77)->key, "k77");
    });
    ASSERT_TRUE(copy->write([](Writer& w) {
      EXPECT_EQ(w.next_id("campaign", 1), 1001);
      w.put(kCampaign, {1, 180, 9, 0, 0, "changed", "b"});
      return true;
    }));
  }
  EXPECT_EQ(get(kCampaign, 1)->key, "k1") << "the copy's changes are its own";
  store_->snapshot_to(path);
  open_sqlite(path)->read([](Reader& r) { EXPECT_EQ(r.count_parent(kCampaign, 9), 1001) << "the older copy was replaced"; });
  EXPECT_THROW(store_->snapshot_to(directory_ / "no/such/directory.db"), StorageFailure);
}

}  // namespace
}  // namespace adsbox::store
