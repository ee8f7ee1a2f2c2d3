#include "services/customer_management/tax_ids.h"

#include <algorithm>
#include <string>
#include <vector>

#include "schema/rules.h"
#include "services/customer_management/addresses.h"
#include "services/entity/normalise.h"

namespace adsbox::services {
namespace {

using namespace customer_management;

using Pair = KeyValuePairOfstringstring;
using Pairs = list<box<Pair>>;

const schema::RuleSet* set_of(std::string_view kind, std::string_view name) {
  return schema::find_set(std::string(kind) + "." + std::string(name));
}

std::string names_of(const schema::RuleSet* set) {
  std::string out;
  if (set != nullptr)
    for (const auto n : schema::values_of(*set)) (out.empty() ? out : out += ", ") += schema::rule_book.text(n);
  return out.empty() ? "none" : out;
}

bool in(const schema::RuleSet* set, std::string_view value) {
  return set != nullptr && schema::contains(*set, value);
}

/// The keys of a country; nullptr where there are none.
const schema::RuleSet* keys_of(std::string_view country) {
  if (const auto* own = set_of("tax-keys", country)) return own;
  return in(schema::find_set("vat-countries"), country) ? set_of("tax-keys", "vat") : nullptr;
}

Pair* find(Pairs& pairs, std::string_view key) {
  for (auto& p : pairs)
    if (p && p->key == key) return p.get();
  return nullptr;
}

Error form_error(std::string_view key) {
  return key == "GSTINNumber" ? Error::Code1146 : key == "PanNumber" ? Error::Code1147 : Error::Code1144;
}

/// What a well-formed id must have in common with the address.
void check_place(Single& item, const Pair& pair, const Address& address, const std::string& field) {
  if (pair.key == "VATNumber") {
    std::string country = address.country_code.str();
    if (country == "GR") country = "EL";  // as Greece writes it there
    std::string begins(pair.value.view().substr(0, 2));
    if (fold_case(begins) != fold_case(country))
      item.refuse(Error::Code1144, "TaxInformation.country", field, pair.value.str(), country,
                  "a VAT number that begins with " + country + ", the country of the business address");
  } else if (pair.key == "GSTINNumber") {
    for (const auto& r : schema::rule_book.regions) {
      if (schema::rule_book.text(r.country) != "IN" || schema::rule_book.text(r.code) != address.state_or_province.view())
        continue;
      const auto number = schema::rule_book.text(r.tax_number);
      if (!pair.value.view().starts_with(number))
        item.refuse(Error::Code2207, "TaxInformation.state", field, pair.value.str(), std::string(number),
                    "a GSTIN that begins with " + std::string(number) + ", the state of the business address");
    }
  } else if (pair.key == "CCM" && (address.state_or_province != "SP" || keyword_key(address.city.view()) != "sao paulo")) {
    item.refuse(Error::Code1144, "TaxInformation.city", field, pair.value.str(), "São Paulo", "a business address in São Paulo");
  }
}

void check_pair(Single& item, const Pair& pair, const Address& address, const std::string& field) {
  const auto country = address.country_code.view();
  const auto key = pair.key.view();
  const auto* forms = set_of("tax-forms", key);
  if (forms == nullptr) {
    item.refuse(Error::Code1145, "TaxInformation.key", field, std::string(key), names_of(keys_of(country)),
                "one of the keys " + names_of(keys_of(country)));
    return;
  }
  if (!in(keys_of(country), key)) {
    item.refuse(Error::Code1144, "TaxInformation.unfit", field, std::string(key), names_of(keys_of(country)),
                "a key for " + std::string(country) + ": " + names_of(keys_of(country)));
    return;
  }
  if (pair.value.empty()) return;  // takes it away
  const auto fits = std::ranges::any_of(
      schema::values_of(*forms), [&](schema::Name form) { return has_form(pair.value.view(), schema::rule_book.text(form)); });
  if (!fits) {
    item.refuse(form_error(key), "TaxInformation.form", field, pair.value.str(), names_of(forms),
                "like one of " + names_of(forms) + " (9 a digit, A a letter, X either, *N up to N more)");
    return;
  }
  check_place(item, pair, address, field);
}

/// An add must bring one of what its country needs.
void check_needed(Single& item, Pairs& result, const Address& address) {
  const auto* needed = set_of("tax-needed", address.country_code.view());
  const auto has = [&](std::string_view key) {
    const auto* pair = find(result, key);
    return pair != nullptr && !pair->value.empty();
  };
  if (needed != nullptr &&
      std::ranges::none_of(schema::values_of(*needed), [&](schema::Name key) { return has(schema::rule_book.text(key)); }))
    item.refuse(address.country_code == "IN" ? Error::Code1148 : Error::Code1144, "TaxInformation.needed", "TaxInformation",
                "(absent)", names_of(needed), "one of " + names_of(needed) + " for an address in " + address.country_code.str());
  if (address.country_code == "BR" && address.state_or_province == "SP" && keyword_key(address.city.view()) == "sao paulo" &&
      has("CNPJ") && !has("CCM"))
    item.refuse(Error::Code1144, "TaxInformation.needed", "TaxInformation", "(absent)", "CCM", "CCM for a business in São Paulo");
}

}  // namespace

void decide_tax_information(Single& item, const AdvertiserAccount* stored, const Address* address) {
  const auto& sent = item.heard<AdvertiserAccount>().tax_information;
  auto& result = item.result<AdvertiserAccount>().tax_information;
  if (stored != nullptr) {
    result = stored->tax_information;
    if (sent.empty()) return;
    if (stored->payment_method_type == opt(PaymentMethodType::Invoice)) {
      item.refuse(Error::Code1137, "TaxInformation.invoice", "TaxInformation", std::to_string(sent.size()) + " items", "fixed",
                  "nothing: tax ids of accounts that pay by invoice are not changed here");
      return;
    }
  } else {
    result.reset();
  }
  if (address == nullptr || item.broken("BusinessAddress")) return;
  std::vector<std::string_view> seen;
  int i = 0;
  for (const auto& p : sent) {
    const auto field = "TaxInformation[" + std::to_string(i++) + "]";
    if (!p) continue;
    if (std::ranges::find(seen, p->key.view()) != seen.end()) {
      item.refuse(Error::Code1145, "TaxInformation.once", field, p->key.str(), "once", "each key once");
      continue;
    }
    seen.push_back(p->key.view());
    check_pair(item, *p, *address, field);
    auto* old = find(result, p->key.view());
    if (stored != nullptr && in(schema::find_set("tax-fixed"), p->key.view())) continue;
    if (old != nullptr)
      old->value = p->value;
    else if (!p->value.empty())
      result.push_back(p);
  }
  if (stored == nullptr) return check_needed(item, result, *address);
  Pairs kept;
  for (auto& p : result)
    if (p && !p->value.empty()) kept.push_back(std::move(p));
  result = std::move(kept);
}

}  // namespace adsbox::services
