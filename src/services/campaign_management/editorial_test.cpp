#include "services/campaign_management/editorial.h"

#include <random>

#include "services/campaign_management/ads_fixture.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class EditorialTest : public AdsFixture {
 protected:
  static constexpr std::int64_t second = DateTime::ticks_per_second;
  void pass(std::int64_t seconds) { world().clock().set(world().clock().now().ticks() + seconds * second); }
  AdEditorialStatus status(std::int64_t id, std::int64_t group = 0) {
    return *read<Ad>(group == 0 ? group_ : group, id)->editorial_status;
  }
  box<Keyword> keyword(std::string_view words) {
    auto k = make<Keyword>();
    k->text = words;
    k->match_type = MatchType::Exact;
    return k;
  }
  AddKeywordsResponse add_keyword(box<Keyword> k) {
    AddKeywordsRequest request;
    request.ad_group_id = group_;
    request.keywords.push_back(std::move(k));
    return std::move(*invoke<AddKeywords>(request));
  }
  KeywordEditorialStatus keyword_status(std::int64_t id) {
    GetKeywordsByIdsRequest request;
    request.ad_group_id = group_;
    request.keyword_ids.push_back(id);
    return *invoke<GetKeywordsByIds>(request)->keywords[0]->editorial_status;
  }
  static auto association(std::int64_t id, std::int64_t parent) {
    auto a = make<EntityIdToParentIdAssociation>();
    a->entity_id = id;
    a->parent_id = parent;
    return a;
  }
  box<EditorialReasonCollection> reasons(std::int64_t id, EntityType type = EntityType::Ad) {
    GetEditorialReasonsByIdsRequest request;
    request.account_id = account_id;
    request.entity_type = type;
    request.entity_id_to_parent_id_associations.push_back(association(id, group_));
    auto answer = invoke<GetEditorialReasonsByIds>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    EXPECT_EQ(errors_of(answer->partial_errors), "");
    return std::move(answer->editorial_reasons[0]);
  }
  std::string appeal(std::initializer_list<std::int64_t> ids, std::string_view why = "We own the brand",
                     EntityType type = EntityType::Ad) {
    AppealEditorialRejectionsRequest request;
    request.entity_type = type;
    request.justification_text = why;
    for (const auto id : ids) request.entity_id_to_parent_id_associations.push_back(association(id, group_));
    const auto answer = invoke<AppealEditorialRejections>(request);
    return answer ? errors_of(answer->partial_errors) : failure_of(answer);
  }
  using Association = std::pair<std::int64_t, std::int64_t>;  // entity and parent
  std::string appeal_of(EntityType type, const std::vector<Association>& associations) {
    AppealEditorialRejectionsRequest request;
    request.entity_type = type;
    request.justification_text = "We own the brand";
    for (const auto& [id, parent] : associations) request.entity_id_to_parent_id_associations.push_back(association(id, parent));
    const auto answer = invoke<AppealEditorialRejections>(request);
    return answer ? errors_of(answer->partial_errors) : failure_of(answer);
  }
};

TEST_F(EditorialTest, AnAdWaitsForItsDecision) {
  const auto id = add_ad(group_, search_ad());
  EXPECT_EQ(status(id), AdEditorialStatus::Inactive);
  pass(299);
  EXPECT_EQ(status(id), AdEditorialStatus::Inactive);
  pass(1);
  EXPECT_EQ(status(id), AdEditorialStatus::Active);
  EXPECT_FALSE(reasons(id));
  // Only what people see is reviewed again.
  EXPECT_EQ(
      change<ResponsiveSearchAd>(
          group_, id, [](auto& ad) { ad.status = AdStatus::Paused, ad.tracking_url_template = "https://t.example.com/{lpurl}"; }),
      "");
  EXPECT_EQ(status(id), AdEditorialStatus::Active);
  EXPECT_EQ(change<ResponsiveSearchAd>(group_, id, [](auto& ad) { ad.path1 = "new"; }), "");
  EXPECT_EQ(status(id), AdEditorialStatus::Inactive);
  pass(300);
  EXPECT_EQ(status(id), AdEditorialStatus::Active);
}

TEST_F(EditorialTest, NobodyObjectsToMicrosoftsExamplesAndToTrademarksInAddresses) {
  auto ad = search_ad("Contoso");
  ad->descriptions = links({"Find New Customers & Increase Sales!", "Start Advertising on Contoso Today."});
  ad->final_urls = {text("https://www.contoso.com/womenshoesale")};
  const auto example = add_ad(group_, std::move(ad));
  ad = search_ad();
  ad->final_urls = {text("https://www.litware.com/tea")};
  const auto owner = add_ad(group_, std::move(ad));
  pass(300);
  EXPECT_EQ(status(example), AdEditorialStatus::Active);
  EXPECT_EQ(status(owner), AdEditorialStatus::Active);
}

TEST_F(EditorialTest, DisapprovedWithReasonsAndAppealed) {
  const auto id = add_ad(group_, search_ad("Better than Litware"));
  pass(300);
  EXPECT_EQ(status(id), AdEditorialStatus::Disapproved);
  const auto ad = read<ResponsiveSearchAd>(group_, id);
  EXPECT_EQ(*ad->headlines[0]->editorial_status, AssetLinkEditorialStatus::Disapproved);
  EXPECT_EQ(*ad->headlines[1]->editorial_status, AssetLinkEditorialStatus::Active);
  auto why = reasons(id);
  ASSERT_TRUE(why);
  EXPECT_EQ(*why->ad_group_id, group_);
  EXPECT_EQ(*why->ad_or_keyword_id, id);
  EXPECT_EQ(*why->appeal_status, AppealStatus::Appealable);
  ASSERT_EQ(why->reasons.size(), 1u);
  EXPECT_EQ(*why->reasons[0]->reason_code, 17);
  EXPECT_EQ(why->reasons[0]->location, "AdTitle");
  EXPECT_EQ(why->reasons[0]->term, "litware");
  EXPECT_EQ(why->reasons[0]->publisher_countries[0], "US");
  EXPECT_EQ(appeal({id}), "");
  EXPECT_EQ(status(id), AdEditorialStatus::Disapproved);
  EXPECT_EQ(*reasons(id)->appeal_status, AppealStatus::AppealPending);
  EXPECT_EQ(appeal({id}, "Once more"), "");  // takes the place of the pending one
  pass(3600);
  EXPECT_EQ(status(id), AdEditorialStatus::Active);
  EXPECT_FALSE(reasons(id));
  EXPECT_EQ(appeal({id}), "");  // healthy: passed over
}

TEST_F(EditorialTest, ADecisionAfterAnAppealIsFinalUntilTheTextChanges) {
  const auto id = add_ad(group_, search_ad("Click here for tea"));
  pass(300);
  EXPECT_EQ(appeal({id}), "");
  pass(3600);
  EXPECT_EQ(status(id), AdEditorialStatus::Disapproved);
  EXPECT_EQ(*reasons(id)->appeal_status, AppealStatus::NotAppealable);
  EXPECT_EQ(appeal({id}), "CampaignServiceEditorialAppealEntityAlreadyAppealed@0");
  EXPECT_EQ(change<ResponsiveSearchAd>(group_, id, [](auto& ad) { ad.headlines = links({"Tea", "Leaves", "Cups"}); }), "");
  pass(300);
  EXPECT_EQ(status(id), AdEditorialStatus::Active);
}

TEST_F(EditorialTest, LimitedToSomePublisherCountries) {
  const auto english = add_ad(group_, search_ad("As good as Fabrikam"));
  const auto german_group = add_group(campaign_, "german", {}, "German");
  const auto german = add_ad(german_group, search_ad("As good as Fabrikam"));
  pass(300);
  EXPECT_EQ(status(english), AdEditorialStatus::ActiveLimited);
  EXPECT_EQ(status(german, german_group), AdEditorialStatus::Active);
  const auto why = reasons(english);
  ASSERT_EQ(why->reasons[0]->publisher_countries.size(), 2u);
  EXPECT_EQ(why->reasons[0]->publisher_countries[1], "CA");
  GetAdsByEditorialStatusRequest request;
  request.ad_group_id = group_;
  request.editorial_status = AdEditorialStatus::ActiveLimited;
  all_types(request);
  EXPECT_EQ(invoke<GetAdsByEditorialStatus>(request)->ads.size(), 1u);
  request.editorial_status = AdEditorialStatus::Active;
  EXPECT_EQ(invoke<GetAdsByEditorialStatus>(request)->ads.size(), 0u);
}

TEST_F(EditorialTest, StyleOfTexts) {
  const auto capitals = add_ad(group_, search_ad("GREATEST tea")), phone = add_ad(group_, search_ad("Call 555-123 4567"));
  const auto fine = add_ad(group_, search_ad("NASA drinks tea"));
  pass(300);
  EXPECT_EQ(*reasons(capitals)->reasons[0]->reason_code, 16);
  EXPECT_EQ(*reasons(phone)->reasons[0]->reason_code, 52);
  EXPECT_FALSE(reasons(fine));
}

TEST_F(EditorialTest, TheFirstLookRefusesAtOnce) {
  auto ad = search_ad("Tea now!!");
  ad->descriptions[0] = link("Hardcore PORN");
  ad->path1 = "a**b";
  ad->final_urls = {text("https://example.com/hardcore-porn")};
  const auto answer = add_ads(group_, one(std::move(ad)));
  EXPECT_EQ(errors_of(answer.partial_errors),
            "CampaignServiceEditorialErrorInAdTitle@0 CampaignServiceEditorialErrorInAdText@0 "
            "CampaignServiceEditorialErrorInAdDestinationUrl@0");
  const auto* e = answer.partial_errors[1].as<EditorialError>();
  ASSERT_NE(e, nullptr);
  EXPECT_EQ(*e->reason_code, 3);
  EXPECT_EQ(e->disapproved_text, "hardcore porn");
  EXPECT_EQ(e->location, "AdDescription");
  EXPECT_EQ(*e->appealable, false);
  EXPECT_TRUE(answer.ad_ids[0].is_nil());
  auto path = search_ad();
  path->path1 = "hardcore porn";
  EXPECT_EQ(refused(group_, std::move(path)), "CampaignServiceEditorialErrorInAdDisplayUrl@0");
  auto business = audience_ad();
  business->business_name = "Fake !!";
  const auto audience = add_group(add_one(audience_campaign("audience")), "people", {}, {});
  EXPECT_EQ(refused(audience, std::move(business)), "CampaignServiceEditorialErrorInAdBusinessName@0");
}

TEST_F(EditorialTest, Keywords) {
  const auto fine = *add_keyword(keyword("green tea")).keyword_ids[0];
  EXPECT_EQ(keyword_status(fine), KeywordEditorialStatus::Active);
  const auto risky = *add_keyword(keyword("cheap XANAX")).keyword_ids[0];
  EXPECT_EQ(keyword_status(risky), KeywordEditorialStatus::Inactive);
  pass(300);
  EXPECT_EQ(keyword_status(risky), KeywordEditorialStatus::Disapproved);
  EXPECT_EQ(*reasons(risky, EntityType::Keyword)->reasons[0]->reason_code, 109);
  GetKeywordsByEditorialStatusRequest request;
  request.ad_group_id = group_;
  request.editorial_status = KeywordEditorialStatus::Disapproved;
  EXPECT_EQ(invoke<GetKeywordsByEditorialStatus>(request)->keywords.size(), 1u);
  EXPECT_EQ(appeal({risky}, "We are a pharmacy", EntityType::Keyword), "");
  pass(3600);
  EXPECT_EQ(keyword_status(risky), KeywordEditorialStatus::Active);
  // A change brings a review, and taking it back ends it.
  const auto change_param = [&](std::string_view words) {
    UpdateKeywordsRequest update;
    update.ad_group_id = group_;
    update.keywords.push_back(make<Keyword>());
    update.keywords[0]->id = fine;
    update.keywords[0]->param1 = words;
    return errors_of(invoke<UpdateKeywords>(update)->partial_errors);
  };
  EXPECT_EQ(change_param("vodka"), "");
  EXPECT_EQ(keyword_status(fine), KeywordEditorialStatus::Inactive);
  pass(300);
  EXPECT_EQ(keyword_status(fine), KeywordEditorialStatus::ActiveLimited);
  EXPECT_EQ(change_param("gin"), "");
  EXPECT_EQ(keyword_status(fine), KeywordEditorialStatus::Active);
  EXPECT_FALSE(reasons(fine, EntityType::Keyword));
  auto k = keyword("hardcore porn");
  k->param1 = k->param2 = k->param3 = "hardcore porn";
  const auto answer = add_keyword(std::move(k));
  EXPECT_EQ(
      errors_of(answer.partial_errors),
      "CampaignServiceForbiddenWordInKeywordText@0 CampaignServiceForbiddenWordInParam1@0 CampaignServiceForbiddenWordInParam2@0 "
      "CampaignServiceForbiddenWordInParam3@0");
}

TEST_F(EditorialTest, RefusalsOfAppeals) {
  const auto id = add_ad(group_, search_ad("Better than Litware")), other = add_ad(group_, search_ad("Litware again"));
  pass(300);
  EXPECT_EQ(appeal({id}, " "), "CampaignServiceJustificationTextMissingForInlineAppeal");
  EXPECT_EQ(appeal({id}, std::string(1001, 'x')), "CampaignServiceJustificationTextTooLongForInlineAppeal");
  EXPECT_EQ(appeal({id}, "x", EntityType::None), "CampaignServiceEntityTypeNotSupported");
  const auto never = add_ad(group_, search_ad("Fake passport tea"));
  pass(300);
  EXPECT_EQ(*reasons(never)->appeal_status, AppealStatus::NotAppealable);
  EXPECT_EQ(appeal({id, never}), "CampaignServiceEditorialValidationError");
  EXPECT_EQ(*reasons(id)->appeal_status, AppealStatus::Appealable) << "nothing of that call was done";
  EXPECT_EQ(appeal({12}), "CampaignServiceInvalidEntity@0");
  EXPECT_EQ(appeal({12}, "x", EntityType::Keyword), "CampaignServiceInvalidEntity@0");
  EXPECT_EQ(appeal({12, 13, 12}),
            "CampaignServiceInvalidEntity@0 CampaignServiceInvalidEntity@1 CampaignServiceDuplicateEntity@2");
  set_limit(world(), "editorial-appeals-per-day", 1);
  EXPECT_EQ(appeal({id, other}), "CampaignServiceAppealCreationQuotaExceededForLast24Hours");
  EXPECT_EQ(appeal({id}), "");
  EXPECT_EQ(appeal({other}), "CampaignServiceAppealCreationQuotaExceededForLast24Hours");
  pass(86'400);
  EXPECT_EQ(appeal({other}), "");
  set_limit(world(), "editorial-appeals-per-day", 9);
  set_limit(world(), "editorial-appeals-pending", 1);
  EXPECT_EQ(appeal({other}), "CampaignServiceAppealCreationQuotaExceeded");
}

TEST_F(EditorialTest, CampaignsAndAdGroupsAreAppealedByWhatIsInThem) {
  const auto fine = add_ad(group_, search_ad()), bad = add_ad(group_, search_ad("Better than Litware"));
  const auto never = add_ad(group_, search_ad("Fake passport tea"));
  const auto other_group = add_group(campaign_, "other");
  const auto risky = *add_keyword(keyword("cheap XANAX")).keyword_ids[0];
  const auto elsewhere = add_ad(other_group, search_ad("Litware again"));
  pass(300);
  const auto appeal_one = [&](EntityType type, std::int64_t id, std::int64_t parent) { return appeal_of(type, {{id, parent}}); };
  EXPECT_EQ(appeal_one(EntityType::AdGroup, group_, campaign_), "");
  EXPECT_EQ(*reasons(bad)->appeal_status, AppealStatus::AppealPending);
  EXPECT_EQ(*reasons(risky, EntityType::Keyword)->appeal_status, AppealStatus::AppealPending);
  EXPECT_EQ(*reasons(never)->appeal_status, AppealStatus::NotAppealable);
  pass(3600);
  EXPECT_EQ(status(fine), AdEditorialStatus::Active);
  EXPECT_EQ(status(bad), AdEditorialStatus::Active);
  EXPECT_EQ(keyword_status(risky), KeywordEditorialStatus::Active);
  EXPECT_EQ(status(never), AdEditorialStatus::Disapproved);
  EXPECT_EQ(status(elsewhere, other_group), AdEditorialStatus::Disapproved);
  EXPECT_EQ(appeal_one(EntityType::AdGroup, group_, campaign_), "CampaignServiceEditorialValidationError")
      << "what is left there cannot be appealed";
  EXPECT_EQ(appeal_one(EntityType::Campaign, campaign_, account_id), "");
  pass(3600);
  EXPECT_EQ(status(elsewhere, other_group), AdEditorialStatus::Active);
  EXPECT_EQ(appeal_one(EntityType::AdGroup, other_group, campaign_), "") << "healthy: passed over";
  const auto upheld = add_ad(other_group, search_ad("Click here for tea"));
  pass(300);
  EXPECT_EQ(appeal_one(EntityType::AdGroup, other_group, campaign_), "");
  pass(3600);
  EXPECT_EQ(status(upheld, other_group), AdEditorialStatus::Disapproved);
  EXPECT_EQ(appeal_one(EntityType::AdGroup, other_group, campaign_), "CampaignServiceEditorialAppealEntityAlreadyAppealed@0");
}

TEST_F(EditorialTest, AssetsAreAppealedByTheAdsThatShowThem) {
  const auto one = add_ad(group_, search_ad("Better than Litware"));
  const auto other_group = add_group(campaign_, "other");
  const auto two = add_ad(other_group, search_ad("Better than Litware"));
  const auto audience_group = add_group(add_one(audience_campaign("audience")), "people", {}, {});
  const auto pictured = add_ad(audience_group, audience_ad());
  pass(300);
  const auto ad = read<ResponsiveSearchAd>(group_, one);
  const auto bad = *ad->headlines[0]->asset->id, fine = *ad->headlines[1]->asset->id;
  const auto image = *read<ResponsiveAd>(audience_group, pictured)->images[0]->asset->id;
  EXPECT_EQ(appeal_of(EntityType::TextAsset, {{fine, account_id}}), "");
  EXPECT_EQ(*reasons(one)->appeal_status, AppealStatus::Appealable) << "that text is healthy";
  EXPECT_EQ(appeal_of(EntityType::ImageAsset, {{image, account_id}}), "");
  EXPECT_EQ(appeal_of(EntityType::TextAsset, {{bad, account_id}}), "");
  EXPECT_EQ(*reasons(one)->appeal_status, AppealStatus::AppealPending);
  pass(3600);
  EXPECT_EQ(status(one), AdEditorialStatus::Active);
  EXPECT_EQ(status(two, other_group), AdEditorialStatus::Active);
}

TEST_F(EditorialTest, AppealsOfWhatIsNotThere) {
  const auto id = add_ad(group_, search_ad("Better than Litware"));
  const auto pictured_group = add_group(add_one(audience_campaign("audience")), "people", {}, {});
  add_ad(pictured_group, audience_ad());
  pass(300);
  const auto asset = *read<ResponsiveSearchAd>(group_, id)->headlines[0]->asset->id;
  EXPECT_EQ(appeal_of(EntityType::Campaign, {{campaign_, 12}, {12, account_id}}),
            "CampaignServiceInvalidEntity@0 CampaignServiceInvalidEntity@1");
  EXPECT_EQ(appeal_of(EntityType::AdGroup, {{group_, account_id}}), "CampaignServiceInvalidEntity@0");
  EXPECT_EQ(appeal_of(EntityType::TextAsset, {{asset, group_}, {77, account_id}, {0, account_id}}),
            "CampaignServiceInvalidEntity@0 CampaignServiceInvalidEntity@1 CampaignServiceInvalidEntity@2");
  EXPECT_EQ(appeal_of(EntityType::ImageAsset, {{asset, account_id}}), "CampaignServiceInvalidEntity@0");
  EXPECT_EQ(appeal_of(EntityType::AssetGroup, {{12, campaign_}}), "CampaignServiceInvalidEntity@0");
  EXPECT_EQ(appeal_of(EntityType::AssetGroup, std::vector<Association>(101, {12, campaign_})),
            "CampaignServiceEntityIdsArrayExceedsLimit");
}

TEST_F(EditorialTest, ReasonsOfWhatIsNotThere) {
  EXPECT_FALSE(reasons(12));
  GetEditorialReasonsByIdsRequest request;
  request.account_id = account_id;
  request.entity_type = EntityType::Ad;
  EXPECT_EQ(failure_of(invoke<GetEditorialReasonsByIds>(request)), "CampaignServiceIdsNotPassed");
  request.entity_id_to_parent_id_associations.push_back(box<EntityIdToParentIdAssociation>(nil));
  const auto answer = invoke<GetEditorialReasonsByIds>(request);
  EXPECT_FALSE(answer->editorial_reasons[0]);
}

TEST_F(EditorialTest, WhatIsNotHeardIsNotLookedAt) {
  auto dynamic = dynamic_ad();
  dynamic->final_urls = {text("https://hardcore-porn.example.com")};
  EXPECT_EQ(refused(dynamic_group(), std::move(dynamic)), "") << "their landing pages are the service's";
  auto app = app_ad();
  app->final_mobile_urls = {text("https://hardcore-porn.example.com")};
  EXPECT_EQ(refused(group_, std::move(app)), "");
  const auto people = add_group(add_one(audience_campaign("audience")), "people", {}, {});
  auto ad = audience_ad();
  ad->headline = "Tea now!!";
  EXPECT_EQ(refused(people, std::move(ad)), "") << "beside a list";
}

TEST_F(EditorialTest, AWorldsOwnTimes) {
  set_review_times(world(), {0, 60});
  EXPECT_EQ(status(add_ad(group_, search_ad())), AdEditorialStatus::Active);
}

/// The quick look at keywords finds whatever the review of their texts does, in any country.
TEST(EditorialPolicy, TheQuickLookMissesNothing) {
  const std::vector<std::string_view> countries = {"US", "GB", "CA", "AU", "IN", "SG", "MY", "JP",
                                                   "SE", "NO", "FI", "DE", "AT", "CH", "FR"};
  const std::vector<std::string_view> pieces = {"tea",       "Payday",     "loan",    "payday",   "CIGARETTES", "cigarettes",
                                                "northwind", "traders",    "fake",    "passport", "vodka",      "x",
                                                "caf\u00e9", "v\u00f6dka", "42",      "granny's", "magic",      "mushrooms",
                                                "sports",    "betting",    "assault", "rifles",   "pay",        "day"};
  const std::vector<std::string_view> joints = {" ", " ", " ", "-", ".", "'", "  ", "", "/", "\u2013", "!"};
  std::mt19937 random(7);
  const auto pick = [&](const auto& from) { return from[random() % from.size()]; };
  const auto words = [&](bool address) {
    std::string s = address ? "https://www.example.com/" : "";
    for (auto n = random() % 5; n > 0; --n)
      (s += pick(pieces)) += address && random() % 2 == 0 ? std::string_view("/") : pick(joints);
    return s;
  };
  const DateTime now(1, true);
  int found = 0;
  for (int i = 0; i < 5'000; ++i) {
    Keyword k;
    k.text = words(false);
    if (random() % 4 == 0) k.param1 = words(false);
    if (random() % 2 == 0) k.final_urls.push_back(text(words(true)));
    const auto texts = reviewed_texts(k, now);
    const bool objections =
        !review(texts, schema::EditorialRow::keywords, schema::EditorialRow::Stage::initial, countries).empty() ||
        !review(texts, schema::EditorialRow::keywords, schema::EditorialRow::Stage::review, countries).empty();
    EXPECT_EQ(suspicious(k, now), objections) << k.text.view() << " | " << (k.final_urls.empty() ? "" : k.final_urls[0].view());
    found += objections ? 1 : 0;
  }
  EXPECT_GT(found, 500);
}

}  // namespace
}  // namespace adsbox::services
