// AddKeywords, UpdateKeywords, DeleteKeywords, GetKeywordsByAdGroupId, GetKeywordsByIds, GetKeywordsByEditorialStatus.
#include "services/campaign_management/keywords.h"

#include "services/campaign_management/ad_groups.h"
#include "services/campaign_management/ads.h"
#include "services/campaign_management/bids.h"
#include "services/campaign_management/editorial.h"
#include "services/campaign_management/urls.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"
#include "services/entity/operations.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// Keywords go to standard search ad groups only.
void decide_place(const Decision& d) {
  const auto& group = d.ancestors.of<AdGroup>();
  const auto& campaign = d.ancestors.of<Campaign>();
  const auto type = campaign.campaign_type.value_or(CampaignType::Search);
  const auto refuse = [&](Error error, std::string_view rule, std::string value) {
    d.refuse(error, rule, "", std::move(value), "SearchStandard", "an ad group of the type SearchStandard");
  };
  if (type == CampaignType::Shopping)
    refuse(Error::CampaignServiceEntityNotAllowedForShoppingCampaign, "AdGroupId.shopping", "Shopping");
  else if (group.ad_group_type == "SearchDynamic")
    refuse(Error::EntityNotAllowedForDynamicSearchAdsAdGroup, "AdGroupId.dynamic", "SearchDynamic");
  else if (type != CampaignType::Search || (group.ad_group_type && !(group.ad_group_type == "SearchStandard")))
    refuse(Error::NotSupportedForThisCampaignType, "AdGroupId.fits",
           describe(field_of(Campaign::type_id, "CampaignType"), &campaign.campaign_type));
  else if (expired(group, campaign, d.now))
    d.refuse(Error::CampaignServiceAdGroupExpired, "AdGroupId.expired", "", "Expired", "", "an ad group that has not ended");
}

void decide_keyword(Decision& d) {
  const auto& sent = static_cast<const Keyword&>(d.sent);
  auto& result = static_cast<Keyword&>(d.result);
  const bool adding = d.stored == nullptr;
  if (adding) decide_place(d);
  if (adding && sent.text && has_no_words(sent.text.view()))
    d.refuse(Error::CampaignServiceInvalidKeywordText, "Text.empty", "Text", sent.text.str(), "at least one word",
             "a text with a letter or digit");
  if (adding && !surely_small(result.text.view())) result.text = small_letters(result.text.view());
  if (!adding && !sent.text.empty() && small_letters(sent.text.view()) != result.text.view())
    d.refuse(Error::CampaignServiceCannotChangeTextOnUpdate, "Text.fixed", "Text", sent.text.str(), result.text.str(),
             "the keyword's own text, or none");
  check_bid(d, "Bid", sent.bid, Error::CampaignServiceKeywordZeroBidAmountNotAllowed, Error::CampaignServiceInvalidBidAmounts);
  if (result.bid && !result.bid->amount) result.bid.set_nil();  // the ad group's bid holds
  decide_urls(d, sent, result, false);
  decide_final_urls(d, sent, result);
  for (auto* param : {&result.param1, &result.param2, &result.param3})
    if (param->empty()) param->set_nil();
  const auto cleared = [](const text& t) { return t && t.empty(); };
  if (adding || cleared(sent.param1) || cleared(sent.param2) || cleared(sent.param3)) check_params(d, result);
  // What nothing in the policy meets is Active at once; the rest waits for its review.
  result.editorial_status = KeywordEditorialStatus::Active;
  if (suspicious(result, d.now)) {
    const auto texts = reviewed_texts(result, d.now);
    check_first_look(d);
    const auto countries = publisher_countries(d.ancestors.of<AdGroup>(), d.ancestors.of<Campaign>());
    if (!review(texts, schema::EditorialRow::keywords, schema::EditorialRow::Stage::review, countries).empty())
      result.editorial_status = KeywordEditorialStatus::Inactive;
  }
  result.bidding_scheme = nil;  // the campaign's, told when it is read
  if (!result.forward_compatibility_map) result.forward_compatibility_map.set_empty();
}

void show_keyword(object& o, const Showing& s) {
  auto& k = static_cast<Keyword&>(o);
  show_inherited(k.bidding_scheme, s);
  if (k.editorial_status != KeywordEditorialStatus::Inactive) return;
  s.passing = true;  // its review ends
  const auto kept = kept_review(s.snapshot, review_kind(o), k.id.value_or(0));
  auto countries = publisher_countries(s.ancestors.of<AdGroup>(), s.ancestors.of<Campaign>());
  k.editorial_status = static_cast<KeywordEditorialStatus>(outcome_of(o, kept.get(), std::move(countries), s.now).verdict);
}

void keyword_saved(store::Writer& w, const object* before, const object& after, DateTime now) {
  const auto inactive = [](const object* o) {
    return o != nullptr && static_cast<const Keyword*>(o)->editorial_status == KeywordEditorialStatus::Inactive;
  };
  const auto id = static_cast<const Keyword&>(after).id.value_or(0);
  if (inactive(&after))
    begin_review(w, inactive(before) ? before : nullptr, after, id, now);
  else if (inactive(before))
    end_review(w, after, id);
}

/// Text and match type together; without either there is nothing that could be taken.
std::string key(const object& o) {
  const auto& k = static_cast<const Keyword&>(o);
  auto words = keyword_key(k.text.view());
  if (words.empty() || !k.match_type) return {};
  static const auto& match_type = field_of(Keyword::type_id, "MatchType");
  (words += '\t') += describe(match_type, &k.match_type);
  return words;
}

constexpr TypeId above[] = {AdGroup::type_id, Campaign::type_id};
constexpr Description::Limit limits[] = {{"keywords-per-ad-group"},
                                         {"keywords-per-account", nullptr, Description::Scope::account},
                                         {"keywords-per-customer", nullptr, Description::Scope::customer}};

const Description& description() {
  static const Description d = {
      .type = Keyword::type_id,
      .list_name = "Keywords",
      .id_sequence = "keyword",
      .first_id = 75'000'000'001,
      .ancestors = above,
      .parent_name = "AdGroupId",
      .unknown_parent = Error::CampaignServiceInvalidAdGroupId,
      .null_item = Error::CampaignServiceNullKeyword,
      .unknown_id = Error::CampaignServiceInvalidKeywordId,
      .duplicate_id = Error::CampaignServiceDuplicateInKeywordIds,
      .duplicate_item = Error::CampaignServiceDuplicateKeywordIdInRequest,
      .other_parent = Error::CampaignServiceKeywordDoesNotBelongToAdGroupId,
      .key_taken_on_add = Error::CampaignServiceDuplicateKeyword,
      .key_taken_on_update = Error::CampaignServiceKeywordAndMatchTypeCombinationAlreadyExists,
      .key_field = "Text",
      .key = key,
      .status =
          [](const object& o) {
            return static_cast<std::int32_t>(static_cast<const Keyword&>(o).status.value_or(KeywordStatus::Active));
          },
      .decide = decide_keyword,
      .show = show_keyword,
      .keep_shown = true,
      .saved = keyword_saved,
      .limits = limits,
  };
  return d;
}

Result<AddKeywords> add_keywords(Call& call, const AddKeywordsRequest& request) {
  auto response = add_operation<AddKeywords, keyword_engine, &AddKeywordsRequest::ad_group_id, &AddKeywordsRequest::keywords,
                                &AddKeywordsResponse::keyword_ids>(call, request);
  if (response) tell_strategies(call, keyword_engine(), request, *request.ad_group_id, request.keywords.size(), *response);
  return response;
}

Result<UpdateKeywords> update_keywords(Call& call, const UpdateKeywordsRequest& request) {
  auto response =
      update_operation<UpdateKeywords, keyword_engine, &UpdateKeywordsRequest::ad_group_id, &UpdateKeywordsRequest::keywords>(
          call, request);
  if (response) tell_strategies(call, keyword_engine(), request, *request.ad_group_id, request.keywords.size(), *response);
  return response;
}

Result<GetKeywordsByEditorialStatus> get_keywords_by_editorial_status(Call& call,
                                                                      const GetKeywordsByEditorialStatusRequest& request) {
  return list_entities<GetKeywordsByEditorialStatus, keyword_engine, &GetKeywordsByEditorialStatusRequest::ad_group_id,
                       &GetKeywordsByEditorialStatusResponse::keywords>(
      call, request, [&](const Keyword& k) { return k.editorial_status == request.editorial_status; });
}

}  // namespace

const EntityEngine& keyword_engine() {
  static const EntityEngine engine(description());
  return engine;
}

void register_keywords(Registry& registry) {
  registry.add<AddKeywords>(add_keywords);
  registry.add<UpdateKeywords>(update_keywords);
  registry.add<DeleteKeywords>(
      delete_operation<DeleteKeywords, keyword_engine, &DeleteKeywordsRequest::ad_group_id, &DeleteKeywordsRequest::keyword_ids>);
  registry.add<GetKeywordsByAdGroupId>(
      list_operation<GetKeywordsByAdGroupId, keyword_engine, &GetKeywordsByAdGroupIdRequest::ad_group_id,
                     &GetKeywordsByAdGroupIdResponse::keywords>);
  registry.add<GetKeywordsByIds>(get_operation<GetKeywordsByIds, keyword_engine, &GetKeywordsByIdsRequest::ad_group_id,
                                               &GetKeywordsByIdsRequest::keyword_ids, &GetKeywordsByIdsResponse::keywords>);
  registry.add<GetKeywordsByEditorialStatus>(get_keywords_by_editorial_status);
}

}  // namespace adsbox::services
