// AddAds, UpdateAds, DeleteAds, GetAdsByAdGroupId, GetAdsByIds, GetAdsByEditorialStatus.
#include "services/campaign_management/ads.h"

#include <algorithm>

#include "services/campaign_management/editorial.h"
#include "services/campaign_management/responsive_assets.h"
#include "services/entity/additional.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"
#include "services/entity/operations.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// What makes two ads of a type the same; responsive ads may repeat.
std::string key(const object& o) {
  const auto join = [](std::string_view type, std::initializer_list<const text*> parts) {
    std::string s(type);
    for (const auto* p : parts) (s += '\t') += fold_case(p->view());
    return s;
  };
  if (const auto* a = dynamic_ad<AppInstallAd>(o))
    return join("AppInstall", {&a->app_platform, &a->app_store_id, &a->text, &a->title});
  if (const auto* a = dynamic_ad<DynamicSearchAd>(o)) return join("DynamicSearch", {&a->path1, &a->path2, &a->text});
  return {};
}

bool is_active(const Ad& ad) {
  return ad.status.value_or(AdStatus::Active) == AdStatus::Active;
}

constexpr TypeId above[] = {AdGroup::type_id, Campaign::type_id};
constexpr Description::Limit limits[] = {
    {"ads-per-ad-group"},
    {"active-responsive-search-ads-per-ad-group",
     [](const object& o) { return o.contract_type == ResponsiveSearchAd::type_id && is_active(static_cast<const Ad&>(o)); }},
    {"ads-per-account", nullptr, Description::Scope::account},
    {"ads-per-customer", nullptr, Description::Scope::customer}};

void show_ad(object& o, const Showing& s) {
  auto& ad = static_cast<Ad&>(o);
  const auto id = ad.id.value_or(0);
  auto countries = publisher_countries(s.ancestors.of<AdGroup>(), s.ancestors.of<Campaign>());
  const auto kept = kept_review(s.snapshot, review_kind(o), id);
  const auto outcome = outcome_of(o, kept.get(), std::move(countries), s.now);
  if (const auto& none = *schema::find_set("ads.without-editorial-status");
      !schema::contains(none, schema::text(schema::type_info(o.contract_type).json_type)))
    ad.editorial_status = static_cast<AdEditorialStatus>(outcome.verdict);
  show_assets(ad, outcome);
}

void ad_saved(store::Writer& w, const object* before, const object& after, DateTime now) {
  const auto id = static_cast<const Ad&>(after).id.value_or(0);
  begin_review(w, before, after, id, now);
  name_assets(w, after, id);
}

const Description& description() {
  static const Description d = [] {
    Description e;
    e.type = Ad::type_id;
    e.list_name = "Ads";
    e.id_sequence = "ad";
    e.first_id = 81'000'000'001;
    e.ancestors = above;
    e.parent_name = "AdGroupId";
    e.unknown_parent = Error::CampaignServiceInvalidAdGroupId;
    e.null_item = Error::CampaignServiceNullAd;
    e.unknown_id = Error::CampaignServiceInvalidAdId;
    e.deleted_id = Error::CampaignServiceAdDeleted;
    e.duplicate_id = Error::CampaignServiceDuplicateInAdIds;
    e.other_type = Error::CampaignServiceAdTypeDoesNotMatchExistingValue;
    e.key_taken_on_add = Error::CampaignServiceDuplicateAd;
    e.key_taken_on_update = Error::CampaignServiceDuplicateAd;
    e.key_field = "";
    e.key = key;
    e.status = [](const object& o) {
      return static_cast<std::int32_t>(static_cast<const Ad&>(o).status.value_or(AdStatus::Active));
    };
    e.decide = decide_ad;
    e.show = show_ad;
    e.saved = ad_saved;
    e.limits = limits;
    return e;
  }();
  return d;
}

void hide_unasked(Call& call, opt<AdAdditionalField> asked) {
  static const auto flags_enum = field_of(GetAdsByIdsRequest::type_id, "ReturnAdditionalFields").type;
  services::hide_unasked(call.filter, flags_enum, static_cast<std::uint64_t>(asked.value_or(AdAdditionalField{})));
}

template <class List>
bool asked_for(const List& types, const Ad& ad) {
  const auto type = ad_type_of(ad.contract_type);
  for (const auto& t : types)
    if (t.has_value() && *t == type) return true;
  return false;
}

Result<GetAdsByAdGroupId> get_ads_by_ad_group_id(Call& call, const GetAdsByAdGroupIdRequest& request) {
  hide_unasked(call, request.return_additional_fields);
  return list_entities<GetAdsByAdGroupId, ad_engine, &GetAdsByAdGroupIdRequest::ad_group_id, &GetAdsByAdGroupIdResponse::ads>(
      call, request, [&](const Ad& ad) { return asked_for(request.ad_types, ad); });
}

Result<GetAdsByEditorialStatus> get_ads_by_editorial_status(Call& call, const GetAdsByEditorialStatusRequest& request) {
  hide_unasked(call, request.return_additional_fields);
  return list_entities<GetAdsByEditorialStatus, ad_engine, &GetAdsByEditorialStatusRequest::ad_group_id,
                       &GetAdsByEditorialStatusResponse::ads>(call, request, [&](const Ad& ad) {
    return ad.editorial_status == request.editorial_status && asked_for(request.ad_types, ad);
  });
}

Result<GetAdsByIds> get_ads_by_ids(Call& call, const GetAdsByIdsRequest& request) {
  hide_unasked(call, request.return_additional_fields);
  const auto parent = open_request<&GetAdsByIdsRequest::ad_group_id>(call, request, ad_engine);
  if (!parent) return std::unexpected(parent.error());
  std::vector<box<Ad>> found(request.ad_ids.size());
  std::vector<ErrorValue> errors, others;
  ad_engine().get(call, *parent, request.ad_ids, "AdIds", errors, [&](int i, box<object> o) {
    auto ad = downcast<Ad>(std::move(o));
    if (!asked_for(request.ad_types, *ad)) {
      const std::string type(schema::text(schema::type_info(ad->contract_type).json_type));
      ItemErrors(others, i).add(Error::CampaignServiceAdTypeDoesNotMatch, "Ad.Type.asked", "AdIds[" + std::to_string(i) + "]",
                                type, "one of AdTypes", "the id of an ad of one of the types in AdTypes");
      return;
    }
    found[static_cast<std::size_t>(i)] = std::move(ad);
  });
  errors.insert(errors.end(), others.begin(), others.end());
  std::ranges::stable_sort(errors, {}, &ErrorValue::index);
  GetAdsByIdsResponse response;
  for (auto& ad : found) response.ads.push_back(ad ? std::move(ad) : box<Ad>(nil));
  put_errors(call, response, std::move(errors));
  return response;
}

}  // namespace

const EntityEngine& ad_engine() {
  static const EntityEngine engine(description());
  return engine;
}

void register_ads(Registry& registry) {
  registry.add<AddAds>(
      add_operation<AddAds, ad_engine, &AddAdsRequest::ad_group_id, &AddAdsRequest::ads, &AddAdsResponse::ad_ids>);
  registry.add<UpdateAds>(update_operation<UpdateAds, ad_engine, &UpdateAdsRequest::ad_group_id, &UpdateAdsRequest::ads>);
  registry.add<DeleteAds>(delete_operation<DeleteAds, ad_engine, &DeleteAdsRequest::ad_group_id, &DeleteAdsRequest::ad_ids>);
  registry.add<GetAdsByAdGroupId>(get_ads_by_ad_group_id);
  registry.add<GetAdsByEditorialStatus>(get_ads_by_editorial_status);
  registry.add<GetAdsByIds>(get_ads_by_ids);
}

}  // namespace adsbox::services
