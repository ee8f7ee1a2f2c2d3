#include "wsdl_reader.h"

#include <pugixml.hpp>
#include <set>

#include "canonical/xml_names.h"

namespace importer {
namespace {

/// Our prefixes. The message namespace of the service is always m.
struct Known {
  std::string_view prefix, uri;
};
constexpr Known known_namespaces[] = {
    {"a", arrays_ns},
    {"n", "http://schemas.datacontract.org/2004/07/System"},
    {"g", "http://schemas.datacontract.org/2004/07/System.Collections.Generic"},
    {"d", "https://adapi.microsoft.com"},
    {"e", "https://bingads.microsoft.com/Customer/v13/Entities"},
    {"x", "https://bingads.microsoft.com/Customer/v13/Exception"},
};

class Reader {
 public:
  std::expected<Service, std::string> read(const std::filesystem::path& path) {
    pugi::xml_document document;
    const auto parsed = document.load_file(path.c_str());
    if (!parsed) return std::unexpected(path.string() + ": " + parsed.description());
    const auto root = document.document_element();
    message_ns_ = attribute(root, "targetNamespace");
    service_.wsdl_name = attribute(root, "name");
    const auto types = child(root, "types");
    namespaces(types);
    each(types, "schema", [&](pugi::xml_node schema) {
      if (attribute(schema, "targetNamespace") != serialization_ns) read_schema_element(schema);
    });
    operations(root);
    if (!problem_.empty()) return std::unexpected(path.string() + ": " + problem_);
    return std::move(service_);
  }

 private:
  void fail(const std::string& what) {
    if (problem_.empty()) problem_ = what;
  }

  void namespaces(pugi::xml_node types) {
    std::set<std::string> used;
    each(types, "schema", [&](pugi::xml_node schema) { used.insert(schema.attribute("targetNamespace").value()); });
    service_.namespaces.push_back({"m", message_ns_});
    used.erase(message_ns_);
    used.erase(std::string(serialization_ns));
    for (const auto& k : known_namespaces)
      if (used.erase(std::string(k.uri)) != 0) service_.namespaces.push_back({std::string(k.prefix), std::string(k.uri)});
    for (const auto& uri : used) fail("no prefix is known for the namespace " + uri);
  }

  std::string short_name(const QName& q) {
    if (q.ns == xsd_ns) return q.local;
    const auto prefix = service_.prefix_of(q.ns);
    if (prefix.empty()) fail("unknown namespace " + q.ns);
    return prefix + ":" + q.local;
  }

  void read_schema_element(pugi::xml_node schema) {
    const auto prefix = service_.prefix_of(attribute(schema, "targetNamespace"));
    for (const auto n : schema.children()) {
      const auto what = local_name(n);
      const std::string name(attribute(n, "name"));
      if (what == "complexType")
        complex_type(prefix, name, n, false);
      else if (what == "simpleType")
        simple_type(prefix, name, n);
      else if (what == "element" && child(n, "complexType"))
        complex_type(prefix, name, child(n, "complexType"), true);
    }
  }

  void complex_type(const std::string& ns, const std::string& name, pugi::xml_node n, bool message) {
    auto content = n;
    TypeDecl t{.message = message, .ns = ns, .name = name};
    if (const auto extension = child(child(n, "complexContent"), "extension")) {
      t.base = short_name(resolve(extension, attribute(extension, "base")));
      content = extension;
    }
    const auto info = child(child(n, "annotation"), "appinfo");
    t.value_type = static_cast<bool>(child(info, "IsValueType"));
    if (const auto g = child(info, "GenericType")) {
      t.generic = attribute(g, "Name");
      each(g, "GenericParameter", [&](pugi::xml_node p) {
        t.generic += ";" + short_name({std::string(attribute(p, "Namespace")), std::string(attribute(p, "Name"))});
      });
    }
    const auto sequence = child(content, "sequence");
    if (is_list(sequence)) return list(ns, name, child(sequence, "element"));
    each(sequence, "element", [&](pugi::xml_node e) { t.members.push_back(member(e)); });
    service_.types.push_back(std::move(t));
  }

  static bool is_list(pugi::xml_node sequence) { return attribute(child(sequence, "element"), "maxOccurs") == "unbounded"; }

  Member member(pugi::xml_node e) {
    Member m{.name = std::string(attribute(e, "name"))};
    if (attribute(e, "type").empty()) fail("element without a type: " + m.name);
    m.type = short_name(resolve(e, attribute(e, "type")));
    m.nillable = attribute(e, "nillable") == "true";
    m.required = attribute(e, "minOccurs") != "0";
    const auto value = child(child(child(e, "annotation"), "appinfo"), "DefaultValue");
    m.omit_default = attribute(value, "EmitDefaultValue") == "false";
    return m;
  }

  void list(const std::string& ns, const std::string& name, pugi::xml_node e) {
    ListDecl l{.ns = ns, .name = name, .item = std::string(attribute(e, "name"))};
    l.nillable = attribute(e, "nillable") == "true";
    if (const auto anonymous = child(e, "complexType")) {
      TypeDecl t{.ns = ns, .name = l.item, .inline_type = true};
      each(child(anonymous, "sequence"), "element", [&](pugi::xml_node m) { t.members.push_back(member(m)); });
      l.item_type = t.id();
      service_.types.push_back(std::move(t));
    } else {
      l.item_type = short_name(resolve(e, attribute(e, "type")));
    }
    service_.lists.push_back(std::move(l));
  }

  void simple_type(const std::string& ns, const std::string& name, pugi::xml_node n) {
    EnumDecl e{.ns = ns, .name = name};
    const auto actual = child(child(child(n, "annotation"), "appinfo"), "ActualType");
    e.base = attribute(actual, "Name");
    auto restriction = child(n, "restriction");
    if (const auto inner = child(child(n, "list"), "simpleType")) {
      e.flags = true;
      restriction = child(inner, "restriction");
    }
    // A data contract states a number only where it is not the one of the position: the index, or for flags the bit of the index.
    std::uint64_t index = 0;
    each(restriction, "enumeration", [&](pugi::xml_node v) {
      EnumValue value{.name = std::string(attribute(v, "value")), .number = e.flags ? std::uint64_t{1} << index : index};
      if (const auto stated = child(child(child(v, "annotation"), "appinfo"), "EnumerationValue")) {
        value.number = stated.text().as_ullong();
        value.is_explicit = true;
      }
      ++index;
      e.values.push_back(std::move(value));
    });
    service_.enums.push_back(std::move(e));
  }

  /// The element of the first part of a message, `tns:NAME`.
  static QName element_of(pugi::xml_node root, std::string_view message) {
    QName q;
    each(root, "message", [&](pugi::xml_node m) {
      if (attribute(m, "name") != local_name(message)) return;
      const auto part = child(m, "part");
      q = resolve(part, attribute(part, "element"));
    });
    return q;
  }

  void operations(pugi::xml_node root) {
    const auto port = child(root, "portType");
    service_.port_type = attribute(port, "name");
    service_.binding = attribute(child(root, "binding"), "name");
    each(port, "operation", [&](pugi::xml_node o) {
      Operation op{.name = std::string(attribute(o, "name"))};
      op.request = short_name(element_of(root, attribute(child(o, "input"), "message")));
      op.response = short_name(element_of(root, attribute(child(o, "output"), "message")));
      each(o, "fault", [&](pugi::xml_node f) { op.faults.push_back({std::string(attribute(f, "name")), fault_type(root, f)}); });
      service_.operations.push_back(std::move(op));
    });
    each(child(child(root, "binding"), "operation"), "input", [&](pugi::xml_node input) {
      each(input, "header", [&](pugi::xml_node h) { service_.headers.emplace_back(attribute(h, "part")); });
    });
    const auto address = attribute(child(child(child(root, "service"), "port"), "address"), "location");
    const auto host = address.find("://") + 3;
    service_.soap = address.substr(address.find('/', host));
    service_.host = address.substr(host, address.find('.', host) - host);
  }

  /// The type of a fault's element; the element may live in another namespace than its type.
  std::string fault_type(pugi::xml_node root, pugi::xml_node fault) {
    const auto element = element_of(root, attribute(fault, "message"));
    std::string type;
    each(child(root, "types"), "schema", [&](pugi::xml_node schema) {
      if (attribute(schema, "targetNamespace") != element.ns) return;
      each(schema, "element", [&](pugi::xml_node e) {
        if (attribute(e, "name") == element.local) type = short_name(resolve(e, attribute(e, "type")));
      });
    });
    if (type.empty()) fail("fault element without a type: " + element.local);
    return type;
  }

  Service service_;
  std::string message_ns_, problem_;
};

}  // namespace

std::expected<Service, std::string> read_wsdl(const std::filesystem::path& path) {
  return Reader().read(path);
}

}  // namespace importer
