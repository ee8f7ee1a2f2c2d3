// What tests of accounts and customers begin with.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "services/testing/service_fixture.h"

namespace adsbox::services {

class AccountsFixture : public ServiceFixture {
 protected:
  static box<customer_management::Address> address(std::string_view country = "US") {
    auto a = make<customer_management::Address>();
    a->business_name = "Tea and sons";
    a->line1 = "12 Harbour Street";
    a->country_code = country;
    const auto put = [&](const char* city, const char* state, const char* postal) {
      a->city = city;
      if (state != nullptr) a->state_or_province = state;
      a->postal_code = postal;
    };
    if (country == "US") put("Seattle", "WA", "98104");
    if (country == "AU") put("Sydney", "NSW", "2000");
    if (country == "BR") put("Recife", "PE", "50010-000");
    if (country == "IN") put("Chennai", "TN", "600001");
    if (country == "SG") put("Singapore", nullptr, "018956");
    if (country == "DE") put("Berlin", nullptr, "10115");
    if (country == "NZ") put("Wellington", nullptr, "6011");
    return a;
  }
  static box<customer_management::AdvertiserAccount> new_account(std::string_view name = "Tea shop",
                                                                 std::string_view country = "US") {
    auto a = make<customer_management::AdvertiserAccount>();
    a->name = name;
    a->parent_customer_id = customer_id;
    a->business_address = address(country);
    using customer_management::CurrencyCode;
    a->currency_code = country == "BR"   ? CurrencyCode::BRL
                       : country == "IN" ? CurrencyCode::INR
                       : country == "US" ? CurrencyCode::USD
                                         : CurrencyCode::EUR;
    return a;
  }
  using Pairs = std::initializer_list<std::pair<const char*, const char*>>;
  static void put_taxes(customer_management::AdvertiserAccount& a, Pairs pairs) {
    a.tax_information.set_empty();
    for (const auto& [key, value] : pairs) {
      auto pair = make<customer_management::KeyValuePairOfstringstring>();
      pair->key = key;
      pair->value = value;
      a.tax_information.push_back(std::move(pair));
    }
  }
  static std::string taxes_of(const customer_management::AdvertiserAccount& a) {
    std::string s;
    for (const auto& p : a.tax_information) s += (s.empty() ? "" : " ") + p->key.str() + "=" + p->value.str();
    return s;
  }

  Result<customer_management::AddAccount> add(box<customer_management::AdvertiserAccount> a) {
    customer_management::AddAccountRequest r;
    r.account = std::move(a);
    return invoke<customer_management::AddAccount>(r);
  }
  /// Adds an account whose payment was checked, and returns it.
  box<customer_management::AdvertiserAccount> added(box<customer_management::AdvertiserAccount> a) {
    const auto answer = add(std::move(a));
    EXPECT_TRUE(answer) << failure_of(answer);
    if (!answer) return {};
    pass(60);
    return get(*answer->account_id);
  }
  box<customer_management::AdvertiserAccount> get(std::int64_t id) {
    customer_management::GetAccountRequest r;
    r.account_id = id;
    auto answer = invoke<customer_management::GetAccount>(r);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(answer->account) : box<customer_management::AdvertiserAccount>();
  }
  Result<customer_management::UpdateAccount> update(const box<customer_management::AdvertiserAccount>& a) {
    customer_management::UpdateAccountRequest r;
    r.account = a;
    return invoke<customer_management::UpdateAccount>(r);
  }
  Result<customer_management::DeleteAccount> erase(std::int64_t id, const text& time_stamp) {
    customer_management::DeleteAccountRequest r;
    r.account_id = id;
    r.time_stamp = time_stamp;
    return invoke<customer_management::DeleteAccount>(r);
  }
  /// What is stored, changed by hand: states that no operation leads to.
  template <class Change>
  void change_stored(std::int64_t id, Change change) {
    world().store().write([&](store::Writer& w) {
      auto stored = world::load<customer_management::AdvertiserAccount>(w, id);
      change(**stored);
      world::save(w, *stored);
      return true;
    });
  }
  /// The world's clock goes on by seconds.
  void pass(std::int64_t seconds) { world().clock().advance(seconds * DateTime::ticks_per_second); }
  /// Rules of the last failure, in order.
  template <class R>
  static std::string rules_of(const R& result) {
    std::string s;
    if (!result)
      for (const auto& e : result.error().errors) s += (s.empty() ? "" : " ") + symbol(e.error) + ":" + e.why.rule;
    return s;
  }
};

}  // namespace adsbox::services
