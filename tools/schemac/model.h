// The schema as schemac holds it: what schema/*.schema say, with references resolved.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "schema_text/schema_file.h"

namespace schemac {

using schema_text::Fault, schema_text::Namespace;

struct Field {
  std::string name, type;  // type: scalar name or NS:NAME
  int number = 0;
  bool nillable = false, required = false, omit_default = false, rest_only = false;
  int since = 0;  // as all of these: 13.0.N -> N, 0 = from the start; what is inside or referred to included
};

struct Type {
  std::string ns, name, base, json, generic;  // base: NS:NAME or empty
  int number = 0, since = 0;
  bool abstract = false, family = false, message = false, inline_type = false, rest_only = false, value_type = false;
  std::vector<Field> fields;  // its own
};

struct List {
  std::string ns, name, item;
  bool rest_only = false;
  int since = 0;
  Field element;
};

struct EnumValue {
  std::string name;
  std::uint64_t number = 0;
  bool explicit_number = false, rest_only = false;
  int since = 0;
};

struct Enum {
  std::string ns, name, base;
  bool flags = false, rest_only = false;
  int since = 0;
  std::vector<EnumValue> values;
};

struct Operation {
  std::string name, request, response, rest_method, rest_path;
  bool rest_only = false;
  int since = 0;
  std::vector<Fault> faults;
};

struct Service {
  std::string name, contract, host, soap, rest, port_type, wsdl_name, binding;
  bool internal = false;
  std::vector<Namespace> namespaces;
  std::vector<std::string> headers;
  std::vector<Enum> enums;
  std::vector<Type> types;
  std::vector<List> lists;
  std::vector<Operation> operations;
  std::map<std::string, int> type_index, list_index, enum_index;  // by NS:NAME, index in this service

  [[nodiscard]] std::string cpp_namespace() const;
  [[nodiscard]] const Type* base_of(const Type& t) const;
  [[nodiscard]] const Type& root_of(const Type& t) const;
  /// The type or one of its bases is the head of a family.
  [[nodiscard]] bool in_family(const Type& t) const;
  /// Base members first.
  [[nodiscard]] std::vector<std::pair<const Type*, const Field*>> flattened(const Type& t) const;
};

struct Error {
  int code = 0;
  std::string symbol, message, identifier;
};

struct Schema {
  std::vector<Service> services;
  std::vector<Error> errors;
};

/// Reads every file of the folder. Throws std::runtime_error with file and line for what is wrong.
Schema load(const std::string& folder);

std::string snake_case(const std::string& name);
/// A C++ identifier for a member or an enumerator.
std::string identifier(std::string name);

struct Output {
  std::string folder;
  /// Writes the file only when its text changes, so that nothing is rebuilt for nothing.
  void write(const std::string& name, const std::string& text) const;
};

void emit_headers(const Schema& schema, const Output& output);
void emit_tables(const Schema& schema, const Output& output);

}  // namespace schemac
