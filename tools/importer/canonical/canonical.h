// What a WSDL document says, in a form that does not depend on how it is written: prefixes, order of declarations, defaults that
// are stated or left out, white space. Two documents with equal items describe one contract.
//
//   auto official = canonical_items(read_file("billing.wsdl"));
//   auto served = canonical_items(wsdl_document(service, "http://localhost"));
//   for (const auto& line : differences(*official, *served)) std::puts(line.c_str());
//
// Left out, since it belongs to a deployment and not to the contract: the host of the address, WS-Policy.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace importer {

/// One declaration. `text` has a line a node, indented by depth.
struct Item {
  std::string kind;  // attribute, element, enum, operation, schema, service, type
  std::string name;  // {NAMESPACE}NAME
  std::string text;
  bool operator==(const Item&) const = default;
};

/// Sorted by kind and name. Error: why the text is no WSDL document.
std::expected<std::vector<Item>, std::string> canonical_items(std::string_view wsdl);

/// 16 hexadecimal digits (FNV-1a, 64 bits); the same on every machine.
std::string fingerprint(const Item& item);

/// Lines for people: `- type {..}X` and `+ ...` for items of one side, `~ ...` with the differing lines below. Empty: no
/// difference.
std::vector<std::string> differences(const std::vector<Item>& expected, const std::vector<Item>& actual);

}  // namespace importer
