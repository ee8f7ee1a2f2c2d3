// GetAccountMonthlySpend, and the recording of spend.
#include "identity/advertiser.h"
#include "identity/roles.h"
#include "services/customer_billing/billing_fixture.h"

namespace adsbox::services {
namespace {

using namespace customer_billing;
using customer_management::AdvertiserAccount;

class Spend : public BillingFixture {
 protected:
  /// 0: this month, -1: the one before.
  std::string monthly(int days_off, std::int64_t account = account_id) {
    GetAccountMonthlySpendRequest r;
    r.account_id = account;
    r.month_year = at(days_off);
    const auto answer = invoke<GetAccountMonthlySpend>(r);
    return answer ? describe(*answer->amount) : failure_of(answer);
  }
};

TEST_F(Spend, SumsAMonth) {
  EXPECT_EQ(monthly(0), "0");
  spend(0, 12.5);
  spend(-1, 7.25);
  spend(-2, 100);  // 28 February
  spend(0, -20);   // credits exceed the spend
  EXPECT_EQ(monthly(0), "-0.25");
  EXPECT_EQ(monthly(20), "-0.25");  // the day does not count
  EXPECT_EQ(monthly(-10), "100");
  EXPECT_EQ(monthly(-200), "0");
}

TEST_F(Spend, RefusesWhatIsNotDocumented) {
  EXPECT_EQ(monthly(40), "532");
  EXPECT_EQ(monthly(0, 0), "2108");
  EXPECT_EQ(monthly(0, 180'009'999), "1001");
  GetAccountMonthlySpendRequest r;
  r.account_id = account_id;
  EXPECT_EQ(failure_of(invoke<GetAccountMonthlySpend>(r)), "532");
  AdvertiserAccount a;
  a.id = 180'000'050;
  a.payment_method_type = customer_management::PaymentMethodType::CreditCard;
  store_row(180'000'050, customer_id, 180'000'050, a);
  EXPECT_EQ(monthly(0, 180'000'050), "2108");
}

TEST_F(Spend, AnAggregatorsAccountSumsAllThatBillToIt) {
  AdvertiserAccount child;
  child.id = 180'000'060;
  child.parent_customer_id = 250'000'060;
  child.bill_to_customer_id = customer_id;
  store_row(180'000'060, 250'000'060, 180'000'060, child);
  spend(0, 5);
  spend(0, 7, 180'000'060);
  EXPECT_EQ(monthly(0), "5");
  world().store().write([&](store::Writer& w) {
    const auto login = identity::login_of_user(w, user_id);
    identity::add_user(world(), w, *login, {customer_id, identity::Role::aggregator, {}, "Administrative", 130'000'900});
    return true;
  });
  EXPECT_EQ(monthly(0), "12");
}

TEST_F(Spend, IsRecordedForAccountsAndDaysThatAre) {
  const auto today = billing::day_of(at(0));
  EXPECT_EQ(record_spend(world(), 5, today, 1).error(), "there is no account 5");
  EXPECT_FALSE(record_spend(world(), account_id, today + std::chrono::days(1), 1));
  for (const double wrong : {0.0, 1e-9, 1e12, std::numeric_limits<double>::quiet_NaN()})
    EXPECT_FALSE(record_spend(world(), account_id, today, wrong)) << wrong;
  EXPECT_TRUE(parse_day("2026-03-01"));
  EXPECT_FALSE(parse_day("yesterday"));
}

}  // namespace
}  // namespace adsbox::services
