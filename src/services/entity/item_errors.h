// Errors of one item of a request, each with what explains it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "errors/failure.h"

namespace adsbox::services {

/// Where a check stands in the request; rendered only when something is wrong.
struct Path {
  const Path* up = nullptr;
  std::string_view name;
  int index = -1;
  /// `Campaigns[1].UrlCustomParameters.Parameters[0].Key`
  [[nodiscard]] std::string text() const {
    std::string s = up == nullptr ? std::string() : up->text();
    if (!s.empty() && !name.empty()) s += '.';
    s += name;
    if (index >= 0) s += '[' + std::to_string(index) + ']';
    return s;
  }
};

/// Collects the errors of one item (or, with index -1, of the whole request).
class ItemErrors {
 public:
  ItemErrors(std::vector<ErrorValue>& out, int index) : out_(out), index_(index) {}

  /// `rule`: stable id, e.g. "Campaign.BudgetId.exists". `value` and `bound` may be empty.
  ErrorValue& add(Error error, std::string rule, std::string field, std::string value, std::string bound, std::string expected) {
    any_ = true;
    auto& e = out_.emplace_back();
    e.error = error;
    e.index = index_;
    e.why = {std::move(rule), std::move(field), std::move(value), std::move(bound), std::move(expected)};
    return e;
  }
  [[nodiscard]] bool any() const { return any_; }
  [[nodiscard]] int index() const { return index_; }

 private:
  std::vector<ErrorValue>& out_;
  int index_;
  bool any_ = false;
};

}  // namespace adsbox::services
