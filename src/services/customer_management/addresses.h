// Addresses held against what is known of countries: schema/rules/countries.tsv and regions.tsv.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adsbox/customer_management.h"
#include "adsbox/errors.h"
#include "schema/rules.h"

namespace adsbox::services {

/// Whether a text has one of the forms: 9 a digit, A a letter, X either, *N up to N more of either, anything else itself (a
/// letter in any case).
[[nodiscard]] bool has_form(std::string_view text, std::string_view form);

struct AddressProblem {
  std::string_view field;
  Error error{};
  std::string value, bound, expected;
  bool mended = false;    // the suggestion has it right
  bool delivery = false;  // well formed, but nothing would arrive there
};

struct AddressReview {
  std::vector<AddressProblem> problems;
  box<customer_management::Address> suggestion;  // the address as it should be written, as far as that is known
  bool differs = false;                          // the suggestion does
};

/// `need_business_name`: of an account's address. Deliverability is looked at in Australia, Canada and the United States.
[[nodiscard]] AddressReview review_address(const customer_management::Address& address, bool need_business_name);

}  // namespace adsbox::services
