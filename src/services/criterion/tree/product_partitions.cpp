// ApplyProductPartitionActions: the products of a shopping campaign's store, divided by ProductConditions.
#include "services/criterion/product_conditions.h"
#include "services/criterion/tree/apply.h"
#include "services/entity/fields.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// The operands of the campaign's partitions; nullptr: it has no partitions.
const schema::RuleSet* operands_of(const Campaign& campaign) {
  return product_operands("partition", campaign);
}

TreeParts parts(const Criterion& criterion) {
  const auto& p = static_cast<const ProductPartition&>(criterion);
  auto type = TreeNode::Type::unknown;
  if (p.partition_type)
    type = *p.partition_type == ProductPartitionType::Unit ? TreeNode::Type::unit : TreeNode::Type::subdivision;
  if (!p.condition) return {p.parent_criterion_id, type, nullptr, nullptr};
  return {p.parent_criterion_id, type, &p.condition->operand, &p.condition->attribute};
}

std::expected<void, Failure> check_place(const TreePlace& at) {
  if (operands_of(at.campaign) != nullptr) return {};
  return fail(FaultKind::operation, Error::CampaignServiceCampaignIsNotOfTypeShopping,
              {"ProductPartition.AdGroupId.fits", "CriterionActions", std::to_string(at.ad_group.id.value_or(0)), "Shopping",
               "an ad group of a shopping campaign"});
}

void check_condition(const TreeConditionCheck& c) {
  const Path path{&c.path, "Condition"};
  check_product_condition({.errors = c.errors,
                           .rule = "ProductPartition.Condition",
                           .path = path.text(),
                           .operands = *operands_of(c.place.campaign),
                           .rest_allowed = true},
                          *static_cast<const ProductPartition&>(c.criterion).condition);
}

void complete(Criterion& criterion, opt<std::int64_t> parent) {
  auto& p = static_cast<ProductPartition&>(criterion);
  p.parent_criterion_id = parent;
  complete_product_condition(*p.condition);
}

/// A partner's bid that is boosted is multiplied; all else is an amount.
TypeId unit_bid(const TreePlace& at) {
  for (const auto& s : at.ad_group.settings)
    if (const auto* co_op = s.as<CoOpSetting>(); co_op != nullptr && co_op->bid_option == opt(BidOption::BidBoost))
      return BidMultiplier::type_id;
  return FixedBid::type_id;
}

}  // namespace

constinit const TreeKind product_partitions = {
    .criterion = ProductPartition::type_id,
    .name = "ProductPartition",
    .type_member = "PartitionType",
    .condition_member = "Condition",
    .parts = parts,
    .check_place = check_place,
    .check_condition = check_condition,
    .complete = complete,
    .unit_bid = unit_bid,
};

}  // namespace adsbox::services
