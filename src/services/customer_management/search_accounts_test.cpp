#include "identity/advertiser.h"
#include "identity/roles.h"
#include "services/search/testing.h"
#include "services/testing/service_fixture.h"

namespace adsbox::services {
namespace {

using namespace customer_management;

class SearchAccountsTest : public ServiceFixture {
 protected:
  SearchAccountsTest() {
    account(180'000'011, customer_id, "Teahouse north", "F00TEA01", AccountLifeCycleStatus::Active);
    account(180'000'012, customer_id, "Coffee corner", "F00COF01", AccountLifeCycleStatus::Pause, 1);
    account(180'000'013, customer_id, "teahouse South", "F00TEA02", AccountLifeCycleStatus::Pause, 2);
    account(180'000'900, 250'000'900, "Teahouse of others", "F00OTH01", AccountLifeCycleStatus::Active);
  }
  void account(std::int64_t id, std::int64_t customer, std::string_view name, std::string_view number,
               AccountLifeCycleStatus status, opt<std::uint8_t> reason = {}) {
    AdvertiserAccount a;
    a.id = id;
    a.parent_customer_id = customer;
    a.name = name;
    a.number = number;
    a.account_life_cycle_status = status;
    a.pause_reason = reason;
    store_row(id, customer, id, a);
  }
  static SearchAccountsRequest request(const std::vector<search::By<SearchAccountsRequest>>& predicates) {
    return search::request_of<SearchAccountsRequest>(predicates);
  }
  std::string found(const SearchAccountsRequest& r) {
    const auto answer = invoke<SearchAccounts>(r);
    if (!answer) return failure_of(answer);
    std::string ids;
    for (const auto& a : answer->accounts) (ids.empty() ? ids : ids += ' ') += std::to_string(*a->id - 180'000'000);
    return ids;
  }
  std::string by(std::string field, PredicateOperator op, std::string value) {
    return found(request({{std::move(field), op, std::move(value)}}));
  }
};

TEST_F(SearchAccountsTest, EveryPredicate) {
  using enum PredicateOperator;
  EXPECT_EQ(by("UserId", Equals, std::to_string(user_id)), "1 11 12 13");
  EXPECT_EQ(by("UserId", Equals, "5"), "");
  EXPECT_EQ(by("CustomerId", Equals, std::to_string(customer_id)), "1 11 12 13");
  EXPECT_EQ(by("CustomerId", Equals, "250000900"), "");  // not the caller's
  EXPECT_EQ(by("AccountId", Equals, "180000012"), "12");
  EXPECT_EQ(by("AccountId", In, "180000013, 180000011,180000900"), "11 13");
  EXPECT_EQ(by("AccountName", Contains, "teaHOUSE"), "11 13");
  EXPECT_EQ(by("AccountName", Equals, "coffee corner"), "12");
  EXPECT_EQ(by("AccountNumber", Contains, "TEA"), "11 13");
  EXPECT_EQ(by("AccountNumber", Equals, "F00COF01"), "12");
  EXPECT_EQ(by("AccountNumber", In, "F00COF01,F00TEA02"), "12 13");
}

TEST_F(SearchAccountsTest, AnOriginalUserIdStandsForAllRolesOfThePerson) {
  world().store().write([&](store::Writer& w) {
    const auto login = identity::login_of_user(w, 130'000'002);
    identity::add_user(world(), w, *login, {250'000'900, identity::Role::viewer, {}, {}, 130'000'701});
    return true;
  });
  principal_.grants.push_back({250'000'900, identity::Role::super_admin, {}, {}, 130'000'700});
  EXPECT_EQ(by("UserId", PredicateOperator::Equals, "130000002"), "1 11 12 13 900");
  EXPECT_EQ(by("UserId", PredicateOperator::Equals, "130000701"), "900");
}

TEST_F(SearchAccountsTest, StatusGoesWithOneOther) {
  using enum PredicateOperator;
  const auto with_status = [&](std::string status) {
    return found(
        request({{"CustomerId", Equals, std::to_string(customer_id)}, {"AccountLifeCycleStatus", Equals, std::move(status)}}));
  };
  EXPECT_EQ(with_status("Active"), "1 11 13");  // paused by billing alone counts as active
  EXPECT_EQ(with_status("Pause"), "12");
  EXPECT_EQ(with_status("Inactive"), "");
  EXPECT_EQ(with_status("Asleep"), "3030");
  EXPECT_EQ(by("AccountLifeCycleStatus", Equals, "Active"), "3030");
  EXPECT_EQ(found(request({{"CustomerId", Equals, "1234"}, {"AccountId", Equals, "1234"}})), "3030");
}

TEST_F(SearchAccountsTest, RefusesWhatIsNotDocumented) {
  using enum PredicateOperator;
  EXPECT_EQ(by("Colour", Equals, "blue"), "3030");
  EXPECT_EQ(by("UserId", In, "1,2"), "3030");
  EXPECT_EQ(by("CustomerId", Contains, "2500"), "3030");
  EXPECT_EQ(by("AccountName", StartsWith, "tea"), "3030");
  EXPECT_EQ(by("AccountId", Equals, "twelve"), "3030");
  EXPECT_EQ(by("AccountName", Contains, "te"), "2180");
  EXPECT_EQ(by("AccountNumber", In, "F00TEA01,F0"), "2180");
  EXPECT_EQ(by("AccountId", Equals, ""), "3030");
  EXPECT_EQ(by("AccountId", In, "1,2,3,4,5,6,7,8,9,10,11"), "3030");
  auto none = request({});
  EXPECT_EQ(found(none), "3087");
  none.predicates.push_back(box<Predicate>(nil));
  EXPECT_EQ(found(none), "3030");
}

TEST_F(SearchAccountsTest, OrdersAndPages) {
  using enum PredicateOperator;
  auto r = request({{"CustomerId", Equals, std::to_string(customer_id)}});
  r.ordering.push_back(make<OrderBy>());
  r.ordering[0]->field = OrderByField::Name;
  r.ordering[0]->order = SortOrder::Ascending;
  EXPECT_EQ(found(r), "12 1 11 13");
  r.ordering[0]->order = SortOrder::Descending;
  EXPECT_EQ(found(r), "13 11 1 12");
  r.ordering[0]->field = OrderByField::Id;
  EXPECT_EQ(found(r), "13 12 11 1");
  r.page_info->size = 3;
  EXPECT_EQ(found(r), "13 12 11");
  r.page_info->index = 1;
  EXPECT_EQ(found(r), "1");
  r.page_info->index = 2;
  EXPECT_EQ(found(r), "");
  search::expect_pages_are_checked(r, 1000, [this](const auto& request) { return found(request); });
  r = request({{"CustomerId", Equals, std::to_string(customer_id)}});
  r.ordering.push_back(make<OrderBy>());
  r.ordering[0]->field = OrderByField::LifeCycleStatus;
  EXPECT_EQ(found(r), "3030");
}

TEST_F(SearchAccountsTest, ShowsTheAccountsThatRolesReach) {
  using enum PredicateOperator;
  principal_.grants = {{customer_id, identity::Role::viewer, {180'000'012}, {}, user_id}};
  EXPECT_EQ(by("UserId", Equals, std::to_string(user_id)), "12");
  EXPECT_EQ(by("AccountName", Contains, "tea"), "");
  principal_.grants = {{customer_id, identity::Role::standard_user, {180'000'012, 180'000'900}, {}, user_id}};
  EXPECT_EQ(by("UserId", Equals, std::to_string(user_id)), "12 900");
}

TEST_F(SearchAccountsTest, GetAccountHidesWhatIsNotAskedFor) {
  below_the_wire_ = true;  // what is hidden, the encoder alone is told
  GetAccountRequest r;
  r.account_id = 180'000'011;
  const auto answer = invoke<GetAccount>(r);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->account->name, "Teahouse north");
  EXPECT_NE(last_call().filter.hidden(AdvertiserAccount::type_id), nullptr);
  r.return_additional_fields = AccountAdditionalField::AccountMode | AccountAdditionalField::TaxCertificate;
  ASSERT_TRUE(invoke<GetAccount>(r));
  EXPECT_EQ(last_call().filter.hidden(AdvertiserAccount::type_id), nullptr);
  r.account_id = 0;
  EXPECT_EQ(failure_of(invoke<GetAccount>(r)), "2108");
}

TEST_F(SearchAccountsTest, NeverTellsThePaymentMethod) {
  AdvertiserAccount a;
  a.id = 180'000'014;
  a.parent_customer_id = customer_id;
  a.name = "Paid by card";
  a.payment_method_type = PaymentMethodType::CreditCard;
  store_row(180'000'014, customer_id, 180'000'014, a);
  const auto answer = invoke<SearchAccounts>(request({{"AccountId", PredicateOperator::Equals, "180000014"}}));
  ASSERT_TRUE(answer) << failure_of(answer);
  ASSERT_EQ(answer->accounts.size(), 1u);
  EXPECT_TRUE(answer->accounts[0]->payment_method_type.is_nil());
  EXPECT_EQ(answer->accounts[0]->name, "Paid by card");
}

}  // namespace
}  // namespace adsbox::services
