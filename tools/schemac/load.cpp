#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>

#include "model.h"
#include "schema_text/files.h"

namespace schemac {
namespace {

/// A file's declarations with contract versions as numbers, defaults filled in, and where each stands.
class Resolver {
 public:
  explicit Resolver(std::string file) : file_(std::move(file)) {}

  Service resolve(schema_text::Service from) {
    Service s{.name = from.name,
              .contract = from.contract,
              .host = from.host,
              .soap = from.soap,
              .rest = from.rest,
              .port_type = from.port_type,
              .wsdl_name = from.wsdl_name,
              .binding = from.binding,
              .internal = from.internal,
              .namespaces = std::move(from.namespaces),
              .headers = std::move(from.headers)};
    for (const auto& e : from.enums) put(s.enum_index, s.enums, e, enumeration(e));
    for (const auto& t : from.types) put(s.type_index, s.types, t, type(t));
    for (const auto& l : from.lists) put(s.list_index, s.lists, l, list(l));
    for (const auto& o : from.operations)
      s.operations.push_back({o.name, o.request, o.response, o.method, o.path, o.rest_only, contract(o.since), o.faults});
    for (const auto& t : s.types)
      if (!t.base.empty() && !s.type_index.contains(t.base)) fail("unknown base " + t.base + " of " + t.name);
    return s;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw std::runtime_error(file_ + ": " + what); }

  /// `13.0.N`: N.
  [[nodiscard]] int contract(const std::string& since) const {
    const std::string before = "13.0.";
    if (since.empty()) return 0;
    if (!since.starts_with(before) || since.size() == before.size() ||
        since.find_first_not_of("0123456789", before.size()) != std::string::npos)
      fail("not a contract version: " + since);
    return std::stoi(since.substr(before.size()));
  }

  template <class Row>
  static void put(std::map<std::string, int>& index, std::vector<Row>& rows, const auto& from, Row row) {
    index[from.id()] = static_cast<int>(rows.size());
    rows.push_back(std::move(row));
  }

  [[nodiscard]] Enum enumeration(const schema_text::EnumDecl& e) const {
    Enum to{e.ns, e.name, e.base, e.flags, e.rest_only, contract(e.since), {}};
    for (const auto& v : e.values) to.values.push_back({v.name, v.number, v.is_explicit, v.rest_only, contract(v.since)});
    return to;
  }

  [[nodiscard]] Type type(const schema_text::TypeDecl& t) const {
    Type to{.ns = t.ns,
            .name = t.name,
            .base = t.base,
            .json = t.json.empty() ? t.name : t.json,
            .generic = t.generic,
            .number = t.number,
            .since = contract(t.since),
            .abstract = t.abstract,
            .family = t.family,
            .message = t.message,
            .inline_type = t.inline_type,
            .rest_only = t.rest_only,
            .value_type = t.value_type};
    for (const auto& m : t.members)
      to.fields.push_back({m.name, m.type, m.number, m.nillable, m.required, m.omit_default, m.rest_only, contract(m.since)});
    return to;
  }

  static List list(const schema_text::ListDecl& l) {
    List to{l.ns, l.name, l.item.empty() ? l.item_type.substr(l.item_type.find(':') + 1) : l.item, l.rest_only, 0, {}};
    to.element = {.name = to.item, .type = l.item_type, .number = 1, .nillable = l.nillable};
    return to;
  }

  std::string file_;
};

Service load_file(const std::filesystem::path& path) {
  auto text = schema_text::read_schema(path);
  if (!text) throw std::runtime_error(text.error());
  return Resolver(path.filename().string()).resolve(std::move(*text));
}

void load_errors(const std::filesystem::path& path, Schema& schema) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  std::set<std::string> used;
  while (std::getline(in, line)) {
    if (line.empty() || line[0] == '#') continue;
    Error e;
    const auto a = line.find('\t'), b = line.find('\t', a + 1);
    if (a == std::string::npos || b == std::string::npos) throw std::runtime_error("errors.tsv: " + line);
    e.code = std::stoi(line.substr(0, a));
    e.symbol = line.substr(a + 1, b - a - 1);
    e.message = line.substr(b + 1);
    e.identifier = e.symbol.empty() ? "Code" + std::to_string(e.code) : e.symbol;
    if (!used.insert(e.identifier).second) {
      e.identifier += "_" + std::to_string(e.code);
      if (!used.insert(e.identifier).second) throw std::runtime_error("errors.tsv: twice " + line);
    }
    schema.errors.push_back(e);
  }
}

void check(const Schema& schema) {
  std::map<int, std::string> numbers;
  for (const auto& s : schema.services) {
    for (const auto& t : s.types) {
      if (t.number <= 0 || t.number > 65535) throw std::runtime_error("type number of " + t.name);
      if (!numbers.emplace(t.number, s.name + "." + t.name).second)
        throw std::runtime_error("type number " + std::to_string(t.number) + " is used by " + numbers[t.number] + " and " +
                                 t.name);
      std::set<int> seen;
      for (const auto& [owner, f] : s.flattened(t)) {
        if (f->number <= 0 || !seen.insert(f->number).second)
          throw std::runtime_error("field number of " + t.name + "." + f->name);
        if (f->type.find(':') != std::string::npos && !s.type_index.contains(f->type) && !s.enum_index.contains(f->type) &&
            !s.list_index.contains(f->type))
          throw std::runtime_error(s.name + ": " + t.name + "." + f->name + " has an unknown type " + f->type);
      }
    }
    for (const auto& o : s.operations)
      if (!s.type_index.contains(o.request) || !s.type_index.contains(o.response))
        throw std::runtime_error(s.name + "." + o.name + ": unknown message");
  }
}

/// What is new is at least as new as what it is in and what it refers to.
class Sinces {
 public:
  explicit Sinces(Service& s) : s_(s) {}
  void complete() {
    for (auto& t : s_.types)
      for (const Type* b = s_.base_of(t); b != nullptr; b = s_.base_of(*b)) t.since = std::max(t.since, b->since);
    for (auto& e : s_.enums)
      for (auto& v : e.values) v.since = std::max(v.since, e.since);
    for (auto& l : s_.lists) l.element.since = l.since = of(l.element.type);
    for (auto& t : s_.types)
      for (auto& f : t.fields) f.since = std::max({f.since, t.since, of(f.type)});
  }

 private:
  [[nodiscard]] int of(const std::string& type) const {
    if (const auto e = s_.enum_index.find(type); e != s_.enum_index.end())
      return s_.enums[static_cast<std::size_t>(e->second)].since;
    if (const auto t = s_.type_index.find(type); t != s_.type_index.end())
      return s_.types[static_cast<std::size_t>(t->second)].since;
    if (const auto l = s_.list_index.find(type); l != s_.list_index.end())
      return of(s_.lists[static_cast<std::size_t>(l->second)].element.type);
    return 0;
  }
  Service& s_;
};

}  // namespace

std::string Service::cpp_namespace() const {
  return internal ? "internal" : snake_case(name);
}

const Type* Service::base_of(const Type& t) const {
  return t.base.empty() ? nullptr : &types[static_cast<std::size_t>(type_index.at(t.base))];
}

const Type& Service::root_of(const Type& t) const {
  const Type* r = &t;
  while (const Type* b = base_of(*r)) r = b;
  return *r;
}

bool Service::in_family(const Type& t) const {
  for (const Type* b = &t; b != nullptr; b = base_of(*b))
    if (b->family) return true;
  return false;
}

std::vector<std::pair<const Type*, const Field*>> Service::flattened(const Type& t) const {
  std::vector<std::pair<const Type*, const Field*>> all;
  if (const Type* b = base_of(t)) all = flattened(*b);
  for (const auto& f : t.fields) all.emplace_back(&t, &f);
  return all;
}

std::string snake_case(const std::string& name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool up = std::isupper(static_cast<unsigned char>(name[i])) != 0;
    if (up && i != 0 && name[i - 1] != '_') {
      const bool previous_up = std::isupper(static_cast<unsigned char>(name[i - 1])) != 0;
      const bool next_low = i + 1 < name.size() && std::islower(static_cast<unsigned char>(name[i + 1])) != 0;
      if (!previous_up || next_low) out += '_';
    }
    out += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
  }
  return out;
}

std::string identifier(std::string name) {
  static const std::set<std::string> reserved = {
      "and",      "auto",      "bool",          "break",    "case",      "char",     "class",  "const",   "continue", "default",
      "delete",   "do",        "double",        "else",     "enum",      "explicit", "export", "false",   "float",    "for",
      "friend",   "if",        "int",           "long",     "namespace", "new",      "nil",    "not",     "operator", "or",
      "private",  "protected", "public",        "register", "return",    "short",    "signed", "static",  "struct",   "switch",
      "template", "this",      "true",          "typename", "union",     "unsigned", "using",  "virtual", "void",     "volatile",
      "while",    "xor",       "contract_type", "type_id",  "NULL",      "EOF",      "NAN"};
  for (auto& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_') c = '_';
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) != 0) name = "Value" + name;
  if (reserved.contains(name)) name += '_';
  return name;
}

Schema load(const std::string& folder) {
  Schema schema;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".schema") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& f : files) schema.services.push_back(load_file(f));
  load_errors(std::filesystem::path(folder) / "errors.tsv", schema);
  check(schema);
  for (auto& s : schema.services) Sinces(s).complete();
  return schema;
}

void Output::write(const std::string& name, const std::string& text) const {
  const auto path = std::filesystem::path(folder) / name;
  std::filesystem::create_directories(path.parent_path());
  if (!schema_text::write_file(path, text)) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace schemac
