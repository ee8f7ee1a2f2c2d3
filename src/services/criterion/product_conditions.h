// Product conditions of product scopes, product partitions and listing groups: which operands go where, what an attribute may
// be, how the levels of a family ascend. What is a list or a number is in schema/rules (`product-operands.*`,
// `product-attributes.*`, `product-attribute.*`); the errors are the same everywhere.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "adsbox/campaign_management.h"
#include "schema/rules.h"
#include "services/entity/item_errors.h"

namespace adsbox::services {

/// The operands that a campaign takes at a `place` ("scope", "partition"), by its sub type or else its type; nullptr: none.
[[nodiscard]] const schema::RuleSet* product_operands(std::string_view place, const campaign_management::Campaign& campaign);

/// One condition, where it stands.
struct ProductConditionCheck {
  ItemErrors& errors;
  std::string_view rule;  // what it belongs to, for explanations: "ProductScope.Conditions"
  std::string path;       // of the condition in the request
  const schema::RuleSet& operands;
  bool rest_allowed = false;  // an empty attribute stands for all that its siblings do not name
};

/// Refuses what is wrong with operand, attribute and operator. True when the operand is one that is allowed here.
bool check_product_condition(const ProductConditionCheck& check, const campaign_management::ProductCondition& condition);

/// CategoryL3 is level 3 of the family CategoryL; operands without levels have an empty family.
struct ProductLevel {
  std::string_view family;
  int level = 0;
};
[[nodiscard]] ProductLevel product_level(std::string_view operand);

/// The operand's level must be below (greater than) all of its family that stand before it. The first one in its way, else empty.
[[nodiscard]] std::string_view blocking_level(std::string_view operand, std::span<const std::string_view> before);

/// What makes a condition the same as another one: the operand, and the attribute without regard to case.
[[nodiscard]] std::string product_condition_key(const campaign_management::ProductCondition& condition);

/// A condition as it is stored: without an empty attribute, and with the operator that clients leave out.
void complete_product_condition(campaign_management::ProductCondition& condition);

}  // namespace adsbox::services
