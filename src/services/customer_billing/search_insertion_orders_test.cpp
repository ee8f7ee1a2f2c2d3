// SearchInsertionOrders: every predicate, order and page.
#include "services/customer_billing/billing_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace customer_billing;
using enum PredicateOperator;

class SearchInsertionOrdersTest : public BillingFixture {
 protected:
  SearchInsertionOrdersTest() {
    const auto named = [&](const char* name, int from, int to) {
      auto o = order(at(from), at(to), 100);
      o.name = name;
      return added(o);
    };
    first_ = named("Pears", 0, 10);
    named("apples", 5, 20);
    auto endless = order(at(10), at(0), 100);
    endless.name = "Oranges";
    endless.end_date = nil;
    endless.is_endless = true;
    added(endless);
  }
  /// Positions of the orders found, or the code of the failure.
  std::string found(const SearchInsertionOrdersRequest& r) {
    const auto answer = invoke<SearchInsertionOrders>(r);
    if (!answer) return failure_of(answer);
    std::string found;
    for (const auto& o : answer->insertion_orders) (found.empty() ? found : found += ' ') += std::to_string(*o->id - first_);
    return found;
  }
  std::string by(std::string field, PredicateOperator op, std::string value) {
    return found(orders_request({{std::move(field), op, std::move(value)}}));
  }
  std::int64_t first_ = 0;
};

TEST_F(SearchInsertionOrdersTest, EveryPredicate) {
  EXPECT_EQ(found(orders_request()), "0 1 2");
  const auto second = std::to_string(first_ + 1), third = std::to_string(first_ + 2);
  EXPECT_EQ(by("InsertionOrderId", Equals, second), "1");
  EXPECT_EQ(by("InsertionOrderId", In, second + ", " + third + ",7"), "1 2");
  EXPECT_EQ(by("InsertionOrderIds", In, third), "2");
  EXPECT_EQ(by("StartDate", GreaterThanEquals, "2026-03-07"), "1 2");
  EXPECT_EQ(by("StartDate", LessThanEquals, "2026-03-07T23:00:00Z"), "0 1");  // the time does not count
  EXPECT_EQ(by("EndDate", LessThanEquals, "2026-03-12"), "0");
  EXPECT_EQ(by("EndDate", GreaterThanEquals, "2026-03-22"), "1 2");  // an endless order ends after every day
  EXPECT_EQ(found(orders_request({{"StartDate", GreaterThanEquals, "2026-03-03"},
                                  {"StartDate", LessThanEquals, "2026-03-11"},
                                  {"EndDate", GreaterThanEquals, "2026-03-03"},
                                  {"EndDate", LessThanEquals, "2026-12-31"}})),
            "1");
}

TEST_F(SearchInsertionOrdersTest, RefusesWhatIsNotDocumented) {
  EXPECT_EQ(found(request<SearchInsertionOrdersRequest>({})), "474");
  EXPECT_EQ(found(request<SearchInsertionOrdersRequest>({{"InsertionOrderId", Equals, "1"}})), "474");
  EXPECT_EQ(found(request<SearchInsertionOrdersRequest>({{"AccountId", Equals, "180009999"}})), "1001");
  EXPECT_EQ(by("Colour", Equals, "blue"), "3030");
  EXPECT_EQ(by("AccountId", Equals, std::to_string(account_id)), "3030");  // once
  EXPECT_EQ(by("InsertionOrderId", Contains, "1"), "3030");
  EXPECT_EQ(by("InsertionOrderId", NotEquals, "1"), "3030");
  EXPECT_EQ(by("InsertionOrderId", Equals, "one"), "3030");
  EXPECT_EQ(by("InsertionOrderId", Equals, ""), "3030");
  EXPECT_EQ(by("InsertionOrderId", In, "1,2,3,4,5,6,7,8,9,10,11"), "3030");
  EXPECT_EQ(by("StartDate", Equals, "2026-03-07"), "3030");
  EXPECT_EQ(by("StartDate", GreaterThanEquals, "soon"), "3030");
  const By start{"StartDate", GreaterThanEquals, "2026-03-07"};
  EXPECT_EQ(found(orders_request({start, start})), "1 2");
  EXPECT_EQ(found(orders_request({start, start, start})), "3030");
  EXPECT_EQ(found(orders_request({start, start, start, start, start, start})), "3030");  // more than 6
  auto r = orders_request();
  r.predicates.push_back(box<Predicate>(nil));
  EXPECT_EQ(found(r), "3030");
}

TEST_F(SearchInsertionOrdersTest, OrdersAndPages) {
  auto r = orders_request();
  r.ordering.push_back(make<OrderBy>());
  r.ordering[0]->field = OrderByField::Name;
  EXPECT_EQ(found(r), "1 2 0");
  r.ordering[0]->order = SortOrder::Descending;
  EXPECT_EQ(found(r), "0 2 1");
  r.ordering[0]->field = OrderByField::Id;
  EXPECT_EQ(found(r), "2 1 0");
  r.page_info->size = 2;
  EXPECT_EQ(found(r), "2 1");
  r.page_info->index = 1;
  EXPECT_EQ(found(r), "0");
  r.page_info->index = 2;
  EXPECT_EQ(found(r), "");
  search::expect_pages_are_checked(r, 100, [this](const auto& request) { return found(request); });
  r = orders_request();
  r.ordering.push_back(make<OrderBy>());
  r.ordering[0]->field = OrderByField::CouponClassName;
  EXPECT_EQ(found(r), "3030");
}

TEST_F(SearchInsertionOrdersTest, FlagsAreToldWhenAskedFor) {
  below_the_wire_ = true;  // what is hidden, the encoder alone is told
  auto r = orders_request();
  ASSERT_TRUE(invoke<SearchInsertionOrders>(r));
  EXPECT_NE(last_call().filter.hidden(InsertionOrder::type_id), nullptr);
  r.return_additional_fields = InsertionOrderAdditionalField::UnlimitedAndEndlessFlags;
  ASSERT_TRUE(invoke<SearchInsertionOrders>(r));
  EXPECT_EQ(last_call().filter.hidden(InsertionOrder::type_id), nullptr);
}

TEST_F(SearchInsertionOrdersTest, ShowsSoManyOfASeries) {
  set_limit(world(), "insertion-orders-per-series", 2);
  ASSERT_TRUE(make_insertion_orders(world(), order(at(1), at(9), 100), {"S", "Quarterly", 4}));
  EXPECT_EQ(found(orders_request()), "0 1 2 3 4");
}

}  // namespace
}  // namespace adsbox::services
