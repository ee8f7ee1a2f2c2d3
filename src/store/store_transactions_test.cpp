// Writers and readers beside each other; what is taken back.
#include <algorithm>
#include <atomic>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "store/store_fixture.h"

namespace adsbox::store {
namespace {

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

}  // namespace
}  // namespace adsbox::store
