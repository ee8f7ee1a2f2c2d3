// AddInsertionOrder, UpdateInsertionOrder: rules, and the life of an order.
#include "identity/accounts.h"
#include "services/customer_billing/billing_fixture.h"

namespace adsbox::services {
namespace {

using namespace customer_billing;
using enum InsertionOrderStatus;
using Changed = InsertionOrderPendingChangesStatus;

class InsertionOrders : public BillingFixture {
 protected:
  std::int64_t waiting(const Series& series = {}, int first = 5) {
    const auto ids = make_insertion_orders(world(), order(at(first), at(first + 20), 500), series);
    EXPECT_TRUE(ids) << ids.error();
    return ids ? ids->front() : 0;
  }
};

TEST_F(InsertionOrders, AnOrderIsAddedWithTheDaysOfItsDates) {
  auto o = order(at(0), at(30), 1000);
  o.name = "Spring";
  o.purchase_order = "PO-7";
  o.budget_spent = 900;  // the service's own
  const auto answer = add(o);
  ASSERT_TRUE(answer) << failure_of(answer);
  EXPECT_EQ(*answer->create_time, world().clock().now());
  const auto found = shown(*answer->insertion_order_id);
  EXPECT_EQ(found.status, opt(Active));
  EXPECT_EQ(found.name, "Spring");
  EXPECT_EQ(found.start_date, opt(billing::moment(billing::day_of(at(0)))));
  EXPECT_EQ(found.end_date.value_or({}).ticks() % day, 0);
  EXPECT_EQ(found.budget_spent, opt(0.0));
  EXPECT_EQ(found.budget_remaining, opt(1000.0));
  EXPECT_EQ(found.account_number, "F0000001");
  EXPECT_EQ(found.last_modified_by_user_id, opt(user_id));
  EXPECT_EQ(state(added(order(at(1), at(30), 1000))), "NotStarted");
}

TEST_F(InsertionOrders, AddRefusesWhatIsNotDocumented) {
  const auto refused = [&](const std::function<void(InsertionOrder&)>& spoil) {
    auto o = order(at(0), at(30), 1000);
    spoil(o);
    return failure_of(add(o));
  };
  EXPECT_EQ(failure_of(invoke<AddInsertionOrder>({})), "478");
  EXPECT_EQ(refused([](auto& o) { o.account_id.reset(); }), "2108");
  EXPECT_EQ(refused([](auto& o) { o.account_id = 0; }), "2108");
  EXPECT_EQ(refused([](auto& o) { o.account_id = 180'009'999; }), "1001");
  EXPECT_EQ(refused([](auto& o) { o.status = Active; }), "477");
  EXPECT_EQ(refused([](auto& o) { o.name = std::string(101, 'x'); }), "475");
  EXPECT_EQ(refused([](auto& o) { o.purchase_order = std::string(51, 'x'); }), "476");
  EXPECT_EQ(refused([](auto& o) { o.comment = std::string(101, 'x'); }), "478");
  EXPECT_EQ(refused([](auto& o) { o.notification_threshold = 101; }), "478");
  EXPECT_EQ(refused([](auto& o) { o.spend_cap_amount.reset(); }), "478");
  EXPECT_EQ(refused([](auto& o) { o.spend_cap_amount = 0; }), "478");
  EXPECT_EQ(refused([](auto& o) { o.start_date.reset(); }), "532");
  EXPECT_EQ(refused([&](auto& o) { o.start_date = at(-1); }), "532");
  EXPECT_EQ(refused([](auto& o) { o.end_date = nil; }), "532");
  EXPECT_EQ(refused([&](auto& o) { o.end_date = at(0); }), "532");
  EXPECT_EQ(refused([](auto& o) { o.name = std::string(100, 'x'); }), "no failure");
}

TEST_F(InsertionOrders, AddTellsAllThatIsWrong) {
  auto o = order(at(-1), at(30), 0);
  o.name = std::string(101, 'x');
  const auto answer = add(o);
  ASSERT_FALSE(answer);
  ASSERT_EQ(answer.error().errors.size(), 3u);
  EXPECT_EQ(answer.error().errors[0].why.field, "InsertionOrder.Name");
  EXPECT_EQ(answer.error().errors[1].why.rule, "InsertionOrder.StartDate.past");
  EXPECT_EQ(answer.error().errors[2].why.field, "InsertionOrder.SpendCapAmount");
}

TEST_F(InsertionOrders, UnlimitedAndEndlessOrdersHaveNoBounds) {
  InsertionOrder o;
  o.account_id = account_id;
  o.start_date = at(0);
  o.spend_cap_amount = 5;  // ignored
  o.is_unlimited = o.is_endless = true;
  const auto found = shown(added(o));
  EXPECT_TRUE(found.spend_cap_amount.is_nil());
  EXPECT_TRUE(found.end_date.is_nil() || found.end_date.is_absent());
  EXPECT_TRUE(found.budget_remaining.is_nil());
  EXPECT_EQ(found.is_unlimited, opt(true));
}

TEST_F(InsertionOrders, AreForOpenAccountsBilledByInvoice) {
  const auto with = [&](const std::function<void(customer_management::AdvertiserAccount&)>& change) {
    world().store().write([&](store::Writer& w) {
      auto a = world::load<customer_management::AdvertiserAccount>(w, account_id);
      change(**a);
      world::save(w, *a);
      return true;
    });
    return failure_of(add(order(at(0), at(30), 1000)));
  };
  EXPECT_EQ(with([](auto& a) { a.payment_method_type = customer_management::PaymentMethodType::Invoice; }), "no failure");
  EXPECT_EQ(with([](auto& a) { a.payment_method_type = customer_management::PaymentMethodType::CreditCard; }), "478");
  EXPECT_EQ(with([](auto& a) {
              a.payment_method_type = nil;
              a.account_life_cycle_status = customer_management::AccountLifeCycleStatus::Inactive;
            }),
            "478");
}

TEST_F(InsertionOrders, OnlyRolesThatMayManageMoneyAdd) {
  principal_.grants = {{customer_id, identity::Role::viewer, {}, {}, user_id}};
  EXPECT_EQ(failure_of(add(order(at(0), at(30), 1000))), "1001");
  principal_.grants = {{customer_id, identity::Role::standard_user, {}, {}, user_id}};
  const auto id = added(order(at(0), at(30), 1000));
  principal_.grants = {{customer_id, identity::Role::viewer, {}, {}, user_id}};
  EXPECT_EQ(set_status(id, Canceled), "1001");
  EXPECT_EQ(state(id), "Active");  // a viewer may look
}

TEST_F(InsertionOrders, OneThatWaitsIsApprovedOrDeclined) {
  const auto approved = waiting(), declined = waiting();
  EXPECT_EQ(state(approved), "PendingUserReview");
  EXPECT_EQ(set_status(approved, Canceled), "480");
  EXPECT_EQ(set_status(approved, Exhausted), "480");
  EXPECT_EQ(set_status(approved, Active), "ok");
  EXPECT_EQ(state(approved), "NotStarted");
  set_time(5);
  EXPECT_EQ(state(approved), "Active");
  EXPECT_EQ(set_status(declined, Declined), "ok");
  EXPECT_EQ(state(declined), "Declined");
  EXPECT_EQ(set_status(declined, Active), "480");
  EXPECT_EQ(update(declined, [](auto& o) { o.name = "x"; }), "479");
  EXPECT_EQ(change_pending(declined, [](auto& c) { c.name = "x"; }), "479");
}

TEST_F(InsertionOrders, OneThatWaitsIsChangedDirectly) {
  const auto id = waiting();
  EXPECT_EQ(change_pending(id, [](auto& c) { c.name = "x"; }), "479");
  EXPECT_EQ(update(id,
                   [](auto& o) {
                     o.name = "Mine";
                     o.status = Active;
                   }),
            "479");
  EXPECT_EQ(update(id,
                   [&](auto& o) {
                     o.name = "Mine";
                     o.spend_cap_amount = 700;
                     o.start_date = at(2);
                     o.account_id = 5;       // fixed
                     o.budget_spent = 1000;  // the service's own
                   }),
            "ok");
  const auto found = shown(id);
  EXPECT_EQ(found.name, "Mine");
  EXPECT_EQ(found.budget_remaining, opt(700.0));
  EXPECT_EQ(*found.account_id, account_id);
  EXPECT_EQ(found.status, opt(PendingUserReview));
  EXPECT_EQ(update(id, [&](auto& o) { o.start_date = at(-1); }), "532");
  EXPECT_EQ(update(id, [&](auto& o) { o.end_date = at(1); }), "532");
  EXPECT_EQ(update(id, [&](auto& o) { o.spend_cap_amount = -1; }), "478");
  EXPECT_EQ(update(id, [&](auto& o) { o.is_endless = true; }), "ok");
  EXPECT_EQ(update(id, [&](auto& o) { o.is_endless = false; }), "532");
}

TEST_F(InsertionOrders, AnApprovedOneIsCanceledForGood) {
  const auto id = added(order(at(0), at(30), 1000));
  EXPECT_EQ(set_status(id, Active), "480");
  EXPECT_EQ(set_status(id, Declined), "480");
  EXPECT_EQ(update(id, [](auto& o) { o.name = "x"; }), "479");
  EXPECT_EQ(update(id,
                   [](auto& o) {
                     o.status = Canceled;
                     o.pending_changes = make<InsertionOrderPendingChanges>();
                     o.pending_changes->name = "x";
                   }),
            "479");
  EXPECT_EQ(set_status(id, Canceled), "ok");
  EXPECT_EQ(state(id), "Canceled");
  EXPECT_EQ(set_status(id, Active), "480");
  EXPECT_EQ(change_pending(id, [](auto& c) { c.name = "x"; }), "479");
}

TEST_F(InsertionOrders, TheFoundObjectCanBeSentBack) {
  const auto id = added(order(at(0), at(30), 1000));
  auto found = shown(id);
  found.status = Canceled;
  EXPECT_EQ(update(found), "ok");
  EXPECT_EQ(state(id), "Canceled");
}

TEST_F(InsertionOrders, PendingChangesOfTheUserApplyAtOnce) {
  const auto id = added(order(at(0), at(30), 1000));
  EXPECT_EQ(change_pending(id,
                           [&](auto& c) {
                             c.name = "Longer";
                             c.end_date = at(60);
                             c.spend_cap_amount = 2000;
                           }),
            "ok");
  const auto found = shown(id);
  EXPECT_EQ(found.name, "Longer");
  EXPECT_EQ(found.budget_remaining, opt(2000.0));
  EXPECT_FALSE(found.pending_changes);
  EXPECT_EQ(change_pending(id, [&](auto& c) { c.start_date = at(3); }), "532");
  EXPECT_EQ(change_pending(id, [&](auto& c) { c.end_date = at(-1); }), "532");
  EXPECT_EQ(change_pending(id, [&](auto& c) { c.name = std::string(101, 'x'); }), "475");
  EXPECT_EQ(change_pending(id, [&](auto& c) { c.purchase_order = std::string(51, 'x'); }), "476");
  EXPECT_EQ(change_pending(id, [&](auto& c) { c.spend_cap_amount = 0; }), "478");
  const auto later = added(order(at(5), at(30), 1000));
  EXPECT_EQ(change_pending(later, [&](auto& c) { c.start_date = at(3); }), "ok");
  EXPECT_EQ(change_pending(later, [&](auto& c) { c.start_date = at(31); }), "532");
}

TEST_F(InsertionOrders, AnExpiredOneRevivesWithALaterEnd) {
  const auto id = added(order(at(0), at(2), 1000));
  set_time(3);
  EXPECT_EQ(state(id), "Expired");
  EXPECT_EQ(set_status(id, Canceled), "480");
  EXPECT_EQ(change_pending(id, [&](auto& c) { c.start_date = at(10); }), "532");
  EXPECT_EQ(change_pending(id, [&](auto& c) { c.end_date = at(10); }), "ok");
  EXPECT_EQ(state(id), "Active");
}

TEST_F(InsertionOrders, AnExhaustedOneRevivesWithAHigherCap) {
  const auto id = added(order(at(0), at(30), 100));
  spend(0, 100);
  EXPECT_EQ(state(id), "Exhausted");
  const auto found = shown(id);
  EXPECT_EQ(found.budget_spent_percent, opt(1.0));
  EXPECT_EQ(found.budget_remaining_percent, opt(0.0));
  EXPECT_EQ(identity::find_account(world(), account_id)->status, customer_management::AccountLifeCycleStatus::Pause);
  EXPECT_EQ(change_pending(id, [](auto& c) { c.spend_cap_amount = 400; }), "ok");
  EXPECT_EQ(state(id), "Active");
  EXPECT_EQ(shown(id).budget_spent_percent, opt(0.25));
  EXPECT_EQ(identity::find_account(world(), account_id)->status, customer_management::AccountLifeCycleStatus::Active);
  spend(0, 300);
  EXPECT_EQ(set_status(id, Canceled), "ok");
}

TEST_F(InsertionOrders, ProposedChangesAreApprovedOrDeclined) {
  const auto id = added(order(at(0), at(30), 1000));
  EXPECT_EQ(change_pending(id, [](auto& c) { c.change_status = Changed::ApproveChanges; }), "480");  // there are none
  InsertionOrderPendingChanges proposal;
  proposal.spend_cap_amount = 1500;
  const auto propose = [&] { ASSERT_TRUE(propose_changes(world(), id, proposal)); };
  propose();
  EXPECT_EQ(shown(id).pending_changes->change_status, opt(Changed::PendingUserReview));
  EXPECT_EQ(change_pending(id, [](auto& c) { c.change_status = Changed::CancelChanges; }), "480");
  EXPECT_EQ(change_pending(id,
                           [](auto& c) {
                             c.change_status = Changed::ApproveChanges;
                             c.name = "x";
                           }),
            "479");
  EXPECT_EQ(change_pending(id, [](auto& c) { c.change_status = Changed::DeclineChanges; }), "ok");
  EXPECT_EQ(shown(id).spend_cap_amount, opt(1000.0));
  EXPECT_FALSE(shown(id).pending_changes);
  propose();
  EXPECT_EQ(change_pending(id, [](auto& c) { c.change_status = Changed::ApproveChanges; }), "ok");
  EXPECT_EQ(shown(id).spend_cap_amount, opt(1500.0));
  propose();
  EXPECT_EQ(set_status(id, Canceled), "ok");
  EXPECT_FALSE(shown(id).pending_changes);
  EXPECT_FALSE(propose_changes(world(), id, proposal));
}

TEST_F(InsertionOrders, AStatusGoesForTheWholeSeries) {
  const auto first = waiting({"Monthly order", "Monthly", 3}, 1);
  const auto all = [&] { return state(first) + " " + state(first + 1) + " " + state(first + 2); };
  EXPECT_EQ(all(), "PendingUserReview PendingUserReview PendingUserReview");
  EXPECT_EQ(update(first, [&](auto& o) { o.start_date = at(3); }), "532");
  EXPECT_EQ(set_status(first, Active), "ok");
  EXPECT_EQ(all(), "NotStarted NotStarted NotStarted");
  EXPECT_EQ(change_pending(first, [&](auto& c) { c.end_date = at(90); }), "532");
  EXPECT_EQ(change_pending(first, [&](auto& c) { c.name = "One of them"; }), "ok");
  set_time(40);  // the first is over
  EXPECT_EQ(all(), "Expired Active NotStarted");
  EXPECT_EQ(set_status(first + 1, Canceled), "ok");
  EXPECT_EQ(all(), "Expired Canceled Canceled");
  const auto found = shown(first);
  EXPECT_EQ(found.series_name, "Monthly order");
  EXPECT_EQ(found.series_frequency_type, "Monthly");
  EXPECT_EQ(found.is_in_series, opt(true));
}

TEST_F(InsertionOrders, UpdateNeedsAnOrderOfTheCaller) {
  EXPECT_EQ(failure_of(invoke<UpdateInsertionOrder>({})), "478");
  EXPECT_EQ(update({}), "478");
  EXPECT_EQ(set_status(12'345, Canceled), "1001");
}

TEST_F(InsertionOrders, OperatorsAreToldWhatIsWrong) {
  EXPECT_EQ(make_insertion_orders(world(), order(at(5), at(2), 500), {}).error(),
            "InsertionOrder.EndDate is a day after StartDate, not 2026-03-04");
  EXPECT_FALSE(make_insertion_orders(world(), order(at(5), at(9), 500), {"x", "Weekly", 2}));
  EXPECT_FALSE(make_insertion_orders(world(), order(at(5), at(9), 500), {"x", "Monthly", 0}));
  auto elsewhere = order(at(5), at(9), 500);
  elsewhere.account_id = 5;
  EXPECT_EQ(make_insertion_orders(world(), elsewhere, {}).error(), "there is no account 5");
  EXPECT_FALSE(propose_changes(world(), 5, {}));
}

}  // namespace
}  // namespace adsbox::services
