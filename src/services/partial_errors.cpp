#include "services/partial_errors.h"

#include "services/entity/fields.h"
#include "services/entity/validate.h"

namespace adsbox::services {
namespace {

void set_text(object& o, std::string_view name, std::string_view value) {
  const auto* f = schema::find_field(schema::type_info(o.contract_type), name);
  if (f != nullptr && !value.empty()) static_cast<text*>(member(o, *f))->assign(value);
}

void set_int(object& o, std::string_view name, int value) {
  const auto* f = schema::find_field(schema::type_info(o.contract_type), name);
  if (f != nullptr) *static_cast<opt<std::int32_t>*>(member(o, *f)) = value;
}

/// EditorialError of a service's BatchError, EditorialErrorCollection of its BatchErrorCollection.
TypeId editorial_type(TypeId base) {
  for (TypeId id = 0; id < schema::contract.types.size(); ++id)
    if (schema::type_info(id).base == base && schema::text(schema::type_info(id).name).starts_with("EditorialError")) return id;
  return base;
}

void fill_editorial(object& error, const EditorialDetail& detail) {
  set_int(error, "ReasonCode", detail.reason_code);
  set_text(error, "Location", detail.location);
  set_text(error, "DisapprovedText", detail.disapproved_text);
  set_text(error, "PublisherCountry", detail.publisher_country);
  if (const auto* f = schema::find_field(schema::type_info(error.contract_type), "Appealable"))
    *static_cast<opt<bool>*>(member(error, *f)) = detail.appealable;
}

}  // namespace

std::string_view element_of_item(std::string_view path) {
  constexpr std::string_view criterion = "AdGroupCriterion.";
  const auto item = path.find("].");
  if (item != std::string_view::npos && item < path.find('.')) path.remove_prefix(item + 2);
  if (path.starts_with(criterion)) path.remove_prefix(criterion.size());
  return path.substr(0, path.find_first_of(".["));
}

void fill_batch_error(object& batch_error, const ErrorValue& e) {
  const auto& row = error_info(e.error);
  set_int(batch_error, "Code", row.code);
  set_int(batch_error, "Index", e.index);
  set_text(batch_error, "ErrorCode", schema::text(row.symbol));
  set_text(batch_error, "Message", schema::text(row.message));
  set_text(batch_error, "Details", e.details);
  set_text(batch_error, "FieldPath", element_of_item(e.field_path));
  set_text(batch_error, "Type", schema::text(schema::type_info(batch_error.contract_type).name));
}

void fill_error_collection(object& collection, const ErrorValue& e) {
  if (e.nested_index >= 0) {
    set_int(collection, "Index", e.index);
    set_text(collection, "Type", schema::text(schema::type_info(collection.contract_type).name));
    return;
  }
  fill_batch_error(collection, e);
  if (e.editorial) fill_editorial(collection, *e.editorial);
}

box<object> make_batch_error(TypeId batch_error, const ErrorValue& e) {
  box<object> error(create_object(e.editorial ? editorial_type(batch_error) : batch_error));
  fill_batch_error(*error, e);
  if (e.editorial) fill_editorial(*error, *e.editorial);
  return error;
}

box<object> make_error_collection(TypeId collection, std::span<const ErrorValue> errors) {
  bool objected = false, told = false;
  for (const auto& e : errors) {
    if (e.index != errors.front().index || (e.nested_index < 0 && told)) break;
    told = told || e.nested_index < 0;
    objected = objected || e.editorial;
  }
  box<object> made(create_object(objected ? editorial_type(collection) : collection));
  fill_error_collection(*made, errors.front());
  return made;
}

std::expected<void, Failure> check_request(const Call& call, const object& request) {
  std::vector<ErrorValue> found;
  ItemErrors errors(found, -1);
  validate(request, nullptr, {.mode = Mode::add, .account_header = call.customer_account_id, .shallow = true}, {}, errors);
  if (found.empty()) return {};
  found.resize(1);  // the first one says why the call was refused
  found.front().field_path.clear();
  return std::unexpected(Failure{FaultKind::operation, std::move(found), 0});
}

}  // namespace adsbox::services
