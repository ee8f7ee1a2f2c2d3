#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

#include "model.h"

namespace schemac {
namespace {

using Tokens = std::vector<std::string>;

Tokens split(const std::string& line) {
  std::istringstream in(line);
  Tokens t;
  for (std::string s; in >> s;) t.push_back(s);
  return t;
}

class FileReader {
 public:
  FileReader(const std::filesystem::path& path, Service& service) : path_(path), service_(service) {}

  void read() {
    std::ifstream in(path_);
    for (std::string line; std::getline(in, line);) {
      ++line_;
      if (line.empty() || line[line.find_first_not_of(' ') == std::string::npos ? 0 : line.find_first_not_of(' ')] == '#')
        continue;
      const auto t = split(line);
      if (t.empty()) continue;
      if (line[0] != ' ')
        top(t);
      else
        member(t);
    }
    for (const auto& t : service_.types)
      if (!t.base.empty() && !service_.type_index.contains(t.base)) fail("unknown base " + t.base + " of " + t.name);
  }

 private:
  enum class Scope { none, service, enumeration, type, operation } scope_ = Scope::none;

  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(path_.filename().string() + ":" + std::to_string(line_) + ": " + what);
  }

  /// `since=13.0.N`: N.
  [[nodiscard]] int contract(const std::string& since) const {
    const std::string before = "since=13.0.";
    if (!since.starts_with(before) || since.size() == before.size() ||
        since.find_first_not_of("0123456789", before.size()) != std::string::npos)
      fail("not a contract version: " + since);
    return std::stoi(since.substr(before.size()));
  }

  static std::pair<std::string, std::string> qualified(const std::string& s) {
    const auto c = s.find(':');
    return c == std::string::npos ? std::pair<std::string, std::string>{"m", s} : std::pair{s.substr(0, c), s.substr(c + 1)};
  }

  void top(const Tokens& t) {
    const auto& what = t[0];
    if (what == "service") {
      service_.name = t.at(1);
      service_.internal = t.size() > 2 && t[2] == "internal";
      scope_ = Scope::service;
    } else if (what == "enum") {
      Enum e;
      std::tie(e.ns, e.name) = qualified(t.at(1));
      for (std::size_t i = 2; i < t.size(); ++i) {
        if (t[i] == "flags")
          e.flags = true;
        else if (t[i] == "rest-only")
          e.rest_only = true;
        else if (t[i].starts_with("base="))
          e.base = t[i].substr(5);
        else if (t[i].starts_with("since="))
          e.since = contract(t[i]);
        else
          fail("unknown attribute " + t[i]);
      }
      service_.enum_index[t[1]] = static_cast<int>(service_.enums.size());
      service_.enums.push_back(e);
      scope_ = Scope::enumeration;
    } else if (what == "type" || what == "message") {
      Type y;
      std::tie(y.ns, y.name) = qualified(t.at(1));
      y.number = std::stoi(t.at(2));
      y.message = what == "message";
      for (std::size_t i = 3; i < t.size(); ++i) {
        if (t[i] == ":")
          y.base = t.at(++i);
        else if (t[i] == "abstract")
          y.abstract = true;
        else if (t[i] == "family")
          y.family = true;
        else if (t[i] == "inline")
          y.inline_type = true;
        else if (t[i] == "rest-only")
          y.rest_only = true;
        else if (t[i] == "value-type")
          y.value_type = true;
        else if (t[i].starts_with("json="))
          y.json = t[i].substr(5);
        else if (t[i].starts_with("generic="))
          y.generic = t[i].substr(8);
        else if (t[i].starts_with("since="))
          y.since = contract(t[i]);
        else
          fail("unknown attribute " + t[i]);
      }
      if (y.json.empty()) y.json = y.name;
      service_.type_index[t[1]] = static_cast<int>(service_.types.size());
      service_.types.push_back(y);
      scope_ = Scope::type;
    } else if (what == "list") {
      List l;
      std::tie(l.ns, l.name) = qualified(t.at(1));
      l.element = field_type(t.at(2));
      l.element.number = 1;
      for (std::size_t i = 3; i < t.size(); ++i)
        if (t[i].starts_with("item="))
          l.item = t[i].substr(5);
        else if (t[i] == "rest-only")
          l.rest_only = true;
      if (l.item.empty()) l.item = qualified(l.element.type).second;
      l.element.name = l.item;
      service_.list_index[t[1]] = static_cast<int>(service_.lists.size());
      service_.lists.push_back(l);
      scope_ = Scope::none;
    } else if (what == "operation") {
      Operation o;
      o.name = t.at(1);
      o.request = t.at(2);
      o.response = t.at(3);
      for (std::size_t i = 4; i < t.size(); ++i) {
        if (t[i] == "rest-only")
          o.rest_only = true;
        else if (t[i].starts_with("since="))
          o.since = contract(t[i]);
        else
          fail("unknown attribute " + t[i]);
      }
      service_.operations.push_back(o);
      scope_ = Scope::operation;
    } else {
      fail("unknown declaration " + what);
    }
  }

  static Field field_type(std::string type) {
    Field f;
    if (type.ends_with('?')) {
      f.nillable = true;
      type.pop_back();
    }
    f.type = type;
    return f;
  }

  void member(const Tokens& t) {
    switch (scope_) {
      case Scope::service:
        service_line(t);
        break;
      case Scope::enumeration: {
        auto& e = service_.enums.back();
        const auto has = [&](const char* word) { return std::find(t.begin() + 2, t.end(), word) != t.end(); };
        int since = 0;
        for (std::size_t i = 2; i < t.size(); ++i)
          if (t[i].starts_with("since=")) since = contract(t[i]);
        e.values.push_back({t[0], std::stoull(t.at(1)), has("explicit"), has("rest-only"), since});
        break;
      }
      case Scope::type: {
        Field f = field_type(t.at(2));
        f.number = std::stoi(t[0]);
        f.name = t[1];
        for (std::size_t i = 3; i < t.size(); ++i) {
          if (t[i] == "required")
            f.required = true;
          else if (t[i] == "omit-default")
            f.omit_default = true;
          else if (t[i] == "rest-only")
            f.rest_only = true;
          else if (t[i].starts_with("since="))
            f.since = contract(t[i]);
          else
            fail("unknown attribute " + t[i]);
        }
        service_.types.back().fields.push_back(f);
        break;
      }
      case Scope::operation: {
        auto& o = service_.operations.back();
        if (t[0] == "rest") {
          o.rest_method = t.at(1);
          o.rest_path = t.at(2);
        } else if (t[0] == "fault") {
          o.faults.push_back({t.at(1), t.at(2)});
        } else {
          fail("unknown operation line " + t[0]);
        }
        break;
      }
      case Scope::none:
        fail("a member outside of a declaration");
    }
  }

  void service_line(const Tokens& t) {
    auto& s = service_;
    if (t[0] == "contract")
      s.contract = t.at(1);
    else if (t[0] == "host")
      s.host = t.at(1);
    else if (t[0] == "soap")
      s.soap = t.at(1);
    else if (t[0] == "rest")
      s.rest = t.at(1);
    else if (t[0] == "port-type")
      s.port_type = t.at(1);
    else if (t[0] == "wsdl-name")
      s.wsdl_name = t.at(1);
    else if (t[0] == "binding")
      s.binding = t.at(1);
    else if (t[0] == "namespace")
      s.namespaces.push_back({t.at(1), t.at(2)});
    else if (t[0] == "header")
      s.headers.push_back(t.at(1));
    else
      fail("unknown service line " + t[0]);
  }

  std::filesystem::path path_;
  Service& service_;
  int line_ = 0;
};

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
  for (const auto& f : files) FileReader(f, schema.services.emplace_back()).read();
  load_errors(std::filesystem::path(folder) / "errors.tsv", schema);
  check(schema);
  for (auto& s : schema.services) Sinces(s).complete();
  return schema;
}

void Output::write(const std::string& name, const std::string& text) const {
  const auto path = std::filesystem::path(folder) / name;
  std::filesystem::create_directories(path.parent_path());
  if (std::ifstream old(path); old) {
    std::stringstream have;
    have << old.rdbuf();
    if (have.str() == text) return;
  }
  std::ofstream out(path);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace schemac
