#include "services/customer_management/addresses.h"

#include "services/customer_management/accounts_fixture.h"

namespace adsbox::services {
namespace {

using namespace customer_management;

class AddressesTest : public AccountsFixture {
 protected:
  /// Status, and what differs in the suggestion.
  std::string judged(const box<Address>& a) {
    ValidateAddressRequest r;
    r.address = a;
    const auto answer = invoke<ValidateAddress>(r);
    if (!answer) return failure_of(answer);
    for (const auto& [sent, told] :
         {std::pair(&a->line1, &answer->original_address->line1), std::pair(&a->city, &answer->original_address->city),
          std::pair(&a->state_or_province, &answer->original_address->state_or_province),
          std::pair(&a->postal_code, &answer->original_address->postal_code),
          std::pair(&a->country_code, &answer->original_address->country_code)})
      EXPECT_EQ(sent->view(), told->view());
    auto said = answer->status.str();
    EXPECT_EQ(said.ends_with("WithSuggestions"), answer->suggested_addresses.size() == 1);
    if (answer->suggested_addresses.empty()) return said.substr(7);
    const auto& s = *answer->suggested_addresses[0];
    for (const auto& [was, is] :
         {std::pair(&a->line1, &s.line1), std::pair(&a->city, &s.city), std::pair(&a->state_or_province, &s.state_or_province),
          std::pair(&a->postal_code, &s.postal_code), std::pair(&a->country_code, &s.country_code)})
      if (was->view() != is->view()) said += " " + (is->is_nil() ? std::string("nil") : is->str());
    return said.substr(7);
  }
  static box<Address> with(std::string_view country, std::string_view state, std::string_view postal,
                           std::string_view city = "Town", std::string_view line = "1 High Street") {
    auto a = make<Address>();
    a->country_code = country;
    if (!state.empty()) a->state_or_province = state;
    if (!postal.empty()) a->postal_code = postal;
    a->city = city;
    a->line1 = line;
    return a;
  }
  std::string refused(const box<Address>& a) {
    auto account = new_account();
    account->business_address = a;
    return rules_of(add(account));
  }
};

TEST_F(AddressesTest, Forms) {
  EXPECT_TRUE(has_form("98104", "99999"));
  EXPECT_FALSE(has_form("9810", "99999"));
  EXPECT_FALSE(has_form("981044", "99999"));
  EXPECT_TRUE(has_form("K1A 0B1", "A9A 9A9"));
  EXPECT_TRUE(has_form("33aaaaa0000a1z5", "99X*12"));
  EXPECT_TRUE(has_form("33a", "99X*12"));
  EXPECT_FALSE(has_form("33", "99X*12"));
  EXPECT_FALSE(has_form("33aaaaaaaaaaaaaa", "99X*12"));
}

TEST_F(AddressesTest, JudgesAndSuggests) {
  EXPECT_EQ(judged(with("US", "WA", "98104")), "ValidWithoutSuggestions");
  EXPECT_EQ(judged(with("US", "WA", "98104", "SEATTLE", " 1  High   Street ")), "ValidWithSuggestions 1 High Street Seattle");
  EXPECT_EQ(judged(with("us", "wa", "98104")), "ValidWithSuggestions WA US");
  EXPECT_EQ(judged(with("US", "Washington", "98104")), "InvalidWithSuggestions WA");
  EXPECT_EQ(judged(with("US", "US-WA", "98104-1234")), "InvalidWithSuggestions WA");
  EXPECT_EQ(judged(with("US", "WA", "981041234")), "InvalidWithSuggestions 98104-1234");
  EXPECT_EQ(judged(with("US", "NY", "98104")), "InvalidWithSuggestions WA");
  EXPECT_EQ(judged(with("US", "", "98104")), "InvalidWithSuggestions WA");
  EXPECT_EQ(judged(with("US", "Utopia", "98104")), "InvalidWithSuggestions WA");
  EXPECT_EQ(judged(with("US", "Utopia", "9810")), "InvalidWithoutSuggestions");
  EXPECT_EQ(judged(with("US", "WA", "00001")), "InvalidWithoutSuggestions");  // nowhere
  EXPECT_EQ(judged(with("US", "WA", "98104", "Seattle", "High Street")), "InvalidWithoutSuggestions");
  EXPECT_EQ(judged(with("US", "WA", "98104", "Seattle", "P.O. Box 9")), "ValidWithoutSuggestions");
  EXPECT_EQ(judged(with("US", "WA", "98104", "123")), "InvalidWithoutSuggestions");
  EXPECT_EQ(judged(with("CA", "ON", "k1a0b1")), "InvalidWithSuggestions K1A 0B1");
  EXPECT_EQ(judged(with("CA", "QC", "K1A 0B1")), "InvalidWithSuggestions ON");
  EXPECT_EQ(judged(with("AU", "NSW", "2600")), "InvalidWithSuggestions ACT");
  EXPECT_EQ(judged(with("AU", "Queensland", "4000")), "InvalidWithSuggestions QLD");
  EXPECT_EQ(judged(with("GB", "", "sw1a1aa", "London")), "InvalidWithSuggestions SW1A 1AA");
  EXPECT_EQ(judged(with("Germany", "", "10115", "Berlin")), "InvalidWithSuggestions DE");
  EXPECT_EQ(judged(with("DE", "Bayern", "80331", "München")), "ValidWithoutSuggestions");
  EXPECT_EQ(judged(with("SG", "SG", "018956", "Singapore")), "InvalidWithSuggestions nil");
  EXPECT_EQ(judged(with("BR", "São Paulo", "01310100", "São Paulo")), "InvalidWithSuggestions SP");
  EXPECT_EQ(judged(with("HK", "", "", "Hong Kong")), "ValidWithoutSuggestions");
  EXPECT_EQ(judged(with("XX", "", "1")), "InvalidWithoutSuggestions");
  EXPECT_EQ(judged(make<Address>()), "InvalidWithoutSuggestions");
  EXPECT_EQ(judged(with("US", "WA", "98104", std::string(36, 'x'))), "200");
  EXPECT_EQ(judged(with("US", "WA", "98104", "Town", std::string(36, 'x'))), "205");
  EXPECT_EQ(judged(with("US", "WA", "98104-12345")), "209");
  EXPECT_EQ(failure_of(invoke<ValidateAddress>({})), "NullParameter");
}

TEST_F(AddressesTest, AnAccountsAddressIsWholeAndInForm) {
  auto a = make<Address>();
  EXPECT_EQ(refused(a),
            "1140:AdvertiserAccount.BusinessAddress.BusinessName 200:AdvertiserAccount.BusinessAddress.City "
            "205:AdvertiserAccount.BusinessAddress.Line1 1140:AdvertiserAccount.BusinessAddress.CountryCode");
  a = address();
  a->state_or_province = "Washington";
  a->postal_code = "9810";
  EXPECT_EQ(refused(a),
            "1140:AdvertiserAccount.BusinessAddress.StateOrProvince 209:AdvertiserAccount.BusinessAddress.PostalCode");
  a = address("SG");
  a->state_or_province = "SG";
  EXPECT_EQ(refused(a).substr(0, 4), "1140");
  a = address();
  a->line3 = std::string(36, 'x');
  a->line2 = a->line3;
  a->business_name = std::string(101, 'x');
  EXPECT_EQ(refused(a), "1140:Address.Line2.length 207:Address.Line3.length 1140:Address.BusinessName.length");
}

TEST_F(AddressesTest, CurrencyAndCountryFit) {
  auto account = new_account();
  account->currency_code = CurrencyCode::AUD;
  EXPECT_EQ(rules_of(add(account)), "1141:AdvertiserAccount.CurrencyCode.country");
  account->business_address = address("BR");
  put_taxes(*account, {{"CPF", "12345678901"}});
  account->currency_code = CurrencyCode::USD;
  EXPECT_EQ(rules_of(add(account)), "1142:AdvertiserAccount.CurrencyCode.country");
  account->currency_code = CurrencyCode::BRL;
  EXPECT_TRUE(add(account));
}

TEST_F(AddressesTest, AnUpdateMovesWithinTheCurrency) {
  auto account = added(new_account());
  account->business_address->state_or_province = "OR";
  account->business_address->postal_code = "97201";
  account->business_address->city = "Portland";
  ASSERT_TRUE(update(account));
  const auto moved = get(*account->id);
  EXPECT_EQ(moved->business_address->city, "Portland");
  EXPECT_EQ(moved->business_address->id, account->business_address->id);
  EXPECT_NE(moved->business_address->time_stamp, account->business_address->time_stamp);
  moved->business_address = address("BR");
  EXPECT_EQ(failure_of(update(moved)), "1142");
  moved->business_address->country_code = "??";
  EXPECT_EQ(failure_of(update(moved)), "1140");
}

}  // namespace
}  // namespace adsbox::services
