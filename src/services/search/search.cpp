#include "services/search/search.h"

#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "codec/codec.h"
#include "services/entity/calendar.h"
#include "services/entity/fields.h"
#include "services/entity/limits.h"
#include "services/entity/normalise.h"
#include "services/entity/validate.h"

namespace adsbox::services::search {
namespace {

std::string rule_name(const Call& call, std::string_view part) {
  return std::string(schema::text(call.operation.name)) + "." + std::string(part);
}

/// The names in a set of rules; nothing where there is no such set.
std::string names_of(const schema::RuleSet* set) {
  std::string out;
  if (set == nullptr) return out;
  for (const auto n : schema::values_of(*set)) (out.empty() ? out : out += ", ") += schema::rule_book.text(n);
  return out;
}

const schema::RuleSet* set_of(const Description& d, std::string_view name) {
  return schema::find_set(std::string(d.rules) + "." + std::string(name));
}

/// A member of a request; nullptr where its type has none of that name.
const schema::FieldInfo* member_of(const object& o, std::string_view name) {
  return schema::find_field(schema::type_info(o.contract_type), name);
}

const text& text_in(const object& o, std::string_view name) {
  return *static_cast<const text*>(member(o, field_of(o.contract_type, name)));
}

std::int64_t int_in(const object& o, std::string_view name) {
  return static_cast<const opt<std::int32_t>*>(member(o, field_of(o.contract_type, name)))->value_or(0);
}

/// The items of a list of objects.
std::vector<const object*> items_in(const object& request, std::string_view name) {
  std::vector<const object*> out;
  const auto* f = member_of(request, name);
  if (f == nullptr) return out;
  const auto& l = *static_cast<const list_base*>(member(request, *f));
  for (std::uint32_t i = 0; i < l.size_; ++i) out.push_back(static_cast<const box<object>*>(l.data_)[i].get());
  return out;
}

std::expected<void, Failure> check_rules(const object& o, const Path& path) {
  std::vector<ErrorValue> found;
  ItemErrors errors(found, -1);
  validate(o, nullptr, {}, path, errors);
  if (found.empty()) return {};
  found.resize(1);  // the first one says why the call was refused
  found.front().field_path.clear();
  return std::unexpected(Failure{FaultKind::operation, std::move(found), 0});
}

std::optional<Operator> operator_by_name(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Operator>, 5> all = {{{"Equals", Operator::equals},
                                                                         {"Contains", Operator::contains},
                                                                         {"In", Operator::in},
                                                                         {"GreaterThanEquals", Operator::greater_equals},
                                                                         {"LessThanEquals", Operator::less_equals}}};
  for (const auto& [n, op] : all)
    if (n == name) return op;
  return std::nullopt;
}

/// The parts of a comma list.
std::vector<std::string> split(std::string_view all) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= all.size();) {
    const auto comma = std::min(all.find(',', at), all.size());
    auto one = all.substr(at, comma - at);
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
    if (!one.empty()) out.emplace_back(one);
    at = comma + 1;
  }
  return out;
}

std::optional<std::int64_t> number_of(Kind kind, std::string_view value) {
  if (kind == Kind::id) {
    std::int64_t id = 0;
    const auto [end, status] = std::from_chars(value.data(), value.data() + value.size(), id);
    if (status != std::errc{} || end != value.data() + value.size()) return std::nullopt;
    return id;
  }
  if (kind == Kind::flag) {
    const auto folded = fold_case(value);
    if (folded == "true" || folded == "1") return 1;
    if (folded == "false" || folded == "0") return 0;
    return std::nullopt;
  }
  DateTime moment;
  if (codec::parse_date_time(value, moment) || codec::parse_date_time(std::string(value) + "T00:00:00", moment))
    return date_number(moment);
  return std::nullopt;
}

constexpr std::string_view form_of(Kind kind) {
  return kind == Kind::id ? "a whole number" : kind == Kind::flag ? "true or false" : "a date such as 2026-01-31";
}

std::expected<Condition, Failure> condition_of(Call& call, const object& p, int position, const Description& d) {
  const auto name = text_in(p, "Field").str();
  const auto field = std::ranges::find(d.fields, name, &Field::name);
  const auto* operators = field == d.fields.end() ? nullptr : set_of(d, name);
  if (operators == nullptr) {
    std::string known;
    for (const auto& f : d.fields) (known.empty() ? known : known += ", ") += f.name;
    return refuse_predicate(call, position, "field", "Field", name, known, "one of the fields " + known);
  }
  const auto& operator_row = field_of(p.contract_type, "Operator");
  const auto operator_name = describe(operator_row, member(p, operator_row));
  const auto op = operator_by_name(operator_name);
  if (!op || !schema::contains(*operators, operator_name)) {
    const auto allowed = names_of(operators);
    return refuse_predicate(call, position, "operator", "Operator", operator_name, allowed,
                            "an operator that " + name + " takes: " + allowed);
  }
  const auto& value = text_in(p, "Value");
  Condition c{position, field->name, field->kind, *op, {}, {}, {}};
  c.texts = *op == Operator::in ? split(value.view()) : std::vector{value.str()};
  const auto most = limit_of(call.world, schema::find_limit("search-in-values"));
  if (c.texts.empty() || static_cast<std::int64_t>(c.texts.size()) > most)
    return refuse_predicate(call, position, "in", "Value", std::to_string(c.texts.size()) + " values",
                            "1.." + std::to_string(most), "a comma list of 1.." + std::to_string(most) + " values");
  for (const auto& t : c.texts) {
    if (field->kind == Kind::text || field->kind == Kind::word) {
      c.folded.push_back(fold_case(t));
      continue;
    }
    const auto n = number_of(field->kind, t);
    if (!n) return refuse_predicate(call, position, "value", "Value", t, "", std::string(form_of(field->kind)));
    c.numbers.push_back(*n);
  }
  return c;
}

/// Each field stands once, or twice where the rules say so; the one that is required is there.
std::expected<void, Failure> check_fields(const Call& call, const Query& query, const Description& d) {
  const auto* twice = set_of(d, "twice");
  for (const auto& c : query.conditions) {
    const auto before = std::ranges::count_if(
        query.conditions, [&](const Condition& other) { return other.field == c.field && other.position < c.position; });
    const auto allowed = twice != nullptr && schema::contains(*twice, c.field) ? 2 : 1;
    if (before >= allowed)
      return refuse_predicate(call, c.position, "once", "Field", std::string(c.field), std::to_string(allowed),
                              std::string(c.field) + (allowed == 1 ? " in one predicate" : " in two predicates"));
  }
  if (!d.required.empty() && query.find(d.required) == nullptr)
    return fail(FaultKind::operation, d.required_error,
                {rule_name(call, "Predicates.required"), "Predicates", std::to_string(query.conditions.size()) + " predicates",
                 std::string(d.required), "a predicate of the field " + std::string(d.required)});
  return {};
}

std::expected<void, Failure> read_order(const Call& call, const object& request, const Description& d, Query& query) {
  const auto ordering = items_in(request, "Ordering");
  if (ordering.empty() || ordering.front() == nullptr) return {};  // only the first one counts
  const auto& by = *ordering.front();
  const auto& field_row = field_of(by.contract_type, "Field");
  const auto& order_row = field_of(by.contract_type, "Order");
  // A value type's default: the first of the enum.
  const auto number = static_cast<const opt<std::int32_t>*>(member(by, field_row))->value_or(0);
  const auto* fields = set_of(d, "order");
  for (const auto& v : schema::values_of(schema::contract.enums[field_row.type]))
    if (v.number == static_cast<std::uint64_t>(number)) query.order_by = schema::text(v.name);
  if (fields == nullptr || !schema::contains(*fields, query.order_by)) {
    const auto allowed = names_of(fields);
    return fail(FaultKind::operation, Error::Code3030,
                {rule_name(call, "Ordering.Field"), "Ordering[0].Field", std::string(query.order_by), allowed,
                 "an order by one of " + allowed});
  }
  query.descending = describe(order_row, member(by, order_row)) == "Descending";
  return {};
}

std::expected<void, Failure> read_page(Call& call, const object& request, const Description& d, Query& query) {
  const auto* f = member_of(request, "PageInfo");
  if (f == nullptr) return {};
  const object* info = static_cast<const box<object>*>(member(request, *f))->get();
  if (info == nullptr)
    return fail(FaultKind::operation, Error::Code3080,
                {rule_name(call, "PageInfo.required"), "PageInfo", "(absent)", "required", "a page: Index and Size"});
  if (auto ok = check_rules(*info, {nullptr, "PageInfo"}); !ok) return ok;
  const auto most = limit_of(call.world, schema::find_limit(std::string(d.rules) + "-page"));
  const auto index = int_in(*info, "Index"), size = int_in(*info, "Size");
  if (size < 1 || size > most) {
    const auto bound = "1.." + std::to_string(most);
    return fail(FaultKind::operation, Error::Code3080,
                {rule_name(call, "PageInfo.Size"), "PageInfo.Size", std::to_string(size), bound, "a number in " + bound});
  }
  query.size = static_cast<std::size_t>(size);
  query.first = static_cast<std::size_t>(index) * query.size;
  return {};
}

}  // namespace

bool Condition::holds(std::int64_t number) const {
  switch (op) {
    case Operator::greater_equals:
      return number >= numbers.front();
    case Operator::less_equals:
      return number <= numbers.front();
    default:
      return std::ranges::find(numbers, number) != numbers.end();
  }
}

bool Condition::holds(std::string_view text) const {
  const auto have = fold_case(text);
  return std::ranges::any_of(folded, [&](const std::string& wanted) {
    switch (op) {
      case Operator::contains:
        return have.find(wanted) != std::string::npos;
      case Operator::greater_equals:
        return have >= wanted;
      case Operator::less_equals:
        return have <= wanted;
      default:
        return have == wanted;
    }
  });
}

const Condition* Query::find(std::string_view field) const {
  const auto it = std::ranges::find(conditions, field, &Condition::field);
  return it == conditions.end() ? nullptr : &*it;
}

std::unexpected<Failure> refuse_predicate(const Call& call, int position, std::string_view rule, std::string_view member,
                                          std::string value, std::string bound, std::string expected) {
  if (bound.empty()) bound = expected;
  return fail(
      FaultKind::operation, Error::Code3030,
      {rule_name(call, "Predicates." + std::string(rule)), "Predicates[" + std::to_string(position) + "]." + std::string(member),
       std::move(value), std::move(bound), std::move(expected)});
}

std::expected<Query, Failure> read(Call& call, const object& request, const Description& d) {
  Query query;
  if (auto ok = read_page(call, request, d, query); !ok) return std::unexpected(std::move(ok.error()));
  int position = 0;
  for (const object* p : items_in(request, "Predicates")) {
    if (p == nullptr)
      return refuse_predicate(call, position, "nil", "Field", "(nil)", "no nil items", "a predicate for every item");
    if (auto ok = check_rules(*p, {nullptr, "Predicates", position}); !ok) return std::unexpected(std::move(ok.error()));
    auto condition = condition_of(call, *p, position++, d);
    if (!condition) return std::unexpected(std::move(condition.error()));
    query.conditions.push_back(std::move(*condition));
  }
  if (auto ok = check_fields(call, query, d); !ok) return std::unexpected(std::move(ok.error()));
  if (auto ok = read_order(call, request, d, query); !ok) return std::unexpected(std::move(ok.error()));
  return query;
}

}  // namespace adsbox::services::search
