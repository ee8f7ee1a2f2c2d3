#include "identity/permissions.h"

#include <gtest/gtest.h>

#include "adsbox/campaign_management.h"
#include "adsbox/customer_management.h"
#include "errors/testing/explained.h"
#include "identity/seed.h"

namespace adsbox::identity {
namespace {

class PermissionsTest : public ::testing::Test {
 protected:
  static constexpr std::int64_t customer = 250'000'001, account = 180'000'001;
  PermissionsTest() : world_(*world::open_world("test", world::Environment::sandbox, "", 3)) { seed(*world_); }

  template <class Op>
  std::string refused(Role role, const typename Op::Request& request, HeaderIds ids = {customer, account},
                      std::vector<std::int64_t> accounts = {}) {
    Principal p;
    p.grants.push_back({customer, role, std::move(accounts), {}, 1});
    const auto answer = authorize(*world_, p, schema::contract.operations[Op::id], ids, request);
    if (!answer) expect_explained(answer.error().errors);
    return answer ? ""
                  : std::to_string(error_info(answer.error().errors[0].error).code) + " " + answer.error().errors[0].why.rule;
  }
  std::unique_ptr<world::World> world_;
};

TEST_F(PermissionsTest, ViewersReadAndDoNotWrite) {
  campaign_management::AddCampaignsRequest add;
  add.account_id = account;
  campaign_management::GetCampaignsByAccountIdRequest get;
  get.account_id = account;
  EXPECT_EQ((refused<campaign_management::GetCampaignsByAccountId>(Role::viewer, get)), "");
  EXPECT_EQ((refused<campaign_management::AddCampaigns>(Role::viewer, add)), "106 permission.role");
  for (const auto role : {Role::super_admin, Role::standard_user, Role::advertiser_campaign_manager, Role::aggregator})
    EXPECT_EQ((refused<campaign_management::AddCampaigns>(role, add)), "");
}

TEST_F(PermissionsTest, AccountsMustBeWithinReach) {
  campaign_management::GetCampaignsByAccountIdRequest get;
  get.account_id = account;
  using Op = campaign_management::GetCampaignsByAccountId;
  EXPECT_EQ((refused<Op>(Role::standard_user, get, {customer, account}, {180'000'555})), "106 permission.account.reach");
  EXPECT_EQ((refused<Op>(Role::standard_user, get, {customer, account}, {account})), "");
  EXPECT_EQ((refused<Op>(Role::super_admin, get, {customer, account}, {180'000'555})), "");  // holds all, whatever the list says
  get.account_id = 180'000'999;
  EXPECT_EQ((refused<Op>(Role::super_admin, get)), "106 permission.account.reach");
  get.account_id = 0;
  EXPECT_EQ((refused<Op>(Role::super_admin, get)), "");  // the handler says what is wrong with it
  EXPECT_EQ((refused<Op>(Role::super_admin, get, {250'000'999, account})), "106 permission.customer.reach");
}

TEST_F(PermissionsTest, CustomerServicesRefuseByTheirNumber) {
  customer_management::GetAccountRequest get;
  get.account_id = 180'000'999;
  EXPECT_EQ((refused<customer_management::GetAccount>(Role::super_admin, get, {})), "1001 permission.account.reach");
  customer_management::GetCustomerRequest of;
  of.customer_id = 1;
  EXPECT_EQ((refused<customer_management::GetCustomer>(Role::super_admin, of, {})), "1001 permission.customer.reach");
  customer_management::AddAccountRequest add;
  EXPECT_EQ((refused<customer_management::AddAccount>(Role::standard_user, add, {})), "1001 permission.role");
  EXPECT_EQ((refused<customer_management::AddAccount>(Role::super_admin, add, {})), "");
  EXPECT_EQ((refused<customer_management::DeleteCustomer>(Role::super_admin, {}, {})), "1001 permission.role");
}

TEST(PermissionTable, KnowsEveryOperation) {
  EXPECT_EQ(schema::rule_book.permissions.size(), schema::contract.operations.size());
  for (std::size_t i = 0; i < schema::contract.operations.size(); ++i) {
    const auto name = schema::text(schema::contract.operations[i].name);
    const auto& p = schema::rule_book.permissions[i];
    EXPECT_NE(p.refusal, schema::no_error) << name;
    const auto& service = schema::text(schema::contract.services[schema::contract.operations[i].service].name);
    const bool campaign_write =
        service == "CampaignManagement" && (name.starts_with("Add") || name.starts_with("Update") || name.starts_with("Delete"));
    if (campaign_write) {
      EXPECT_TRUE(p.has(schema::PermissionInfo::is_write)) << name;
      EXPECT_EQ(p.roles & 8u, 0u) << name;  // not for viewers
    }
  }
}

TEST(HeaderIds, AreReadAsTheServiceNeedsThem) {
  const auto& add = schema::contract.operations[campaign_management::AddCampaigns::id];
  const auto& get_user = schema::contract.operations[customer_management::GetUser::id];
  const auto code = [](const auto& answer) { return answer ? 0 : error_info(answer.error().errors[0].error).code; };
  Credentials c;
  c.customer_id = "250000001";
  c.customer_account_id = " 180000001 ";
  ASSERT_TRUE(check_header_ids(add, c));
  EXPECT_EQ(check_header_ids(add, c)->account_id, 180'000'001);
  c.customer_account_id = "0";
  EXPECT_EQ(code(check_header_ids(add, c)), 1009);
  c.customer_account_id = "x1";
  EXPECT_EQ(code(check_header_ids(add, c)), 4410);
  c.customer_id = "None";
  c.customer_account_id = "180000001";
  EXPECT_EQ(code(check_header_ids(add, c)), 1029);
  c.customer_id = "-5";
  EXPECT_EQ(code(check_header_ids(add, c)), 1490);
  EXPECT_EQ(code(check_header_ids(get_user, c)), 0);
}

}  // namespace
}  // namespace adsbox::identity
