// Qualified names in a pugixml tree: pugixml keeps prefixes as written, WSDL and XML Schema mean namespaces.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace importer {

inline constexpr std::string_view xsd_ns = "http://www.w3.org/2001/XMLSchema";
inline constexpr std::string_view serialization_ns = "http://schemas.microsoft.com/2003/10/Serialization/";
inline constexpr std::string_view arrays_ns = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";

struct QName {
  std::string ns, local;
  bool operator==(const QName&) const = default;
};

inline std::string_view local_name(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}
inline std::string_view local_name(pugi::xml_node n) {
  return local_name(std::string_view(n.name()));
}

/// The namespace that `prefix` (may be empty) is bound to at the node; empty when unbound.
std::string namespace_of_prefix(pugi::xml_node n, std::string_view prefix);
/// What a QName in an attribute value means at the node.
QName resolve(pugi::xml_node n, std::string_view value);
/// Expanded name of the element itself.
QName name_of(pugi::xml_node n);

/// First child of that local name, in any namespace.
pugi::xml_node child(pugi::xml_node n, std::string_view local);

/// Calls f for each child element of that local name.
template <class F>
void each(pugi::xml_node n, std::string_view local, F&& f) {
  for (const auto c : n.children())
    if (c.type() == pugi::node_element && local_name(c) == local) f(c);
}

inline std::string_view attribute(pugi::xml_node n, const char* name) {
  return n.attribute(name).value();
}

}  // namespace importer
