// SearchInsertionOrders.
#include <limits>
#include <map>

#include "billing/insertion_orders.h"
#include "services/customer_billing/access.h"
#include "services/entity/additional.h"
#include "services/entity/calendar.h"
#include "services/entity/fields.h"
#include "services/entity/limits.h"
#include "services/entity/normalise.h"
#include "services/partial_errors.h"
#include "services/search/search.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_billing;

namespace {

constexpr search::Field fields[] = {{"AccountId", search::Kind::id},
                                    {"InsertionOrderId", search::Kind::id},
                                    {"InsertionOrderIds", search::Kind::id},
                                    {"StartDate", search::Kind::day},
                                    {"EndDate", search::Kind::day}};
constexpr search::Description description{"search-insertion-orders", fields, "AccountId", Error::Code474};

bool holds(const search::Condition& c, const InsertionOrder& o) {
  if (c.field == "AccountId") return c.holds(o.account_id.value_or(0));
  if (c.field == "StartDate") return c.holds(date_number(o.start_date.value_or({})));
  if (c.field != "EndDate") return c.holds(o.id.value_or(0));
  // An endless order ends after every day.
  return c.holds(o.end_date ? date_number(*o.end_date) : std::numeric_limits<std::int64_t>::max());
}

/// What is computed rather than stored: the state by the clock, and the budget.
void show(InsertionOrder& o, DateTime now, const std::string& account_number) {
  o.status = billing::state_of(o, billing::day_of(now));
  o.account_number = account_number;
  if (o.series_name.is_absent()) o.series_name.set_nil();
  const auto left = billing::remaining(o);
  if (!left) {
    o.budget_spent = o.budget_remaining = o.budget_spent_percent = o.budget_remaining_percent = nil;
    return;
  }
  const auto cap = o.spend_cap_amount.value_or(0);
  o.budget_remaining = billing::amount(*left);
  o.budget_remaining_percent = billing::amount(*left) / cap;
  o.budget_spent_percent = o.budget_spent.value_or(0) / cap;
}

/// Of a recurring series only so many are told, in the order of their making.
void shorten_series(Call& call, std::vector<billing::StoredOrder>& orders) {
  const auto most = limit_of(call.world, schema::find_limit("insertion-orders-per-series"));
  std::map<std::string, std::int64_t> seen;
  std::erase_if(orders, [&](const billing::StoredOrder& o) { return o->is_in_series.value_or(false) && ++seen[o.key] > most; });
}

Result<SearchInsertionOrders> search_insertion_orders(Call& call, const SearchInsertionOrdersRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto query = search::read(call, request, description);
  if (!query) return std::unexpected(query.error());
  const auto* account = query->find("AccountId");
  const auto account_id = account->numbers.front();
  if (auto ok = require_account(call, account_id, "Predicates[" + std::to_string(account->position) + "].Value"); !ok)
    return std::unexpected(std::move(ok.error()));
  const auto flags_enum = field_of(SearchInsertionOrdersRequest::type_id, "ReturnAdditionalFields").type;
  hide_unasked(call.filter, flags_enum,
               static_cast<std::uint64_t>(request.return_additional_fields.value_or(InsertionOrderAdditionalField::None)));

  std::vector<billing::StoredOrder> orders;
  std::string number;
  call.world.store().read([&](store::Reader& r) {
    orders = world::children<InsertionOrder>(r, account_id);
    if (const auto a = world::load<customer_management::AdvertiserAccount>(r, account_id)) number = (*a)->number.str();
  });
  shorten_series(call, orders);
  std::erase_if(orders, [&](const billing::StoredOrder& o) {
    return !query->matches([&](const search::Condition& c) { return holds(c, *o); });
  });
  if (query->order_by == "Id") search::sort(orders, *query, [](const billing::StoredOrder& o) { return o.id; });
  if (query->order_by == "Name")
    search::sort(orders, *query, [](const billing::StoredOrder& o) { return fold_case(o->name.view()); });
  SearchInsertionOrdersResponse response;
  response.insertion_orders.set_empty();
  for (auto& o : search::page(orders, *query)) {
    show(*o, call.now, number);
    response.insertion_orders.push_back(std::move(o.value));
  }
  return response;
}

}  // namespace

void register_search_insertion_orders(Registry& registry) {
  registry.add<SearchInsertionOrders>(search_insertion_orders);
}

}  // namespace adsbox::services
