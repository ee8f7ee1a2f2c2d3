// The schema files as they stand: every declaration with its attributes and the comment lines above it. schemac compiles them;
// the importer reads and writes them, and changes nothing but what upstream changed. Format: docs/schema-format.md.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace schema_text {

using Comments = std::vector<std::string>;

/// A number that a removed type or member had. It stays listed (`# retired NUMBER NAME`) and is never given out again.
struct Retired {
  int number = 0;
  std::string name;
};

struct Member {
  int number = 0;  // 0: not numbered yet
  std::string name;
  std::string type;  // scalar name or NS:NAME
  bool nillable = false, required = false, omit_default = false, rest_only = false;
  std::string since;  // contract version, or empty
  Comments comments;
};

struct TypeDecl {
  bool message = false;
  std::string ns, name, base;  // base: NS:NAME or empty
  int number = 0;
  bool abstract = false, family = false, inline_type = false, rest_only = false, value_type = false;
  std::string since;            // contract version, or empty
  std::string json;             // REST `Type` value where it is not the name
  std::string generic;          // annotated GenericType: PATTERN;ARGUMENT;...
  std::vector<Member> members;  // its own
  std::vector<Retired> retired;
  Comments comments;
  [[nodiscard]] std::string id() const { return ns + ":" + name; }
};

struct ListDecl {
  std::string ns, name, item_type, item;
  bool nillable = false, rest_only = false;
  Comments comments;
  [[nodiscard]] std::string id() const { return ns + ":" + name; }
};

struct EnumValue {
  std::string name;
  std::uint64_t number = 0;
  bool is_explicit = false, rest_only = false;
  std::string since;
  Comments comments;
};

struct EnumDecl {
  std::string ns, name, base, since;
  bool flags = false, rest_only = false;
  std::vector<EnumValue> values;
  Comments comments;
  [[nodiscard]] std::string id() const { return ns + ":" + name; }
};

struct Fault {
  std::string name, type;
  bool operator==(const Fault&) const = default;
};

struct Operation {
  std::string name, request, response;
  bool rest_only = false;
  std::string method, path, since;
  std::vector<Fault> faults;
  Comments comments;
};

struct Namespace {
  std::string prefix, uri;
  bool operator==(const Namespace&) const = default;
};

struct Service {
  std::string name, contract, host, soap, rest, port_type, wsdl_name, binding;
  bool internal = false;
  std::vector<Namespace> namespaces;
  std::vector<std::string> headers;
  std::vector<EnumDecl> enums;
  std::vector<TypeDecl> types;
  std::vector<ListDecl> lists;
  std::vector<Operation> operations;
  std::vector<Retired> retired;
  Comments head;  // lines before `service`
  Comments tail;  // lines after the last declaration

  [[nodiscard]] const TypeDecl* type(std::string_view id) const;
  [[nodiscard]] const ListDecl* list(std::string_view id) const;
  [[nodiscard]] const EnumDecl* enumeration(std::string_view id) const;
  [[nodiscard]] const Operation* operation(std::string_view name) const;
  [[nodiscard]] std::string prefix_of(std::string_view uri) const;
  /// Number of bases above the type.
  [[nodiscard]] int depth(const TypeDecl& t) const;
};

template <class Row>
auto* find_by_name(std::vector<Row>& rows, std::string_view name) {
  for (auto& r : rows)
    if (r.name == name) return &r;
  return static_cast<Row*>(nullptr);
}
template <class Row>
const auto* find_by_name(const std::vector<Row>& rows, std::string_view name) {
  for (const auto& r : rows)
    if (r.name == name) return &r;
  return static_cast<const Row*>(nullptr);
}

/// Error: `FILE:LINE: what`.
std::expected<Service, std::string> read_schema(const std::filesystem::path& path);
std::string print_schema(const Service& service);

/// The text of a member, value, ... line without its indent: what the contract diff compares.
std::string describe(const Member& m);
std::string describe(const EnumValue& v);

}  // namespace schema_text
