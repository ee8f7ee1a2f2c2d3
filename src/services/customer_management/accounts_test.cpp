#include "identity/advertiser.h"
#include "identity/hierarchy.h"
#include "services/customer_management/accounts_fixture.h"

namespace adsbox::services {
namespace {

using namespace customer_management;

class AccountsTest : public AccountsFixture {
 protected:
  template <class Op>
  Result<Op> prepay(box<AdvertiserAccount> a) {
    typename Op::Request r;
    r.account = std::move(a);
    return invoke<Op>(r);
  }
};

TEST_F(AccountsTest, IsADraftUntilItsPaymentWasChecked) {
  const auto answer = add(new_account());
  ASSERT_TRUE(answer) << failure_of(answer);
  EXPECT_EQ(answer->account_number.size(), 8u);
  EXPECT_EQ(answer->create_time, opt(at(0)));
  const auto draft = get(*answer->account_id);
  EXPECT_EQ(draft->account_life_cycle_status, opt(AccountLifeCycleStatus::Draft));
  EXPECT_EQ(draft->account_financial_status, opt(AccountFinancialStatus::ClearFinancialStatus));
  EXPECT_EQ(draft->number, answer->account_number.view());
  EXPECT_EQ(*draft->parent_customer_id, customer_id);
  EXPECT_EQ(draft->bill_to_customer_id, opt(customer_id));
  EXPECT_EQ(draft->primary_user_id, opt(user_id));
  EXPECT_EQ(draft->language, opt(LanguageType::English));
  EXPECT_EQ(draft->time_zone, opt(TimeZoneType::PacificTimeUSCanadaTijuana));
  EXPECT_EQ(draft->auto_tag_type, opt(AutoTagType::Inactive));
  EXPECT_TRUE(draft->payment_method_type.is_nil());
  EXPECT_TRUE(draft->business_address->id.has_value());
  EXPECT_EQ(draft->time_stamp.size(), 8u);
  // No other account meanwhile.
  EXPECT_EQ(rules_of(add(new_account("Coffee shop"))), "2192:AdvertiserAccount.ParentCustomerId.draft");
  pass(59);
  EXPECT_EQ(get(*answer->account_id)->account_life_cycle_status, opt(AccountLifeCycleStatus::Draft));
  pass(1);
  const auto active = get(*answer->account_id);
  EXPECT_EQ(active->account_life_cycle_status, opt(AccountLifeCycleStatus::Active));
  EXPECT_NE(active->time_stamp, draft->time_stamp);
  EXPECT_TRUE(add(new_account("Coffee shop")));
}

TEST_F(AccountsTest, WhereAccountsPayADraftWaitsForAPaymentMethod) {
  const auto production = std::move(world_);
  world_ = *world::open_world("production", world::Environment::production, "", 7);
  world_->clock().freeze();
  world_->clock().set(now_ticks);
  identity::seed(*world_);
  auto account = new_account();
  account->parent_customer_id = 250'000'101;
  principal_.grants = {{250'000'101, identity::Role::super_admin, {}, {}, 130'000'101}};
  const auto answer = add(account);
  ASSERT_TRUE(answer) << failure_of(answer);
  pass(86'400);
  auto draft = get(*answer->account_id);
  EXPECT_EQ(draft->account_life_cycle_status, opt(AccountLifeCycleStatus::Draft));
  draft->payment_method_id = 7001;
  ASSERT_TRUE(update(draft));
  pass(60);
  EXPECT_EQ(get(*answer->account_id)->account_life_cycle_status, opt(AccountLifeCycleStatus::Active));
}

TEST_F(AccountsTest, TellsAllThatIsWrong) {
  EXPECT_EQ(failure_of(add({})), "NullParameter");
  auto bare = make<AdvertiserAccount>();
  bare->parent_customer_id = customer_id;
  EXPECT_EQ(rules_of(add(bare)),
            "NullParameter:AdvertiserAccount.Name.required NullParameter:AdvertiserAccount.CurrencyCode.required "
            "1139:AdvertiserAccount.BusinessAddress.required");
  auto account = new_account("ab");
  account->parent_customer_id = 77;
  EXPECT_EQ(failure_of(add(account)), "1001");
  account->parent_customer_id = customer_id;
  EXPECT_EQ(failure_of(add(account)), "ApiInputValidationError");
  account->name = std::string(101, 'x');
  EXPECT_EQ(failure_of(add(account)), "NameTooLong");
  account->name = "SANDBOX Account";  // the seed has one
  EXPECT_EQ(rules_of(add(account)), "ApiInputValidationError:AdvertiserAccount.Name.unique");
  account->name = "Tea shop";
  account->primary_user_id = 5;
  EXPECT_EQ(rules_of(add(account)), "ApiInputValidationError:AdvertiserAccount.PrimaryUserId.role");
  account->primary_user_id = 130'000'002;
  account->linked_agencies.push_back(make<CustomerInfo>());
  account->linked_agencies[0]->id = customer_id;
  EXPECT_EQ(rules_of(add(account)), "ApiInputValidationError:AdvertiserAccount.LinkedAgencies.exists");
  account->linked_agencies.reset();
  EXPECT_EQ(get(*add(account)->account_id)->primary_user_id, opt<std::int64_t>(130'000'002));
}

TEST_F(AccountsTest, AnInactiveCustomerGetsNone) {
  world().store().write([&](store::Writer& w) {
    auto customer = world::load<Customer>(w, customer_id);
    (*customer)->customer_life_cycle_status = CustomerLifeCycleStatus::Inactive;
    world::save(w, *customer);
    return true;
  });
  EXPECT_EQ(rules_of(add(new_account())), "2192:AdvertiserAccount.ParentCustomerId.active");
}

TEST_F(AccountsTest, AClientGivesItsAccountToAnAgency) {
  world().store().write([&](store::Writer& w) {
    identity::add_advertiser(world(), w, 1, {.customer_name = "Agency", .account_name = "Own", .customer_id = 250'000'700});
    return true;
  });
  auto account = new_account();
  account->linked_agencies.push_back(make<CustomerInfo>());
  account->linked_agencies[0]->id = 250'000'700;
  const auto answer = add(account);
  ASSERT_TRUE(answer) << failure_of(answer);
  EXPECT_TRUE(get(*answer->account_id)->linked_agencies.empty());
  pass(60);
  const auto linked = identity::hierarchy(world())->linked_accounts(250'000'700);
  ASSERT_NE(linked, nullptr);
  EXPECT_EQ(*linked, std::vector{*answer->account_id});
  const auto read = get(*answer->account_id);
  ASSERT_EQ(read->linked_agencies.size(), 1u);
  EXPECT_EQ(read->linked_agencies[0]->name, "Agency");
}

TEST_F(AccountsTest, APaymentMethodPaysForThree) {
  for (const auto* name : {"One shop", "Two shops", "Three shops"}) {
    auto account = new_account(name);
    account->payment_method_id = 7001;
    added(account);
  }
  auto fourth = new_account("Four shops");
  fourth->payment_method_id = 7001;
  EXPECT_EQ(rules_of(add(fourth)), "1143:AdvertiserAccount.PaymentMethodId.accounts");
  fourth->payment_method_id = 0;
  EXPECT_EQ(failure_of(add(fourth)), "1143");
  fourth->payment_method_id = 7002;
  auto account = added(fourth);
  account->payment_method_id = 7001;
  EXPECT_EQ(failure_of(update(account)), "1143");
}

TEST_F(AccountsTest, UpdatesKeepWhatIsNotSaid) {
  const auto before = added(new_account());
  auto change = make<AdvertiserAccount>();
  change->id = before->id;
  change->name = "Tea palace";
  change->time_stamp = before->time_stamp;
  change->auto_tag_type = AutoTagType::Replace;
  change->number = "X0000000";  // the service's own: not heard
  change->account_life_cycle_status = AccountLifeCycleStatus::Suspended;
  pass(5);
  const auto answer = update(change);
  ASSERT_TRUE(answer) << failure_of(answer);
  EXPECT_EQ(answer->last_modified_time, opt(world().clock().now()));
  const auto after = get(*before->id);
  EXPECT_EQ(after->name, "Tea palace");
  EXPECT_EQ(after->auto_tag_type, opt(AutoTagType::Replace));
  EXPECT_EQ(after->number, before->number);
  EXPECT_EQ(after->account_life_cycle_status, opt(AccountLifeCycleStatus::Active));
  EXPECT_EQ(after->business_address, before->business_address);
  EXPECT_NE(after->time_stamp, before->time_stamp);
  // The time stamp is that of another state now.
  EXPECT_EQ(rules_of(update(change)), "TimestampNotMatch:AdvertiserAccount.TimeStamp.current");
  change->time_stamp = {};
  change->id = {};
  change->name = {};
  EXPECT_EQ(rules_of(update(change)),
            "2108:AdvertiserAccount.Id.required NullParameter:AdvertiserAccount.Name.required "
            "TimestampNotMatch:AdvertiserAccount.TimeStamp.required");
  change->id = 999;
  EXPECT_EQ(failure_of(update(change)), "1001");
  EXPECT_EQ(failure_of(update({})), "NullParameter");
}

TEST_F(AccountsTest, ANameIsOnceInACustomer) {
  added(new_account("Tea shop"));
  auto other = added(new_account("Coffee shop"));
  other->name = "TEA shop";
  EXPECT_EQ(rules_of(update(other)), "ApiInputValidationError:AdvertiserAccount.Name.unique");
  other->name = "COFFEE shop";  // its own
  EXPECT_TRUE(update(other));
}

TEST_F(AccountsTest, StatesThatTakeNoChange) {
  const auto account = added(new_account());
  for (const auto state : {AccountLifeCycleStatus::Inactive, AccountLifeCycleStatus::Suspended}) {
    change_stored(*account->id, [&](auto& a) { a.account_life_cycle_status = state; });
    EXPECT_EQ(rules_of(update(account)), "2192:AdvertiserAccount.AccountLifeCycleStatus.update");
  }
  change_stored(*account->id, [](auto& a) { a.account_life_cycle_status = AccountLifeCycleStatus::Pause; });
  EXPECT_TRUE(update(account));
}

TEST_F(AccountsTest, InvoiceAccountsAreFixed) {
  auto account = added(new_account("Tea shop", "NZ"));
  change_stored(*account->id, [](auto& a) { a.payment_method_type = PaymentMethodType::Invoice; });
  account->business_address->city = "Auckland";
  EXPECT_EQ(rules_of(update(account)), "1138:AdvertiserAccount.BusinessAddress.invoice");
  account->business_address = address("NZ");  // as it is
  put_taxes(*account, {{"NZGSTNumber", "12345678"}});
  EXPECT_EQ(rules_of(update(account)), "1137:AdvertiserAccount.TaxInformation.invoice");
  account->tax_information.reset();
  account->back_up_payment_instrument_id = 9;
  EXPECT_EQ(rules_of(update(account)), "1143:AdvertiserAccount.BackUpPaymentInstrumentId.invoice");
  account->back_up_payment_instrument_id = {};
  EXPECT_TRUE(update(account));
}

TEST_F(AccountsTest, OnlyWhoPaysSetsTheThreshold) {
  auto account = added(new_account());
  account->billing_threshold_amount = 50.0;
  ASSERT_TRUE(update(account));
  change_stored(*account->id, [](auto& a) { a.bill_to_customer_id = 250'000'900; });
  account = get(*account->id);
  account->billing_threshold_amount = 60.0;
  EXPECT_EQ(rules_of(update(account)), "2203:AdvertiserAccount.BillingThresholdAmount.payer");
  account->billing_threshold_amount = 0.0;
  EXPECT_EQ(failure_of(update(account)), "ApiInputValidationError");
}

TEST_F(AccountsTest, PrepaidAccounts) {
  auto german = new_account("Teeladen", "DE");
  const auto answer = prepay<AddPrepayAccount>(german);
  ASSERT_TRUE(answer) << failure_of(answer);
  pass(60);
  world().store().read([&](store::Reader& r) {
    const auto stored = world::load<AdvertiserAccount>(r, *answer->account_id);
    EXPECT_EQ((*stored)->payment_method_type, opt(PaymentMethodType::ELV));
  });
  auto account = get(*answer->account_id);
  account->name = "Teehaus";
  EXPECT_TRUE(prepay<UpdatePrepayAccount>(account));
  EXPECT_EQ(failure_of(prepay<UpdatePrepayAccount>(account)), "TimestampNotMatch");
  const auto other = added(new_account());
  EXPECT_EQ(rules_of(prepay<UpdatePrepayAccount>(other)), "ApiInputValidationError:AdvertiserAccount.PaymentMethodType.prepaid");
  EXPECT_EQ(failure_of(prepay<AddPrepayAccount>({})), "NullParameter");
  EXPECT_EQ(failure_of(prepay<UpdatePrepayAccount>({})), "NullParameter");
}

TEST_F(AccountsTest, ADeletedAccountIsInactiveAndFound) {
  const auto account = added(new_account());
  EXPECT_EQ(failure_of(erase(0, account->time_stamp)), "2108");
  EXPECT_EQ(failure_of(erase(999, account->time_stamp)), "1001");
  EXPECT_EQ(failure_of(erase(*account->id, {})), "TimestampNotMatch");
  EXPECT_EQ(rules_of(erase(*account->id, text("12345678"))), "TimestampNotMatch:DeleteAccount.TimeStamp.current");
  change_stored(*account->id, [](auto& a) { a.account_financial_status = AccountFinancialStatus::Hold; });
  EXPECT_EQ(rules_of(erase(*account->id, account->time_stamp)), "2204:DeleteAccount.AccountFinancialStatus.final_bill");
  change_stored(*account->id, [](auto& a) { a.account_financial_status = AccountFinancialStatus::ClearFinancialStatus; });
  ASSERT_TRUE(erase(*account->id, account->time_stamp));
  const auto gone = get(*account->id);
  EXPECT_EQ(gone->account_life_cycle_status, opt(AccountLifeCycleStatus::Inactive));
  EXPECT_EQ(rules_of(erase(*account->id, gone->time_stamp)), "2192:DeleteAccount.AccountLifeCycleStatus.delete");
}

TEST_F(AccountsTest, ADeletedDraftMakesRoomForAnother) {
  const auto draft = add(new_account());
  ASSERT_TRUE(erase(*draft->account_id, get(*draft->account_id)->time_stamp));
  EXPECT_TRUE(add(new_account("Another")));
  pass(60);
  EXPECT_EQ(get(*draft->account_id)->account_life_cycle_status, opt(AccountLifeCycleStatus::Inactive));
}

TEST_F(AccountsTest, WritesOfOtherServicesFollowTheState) {
  const auto account = added(new_account());
  campaign_management::AddCampaignsRequest r;
  r.account_id = *account->id;
  r.campaigns.push_back(make<campaign_management::Campaign>());
  EXPECT_TRUE(invoke<campaign_management::AddCampaigns>(r, *account->id));
  ASSERT_TRUE(erase(*account->id, account->time_stamp));
  EXPECT_EQ(failure_of(invoke<campaign_management::AddCampaigns>(r, *account->id)), "CampaignServiceInvalidAccountStatus");
}

TEST_F(AccountsTest, NumbersHaveTheDocumentedForms) {
  EXPECT_EQ(identity::account_number(180'000'001), "F0000001");
  EXPECT_EQ(identity::account_number(190'000'001), "G0000001");
  EXPECT_EQ(identity::account_number(7), "W0000007");
  EXPECT_EQ(identity::customer_number(250'000'001), "C250000001");
}

}  // namespace
}  // namespace adsbox::services
