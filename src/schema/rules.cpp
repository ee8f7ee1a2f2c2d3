#include "schema/rules.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace adsbox::schema {
namespace {

template <class Rows>
auto* named(const Rows& rows, std::string_view name, Name std::remove_reference_t<decltype(rows[0])>::* member) {
  const auto it = std::ranges::find_if(rows, [&](const auto& r) { return rule_book.text(r.*member) == name; });
  return it == rows.end() ? nullptr : &*it;
}

}  // namespace

const TypeRules* find_rules(TypeId type) {
  const auto it = std::ranges::lower_bound(rule_book.types, type, {}, &TypeRules::type);
  return it == rule_book.types.end() || it->type != type ? nullptr : &*it;
}

TypeId stored_as(TypeId type) {
  const auto* rules = find_rules(type);
  return rules == nullptr ? type : rules->stored_as;
}

bool add_only(TypeId type) {
  const auto* rules = find_rules(type);
  return rules != nullptr && rules->add_only;
}

bool has_rules(TypeId type) {
  const auto root = contract.types[type].root;
  return std::ranges::any_of(rule_book.types, [&](const TypeRules& r) { return contract.types[r.type].root == root; });
}

const RuleSet* find_set(std::string_view name) {
  return named(rule_book.sets, name, &RuleSet::name);
}

bool contains(const RuleSet& set, std::string_view value) {
  return std::ranges::any_of(values_of(set), [&](Name n) { return rule_book.text(n) == value; });
}

const LimitInfo* limit_named(std::string_view name) {
  return named(rule_book.limits, name, &LimitInfo::name);
}

const LimitInfo& find_limit(std::string_view name) {
  const auto* found = limit_named(name);
  if (found == nullptr) {  // a programmer's slip, seen at the first start
    std::fprintf(stderr, "adsbox: no limit is called %.*s\n", static_cast<int>(name.size()), name.data());
    std::abort();
  }
  return *found;
}

const CurrencyInfo* find_currency(std::string_view code) {
  return named(rule_book.currencies, code, &CurrencyInfo::code);
}

const TimeZoneInfo* find_time_zone(std::string_view name) {
  return named(rule_book.time_zones, name, &TimeZoneInfo::name);
}

const CountryInfo* find_country(std::string_view code) {
  const auto rows = rule_book.countries;
  const auto it = std::ranges::lower_bound(rows, code, {}, [](const CountryInfo& c) { return rule_book.text(c.code); });
  return it == rows.end() || rule_book.text(it->code) != code ? nullptr : &*it;
}

}  // namespace adsbox::schema
