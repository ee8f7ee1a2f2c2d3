// PartialErrors of an answer, and the request rules that refuse a call as a whole.
#pragma once

#include <expected>
#include <vector>

#include "services/call.h"

namespace adsbox::services {

/// Fills a BatchError (of any service: the members it has) out of an error.
void fill_batch_error(object& batch_error, const ErrorValue& error);

/// The PartialErrors list: only what failed, by position; empty when nothing did. Leaves the errors in the call for explanations.
template <class BatchError>
list<box<BatchError>> partial_errors(Call& call, std::vector<ErrorValue> errors) {
  list<box<BatchError>> out;
  out.set_empty();
  for (const auto& e : errors) {
    auto b = make<BatchError>();
    fill_batch_error(*b, e);
    out.push_back(std::move(b));
  }
  for (auto& e : errors) call.partial_errors.push_back(std::move(e));
  return out;
}

/// Checks the request's own members by its rule rows (batch sizes, required lists, the account of the header): the failure of the
/// whole call, with one error.
std::expected<void, Failure> check_request(const Call& call, const object& request);

}  // namespace adsbox::services
