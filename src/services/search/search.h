// Searches of the Customer services: predicates, ordering and paging. Each service has Predicate, OrderBy and Paging types of its
// own; here they are read through their table rows, so that one engine serves all Search operations.
//
// What an operation takes is data, in schema/rules under the name that its Description gives ("search-accounts"):
//   set search-accounts.AccountName Contains Equals   # a field, with its operators
//   set search-accounts.twice CreatedDate             # fields that may stand twice; others stand once
//   set search-accounts.order Id Name Number          # what answers can be ordered by
//   limit search-accounts-page 1000 Code3080          # the largest page
//   limit search-in-values 10 Code3030                # of all operations: values of an In
// How many predicates there may be is a row of the request (`Predicates count=1..6:Code3030`).
//
//   const auto query = search::read(call, request, description);
//   if (!query) return std::unexpected(query.error());
//   std::erase_if(rows, [&](const auto& r) { return !query->matches([&](const search::Condition& c) { ... }); });
//   search::sort(rows, *query, ...);
//   for (const auto& row : search::page(rows, *query)) ...
#pragma once

#include <algorithm>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/call.h"

namespace adsbox::services::search {

/// How the values of a field are written, and compared.
enum class Kind : std::uint8_t {
  id,    // whole numbers
  text,  // whatever their case
  day,   // a dateTime of which the day (UTC) counts
  flag,  // true or false
  word,  // the operation's own: enum values
};

struct Field {
  std::string_view name;
  Kind kind;
};

struct Description {
  std::string_view rules;         // what the rows in schema/rules begin with
  std::span<const Field> fields;  // all that have a row
  std::string_view required;      // a field that must be there; empty: none
  Error required_error{};
};

enum class Operator : std::uint8_t { equals, contains, in, greater_equals, less_equals };

/// One predicate, checked and read.
struct Condition {
  int position = 0;  // in the request
  std::string_view field;
  Kind kind{};
  Operator op{};
  std::vector<std::string> texts;     // as they were sent; more than one only of an In
  std::vector<std::string> folded;    // Kind::text and word: without their case
  std::vector<std::int64_t> numbers;  // ids; days as 20260131; flags as 0 and 1

  [[nodiscard]] bool holds(std::int64_t number) const;
  [[nodiscard]] bool holds(std::string_view text) const;
};

struct Query {
  std::vector<Condition> conditions;
  std::string_view order_by;  // empty: as found
  bool descending = false;
  std::size_t first = 0, size = 0;  // of the page; size 0: the operation has no pages

  [[nodiscard]] const Condition* find(std::string_view field) const;
  template <class Holds>
  [[nodiscard]] bool matches(Holds&& holds) const {
    return std::ranges::all_of(conditions, holds);
  }
};

/// Reads Predicates, Ordering and PageInfo of a request (those that it has): the failure of the whole call when one of them is
/// not as the rows say. The request's own rules (check_request) must have been checked.
std::expected<Query, Failure> read(Call& call, const object& request, const Description& description);

/// Why a predicate is refused, for what only the operation can judge. `member`: Field, Operator or Value.
std::unexpected<Failure> refuse_predicate(const Call& call, int position, std::string_view rule, std::string_view member,
                                          std::string value, std::string bound, std::string expected);

/// Sorts by what `key(row)` gives, in the order that was asked for; equal ones stay as they are.
template <class Row, class Key>
void sort(std::vector<Row>& rows, const Query& query, Key&& key) {
  std::ranges::stable_sort(rows,
                           [&](const Row& a, const Row& b) { return query.descending ? key(b) < key(a) : key(a) < key(b); });
}

/// The rows of the page that was asked for; none past the last one.
template <class Row>
std::span<Row> page(std::vector<Row>& rows, const Query& query) {
  const auto first = std::min(query.first, rows.size());
  return std::span(rows).subspan(first, std::min(query.size, rows.size() - first));
}

}  // namespace adsbox::services::search
