#include <algorithm>

#include "schema/tables.h"

namespace adsbox::schema {
namespace {

template <class Rows>
auto* by_name(const Rows& rows, std::string_view name) {
  const auto it = std::ranges::find_if(rows, [&](const auto& r) { return text(r.name) == name; });
  return it == rows.end() ? nullptr : &*it;
}

}  // namespace

const ServiceInfo* find_service(std::string_view name) {
  return by_name(contract.services, name);
}

const TypeInfo* find_type(const ServiceInfo& service, std::string_view name) {
  return by_name(contract.types.subspan(service.first_type, service.type_count), name);
}

const OperationInfo* find_operation(const ServiceInfo& service, std::string_view name) {
  return by_name(contract.operations.subspan(service.first_operation, service.operation_count), name);
}

const FieldInfo* find_field(const TypeInfo& type, std::string_view name) {
  return by_name(fields_of(type), name);
}

const EnumValueInfo* find_value(const EnumInfo& e, std::string_view name) {
  return by_name(values_of(e), name);
}

const ErrorInfo* find_error(std::string_view symbol) {
  const auto it = std::ranges::find_if(contract.errors, [&](const ErrorInfo& e) { return text(e.symbol) == symbol; });
  return it == contract.errors.end() ? nullptr : &*it;
}

const ErrorInfo* find_error(std::int32_t code) {
  const auto it = std::ranges::find(contract.errors, code, &ErrorInfo::code);
  return it == contract.errors.end() ? nullptr : &*it;
}

const TypeInfo* find_stored_type(std::uint16_t number) {
  const auto it = std::ranges::find(contract.types, number, &TypeInfo::number);
  return it == contract.types.end() ? nullptr : &*it;
}

}  // namespace adsbox::schema
