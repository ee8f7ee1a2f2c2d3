// Whatever a request holds: no item breaks the engine, every error explains itself, and what was read can be sent back.
#include <map>
#include <random>
#include <set>

#include "codec/testing/random_object.h"
#include "services/campaign_management/campaign_fixture.h"
#include "services/entity/fields.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class RandomItemsTest : public CampaignFixture {
 protected:
  /// A good object with about one member in `rare` replaced by a random one.
  template <class T>
  box<T> disturbed(const box<T>& good, unsigned rare) {
    box<T> out = good;
    const auto random = objects_.make(T::type_id, false);
    for (const auto& f : schema::fields_of(schema::type_info(T::type_id)))
      if (random_() % rare == 0) {
        void* at = member(*out, f);
        reset_member(f, at);
        copy_member(f, at, member(*random, f));
      }
    return out;
  }

  void expect_explained(std::size_t items) {
    std::set<std::pair<int, std::string>> fields;
    for (const auto& e : last_call().partial_errors) {
      EXPECT_GE(e.index, 0);
      EXPECT_LT(e.index, static_cast<int>(items));
      for (const auto* part : {&e.why.rule, &e.why.field, &e.why.value, &e.why.bound, &e.why.expected})
        EXPECT_FALSE(part->empty()) << symbol(e.error) << " of " << e.why.field;
      EXPECT_TRUE(fields.emplace(e.index, e.why.field).second) << e.why.field << " is refused twice";
    }
  }
  /// An id where nothing was wrong with an item, nil where something was.
  void expect_ids(const list<opt<std::int64_t>>& ids) {
    std::set<int> wrong;
    for (const auto& e : last_call().partial_errors) wrong.insert(e.index);
    for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i].has_value(), !wrong.contains(static_cast<int>(i))) << i;
  }

  std::mt19937 random_{20260302};
  codec::testing::RandomObjects objects_{77};
  static constexpr int rounds = 1500;
};

TEST_F(RandomItemsTest, Campaigns) {
  const box<Campaign> good[] = {search_campaign(""), audience_campaign(""), shopping_campaign("")};
  std::vector<std::int64_t> stored_ids;
  for (int i = 0; i < rounds; ++i) {
    below_the_wire_ = i % 5 != 0;  // every fifth by the wire, which takes longer than handlers
    auto c = disturbed(good[i % 3], 10);
    if (i % 2 == 0) c->name = "campaign " + std::to_string(i);
    std::vector<box<Campaign>> one;
    one.push_back(std::move(c));
    const auto answer = add(std::move(one));
    expect_explained(1);
    expect_ids(answer.campaign_ids);
    if (answer.campaign_ids[0]) stored_ids.push_back(*answer.campaign_ids[0]);
    if (stored_ids.empty()) continue;
    auto change = disturbed(make<Campaign>(), 4);
    change->id = stored_ids[random_() % stored_ids.size()];
    std::vector<box<Campaign>> changes;
    changes.push_back(std::move(change));
    update(std::move(changes));
    expect_explained(1);
  }
  EXPECT_GT(stored_ids.size(), 100u);
}

TEST_F(RandomItemsTest, AdGroupsAndKeywords) {
  const auto search = add_one(search_campaign("s")), audience = add_one(audience_campaign("a"));
  auto group = make<AdGroup>();
  group->language = "English";
  std::map<std::int64_t, std::int64_t> groups;  // to their campaign
  std::vector<std::int64_t> keywords;

  for (int i = 0; i < rounds; ++i) {
    below_the_wire_ = i % 5 != 0;  // every fifth by the wire, which takes longer than handlers
    AddAdGroupsRequest adds;
    adds.campaign_id = i % 4 == 3 ? audience : search;
    adds.ad_groups.push_back(disturbed(group, 9));
    if (i % 2 == 0) adds.ad_groups[0]->name = "group " + std::to_string(i);
    const auto added = invoke<AddAdGroups>(adds);
    ASSERT_TRUE(added) << failure_of(added);
    expect_explained(1);
    expect_ids(added->ad_group_ids);
    if (added->ad_group_ids[0]) groups[*added->ad_group_ids[0]] = *adds.campaign_id;

    if (groups.empty()) continue;
    const auto& [group_id, campaign_id] = *std::next(groups.begin(), static_cast<int>(random_() % groups.size()));
    UpdateAdGroupsRequest changes;
    changes.campaign_id = campaign_id;
    changes.update_audience_ads_bid_adjustment = i % 2 == 0;
    changes.ad_groups.push_back(disturbed(make<AdGroup>(), 4));
    changes.ad_groups[0]->id = group_id;
    const auto changed = invoke<UpdateAdGroups>(changes);
    ASSERT_TRUE(changed) << failure_of(changed);
    expect_explained(1);

    AddKeywordsRequest words;
    words.ad_group_id = group_id;
    words.keywords.push_back(disturbed(make<Keyword>(), 8));
    if (i % 2 == 0) {
      words.keywords[0]->text = "keyword " + std::to_string(i);
      words.keywords[0]->match_type = MatchType::Exact;
      words.keywords[0]->id = nil;
    }
    const auto answer = invoke<AddKeywords>(words);
    ASSERT_TRUE(answer) << failure_of(answer);
    expect_explained(1);
    expect_ids(answer->keyword_ids);
    if (!answer->keyword_ids[0]) continue;
    UpdateKeywordsRequest update_words;
    update_words.ad_group_id = group_id;
    update_words.keywords.push_back(disturbed(make<Keyword>(), 3));
    update_words.keywords[0]->id = *answer->keyword_ids[0];
    ASSERT_TRUE(invoke<UpdateKeywords>(update_words));
    expect_explained(1);
    keywords.push_back(*answer->keyword_ids[0]);
  }
  EXPECT_GT(groups.size(), 100u);
  EXPECT_GT(keywords.size(), 100u);
}

TEST_F(RandomItemsTest, WhatWasReadCanBeSentBackAndChangesNothing) {
  const box<Campaign> good[] = {search_campaign(""), audience_campaign(""), shopping_campaign("")};
  std::vector<std::int64_t> ids;
  for (int i = 0; i < 600; ++i) {
    auto c = disturbed(good[i % 3], 12);
    c->name = "campaign " + std::to_string(i);
    std::vector<box<Campaign>> one;
    one.push_back(std::move(c));
    const auto answer = add(std::move(one));
    if (answer.campaign_ids[0]) ids.push_back(*answer.campaign_ids[0]);
  }
  EXPECT_GT(ids.size(), 100u);
  for (const auto id : ids) {
    GetCampaignsByIdsRequest request;
    request.account_id = account_id;
    request.campaign_ids.push_back(id);
    request.campaign_type = every_type;
    ask_for_everything(request);
    const auto answer = invoke<GetCampaignsByIds>(request);
    ASSERT_TRUE(answer && answer->campaigns[0]);
    const auto before = stored(id);
    std::vector<box<Campaign>> back;
    back.push_back(answer->campaigns[0]);
    EXPECT_EQ(errors_of(update(std::move(back)).partial_errors), "");
    for (const auto& e : last_call().partial_errors)
      ADD_FAILURE() << e.why.field << ": " << e.why.value << ", " << e.why.expected;
    EXPECT_EQ(before, stored(id));
  }
  AddAdGroupsRequest adds;
  adds.campaign_id = add_one(search_campaign("groups"));
  adds.ad_groups.push_back(make<AdGroup>());
  adds.ad_groups[0]->name = "g";
  const auto group = *invoke<AddAdGroups>(adds)->ad_group_ids[0];
  GetAdGroupsByIdsRequest read;
  read.campaign_id = adds.campaign_id;
  read.ad_group_ids.push_back(group);
  UpdateAdGroupsRequest back;
  back.campaign_id = adds.campaign_id;
  back.ad_groups = invoke<GetAdGroupsByIds>(read)->ad_groups;
  EXPECT_EQ(errors_of(invoke<UpdateAdGroups>(back)->partial_errors), "");
  EXPECT_EQ(invoke<GetAdGroupsByIds>(read)->ad_groups, back.ad_groups);
  AddKeywordsRequest words;
  words.ad_group_id = group;
  words.keywords.push_back(make<Keyword>());
  words.keywords[0]->text = "tea";
  words.keywords[0]->match_type = MatchType::Broad;
  GetKeywordsByIdsRequest read_words;
  read_words.ad_group_id = group;
  read_words.keyword_ids.push_back(*invoke<AddKeywords>(words)->keyword_ids[0]);
  UpdateKeywordsRequest words_back;
  words_back.ad_group_id = group;
  const auto were = invoke<GetKeywordsByIds>(read_words)->keywords;
  words_back.keywords = were;
  words_back.keywords[0]->editorial_status = nil;  // must be left nil
  EXPECT_EQ(errors_of(invoke<UpdateKeywords>(words_back)->partial_errors), "");
  EXPECT_EQ(invoke<GetKeywordsByIds>(read_words)->keywords, were);
}

}  // namespace
}  // namespace adsbox::services
