#include "services/criterion/product_conditions.h"

#include "services/campaign_management/campaign_rules.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

constexpr std::string_view the_operator = "Equals";
constexpr std::string_view root_operand = "All";

/// CustomLabel3 and the like share the row of their family.
std::string_view without_digit(std::string_view operand) {
  const bool numbered = !operand.empty() && operand.back() >= '0' && operand.back() <= '9';
  return numbered ? operand.substr(0, operand.size() - 1) : operand;
}

void check_attribute(const ProductConditionCheck& c, std::string_view operand, const text& attribute) {
  const auto refuse = [&](Error error, std::string_view rule, std::string bound, std::string expected) {
    c.errors.add(error, std::string(c.rule) + ".Attribute." + std::string(rule), c.path + ".Attribute", attribute.str(),
                 std::move(bound), std::move(expected));
  };
  if (operand == root_operand) {
    if (!attribute.empty())
      refuse(Error::CampaignServiceProductConditionAttributeInvalid, "root", "", "nil: the operand All has no attribute");
    return;
  }
  if (attribute.empty()) {
    if (!c.rest_allowed)
      refuse(Error::CampaignServiceProductConditionAttributeNullOrEmpty, "required", "required",
             "the value that products must have");
    return;
  }
  if (const auto* values = schema::find_set("product-attributes." + std::string(operand))) {
    if (!schema::contains(*values, attribute.view()))
      refuse(Error::CampaignServiceProductConditionAttributeInvalid, "values", names_in(*values), "one of " + names_in(*values));
    return;
  }
  const auto* most = schema::limit_named("product-attribute." + std::string(without_digit(operand)));
  if (most != nullptr && code_points(attribute.view()) > static_cast<std::size_t>(most->value))
    refuse(static_cast<Error>(most->error), "length", ".." + std::to_string(most->value),
           "at most " + std::to_string(most->value) + " characters");
}

}  // namespace

const schema::RuleSet* product_operands(std::string_view place, const Campaign& campaign) {
  const auto named = [&](std::string_view type) {
    return schema::find_set("product-operands." + std::string(place) + "." + std::string(type));
  };
  if (!campaign.sub_type.empty())
    if (const auto* of_sub_type = named(campaign.sub_type.view())) return of_sub_type;
  const opt<CampaignType> type = campaign.campaign_type.value_or(CampaignType::Search);
  return named(describe(field_of(Campaign::type_id, "CampaignType"), &type));
}

bool check_product_condition(const ProductConditionCheck& c, const ProductCondition& condition) {
  const auto operand = condition.operand.view();
  if (!schema::contains(c.operands, operand)) {
    c.errors.add(Error::CampaignServiceProductConditionOperandInvalid, std::string(c.rule) + ".Operand.values",
                 c.path + ".Operand", condition.operand.str(), names_in(c.operands), "one of " + names_in(c.operands));
    return false;
  }
  check_attribute(c, operand, condition.attribute);
  if (condition.operator_ && !(condition.operator_ == the_operator))
    c.errors.add(Error::CampaignCriterionProductConditionInvalid, std::string(c.rule) + ".Operator.values", c.path + ".Operator",
                 condition.operator_.str(), std::string(the_operator), std::string(the_operator) + ", or nil");
  return true;
}

ProductLevel product_level(std::string_view operand) {
  const auto family = without_digit(operand);
  if (family.size() == operand.size() || !schema::contains(*schema::find_set("product-operand-levels"), family)) return {};
  return {family, operand.back() - '0'};
}

std::string_view blocking_level(std::string_view operand, std::span<const std::string_view> before) {
  const auto own = product_level(operand);
  if (own.family.empty()) return {};
  for (const auto other : before)
    if (const auto [family, level] = product_level(other); family == own.family && level >= own.level) return other;
  return {};
}

std::string product_condition_key(const ProductCondition& condition) {
  return condition.operand.str() + '\t' + fold_case(condition.attribute.view());
}

void complete_product_condition(ProductCondition& condition) {
  if (condition.attribute.empty()) condition.attribute.set_nil();
  if (condition.operator_.empty()) condition.operator_ = the_operator;
}

}  // namespace adsbox::services
