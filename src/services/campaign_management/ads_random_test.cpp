// Whatever an ad holds: nothing breaks, every error explains itself, and what was read can be sent back, without its
// EditorialStatus, and changes nothing.
#include <random>
#include <set>

#include "codec/testing/random_object.h"
#include "services/campaign_management/ads_fixture.h"
#include "services/entity/fields.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class AdsRandomTest : public AdsFixture {
 protected:
  AdsRandomTest()
      : audience_(add_group(add_one(audience_campaign("audience")), "people", {}, {})),
        dynamic_(dynamic_group()),
        shopping_(add_group(add_one(shopping_campaign("shop")), "all")),
        hotels_(add_group(campaign_, "hotels", "HotelAds")) {
    for (const char* limit : {"ads-per-ad-group", "active-responsive-search-ads-per-ad-group", "multimedia-ads-per-ad-group"})
      set_limit(world(), limit, 1'000'000);
  }

  /// A good ad with about one member in `rare` replaced by a random one.
  box<Ad> disturbed(const box<Ad>& good, unsigned rare) {
    box<object> out(clone_object(good.get()));
    const auto type = good->contract_type;
    const auto random = objects_.make(type, false);
    for (const auto& f : schema::fields_of(schema::type_info(type)))
      if (random_() % rare == 0) {
        void* at = member(*out, f);
        reset_member(f, at);
        copy_member(f, at, member(*random, f));
      }
    auto* const ad = static_cast<Ad*>(out.get());
    (void)out.release_bits();
    return box<Ad>(ad);
  }
  struct Good {
    std::int64_t group;
    box<Ad> ad;
  };
  std::vector<Good> good_ones() {
    std::vector<Good> all;
    all.push_back({group_, search_ad()});
    all.push_back({group_, app_ad()});
    all.push_back({dynamic_, dynamic_ad()});
    all.push_back({audience_, audience_ad()});
    all.push_back({shopping_, make<ProductAd>()});
    all.push_back({hotels_, make<HotelAd>()});
    return all;
  }
  void expect_explained_once() {
    std::set<std::pair<int, std::string>> fields;
    for (const auto& e : last_call().partial_errors) {
      for (const auto* part : {&e.why.rule, &e.why.field, &e.why.value, &e.why.bound, &e.why.expected})
        EXPECT_FALSE(part->empty()) << symbol(e.error) << " of " << e.why.field;
      EXPECT_TRUE(fields.emplace(e.index, e.why.field).second) << e.why.field << " is refused twice";
    }
  }

  std::mt19937 random_{20260302};
  codec::testing::RandomObjects objects_{78};
  const std::int64_t audience_, dynamic_, shopping_, hotels_;
};

TEST_F(AdsRandomTest, NothingBreaks) {
  const auto good = good_ones();
  std::vector<std::pair<std::int64_t, const Good*>> stored;
  for (int i = 0; i < 3000; ++i) {
    below_the_wire_ = i % 5 != 0;  // every fifth by the wire, which takes longer than handlers
    const auto& g = good[static_cast<std::size_t>(i) % good.size()];
    const auto answer = add_ads(g.group, one(disturbed(g.ad, 12)));
    expect_explained_once();
    EXPECT_EQ(answer.ad_ids[0].has_value(), last_call().partial_errors.empty());
    if (answer.ad_ids[0]) stored.emplace_back(*answer.ad_ids[0], &g);
    if (stored.empty()) continue;
    const auto& [id, of] = stored[random_() % stored.size()];
    UpdateAdsRequest request;
    request.ad_group_id = of->group;
    request.ads.push_back(disturbed(of->ad, 3));
    request.ads[0]->id = id;
    const auto changed = invoke<UpdateAds>(request);
    ASSERT_TRUE(changed) << failure_of(changed);
    expect_explained_once();
    EXPECT_TRUE(read<Ad>(of->group, id));
  }
  EXPECT_GT(stored.size(), 300u);
}

TEST_F(AdsRandomTest, WhatWasReadCanBeSentBackAndChangesNothing) {
  const auto good = good_ones();
  std::vector<std::pair<std::int64_t, std::int64_t>> stored;
  for (int i = 0; i < 600; ++i) {
    const auto& g = good[static_cast<std::size_t>(i) % good.size()];
    const auto answer = add_ads(g.group, one(disturbed(g.ad, 14)));
    if (answer.ad_ids[0]) stored.emplace_back(*answer.ad_ids[0], g.group);
  }
  EXPECT_GT(stored.size(), 60u);
  world().clock().set(now_ticks + day);
  for (const auto& [id, group] : stored) {
    const auto before = read<Ad>(group, id);
    ASSERT_TRUE(before);
    EXPECT_NE(before->editorial_status, opt(AdEditorialStatus::Inactive));
    UpdateAdsRequest request;
    request.ad_group_id = group;
    request.ads.push_back(before);
    request.ads[0]->editorial_status.reset();
    const auto answer = invoke<UpdateAds>(request);
    ASSERT_TRUE(answer) << failure_of(answer);
    EXPECT_EQ(errors_of(answer->partial_errors), "");
    for (const auto& e : last_call().partial_errors)
      ADD_FAILURE() << e.why.field << ": " << e.why.value << ", " << e.why.expected;
    EXPECT_EQ(before, read<Ad>(group, id)) << schema::text(schema::type_info(before->contract_type).name);
  }
}

}  // namespace
}  // namespace adsbox::services
