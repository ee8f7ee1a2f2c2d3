#include <sstream>

#include "schema_file.h"

namespace schema_text {
namespace {

std::string since(const std::string& contract) {
  return contract.empty() ? std::string() : " since=" + contract;
}

void put(std::ostringstream& o, const Comments& comments, const char* indent = "") {
  for (const auto& c : comments) o << indent << c << '\n';
}

void print(std::ostringstream& o, const TypeDecl& t) {
  o << '\n';
  put(o, t.comments);
  o << (t.message ? "message " : "type ") << t.id() << ' ' << t.number;
  if (!t.base.empty()) o << " : " << t.base;
  if (t.abstract) o << " abstract";
  if (t.family) o << " family";
  if (t.inline_type) o << " inline";
  if (t.value_type) o << " value-type";
  if (!t.json.empty()) o << " json=" << t.json;
  if (!t.generic.empty()) o << " generic=" << t.generic;
  if (t.rest_only) o << " rest-only";
  o << since(t.since) << '\n';
  for (const auto& m : t.members) {
    put(o, m.comments, "  ");
    o << "  " << m.number << ' ' << describe(m) << '\n';
  }
  for (const auto& r : t.retired) o << "  # retired " << r.number << ' ' << r.name << '\n';
}

void print(std::ostringstream& o, const EnumDecl& e) {
  o << '\n';
  put(o, e.comments);
  o << "enum " << e.id() << (e.flags ? " flags" : "");
  if (!e.base.empty()) o << " base=" << e.base;
  if (e.rest_only) o << " rest-only";
  o << since(e.since) << '\n';
  for (const auto& v : e.values) {
    put(o, v.comments, "  ");
    o << "  " << describe(v) << '\n';
  }
}

}  // namespace

std::string describe(const Member& m) {
  return m.name + ' ' + m.type + (m.nillable ? "?" : "") + (m.required ? " required" : "") +
         (m.omit_default ? " omit-default" : "") + since(m.since) + (m.rest_only ? " rest-only" : "");
}

std::string describe(const EnumValue& v) {
  return v.name + ' ' + std::to_string(v.number) + (v.is_explicit ? " explicit" : "") + since(v.since) +
         (v.rest_only ? " rest-only" : "");
}

std::string print_schema(const Service& s) {
  std::ostringstream o;
  put(o, s.head);
  o << "service " << s.name << (s.internal ? " internal" : "") << '\n';
  const auto line = [&](const char* key, const std::string& value) {
    if (!value.empty()) o << "  " << key << ' ' << value << '\n';
  };
  line("contract", s.contract);
  line("host", s.host);
  line("soap", s.soap);
  line("rest", s.rest);
  line("port-type", s.port_type);
  line("wsdl-name", s.wsdl_name);
  line("binding", s.binding);
  for (const auto& n : s.namespaces) o << "  namespace " << n.prefix << ' ' << n.uri << '\n';
  for (const auto& h : s.headers) line("header", h);
  for (const auto& op : s.operations) {
    o << '\n';
    put(o, op.comments);
    o << "operation " << op.name << ' ' << op.request << ' ' << op.response << (op.rest_only ? " rest-only" : "")
      << since(op.since) << '\n';
    if (!op.method.empty()) o << "  rest " << op.method << ' ' << op.path << '\n';
    for (const auto& f : op.faults) o << "  fault " << f.name << ' ' << f.type << '\n';
  }
  for (const auto& t : s.types)
    if (t.message) print(o, t);
  for (const auto& t : s.types)
    if (!t.message) print(o, t);
  for (const auto& e : s.enums) print(o, e);
  if (!s.lists.empty()) o << '\n';
  for (const auto& l : s.lists) {
    put(o, l.comments);
    o << "list " << l.id() << ' ' << l.item_type << (l.nillable ? "?" : "") << " item=" << l.item
      << (l.rest_only ? " rest-only" : "") << '\n';
  }
  if (!s.retired.empty()) o << '\n';
  for (const auto& r : s.retired) o << "# retired " << r.number << ' ' << r.name << '\n';
  put(o, s.tail);
  return o.str();
}

}  // namespace schema_text
