// Rows and sequences: what is put is got back, replaced, moved, erased.
#include <limits>
#include <string>

#include "store/store_fixture.h"

namespace adsbox::store {
namespace {

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

}  // namespace
}  // namespace adsbox::store
