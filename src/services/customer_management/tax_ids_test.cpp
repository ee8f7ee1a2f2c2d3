#include "services/customer_management/accounts_fixture.h"

namespace adsbox::services {
namespace {

using namespace customer_management;

class TaxIdsTest : public AccountsFixture {
 protected:
  /// Errors of an account in that country with these ids; empty when it was added.
  std::string with(std::string_view country, Pairs taxes) {
    auto account = new_account("Tea " + std::to_string(++n_), country);
    put_taxes(*account, taxes);
    const auto answer = add(account);
    if (!answer) return rules_of(answer);
    pass(60);
    last_ = *answer->account_id;
    return {};
  }
  std::int64_t last_ = 0;
  int n_ = 0;
};

TEST_F(TaxIdsTest, EachCountryHasItsOwn) {
  EXPECT_EQ(with("US", {}), "");
  EXPECT_EQ(with("US", {{"VATNumber", "US123"}}), "1144:AdvertiserAccount.TaxInformation.unfit");
  EXPECT_EQ(with("DE", {{"VATNumber", "DE123456789"}}), "");
  EXPECT_EQ(with("DE", {{"VATNumber", "FR123456789"}}), "1144:AdvertiserAccount.TaxInformation.country");
  EXPECT_EQ(with("DE", {{"VATNumber", "DE-123"}}), "1144:AdvertiserAccount.TaxInformation.form");
  EXPECT_EQ(with("DE", {{"Umsatzsteuer", "1"}}), "1145:AdvertiserAccount.TaxInformation.key");
  EXPECT_EQ(with("DE", {{"VATNumber", "DE1"}, {"VATNumber", "DE2"}}), "1145:AdvertiserAccount.TaxInformation.once");
  EXPECT_EQ(with("SG", {{"GSTNumber", "M9-0123456-7"}}), "1144:AdvertiserAccount.TaxInformation.form");
  EXPECT_EQ(with("SG", {{"GSTNumber", "MR-0123456-K"}}), "");
  EXPECT_EQ(with("SG", {{"GSTNumber", "T08LL1234A"}}), "");
  EXPECT_EQ(with("NZ", {{"NZGSTNumber", "123-456-789"}}), "");
  EXPECT_EQ(with("AU", {}), "1144:AdvertiserAccount.TaxInformation.needed");
  EXPECT_EQ(with("AU", {{"AUGSTNumber", "51824753556"}}), "");
}

TEST_F(TaxIdsTest, IndiaAndBrazil) {
  EXPECT_EQ(with("IN", {}), "1148:AdvertiserAccount.TaxInformation.needed");
  EXPECT_EQ(with("IN", {{"PanNumber", "AAAAA0000"}}), "1147:AdvertiserAccount.TaxInformation.form");
  EXPECT_EQ(with("IN", {{"PanNumber", "AAAAA0000A"}, {"GSTINNumber", "no"}}), "1146:AdvertiserAccount.TaxInformation.form");
  EXPECT_EQ(with("IN", {{"PanNumber", "AAAAA0000A"}, {"GSTINNumber", "27AAAAA0000A1Z5"}}),
            "2207:AdvertiserAccount.TaxInformation.state");
  EXPECT_EQ(with("IN", {{"PanNumber", "AAAAA0000A"}, {"GSTINNumber", "33AAAAA0000A1Z5"}}), "");
  EXPECT_EQ(with("BR", {}), "1144:AdvertiserAccount.TaxInformation.needed");
  EXPECT_EQ(with("BR", {{"CNPJ", "12.345.678/0001-95"}}), "");
  EXPECT_EQ(with("BR", {{"CNPJ", "12.345.678/0001-95"}, {"CCM", "12345678"}}), "1144:AdvertiserAccount.TaxInformation.city");
  auto account = new_account("Chá", "BR");
  account->business_address->city = "SAO PAULO";
  account->business_address->state_or_province = "SP";
  put_taxes(*account, {{"CNPJ", "12.345.678/0001-95"}});
  EXPECT_EQ(rules_of(add(account)), "1144:AdvertiserAccount.TaxInformation.needed");
  put_taxes(*account, {{"CNPJ", "12.345.678/0001-95"}, {"CCM", "1.234.567-8"}});
  EXPECT_TRUE(add(account));
  account->tax_information.push_back(box<KeyValuePairOfstringstring>(nil));
  EXPECT_EQ(failure_of(add(account)), "1145");
}

TEST_F(TaxIdsTest, UpdatesAddReplaceAndTakeAway) {
  ASSERT_EQ(with("AU", {{"AUGSTNumber", "51824753556"}}), "");
  auto account = get(last_);
  put_taxes(*account, {{"AUGSTNumber", "53004085616"}});
  ASSERT_TRUE(update(account));
  EXPECT_EQ(taxes_of(*get(last_)), "AUGSTNumber=53004085616");
  account = get(last_);
  account->tax_information.reset();
  ASSERT_TRUE(update(account));
  EXPECT_EQ(taxes_of(*get(last_)), "AUGSTNumber=53004085616");
  account = get(last_);
  put_taxes(*account, {{"AUGSTNumber", ""}});
  ASSERT_TRUE(update(account));
  EXPECT_EQ(taxes_of(*get(last_)), "");
  ASSERT_EQ(with("DE", {{"VATNumber", "DE123456789"}}), "");
  account = get(last_);
  put_taxes(*account, {{"VATNumber", "DE987654321"}});  // once given, it stays
  ASSERT_TRUE(update(account));
  EXPECT_EQ(taxes_of(*get(last_)), "VATNumber=DE123456789");
}

}  // namespace
}  // namespace adsbox::services
