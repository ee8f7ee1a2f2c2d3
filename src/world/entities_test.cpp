#include "world/entities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adsbox/campaign_management.h"

namespace adsbox::world {
namespace {

using campaign_management::Ad;
using campaign_management::Campaign;
using campaign_management::ExpandedTextAd;
using campaign_management::TextAd;
using testing::ElementsAre;

Stored<Campaign> campaign(std::int64_t id, std::string name) {
  Stored<Campaign> stored{id, 180, 180, 1, id * 10, name, make<Campaign>()};
  stored->name = name;
  stored->daily_budget = 12.5;
  stored->end_date = nil;
  return stored;
}

class EntitiesTest : public testing::Test {
 protected:
  std::unique_ptr<store::Store> store_ = store::open_sqlite("");

  template <class Work>
  void write(Work work) {
    ASSERT_TRUE(store_->write([&](store::Writer& w) {
      work(w);
      return true;
    }));
  }
};

TEST_F(EntitiesTest, SavesAndLoadsAnObjectWithItsPlace) {
  write([](auto& w) { save(w, campaign(1, "Tea")); });
  store_->read([](store::Reader& r) {
    const auto loaded = load<Campaign>(r, 1);
    ASSERT_TRUE(loaded);
    const auto expected = campaign(1, "Tea");
    EXPECT_TRUE(loaded->value == expected.value);
    EXPECT_EQ(loaded->id, 1);
    EXPECT_EQ(loaded->account, 180);
    EXPECT_EQ(loaded->parent, 180);
    EXPECT_EQ(loaded->status, 1);
    EXPECT_EQ(loaded->modified, 10);
    EXPECT_EQ(loaded->key, "Tea");
    EXPECT_TRUE((*loaded)->end_date.is_nil());
    EXPECT_TRUE((*loaded)->start_date.is_absent());
    EXPECT_FALSE(load<Campaign>(r, 2));
  });
}

TEST_F(EntitiesTest, AFamilyIsOneKindAndKeepsItsTypes) {
  EXPECT_EQ(kind_of<TextAd>(), kind_of<Ad>());
  write([](auto& w) {
    TextAd text;
    text.title = "Tea";
    save(w, {.id = 1, .parent = 5}, text);
    ExpandedTextAd expanded;
    expanded.title_part1 = "More tea";
    save(w, {.id = 2, .parent = 5}, expanded);
  });
  store_->read([](store::Reader& r) {
    const auto any = load<Ad>(r, 1);
    ASSERT_TRUE(any);
    ASSERT_NE(any->value.as<TextAd>(), nullptr);
    EXPECT_EQ(any->value.as<TextAd>()->title, "Tea");
    EXPECT_TRUE(load<TextAd>(r, 1));
    EXPECT_FALSE(load<TextAd>(r, 2)) << "another member of the family";
    EXPECT_EQ(children<Ad>(r, 5).size(), 2U);
    const auto expanded = children<ExpandedTextAd>(r, 5);
    ASSERT_EQ(expanded.size(), 1U);
    EXPECT_EQ(expanded[0]->title_part1, "More tea");
  });
}

TEST_F(EntitiesTest, WalksChildrenAccountsAndKeys) {
  write([](auto& w) {
    for (const auto* name : {"a", "b", "c"}) save(w, campaign(name[0], name));
  });
  store_->read([](store::Reader& r) {
    std::vector<std::int64_t> seen;
    for_each_child<Campaign>(r, 180, [&](Stored<Campaign>& c) {
      seen.push_back(c.id);
      return c.id != 'b';
    });
    EXPECT_THAT(seen, ElementsAre('a', 'b'));
    seen.clear();
    for_each_of_account<Campaign>(r, 180, 'b' * 10, [&](Stored<Campaign>& c) {
      seen.push_back(c.id);
      return true;
    });
    EXPECT_THAT(seen, ElementsAre('b', 'c'));
    EXPECT_EQ(find<Campaign>(r, 180, "c")->id, 'c');
    EXPECT_FALSE(find<Campaign>(r, 181, "c"));
  });
  write([](auto& w) { erase<Campaign>(w, 'a'); });
  store_->read([](store::Reader& r) { EXPECT_FALSE(load<Campaign>(r, 'a')); });
}

TEST_F(EntitiesTest, ADamagedBodyIsAFailure) {
  write([](auto& w) {
    std::string body;
    codec::write_binary(body, *campaign(1, "Tea"));
    w.put(kind_of<Campaign>(), {.id = 1, .parent = 5, .body = body.substr(0, body.size() - 1)});
    w.put(kind_of<Campaign>(), {.id = 2, .parent = 6, .body = ""});
  });
  EXPECT_THROW(store_->read([](store::Reader& r) { (void)load<Campaign>(r, 1); }), store::StorageFailure);
  EXPECT_THROW(store_->read([](store::Reader& r) { (void)children<Campaign>(r, 6); }), store::StorageFailure);
}

}  // namespace
}  // namespace adsbox::world
