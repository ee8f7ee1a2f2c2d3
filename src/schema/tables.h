// What the contract tables mean at run time. schemac compiles schema/*.schema into one `Contract` of constant arrays; the
// codecs, the gateway, the store and the WSDL emitter interpret them. Rows hold indices and offsets, never pointers: the
// tables are plain read-only pages that cost nothing at start.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "adsbox/values.h"

namespace adsbox::schema {

enum class Kind : std::uint8_t {
  boolean,      // opt<bool>
  byte,         // opt<std::uint8_t>
  int16,        // opt<std::int16_t>
  int32,        // opt<std::int32_t>
  int64,        // opt<std::int64_t>
  float64,      // opt<double>: double, float and decimal
  decimal,      // opt<double>
  date_time,    // opt<DateTime>
  string,       // text
  base64,       // text of raw bytes
  enumeration,  // opt<E>, E : std::int32_t;  FieldInfo::type = EnumId
  flags,        // opt<E>, E : std::uint64_t; FieldInfo::type = EnumId
  object,       // box<T>;                       FieldInfo::type = TypeId
  list,         // list<...>;                    FieldInfo::type = ListId
};

using EnumId = std::uint16_t;
using ListId = std::uint16_t;
using OperationId = std::uint16_t;
/// N of contract 13.0.N; 0 = from the start (13.0.1, the first one of version 13).
using ContractVersion = std::uint16_t;
using NamespaceId = std::uint8_t;
using ServiceId = std::uint8_t;
/// Offset of a text in Contract::strings, with its length.
struct Name {
  std::uint32_t offset;
  std::uint16_t size;
};

struct FieldInfo {
  enum Flag : std::uint8_t {
    nillable = 1,      // null is a legal value
    required = 2,      // minOccurs 1
    omit_default = 4,  // EmitDefaultValue=false: left out of answers when it has no value
    rest_only = 8,     // not in the SOAP contract
  };
  Name name;            // XML and JSON name
  std::uint32_t xml;    // offset of `</p:Name><p:Name i:nil="true"/>` in strings; p: only outside the message namespace
  std::uint8_t prefix;  // length of `p:` in it
  Kind kind;
  std::uint8_t flags;
  NamespaceId ns;
  std::uint16_t offset;   // in the struct
  std::uint16_t type;     // by kind
  std::uint16_t number;   // of the field in storage; unique in the type, never reused
  ContractVersion since;  // that brought it or what it is made of
  [[nodiscard]] bool has(Flag f) const { return (flags & f) != 0; }
};

struct TypeInfo {
  enum Flag : std::uint8_t {
    abstract = 1,     // may not be instantiated on the wire
    polymorphic = 2,  // member of a family: JSON carries `Type`, SOAP i:type when it differs from the declared type
    message = 4,      // element of its own (a request, response or header), not a named XML type
    inline_type = 8,  // anonymous complexType inside its list
    rest_only = 16,   // not in the SOAP contract
    value_type = 32,  // annotated IsValueType
  };
  Name name;
  Name json_type;             // value of the JSON `Type` discriminator
  std::uint32_t first_field;  // in Contract::fields: base members first, flattened, in wire order
  std::uint16_t field_count;
  std::uint16_t own_field;  // index (from first_field) of the first member that the type itself declares
  std::uint16_t size;       // sizeof the struct
  std::uint16_t number;     // stable number in storage, unique over the whole schema
  TypeId base;              // itself when it has none
  TypeId root;              // top of the family
  NamespaceId ns;
  ServiceId service;
  std::uint8_t flags;
  Name generic;  // annotated GenericType, `PATTERN;ARGUMENT;...`, an argument a scalar or PREFIX:NAME; or empty
  ContractVersion since;
  [[nodiscard]] bool has(Flag f) const { return (flags & f) != 0; }
};

/// A named array type. Its element is described as a field at offset 0 of the element.
struct ListInfo {
  Name name;
  NamespaceId ns;
  ServiceId service;
  std::uint16_t element_size;
  FieldInfo item;
  bool rest_only;
};

struct EnumInfo {
  Name name;
  Name base;  // annotated ActualType (long, short, unsignedByte) or empty
  std::uint32_t first_value;
  std::uint16_t value_count;
  NamespaceId ns;
  ServiceId service;
  bool flags;
  bool rest_only;
  ContractVersion since;
};

struct EnumValueInfo {
  Name name;
  bool explicit_number;  // the contract states the number
  bool rest_only;        // not in the SOAP contract
  ContractVersion since;
  std::uint64_t number;
};

struct FaultInfo {
  Name name;  // of the WSDL fault
  TypeId type;
  NamespaceId ns;  // of the element (its name is the type's)
};

struct OperationInfo {
  Name name;
  ServiceId service;
  TypeId request;
  TypeId response;
  std::uint16_t first_fault;
  std::uint8_t fault_count;
  std::uint8_t flags;
  Name rest_method;  // empty: not offered over REST
  Name rest_path;    // below the host: /CampaignManagement/v13/Campaigns
  ContractVersion since;
  enum Flag : std::uint8_t { rest_only = 1 };
  [[nodiscard]] bool has(Flag f) const { return (flags & f) != 0; }
};

struct NamespaceInfo {
  Name uri;
  Name prefix;  // the prefix our writer declares; empty = message namespace of the service
  ServiceId service;
  NamespaceId canonical;  // first row with the same URI: services declare shared namespaces each for themselves
};

struct HeaderInfo {
  Name name;
  ServiceId service;
};

struct ServiceInfo {
  Name name;       // CampaignManagement
  Name host;       // campaign: host name without the environment's suffix
  Name soap_path;  // /Api/Advertiser/CampaignManagement/v13/CampaignManagementService.svc
  Name rest_base;  // /CampaignManagement/v13
  Name port_type;  // ICampaignManagementService
  Name wsdl_name;  // CampaignManagementService
  Name binding;    // BasicHttpBinding_ICampaignManagementService: of the WSDL binding and its port
  Name xmlns;      // ` xmlns="..." xmlns:a="..." xmlns:i="..."` as our writer declares it on the body's root
  NamespaceId message_ns;
  NamespaceId first_ns;
  std::uint8_t ns_count;
  std::uint16_t first_operation, operation_count;
  std::uint16_t first_header, header_count;
  TypeId first_type, type_count;
  bool internal;  // storage-only types of adsbox itself: no wire
};

/// One documented error. Symbol is empty for the Customer services, which send numbers only.
struct ErrorInfo {
  std::int32_t code;
  Name symbol;
  Name message;  // our words
};

struct Contract {
  const char* strings;
  std::span<const ServiceInfo> services;
  std::span<const NamespaceInfo> namespaces;
  std::span<const TypeInfo> types;
  std::span<const FieldInfo> fields;
  std::span<const ListInfo> lists;
  std::span<const EnumInfo> enums;
  std::span<const EnumValueInfo> enum_values;
  std::span<const OperationInfo> operations;
  std::span<const FaultInfo> faults;
  std::span<const HeaderInfo> headers;
  std::span<const ErrorInfo> errors;
  Name version;

  [[nodiscard]] std::string_view text(Name n) const { return {strings + n.offset, n.size}; }
};

/// The compiled contract (generated).
extern const Contract contract;

inline std::string_view text(Name n) {
  return contract.text(n);
}
inline const TypeInfo& type_info(TypeId id) {
  return contract.types[id];
}
inline std::span<const FieldInfo> fields_of(const TypeInfo& t) {
  return contract.fields.subspan(t.first_field, t.field_count);
}
inline std::span<const EnumValueInfo> values_of(const EnumInfo& e) {
  return contract.enum_values.subspan(e.first_value, e.value_count);
}

/// Lookups by name. They return nullptr when there is none.
const ServiceInfo* find_service(std::string_view name);
const TypeInfo* find_type(const ServiceInfo& service, std::string_view name);
const OperationInfo* find_operation(const ServiceInfo& service, std::string_view name);
const FieldInfo* find_field(const TypeInfo& type, std::string_view name);
const EnumValueInfo* find_value(const EnumInfo& e, std::string_view name);
const ErrorInfo* find_error(std::string_view symbol);
const ErrorInfo* find_error(std::int32_t code);
/// The type of the given stable storage number, or nullptr.
const TypeInfo* find_stored_type(std::uint16_t number);
/// Fills `to`, a fresh list of the given type, with copies of the elements of `from`.
void copy_list(ListId type, list_base& to, const list_base& from);
inline TypeId id_of(const TypeInfo& t) {
  return static_cast<TypeId>(&t - contract.types.data());
}
inline OperationId id_of(const OperationInfo& o) {
  return static_cast<OperationId>(&o - contract.operations.data());
}

}  // namespace adsbox::schema
