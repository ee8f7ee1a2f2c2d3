// The association engine, by its first user: labels on campaigns, ad groups, ads and keywords.
#include "services/association/relations.h"
#include "services/campaign_management/campaign_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class LabelAssociations : public CampaignFixture {
 protected:
  using Pairs = std::vector<std::pair<std::int64_t, std::int64_t>>;  // label, entity

  std::vector<std::int64_t> add_labels(int count, int first = 0) {
    AddLabelsRequest request;
    for (int i = 0; i < count; ++i) {
      auto l = make<Label>();
      l->name = "label " + std::to_string(first + i);
      request.labels.push_back(std::move(l));
    }
    std::vector<std::int64_t> ids;
    const auto answer = invoke<AddLabels>(request);
    for (const auto id : answer->label_ids) ids.push_back(*id);
    return ids;
  }
  static list<box<LabelAssociation>> items(const Pairs& pairs) {
    list<box<LabelAssociation>> out;
    for (const auto& [label, entity] : pairs) {
      auto a = make<LabelAssociation>();
      a->label_id = label;
      a->entity_id = entity;
      out.push_back(std::move(a));
    }
    return out;
  }
  template <class Op>
  std::string change(const Pairs& pairs, opt<EntityType> type = EntityType::Campaign) {
    typename Op::Request request;
    request.entity_type = type;
    request.label_associations = items(pairs);
    auto answer = invoke<Op>(request);
    return answer ? errors_of(answer->partial_errors) : failure_of(answer);
  }
  static std::string told(const list<box<LabelAssociation>>& found, const list<box<BatchError>>& errors) {
    std::string s;
    for (const auto& a : found) s += (s.empty() ? "" : " ") + std::to_string(*a->label_id) + ":" + std::to_string(*a->entity_id);
    return errors.empty() ? s : s + " " + errors_of(errors);
  }
  std::string of_entities(std::initializer_list<opt<std::int64_t>> ids, EntityType type = EntityType::Campaign) {
    GetLabelAssociationsByEntityIdsRequest request;
    request.entity_ids = ids;
    request.entity_type = type;
    auto answer = invoke<GetLabelAssociationsByEntityIds>(request);
    return answer ? told(answer->label_associations, answer->partial_errors) : failure_of(answer);
  }
  std::string of_label(std::int64_t id, EntityType type = EntityType::Campaign, int index = 0, int size = 1000) {
    GetLabelAssociationsByLabelIdsRequest request;
    request.label_ids = {opt(id)};
    request.entity_type = type;
    request.page_info = make<Paging>();
    request.page_info->index = index;
    request.page_info->size = size;
    auto answer = invoke<GetLabelAssociationsByLabelIds>(request);
    return answer ? told(answer->label_associations, answer->partial_errors) : failure_of(answer);
  }
  static std::string text_of(const Pairs& pairs) {
    std::string s;
    for (const auto& [label, entity] : pairs) s += (s.empty() ? "" : " ") + std::to_string(label) + ":" + std::to_string(entity);
    return s;
  }
  std::int64_t add_ad_group(std::int64_t campaign) {
    AddAdGroupsRequest request;
    request.campaign_id = campaign;
    auto g = make<AdGroup>();
    g->name = "group";
    g->language = "English";
    request.ad_groups.push_back(std::move(g));
    auto answer = invoke<AddAdGroups>(request);
    return answer && answer->ad_group_ids.size() == 1 ? answer->ad_group_ids[0].value_or(0) : 0;
  }
  std::int64_t add_keyword(std::int64_t group) {
    AddKeywordsRequest request;
    request.ad_group_id = group;
    auto k = make<Keyword>();
    k->text = "tea";
    k->match_type = MatchType::Exact;
    request.keywords.push_back(std::move(k));
    auto answer = invoke<AddKeywords>(request);
    return answer && answer->keyword_ids.size() == 1 ? answer->keyword_ids[0].value_or(0) : 0;
  }
  std::int64_t rows() {
    std::int64_t n = 0;
    world().store().read([&](store::Reader& r) { n = r.count_account(label_relation().kind(), account_id); });
    return n;
  }
};

TEST_F(LabelAssociations, AreSetReadAndDeleted) {
  const auto a = add_one(search_campaign("a")), b = add_one(search_campaign("b"));
  const auto l = add_labels(2);
  EXPECT_EQ(change<SetLabelAssociations>({{l[1], b}, {l[0], b}, {l[0], a}}), "");
  EXPECT_EQ(of_entities({b, a}), text_of({{l[0], b}, {l[1], b}, {l[0], a}})) << "as the entities are asked for";
  EXPECT_EQ(of_label(l[0]), text_of({{l[0], a}, {l[0], b}})) << "in ascending entity id";
  EXPECT_EQ(of_label(l[0], EntityType::AdGroup), "");
  EXPECT_EQ(change<SetLabelAssociations>({{l[0], a}}), "") << "what is there stays";
  EXPECT_EQ(rows(), 3);
  EXPECT_EQ(change<DeleteLabelAssociations>({{l[0], a}, {l[1], a}}), "CampaignServiceLabelAssociationDoesNotExist@1");
  EXPECT_EQ(of_entities({a}), "");
  EXPECT_EQ(of_label(l[0]), text_of({{l[0], b}}));
}

TEST_F(LabelAssociations, TellWhatIsWrong) {
  const auto a = add_one(search_campaign("a"));
  const auto l = add_labels(1)[0];
  EXPECT_EQ(change<SetLabelAssociations>({{5, a}, {l, 5}, {l, a}, {l, a}}),
            "CampaignServiceLabelIdInvalid@0 CampaignServiceLabelAssociationEntityIdInvalid@1 "
            "CampaignServiceDuplicateLabelAssociation@3");
  EXPECT_EQ(change<DeleteLabelAssociations>({{0, -1}}),
            "CampaignServiceLabelIdInvalid@0 CampaignServiceLabelAssociationEntityIdInvalid@0");
  EXPECT_EQ(of_entities({7, a}), text_of({{l, a}}) + " CampaignServiceLabelAssociationEntityIdInvalid@0");
  EXPECT_EQ(of_label(7), " CampaignServiceLabelIdInvalid@0");

  SetLabelAssociationsRequest with_nil;
  with_nil.entity_type = EntityType::Campaign;
  with_nil.label_associations.push_back(box<LabelAssociation>(nil));
  EXPECT_EQ(errors_of(invoke<SetLabelAssociations>(with_nil)->partial_errors), "CampaignServiceLabelAssociationIsNull@0");

  const std::string bad_type = "CampaignServiceLabelAssociationEntityTypeInvalid";
  for (const auto type : {opt(EntityType::AssetGroup), opt(EntityType::TextAsset), opt<EntityType>(nil)}) {
    EXPECT_EQ(change<SetLabelAssociations>({{l, a}}, type), bad_type);
    EXPECT_EQ(change<DeleteLabelAssociations>({{l, a}}, type), bad_type);
  }
  EXPECT_EQ(of_entities({a}, EntityType::ImageAsset), bad_type);
  EXPECT_EQ(of_label(l, EntityType::ImageAsset), bad_type);
  EXPECT_EQ(change<SetLabelAssociations>({}), "CampaignServiceLabelAssociationListIsNullOrEmpty");
  EXPECT_EQ(change<SetLabelAssociations>(Pairs(101, {l, a})), "CampaignServiceLabelAssociationsBatchLimitExceeded");
  EXPECT_EQ(of_entities({}), "CampaignServiceIdsNotPassed");
  GetLabelAssociationsByLabelIdsRequest two;
  two.entity_type = EntityType::Campaign;
  two.label_ids = {opt(l), opt(l)};
  EXPECT_EQ(failure_of(invoke<GetLabelAssociationsByLabelIds>(two)), "CampaignServiceLabelIdsBatchLimitExceeded");
  two.label_ids = {opt(l)};
  two.page_info = make<Paging>();
  EXPECT_EQ(failure_of(invoke<GetLabelAssociationsByLabelIds>(two)), "ValueOutOfRange");
}

TEST_F(LabelAssociations, GoWithEitherEnd) {
  const auto campaign = add_one(search_campaign("a")), other = add_one(search_campaign("b"));
  const auto group = add_ad_group(campaign), keyword = add_keyword(group);
  ASSERT_GT(keyword, 0);
  const auto l = add_labels(2);
  EXPECT_EQ(change<SetLabelAssociations>({{l[0], campaign}, {l[1], campaign}, {l[0], other}}), "");
  EXPECT_EQ(change<SetLabelAssociations>({{l[0], group}}, EntityType::AdGroup), "");
  EXPECT_EQ(change<SetLabelAssociations>({{l[0], keyword}}, EntityType::Keyword), "");
  EXPECT_EQ(change<SetLabelAssociations>({{l[0], keyword}}, EntityType::Campaign),
            "CampaignServiceLabelAssociationEntityIdInvalid@0");
  EXPECT_EQ(of_label(l[0], EntityType::Keyword), text_of({{l[0], keyword}}));
  EXPECT_EQ(rows(), 5);

  DeleteCampaignsRequest gone;
  gone.account_id = account_id;
  gone.campaign_ids = {opt(campaign)};
  ASSERT_TRUE(invoke<DeleteCampaigns>(gone));
  EXPECT_EQ(of_label(l[0]), text_of({{l[0], other}}));
  EXPECT_EQ(of_label(l[0], EntityType::AdGroup), "");
  EXPECT_EQ(of_label(l[0], EntityType::Keyword), "");
  EXPECT_EQ(rows(), 1);

  DeleteLabelsRequest label;
  label.label_ids = {opt(l[0])};
  ASSERT_TRUE(invoke<DeleteLabels>(label));
  EXPECT_EQ(of_entities({other}), "");
  EXPECT_EQ(rows(), 0);
}

TEST_F(LabelAssociations, AreAlsoForAds) {
  const auto group = add_ad_group(add_one(search_campaign("a")));
  store_row(93'001, group, account_id, ExpandedTextAd{});
  store_row(93'002, group, 180'000'999, ExpandedTextAd{});
  const auto l = add_labels(1)[0];
  EXPECT_EQ(change<SetLabelAssociations>({{l, 93'001}, {l, 93'002}}, EntityType::Ad),
            "CampaignServiceLabelAssociationEntityIdInvalid@1");
  EXPECT_EQ(of_entities({93'001}, EntityType::Ad), text_of({{l, 93'001}}));
}

TEST_F(LabelAssociations, HaveLimits) {
  const auto a = add_one(search_campaign("a")), b = add_one(search_campaign("b"));
  auto l = add_labels(51);
  Pairs all;
  for (const auto id : l) all.emplace_back(id, a);
  EXPECT_EQ(change<SetLabelAssociations>(all), "CampaignServiceLabelAssociationsPerEntityLimitExceeded@50");
  EXPECT_EQ(change<DeleteLabelAssociations>({{l[0], a}}), "");
  EXPECT_EQ(change<SetLabelAssociations>({{l[50], a}}), "") << "there is room again";

  set_limit(world(), "label-campaigns-per-account", 51);
  EXPECT_EQ(change<SetLabelAssociations>({{l[0], b}, {l[1], b}}),
            "CampaignServiceLabelCampaignAssociationsAccountLimitExceeded@1");
  for (const auto* name : {"label-ad-groups-per-account", "label-ads-per-account", "label-keywords-per-account"})
    set_limit(world(), name, 0);
  const auto group = add_ad_group(a), keyword = add_keyword(group);
  store_row(93'001, group, account_id, ExpandedTextAd{});
  EXPECT_EQ(change<SetLabelAssociations>({{l[0], group}}, EntityType::AdGroup),
            "CampaignServiceLabelAdGroupAssociationsAccountLimitExceeded@0");
  EXPECT_EQ(change<SetLabelAssociations>({{l[0], 93'001}}, EntityType::Ad),
            "CampaignServiceLabelAdAssociationsAccountLimitExceeded@0");
  EXPECT_EQ(change<SetLabelAssociations>({{l[0], keyword}}, EntityType::Keyword),
            "CampaignServiceLabelKeywordAssociationsAccountLimitExceeded@0");
}

TEST_F(LabelAssociations, ComeInPagesHoweverTheyWereSet) {
  const auto group = add_ad_group(add_one(search_campaign("a")));
  AddKeywordsRequest request;
  request.ad_group_id = group;
  constexpr int count = 1000;
  std::vector<std::int64_t> keywords;
  for (int round = 0; round < 2; ++round) {
    request.keywords.set_empty();
    for (int i = 0; i < count; ++i) {
      auto k = make<Keyword>();
      k->text = "tea " + std::to_string(round * count + i);
      k->match_type = MatchType::Exact;
      request.keywords.push_back(std::move(k));
    }
    const auto answer = invoke<AddKeywords>(request);
    for (const auto id : answer->keyword_ids) keywords.push_back(*id);
  }
  const auto l = add_labels(1)[0];
  for (std::size_t end = keywords.size(); end > 0; end -= 100) {  // the last ones first
    Pairs some;
    for (auto i = end - 100; i < end; ++i) some.emplace_back(l, keywords[i]);
    ASSERT_EQ(change<SetLabelAssociations>(some, EntityType::Keyword), "");
  }
  std::string all;
  for (int page = 0; page < 7; ++page) all += (page == 0 ? "" : " ") + of_label(l, EntityType::Keyword, page, 300);
  Pairs expected;
  for (const auto id : keywords) expected.emplace_back(l, id);
  EXPECT_EQ(all, text_of(expected));
  EXPECT_EQ(of_label(l, EntityType::Keyword, 7, 300), "");
  EXPECT_EQ(change<DeleteLabelAssociations>({{l, keywords[0]}}, EntityType::Keyword), "");
  EXPECT_EQ(of_label(l, EntityType::Keyword, 0, 1), text_of({{l, keywords[1]}})) << "the pages are of what is there now";
}

}  // namespace
}  // namespace adsbox::services
