#include "gateway/faults.h"

#include <array>

#include "codec/codec.h"
#include "services/partial_errors.h"

namespace adsbox::gateway {
namespace {

using schema::FieldInfo;
using schema::Kind;

void* member(object& o, std::string_view name, Kind kind) {
  const auto* f = schema::find_field(schema::type_info(o.contract_type), name);
  return f == nullptr || f->kind != kind ? nullptr : reinterpret_cast<char*>(&o) + f->offset;
}

void set_text(object& o, std::string_view name, std::string_view value) {
  if (void* at = member(o, name, Kind::string)) static_cast<text*>(at)->assign(value);
}

/// Texts of Details: what the rule wants to say, if anything.
void set_details(object& o, const ErrorValue& e) {
  for (const std::string_view name : {"Details", "Detail"})
    if (void* at = member(o, name, Kind::string)) {
      if (e.details.empty())
        static_cast<text*>(at)->set_nil();
      else
        static_cast<text*>(at)->assign(e.details);
    }
}

/// Appends one error object to the list member of that name.
void append_error(object& fault, std::string_view list_name, const ErrorValue& e) {
  const auto* f = schema::find_field(schema::type_info(fault.contract_type), list_name);
  if (f == nullptr || f->kind != Kind::list) return;
  const auto& info = schema::contract.lists[f->type];
  auto& target = *reinterpret_cast<list_base*>(reinterpret_cast<char*>(&fault) + f->offset);
  auto& slot = *static_cast<box<object>*>(target.append_zeroed(info.element_size));
  object* error = create_object(info.item.type);
  slot = box<object>(error);
  const auto& row = error_info(e.error);
  if (void* at = member(*error, "Code", Kind::int32)) *static_cast<opt<std::int32_t>*>(at) = row.code;
  if (void* at = member(*error, "Index", Kind::int32); at != nullptr && e.index >= 0)
    *static_cast<opt<std::int32_t>*>(at) = e.index;
  set_text(*error, "ErrorCode", schema::text(row.symbol));
  set_text(*error, "Message", schema::text(row.message));
  set_text(*error, "Type", schema::text(schema::type_info(error->contract_type).name));
  if (!e.field_path.empty()) set_text(*error, "FieldPath", services::element_of_item(e.field_path));
  set_details(*error, e);
}

const schema::TypeInfo* fault_type(const schema::ServiceInfo& service, const schema::OperationInfo* operation, FaultKind kind) {
  const auto* ad_api = schema::find_type(service, "AdApiFaultDetail");
  if (kind == FaultKind::ad_api || operation == nullptr) return ad_api;
  const auto faults = schema::contract.faults.subspan(operation->first_fault, operation->fault_count);
  const schema::TypeInfo* found = nullptr;
  for (const auto& f : faults) {
    const auto& type = schema::type_info(f.type);
    // Where items have a fault of their own (ApiBatchFault), what refuses the whole call is its base.
    const bool general = found != nullptr && kind == FaultKind::operation && is_a(schema::id_of(*found), f.type);
    if (&type != ad_api && (found == nullptr || general)) found = &type;
  }
  if (found != nullptr) return found;
  // Operations of the REST side alone have no WSDL faults: they refuse like their neighbours.
  const auto* other = schema::find_type(service, "ApiFaultDetail");
  return other != nullptr ? other : schema::find_type(service, "ApiFault");
}

schema::NamespaceId element_namespace(const schema::ServiceInfo& service, const schema::TypeInfo& type) {
  return schema::text(type.name) == "AdApiFaultDetail" ? type.ns : service.message_ns;
}

}  // namespace

box<object> fault_object(const schema::ServiceInfo& service, const schema::OperationInfo* operation, const Failure& failure,
                         std::string_view tracking_id) {
  const auto* type = fault_type(service, operation, failure.kind);
  object* fault = create_object(schema::id_of(*type));
  box<object> owner(fault);
  set_text(*fault, "TrackingId", tracking_id);
  const bool ad_api = schema::text(type->name) == "AdApiFaultDetail";
  for (const std::string_view name : {"BatchErrors", "OperationErrors", "EditorialErrors"})
    if (void* at = member(*fault, name, Kind::list)) static_cast<list_base*>(at)->state_ = static_cast<unsigned>(presence::value);
  for (const auto& e : failure.errors)
    append_error(*fault, ad_api ? "Errors" : failure.kind == FaultKind::batch ? "BatchErrors" : "OperationErrors", e);
  return owner;
}

int rest_status(const Failure& failure) {
  if (failure.http_status != 0) return failure.http_status;
  if (failure.errors.empty()) return 500;
  switch (error_info(failure.errors.front().error).code) {
    case 0:
      return 500;
    case 105:
    case 108:
    case 109:
    case 120:
    case 122:
    case 123:
    case 124:
    case 125:
    case 126:
    case 3101:
      return 401;
    case 106:
    case 1001:
      return 403;
    case 117:
      return 429;
    default:
      return 400;
  }
}

void answer_soap_fault(net::Response& response, const schema::ServiceInfo& service, const schema::OperationInfo* operation,
                       const Failure& failure, std::string_view tracking_id) {
  const auto fault = fault_object(service, operation, failure, tracking_id);
  const auto& type = schema::type_info(fault->contract_type);
  const auto ns = element_namespace(service, type);
  const auto prefix = schema::text(schema::contract.namespaces[ns].prefix);
  const std::string name =
      prefix.empty() ? std::string(schema::text(type.name)) : std::string(prefix) + ":" + std::string(schema::text(type.name));
  const bool client = !failure.errors.empty() && failure.errors.front().error == Error::ApiInputValidationError;
  auto& out = response.body;
  out += "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header><h:TrackingId xmlns:h=\"";
  out += schema::text(schema::contract.namespaces[service.message_ns].uri);
  out.append("\">").append(tracking_id).append("</h:TrackingId></s:Header><s:Body><s:Fault><faultcode>");
  out += client ? "s:Client" : "s:Server";
  out.append("</faultcode><faultstring xml:lang=\"en-US\">Invalid client data. See the fault detail. TrackingId: ")
      .append(tracking_id);
  out += ".</faultstring><detail>";
  std::string open = "<" + name;
  open.append(schema::text(service.xmlns)).append(">");
  codec::write_soap_element(out, open, "</" + name + ">", *fault, {.complete = true});
  out += "</detail></s:Fault></s:Body></s:Envelope>";
  response.status = 500;
  response.content_type = "text/xml; charset=utf-8";
}

void answer_rest_fault(net::Response& response, const schema::ServiceInfo& service, const schema::OperationInfo* operation,
                       const Failure& failure, std::string_view tracking_id) {
  codec::write_json(response.body, *fault_object(service, operation, failure, tracking_id), {.complete = true});
  response.status = rest_status(failure);
  response.content_type = "application/json; charset=utf-8";
}

}  // namespace adsbox::gateway
