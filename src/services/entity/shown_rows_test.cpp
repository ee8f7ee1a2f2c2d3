#include "services/entity/shown_rows.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "services/campaign_management/ad_groups.h"
#include "services/campaign_management/campaign_fixture.h"
#include "services/campaign_management/campaigns.h"

namespace adsbox::services {
namespace {

using campaign_management::AdGroup;
using campaign_management::Campaign;
using testing::ElementsAre;

TEST(Lru, StaysWithinItsBytesAndDropsWhatWasNotUsed) {
  Lru<int, int> kept(1000);
  for (int key = 1; key <= 40; ++key) {
    (void)kept.put(key, key, 100);
    EXPECT_NE(kept.find(1), nullptr) << "the one in use all the time";
    EXPECT_LE(kept.bytes(), 1000U);
  }
  EXPECT_EQ(kept.size(), 10U);
  EXPECT_EQ(kept.find(31), nullptr);
  EXPECT_EQ(*kept.find(32), 32);
  EXPECT_EQ(kept.put(1, 7, 900).size(), 9U) << "the last one under the key, and what has no room beside the new one";
  EXPECT_EQ(*kept.find(1), 7);
}

class ShownRowsTest : public CampaignFixture {
 protected:
  using Rows = std::shared_ptr<const ShownRows::Rows>;
  Rows shown(const EntityEngine& engine, std::int64_t parent, const ShownRows::View& view = {}) {
    Call call{world(),    schema::contract.operations[campaign_management::GetCampaignsByAccountId::id],
              principal_, customer_id,
              account_id, "",
              "",         world().clock().now(),
              {},         {},
              {},         {}};
    return engine.shown(call, {parent, account_id}, view);
  }
  Rows campaigns(const ShownRows::View& view = {}) { return shown(campaign_engine(), account_id, view); }
  static std::string name_of(const Rows& rows, std::size_t i) {
    return static_cast<const Campaign&>(**rows->items[i]).name.str();
  }
};

TEST_F(ShownRowsTest, AreTheSameUntilTheyChange) {
  EXPECT_TRUE(campaigns()->items.empty());
  const auto id = add_one(search_campaign("first")), other = add_one(search_campaign("second"));
  const auto rows = campaigns();
  EXPECT_THAT(rows->ids, ElementsAre(id, other));
  EXPECT_EQ(campaigns(), rows);
  store_row(1, id, account_id, AdGroup());
  EXPECT_EQ(campaigns(), rows) << "another kind has changed";
  world().store().write([&](store::Writer& w) {
    world::erase<Campaign>(w, id);
    return false;
  });
  EXPECT_EQ(campaigns(), rows) << "nothing was kept";

  update_one(other, [](Campaign& c) { c.name = "renamed"; });
  const auto mended = campaigns();
  EXPECT_EQ(name_of(mended, 1), "renamed");
  EXPECT_EQ(name_of(rows, 1), "second") << "rows in somebody's hands stay as they were";
  const auto mended_again = [&] {
    update_one(other, [](Campaign& c) { c.name = "once more"; });
    return campaigns();
  }();
  EXPECT_EQ(mended_again->items[0], mended->items[0]) << "what has not changed is told as before";
}

TEST_F(ShownRowsTest, OfAParentStayWhenAnAncestorElsewhereChanges) {
  const auto above = add_one(search_campaign("above")), elsewhere = add_one(search_campaign("elsewhere"));
  AdGroup group;
  group.name = "group";
  store_row(1, above, account_id, group);
  const auto groups = shown(ad_group_engine(), above);
  ASSERT_EQ(groups->items.size(), 1U);
  EXPECT_EQ(shown(ad_group_engine(), above), groups);
  update_one(elsewhere, [](Campaign& c) { c.name = "renamed"; });
  EXPECT_EQ(shown(ad_group_engine(), above), groups);
  EXPECT_EQ(shown(ad_group_engine(), above), groups);
  update_one(above, [](Campaign& c) { c.name = "renamed, too"; });
  EXPECT_NE(shown(ad_group_engine(), above), groups);
}

TEST_F(ShownRowsTest, AreKeptViewByView) {
  const auto search = add_one(search_campaign("search")), audience = add_one(audience_campaign("audience"));
  const auto of_type = [](std::uint64_t type) {
    return ShownRows::View{{type, 0}, [type](object& o) {
                             auto& c = static_cast<Campaign&>(o);
                             c.name = "seen";
                             return static_cast<std::uint64_t>(*c.campaign_type) == type;
                           }};
  };
  const auto one = of_type(static_cast<std::uint64_t>(campaign_management::CampaignType::Search));
  const auto two = of_type(static_cast<std::uint64_t>(campaign_management::CampaignType::Audience));
  const auto rows = campaigns(one);
  EXPECT_THAT(rows->ids, ElementsAre(search));
  EXPECT_THAT(campaigns(two)->ids, ElementsAre(audience));
  EXPECT_EQ(campaigns(one), rows);
  EXPECT_EQ(name_of(rows, 0), "seen");
  EXPECT_EQ(name_of(campaigns(), 0), "search");
  // A change moves an entity into a view and out of another.
  const auto become = [&](std::int64_t id, campaign_management::CampaignType type) {
    auto c = stored(id);
    c->campaign_type = type;
    store_row(id, account_id, account_id, *c);
  };
  become(audience, campaign_management::CampaignType::Search);
  EXPECT_THAT(campaigns(one)->ids, ElementsAre(search, audience));
  become(search, campaign_management::CampaignType::Audience);
  EXPECT_THAT(campaigns(one)->ids, ElementsAre(audience));
  EXPECT_THAT(campaigns(two)->ids, ElementsAre(search));
}

TEST_F(ShownRowsTest, AreNeverLessThanWhatWasCommittedBefore) {
  const auto put = [&](std::int64_t n) {
    world().store().write([&](store::Writer& w) {
      Campaign c;
      c.name = std::to_string(n);
      world::save(w, store::RowView{1, account_id, account_id, 0, n, {}, {}}, c);
      return true;
    });
  };
  put(0);
  // What has been acknowledged when a reader asks is the least that it must be given.
  std::atomic<std::int64_t> acknowledged{0}, reads{0};
  std::atomic<bool> stop{false};
  std::vector<std::thread> readers;
  for (int t = 0; t < 3; ++t) {
    readers.emplace_back([&] {
      while (!stop) {
        const auto least = acknowledged.load();
        const auto rows = campaigns();
        ASSERT_EQ(rows->items.size(), 1U);
        ASSERT_GE(std::stoll(name_of(rows, 0)), least);
        ++reads;
      }
    });
  }
  for (std::int64_t n = 1; n <= 2000 || reads < 2000; ++n) {
    put(n);
    acknowledged = n;
  }
  stop = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(name_of(campaigns(), 0), std::to_string(acknowledged));
}

}  // namespace
}  // namespace adsbox::services
