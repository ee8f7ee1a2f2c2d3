// AddAdGroups, UpdateAdGroups, DeleteAdGroups, GetAdGroupsByCampaignId, GetAdGroupsByIds.
#include "services/campaign_management/ad_groups.h"

#include "services/campaign_management/bids.h"
#include "services/entity/additional.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"
#include "services/entity/operations.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

constexpr TypeId above[] = {Campaign::type_id};
constexpr Description::Limit limits[] = {{"ad-groups-per-campaign"},
                                         {"ad-groups-per-account", nullptr, Description::Scope::account}};

const Description& description() {
  static const Description d = {
      .type = AdGroup::type_id,
      .list_name = "AdGroups",
      .id_sequence = "ad_group",
      .first_id = 1'150'000'001,
      .ancestors = above,
      .parent_name = "CampaignId",
      .unknown_parent = Error::CampaignServiceInvalidCampaignId,
      .null_item = Error::CampaignServiceNullAdGroup,
      .unknown_id = Error::CampaignServiceInvalidAdGroupId,
      .duplicate_id = Error::CampaignServiceDuplicateInAdGroupIds,
      .deleted_id = Error::CampaignServiceCannotOperateOnAdGroupInCurrentState,
      .key_taken_on_add = Error::CampaignServiceCannotCreateDuplicateAdGroup,
      .key_taken_on_update = Error::CampaignServiceCannotCreateDuplicateAdGroup,
      .key = [](const object& o) { return fold_case(static_cast<const AdGroup&>(o).name.view()); },
      .status =
          [](const object& o) {
            return static_cast<std::int32_t>(static_cast<const AdGroup&>(o).status.value_or(AdGroupStatus::Paused));
          },
      .decide = decide_ad_group,
      .show =
          [](object& o, const Showing& s) {
            auto& g = static_cast<AdGroup&>(o);
            show_inherited(g.bidding_scheme, s);
            const auto& campaign = s.ancestors.of<Campaign>();
            // Of audience campaigns it is told whether they aim at too few people. Nobody counts people here.
            if (campaign.campaign_type == opt(CampaignType::Audience)) g.privacy_status = AdGroupPrivacyStatus::Active;
            take_dates_of(g, campaign);
            s.passing = s.passing || g.end_date;
            if (expired(g, campaign, s.now)) g.status = AdGroupStatus::Expired;
          },
      .keep_shown = true,
      .limits = limits,
  };
  return d;
}

Result<AddAdGroups> add_ad_groups(Call& call, const AddAdGroupsRequest& request) {
  auto response = add_operation<AddAdGroups, ad_group_engine, &AddAdGroupsRequest::campaign_id, &AddAdGroupsRequest::ad_groups,
                                &AddAdGroupsResponse::ad_group_ids>(call, request);
  if (response) tell_strategies(call, ad_group_engine(), request, *request.campaign_id, request.ad_groups.size(), *response);
  return response;
}

Result<UpdateAdGroups> update_ad_groups(Call& call, const UpdateAdGroupsRequest& request) {
  auto response =
      update_operation<UpdateAdGroups, ad_group_engine, &UpdateAdGroupsRequest::campaign_id, &UpdateAdGroupsRequest::ad_groups>(
          call, request);
  if (response) tell_strategies(call, ad_group_engine(), request, *request.campaign_id, request.ad_groups.size(), *response);
  return response;
}

void hide_unasked(Call& call, opt<AdGroupAdditionalField> asked) {
  static const auto flags_enum = field_of(GetAdGroupsByCampaignIdRequest::type_id, "ReturnAdditionalFields").type;
  services::hide_unasked(call.filter, flags_enum, static_cast<std::uint64_t>(asked.value_or(AdGroupAdditionalField{})));
}

Result<GetAdGroupsByCampaignId> get_ad_groups_by_campaign_id(Call& call, const GetAdGroupsByCampaignIdRequest& request) {
  hide_unasked(call, request.return_additional_fields);
  return list_operation<GetAdGroupsByCampaignId, ad_group_engine, &GetAdGroupsByCampaignIdRequest::campaign_id,
                        &GetAdGroupsByCampaignIdResponse::ad_groups>(call, request);
}

Result<GetAdGroupsByIds> get_ad_groups_by_ids(Call& call, const GetAdGroupsByIdsRequest& request) {
  hide_unasked(call, request.return_additional_fields);
  return get_operation<GetAdGroupsByIds, ad_group_engine, &GetAdGroupsByIdsRequest::campaign_id,
                       &GetAdGroupsByIdsRequest::ad_group_ids, &GetAdGroupsByIdsResponse::ad_groups>(call, request);
}

}  // namespace

const EntityEngine& ad_group_engine() {
  static const EntityEngine engine(description());
  return engine;
}

void register_ad_groups(Registry& registry) {
  registry.add<AddAdGroups>(add_ad_groups);
  registry.add<UpdateAdGroups>(update_ad_groups);
  registry.add<DeleteAdGroups>(delete_operation<DeleteAdGroups, ad_group_engine, &DeleteAdGroupsRequest::campaign_id,
                                                &DeleteAdGroupsRequest::ad_group_ids>);
  registry.add<GetAdGroupsByCampaignId>(get_ad_groups_by_campaign_id);
  registry.add<GetAdGroupsByIds>(get_ad_groups_by_ids);
}

}  // namespace adsbox::services
