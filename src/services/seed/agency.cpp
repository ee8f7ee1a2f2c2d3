#include "services/seed/agency.h"

#include <array>
#include <string_view>

#include "identity/advertiser.h"
#include "identity/links.h"
#include "identity/logins.h"
#include "identity/roles.h"
#include "identity/row_version.h"
#include "identity/seed.h"
#include "services/customer_management/accounts_rules.h"
#include "services/customer_management/accounts_setup.h"
#include "services/customer_management/customers_shared.h"
#include "services/entity/fields.h"

namespace adsbox::services {
namespace {

using namespace customer_management;
using Facts = AgencyFacts;
using identity::Role;

constexpr std::array<std::string_view, 10> first_names = {"Ada",  "Bruno", "Chiara", "Dmitri", "Elif",
                                                          "Femi", "Grace", "Hana",   "Ivan",   "Jonas"};
constexpr std::array<std::string_view, 6> last_names = {"Adler", "Becker", "Costa", "Dubois", "Evans", "Fischer"};
constexpr std::array<std::string_view, 8> trades = {"Tea",    "Books", "Bicycles", "Garden",
                                                    "Coffee", "Shoes", "Travel",   "Pharmacy"};
constexpr std::array<std::string_view, 5> kinds = {"House", "Corner", "Traders", "Factory", "Direct"};
constexpr std::array<std::string_view, 10> lines = {"Online shop", "Outlet", "Wholesale",   "Gifts", "Brand",
                                                    "Spring",      "Autumn", "Marketplace", "Local", "Export"};
constexpr std::array<Industry, 4> industries = {Industry::Retail, Industry::ConsumerPackagedGoods, Industry::TravelHospitality,
                                                Industry::Healthcare};

/// Where a client is, and how its business is addressed and taxed there.
struct Place {
  std::string_view country, city, region, postal;
  CurrencyCode currency;
  LanguageType language;
  TimeZoneType time_zone;
  std::string_view tax_key, tax_value;
};

constexpr std::array<Place, 10> places = {{
    {"US", "Seattle", "WA", "98104", CurrencyCode::USD, LanguageType::English, TimeZoneType::PacificTimeUSCanadaTijuana, "", ""},
    {"GB", "London", "", "SW1A 1AA", CurrencyCode::GBP, LanguageType::English,
     TimeZoneType::GreenwichMeanTimeDublinEdinburghLisbonLondon, "VATNumber", "GB123456789"},
    {"DE", "Berlin", "", "10115", CurrencyCode::EUR, LanguageType::German, TimeZoneType::AmsterdamBerlinBernRomeStockholmVienna,
     "VATNumber", "DE123456789"},
    {"FR", "Lyon", "", "69001", CurrencyCode::EUR, LanguageType::French, TimeZoneType::BrusselsCopenhagenMadridParis, "VATNumber",
     "FR12345678901"},
    {"CA", "Ottawa", "ON", "K1A 0B1", CurrencyCode::CAD, LanguageType::English, TimeZoneType::EasternTimeUSCanada, "", ""},
    {"AU", "Sydney", "NSW", "2000", CurrencyCode::AUD, LanguageType::English, TimeZoneType::CanberraMelbourneSydney,
     "AUGSTNumber", "51824753556"},
    {"IN", "Chennai", "TN", "600001", CurrencyCode::INR, LanguageType::English, TimeZoneType::ChennaiKolkataMumbaiNewDelhi,
     "PanNumber", "AAAAA0000A"},
    {"BR", "Recife", "PE", "50010-000", CurrencyCode::BRL, LanguageType::Portuguese, TimeZoneType::Brasilia, "CNPJ",
     "12.345.678/0001-95"},
    {"SG", "Singapore", "", "018956", CurrencyCode::SGD, LanguageType::English, TimeZoneType::KualaLumpurSingapore, "", ""},
    {"NZ", "Wellington", "", "6011", CurrencyCode::NZD, LanguageType::English, TimeZoneType::AucklandWellington, "NZGSTNumber",
     "123456789"},
}};

box<Address> address_of(const Place& place, std::string_view business, int number) {
  auto a = make<Address>();
  a->business_name = business;
  a->line1 = std::to_string(1 + number % 90) + " Market Street";
  a->city = place.city;
  a->country_code = place.country;
  a->postal_code = place.postal;
  if (!place.region.empty()) a->state_or_province = place.region;
  return a;
}

std::string name_of_client(int i) {
  const auto n = static_cast<std::size_t>(i);
  return std::string(trades[n % trades.size()]) + " " + std::string(kinds[n / trades.size() % kinds.size()]);
}

box<Customer> customer_of(std::string name, const Place& place, int number, Industry industry) {
  auto c = make<Customer>();
  c->industry = industry;
  c->market_country = place.country;
  c->market_language = place.language;
  c->customer_address = address_of(place, name, number);
  c->name = std::move(name);
  return c;
}

/// The states and the money of account `number`, as the header says.
void put_states(AdvertiserAccount& a, int number) {
  using enum AccountLifeCycleStatus;
  const auto pause = [&](std::uint8_t reason) {
    a.account_life_cycle_status = Pause;
    a.pause_reason = reason;
  };
  switch (number % 20) {
    case 3:
      return pause(1);
    case 7:
      return pause(2);
    case 11:
      return pause(4);
    case 13:
      a.account_life_cycle_status = Suspended;
      return;
    case 17:
      a.account_life_cycle_status = Inactive;
      return;
    default:
      if (number % 50 == 5) a.account_financial_status = AccountFinancialStatus::Hold;
      if (number % 100 != 55) return;
      a.account_financial_status = AccountFinancialStatus::WriteOff;
      a.account_life_cycle_status = Inactive;
  }
}

class Maker {
 public:
  Maker(world::World& world, store::Writer& w) : world_(world), w_(w) { principal_.user_id = Facts::first_user; }

  void make_all() {
    Call call{world_,     schema::contract.operations[SignupCustomer::id],
              principal_, Facts::customer,
              0,          {},
              {},         world_.clock().now(),
              {},         {},
              {}};
    auto agency = customer_of("Bright Agency", places[0], 0, Industry::AgencySalesHouse);
    store_new_customer(call, w_, *agency, {.id = Facts::customer});
    auto record = record_of(w_, *agency);
    record.agency = true;
    save_record(w_, record, call.now.ticks());
    for (int i = 0; i < Facts::clients; ++i) make_client(call, i);
    make_people();
  }

 private:
  void make_client(Call& call, int i) {
    const auto& place = places[static_cast<std::size_t>(i) % places.size()];
    const auto id = Facts::first_client + i;
    const auto admin = Facts::first_user + 10 + i;
    auto customer = customer_of(name_of_client(i), place, i, industries[static_cast<std::size_t>(i) % industries.size()]);
    store_new_customer(call, w_, *customer, {.id = id, .maker = Facts::customer, .maker_user = admin});
    for (int j = 0; j < Facts::accounts_per_client; ++j) make_account(call, customer->name.str(), place, i, j);
    if (i < 35)
      link(Facts::customer, id, true, i < 30 ? "Administrative" : "Standard");
    else
      for (int j = 0; j < 3; ++j) link(Facts::customer, Facts::account(i, j), false, {});
  }

  void make_account(Call& call, const std::string& business, const Place& place, int i, int j) {
    const int number = 10 * i + j;
    const bool draft = i == Facts::clients - 1 && j == Facts::accounts_per_client - 1;
    AdvertiserAccount a;
    a.name = business + " - " + std::string(lines[static_cast<std::size_t>(j)]);
    a.currency_code = place.currency;
    a.language = place.language;
    a.time_zone = place.time_zone;
    a.auto_tag_type = number % 3 == 0 ? AutoTagType::Replace : AutoTagType::Inactive;
    a.business_address = address_of(place, business, number);
    if (!place.tax_key.empty()) {
      auto tax = make<KeyValuePairOfstringstring>();
      tax->key = place.tax_key;
      tax->value = place.tax_value;
      a.tax_information.push_back(std::move(tax));
    }
    const auto billing = i % 8 == 7             ? AccountBilling::invoice
                         : i % 4 == 0 && j == 9 ? AccountBilling::prepaid
                                                : AccountBilling::method;
    const auto id = Facts::account(i, j);
    const auto customer = Facts::first_client + i;
    store_new_account(call, w_, a,
                      {.id = id,
                       .customer_id = customer,
                       .bill_to_customer_id = customer,
                       .primary_user_id = Facts::first_user + 10 + i,
                       .status = draft ? AccountLifeCycleStatus::Draft : AccountLifeCycleStatus::Active,
                       .billing = billing});
    if (draft) return begin_setup(world_, w_, customer, id, false);
    put_states(a, number);
    if (i >= 35 && j < 3) {
      auto agency = make<CustomerInfo>();
      agency->id = Facts::customer;
      agency->name = "Bright Agency";
      a.linked_agencies.push_back(std::move(agency));
    }
    const auto status = static_cast<std::int32_t>(*a.account_life_cycle_status);
    world::save(w_, {id, id, customer, status, call.now.ticks(), a.number.view(), {}}, a);
  }

  void link(std::int64_t managing, std::int64_t client, bool customer_link, std::string_view permission) {
    auto l = identity::new_link(managing, client, customer_link, Facts::first_user, world_.clock().now());
    l.value.status = static_cast<std::int32_t>(identity::LinkStatus::Active);
    l.value.name = "Link to " + std::to_string(client);
    if (customer_link)
      l.value.permission = permission;
    else
      l.value.is_bill_to_client = true;
    identity::save_link(w_, l, world_.clock().ticks());
  }

  void make_people() {
    const auto now = world_.clock().now();
    for (int n = 0; n < Facts::users; ++n) {
      const auto index = static_cast<std::size_t>(n);
      const auto email = agency_login(n);
      const auto login = identity::insert(
          w_, 0, email,
          identity::seed_login(email, first_names[index % first_names.size()], last_names[index / first_names.size()], now),
          now.ticks());
      const auto user = Facts::first_user + n;
      if (n < 10) {
        constexpr Role roles[] = {Role::super_admin,
                                  Role::super_admin,
                                  Role::super_admin,
                                  Role::standard_user,
                                  Role::standard_user,
                                  Role::standard_user,
                                  Role::advertiser_campaign_manager,
                                  Role::advertiser_campaign_manager,
                                  Role::viewer,
                                  Role::viewer};
        add(login, {Facts::customer, roles[n], {}, {}, user});
        if (n == 2) identity::assign_role(w_, login, {Facts::customer, Role::aggregator, {}, {}, user}, now.ticks());
      } else if (n < 50) {
        add(login, {Facts::first_client + n - 10, Role::super_admin, {}, {}, user});
      } else {
        const int one = 4 * (n - 50);
        add(login, {Facts::first_client + one, Role::standard_user, {}, {}, user});
        add(login, {Facts::first_client + one + 1,
                    Role::advertiser_campaign_manager,
                    {Facts::account(one + 1, 0), Facts::account(one + 1, 1), Facts::account(one + 1, 2)},
                    {},
                    user + 10});
      }
    }
    // The login that everybody knows works for the agency, too.
    const auto& facts = identity::seed_facts(world_.environment());
    if (const auto known = identity::login_of_user(w_, facts.user_ids[0]))
      add(*known, {Facts::customer, Role::super_admin, {}, {}, Facts::first_user + 70});
  }
  void add(std::int64_t login, const identity::Grant& grant) { identity::add_user(world_, w_, login, grant); }

  world::World& world_;
  store::Writer& w_;
  identity::Principal principal_;
};

}  // namespace

std::string agency_login(int n) {
  const auto index = static_cast<std::size_t>(n);
  std::string name(first_names[index % first_names.size()]);
  (name += '.') += last_names[index / first_names.size()];
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 0x20);
  return name + "@outlook.com";
}

void seed_agency(world::World& world) {
  world.store().write([&](store::Writer& w) {
    if (w.get(world::kind_of<Customer>(), Facts::customer)) return false;
    Maker(world, w).make_all();
    return true;
  });
}

}  // namespace adsbox::services
