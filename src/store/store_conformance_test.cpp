// What every implementation of store.h must do. An implementation joins by a line in `factories`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <latch>
#include <limits>
#include <thread>
#include <vector>

#include "store/store.h"
#include "store/temporary_directory.h"

namespace adsbox::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Kind kCampaign = 41, kAdGroup = 42, kKeyword = 43;

struct Factory {
  const char* name;
  std::unique_ptr<Store> (*open)(const TemporaryDirectory&);
};

const Factory factories[] = {
    {"memory", [](const TemporaryDirectory&) { return open_sqlite(""); }},
    {"file", [](const TemporaryDirectory& directory) { return open_sqlite(directory / "world.db"); }},
};

class StoreTest : public testing::TestWithParam<Factory> {
 protected:
  TemporaryDirectory directory_;
  std::unique_ptr<Store> store_ = GetParam().open(directory_);

  void put(Kind kind, const RowView& row) {
    ASSERT_TRUE(store_->write([&](Writer& w) {
      w.put(kind, row);
      return true;
    }));
  }
  std::optional<Row> get(Kind kind, std::int64_t id) {
    std::optional<Row> row;
    store_->read([&](Reader& r) { row = r.get(kind, id); });
    return row;
  }
  /// Ids that a scan meets.
  template <class Scan>
  std::vector<std::int64_t> ids(Scan scan) {
    std::vector<std::int64_t> found;
    store_->read([&](Reader& r) {
      scan(r, Visitor([&](const RowView& row) {
             found.push_back(row.id);
             return true;
           }));
    });
    return found;
  }
  std::vector<std::int64_t> children(Kind kind, std::int64_t parent) {
    return ids([&](Reader& r, const Visitor& v) { r.scan_parent(kind, parent, v); });
  }
  std::vector<std::int64_t> keyed(Kind kind, std::int64_t parent, std::string_view key) {
    return ids([&](Reader& r, const Visitor& v) { r.scan_key(kind, parent, key, v); });
  }
  std::vector<std::int64_t> keyed_anywhere(Kind kind, std::string_view key) {
    return ids([&](Reader& r, const Visitor& v) { r.scan_key_anywhere(kind, key, v); });
  }
  std::int64_t count_account(Kind kind, std::int64_t account) {
    std::int64_t n = 0;
    store_->read([&](Reader& r) { n = r.count_account(kind, account); });
    return n;
  }
  std::int64_t count_parent(Kind kind, std::int64_t parent) {
    std::int64_t n = 0;
    store_->read([&](Reader& r) { n = r.count_parent(kind, parent); });
    return n;
  }
};

INSTANTIATE_TEST_SUITE_P(Implementations, StoreTest, testing::ValuesIn(factories), [](const auto& i) { return i.param.name; });

void expect_equal(const RowView& a, const RowView& b) {
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.account, b.account);
  EXPECT_EQ(a.parent, b.parent);
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.modified, b.modified);
  EXPECT_EQ(a.key, b.key);
  EXPECT_EQ(a.body, b.body);
}

TEST_P(StoreTest, AFreshStoreIsEmpty) {
  EXPECT_EQ(get(kCampaign, 1), std::nullopt);
  EXPECT_THAT(children(kCampaign, 0), IsEmpty());
  EXPECT_THAT(keyed(kCampaign, 0, "k"), IsEmpty());
  EXPECT_THAT(keyed_anywhere(kCampaign, "k"), IsEmpty());
  EXPECT_THAT(ids([](Reader& r, const Visitor& v) { r.scan_account(kCampaign, 0, 0, v); }), IsEmpty());
  EXPECT_THAT(ids([](Reader& r, const Visitor& v) { r.scan_kind(kCampaign, 0, v); }), IsEmpty());
  EXPECT_EQ(count_account(kCampaign, 0), 0);
  EXPECT_EQ(count_parent(kCampaign, 0), 0);
}

TEST_P(StoreTest, KeepsEveryMemberOfARow) {
  const std::string body("\0\x01\xff body", 8);
  const RowView row{
      std::numeric_limits<std::int64_t>::max(), 180000001, 250000001, -7, 17'000'000'000'000'000, "Tea spring", body};
  put(kCampaign, row);
  const auto found = get(kCampaign, row.id);
  ASSERT_TRUE(found);
  expect_equal(found->view(), row);
  EXPECT_EQ(get(kAdGroup, row.id), std::nullopt) << "ids of another kind are other rows";
}

TEST_P(StoreTest, KeepsNegativeAndEmptyValues) {
  const RowView row{-5, -1, -2, std::numeric_limits<std::int32_t>::min(), 0, "", ""};
  put(kCampaign, row);
  const auto found = get(kCampaign, -5);
  ASSERT_TRUE(found);
  expect_equal(found->view(), row);
}

TEST_P(StoreTest, KeepsUnicodeKeysApartByBytes) {
  const std::string composed = "caf\u00e9", decomposed = "cafe\u0301", cjk = "\u7d05\u8336 \U0001f375", with_zero("a\0b", 3);
  std::int64_t id = 0;
  for (const auto& key : {composed, decomposed, cjk, with_zero}) put(kCampaign, {++id, 1, 9, 0, 0, key, "b"});
  EXPECT_THAT(keyed(kCampaign, 9, composed), ElementsAre(1));
  EXPECT_THAT(keyed(kCampaign, 9, decomposed), ElementsAre(2));
  EXPECT_THAT(keyed(kCampaign, 9, cjk), ElementsAre(3));
  EXPECT_THAT(keyed(kCampaign, 9, with_zero), ElementsAre(4));
  EXPECT_THAT(keyed(kCampaign, 9, "a"), IsEmpty());
  EXPECT_EQ(get(kCampaign, 4)->key, with_zero);
}

TEST_P(StoreTest, KeepsBigBodies) {
  std::string body(5 * 1024 * 1024 + 17, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 31 >> 3);
  put(kCampaign, {1, 1, 1, 0, 0, "k", body});
  EXPECT_EQ(get(kCampaign, 1)->body, body);
}

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

TEST_P(StoreTest, PutReplacesAndMovesBetweenKeysParentsAndAccounts) {
  put(kCampaign, {1, 180, 9, 1, 10, "old", "first"});
  put(kCampaign, {1, 180, 9, 2, 20, "old", "second"});
  EXPECT_EQ(get(kCampaign, 1)->body, "second");
  EXPECT_EQ(get(kCampaign, 1)->status, 2);
  EXPECT_EQ(count_account(kCampaign, 180), 1);

  put(kCampaign, {1, 180, 9, 2, 30, "new", "third"});
  EXPECT_THAT(keyed(kCampaign, 9, "old"), IsEmpty());
  EXPECT_THAT(keyed(kCampaign, 9, "new"), ElementsAre(1));

  put(kCampaign, {1, 180, 8, 2, 40, "new", "fourth"});
  EXPECT_THAT(children(kCampaign, 9), IsEmpty());
  EXPECT_THAT(children(kCampaign, 8), ElementsAre(1));

  put(kCampaign, {1, 181, 8, 2, 50, "new", "fifth"});
  EXPECT_EQ(count_account(kCampaign, 180), 0);
  EXPECT_EQ(count_account(kCampaign, 181), 1);
  EXPECT_THAT(ids([](Reader& r, const Visitor& v) { r.scan_account(kCampaign, 180, 0, v); }), IsEmpty());
  EXPECT_EQ(get(kCampaign, 1)->body, "fifth");
  EXPECT_EQ(get(kCampaign, 1)->modified, 50);
}

TEST_P(StoreTest, EraseRemovesFromEverywhere) {
  put(kCampaign, {1, 180, 9, 0, 10, "k", "b"});
  put(kCampaign, {2, 180, 9, 0, 10, "k", "b"});
  ASSERT_TRUE(store_->write([](Writer& w) {
    w.erase(kCampaign, 1);
    w.erase(kCampaign, 1);
    w.erase(kCampaign, 77);
    w.erase(kAdGroup, 1);
    return true;
  }));
  EXPECT_EQ(get(kCampaign, 1), std::nullopt);
  EXPECT_THAT(children(kCampaign, 9), ElementsAre(2));
  EXPECT_THAT(keyed(kCampaign, 9, "k"), ElementsAre(2));
  EXPECT_EQ(count_account(kCampaign, 180), 1);
  EXPECT_EQ(count_parent(kCampaign, 9), 1);
}

TEST_P(StoreTest, AWriterSeesItsOwnWritesAndNobodyElseDoes) {
  put(kCampaign, {1, 180, 9, 0, 0, "a", "b"});
  ASSERT_TRUE(store_->write([&](Writer& w) {
    w.put(kCampaign, {2, 180, 9, 0, 0, "b", "b"});
    w.erase(kCampaign, 1);
    w.put(kAdGroup, {5, 180, 2, 0, 0, "", "b"});
    EXPECT_FALSE(w.get(kCampaign, 1));
    EXPECT_TRUE(w.get(kCampaign, 2));
    EXPECT_EQ(w.count_parent(kCampaign, 9), 1);
    EXPECT_EQ(w.count_account(kCampaign, 180), 1);
    EXPECT_EQ(w.count_account(kAdGroup, 180), 1);
    EXPECT_THAT(children(kCampaign, 9), ElementsAre(1)) << "read() inside write() sees the committed state";
    EXPECT_THAT(children(kAdGroup, 2), IsEmpty());
    return true;
  }));
  EXPECT_THAT(children(kCampaign, 9), ElementsAre(2));
  EXPECT_THAT(children(kAdGroup, 2), ElementsAre(5));
}

TEST_P(StoreTest, SayingNoRollsBack) {
  put(kCampaign, {1, 180, 9, 0, 0, "a", "b"});
  const auto before = store_->version(kCampaign);
  EXPECT_FALSE(store_->write([](Writer& w) {
    w.put(kCampaign, {2, 180, 9, 0, 0, "a", "b"});
    w.put(kAdGroup, {1, 180, 9, 0, 0, "a", "b"});
    w.erase(kCampaign, 1);
    EXPECT_EQ(w.next_id("campaign", 100), 100);
    return false;
  }));
  EXPECT_THAT(children(kCampaign, 9), ElementsAre(1));
  EXPECT_THAT(children(kAdGroup, 9), IsEmpty());
  EXPECT_EQ(count_account(kCampaign, 180), 1);
  EXPECT_EQ(count_account(kAdGroup, 180), 0);
  EXPECT_EQ(store_->version(kCampaign), before);
  ASSERT_TRUE(store_->write([](Writer& w) {
    EXPECT_EQ(w.next_id("campaign", 100), 100);
    w.put(kAdGroup, {1, 180, 9, 0, 0, "a", "b"});
    return true;
  }));
  EXPECT_THAT(children(kAdGroup, 9), ElementsAre(1));
}

TEST_P(StoreTest, WhatWasRolledBackIsNoTroubleAfterwards) {
  constexpr Kind fresh = kCampaign + 1000;  // that nothing was ever stored of
  const auto look = [&](Reader& r) {
    EXPECT_FALSE(r.get(fresh, 1));
    EXPECT_EQ(r.count_parent(fresh, 9), 0);
    r.scan_key(fresh, 9, "k", [](const RowView&) -> bool { throw std::logic_error("a row that was rolled back"); });
  };
  store_->write([&](Writer& w) {
    w.put(fresh, {1, 180, 9, 1, 5, "k", "body"});
    EXPECT_TRUE(w.get(fresh, 1));
    EXPECT_EQ(w.count_parent(fresh, 9), 1);
    w.scan_key(fresh, 9, "k", [](const RowView&) { return true; });
    return false;
  });
  EXPECT_FALSE(store_->write([&](Writer& w) {
    look(w);
    return false;
  }));
  store_->read(look);
  EXPECT_TRUE(store_->write([&](Writer& w) {
    w.put(fresh, {1, 180, 9, 1, 5, "k", "body"});
    return true;
  }));
  store_->read([&](Reader& r) { EXPECT_EQ(r.get(fresh, 1)->body, "body"); });
}

TEST_P(StoreTest, AnExceptionRollsBackAndComesOut) {
  EXPECT_THROW(store_->write([](Writer& w) -> bool {
    w.put(kCampaign, {2, 180, 9, 0, 0, "a", "b"});
    throw std::runtime_error("no");
  }),
               std::runtime_error);
  EXPECT_EQ(get(kCampaign, 2), std::nullopt);
  EXPECT_THROW(store_->read([](Reader&) { throw std::runtime_error("no"); }), std::runtime_error);
  put(kCampaign, {3, 180, 9, 0, 0, "a", "b"});
  EXPECT_THAT(children(kCampaign, 9), ElementsAre(3));
}

TEST_P(StoreTest, AWriteInsideAWriteIsRefused) {
  EXPECT_THROW(store_->write([&](Writer&) { return store_->write([](Writer&) { return true; }); }), std::logic_error);
  put(kCampaign, {3, 180, 9, 0, 0, "a", "b"});
}

TEST_P(StoreTest, SequencesCountOnFromTheirFirstNumber) {
  ASSERT_TRUE(store_->write([](Writer& w) {
    EXPECT_EQ(w.next_id("campaign", 1000), 1000);
    EXPECT_EQ(w.next_id("campaign", 5), 1001) << "`first` counts only the first time";
    EXPECT_EQ(w.next_id("campaign", 1000, 10), 1002);
    EXPECT_EQ(w.next_id("campaign", 1000), 1012);
    EXPECT_EQ(w.next_id("ad group", 7, 3), 7);
    return true;
  }));
  ASSERT_TRUE(store_->write([](Writer& w) {
    EXPECT_EQ(w.next_id("campaign", 1000), 1013);
    EXPECT_EQ(w.next_id("ad group", 7), 10);
    return true;
  }));
}

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

TEST_P(StoreTest, AReaderKeepsItsSnapshot) {
  put(kCampaign, {1, 180, 9, 0, 0, "a", "old"});
  std::latch reading(1), written(1);
  std::thread writer([&] {
    reading.wait();
    EXPECT_TRUE(store_->write([](Writer& w) {
      w.put(kCampaign, {1, 180, 9, 0, 0, "a", "new"});
      w.put(kCampaign, {2, 180, 9, 0, 0, "a", "new"});
      w.put(kAdGroup, {3, 180, 1, 0, 0, "a", "new"});
      return true;
    }));
    written.count_down();
  });
  store_->read([&](Reader& r) {
    reading.count_down();
    written.wait();
    EXPECT_EQ(r.get(kCampaign, 1)->body, "old");
    EXPECT_FALSE(r.get(kCampaign, 2));
    EXPECT_FALSE(r.get(kAdGroup, 3)) << "a kind that came into being later";
    EXPECT_EQ(r.count_account(kCampaign, 180), 1);
    EXPECT_EQ(get(kCampaign, 1)->body, "new") << "a read() inside a read() has a snapshot of its own";
  });
  writer.join();
  EXPECT_EQ(get(kCampaign, 1)->body, "new");
  EXPECT_TRUE(get(kAdGroup, 3));
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

TEST_P(StoreTest, ConcurrentWritersAllSucceedOrFailOnTheirOwn) {
  constexpr int kThreads = 8, kEach = 40;
  std::vector<std::thread> threads;
  std::atomic<int> refused{0}, thrown{0};
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const auto work = [&](Writer& w) {
          const auto id = w.next_id("campaign", 1);
          w.put(kCampaign, {id, t, t, 0, 0, "n" + std::to_string(i), "b"});
          w.put(static_cast<Kind>(100 + t), {id, t, t, 0, 0, "", "b"});
          if (i % 4 == 1) throw std::runtime_error("no");
          return i % 4 != 3;
        };
        try {
          if (!store_->write(work)) ++refused;
        } catch (const std::runtime_error&) {
          ++thrown;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(refused, kThreads * kEach / 4);
  EXPECT_EQ(thrown, kThreads * kEach / 4);
  std::vector<std::int64_t> all;
  for (int t = 0; t < kThreads; ++t) {
    const auto mine = children(kCampaign, t);
    EXPECT_EQ(mine.size(), static_cast<std::size_t>(kEach) / 2);
    EXPECT_EQ(count_account(kCampaign, t), kEach / 2);
    EXPECT_EQ(children(static_cast<Kind>(100 + t), t), mine);
    all.insert(all.end(), mine.begin(), mine.end());
  }
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], static_cast<std::int64_t>(i) + 1) << "ids have no gaps";
}

TEST_P(StoreTest, ReadersBesideWritersNeverSeeHalfATransaction) {
  const auto transfer = [&](int round) {
    return store_->write([&](Writer& w) {
      w.put(kCampaign, {1, 1, 9, 0, round, "", std::to_string(round)});
      w.put(kAdGroup, {1, 1, 9, 0, round, "", std::to_string(round)});
      return true;
    });
  };
  ASSERT_TRUE(transfer(0));
  std::atomic<bool> stop{false};
  std::vector<std::thread> readers;
  std::atomic<std::int64_t> reads{0};
  for (int t = 0; t < 3; ++t) {
    readers.emplace_back([&] {
      std::int64_t last = 0;
      while (!stop) {
        store_->read([&](Reader& r) {
          const auto a = r.get(kCampaign, 1), b = r.get(kAdGroup, 1);
          EXPECT_EQ(a->body, b->body);
          EXPECT_GE(a->modified, last) << "time does not run backwards";
          last = a->modified;
        });
        ++reads;
      }
    });
  }
  for (int round = 1; round <= 100 || reads < 100; ++round) ASSERT_TRUE(transfer(round));
  stop = true;
  for (auto& reader : readers) reader.join();
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
