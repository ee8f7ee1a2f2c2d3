// What follows from recorded spend: orders' budgets, the account's pause, months, documents.
#include "billing/ledger.h"

#include <gtest/gtest.h>

#include "adsbox/customer_management.h"
#include "billing/documents.h"
#include "billing/insertion_orders.h"

namespace adsbox::billing {
namespace {

using customer_billing::InsertionOrder;
using customer_billing::InsertionOrderStatus;
using customer_management::AccountLifeCycleStatus;
using customer_management::AdvertiserAccount;
using namespace std::chrono_literals;
using std::chrono::days;

constexpr Day today = std::chrono::sys_days(2026y / 3 / 15);
constexpr std::int64_t account_id = 7;

class Ledger : public testing::Test {
 protected:
  Ledger() : world_(*world::open_world("test", world::Environment::sandbox, "", 7)) {
    world_->clock().set(moment(today).ticks());
    world_->clock().freeze();
    AdvertiserAccount a;
    a.id = account_id;
    a.account_life_cycle_status = AccountLifeCycleStatus::Active;
    write([&](store::Writer& w) { world::save(w, {account_id, account_id, 1, 1, 0, {}, {}}, a); });
  }
  template <class F>
  void write(F&& work) {
    world_->store().write([&](store::Writer& w) {
      work(w);
      return true;
    });
  }
  std::int64_t order(int from, int to, double cap, InsertionOrderStatus status = InsertionOrderStatus::Active) {
    InsertionOrder o;
    o.account_id = account_id;
    o.status = status;
    o.start_date = moment(today + days(from));
    if (to != 0) o.end_date = moment(today + days(to));
    o.is_unlimited = cap == 0;
    if (cap != 0) o.spend_cap_amount = cap;
    std::int64_t id = 0;
    write([&](store::Writer& w) { id = add_order(*world_, w, o); });
    return id;
  }
  void spend(int day, double sum) {
    write([&](store::Writer& w) { record(*world_, w, account_id, today + days(day), micros(sum)); });
  }
  template <class F>
  auto read(F&& work) {
    decltype(work(std::declval<store::Reader&>())) result{};
    world_->store().read([&](store::Reader& r) { result = work(r); });
    return result;
  }
  double spent(std::int64_t id) {
    return read([&](store::Reader& r) { return (*world::load<InsertionOrder>(r, id))->budget_spent.value_or(-1); });
  }
  InsertionOrderStatus state(std::int64_t id) {
    return read([&](store::Reader& r) { return state_of(**world::load<InsertionOrder>(r, id), day_of(world_->clock().now())); });
  }
  /// "Active", or "Pause 2" with the reason.
  std::string account() {
    return read([&](store::Reader& r) {
      const auto a = world::load<AdvertiserAccount>(r, account_id);
      return (*a)->account_life_cycle_status == opt(AccountLifeCycleStatus::Active)
                 ? std::string("Active")
                 : "Pause " + std::to_string((*a)->pause_reason.value_or(0));
    });
  }
  std::unique_ptr<world::World> world_;
};

TEST_F(Ledger, KeepsTheDaysOfAnAccountInOrder) {
  spend(-1, 0.1);
  spend(-3, 5);
  spend(-1, 0.2);
  spend(-1, -7);
  const auto found = read([](store::Reader& r) { return days_of(r, account_id); });
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].day, today - days(3));
  EXPECT_EQ(found[1].spend, micros(0.3));
  EXPECT_EQ(amount(found[1].spend), 0.3);
  EXPECT_EQ(found[1].credit, micros(7));
}

TEST_F(Ledger, DrawsFromTheOrderThatStartedFirst) {
  const auto late = order(-1, 10, 100), early = order(-2, 10, 50), other_days = order(1, 10, 100);
  spend(0, 30);
  EXPECT_EQ(spent(early), 30);
  spend(0, 30);  // 20 of it are left to the next
  EXPECT_EQ(spent(early), 50);
  EXPECT_EQ(spent(late), 10);
  EXPECT_EQ(spent(other_days), 0);
  EXPECT_EQ(state(early), InsertionOrderStatus::Exhausted);
  EXPECT_EQ(state(late), InsertionOrderStatus::Active);
  spend(0, -30);  // a credit is no budget
  EXPECT_EQ(spent(late), 10);
}

TEST_F(Ledger, DrawsFromApprovedOrdersOnly) {
  const auto waiting = order(0, 10, 100, InsertionOrderStatus::PendingUserReview);
  const auto unlimited = order(0, 0, 0);
  spend(0, 1e6);
  EXPECT_EQ(spent(waiting), 0);
  EXPECT_EQ(spent(unlimited), 1e6);
  EXPECT_EQ(state(waiting), InsertionOrderStatus::PendingUserReview);
  EXPECT_EQ(state(unlimited), InsertionOrderStatus::Active);
  EXPECT_EQ(account(), "Active");
}

TEST_F(Ledger, StatesFollowTheClock) {
  const auto id = order(2, 4, 100);
  EXPECT_EQ(state(id), InsertionOrderStatus::NotStarted);
  world_->clock().set(moment(today + days(2)).ticks());
  EXPECT_EQ(state(id), InsertionOrderStatus::Active);
  world_->clock().set(moment(today + days(5)).ticks() - 1);  // the last day counts
  EXPECT_EQ(state(id), InsertionOrderStatus::Active);
  world_->clock().set(moment(today + days(5)).ticks());
  EXPECT_EQ(state(id), InsertionOrderStatus::Expired);
}

TEST_F(Ledger, PausesTheAccountWhenTheLastOrderIsUsedUp) {
  spend(0, 10);
  EXPECT_EQ(account(), "Active");  // without orders nothing is used up
  order(0, 10, 20);
  spend(0, 20);
  EXPECT_EQ(account(), "Pause 2");
  order(3, 10, 5);  // there is money again, soon
  EXPECT_EQ(account(), "Active");
}

TEST_F(Ledger, KeepsTheUsersOwnPause) {
  write([&](store::Writer& w) {
    auto a = world::load<AdvertiserAccount>(w, account_id);
    (*a)->account_life_cycle_status = AccountLifeCycleStatus::Pause;
    (*a)->pause_reason = std::uint8_t{1};
    world::save(w, *a);
  });
  order(0, 10, 20);
  EXPECT_EQ(account(), "Pause 1");
  spend(0, 20);
  EXPECT_EQ(account(), "Pause 4");
  order(0, 10, 20);
  EXPECT_EQ(account(), "Pause 1");
}

TEST_F(Ledger, MonthsThatAreOverHaveDocuments) {
  spend(-20, 10);  // 23 February
  spend(-16, 5);
  spend(-16, -20);
  spend(0, 1);
  const auto months = read([](store::Reader& r) { return statements_of(r, account_id); });
  ASSERT_EQ(months.size(), 2u);
  EXPECT_EQ(months.at(2026y / 2).net(), micros(-5));
  EXPECT_EQ(months.at(2026y / 3).net(), micros(1));
  const auto documents = read([](store::Reader& r) { return documents_of(r, account_id, today); });
  ASSERT_EQ(documents.size(), 1u);
  EXPECT_EQ(document_day(documents[0].month), Day(2026y / 3 / 1));
  EXPECT_EQ(document_number(documents[0].month, "F0000007"), "INV-202602-F0000007");
}

TEST(Documents, IdsTellAccountAndMonth) {
  const auto id = document_id({180'000'001, 2026y / 2});
  const auto key = document_key(id);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->account_id, 180'000'001);
  EXPECT_EQ(key->month, 2026y / 2);
  EXPECT_FALSE(document_key(0));
  EXPECT_FALSE(document_key(-5));
}

}  // namespace
}  // namespace adsbox::billing
