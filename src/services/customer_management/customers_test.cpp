#include "services/customer_management/accounts_fixture.h"

namespace adsbox::services {
namespace {

using namespace customer_management;

class CustomersTest : public AccountsFixture {
 protected:
  box<Customer> read(std::int64_t id = customer_id) {
    GetCustomerRequest r;
    r.customer_id = id;
    auto answer = invoke<GetCustomer>(r);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(answer->customer) : box<Customer>();
  }
  Result<UpdateCustomer> change(const box<Customer>& c) {
    UpdateCustomerRequest r;
    r.customer = c;
    return invoke<UpdateCustomer>(r);
  }
  std::string infos(std::string_view filter, int top = 100) {
    GetCustomersInfoRequest r;
    r.customer_name_filter = filter;
    r.top_n = top;
    const auto answer = invoke<GetCustomersInfo>(r);
    if (!answer) return failure_of(answer);
    std::string s;
    for (const auto& i : answer->customers_info) s += (s.empty() ? "" : ", ") + i->name.str();
    return s;
  }
};

TEST_F(CustomersTest, AnUpdateKeepsWhatIsNotSaid) {
  const auto before = read();
  EXPECT_EQ(before->number, "C250000001");
  auto sent = make<Customer>();
  sent->id = customer_id;
  sent->name = "Tea holding";
  sent->industry = Industry::Retail;
  sent->time_stamp = before->time_stamp;
  sent->market_country = "DE";  // the service's own since sign-up
  sent->service_level = ServiceLevel::Premium;
  const auto answer = change(sent);
  ASSERT_TRUE(answer) << failure_of(answer);
  EXPECT_EQ(answer->last_modified_time, opt(world().clock().now()));
  const auto after = read();
  EXPECT_EQ(after->name, "Tea holding");
  EXPECT_EQ(after->industry, opt(Industry::Retail));
  EXPECT_EQ(after->market_country, "US");
  EXPECT_EQ(after->service_level, before->service_level);
  EXPECT_EQ(after->customer_address, before->customer_address);
  EXPECT_NE(after->time_stamp, before->time_stamp);
  EXPECT_EQ(rules_of(change(sent)), "TimestampNotMatch:Customer.TimeStamp.current");
}

TEST_F(CustomersTest, WhatAnUpdateRefuses) {
  EXPECT_EQ(failure_of(change({})), "310");
  auto sent = make<Customer>();
  EXPECT_EQ(rules_of(change(sent)),
            "1001:Customer.Id.required NullParameter:Customer.Name.required NullParameter:Customer.Industry.required "
            "TimestampNotMatch:Customer.TimeStamp.required");
  sent->id = 999;
  EXPECT_EQ(failure_of(change(sent)), "1001");
  sent = read();
  sent->name = std::string(91, 'x');
  EXPECT_EQ(failure_of(change(sent)), "NameTooLong");
  sent->name = "";
  EXPECT_EQ(failure_of(change(sent)), "ApiInputValidationError");
  sent->name = "Tea holding";
  sent->customer_address->postal_code = "no";
  EXPECT_EQ(rules_of(change(sent)), "209:Customer.CustomerAddress.PostalCode");
  sent->customer_address->postal_code = "98053";
  ASSERT_TRUE(change(sent));
  EXPECT_EQ(read()->customer_address->postal_code, "98053");
  EXPECT_NE(read()->customer_address->time_stamp, sent->customer_address->time_stamp);
}

TEST_F(CustomersTest, InfosByHowTheNameBegins) {
  EXPECT_EQ(infos(""), "Sandbox customer");
  EXPECT_EQ(infos("SAND"), "Sandbox customer");
  EXPECT_EQ(infos("customer"), "");
  EXPECT_EQ(infos("", 0), "ApiInputValidationError");
  EXPECT_EQ(failure_of(invoke<GetCustomersInfo>({})), "NullParameter");
}

TEST_F(CustomersTest, AnAgencyIsOneForGood) {
  UpgradeCustomerToAgencyRequest r;
  EXPECT_EQ(failure_of(invoke<UpgradeCustomerToAgency>(r)), "1001");
  r.customer_id = 999;
  EXPECT_EQ(failure_of(invoke<UpgradeCustomerToAgency>(r)), "1001");
  r.customer_id = customer_id;
  ASSERT_TRUE(invoke<UpgradeCustomerToAgency>(r));
  ASSERT_TRUE(invoke<UpgradeCustomerToAgency>(r));
  EXPECT_EQ(read()->industry, opt(Industry::AgencySalesHouse));
}

TEST_F(CustomersTest, AccessibleCustomersSayWhatTheyTell) {
  GetAccessibleCustomerRequest r;
  r.customer_id = customer_id;
  const auto answer = invoke<GetAccessibleCustomer>(r);
  ASSERT_TRUE(answer) << failure_of(answer);
  EXPECT_EQ(answer->accessible_customer->name, "Sandbox customer");
  // All fourteen members but ForwardCompatibilityMap, the seventh.
  EXPECT_EQ(answer->valid_fields, opt<std::int32_t>(0x3fff & ~(1 << 6)));
  r.customer_id = 999;
  EXPECT_EQ(failure_of(invoke<GetAccessibleCustomer>(r)), "1001");
}

TEST_F(CustomersTest, ADeletedCustomerTakesNoChange) {
  below_the_wire_ = true;  // permissions.rules: nobody has this right any more
  DeleteCustomerRequest r;
  r.customer_id = 999;
  r.time_stamp = "x";
  EXPECT_EQ(failure_of(invoke<DeleteCustomer>(r)), "1001");
  r.customer_id = customer_id;
  EXPECT_EQ(rules_of(invoke<DeleteCustomer>(r)),
            "TimestampNotMatch:DeleteCustomer.TimeStamp.current 2192:DeleteCustomer.accounts");
  change_stored(account_id, [](auto& a) { a.account_life_cycle_status = AccountLifeCycleStatus::Inactive; });
  EXPECT_EQ(failure_of(invoke<DeleteCustomer>(r)), "TimestampNotMatch");
  r.time_stamp = read()->time_stamp;
  ASSERT_TRUE(invoke<DeleteCustomer>(r));
  below_the_wire_ = false;
  EXPECT_EQ(read()->customer_life_cycle_status, opt(CustomerLifeCycleStatus::Inactive));
  EXPECT_EQ(rules_of(change(read())), "2192:Customer.CustomerLifeCycleStatus.active");
  campaign_management::AddCampaignsRequest campaigns;
  campaigns.account_id = account_id;
  campaigns.campaigns.push_back(make<campaign_management::Campaign>());
  EXPECT_EQ(failure_of(invoke<campaign_management::AddCampaigns>(campaigns)), "CampaignServiceInvalidAccountStatus");
}

}  // namespace
}  // namespace adsbox::services
