// SearchCustomers.
#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "services/customer_management/customers_shared.h"
#include "services/customer_management/reach.h"
#include "services/customer_management/search_texts.h"
#include "services/entity/calendar.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"
#include "services/partial_errors.h"
#include "services/search/search.h"
#include "services/services.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

constexpr search::Field fields[] = {
    {"CustomerId", search::Kind::id},    {"CustomerName", search::Kind::text},  {"AccountId", search::Kind::id},
    {"AccountName", search::Kind::text}, {"AccountNumber", search::Kind::text}, {"UserName", search::Kind::text},
    {"CreatedDate", search::Kind::day},  {"MarketCountry", search::Kind::word}, {"MarketLanguage", search::Kind::word}};

const search::Description description{"search-customers", fields, {}, {}};

std::string language_name(const Customer& c) {
  return c.market_language ? describe(field_of(Customer::type_id, "MarketLanguage"), &c.market_language) : std::string();
}

/// MarketCountry and MarketLanguage go together; texts have a least length.
std::expected<void, Failure> check(Call& call, const search::Query& query) {
  for (const auto& c : query.conditions) {
    if (c.kind == search::Kind::text)
      if (auto ok = check_search_text(call, c); !ok) return ok;
    if (c.kind != search::Kind::word) continue;
    const std::string other = c.field == "MarketCountry" ? "MarketLanguage" : "MarketCountry";
    if (query.find(other) == nullptr)
      return search::refuse_predicate(call, c.position, "market", "Field", std::string(c.field), "both or none",
                                      std::string(c.field) + " together with " + other);
  }
  return {};
}

/// A day of DateRange, yyyyMMdd; 0 when there is none.
std::expected<std::int64_t, Failure> day_in(const text& sent, std::string_view field) {
  if (sent.empty()) return 0;
  const auto s = sent.view();
  std::int64_t n = 0;
  const bool digits = s.size() == 8 && s.find_first_not_of("0123456789") == std::string_view::npos;
  if (digits) {
    n = std::stoll(std::string(s));
    const std::chrono::year_month_day day(std::chrono::year(static_cast<int>(n / 10'000)),
                                          std::chrono::month(static_cast<unsigned>(n / 100 % 100)),
                                          std::chrono::day(static_cast<unsigned>(n % 100)));
    if (day.ok()) return n;
  }
  return refuse_request(Error::Code532, {"SearchCustomers.DateRange." + std::string(field), "DateRange." + std::string(field),
                                         sent.str(), "yyyyMMdd", "a day as yyyyMMdd, such as 20260131"});
}

struct Days {
  std::int64_t first = 0, last = std::numeric_limits<std::int64_t>::max();
};

std::expected<Days, Failure> days_of(const SearchCustomersRequest& request) {
  Days days;
  if (!request.date_range) return days;
  const auto first = day_in(request.date_range->min_date, "MinDate");
  if (!first) return std::unexpected(first.error());
  const auto last = day_in(request.date_range->max_date, "MaxDate");
  if (!last) return std::unexpected(last.error());
  days.first = *first;
  if (*last != 0) days.last = *last;
  if (days.first > days.last)
    return refuse_request(Error::Code532,
                          {"SearchCustomers.DateRange.order", "DateRange.MinDate", request.date_range->min_date.str(),
                           ".." + request.date_range->max_date.str(), "a day that is not after MaxDate"});
  return days;
}

/// Customers that own an account which the caller reaches and the condition names.
std::set<std::int64_t> owners_of(Call& call, const search::Condition& c) {
  AccountSearch wanted;
  wanted.reach = reach_of(call.principal.grants);
  wanted.size = std::numeric_limits<std::size_t>::max();
  if (c.field == "AccountId")
    wanted.ids = c.numbers;
  else
    (c.field == "AccountName" ? wanted.name : wanted.number) = text_test(c);
  const auto ids = find_accounts(call, wanted);
  std::set<std::int64_t> owners;
  call.world.store().read([&](store::Reader& r) {
    for (const auto id : ids)
      if (const auto row = r.get(world::kind_of<AdvertiserAccount>(), id)) owners.insert(row->parent);
  });
  return owners;
}

std::set<std::int64_t> customers_of_user(Call& call, const std::string& user_name) {
  std::set<std::int64_t> customers;
  call.world.store().read([&](store::Reader& r) {
    r.scan_key_anywhere(world::kind_of<User>(), user_name, [&](const store::RowView& row) {
      customers.insert(row.parent);
      return true;
    });
  });
  return customers;
}

/// A customer with what conditions ask about.
struct Candidate {
  box<Customer> customer;
  std::int64_t created = 0;  // day
  std::string name;          // folded
};

Result<SearchCustomers> search_customers(Call& call, const SearchCustomersRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto query = search::read(call, request, description);
  if (!query) return std::unexpected(query.error());
  if (auto ok = check(call, *query); !ok) return std::unexpected(std::move(ok.error()));
  const auto days = days_of(request);
  if (!days) return std::unexpected(days.error());

  // What leads to customers by ids is looked up once, before those that the caller reaches are gone through: no others are read.
  std::map<int, std::set<std::int64_t>> among;
  for (const auto& c : query->conditions) {
    if (c.field.starts_with("Account")) among[c.position] = owners_of(call, c);
    if (c.field == "UserName") among[c.position] = customers_of_user(call, c.folded[0]);
    if (c.field == "CustomerId") among[c.position] = {c.numbers.begin(), c.numbers.end()};
  }
  std::vector<Candidate> found;
  call.world.store().read([&](store::Reader& r) {
    for (const auto id : reached_customers(call)) {
      if (std::ranges::any_of(among, [&](const auto& set) { return !set.second.contains(id); })) continue;
      auto stored = world::load<Customer>(r, id);
      if (!stored) continue;
      Candidate one{std::move(stored->value), 0, {}};
      const auto& customer = *one.customer;
      one.created = date_number(record_of(r, customer).created_at.value_or(DateTime()));
      one.name = fold_case(customer.name.view());
      if (one.created < days->first || one.created > days->last) continue;
      const bool fits = query->matches([&](const search::Condition& c) {
        if (c.field == "CustomerName") return c.holds(customer.name.view());
        if (c.field == "CreatedDate") return c.holds(one.created);
        if (c.field == "MarketCountry") return c.holds(customer.market_country.view());
        return c.field != "MarketLanguage" || c.holds(language_name(customer));
      });
      if (fits) found.push_back(std::move(one));
    }
  });
  if (query->order_by == "Name")
    search::sort(found, *query, [](const Candidate& c) { return std::string_view(c.name); });
  else if (query->order_by == "Number")
    search::sort(found, *query, [](const Candidate& c) { return c.customer->number.view(); });
  else
    search::sort(found, *query, [](const Candidate& c) { return c.customer->id.value_or(0); });

  SearchCustomersResponse response;
  response.customers.set_empty();
  for (auto& c : search::page(found, *query)) response.customers.push_back(std::move(c.customer));
  return response;
}

}  // namespace

void register_customer_search(Registry& registry) {
  registry.add<SearchCustomers>(search_customers);
}

}  // namespace adsbox::services
