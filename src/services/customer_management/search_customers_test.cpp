#include "identity/advertiser.h"
#include "services/customer_management/accounts_fixture.h"
#include "services/search/testing.h"

namespace adsbox::services {
namespace {

using namespace customer_management;

class SearchCustomersTest : public AccountsFixture {
 protected:
  using Predicates = std::vector<search::By<SearchCustomersRequest>>;

  SearchCustomersTest() {
    world().clock().advance(3 * day);
    world().store().write([&](store::Writer& w) {
      identity::add_advertiser(
          world(), w, 1,
          {.customer_name = "Tea traders", .account_name = "Green tea", .country = "DE", .customer_id = 250'000'500});
      identity::add_advertiser(world(), w, 2,
                               {.customer_name = "Others", .account_name = "Black tea", .customer_id = 250'000'600});
      return true;
    });
    principal_.grants.push_back({250'000'500, identity::Role::viewer, {}, {}, 130'000'700});
  }
  static SearchCustomersRequest request(const Predicates& predicates) {
    return search::request_of<SearchCustomersRequest>(predicates);
  }
  std::string run(const SearchCustomersRequest& r) {
    const auto answer = invoke<SearchCustomers>(r);
    if (!answer) return failure_of(answer);
    std::string s;
    for (const auto& c : answer->customers) s += (s.empty() ? "" : " ") + std::to_string(*c->id % 1000);
    return s;
  }
  std::string by(std::string field, PredicateOperator op, std::string value) { return run(request({{field, op, value}})); }
};

TEST_F(SearchCustomersTest, EveryPredicate) {
  using enum PredicateOperator;
  EXPECT_EQ(by("CustomerId", Equals, "250000500"), "500");
  EXPECT_EQ(by("CustomerId", In, "250000500,250000001,250000600"), "1 500");
  EXPECT_EQ(by("CustomerName", Contains, "TRADE"), "500");
  EXPECT_EQ(by("CustomerName", Equals, "sandbox customer"), "1");
  EXPECT_EQ(by("AccountId", Equals, std::to_string(account_id)), "1");
  EXPECT_EQ(by("AccountName", Contains, "tea"), "500");  // not the one of others
  EXPECT_EQ(by("AccountName", Equals, "green TEA"), "500");
  EXPECT_EQ(by("AccountNumber", Equals, "F0000001"), "1");
  EXPECT_EQ(by("AccountNumber", Contains, "F00"), "1 500");
  EXPECT_EQ(by("UserName", Equals, "someone@outlook-int.com"), "1 500");
  EXPECT_EQ(by("UserName", Equals, "Someone@Outlook.com"), "1");
  EXPECT_EQ(by("CreatedDate", GreaterThanEquals, "2026-03-05T00:00:00"), "500");
  EXPECT_EQ(by("CreatedDate", LessThanEquals, "2026-03-02"), "1");
  EXPECT_EQ(run(request({{"MarketCountry", Equals, "DE"}, {"MarketLanguage", Equals, "English"}})), "500");
  EXPECT_EQ(run(request({{"MarketCountry", Equals, "DE"}, {"MarketLanguage", Equals, "German"}})), "");
}

TEST_F(SearchCustomersTest, AllMustHold) {
  using enum PredicateOperator;
  EXPECT_EQ(run(request({{"CreatedDate", GreaterThanEquals, "2026-03-01"}, {"CreatedDate", LessThanEquals, "2026-03-04"}})), "1");
  EXPECT_EQ(run(request({{"CustomerName", Contains, "tea"}, {"AccountId", Equals, std::to_string(account_id)}})), "");
  auto r = request({{"CustomerId", In, "250000500,250000001"}});
  r.date_range = make<DateRange>();
  r.date_range->min_date = "20260303";
  EXPECT_EQ(run(r), "500");
  r.date_range->min_date = "20260101";
  r.date_range->max_date = "20260304";
  EXPECT_EQ(run(r), "1");
}

TEST_F(SearchCustomersTest, WhatChangesLaterKeepsItsDay) {
  GetCustomerRequest get;
  get.customer_id = customer_id;
  UpdateCustomerRequest update;
  update.customer = invoke<GetCustomer>(get)->customer;
  update.customer->name = "Sandbox holding";
  ASSERT_TRUE(invoke<UpdateCustomer>(update));
  EXPECT_EQ(by("CreatedDate", PredicateOperator::LessThanEquals, "2026-03-02"), "1");
}

TEST_F(SearchCustomersTest, RefusesWhatIsNotDocumented) {
  using enum PredicateOperator;
  EXPECT_EQ(run(request({})), "3079");
  EXPECT_EQ(by("Colour", Equals, "blue"), "3030");
  EXPECT_EQ(by("CustomerName", StartsWith, "tea"), "3030");
  EXPECT_EQ(by("MarketCountry", Equals, "DE"), "3030");
  EXPECT_EQ(by("MarketLanguage", Equals, "German"), "3030");
  EXPECT_EQ(by("CustomerName", Contains, "te"), "2180");
  EXPECT_EQ(by("CreatedDate", GreaterThanEquals, "yesterday"), "3030");
  EXPECT_EQ(run(request({{"CustomerId", Equals, "1"}, {"CustomerId", Equals, "2"}})), "3030");
  Predicates many(11, {"CustomerId", Equals, "1"});
  EXPECT_EQ(run(request(many)), "3030");
  auto r = request({{"CustomerId", Equals, "250000001"}});
  r.date_range = make<DateRange>();
  for (const auto* bad : {"2026-01-01", "20260230", "today"}) {
    r.date_range->min_date = bad;
    EXPECT_EQ(run(r), "532") << bad;
  }
  r.date_range->min_date = "20260202";
  r.date_range->max_date = "20260201";
  EXPECT_EQ(run(r), "532");
  r.date_range.reset();
  search::expect_pages_are_checked(r, 1024, [this](const auto& request) { return run(request); });
}

TEST_F(SearchCustomersTest, OrdersAndPages) {
  auto r = request({{"CustomerId", PredicateOperator::In, "250000500,250000001"}});
  r.ordering.push_back(make<OrderBy>());
  r.ordering[0]->field = OrderByField::Name;
  r.ordering[0]->order = SortOrder::Descending;
  EXPECT_EQ(run(r), "500 1");
  r.ordering[0]->field = OrderByField::Number;
  r.ordering[0]->order = SortOrder::Ascending;
  EXPECT_EQ(run(r), "1 500");
  r.page_info->size = 1;
  r.page_info->index = 1;
  EXPECT_EQ(run(r), "500");
  r.page_info->index = 2;
  EXPECT_EQ(run(r), "");
  r.ordering[0]->field = OrderByField::CouponClassName;
  EXPECT_EQ(run(r), "3030");
}

}  // namespace
}  // namespace adsbox::services
