#include "services/criterion/levels.h"

namespace adsbox::services {

using namespace campaign_management;

const CriterionLevelInfo& level_info(CriterionLevel level) {
  static constexpr CriterionLevelInfo campaign{
      .level = CriterionLevel::campaign,
      .name = "campaign",
      .list_name = "CampaignCriterions",
      .parent_name = "CampaignId",
      .id_sequence = "campaign_criterion",
      .first_id = 85'000'000'001,
      .unknown_parent = Error::CampaignServiceInvalidCampaignId,
      .null_item = Error::CampaignCriterionIsNull,
      .unknown_id = Error::CampaignCriterionIdInvalid,
      .duplicate_id = Error::DuplicateCampaignCriterionId,
      .deleted_id = Error::CampaignServiceCampaignCriterionCampaignCriterionDoesNotExist,
      .other_sign = Error::BiddableOrNegativeStatusCannotBeUpdated,
      .id_on_add = Error::CampaignCriterionIdShouldBeNullOnAdd,
      .status = Error::CampaignCriterionStatusInvalid,
      .other_kind = Error::CampaignCriterionIdInvalid,
      .no_bid = Error::CampaignServiceCampaignCriterionBidMultiplierValueNotSet,
      .bid_class = Error::CampaignServiceCampaignCriterionBidMultiplierValueNotSet,
      .twice = Error::DuplicateCampaignCriterion,
      .no_such_place = Error::InvalidCriterionForCampaignType,
  };
  static constexpr CriterionLevelInfo ad_group{
      .level = CriterionLevel::ad_group,
      .name = "ad-group",
      .list_name = "AdGroupCriterions",
      .parent_name = "AdGroupId",
      .id_sequence = "ad_group_criterion",
      .first_id = 83'000'000'001,
      .unknown_parent = Error::CampaignServiceInvalidAdGroupId,
      .null_item = Error::CampaignServiceAdGroupCriterionIsNull,
      .unknown_id = Error::CampaignServiceAdGroupCriterionIdInvalid,
      .duplicate_id = Error::CampaignServiceDuplicateAdGroupCriterionId,
      .deleted_id = Error::CampaignServiceAdGroupCriterionIsDeleted,
      .other_sign = Error::CampaignServiceAdGroupCriterionTypeImmutable,
      .id_on_add = Error::CampaignServiceAdGroupCriterionIdShouldBeNullOnAdd,
      .status = Error::CampaignServiceInvalidAdGroupCriterionStatus,
      .other_kind = Error::CampaignServiceAdGroupCriterionIdNotMatchCriterionType,
      .no_bid = Error::CampaignServiceAdGroupCriterionBidMultiplierValueNotSet,
      .bid_class = Error::CampaignServiceAdGroupCriterionInvalidBidType,
      .twice = Error::CampaignServiceDuplicateAdGroupCriterion,
      .no_such_place = Error::CampaignServiceInvalidAdGroupCriterionType,
  };
  return level == CriterionLevel::campaign ? campaign : ad_group;
}

const opt<std::int64_t>& criterion_id(const object& item) {
  return level_of(item) == CriterionLevel::campaign ? static_cast<const CampaignCriterion&>(item).id
                                                    : static_cast<const AdGroupCriterion&>(item).id;
}

std::int64_t criterion_parent(const object& item) {
  return (level_of(item) == CriterionLevel::campaign ? static_cast<const CampaignCriterion&>(item).campaign_id
                                                     : static_cast<const AdGroupCriterion&>(item).ad_group_id)
      .value_or(0);
}

box<CriterionBid>* criterion_bid(object& item) {
  if (item.contract_type == BiddableCampaignCriterion::type_id)
    return &static_cast<BiddableCampaignCriterion&>(item).criterion_bid;
  if (item.contract_type == BiddableAdGroupCriterion::type_id) return &static_cast<BiddableAdGroupCriterion&>(item).criterion_bid;
  return nullptr;
}

}  // namespace adsbox::services
