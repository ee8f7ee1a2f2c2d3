#include "services/customer_management/customers_shared.h"

#include <algorithm>

#include "identity/advertiser.h"
#include "identity/row_version.h"
#include "schema/rules.h"
#include "services/customer_management/addresses.h"
#include "services/customer_management/reach.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"

namespace adsbox::services {

using namespace customer_management;

std::int64_t customer_of_caller(const Call& call) {
  if (call.customer_id > 0) return call.customer_id;
  return call.principal.grants.empty() ? 0 : call.principal.grants.front().customer_id;
}

std::vector<box<Customer>> customers_named(Call& call, std::string_view filter, std::size_t top) {
  const auto begins = fold_case(filter);
  std::vector<std::pair<std::string, box<Customer>>> found;
  call.world.store().read([&](store::Reader& r) {
    for (const auto id : reached_customers(call)) {
      auto customer = world::load<Customer>(r, id);
      if (!customer) continue;
      auto name = fold_case((*customer)->name.view());
      if (name.starts_with(begins)) found.emplace_back(std::move(name), std::move(customer->value));
    }
  });
  std::ranges::stable_sort(found, {}, &std::pair<std::string, box<Customer>>::first);
  std::vector<box<Customer>> out;
  for (auto& [name, customer] : found)
    if (out.size() < top) out.push_back(std::move(customer));
  return out;
}

internal::CustomerRecord record_of(store::Reader& r, const Customer& customer) {
  const auto id = customer.id.value_or(0);
  if (auto stored = world::load<internal::CustomerRecord>(r, id)) return std::move(**stored);
  internal::CustomerRecord made;
  made.customer_id = id;
  made.created_at = customer.last_modified_time;
  made.agency = false;
  return made;
}

void save_record(store::Writer& w, const internal::CustomerRecord& record, std::int64_t now) {
  world::save(w, {record.customer_id.value_or(0), 0, 0, 0, now, {}, {}}, record);
}

void store_new_customer(Call& call, store::Writer& w, Customer& c, const NewCustomer& made) {
  c.id = made.id;
  c.number = identity::customer_number(made.id);
  c.customer_financial_status = CustomerFinancialStatus::ClearFinancialStatus;
  c.customer_life_cycle_status = CustomerLifeCycleStatus::Active;
  c.service_level = ServiceLevel::SelfServe;
  if (c.customer_address) {
    c.customer_address->id = w.next_id("address", 1);
    c.customer_address->time_stamp = identity::next_row_version(w);
  }
  c.last_modified_by_user_id = made.maker_user;
  c.last_modified_time = call.now;
  c.time_stamp = identity::next_row_version(w);
  world::save(
      w, {made.id, 0, 0, static_cast<std::int32_t>(CustomerLifeCycleStatus::Active), call.now.ticks(), c.number.view(), {}}, c);
  internal::CustomerRecord record;
  record.customer_id = made.id;
  record.created_at = call.now;
  record.agency = false;
  if (made.maker != 0) record.created_by_customer_id = made.maker;
  save_record(w, record, call.now.ticks());
}

void decide_customer(Single& item, const Customer* stored) {
  const auto& c = item.result<Customer>();
  if (stored == nullptr && !item.broken("MarketCountry")) {
    const auto country = c.market_country.view();
    if (schema::find_country(country) == nullptr) {
      item.refuse(Error::ApiInputValidationError, "MarketCountry.exists", "MarketCountry", std::string(country), "ISO 3166",
                  "a country code of ISO 3166, two capital letters");
    } else if (!item.broken("MarketLanguage")) {
      const auto language = describe(field_of(Customer::type_id, "MarketLanguage"), &c.market_language);
      const auto* countries = schema::find_set("market-countries." + language);
      if (countries != nullptr && !schema::contains(*countries, country)) {
        std::string all;
        for (const auto n : schema::values_of(*countries)) (all.empty() ? all : all += ", ") += schema::rule_book.text(n);
        item.refuse(Error::ApiInputValidationError, "MarketLanguage.country", "MarketLanguage",
                    language + " in " + c.market_country.str(), all, "a country for " + language + ": " + all);
      }
    }
  }
  if (!c.customer_address || item.broken("CustomerAddress") ||
      (stored != nullptr && c.customer_address == stored->customer_address))
    return;
  // Kept and not used for billing: what is there must be well formed, nothing need be.
  for (auto& p : review_address(*c.customer_address, false).problems)
    if (!p.delivery && p.value != "(absent)")
      item.refuse(p.error, "CustomerAddress." + std::string(p.field), "CustomerAddress." + std::string(p.field),
                  std::move(p.value), std::move(p.bound), std::move(p.expected));
}

}  // namespace adsbox::services
