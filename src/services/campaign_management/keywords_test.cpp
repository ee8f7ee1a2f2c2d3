#include "services/campaign_management/campaign_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class KeywordsTest : public CampaignFixture {
 protected:
  KeywordsTest() : campaign_(add_one(search_campaign("search"))), group_(add_group(campaign_, "tea")) {}

  std::int64_t add_group(std::int64_t campaign, std::string_view name, std::string_view type = {}) {
    AddAdGroupsRequest request;
    request.campaign_id = campaign;
    request.ad_groups.push_back(make<AdGroup>());
    request.ad_groups[0]->name = name;
    request.ad_groups[0]->language = "English";
    if (!type.empty()) request.ad_groups[0]->ad_group_type = type;
    const auto answer = invoke<AddAdGroups>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    EXPECT_EQ(errors_of(answer->partial_errors), "");
    return answer->ad_group_ids[0].value_or(0);
  }
  static box<Keyword> keyword(std::string_view words, MatchType match = MatchType::Exact) {
    auto k = make<Keyword>();
    k->text = words;
    k->match_type = match;
    return k;
  }
  AddKeywordsResponse add_keywords(std::int64_t group, std::vector<box<Keyword>> keywords, opt<bool> strategies = {}) {
    AddKeywordsRequest request;
    request.ad_group_id = group;
    request.return_inherited_bid_strategy_types = strategies;
    for (auto& k : keywords) request.keywords.push_back(std::move(k));
    auto answer = invoke<AddKeywords>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(*answer) : AddKeywordsResponse{};
  }
  std::int64_t add_keyword(std::int64_t group, box<Keyword> k) {
    std::vector<box<Keyword>> one;
    one.push_back(std::move(k));
    const auto answer = add_keywords(group, std::move(one));
    EXPECT_EQ(errors_of(answer.partial_errors), "");
    return answer.keyword_ids.size() == 1 ? answer.keyword_ids[0].value_or(0) : 0;
  }
  std::string broken(std::int64_t group, const std::function<void(Keyword&)>& change) {
    auto k = keyword("broken");
    change(*k);
    std::vector<box<Keyword>> one;
    one.push_back(std::move(k));
    return errors_of(add_keywords(group, std::move(one)).partial_errors);
  }
  std::string change(std::int64_t id, const std::function<void(Keyword&)>& change, std::int64_t group = 0) {
    UpdateKeywordsRequest request;
    request.ad_group_id = group == 0 ? group_ : group;
    request.keywords.push_back(make<Keyword>());
    request.keywords[0]->id = id;
    change(*request.keywords[0]);
    const auto answer = invoke<UpdateKeywords>(request);
    return answer ? errors_of(answer->partial_errors) : failure_of(answer);
  }
  GetKeywordsByIdsResponse get(std::vector<std::int64_t> ids, std::int64_t group = 0) {
    GetKeywordsByIdsRequest request;
    request.ad_group_id = group == 0 ? group_ : group;
    for (const auto id : ids) request.keyword_ids.push_back(id);
    auto answer = invoke<GetKeywordsByIds>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(*answer) : GetKeywordsByIdsResponse{};
  }
  std::size_t count(std::int64_t group) {
    GetKeywordsByAdGroupIdRequest request;
    request.ad_group_id = group;
    const auto answer = invoke<GetKeywordsByAdGroupId>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? answer->keywords.size() : 0;
  }

  const std::int64_t campaign_, group_;
};

TEST_F(KeywordsTest, AddStoresLowerCaseWithDefaults) {
  auto k = keyword("Green TEA");
  k->bidding_scheme = make<ManualCpcBiddingScheme>();  // dropped without an error
  k->destination_url = "https://example.com";
  const auto id = add_keyword(group_, std::move(k));
  const auto answer = get({id});
  const auto& r = *answer.keywords[0];
  EXPECT_EQ(r.text, "green tea");
  EXPECT_EQ(*r.match_type, MatchType::Exact);
  EXPECT_EQ(*r.status, KeywordStatus::Active);
  EXPECT_EQ(*r.editorial_status, KeywordEditorialStatus::Active);
  EXPECT_FALSE(r.bid.has_value());
  EXPECT_FALSE(r.destination_url.has_value());
  ASSERT_NE(r.bidding_scheme.as<InheritFromParentBiddingScheme>(), nullptr);
  EXPECT_EQ(r.bidding_scheme.as<InheritFromParentBiddingScheme>()->inherited_bid_strategy_type, "EnhancedCpc");
}

TEST_F(KeywordsTest, TextAndMatchTypeAreUniqueWhateverTheirSpelling) {
  std::vector<box<Keyword>> items;
  items.push_back(keyword("crème brûlée"));
  items.push_back(keyword("Creme-Brulee!"));
  items.push_back(keyword("creme brulee", MatchType::Broad));
  items.push_back(box<Keyword>(nil));
  items.push_back(keyword("cremebrulee"));
  const auto answer = add_keywords(group_, std::move(items), true);
  EXPECT_EQ(errors_of(answer.partial_errors), "CampaignServiceDuplicateKeyword@1 CampaignServiceNullKeyword@3");
  ASSERT_EQ(answer.keyword_ids.size(), 5u);
  EXPECT_TRUE(answer.keyword_ids[1].is_nil());
  EXPECT_EQ(count(group_), 3u);
  ASSERT_EQ(answer.inherited_bid_strategy_types.size(), 5u);
  EXPECT_EQ(answer.inherited_bid_strategy_types[0], "EnhancedCpc");
  EXPECT_TRUE(answer.inherited_bid_strategy_types[3].is_nil());
  // The same words in another ad group are another keyword.
  add_keyword(add_group(campaign_, "other"), keyword("crème brûlée"));
  EXPECT_EQ(change(*answer.keyword_ids[2], [](auto& u) { u.match_type = MatchType::Exact; }),
            "CampaignServiceKeywordAndMatchTypeCombinationAlreadyExists@0");
  EXPECT_EQ(change(*answer.keyword_ids[2], [](auto& u) { u.match_type = MatchType::Phrase; }), "");
}

TEST_F(KeywordsTest, EachBrokenKeywordGetsItsError) {
  struct Case {
    const char* error;
    const char* field;
    std::function<void(Keyword&)> change;
  };
  const auto bid = [](Keyword& k, double amount) {
    k.bid = make<Bid>();
    k.bid->amount = amount;
  };
  const Case cases[] = {
      {"CampaignServiceIdShouldBeNullOnAdd", "Id", [](auto& k) { k.id = 3; }},
      {"CampaignServiceInvalidKeywordText", "Text", [](auto& k) { k.text = nil; }},
      {"CampaignServiceInvalidKeywordText", "Text", [](auto& k) { k.text = ""; }},
      {"CampaignServiceInvalidKeywordText", "Text", [](auto& k) { k.text = "?!"; }},
      {"CampaignServiceInvalidKeywordText", "Text", [](auto& k) { k.text = std::string(101, 'k'); }},
      {"MatchTypeInvalid", "MatchType", [](auto& k) { k.match_type = nil; }},
      {"CampaignServiceInvalidKeywordStatus", "Status", [](auto& k) { k.status = KeywordStatus::Deleted; }},
      {"CampaignServiceInvalidKeywordEditorialStatus", "EditorialStatus",
       [](auto& k) { k.editorial_status = KeywordEditorialStatus::Active; }},
      {"CampaignServiceKeywordZeroBidAmountNotAllowed", "Bid.Amount", [&](auto& k) { bid(k, 0); }},
      {"CampaignServiceBidAmountsLessThanFloorPrice", "Bid.Amount", [&](auto& k) { bid(k, 0.01); }},
      {"CampaignServiceBidAmountsGreaterThanCeilingPrice", "Bid.Amount", [&](auto& k) { bid(k, 1001); }},
      {"CampaignServiceInvalidBidAmounts", "Bid.Amount", [&](auto& k) { bid(k, -5); }},
      {"CampaignServiceInvalidParam1", "Param1", [](auto& k) { k.param1 = std::string(1023, 'p'); }},
      {"CampaignServiceInvalidParam2", "Param2", [](auto& k) { k.param2 = std::string(71, 'p'); }},
      {"CampaignServiceInvalidParam3", "Param3", [](auto& k) { k.param3 = std::string(71, 'p'); }},
      {"InvalidUrlScheme", "FinalUrls[0]", [](auto& k) { k.final_urls = {text("ftp://example.com")}; }},
      {"InvalidUrlScheme", "FinalUrls[0]", [](auto& k) { k.final_urls = {text("https://")}; }},
      {"UrlTooLong", "FinalUrls[0]", [](auto& k) { k.final_urls = {text("https://" + std::string(2048, 'u'))}; }},
      {"InvalidTag", "FinalUrls[1]",
       [](auto& k) { k.final_urls = {text("https://example.com"), text("https://example.com/{x")}; }},
      {"CountExceedsLimit", "FinalUrls",
       [](auto& k) {
         for (int i = 0; i < 11; ++i) k.final_urls.push_back(text("https://example.com"));
       }},
      {"FinalUrlRequiredWhenUsingMobileFinalUrl", "FinalMobileUrls",
       [](auto& k) { k.final_mobile_urls = {text("https://m.example.com")}; }},
      {"FinalUrlRequiredWhenUsingTrackingUrlTemplateOrUrlCustomParameter", "TrackingUrlTemplate",
       [](auto& k) { k.tracking_url_template = "https://track.example"; }},
      {"FinalUrlRequiredWhenUsingFinalUrlSuffix", "FinalUrlSuffix", [](auto& k) { k.final_url_suffix = "a=b"; }},
      {"FinalUrlSuffixInvalidCharacters", "FinalUrlSuffix",
       [](auto& k) {
         k.final_urls = {text("https://example.com")};
         k.final_url_suffix = "?a=b";
       }},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(std::string(c.error) + " " + c.field);
    EXPECT_EQ(broken(group_, c.change), std::string(c.error) + "@0");
    ASSERT_FALSE(last_call().partial_errors.empty());
    const auto& why = last_call().partial_errors[0].why;
    EXPECT_EQ(why.field, "Keywords[0]." + std::string(c.field));
    for (const auto* part : {&why.rule, &why.value, &why.bound, &why.expected}) EXPECT_FALSE(part->empty());
  }
  EXPECT_EQ(count(group_), 0u);
  // All that is wrong with one keyword.
  EXPECT_EQ(broken(group_,
                   [&](auto& k) {
                     k.match_type = nil;
                     bid(k, 0);
                     k.final_urls = {text("ftp://x")};
                   }),
            "MatchTypeInvalid@0 CampaignServiceKeywordZeroBidAmountNotAllowed@0 InvalidUrlScheme@0");
}

TEST_F(KeywordsTest, GoToStandardSearchAdGroupsOnly) {
  EXPECT_EQ(broken(add_group(add_one(shopping_campaign("shop")), "g"), [](auto&) {}),
            "CampaignServiceEntityNotAllowedForShoppingCampaign@0");
  EXPECT_EQ(broken(add_group(campaign_, "hotel", "HotelAds"), [](auto&) {}), "NotSupportedForThisCampaignType@0");
  auto mixed = search_campaign("mixed");
  auto dsa = make<DynamicSearchAdsSetting>();
  dsa->domain_name = "example.com";
  dsa->language = "English";
  mixed->settings.push_back(std::move(dsa));
  EXPECT_EQ(broken(add_group(add_one(std::move(mixed)), "g", "SearchDynamic"), [](auto&) {}),
            "EntityNotAllowedForDynamicSearchAdsAdGroup@0");
}

TEST_F(KeywordsTest, UpdatesKeepAndClear) {
  auto k = keyword("tea");
  k->bid = make<Bid>();
  k->bid->amount = 2.0;
  k->param1 = "one";
  k->final_urls = {text("https://example.com")};
  k->final_url_suffix = "a=b";
  const auto id = add_keyword(group_, std::move(k));
  EXPECT_EQ(change(id, [](auto& u) { u.status = KeywordStatus::Paused, u.text = "coffee"; }),
            "CampaignServiceCannotChangeTextOnUpdate@0");
  EXPECT_EQ(*get({id}).keywords[0]->status, KeywordStatus::Active);
  EXPECT_EQ(change(id, [](auto& u) { u.status = KeywordStatus::Paused, u.text = "Tea"; }), "") << "its own, as it was added";
  auto r = get({id}).keywords[0];
  EXPECT_EQ(*r->status, KeywordStatus::Paused);
  EXPECT_EQ(r->text, "tea");
  EXPECT_EQ(*r->bid->amount, 2.0);
  EXPECT_EQ(r->param1, "one");
  EXPECT_EQ(change(id, [](auto& u) { u.final_urls.set_empty(); }), "FinalUrlRequiredWhenUsingFinalUrlSuffix@0");
  EXPECT_EQ(change(id,
                   [](auto& u) {
                     u.final_urls.set_empty();
                     u.final_url_suffix = "";
                     u.param1 = "";
                     u.bid = make<Bid>();  // without an amount: the ad group's bid
                   }),
            "");
  r = get({id}).keywords[0];
  EXPECT_FALSE(r->final_urls.has_value());
  EXPECT_FALSE(r->final_url_suffix.has_value());
  EXPECT_FALSE(r->param1.has_value());
  EXPECT_FALSE(r->bid.has_value());
}

TEST_F(KeywordsTest, IdsOfOtherAdGroupsAndUnknownOnes) {
  const auto id = add_keyword(group_, keyword("tea")), other = add_group(campaign_, "other"),
             foreign = add_keyword(other, keyword("coffee"));
  const auto answer = get({foreign, id, 5});
  EXPECT_EQ(errors_of(answer.partial_errors),
            "CampaignServiceKeywordDoesNotBelongToAdGroupId@0 CampaignServiceInvalidKeywordId@2");
  EXPECT_TRUE(answer.keywords[0].is_nil());
  EXPECT_EQ(*answer.keywords[1]->id, id);
  EXPECT_EQ(change(foreign, [](auto&) {}), "CampaignServiceKeywordDoesNotBelongToAdGroupId@0");
  UpdateKeywordsRequest twice;
  twice.ad_group_id = group_;
  for (int i = 0; i < 2; ++i) {
    twice.keywords.push_back(make<Keyword>());
    twice.keywords[static_cast<std::size_t>(i)]->id = id;
  }
  EXPECT_EQ(errors_of(invoke<UpdateKeywords>(twice)->partial_errors), "CampaignServiceDuplicateKeywordIdInRequest@1");
  DeleteKeywordsRequest request;
  request.ad_group_id = group_;
  request.keyword_ids = {opt<std::int64_t>(id), opt<std::int64_t>(id), opt<std::int64_t>(foreign)};
  EXPECT_EQ(errors_of(invoke<DeleteKeywords>(request)->partial_errors),
            "CampaignServiceDuplicateInKeywordIds@1 CampaignServiceKeywordDoesNotBelongToAdGroupId@2");
  EXPECT_EQ(count(group_), 0u);
  EXPECT_EQ(count(other), 1u);
  add_keyword(group_, keyword("tea"));  // free again
}

TEST_F(KeywordsTest, ByEditorialStatus) {
  const auto good = add_keyword(group_, keyword("good")), bad = add_keyword(group_, keyword("bad"));
  auto k = get({bad}).keywords[0];
  k->editorial_status = KeywordEditorialStatus::Disapproved;
  store_row(bad, group_, account_id, *k);
  const auto ids = [&](KeywordEditorialStatus status) {
    GetKeywordsByEditorialStatusRequest request;
    request.ad_group_id = group_;
    request.editorial_status = status;
    const auto answer = invoke<GetKeywordsByEditorialStatus>(request);
    std::vector<std::int64_t> found;
    for (const auto& one : answer->keywords) found.push_back(*one->id);
    return found;
  };
  EXPECT_EQ(ids(KeywordEditorialStatus::Active), std::vector{good});
  EXPECT_EQ(ids(KeywordEditorialStatus::Disapproved), std::vector{bad});
  EXPECT_TRUE(ids(KeywordEditorialStatus::Inactive).empty());
  GetKeywordsByEditorialStatusRequest request;
  request.ad_group_id = group_;
  EXPECT_EQ(failure_of(invoke<GetKeywordsByEditorialStatus>(request)), "CampaignServiceInvalidKeywordEditorialStatus");
}

TEST_F(KeywordsTest, LimitsOfAdGroupAccountAndCustomer) {
  const auto other = add_group(campaign_, "other");
  const auto refused = [&](std::int64_t group, std::string_view words) {
    return broken(group, [&](auto& k) { k.text = words; });
  };
  set_limit(world(), "keywords-per-ad-group", 1);
  add_keyword(group_, keyword("a"));
  EXPECT_EQ(refused(group_, "b"), "CampaignServiceMaxKeywordsReachedForAdGroup@0");
  set_limit(world(), "keywords-per-ad-group", 100);
  set_limit(world(), "keywords-per-account", 2);
  const auto second = add_keyword(other, keyword("b"));
  EXPECT_EQ(refused(group_, "c"), "CampaignServiceMaxKeywordsReachedForAccount@0");
  DeleteKeywordsRequest request;
  request.ad_group_id = other;
  request.keyword_ids.push_back(second);
  EXPECT_TRUE(invoke<DeleteKeywords>(request));
  EXPECT_EQ(refused(group_, "c"), "");  // what was deleted is not counted
  set_limit(world(), "keywords-per-account", 100);
  set_limit(world(), "keywords-per-customer", 2);
  EXPECT_EQ(refused(group_, "d"), "CampaignServiceMaxKeywordsReachedForCustomer@0");
}

TEST_F(KeywordsTest, AnAdGroupThatHasEndedTakesNone) {
  AddAdGroupsRequest request;
  request.campaign_id = campaign_;
  request.ad_groups.push_back(make<AdGroup>());
  auto& group = *request.ad_groups[0];
  group.name = "ends";
  group.language = "English";
  group.end_date = make<Date>();
  group.end_date->year = 2026;
  group.end_date->month = 3;
  group.end_date->day = 5;
  const auto answer = invoke<AddAdGroups>(request);
  ASSERT_TRUE(answer) << failure_of(answer);
  ASSERT_EQ(errors_of(answer->partial_errors), "");
  world().clock().advance(10 * day);
  EXPECT_EQ(broken(answer->ad_group_ids[0].value_or(0), [](auto&) {}), "CampaignServiceAdGroupExpired@0");
}

/// What was kept of an answer is told again only as long as it is true: until the keyword, its campaign or the decision of its
/// review says something else.
TEST_F(KeywordsTest, AnswersAreKeptUntilSomethingChanges) {
  const auto id = add_keyword(group_, keyword("green tea"));
  const auto told = [&] {
    GetKeywordsByAdGroupIdRequest request;
    request.ad_group_id = group_;
    const auto answer = invoke<GetKeywordsByAdGroupId>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    std::string s;
    for (const auto& k : answer->keywords) {
      (s += k->text.view()) += ' ';
      s += k->bidding_scheme.as<InheritFromParentBiddingScheme>()->inherited_bid_strategy_type.view();
      s += ' ' + std::to_string(static_cast<int>(*k->editorial_status)) + ' ' + k->param1.str() + '\n';
    }
    return s;
  };
  EXPECT_EQ(told(), "green tea EnhancedCpc 0 \n");
  EXPECT_EQ(told(), "green tea EnhancedCpc 0 \n");
  EXPECT_EQ(change(id, [](Keyword& k) { k.param1 = "cheap"; }), "");
  EXPECT_EQ(told(), "green tea EnhancedCpc 0 cheap\n");
  auto c = make<Campaign>();
  c->id = campaign_;
  c->bidding_scheme = make<MaxClicksBiddingScheme>();
  std::vector<box<Campaign>> one;
  one.push_back(std::move(c));
  EXPECT_EQ(errors_of(update(std::move(one)).partial_errors), "");
  EXPECT_EQ(told(), "green tea MaxClicks 0 cheap\n");
  add_keyword(group_, keyword("cigarettes"));
  const auto inactive = "cigarettes MaxClicks " + std::to_string(static_cast<int>(KeywordEditorialStatus::Inactive)) + " \n";
  EXPECT_EQ(told(), "green tea MaxClicks 0 cheap\n" + inactive);
  EXPECT_EQ(told(), "green tea MaxClicks 0 cheap\n" + inactive);
  world().clock().advance(std::int64_t{24} * 3600 * DateTime::ticks_per_second);
  EXPECT_EQ(told(), "green tea MaxClicks 0 cheap\ncigarettes MaxClicks " +
                        std::to_string(static_cast<int>(KeywordEditorialStatus::Disapproved)) + " \n");
}

/// Many keywords for an empty ad group are held against each other without the store, with the same outcome.
TEST_F(KeywordsTest, ManyAtOnceAreUniqueAsWell) {
  const auto batch = [](int count) {
    std::vector<box<Keyword>> many;
    for (int n = 0; n < count; ++n) many.push_back(keyword("tea " + std::to_string(n % (count - 1))));
    return many;
  };
  const auto first = add_keywords(group_, batch(150));
  EXPECT_EQ(errors_of(first.partial_errors), "CampaignServiceDuplicateKeyword@149");
  EXPECT_EQ(count(group_), 149u);
  const auto again = add_keywords(group_, batch(150));
  EXPECT_EQ(again.partial_errors.size(), 150u);
  EXPECT_EQ(count(group_), 149u);
}

}  // namespace
}  // namespace adsbox::services
