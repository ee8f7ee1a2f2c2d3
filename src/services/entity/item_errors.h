// Errors of one item of a request, each with what explains it.
#pragma once

#include <algorithm>
#include <memory>
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

/// Collects the errors of one item (or, with index -1, of the whole request). A member is refused once: what is said later about
/// it, or about something inside it, would only repeat the first refusal in other words and is dropped.
class ItemErrors {
 public:
  ItemErrors(std::vector<ErrorValue>& out, int index) : out_(&out), index_(index) {}

  /// `rule`: stable id, e.g. "Campaign.BudgetId.exists". What the caller leaves out of value and bound is filled in, so that
  /// every explanation is complete. The reference is good until the next call.
  ErrorValue& add(Error error, std::string rule, std::string field, std::string value, std::string bound, std::string expected) {
    const bool again = broken(field);
    if (again && !dropped_) dropped_ = std::make_unique<ErrorValue>();
    auto& e = again ? *dropped_ : out_->emplace_back();
    if (!again) fields_.push_back(field);
    if (value.empty()) value = "(absent)";
    if (bound.empty()) bound = expected;
    e.error = error;
    e.index = index_;
    e.why = {std::move(rule), std::move(field), std::move(value), std::move(bound), std::move(expected)};
    return e;
  }
  [[nodiscard]] bool any() const { return !fields_.empty(); }
  /// Whether this path, or one that it lies in, was refused.
  [[nodiscard]] bool broken(std::string_view field) const {
    return std::ranges::any_of(fields_, [&](const std::string& f) {
      return field.starts_with(f) && (field.size() == f.size() || field[f.size()] == '.' || field[f.size()] == '[');
    });
  }
  /// Whether this path, one that it lies in, or something inside it was refused.
  [[nodiscard]] bool touched(std::string_view field) const {
    return broken(field) || std::ranges::any_of(fields_, [&](const std::string& f) {
             return f.size() > field.size() && f.starts_with(field) && (f[field.size()] == '.' || f[field.size()] == '[');
           });
  }
  [[nodiscard]] int index() const { return index_; }

 private:
  std::vector<ErrorValue>* out_;
  int index_;
  std::vector<std::string> fields_;
  std::unique_ptr<ErrorValue> dropped_;  // few items need one
};

}  // namespace adsbox::services
