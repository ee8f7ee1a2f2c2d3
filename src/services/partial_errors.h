// PartialErrors of an answer, and the request rules that refuse a call as a whole.
#pragma once

#include <algorithm>
#include <expected>
#include <span>
#include <string_view>
#include <vector>

#include "services/call.h"

namespace adsbox::services {

/// What FieldPath says: the element of the item, "FinalUrls", whatever lies inside it; the item is named by Index. Of an action
/// it is the element of the criterion.
[[nodiscard]] std::string_view element_of_item(std::string_view path);

/// Fills a BatchError (of any service: the members it has) out of an error.
void fill_batch_error(object& batch_error, const ErrorValue& error);
/// The same for a BatchErrorCollection, which has no code when the error is of a part of its item.
void fill_error_collection(object& collection, const ErrorValue& error);

/// The BatchError of an error: the EditorialError of the same service where a review objected.
box<object> make_batch_error(TypeId batch_error, const ErrorValue& error);
/// The BatchErrorCollection that begins with the first of these errors: an EditorialErrorCollection where a review objected to
/// what it tells of, be it a part of the item.
box<object> make_error_collection(TypeId collection, std::span<const ErrorValue> errors);

template <class T>
box<T> downcast_error(box<object> error) {
  auto* const typed = static_cast<T*>(error.get());
  (void)error.release_bits();
  return box<T>(typed);
}

/// The PartialErrors list: only what failed, by position; empty when nothing did. Leaves the errors in the call for explanations.
template <class BatchError>
list<box<BatchError>> partial_errors(Call& call, std::vector<ErrorValue> errors) {
  list<box<BatchError>> out;
  out.set_empty();
  for (const auto& e : errors) out.push_back(downcast_error<BatchError>(make_batch_error(BatchError::type_id, e)));
  for (auto& e : errors) call.partial_errors.push_back(std::move(e));
  return out;
}

/// PartialErrors of the Customer services: a list for each item of the request, nil where nothing is wrong with it; empty when
/// nothing is wrong with any. Leaves the errors in the call.
template <class OperationError>
list<list<box<OperationError>>> errors_by_item(Call& call, std::vector<ErrorValue> errors, std::size_t items) {
  list<list<box<OperationError>>> out;
  out.set_empty();
  if (errors.empty()) return out;
  for (std::size_t i = 0; i < items; ++i) out.push_back(list<box<OperationError>>(nil));
  for (auto& e : errors) {
    auto b = make<OperationError>();
    fill_batch_error(*b, e);
    if (e.index >= 0 && static_cast<std::size_t>(e.index) < items) out[static_cast<std::size_t>(e.index)].push_back(std::move(b));
    call.partial_errors.push_back(std::move(e));
  }
  return out;
}

/// NestedPartialErrors: an entry for each item with errors, by position, and one more for each further error of the item as a
/// whole; errors with a nested_index are of a part of the item and stand in an entry's own list. Leaves the errors in the call.
template <class Collection, class BatchError>
list<box<Collection>> nested_errors(Call& call, std::vector<ErrorValue> errors) {
  list<box<Collection>> out;
  out.set_empty();
  std::ranges::stable_sort(errors, {}, &ErrorValue::index);
  int at = -1;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    const auto& e = errors[i];
    const bool told = !out.empty() && at == e.index && out[out.size() - 1]->error_code;
    if (out.empty() || at != e.index || (told && e.nested_index < 0)) {
      auto c = downcast_error<Collection>(make_error_collection(Collection::type_id, std::span(errors).subspan(i)));
      c->batch_errors.set_empty();
      out.push_back(std::move(c));
      at = e.index;
    } else if (e.nested_index < 0) {
      fill_error_collection(*out[out.size() - 1], e);
    }
    if (e.nested_index < 0) continue;
    auto b = downcast_error<BatchError>(make_batch_error(BatchError::type_id, e));
    b->index = e.nested_index;
    out[out.size() - 1]->batch_errors.push_back(std::move(b));
  }
  for (auto& e : errors) call.partial_errors.push_back(std::move(e));
  return out;
}

/// Checks the request's own members by its rule rows (batch sizes, required lists, the account of the header): the failure of the
/// whole call, with one error.
std::expected<void, Failure> check_request(const Call& call, const object& request);

}  // namespace adsbox::services
