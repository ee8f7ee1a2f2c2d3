// What scans find, in which order, and what may happen meanwhile.
#include <functional>
#include <string>
#include <vector>

#include "store/store_fixture.h"

namespace adsbox::store {
namespace {

TEST_P(StoreTest, ScansInAscendingIdWhateverTheOrderOfKeysAndInsertion) {
  put(kCampaign, {30, 1, 9, 0, 0, "a", "b"});
  put(kCampaign, {10, 1, 9, 0, 0, "c", "b"});
  put(kCampaign, {20, 1, 9, 0, 0, "b", "b"});
  put(kCampaign, {15, 1, 8, 0, 0, "b", "b"});
  EXPECT_THAT(children(kCampaign, 9), ElementsAre(10, 20, 30));
  EXPECT_THAT(ids([](Reader& r, const Visitor& v) { r.scan_kind(kCampaign, 0, v); }), ElementsAre(10, 15, 20, 30));
  EXPECT_THAT(ids([](Reader& r, const Visitor& v) { r.scan_kind(kCampaign, 15, v); }), ElementsAre(20, 30));
  EXPECT_THAT(ids([](Reader& r, const Visitor& v) { r.scan_account(kCampaign, 1, 0, v); }), ElementsAre(10, 15, 20, 30));
  EXPECT_EQ(count_parent(kCampaign, 9), 3);
}

TEST_P(StoreTest, StopsWhenTheVisitorSaysSo) {
  for (int id = 1; id <= 5; ++id) put(kCampaign, {id, 1, 9, 0, 0, "", "b"});
  std::vector<std::int64_t> seen;
  store_->read([&](Reader& r) {
    r.scan_parent(kCampaign, 9, [&](const RowView& row) {
      seen.push_back(row.id);
      return row.id < 3;
    });
  });
  EXPECT_THAT(seen, ElementsAre(1, 2, 3));
}

TEST_P(StoreTest, FindsWhatWasModifiedSince) {
  put(kCampaign, {1, 180, 9, 0, 100, "", "b"});
  put(kCampaign, {2, 180, 9, 0, 300, "", "b"});
  put(kCampaign, {3, 180, 9, 0, 200, "", "b"});
  put(kCampaign, {4, 181, 9, 0, 300, "", "b"});
  const auto since = [&](std::int64_t account, std::int64_t t) {
    return ids([&](Reader& r, const Visitor& v) { r.scan_account(kCampaign, account, t, v); });
  };
  EXPECT_THAT(since(180, 0), ElementsAre(1, 2, 3));
  EXPECT_THAT(since(180, 200), ElementsAre(2, 3));
  EXPECT_THAT(since(180, 301), IsEmpty());
  EXPECT_THAT(since(181, 0), ElementsAre(4));
  put(kCampaign, {1, 180, 9, 0, 400, "", "b"});
  EXPECT_THAT(since(180, 301), ElementsAre(1));
}

TEST_P(StoreTest, FindsASmallAccountBesideABigOne) {
  ASSERT_TRUE(store_->write([](Writer& w) {
    for (int id = 1; id <= 100; ++id) w.put(kKeyword, {id, id % 20 == 0 ? 7 : 8, 1, 0, 5, "", "b"});
    return true;
  }));
  EXPECT_THAT(ids([](Reader& r, const Visitor& v) { r.scan_account(kKeyword, 7, 0, v); }), ElementsAre(20, 40, 60, 80, 100));
  EXPECT_EQ(ids([](Reader& r, const Visitor& v) { r.scan_account(kKeyword, 8, 0, v); }).size(), 95U);
}

TEST_P(StoreTest, KeysNeedNotBeUniqueAndEmptyOnesAreNone) {
  put(kCampaign, {1, 1, 9, 0, 0, "k", "b"});
  put(kCampaign, {2, 1, 9, 0, 0, "k", "b"});
  put(kCampaign, {3, 1, 8, 0, 0, "k", "b"});
  put(kCampaign, {4, 1, 9, 0, 0, "", "b"});
  EXPECT_THAT(keyed(kCampaign, 9, "k"), ElementsAre(1, 2));
  EXPECT_THAT(keyed(kCampaign, 7, "k"), IsEmpty());
  EXPECT_THAT(keyed(kCampaign, 9, ""), IsEmpty());
  EXPECT_THAT(keyed_anywhere(kCampaign, ""), IsEmpty());
}

TEST_P(StoreTest, FindsAKeyAnywhereEachTimeTheSame) {
  ASSERT_TRUE(store_->write([](Writer& w) {
    for (int id = 1; id <= 300; ++id)
      w.put(kCampaign, {id, 1, id % 50 - 3, 0, 0, id % 100 == 0 ? "wanted" : "k" + std::to_string(id), "b"});
    return true;
  }));
  EXPECT_THAT(keyed_anywhere(kCampaign, "wanted"), ElementsAre(100, 200, 300));
  EXPECT_THAT(keyed_anywhere(kCampaign, "k7"), ElementsAre(7));
  EXPECT_THAT(keyed_anywhere(kCampaign, "k"), IsEmpty());
  // An implementation may arrange itself for such searches from here on.
  put(kCampaign, {400, 1, 1, 0, 0, "wanted", "b"});
  EXPECT_THAT(keyed_anywhere(kCampaign, "wanted"), ElementsAre(100, 200, 300, 400));
  ASSERT_TRUE(store_->write([](Writer& w) {
    w.erase(kCampaign, 200);
    w.put(kCampaign, {300, 1, 1, 0, 0, "other", "b"});
    std::vector<std::int64_t> found;
    w.scan_key_anywhere(kCampaign, "wanted", [&](const RowView& row) {
      found.push_back(row.id);
      return true;
    });
    EXPECT_THAT(found, ElementsAre(100, 400));
    return true;
  }));
  EXPECT_THAT(keyed_anywhere(kCampaign, "wanted"), ElementsAre(100, 400));
}

TEST_P(StoreTest, ScansNest) {
  for (int id = 1; id <= 3; ++id) put(kCampaign, {id, 1, id - 1, 0, 0, "k" + std::to_string(id), "b"});
  // A chain: each row is the parent of the next, all of one kind.
  std::vector<std::int64_t> seen;
  store_->read([&](Reader& r) {
    const std::function<void(std::int64_t)> descend = [&](std::int64_t parent) {
      r.scan_parent(kCampaign, parent, [&](const RowView& row) {
        descend(row.id);
        seen.push_back(row.id);
        EXPECT_EQ(row.key, "k" + std::to_string(row.id)) << "the view outlives the scan inside";
        return true;
      });
    };
    descend(0);
  });
  EXPECT_THAT(seen, ElementsAre(3, 2, 1));
}

TEST_P(StoreTest, AVisitorMayWriteWhatItVisits) {
  for (int id = 1; id <= 50; ++id) put(kCampaign, {id, 1, 9, 0, 0, "k" + std::to_string(id), "before"});
  ASSERT_TRUE(store_->write([](Writer& w) {
    w.scan_parent(kCampaign, 9, [&](const RowView& row) {
      const auto id = row.id;
      if (id % 2 == 0)
        w.erase(kCampaign, id);
      else
        w.put(kCampaign, {id, 1, 9, 0, 0, "changed", std::string(500, 'x')});
      EXPECT_EQ(row.body, "before");
      return true;
    });
    return true;
  }));
  EXPECT_EQ(children(kCampaign, 9).size(), 25U);
  EXPECT_EQ(keyed(kCampaign, 9, "changed").size(), 25U);
}

}  // namespace
}  // namespace adsbox::store
