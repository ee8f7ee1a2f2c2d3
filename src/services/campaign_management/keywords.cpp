// AddKeywords, UpdateKeywords, DeleteKeywords, GetKeywordsByAdGroupId, GetKeywordsByIds, GetKeywordsByEditorialStatus.
#include "services/campaign_management/keywords.h"

#include "services/campaign_management/ad_groups.h"
#include "services/campaign_management/bids.h"
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

void decide_final_urls(const Decision& d, const Keyword& sent, Keyword& result) {
  check_final_urls(d, "FinalUrls", sent.final_urls);
  check_final_urls(d, "FinalMobileUrls", sent.final_mobile_urls);
  if (result.final_urls.empty()) result.final_urls.set_nil();
  if (result.final_mobile_urls.empty()) result.final_mobile_urls.set_nil();
  if (result.final_urls || d.broken("FinalUrls")) return;
  const auto needs = [&](Error error, std::string_view member) {
    auto& e = d.refuse(error, std::string(member) + ".final_url", member, "set", "with FinalUrls", "FinalUrls, or nil here");
    e.field_path = e.why.field;
  };
  if (result.final_mobile_urls) needs(Error::FinalUrlRequiredWhenUsingMobileFinalUrl, "FinalMobileUrls");
  if (result.tracking_url_template)
    needs(Error::FinalUrlRequiredWhenUsingTrackingUrlTemplateOrUrlCustomParameter, "TrackingUrlTemplate");
  else if (result.url_custom_parameters)
    needs(Error::FinalUrlRequiredWhenUsingTrackingUrlTemplateOrUrlCustomParameter, "UrlCustomParameters");
  if (result.final_url_suffix) needs(Error::FinalUrlRequiredWhenUsingFinalUrlSuffix, "FinalUrlSuffix");
}

void decide_keyword(Decision& d) {
  const auto& sent = static_cast<const Keyword&>(d.sent);
  auto& result = static_cast<Keyword&>(d.result);
  const bool adding = d.stored == nullptr;
  if (adding) decide_place(d);
  if (adding && sent.text && keyword_key(sent.text.view()).empty())
    d.refuse(Error::CampaignServiceInvalidKeywordText, "Text.empty", "Text", sent.text.str(), "at least one word",
             "a text with a letter or digit");
  if (adding) result.text = fold_case(result.text.view());
  check_bid(d, "Bid", sent.bid, Error::CampaignServiceKeywordZeroBidAmountNotAllowed);
  if (result.bid && !result.bid->amount) result.bid.set_nil();  // the ad group's bid holds
  decide_urls(d, sent, result, false);
  decide_final_urls(d, sent, result);
  for (auto* param : {&result.param1, &result.param2, &result.param3})
    if (param->empty()) param->set_nil();
  // The review of texts and addresses has no dictionary here: what is added or changed passes.
  if (adding) result.editorial_status = KeywordEditorialStatus::Active;
  result.bidding_scheme = nil;  // the campaign's, told when it is read
  if (!result.forward_compatibility_map) result.forward_compatibility_map.set_empty();
}

/// Text and match type together; without either there is nothing that could be taken.
std::string key(const object& o) {
  const auto& k = static_cast<const Keyword&>(o);
  auto words = keyword_key(k.text.view());
  if (words.empty() || !k.match_type) return {};
  return words + '\t' + describe(field_of(Keyword::type_id, "MatchType"), &k.match_type);
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
      .show = [](object& o,
                 const Showing& s) { show_inherited(static_cast<Keyword&>(o).bidding_scheme, s.ancestors.of<Campaign>()); },
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
