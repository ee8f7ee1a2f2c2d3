#include "identity/links.h"
#include "identity/roles.h"
#include "services/customer_management/accounts_fixture.h"

namespace adsbox::services {
namespace {

using namespace customer_management;

class FindAccountsTest : public AccountsFixture {
 protected:
  FindAccountsTest() {
    account(180'000'011, customer_id, "Teahouse north", "F00TEA01");
    account(180'000'012, customer_id, "teahouse South", "X0000012");
    account(180'000'900, 250'000'900, "Teahouse of others", "F00OTH01");
    Customer c;
    c.id = 250'000'900;
    c.name = "Teahouses and sons";
    store_row(250'000'900, 0, 0, c);
  }
  void account(std::int64_t id, std::int64_t customer, std::string_view name, std::string_view number) {
    AdvertiserAccount a;
    a.id = id;
    a.parent_customer_id = customer;
    a.name = name;
    a.number = number;
    a.account_life_cycle_status = AccountLifeCycleStatus::Active;
    store_row(id, customer, id, a);
  }
  template <class List>
  static std::string ids(const List& infos) {
    std::string s;
    for (const auto& i : infos) s += (s.empty() ? "" : " ") + std::to_string(*i->id % 1000);
    return s;
  }
  std::string find(std::string_view filter, int top = 100, opt<std::int64_t> customer = nil) {
    FindAccountsRequest r;
    r.account_filter = filter;
    r.top_n = top;
    r.customer_id = customer;
    const auto answer = invoke<FindAccounts>(r);
    return answer ? ids(answer->accounts_info) : failure_of(answer);
  }
  std::string either(std::string_view filter, int top = 100) {
    FindAccountsOrCustomersInfoRequest r;
    r.filter = filter;
    r.top_n = top;
    const auto answer = invoke<FindAccountsOrCustomersInfo>(r);
    if (!answer) return failure_of(answer);
    std::string s;
    for (const auto& i : answer->account_info_with_customer_data)
      s += (s.empty() ? "" : " ") + std::to_string(*i->account_id % 1000) + "/" + std::to_string(*i->customer_id % 1000);
    return s;
  }
  void see_others() { principal_.grants.push_back({250'000'900, identity::Role::viewer, {}, {}, 130'000'700}); }
};

TEST_F(FindAccountsTest, ByHowNameOrNumberBegins) {
  EXPECT_EQ(find(""), "1 11 12");
  EXPECT_EQ(find("TEA"), "11 12");
  EXPECT_EQ(find("tea", 1), "11");
  EXPECT_EQ(find("house"), "");
  EXPECT_EQ(find("f00t"), "11");
  EXPECT_EQ(find("x0000"), "12");
  see_others();
  EXPECT_EQ(find("tea"), "11 900 12");
  EXPECT_EQ(find("tea", 9, 250'000'900), "900");
  EXPECT_EQ(find("tea", 0), "ApiInputValidationError");
  EXPECT_EQ(find("tea", 5001), "ApiInputValidationError");
  EXPECT_EQ(find("tea", 5, 0), "1001");
  EXPECT_EQ(failure_of(invoke<FindAccounts>({})), "NullParameter");
}

TEST_F(FindAccountsTest, XAndDigitsIsANumber) {
  account(180'000'013, customer_id, "X00", "F00XXX01");
  EXPECT_EQ(find("X00"), "12");
  EXPECT_EQ(find("X"), "12 13");  // by name
}

TEST_F(FindAccountsTest, AccountsFirstThenThoseOfCustomers) {
  EXPECT_EQ(either("sand"), "1/1 11/1 12/1");  // the account and the customer of the seed
  see_others();
  EXPECT_EQ(either("teahouses"), "900/900");
  EXPECT_EQ(either("teahouse"), "11/1 900/900 12/1");
  EXPECT_EQ(either("teahouse", 2), "11/1 900/900");
  EXPECT_EQ(either("nothing"), "");
  EXPECT_EQ(either("tea", 0), "ApiInputValidationError");
  EXPECT_EQ(failure_of(invoke<FindAccountsOrCustomersInfo>({})), "NullParameter");
}

TEST_F(FindAccountsTest, AccountModeIsShownWhenAskedFor) {
  below_the_wire_ = true;  // what is hidden, the encoder alone is told
  FindAccountsOrCustomersInfoRequest r;
  r.filter = "teahouse n";
  r.top_n = 1;
  ASSERT_TRUE(invoke<FindAccountsOrCustomersInfo>(r));
  EXPECT_NE(last_call().filter.hidden(AccountInfoWithCustomerData::type_id), nullptr);
  r.return_additional_fields = AccountAdditionalField::AccountMode;
  const auto answer = invoke<FindAccountsOrCustomersInfo>(r);
  EXPECT_EQ(last_call().filter.hidden(AccountInfoWithCustomerData::type_id), nullptr);
  ASSERT_EQ(answer->account_info_with_customer_data.size(), 1u);
  EXPECT_EQ(answer->account_info_with_customer_data[0]->account_mode, "Expert");
  EXPECT_EQ(answer->account_info_with_customer_data[0]->customer_name, "Sandbox customer");
}

TEST_F(FindAccountsTest, InfosOfACustomerWithThoseItHoldsLinksTo) {
  GetAccountsInfoRequest r;
  auto answer = invoke<GetAccountsInfo>(r);  // of the caller's own customer
  ASSERT_TRUE(answer) << failure_of(answer);
  EXPECT_EQ(ids(answer->accounts_info), "1 11 12");
  EXPECT_TRUE(answer->accounts_info[0]->pause_reason.is_nil());
  world().store().write([&](store::Writer& w) {
    identity::add_aggregatee(w, customer_id, 180'000'900, user_id, world().clock().now());
    return true;
  });
  principal_.grants = identity::reach_of_user(world(), user_id);
  r.customer_id = customer_id;
  EXPECT_EQ(ids(invoke<GetAccountsInfo>(r)->accounts_info), "1 11 12 900");
  r.only_parent_accounts = true;
  EXPECT_EQ(ids(invoke<GetAccountsInfo>(r)->accounts_info), "1 11 12");
  r.customer_id = -1;
  EXPECT_EQ(failure_of(invoke<GetAccountsInfo>(r)), "1001");
}

TEST_F(FindAccountsTest, WhoIsLimitedToAccountsSeesThose) {
  principal_.grants = {{customer_id, identity::Role::viewer, {180'000'012}, {}, user_id}};
  EXPECT_EQ(find(""), "12");
  EXPECT_EQ(ids(invoke<GetAccountsInfo>({})->accounts_info), "12");
}

}  // namespace
}  // namespace adsbox::services
