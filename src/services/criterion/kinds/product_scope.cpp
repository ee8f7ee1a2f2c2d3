// ProductScope: which products of its store a campaign advertises.
#include <algorithm>
#include <vector>

#include "services/campaign_management/campaign_rules.h"
#include "services/criterion/kinds.h"
#include "services/criterion/product_conditions.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// A campaign has one, whatever it says.
std::string value(const Criterion&) {
  return "once";
}

void decide_condition(const CriterionDecision& d, const ProductCondition& condition, std::string path,
                      const schema::RuleSet& operands, std::vector<std::string_view>& before) {
  const auto field = path + ".Operand";
  if (!check_product_condition({d.item.errors, "ProductScope.Conditions", std::move(path), operands}, condition)) return;
  const auto operand = condition.operand.view();
  const auto refuse = [&](Error error, std::string_view rule, std::string bound, std::string expected) {
    d.item.errors.add(error, "ProductScope.Conditions.Operand." + std::string(rule), field, std::string(operand),
                      std::move(bound), std::move(expected));
  };
  if (std::ranges::find(before, operand) != before.end())
    refuse(Error::CampaignCriterionDuplicateProductConditionOperand, "unique", "once a scope", "each operand once");
  else if (const auto other = blocking_level(operand, before); !other.empty())
    refuse(Error::CampaignCriterionProductConditionInvalid, "ascending", "after " + std::string(other),
           "a level below that of " + std::string(other) + ", or this condition before that one");
  before.push_back(operand);
}

void decide(CriterionDecision& d) {
  // Audience campaigns advertise products when they have a store.
  if (d.stored == nullptr && d.campaign.campaign_type == CampaignType::Audience &&
      !has_setting(d.campaign, ShoppingSetting::type_id))
    d.refuse(Error::InvalidCriterionForCampaignType, "campaign", "", "no ShoppingSetting", "",
             "an Audience campaign that has a ShoppingSetting");
  const auto* operands = product_operands("scope", d.campaign);
  if (operands == nullptr) return;  // refused: the campaign takes no scope at all
  auto& conditions = static_cast<ProductScope&>(d.result).conditions;
  const Path criterion{&d.item.path, "Criterion"};
  std::vector<std::string_view> before;
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    if (!conditions[i]) continue;  // a rule row has refused it
    decide_condition(d, *conditions[i], Path{&criterion, "Conditions", static_cast<int>(i)}.text(), *operands, before);
    complete_product_condition(*conditions[i]);
  }
}

}  // namespace

extern const CriterionKind product_scope_kind;
const CriterionKind product_scope_kind{.type = ProductScope::type_id,
                                       .name = "ProductScope",
                                       .value = value,
                                       .taken = Error::CampaignCriterionAlreadyExists,
                                       .taken_in_call = Error::CampaignCriterionDuplicateCampaignId,
                                       .taken_by_opposite = Error::CampaignCriterionAlreadyExists,
                                       .decide = decide};

}  // namespace adsbox::services
