#include "services/campaign_management/campaign_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class NegativeKeywords : public CampaignFixture {
 protected:
  static box<NegativeKeyword> negative(std::string_view words, MatchType type = MatchType::Phrase) {
    auto k = make<NegativeKeyword>();
    k->text = words;
    k->match_type = type;
    return k;
  }
  static list<box<EntityNegativeKeyword>> item(std::int64_t entity, std::string_view type,
                                               std::vector<box<NegativeKeyword>> words) {
    auto e = make<EntityNegativeKeyword>();
    e->entity_id = entity;
    e->entity_type = type;
    for (auto& w : words) e->negative_keywords.push_back(std::move(w));
    list<box<EntityNegativeKeyword>> out;
    out.push_back(std::move(e));
    return out;
  }
  /// "Outer@0(Inner@1 Inner@2)"
  static std::string nested(const list<box<BatchErrorCollection>>& errors) {
    std::string s;
    for (const auto& e : errors) {
      EXPECT_EQ(e->code.has_value(), e->error_code.has_value());
      s += (s.empty() ? "" : " ") + e->error_code.str() + "@" + std::to_string(e->index.value_or(-1));
      if (!e->batch_errors.empty()) s += "(" + errors_of(e->batch_errors) + ")";
    }
    return s;
  }
  std::string add_to(std::int64_t entity, std::string_view type, std::vector<box<NegativeKeyword>> words,
                     std::vector<std::int64_t>* ids = nullptr) {
    AddNegativeKeywordsToEntitiesRequest request;
    request.entity_negative_keywords = item(entity, type, std::move(words));
    auto answer = invoke<AddNegativeKeywordsToEntities>(request);
    if (!answer) return failure_of(answer);
    if (ids != nullptr && answer->negative_keyword_ids[0])
      for (const auto id : answer->negative_keyword_ids[0]->ids) ids->push_back(id.value_or(0));
    return nested(answer->nested_partial_errors);
  }
  std::string add_one_to(std::int64_t entity, std::string_view type, box<NegativeKeyword> k) {
    std::vector<box<NegativeKeyword>> one;
    one.push_back(std::move(k));
    return add_to(entity, type, std::move(one));
  }
  std::string erase_from(std::int64_t entity, std::string_view type, const std::vector<std::int64_t>& ids) {
    std::vector<box<NegativeKeyword>> words;
    for (const auto id : ids) {
      words.push_back(make<NegativeKeyword>());
      words.back()->id = id;
    }
    DeleteNegativeKeywordsFromEntitiesRequest request;
    request.entity_negative_keywords = item(entity, type, std::move(words));
    auto answer = invoke<DeleteNegativeKeywordsFromEntities>(request);
    return answer ? nested(answer->nested_partial_errors) : failure_of(answer);
  }
  std::string words_of(opt<std::int64_t> entity, std::string_view type, opt<std::int64_t> parent = {}) {
    GetNegativeKeywordsByEntityIdsRequest request;
    request.entity_ids = {entity};
    request.entity_type = type;
    request.parent_entity_id = parent;
    auto answer = invoke<GetNegativeKeywordsByEntityIds>(request);
    if (!answer) return failure_of(answer);
    EXPECT_EQ(answer->entity_negative_keywords.size(), 1u);
    if (!answer->entity_negative_keywords[0]) return "nil " + errors_of(answer->partial_errors);
    std::string s;
    for (const auto& k : answer->entity_negative_keywords[0]->negative_keywords) {
      EXPECT_EQ(k->type.view(), "NegativeKeyword");
      s += (s.empty() ? "" : ",") + k->text.str() + (*k->match_type == MatchType::Exact ? "=" : "");
    }
    return s;
  }
  std::int64_t add_ad_group(std::int64_t campaign) {
    AddAdGroupsRequest request;
    request.campaign_id = campaign;
    auto g = make<AdGroup>();
    g->name = "group";
    request.ad_groups.push_back(std::move(g));
    return invoke<AddAdGroups>(request)->ad_group_ids[0].value_or(0);
  }
  static std::vector<box<NegativeKeyword>> three() {
    std::vector<box<NegativeKeyword>> words;
    words.push_back(negative("free"));
    words.push_back(negative("free", MatchType::Exact));
    words.push_back(negative("cheap tea"));
    return words;
  }
};

TEST_F(NegativeKeywords, AreAppendedReadAndDeleted) {
  const auto campaign = add_one(search_campaign("a"));
  const auto group = add_ad_group(campaign);
  EXPECT_EQ(words_of(campaign, "Campaign"), "");
  std::vector<std::int64_t> ids;
  EXPECT_EQ(add_to(campaign, "Campaign", three(), &ids), "");
  ASSERT_EQ(ids.size(), 3u);
  EXPECT_EQ(add_one_to(campaign, "Campaign", negative("more")), "");
  EXPECT_EQ(words_of(campaign, "Campaign"), "free,free=,cheap tea,more");
  EXPECT_EQ(add_one_to(campaign, "Campaign", negative(" Cheap  tea")), add_one_to(campaign, "Campaign", negative("free")))
      << "blanks make no difference";
  EXPECT_EQ(add_to(group, "AdGroup", three()), "") << "both have their own";
  EXPECT_EQ(words_of(group, "AdGroup", campaign), "free,free=,cheap tea");
  EXPECT_EQ(words_of(group, "AdGroup"), "free,free=,cheap tea");

  EXPECT_EQ(erase_from(campaign, "Campaign", {ids[0], ids[2]}), "");
  EXPECT_EQ(words_of(campaign, "Campaign"), "free=,more");
  EXPECT_EQ(erase_from(campaign, "Campaign", {ids[0], ids[1], ids[1]}),
            "@0(CampaignServiceNegativeKeywordDeleted@0 CampaignServiceNegativeKeywordDuplicateFound@2)");
  EXPECT_EQ(erase_from(campaign, "Campaign", {5}), "@0(CampaignServiceInvalidNegativeKeywordId@0)");
  EXPECT_EQ(erase_from(group, "AdGroup", {ids[1]}), "@0(CampaignServiceInvalidNegativeKeywordId@0)") << "of another entity";
}

TEST_F(NegativeKeywords, EachTellsWhatIsWrongWithIt) {
  const auto id = add_one(search_campaign("a"));
  EXPECT_EQ(add_one_to(id, "Campaign", negative("free")), "");
  std::vector<box<NegativeKeyword>> words;
  words.push_back(negative("FREE"));
  words.push_back(negative("new"));
  words.push_back(negative("New"));
  words.push_back(box<NegativeKeyword>(nil));
  words.push_back(negative(""));
  words.push_back(negative(std::string(101, 'x')));
  words.push_back(negative("!!"));
  words.push_back(negative("broad", MatchType::Broad));
  words.push_back(negative("none"));
  words.back()->match_type = nil;
  words.push_back(negative("x"));
  words.back()->text = nil;
  std::vector<std::int64_t> ids;
  EXPECT_EQ(add_to(id, "Campaign", std::move(words), &ids),
            "@0(CampaignServiceNegativeKeywordAlreadyExists@0 CampaignServiceDuplicateNegativeKeyword@2 "
            "CampaignServiceInvalidNegativeKeyword@3 CampaignServiceNegativeKeywordTextRequired@4 "
            "CampaignServiceInvalidNegativeKeyword@5 CampaignServiceInvalidNegativeKeyword@6 "
            "CampaignServiceNegativeKeywordInvalidMatchType@7 CampaignServiceNegativeKeywordInvalidMatchType@8 "
            "CampaignServiceNegativeKeywordTextRequired@9)");
  ASSERT_EQ(ids.size(), 10u);
  EXPECT_EQ(ids[0], 0);
  EXPECT_NE(ids[1], 0);
  EXPECT_EQ(words_of(id, "Campaign"), "free,new");
}

TEST_F(NegativeKeywords, TheEntityTellsWhatIsWrongWithIt) {
  const auto id = add_one(search_campaign("a"));
  EXPECT_EQ(add_to(5, "Campaign", three()), "CampaignServiceEntityIdInvalid@0");
  EXPECT_EQ(add_to(id, "AdGroup", three()), "CampaignServiceEntityIdInvalid@0");
  EXPECT_EQ(add_to(id, "Ad", three()), "CampaignServiceNegativeKeywordInvalidParentType@0");
  EXPECT_EQ(add_to(id, "Campaign", {}), "CampaignServiceNegativeKeywordsNotPassed@0");
  EXPECT_EQ(erase_from(5, "AdGroup", {1}), "CampaignServiceEntityIdInvalid@0");
  AddNegativeKeywordsToEntitiesRequest request;
  EXPECT_EQ(failure_of(invoke<AddNegativeKeywordsToEntities>(request)), "CampaignServiceNegativeKeywordEntitiesNotPassed");
  request.entity_negative_keywords.push_back(box<EntityNegativeKeyword>(nil));
  const auto answer = invoke<AddNegativeKeywordsToEntities>(request);
  EXPECT_EQ(nested(answer->nested_partial_errors), "CampaignServiceNegativeKeywordEntityNull@0");
  EXPECT_TRUE(answer->negative_keyword_ids[0].is_nil());
  request.entity_negative_keywords.push_back(box<EntityNegativeKeyword>(nil));
  EXPECT_EQ(failure_of(invoke<AddNegativeKeywordsToEntities>(request)), "CampaignServiceNegativeKeywordsEntityLimitExceeded");

  EXPECT_EQ(words_of(5, "Campaign"), "nil CampaignServiceEntityIdInvalid@0");
  const auto group = add_ad_group(id);
  EXPECT_EQ(words_of(group, "AdGroup", 77), "nil CampaignServiceEntityIdInvalid@0");
  EXPECT_EQ(words_of(id, "Keyword"), "CampaignServiceNegativeKeywordInvalidParentType");
  GetNegativeKeywordsByEntityIdsRequest get;
  get.entity_type = "Campaign";
  EXPECT_EQ(failure_of(invoke<GetNegativeKeywordsByEntityIds>(get)), "CampaignServiceIdsNotPassed");
  get.entity_ids = {1, 2};
  EXPECT_EQ(failure_of(invoke<GetNegativeKeywordsByEntityIds>(get)), "CampaignServiceEntityBatchLimitExceeded");

  auto smart = shopping_campaign("smart");
  smart->sub_type = "ShoppingSmartAds";
  smart->bidding_scheme = scheme<MaxConversionValueBiddingScheme>();
  static_cast<ShoppingSetting&>(*smart->settings[0]).priority = 3;
  EXPECT_EQ(add_to(add_one(std::move(smart)), "Campaign", three()), "NotSupportedForThisCampaignType@0");
}

TEST_F(NegativeKeywords, HaveLimits) {
  const auto id = add_one(search_campaign("a")), group = add_ad_group(id);
  set_limit(world(), "negative-keywords-per-campaign", 2);
  set_limit(world(), "negative-keywords-per-ad-group", 2);
  EXPECT_EQ(add_to(id, "Campaign", three()), "@0(CampaignServiceNegativeKeywordsLimitExceeded@2)");
  set_limit(world(), "negative-keywords-per-account", 3);
  EXPECT_EQ(add_to(group, "AdGroup", three()),
            "@0(CampaignServiceNegativeKeywordsAccountLimitExceeded@1 CampaignServiceNegativeKeywordsAccountLimitExceeded@2)");
  set_limit(world(), "negative-keywords-per-account", 30);
  EXPECT_EQ(add_to(group, "AdGroup", three()),
            "@0(CampaignServiceNegativeKeywordAlreadyExists@0 CampaignServiceNegativeKeywordsLimitExceeded@2)");
}

TEST_F(NegativeKeywords, GoWithTheirEntity) {
  const auto id = add_one(search_campaign("a")), group = add_ad_group(id);
  EXPECT_EQ(add_to(id, "Campaign", three()), "");
  EXPECT_EQ(add_to(group, "AdGroup", three()), "");
  const auto count = [&](std::string_view what) {
    std::int64_t n = 0;
    const auto& service = *schema::find_service("adsbox");
    const auto kind = schema::find_type(service, what)->number;
    world().store().read([&](store::Reader& r) { n = r.count_account(kind, account_id); });
    return n;
  };
  EXPECT_EQ(count("CampaignNegativeKeyword"), 3);
  EXPECT_EQ(count("AdGroupNegativeKeyword"), 3);
  DeleteCampaignsRequest gone;
  gone.account_id = account_id;
  gone.campaign_ids = {opt(id)};
  ASSERT_TRUE(invoke<DeleteCampaigns>(gone));
  EXPECT_EQ(count("CampaignNegativeKeyword"), 0);
  EXPECT_EQ(count("AdGroupNegativeKeyword"), 0);
}

}  // namespace
}  // namespace adsbox::services
