#include "xml_names.h"

namespace importer {

std::string namespace_of_prefix(pugi::xml_node n, std::string_view prefix) {
  const std::string key = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
  for (; n; n = n.parent())
    if (const auto a = n.attribute(key.c_str())) return a.value();
  return {};
}

QName resolve(pugi::xml_node n, std::string_view value) {
  const auto colon = value.find(':');
  if (colon == std::string_view::npos) return {namespace_of_prefix(n, ""), std::string(value)};
  return {namespace_of_prefix(n, value.substr(0, colon)), std::string(value.substr(colon + 1))};
}

QName name_of(pugi::xml_node n) {
  return resolve(n, n.name());
}

pugi::xml_node child(pugi::xml_node n, std::string_view local) {
  for (const auto c : n.children())
    if (c.type() == pugi::node_element && local_name(c) == local) return c;
  return {};
}

}  // namespace importer
