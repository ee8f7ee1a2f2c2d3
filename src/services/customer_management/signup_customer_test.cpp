#include "identity/hierarchy.h"
#include "identity/invitations.h"
#include "identity/pilots.h"
#include "identity/roles.h"
#include "identity/tokens.h"
#include "services/customer_management/accounts_fixture.h"

namespace adsbox::services {
namespace {

using namespace customer_management;

class SignupCustomerTest : public AccountsFixture {
 protected:
  static SignupCustomerRequest request() {
    SignupCustomerRequest r;
    r.customer = make<Customer>();
    r.customer->name = "Tea traders";
    r.customer->industry = Industry::Retail;
    r.customer->market_country = "US";
    r.customer->market_language = LanguageType::English;
    r.account = new_account();
    r.account->parent_customer_id = {};
    return r;
  }
  static SignupCustomerRequest inviting() {
    auto r = request();
    r.account->language = LanguageType::English;
    r.user_invitation = make<UserInvitation>();
    r.user_invitation->first_name = "Ada";
    r.user_invitation->last_name = "Client";
    r.user_invitation->email = "ada@outlook.com";
    r.user_invitation->role_id = 41;
    return r;
  }
  void become_aggregator() {
    world().store().write([&](store::Writer& w) {
      identity::assign_role(w, principal_.login_id, {customer_id, identity::Role::aggregator, {}, {}, user_id}, now_ticks);
      return true;
    });
    principal_.grants = identity::reach_of_login(world(), principal_.login_id);
  }
  /// The customer may sign up clients whose administrator it invites.
  void become_agency() {
    world().store().write([&](store::Writer& w) {
      identity::set_pilot(w, customer_id, identity::create_for_clients_pilot, true, now_ticks);
      return true;
    });
  }
  box<Customer> customer(std::int64_t id) {
    GetCustomerRequest r;
    r.customer_id = id;
    return invoke<GetCustomer>(r)->customer;
  }
};

TEST_F(SignupCustomerTest, AnAggregatorMakesACustomerThatItPaysFor) {
  EXPECT_EQ(rules_of(invoke<SignupCustomer>(request())), "1001:permission.customers.sign_up");
  become_aggregator();
  auto r = request();
  r.parent_customer_id = customer_id;
  const auto answer = invoke<SignupCustomer>(r);
  ASSERT_TRUE(answer) << failure_of(answer);
  EXPECT_EQ(answer->customer_number.size(), 10u);
  EXPECT_EQ(answer->account_number.size(), 8u);
  below_the_wire_ = true;  // the new customer and its account are out of the caller's reach
  const auto made = customer(*answer->customer_id);
  EXPECT_EQ(made->name, "Tea traders");
  EXPECT_EQ(made->number, answer->customer_number.view());
  EXPECT_EQ(made->customer_life_cycle_status, opt(CustomerLifeCycleStatus::Active));
  EXPECT_EQ(made->customer_financial_status, opt(CustomerFinancialStatus::ClearFinancialStatus));
  const auto account = get(*answer->account_id);
  EXPECT_EQ(account->parent_customer_id, answer->customer_id);
  EXPECT_EQ(account->bill_to_customer_id, opt(customer_id));
  EXPECT_EQ(account->primary_user_id, opt(user_id));
  EXPECT_EQ(account->account_life_cycle_status, opt(AccountLifeCycleStatus::Active));
  world().store().read([&](store::Reader& reader) {
    EXPECT_EQ((*world::load<AdvertiserAccount>(reader, *account->id))->payment_method_type, opt(PaymentMethodType::Invoice));
  });
  const auto linked = identity::hierarchy(world())->linked_accounts(customer_id);
  ASSERT_NE(linked, nullptr);
  EXPECT_EQ(*linked, std::vector{*answer->account_id});
}

TEST_F(SignupCustomerTest, TellsAllThatIsWrong) {
  become_aggregator();
  EXPECT_EQ(failure_of(invoke<SignupCustomer>({})), "310");
  auto r = request();
  r.account = {};
  EXPECT_EQ(failure_of(invoke<SignupCustomer>(r)), "NullParameter");
  r = request();
  r.customer->service_level = ServiceLevel::Premium;
  r.customer->market_country = "GB";
  r.customer->market_language = LanguageType::German;
  r.account->payment_method_id = 5;
  r.account->account_mode = "UnifiedSmart";
  r.account->linked_agencies.push_back(make<CustomerInfo>());
  r.account->business_address.reset();
  EXPECT_EQ(rules_of(invoke<SignupCustomer>(r)),
            "ApiInputValidationError:Customer.ServiceLevel.refused ApiInputValidationError:Customer.MarketLanguage.country "
            "1139:AdvertiserAccount.BusinessAddress.required 1143:AdvertiserAccount.PaymentMethodId.aggregator "
            "ApiInputValidationError:AdvertiserAccount.LinkedAgencies.aggregator "
            "ApiInputValidationError:AdvertiserAccount.AccountMode.values");
  r = request();
  r.customer->market_country = "Germany";
  EXPECT_EQ(rules_of(invoke<SignupCustomer>(r)), "ApiInputValidationError:Customer.MarketCountry.exists");
}

TEST_F(SignupCustomerTest, AnAgencyInvitesTheAdministrator) {
  become_agency();
  auto r = inviting();
  r.account->language = {};
  r.user_invitation->role_id = 100;
  r.user_invitation->email = {};
  EXPECT_EQ(rules_of(invoke<SignupCustomer>(r)),
            "NullParameter:AdvertiserAccount.Language.required NullParameter:UserInvitation.Email.required "
            "ApiInputValidationError:UserInvitation.RoleId.sign_up");
  r = inviting();
  r.account->account_mode = "UnifiedSmart";
  r.account->linked_agencies.push_back(make<CustomerInfo>());
  r.account->linked_agencies[0]->id = customer_id;
  const auto answer = invoke<SignupCustomer>(r);
  ASSERT_TRUE(answer) << failure_of(answer);
  below_the_wire_ = true;  // the link to the account is not yet in force
  EXPECT_EQ(get(*answer->account_id)->account_mode, "UnifiedSmart");
  below_the_wire_ = false;
  // Not usable before the invited person has accepted.
  pass(86'400);
  EXPECT_EQ(get(*answer->account_id)->account_life_cycle_status, opt(AccountLifeCycleStatus::Draft));
  EXPECT_EQ(*identity::hierarchy(world())->linked_accounts(customer_id), std::vector{*answer->account_id});
  std::vector<identity::Invitation> sent;
  world().store().read([&](store::Reader& reader) { sent = identity::pending_invitations(reader, *answer->customer_id); });
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0]->email, "ada@outlook.com");
  EXPECT_EQ(sent[0]->customer_id, answer->customer_id);
  ASSERT_TRUE(identity::accept_invitation(world(), sent[0].id, 2));
  EXPECT_EQ(get(*answer->account_id)->account_life_cycle_status, opt(AccountLifeCycleStatus::Draft));
  pass(60);
  EXPECT_EQ(get(*answer->account_id)->account_life_cycle_status, opt(AccountLifeCycleStatus::Active));
}

TEST_F(SignupCustomerTest, AnExistingUserBecomesSuperAdmin) {
  become_agency();
  auto r = request();
  r.user_id = 999;
  EXPECT_EQ(rules_of(invoke<SignupCustomer>(r)), "1001:SignupCustomer.UserId.exists");
  r.user_id = 130'000'002;
  const auto answer = invoke<SignupCustomer>(r);
  ASSERT_TRUE(answer) << failure_of(answer);
  std::vector<std::pair<std::int64_t, identity::Grant>> grants;
  world().store().read([&](store::Reader& reader) { grants = identity::grants_on_customer(reader, *answer->customer_id); });
  ASSERT_EQ(grants.size(), 1u);
  EXPECT_EQ(grants[0].first, 2);
  EXPECT_EQ(grants[0].second.role, identity::Role::super_admin);
  below_the_wire_ = true;  // as above
  EXPECT_EQ(get(*answer->account_id)->primary_user_id, opt(grants[0].second.user_id));
  pass(60);
  EXPECT_EQ(get(*answer->account_id)->account_life_cycle_status, opt(AccountLifeCycleStatus::Active));
}

TEST_F(SignupCustomerTest, ANewAdministratorGivesAToken) {
  become_agency();
  auto r = request();
  r.user = make<User>();
  EXPECT_EQ(
      rules_of(invoke<SignupCustomer>(r)),
      "NullParameter:SignupCustomer.User.ContactInfo.Email.required NullParameter:SignupCustomer.User.Name.FirstName.required "
      "NullParameter:SignupCustomer.User.Name.LastName.required "
      "NullParameter:SignupCustomer.User.AuthenticationToken.required");
  r.user->contact_info = make<ContactInfo>();
  r.user->contact_info->email = "ada@outlook.com";
  r.user->name = make<PersonName>();
  r.user->name->first_name = "Ada";
  r.user->name->last_name = "Client";
  r.user->authentication_token = "no token";
  EXPECT_EQ(rules_of(invoke<SignupCustomer>(r)), "InvalidCredentials:SignupCustomer.User.AuthenticationToken.valid");
  r.user->authentication_token = identity::issue_access_token(world(), {.login_id = 2, .client_id = "c"});
  const auto answer = invoke<SignupCustomer>(r);
  ASSERT_TRUE(answer) << failure_of(answer);
  std::vector<std::pair<std::int64_t, identity::Grant>> grants;
  world().store().read([&](store::Reader& reader) { grants = identity::grants_on_customer(reader, *answer->customer_id); });
  ASSERT_EQ(grants.size(), 1u);
  EXPECT_EQ(grants[0].first, 2);
}

}  // namespace
}  // namespace adsbox::services
