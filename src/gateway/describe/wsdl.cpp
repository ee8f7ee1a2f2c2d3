#include "gateway/describe/wsdl.h"

#include <algorithm>
#include <limits>
#include <set>
#include <vector>

namespace adsbox::gateway {
namespace {

using namespace schema;  // the tables
// `text` would be ambiguous with the value type.
std::string_view name_of(Name n) {
  return contract.text(n);
}

constexpr std::string_view serialization_uri = "http://schemas.microsoft.com/2003/10/Serialization/";
constexpr std::string_view xsd_uri = "http://www.w3.org/2001/XMLSchema";

/// Attribute value with what may not stand in one replaced.
std::string escaped(std::string_view s) {
  std::string out;
  for (const char c : s) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

class Writer {
 public:
  Writer(const ServiceInfo& service, std::string_view base_url, ContractVersion known)
      : service_(service),
        id_(static_cast<ServiceId>(&service - contract.services.data())),
        base_url_(base_url),
        known_(known == 0 ? std::numeric_limits<ContractVersion>::max() : known) {
    types_ = contract.types.subspan(service.first_type, service.type_count);
    for (const auto& o : contract.operations.subspan(service.first_operation, service.operation_count))
      if (!o.has(OperationInfo::rest_only) && o.since <= known_) operations_.push_back(&o);
  }

  std::string document() {
    put("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<wsdl:definitions name=\"", name_of(service_.wsdl_name),
        "\" targetNamespace=\"", uri(service_.message_ns),
        "\" xmlns:wsdl=\"http://schemas.xmlsoap.org/wsdl/\" xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\" xmlns:xs=\"",
        xsd_uri, "\" xmlns:wsaw=\"http://www.w3.org/2006/05/addressing/wsdl\" xmlns:ser=\"", serialization_uri, "\"");
    for (NamespaceId n = service_.first_ns; n < service_.first_ns + service_.ns_count; ++n)
      put(" xmlns:", prefix(n), "=\"", uri(n), "\"");
    put(">\n<wsdl:types>\n");
    serialization_schema();
    for (NamespaceId n = service_.first_ns; n < service_.first_ns + service_.ns_count; ++n) schema_of(n);
    put("</wsdl:types>\n");
    for (const auto* o : operations_) messages(*o);
    port_type();
    binding();
    put("<wsdl:service name=\"", name_of(service_.wsdl_name), "\"><wsdl:port name=\"", name_of(service_.binding),
        "\" binding=\"tns:", name_of(service_.binding), "\"><soap:address location=\"", escaped(base_url_),
        name_of(service_.soap_path), "\"/></wsdl:port></wsdl:service>\n</wsdl:definitions>\n");
    return std::move(out_);
  }

 private:
  template <class... Parts>
  void put(const Parts&... parts) {
    (out_.append(parts), ...);
  }

  static std::string_view uri(NamespaceId n) { return name_of(contract.namespaces[n].uri); }
  static std::string_view prefix(NamespaceId n) {
    const auto p = name_of(contract.namespaces[n].prefix);
    return p.empty() ? "tns" : p;
  }

  std::string qualified(NamespaceId ns, Name name) {
    referenced_.insert(ns);
    return std::string(prefix(ns)) + ":" + std::string(name_of(name));
  }

  std::string type_of(const FieldInfo& f) {
    switch (f.kind) {
      case Kind::boolean:
        return "xs:boolean";
      case Kind::byte:
        return "xs:unsignedByte";
      case Kind::int16:
        return "xs:short";
      case Kind::int32:
        return "xs:int";
      case Kind::int64:
        return "xs:long";
      case Kind::float64:
        return "xs:double";
      case Kind::decimal:
        return "xs:decimal";
      case Kind::date_time:
        return "xs:dateTime";
      case Kind::string:
        return "xs:string";
      case Kind::base64:
        return "xs:base64Binary";
      case Kind::enumeration:
      case Kind::flags:
        return qualified(contract.enums[f.type].ns, contract.enums[f.type].name);
      case Kind::object:
        return qualified(contract.types[f.type].ns, contract.types[f.type].name);
      case Kind::list:
        return qualified(contract.lists[f.type].ns, contract.lists[f.type].name);
    }
    return {};
  }

  /// The data contract serializer's own schema: wrappers of the simple types, and its three types.
  void serialization_schema() {
    put("<xs:schema attributeFormDefault=\"qualified\" elementFormDefault=\"qualified\" targetNamespace=\"", serialization_uri,
        "\">\n");
    for (const std::string_view type :
         {"anyType", "anyURI", "base64Binary", "boolean", "byte", "dateTime", "decimal", "double", "float", "int", "long",
          "QName", "short", "string", "unsignedByte", "unsignedInt", "unsignedLong", "unsignedShort"})
      put("<xs:element name=\"", type, "\" nillable=\"true\" type=\"xs:", type, "\"/>\n");
    for (const std::string_view type : {"char", "duration", "guid"})
      put("<xs:element name=\"", type, "\" nillable=\"true\" type=\"ser:", type, "\"/>\n");
    put("<xs:simpleType name=\"char\"><xs:restriction base=\"xs:int\"/></xs:simpleType>\n"
        "<xs:simpleType name=\"duration\"><xs:restriction base=\"xs:duration\"><xs:pattern "
        "value=\"\\-?P(\\d*D)?(T(\\d*H)?(\\d*M)?(\\d*(\\.\\d*)?S)?)?\"/>"
        "<xs:minInclusive value=\"-P10675199DT2H48M5.4775808S\"/><xs:maxInclusive "
        "value=\"P10675199DT2H48M5.4775807S\"/></xs:restriction></xs:simpleType>\n"
        "<xs:simpleType name=\"guid\"><xs:restriction base=\"xs:string\">"
        "<xs:pattern "
        "value=\"[\\da-fA-F]{8}-[\\da-fA-F]{4}-[\\da-fA-F]{4}-[\\da-fA-F]{4}-[\\da-fA-F]{12}\"/></xs:restriction></"
        "xs:simpleType>\n");
    for (const auto& [name, type] : {std::pair{"FactoryType", "QName"}, {"Id", "ID"}, {"Ref", "IDREF"}})
      put("<xs:attribute name=\"", name, "\" type=\"xs:", type, "\"/>\n");
    put("</xs:schema>\n");
  }

  void schema_of(NamespaceId ns) {
    // The body first: it tells what must be imported.
    std::string whole;
    whole.swap(out_);
    referenced_.clear();
    annotated_ = false;
    for (const auto& t : types_)
      if (t.ns == ns && !t.has(TypeInfo::rest_only) && !t.has(TypeInfo::inline_type) && t.since <= known_) type(t);
    for (const auto& l : contract.lists)
      if (l.service == id_ && l.ns == ns && !l.rest_only && l.item.since <= known_) list(l);
    for (const auto& e : contract.enums)
      if (e.service == id_ && e.ns == ns && !e.rest_only && e.since <= known_) enumeration(e);
    if (ns == service_.message_ns) message_elements();
    const std::string body = std::move(out_);
    out_ = std::move(whole);
    if (body.empty()) return;
    put("<xs:schema elementFormDefault=\"qualified\" targetNamespace=\"", uri(ns), "\">\n");
    if (annotated_) put("<xs:import namespace=\"", serialization_uri, "\"/>\n");
    for (const auto n : referenced_)
      if (n != ns) put("<xs:import namespace=\"", uri(n), "\"/>\n");
    put(body, "</xs:schema>\n");
  }

  void global_element(std::string_view name, const std::string& type) {
    put("<xs:element name=\"", name, "\" nillable=\"true\" type=\"", type, "\"/>\n");
  }

  /// Headers, and the faults whose type lives in another namespace than their element.
  void message_elements() {
    for (const auto& h : headers()) global_element(name_of(h.name), "xs:string");
    global_element("TrackingId", "xs:string");
    std::set<TypeId> faults;
    for (const auto* o : operations_)
      for (const auto& f : faults_of(*o))
        if (f.ns == service_.message_ns && type_info(f.type).ns != f.ns && faults.insert(f.type).second)
          global_element(name_of(type_info(f.type).name), qualified(type_info(f.type).ns, type_info(f.type).name));
  }

  void member(const FieldInfo& f, bool repeated) {
    if (repeated)
      put("<xs:element minOccurs=\"0\" maxOccurs=\"unbounded\" name=\"", name_of(f.name), "\"");
    else
      put("<xs:element", f.has(FieldInfo::required) ? "" : " minOccurs=\"0\"", " name=\"", name_of(f.name), "\"");
    if (f.has(FieldInfo::nillable)) put(" nillable=\"true\"");
    if (f.kind == Kind::object && type_info(f.type).has(TypeInfo::inline_type)) {
      put("><xs:complexType>");
      sequence(type_info(f.type));
      put("</xs:complexType></xs:element>");
      return;
    }
    put(" type=\"", type_of(f), "\"");
    if (f.has(FieldInfo::omit_default)) {
      annotation("<DefaultValue EmitDefaultValue=\"false\"");
      put("</xs:element>");
    } else {
      put("/>");
    }
  }

  /// Closes the open tag and writes an annotation out of one empty element of the serializer's namespace (`<Name
  /// attribute="value"`).
  void annotation(std::string_view element) {
    put("><xs:annotation><xs:appinfo>", element, " xmlns=\"", serialization_uri, "\"/></xs:appinfo></xs:annotation>");
    annotated_ = true;
  }

  void sequence(const TypeInfo& t) {
    put("<xs:sequence>");
    const auto fields = fields_of(t).subspan(t.own_field);
    for (const auto& f : fields)
      if (!f.has(FieldInfo::rest_only) && f.since <= known_) member(f, false);
    put("</xs:sequence>");
  }

  void type(const TypeInfo& t) {
    const bool message = t.has(TypeInfo::message);
    if (message)
      put("<xs:element name=\"", name_of(t.name), "\"><xs:complexType>");
    else
      put("<xs:complexType name=\"", name_of(t.name), "\">");
    type_annotations(t);
    if (t.base != id_of(t)) {
      const auto& base = type_info(t.base);
      put("<xs:complexContent mixed=\"false\"><xs:extension base=\"", qualified(base.ns, base.name), "\">");
      sequence(t);
      put("</xs:extension></xs:complexContent>");
    } else {
      sequence(t);
    }
    put("</xs:complexType>", message ? "</xs:element>\n" : "\n");
    if (!message) global_element(name_of(t.name), qualified(t.ns, t.name));
  }

  void type_annotations(const TypeInfo& t) {
    auto generic = name_of(t.generic);
    if (generic.empty() && !t.has(TypeInfo::value_type)) return;
    put("<xs:annotation><xs:appinfo>");
    annotated_ = true;
    if (!generic.empty()) {
      const auto next = [&] {
        const auto end = std::min(generic.find(';'), generic.size());
        const auto part = generic.substr(0, end);
        generic.remove_prefix(std::min(end + 1, generic.size()));
        return part;
      };
      put("<GenericType Name=\"", next(), "\" Namespace=\"", uri(t.ns), "\" xmlns=\"", serialization_uri, "\">");
      while (!generic.empty()) {
        const auto argument = next();
        const auto colon = argument.find(':');
        put("<GenericParameter Name=\"", colon == argument.npos ? argument : argument.substr(colon + 1), "\" Namespace=\"",
            colon == argument.npos ? xsd_uri : uri(namespace_named(argument.substr(0, colon))), "\"/>");
      }
      put("</GenericType>");
    }
    if (t.has(TypeInfo::value_type)) put("<IsValueType xmlns=\"", serialization_uri, "\">true</IsValueType>");
    put("</xs:appinfo></xs:annotation>");
  }

  /// By the prefix of the schema file, where the message namespace is `m`.
  [[nodiscard]] NamespaceId namespace_named(std::string_view p) const {
    for (NamespaceId n = service_.first_ns; n < service_.first_ns + service_.ns_count; ++n)
      if (name_of(contract.namespaces[n].prefix) == p) return n;
    return service_.message_ns;
  }

  void list(const ListInfo& l) {
    put("<xs:complexType name=\"", name_of(l.name), "\">");
    if (l.item.kind == Kind::object && type_info(l.item.type).has(TypeInfo::inline_type)) {
      put("<xs:annotation><xs:appinfo><IsDictionary xmlns=\"", serialization_uri,
          "\">true</IsDictionary></xs:appinfo></xs:annotation>");
    }
    put("<xs:sequence>");
    member(l.item, true);
    put("</xs:sequence></xs:complexType>\n");
    global_element(name_of(l.name), qualified(l.ns, l.name));
  }

  void enumeration(const EnumInfo& e) {
    put("<xs:simpleType name=\"", name_of(e.name), "\"");
    if (e.base.size != 0)
      annotation("<ActualType Name=\"" + std::string(name_of(e.base)) + "\" Namespace=\"" + std::string(xsd_uri) + "\"");
    else
      put(">");
    put(e.flags ? "<xs:list><xs:simpleType>" : "", "<xs:restriction base=\"xs:string\">");
    for (const auto& v : values_of(e)) {
      if (v.rest_only || v.since > known_) continue;
      put("<xs:enumeration value=\"", name_of(v.name), "\"");
      if (v.explicit_number) {
        put("><xs:annotation><xs:appinfo><EnumerationValue xmlns=\"", serialization_uri, "\">", std::to_string(v.number),
            "</EnumerationValue></xs:appinfo></xs:annotation></xs:enumeration>");
        annotated_ = true;
      } else {
        put("/>");
      }
    }
    put("</xs:restriction>", e.flags ? "</xs:simpleType></xs:list>" : "", "</xs:simpleType>\n");
    global_element(name_of(e.name), qualified(e.ns, e.name));
  }

  [[nodiscard]] std::span<const HeaderInfo> headers() const {
    return contract.headers.subspan(service_.first_header, service_.header_count);
  }
  static std::span<const FaultInfo> faults_of(const OperationInfo& o) {
    return contract.faults.subspan(o.first_fault, o.fault_count);
  }

  [[nodiscard]] std::string fault_message(const OperationInfo& o, const FaultInfo& f) const {
    return std::string(name_of(service_.port_type)) + "_" + std::string(name_of(o.name)) + "_" + std::string(name_of(f.name)) +
           "_FaultMessage";
  }

  void message(const std::string& name, std::string_view part, const std::string& element) {
    put("<wsdl:message name=\"", name, "\"><wsdl:part name=\"", part, "\" element=\"", element, "\"/></wsdl:message>\n");
  }

  void messages(const OperationInfo& o) {
    const std::string request(name_of(type_info(o.request).name)), response(name_of(type_info(o.response).name));
    message(request, "parameters", "tns:" + request);
    put("<wsdl:message name=\"", request, "_Headers\">");
    for (const auto& h : headers()) put("<wsdl:part name=\"", name_of(h.name), "\" element=\"tns:", name_of(h.name), "\"/>");
    put("</wsdl:message>\n");
    message(response, "parameters", "tns:" + response);
    message(response + "_Headers", "TrackingId", "tns:TrackingId");
    for (const auto& f : faults_of(o))
      message(fault_message(o, f), "detail", std::string(prefix(f.ns)) + ":" + std::string(name_of(type_info(f.type).name)));
  }

  void port_type() {
    const auto action_base = std::string(uri(service_.message_ns)) + "/" + std::string(name_of(service_.port_type)) + "/";
    put("<wsdl:portType name=\"", name_of(service_.port_type), "\">\n");
    for (const auto* o : operations_) {
      const auto name = name_of(o->name), request = name_of(type_info(o->request).name),
                 response = name_of(type_info(o->response).name);
      put("<wsdl:operation name=\"", name, "\"><wsdl:input wsaw:Action=\"", name, "\" name=\"", request,
          "\" message=\"tns:", request, "\"/>");
      put("<wsdl:output wsaw:Action=\"", action_base, name, "Response\" name=\"", response, "\" message=\"tns:", response,
          "\"/>");
      for (const auto& f : faults_of(*o))
        put("<wsdl:fault wsaw:Action=\"", action_base, name, name_of(f.name), "\" name=\"", name_of(f.name),
            "\" message=\"tns:", fault_message(*o, f), "\"/>");
      put("</wsdl:operation>\n");
    }
    put("</wsdl:portType>\n");
  }

  void binding() {
    put("<wsdl:binding name=\"", name_of(service_.binding), "\" type=\"tns:", name_of(service_.port_type),
        "\"><soap:binding transport=\"http://schemas.xmlsoap.org/soap/http\"/>\n");
    for (const auto* o : operations_) {
      const auto name = name_of(o->name), request = name_of(type_info(o->request).name),
                 response = name_of(type_info(o->response).name);
      put("<wsdl:operation name=\"", name, "\"><soap:operation soapAction=\"", name, "\" style=\"document\"/><wsdl:input name=\"",
          request, "\">");
      for (const auto& h : headers())
        put("<soap:header message=\"tns:", request, "_Headers\" part=\"", name_of(h.name), "\" use=\"literal\"/>");
      put("<soap:body use=\"literal\"/></wsdl:input><wsdl:output name=\"", response, "\"><soap:header message=\"tns:", response,
          "_Headers\" part=\"TrackingId\" use=\"literal\"/><soap:body use=\"literal\"/></wsdl:output>");
      for (const auto& f : faults_of(*o))
        put("<wsdl:fault name=\"", name_of(f.name), "\"><soap:fault use=\"literal\" name=\"", name_of(f.name),
            "\" namespace=\"\"/></wsdl:fault>");
      put("</wsdl:operation>\n");
    }
    put("</wsdl:binding>\n");
  }

  const ServiceInfo& service_;
  ServiceId id_;
  std::string_view base_url_;
  ContractVersion known_;
  std::span<const TypeInfo> types_;
  std::vector<const OperationInfo*> operations_;
  std::set<NamespaceId> referenced_;  // by the schema being written
  bool annotated_ = false;            // the schema being written uses the serializer's annotations
  std::string out_;
};

}  // namespace

std::string wsdl_document(const ServiceInfo& service, std::string_view address_base_url, ContractVersion known) {
  return Writer(service, address_base_url, known).document();
}

}  // namespace adsbox::gateway
