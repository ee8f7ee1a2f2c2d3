#include "schema/rules.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace adsbox::schema {
namespace {

/// The rows of a table by a name of theirs; made when one is first looked for.
template <class Row>
class ByName {
 public:
  ByName(std::span<const Row> rows, Name Row::* member) {
    for (const auto& r : rows) rows_.emplace(rule_book.text(r.*member), &r);
  }
  [[nodiscard]] const Row* find(std::string_view name) const {
    const auto it = rows_.find(name);
    return it == rows_.end() ? nullptr : it->second;
  }

 private:
  std::unordered_map<std::string_view, const Row*> rows_;
};

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
  static const auto roots = [] {
    std::vector<bool> with_rules(contract.types.size());
    for (const auto& r : rule_book.types) with_rules[contract.types[r.type].root] = true;
    return with_rules;
  }();
  return roots[contract.types[type].root];
}

const RuleSet* find_set(std::string_view name) {
  static const ByName<RuleSet> rows(rule_book.sets, &RuleSet::name);
  return rows.find(name);
}

bool contains(const RuleSet& set, std::string_view value) {
  return std::ranges::any_of(values_of(set), [&](Name n) { return rule_book.text(n) == value; });
}

const LimitInfo* limit_named(std::string_view name) {
  static const ByName<LimitInfo> rows(rule_book.limits, &LimitInfo::name);
  return rows.find(name);
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
  static const ByName<CurrencyInfo> rows(rule_book.currencies, &CurrencyInfo::code);
  return rows.find(code);
}

const TimeZoneInfo* find_time_zone(std::string_view name) {
  static const ByName<TimeZoneInfo> rows(rule_book.time_zones, &TimeZoneInfo::name);
  return rows.find(name);
}

const CountryInfo* find_country(std::string_view code) {
  const auto rows = rule_book.countries;
  const auto it = std::ranges::lower_bound(rows, code, {}, [](const CountryInfo& c) { return rule_book.text(c.code); });
  return it == rows.end() || rule_book.text(it->code) != code ? nullptr : &*it;
}

}  // namespace adsbox::schema
