#include "client/fault.h"

#include <utility>

#include "codec/codec.h"
#include "codec/json_tree.h"

namespace adsbox::client {
namespace {

using schema::Kind;

/// The member of that name when it has the expected kind, whatever the type of the object: the fault types of the services
/// agree in their members' names, not in a base.
template <class T>
const T* member(const object& o, std::string_view name, std::initializer_list<Kind> kinds) {
  const auto* field = schema::find_field(schema::type_info(o.contract_type), name);
  if (field == nullptr) return nullptr;
  for (const auto k : kinds)
    if (field->kind == k) return reinterpret_cast<const T*>(reinterpret_cast<const char*>(&o) + field->offset);
  return nullptr;
}

std::string text_of(const object& o, std::string_view name) {
  const auto* t = member<text>(o, name, {Kind::string});
  return t ? t->str() : std::string();
}

std::int32_t int_of(const object& o, std::string_view name, std::int32_t otherwise) {
  const auto* n = member<opt<std::int32_t>>(o, name, {Kind::int32});
  return n ? n->value_or(otherwise) : otherwise;
}

void read_items(const object& detail, std::string_view list_name, std::vector<ErrorItem>& into) {
  const auto* items = member<list<box<object>>>(detail, list_name, {Kind::list});
  if (items == nullptr) return;
  for (const auto& item : *items) {
    if (!item) continue;
    ErrorItem e;
    e.code = int_of(*item, "Code", 0);
    e.symbol = text_of(*item, "ErrorCode");
    e.message = text_of(*item, "Message");
    e.details = text_of(*item, "Details");
    if (e.details.empty()) e.details = text_of(*item, "Detail");
    e.index = int_of(*item, "Index", -1);
    e.field_path = text_of(*item, "FieldPath");
    into.push_back(std::move(e));
  }
}

}  // namespace

ApiError no_answer(TransportError error) {
  ApiError e;
  e.kind = ApiError::Kind::transport;
  e.request_sent = error.sent;
  e.message = std::move(error.message);
  return e;
}

void read_fault_detail(const object& detail, ApiError& error) {
  error.kind = ApiError::Kind::fault;
  error.fault_type = schema::text(schema::type_info(detail.contract_type).name);
  if (auto id = text_of(detail, "TrackingId"); !id.empty()) error.tracking_id = std::move(id);
  read_items(detail, "Errors", error.errors);
  read_items(detail, "OperationErrors", error.errors);
  read_items(detail, "BatchErrors", error.batch_errors);
  read_items(detail, "EditorialErrors", error.batch_errors);
  const auto* first = !error.errors.empty()         ? &error.errors.front()
                      : !error.batch_errors.empty() ? &error.batch_errors.front()
                                                    : nullptr;
  if (first == nullptr) return;
  error.code = first->code;
  error.symbol = first->symbol;
  error.message = first->message;
}

bool read_json_fault(const schema::OperationInfo& operation, std::string_view body, ApiError& error) {
  const auto document = codec::parse_json(body);
  if (!document) return false;
  const auto& wrapped = (*document)["ApplicationFault"];
  const auto& fault_body = wrapped.is_object() ? wrapped : *document;
  if (!fault_body["Type"].is_string()) return false;
  const std::string_view type = fault_body["Type"].text();
  body = fault_body.source();
  const auto& c = schema::contract;
  for (std::size_t i = 0; i < operation.fault_count; ++i) {
    const auto& fault = c.faults[operation.first_fault + i];
    const auto& info = c.types[fault.type];
    if (type != schema::text(info.json_type) && type != schema::text(info.name)) continue;
    box<object> detail(create_object(fault.type));
    if (!codec::read_json(body, info, *detail)) return false;
    read_fault_detail(*detail, error);
    return true;
  }
  return false;
}

}  // namespace adsbox::client
