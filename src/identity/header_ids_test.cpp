#include "identity/header_ids.h"

#include <gtest/gtest.h>

#include "adsbox/campaign_management.h"
#include "adsbox/customer_management.h"
#include "errors/testing/explained.h"

namespace adsbox::identity {
namespace {

using campaign_management::AddCampaigns;

/// The symbol and field of the refusal; empty when there is none.
std::string refused(std::string_view customer, std::string_view account, schema::OperationId operation = AddCampaigns::id) {
  const auto ids =
      check_header_ids(schema::contract.operations[operation], {.customer_id = customer, .customer_account_id = account});
  if (ids) return {};
  expect_explained(ids.error().errors);
  return name_of(ids.error().errors.front().error) + " " + ids.error().errors.front().why.field;
}

TEST(HeaderIds, AreNumbers) {
  EXPECT_EQ(refused("250000001", "180000001"), "");
  EXPECT_EQ(refused(" 250000001\n", "180000001"), "");
  for (const auto* wrong : {"x", "-1", "1.5", "1 2", "99999999999999999999"}) {
    EXPECT_EQ(refused(wrong, "180000001"), "CampaignServiceInvalidCustomerId CustomerId") << wrong;
    EXPECT_EQ(refused("250000001", wrong), "InvalidHeader CustomerAccountId") << wrong;
  }
}

TEST(HeaderIds, MayBeMissingOnlyWhereTheRulesSaySo) {
  for (const auto* absent : {"", "0", "None"}) {
    EXPECT_NE(refused(absent, "180000001"), "") << absent;
    EXPECT_NE(refused("250000001", absent), "") << absent;
  }
  EXPECT_EQ(refused("x", "x", customer_management::GetUser::id), "");
}

}  // namespace
}  // namespace adsbox::identity
