#include "services/customer_management/addresses.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "services/entity/normalise.h"

namespace adsbox::services {
namespace {

using customer_management::Address;
using schema::CountryInfo;
using schema::RegionInfo;

std::string_view row_text(schema::Name n) {
  return schema::rule_book.text(n);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c;
}

std::string upper_case(std::string_view s) {
  std::string out(s);
  std::ranges::transform(out, out.begin(), upper);
  return out;
}

/// Without spaces around, and one between words.
std::string tidy(std::string_view s) {
  std::string out;
  for (const char c : s) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (space && (out.empty() || out.back() == ' ')) continue;
    out += space ? ' ' : c;
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

/// SEATTLE and seattle to Seattle; what has both cases already is somebody's choice.
std::string name_case(std::string s) {
  const bool lower = std::ranges::any_of(s, [](char c) { return c >= 'a' && c <= 'z'; });
  const bool capital = std::ranges::any_of(s, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (lower == capital || std::ranges::any_of(s, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) return s;
  bool start = true;
  for (char& c : s) {
    if (is_letter(c)) c = start ? upper(c) : static_cast<char>(c | 0x20);
    start = !is_letter(c) && c != '\'';
  }
  return s;
}

template <class F>
void each_part(std::string_view all, char by, F&& work) {
  for (std::size_t at = 0; at <= all.size();) {
    const auto end = std::min(all.find(by, at), all.size());
    if (end > at) work(all.substr(at, end - at));
    at = end + 1;
  }
}

std::string separators_gone(std::string_view s) {
  std::string out;
  for (const char c : s)
    if (c != ' ' && c != '-' && c != '.') out += c;
  return out;
}

/// The postal code as one of the country's forms writes it; empty when it has none of them.
std::string postal_code(const CountryInfo& country, std::string_view sent) {
  const auto code = upper_case(sent);
  std::string found;
  each_part(row_text(country.postal_forms), '|', [&](std::string_view form) {
    if (found.empty() && has_form(code, form)) found = code;
  });
  const auto bare = separators_gone(code);
  each_part(row_text(country.postal_forms), '|', [&](std::string_view form) {
    if (!found.empty() || !has_form(bare, separators_gone(form))) return;
    std::size_t at = 0;
    for (const char c : form) found += c == ' ' || c == '-' || c == '.' ? c : bare[at++];
  });
  return found;
}

bool covers(const RegionInfo& region, std::string_view code) {
  bool found = false;
  const auto bare = separators_gone(code);
  each_part(row_text(region.postal), ',', [&](std::string_view range) {
    const auto dash = range.find('-');
    const auto low = range.substr(0, dash), high = dash == std::string_view::npos ? low : range.substr(dash + 1);
    const auto beginning = std::string_view(bare).substr(0, low.size());
    found = found || (beginning >= low && beginning <= high);
  });
  return found;
}

const CountryInfo* country_by_any_name(std::string_view sent) {
  if (const auto* c = schema::find_country(upper_case(sent))) return c;
  const auto wanted = keyword_key(sent);
  const auto rows = schema::rule_book.countries;
  const auto it = std::ranges::find_if(rows, [&](const CountryInfo& c) { return keyword_key(row_text(c.name)) == wanted; });
  return it == rows.end() ? nullptr : &*it;
}

const RegionInfo* region_by_any_name(const CountryInfo& country, std::string_view sent) {
  auto code = upper_case(sent);
  if (code.starts_with(std::string(row_text(country.code)) + "-")) code.erase(0, 3);
  const auto name = keyword_key(sent);
  for (const auto& r : schema::rule_book.regions)
    if (row_text(r.country) == row_text(country.code) && (row_text(r.code) == code || keyword_key(row_text(r.name)) == name))
      return &r;
  return nullptr;
}

std::string regions_of(const CountryInfo& country) {
  std::string out;
  for (const auto& r : schema::rule_book.regions)
    if (row_text(r.country) == row_text(country.code)) (out.empty() ? out : out += ", ") += row_text(r.code);
  return out;
}

/// Countries where it is known which places mail is brought to.
bool delivery_is_known(const CountryInfo& c) {
  static constexpr std::array<std::string_view, 3> known = {"AU", "CA", "US"};
  return std::ranges::find(known, row_text(c.code)) != known.end();
}

class Review {
 public:
  Review(const Address& address, bool need_business_name) : sent_(address), need_business_name_(need_business_name) {
    out_.suggestion = make<Address>(address);
  }

  AddressReview run() {
    auto& a = *out_.suggestion;
    for (auto* t : {&a.line1, &a.line2, &a.line3, &a.line4, &a.business_name})
      if (t->has_value()) *t = tidy(t->view());
    if (a.city) a.city = name_case(tidy(a.city.view()));
    if (need_business_name_ && a.business_name.empty()) missing("BusinessName", Error::Code1140, "the name of the business");
    name("City", Error::Code200, a.city);
    if (a.line1.empty()) missing("Line1", Error::Code205, "street and number");
    const auto* country = the_country();
    if (country != nullptr) {
      region(*country);
      postal(*country);
      if (delivery_is_known(*country)) delivery(*country);
    }
    out_.differs = !equal_objects(a, sent_);
    return std::move(out_);
  }

 private:
  AddressProblem& problem(std::string_view field, Error error, std::string_view value, std::string bound, std::string expected) {
    return out_.problems.emplace_back(
        AddressProblem{field, error, std::string(value), std::move(bound), std::move(expected), false, false});
  }
  void missing(std::string_view field, Error error, std::string expected) {
    problem(field, error, "(absent)", "required", std::move(expected));
  }
  [[nodiscard]] bool broken(std::string_view field) const {
    return std::ranges::any_of(out_.problems, [&](const AddressProblem& p) { return p.field == field && !p.mended; });
  }

  void name(std::string_view field, Error error, const text& value) {
    const auto s = value.view();
    if (s.empty()) return missing(field, error, "the name of the city");
    if (std::ranges::none_of(s, [](char c) { return is_letter(c) || static_cast<unsigned char>(c) >= 0x80; }))
      problem(field, error, s, "letters", "the name of a city");
  }

  const CountryInfo* the_country() {
    auto& code = out_.suggestion->country_code;
    if (code.empty()) {
      missing("CountryCode", Error::Code1140, "a country code of ISO 3166, two letters");
      return nullptr;
    }
    const auto* country = country_by_any_name(tidy(code.view()));
    if (country == nullptr) {
      problem("CountryCode", Error::Code1140, code.view(), "ISO 3166", "a country code of ISO 3166, two letters");
      return nullptr;
    }
    code = row_text(country->code);
    if (upper_case(tidy(sent_.country_code.view())) != code.view())
      problem("CountryCode", Error::Code1140, sent_.country_code.view(), "ISO 3166", "the code " + code.str()).mended = true;
    return country;
  }

  void region(const CountryInfo& country) {
    using enum CountryInfo::Regions;
    auto& state = out_.suggestion->state_or_province;
    if (state) state = tidy(state.view());
    if (country.regions == any) return;
    if (state.empty()) {
      if (country.regions == required) missing("StateOrProvince", Error::Code1140, "one of " + regions_of(country));
      return;
    }
    if (country.regions == none) {
      const auto was = state.str();
      state.set_nil();
      problem("StateOrProvince", Error::Code1140, was, "none", "nothing: addresses there name no state or province").mended =
          true;
      return;
    }
    if (const auto* r = region_by_any_name(country, state.view())) {
      const auto was = upper_case(state.view());
      state = row_text(r->code);
      if (was != state.view())
        problem("StateOrProvince", Error::Code1140, was, regions_of(country), "the code " + state.str()).mended = true;
      return;
    }
    problem("StateOrProvince", Error::Code1140, state.view(), regions_of(country), "one of " + regions_of(country));
  }

  void postal(const CountryInfo& country) {
    auto& code = out_.suggestion->postal_code;
    const auto forms = row_text(country.postal_forms);
    if (code) code = tidy(code.view());
    if (forms.empty()) return;
    const std::string expected = "a postal code like " + std::string(forms) + " (9 a digit, A a letter, X either)";
    if (code.empty()) return missing("PostalCode", Error::Code209, expected);
    const auto good = postal_code(country, code.view());
    if (good.empty()) {
      problem("PostalCode", Error::Code209, code.view(), std::string(forms), expected);
      return;
    }
    const auto was = upper_case(code.view());
    code = good;
    if (was != good) problem("PostalCode", Error::Code209, was, std::string(forms), expected).mended = true;
  }

  void delivery(const CountryInfo& country) {
    auto& a = *out_.suggestion;
    const auto line = upper_case(a.line1.view());
    if (!line.empty() && std::ranges::none_of(line, is_digit) && !separators_gone(line).starts_with("POBOX"))
      problem("Line1", Error::Code205, a.line1.view(), "a number", "a house number or a PO box").delivery = true;
    if (broken("PostalCode") || a.postal_code.empty()) return;
    const RegionInfo* stated = nullptr;
    const RegionInfo* where = nullptr;
    for (const auto& r : schema::rule_book.regions) {
      if (row_text(r.country) != row_text(country.code)) continue;
      if (row_text(r.code) == a.state_or_province.view()) stated = &r;
      if (where == nullptr && covers(r, a.postal_code.view())) where = &r;
    }
    if (where == nullptr) {
      problem("PostalCode", Error::Code209, a.postal_code.view(), "of a region", "a postal code that is in use").delivery = true;
    } else if (stated == nullptr || !covers(*stated, a.postal_code.view())) {
      const std::string place(row_text(where->code));
      auto& p = problem("StateOrProvince", Error::Code1140, a.state_or_province.view(), place,
                        place + ", where the postal code " + a.postal_code.str() + " is");
      p.mended = p.delivery = true;
      // What was wrong with the state is mended as well.
      for (auto& other : out_.problems) other.mended = other.mended || other.field == "StateOrProvince";
      a.state_or_province = place;
    }
  }

  const Address& sent_;
  bool need_business_name_;
  AddressReview out_;
};

}  // namespace

bool has_form(std::string_view text, std::string_view form) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '*') {
      std::size_t more = 0;
      for (const char digit : form.substr(i + 1)) more = more * 10 + static_cast<std::size_t>(digit - '0');
      const auto rest = text.substr(at);
      return rest.size() <= more && std::ranges::all_of(rest, [](char c) { return is_digit(c) || is_letter(c); });
    }
    if (at == text.size()) return false;
    const char c = text[at++];
    const bool fits = form[i] == '9'   ? is_digit(c)
                      : form[i] == 'A' ? is_letter(c)
                      : form[i] == 'X' ? is_digit(c) || is_letter(c)
                                       : upper(c) == upper(form[i]);
    if (!fits) return false;
  }
  return at == text.size();
}

AddressReview review_address(const Address& address, bool need_business_name) {
  return Review(address, need_business_name).run();
}

}  // namespace adsbox::services
