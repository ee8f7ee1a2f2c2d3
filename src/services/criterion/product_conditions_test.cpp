#include "services/criterion/product_conditions.h"

#include <gtest/gtest.h>

#include "errors/testing/explained.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

box<ProductCondition> condition(std::string_view operand, std::string_view attribute) {
  auto c = make<ProductCondition>();
  c->operand = operand;
  if (!attribute.empty()) c->attribute = attribute;
  return c;
}

/// What is wrong with a condition at a place of a campaign: "Symbol Symbol".
std::string wrong(std::string_view place, const Campaign& campaign, const ProductCondition& c, bool rest_allowed = false) {
  std::vector<ErrorValue> errors;
  ItemErrors item(errors, 0);
  check_product_condition({item, "ProductScope.Conditions", "X.Conditions[0]", *product_operands(place, campaign), rest_allowed},
                          c);
  expect_explained(errors);
  std::string s;
  for (const auto& e : errors) s += (s.empty() ? "" : " ") + name_of(e.error);
  return s;
}

TEST(ProductConditions, TakeTheOperandsOfTheirPlace) {
  Campaign shopping;
  shopping.campaign_type = CampaignType::Shopping;
  Campaign brands = shopping;
  brands.sub_type = "ShoppingSponsoredProductAd";
  Campaign search, hotel;
  hotel.campaign_type = CampaignType::Hotel;
  EXPECT_EQ(product_operands("scope", hotel), nullptr);
  EXPECT_EQ(product_operands("partition", search), nullptr);
  EXPECT_EQ(wrong("scope", shopping, *condition("CategoryL5", "Tea")), "");
  EXPECT_EQ(wrong("scope", search, *condition("CategoryL5", "Tea")), "CampaignServiceProductConditionOperandInvalid");
  EXPECT_EQ(wrong("scope", shopping, *condition("GTIN", "4006381333931")), "CampaignServiceProductConditionOperandInvalid");
  EXPECT_EQ(wrong("scope", brands, *condition("GTIN", "4006381333931")), "");
  EXPECT_EQ(wrong("scope", brands, *condition("CustomLabel0", "spring")), "CampaignServiceProductConditionOperandInvalid");
  EXPECT_EQ(wrong("scope", shopping, *condition("All", "")), "CampaignServiceProductConditionOperandInvalid");
  EXPECT_EQ(wrong("partition", shopping, *condition("All", "")), "");
  EXPECT_EQ(wrong("partition", shopping, *condition("All", "Tea")), "CampaignServiceProductConditionAttributeInvalid");
  EXPECT_EQ(wrong("scope", shopping, ProductCondition()), "CampaignServiceProductConditionOperandInvalid");
}

TEST(ProductConditions, TakeTheAttributesOfTheirOperand) {
  Campaign shopping;
  shopping.campaign_type = CampaignType::Shopping;
  EXPECT_EQ(wrong("scope", shopping, *condition("Channel", "Local Stores")), "");
  EXPECT_EQ(wrong("scope", shopping, *condition("Channel", "Shops")), "CampaignServiceProductConditionAttributeInvalid");
  EXPECT_EQ(wrong("scope", shopping, *condition("Condition", "Refurbished")), "");
  EXPECT_EQ(wrong("scope", shopping, *condition("Brand", std::string(1000, 'b'))), "");
  EXPECT_EQ(wrong("scope", shopping, *condition("Brand", std::string(1001, 'b'))),
            "CampaignServiceProductConditionAttributeTooLong");
  EXPECT_EQ(wrong("scope", shopping, *condition("CustomLabel4", std::string(101, 'b'))),
            "CampaignServiceProductConditionAttributeTooLong");
  EXPECT_EQ(wrong("scope", shopping, *condition("Brand", "")), "CampaignServiceProductConditionAttributeNullOrEmpty");
  EXPECT_EQ(wrong("partition", shopping, *condition("Brand", ""), true), "");
  const auto unequal = condition("Brand", "Contoso");
  unequal->operator_ = "NotEquals";
  EXPECT_EQ(wrong("scope", shopping, *unequal), "CampaignCriterionProductConditionInvalid");
}

TEST(ProductConditions, LevelsOfAFamilyAscend) {
  const std::string_view before[] = {"Brand", "CategoryL2", "ProductType4", "CustomLabel3"};
  EXPECT_EQ(blocking_level("CategoryL1", before), "CategoryL2");
  EXPECT_EQ(blocking_level("CategoryL2", before), "CategoryL2");
  EXPECT_EQ(blocking_level("CategoryL3", before), "");
  EXPECT_EQ(blocking_level("ProductType1", before), "ProductType4");
  EXPECT_EQ(blocking_level("CustomLabel0", before), "");
  EXPECT_EQ(blocking_level("Brand", before), "");
}

TEST(ProductConditions, AreTheSameWhateverTheCase) {
  EXPECT_EQ(product_condition_key(*condition("Brand", "Contoso")), product_condition_key(*condition("Brand", "CONTOSO")));
  EXPECT_NE(product_condition_key(*condition("Brand", "Contoso")), product_condition_key(*condition("Id", "Contoso")));
  auto c = condition("Brand", "");
  c->attribute = "";
  complete_product_condition(*c);
  EXPECT_TRUE(c->attribute.is_nil());
  EXPECT_EQ(c->operator_, "Equals");
}

}  // namespace
}  // namespace adsbox::services
