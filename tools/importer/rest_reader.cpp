#include "rest_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace importer {
namespace {

using Element = simdjson::dom::element;

std::string text(Element e, std::string_view key) {
  std::string_view v;
  return e.at_key(key).get(v) == simdjson::SUCCESS ? std::string(v) : std::string();
}

template <class F>
void each_of(Element e, std::string_view key, F&& f) {
  simdjson::dom::array a;
  if (e.at_key(key).get(a) == simdjson::SUCCESS)
    for (const auto x : a) f(x);
}

RestModel read_model(std::string_view name, Element e) {
  RestModel m{.name = std::string(name), .is_enum = text(e, "kind") == "enum"};
  bool flags = false;
  if (e.at_key("flags").get(flags) == simdjson::SUCCESS) m.flags = flags;
  each_of(e, "bases", [&](Element b) {
    if (m.base.empty()) m.base = std::string(b.get_string().value_unsafe());
  });
  if (m.base == "BaseModel") m.base.clear();
  each_of(e, "fields", [&](Element f) {
    RestField field{text(f, "name"), text(f, "type")};
    if (field.name == "Type" && !text(f, "default").empty()) return;
    m.fields.push_back(std::move(field));
  });
  each_of(e, "values", [&](Element v) { m.values.emplace_back(v.get_string().value_unsafe()); });
  simdjson::dom::object variants;
  if (e.at_key("variants").get(variants) == simdjson::SUCCESS)
    for (const auto v : variants) m.variants.emplace_back(std::string(v.key), std::string(v.value.get_string().value_unsafe()));
  return m;
}

/// The upstream models write generic types with an `And` and .NET's names where the WSDL has neither.
std::string wsdl_name(std::string name) {
  for (const auto* head : {"KeyValuePairOf", "KeyValueEntityOf"}) {
    if (!name.starts_with(head)) continue;
    const auto at = name.find("And", std::string_view(head).size());
    if (at == std::string::npos) continue;
    auto second = name.substr(at + 3);
    if (second == "DateTime") second = "dateTime";
    if (second == "ByteArray") second = "base64Binary";
    return name.substr(0, at) + second;
  }
  return name;
}

class Applier {
 public:
  Applier(Service& service, const RestFacts& facts, const Exceptions& exceptions)
      : service_(service), facts_(facts), exceptions_(exceptions) {}

  std::vector<std::string> run() {
    routes();
    for (const auto& m : facts_.models)
      if (!m.variants.empty()) family(m);
    new_types();
    new_members();
    new_values();
    apply_exceptions();
    return std::move(notes_);
  }

 private:
  void routes() {
    for (const auto& r : facts_.operations) {
      auto* o = find_by_name(service_.operations, r.name);
      if (o == nullptr) {
        service_.operations.push_back(
            {.name = r.name, .request = "m:" + r.name + "Request", .response = "m:" + r.name + "Response", .rest_only = true});
        o = &service_.operations.back();
      }
      o->method = r.method;
      o->path = r.path;
    }
  }

  TypeDecl* type(std::string_view name) { return find_by_name(service_.types, name); }

  void family(const RestModel& m) {
    TypeDecl* root = type(m.name);
    if (root == nullptr) return notes_.push_back("family without a WSDL type: " + m.name);
    root->family = true;
    const bool own = std::ranges::any_of(m.variants, [&](const auto& v) { return v.first == m.name; });
    root->abstract = !own;
    // Several values may lead to one model; the first is what upstream writes, the others it only reads.
    std::set<std::string> done;
    for (const auto& [value, model] : m.variants) {
      const auto name = value == m.name ? m.name : model;
      if (value == m.name + "Base" || !done.insert(name).second) continue;
      json_names_[name] = value;
      if (TypeDecl* t = type(name); t != nullptr && value != name) t->json = value;
    }
  }

  /// True for models that stand for a WSDL type under another name.
  bool is_known(const RestModel& m) {
    const auto name = wsdl_name(m.name);
    if (m.is_enum) return find_by_name(service_.enums, name) != nullptr;
    if (type(name) != nullptr) return true;
    if (!m.name.ends_with("Base")) return false;
    return type(m.name.substr(0, m.name.size() - 4)) != nullptr;
  }

  const RestModel* model_of(const std::string& type_name) const {
    const auto* base = facts_.model(type_name + "Base");
    if (base != nullptr && base->base == type_name) return base;
    return facts_.model(type_name);
  }

  void new_types() {
    std::vector<const RestModel*> fresh;
    for (const auto& m : facts_.models)
      if (!is_known(m)) fresh.push_back(&m);
    for (const auto* m : fresh) {
      if (m->is_enum) {
        EnumDecl e{.ns = "m", .name = m->name, .flags = m->flags, .rest_only = true};
        add_values(e, m->values);
        service_.enums.push_back(std::move(e));
        continue;
      }
      TypeDecl t{.message = m->name.ends_with("Request") || m->name.ends_with("Response"),
                 .ns = "m",
                 .name = m->name,
                 .rest_only = true};
      const bool customer = service_.prefix_of("https://bingads.microsoft.com/Customer/v13/Exception") == "x";
      if (customer) t.ns = m->name.find("Error") != std::string::npos || m->base == "ApplicationFault" ? "x" : "e";
      if (const auto* base = m->base.empty() ? nullptr : type(m->base)) {
        t.base = base->id();
        if (base->ns != "d") t.ns = base->ns;
      }
      if (const auto it = json_names_.find(m->name); it != json_names_.end() && it->second != m->name) t.json = it->second;
      service_.types.push_back(std::move(t));
    }
    for (const auto* m : fresh)
      if (!m->is_enum) add_members(*type(m->name), *m);
  }

  std::set<std::string> inherited(const TypeDecl& t) const {
    std::set<std::string> names;
    for (const TypeDecl* b = &t; b != nullptr; b = b->base.empty() ? nullptr : service_.type(b->base))
      for (const auto& m : b->members) names.insert(m.name);
    return names;
  }

  void add_members(TypeDecl& t, const RestModel& m) {
    const auto have = inherited(t);
    std::vector<Member> added;
    for (const auto& f : m.fields) {
      if (have.contains(f.name)) continue;
      // `Type` that is no member of the WSDL type is the discriminator.
      if (f.name == "Type" && !m.base.empty()) continue;
      Member member{.name = f.name, .nillable = true, .rest_only = true};
      member.type = field_type(f.type);
      if (member.type.empty()) {
        notes_.push_back(t.name + "." + f.name + ": unknown type " + f.type);
        continue;
      }
      added.push_back(std::move(member));
    }
    // field_type may add lists, never types: t stays valid.
    t.members.insert(t.members.end(), added.begin(), added.end());
  }

  void new_members() {
    for (auto& t : service_.types) {
      if (t.rest_only || t.inline_type) continue;
      const auto* m = model_of(t.name);
      if (m != nullptr && m->variants.empty() && !m->is_enum) add_members(t, *m);
    }
  }

  static void add_values(EnumDecl& e, const std::vector<std::string>& values) {
    for (const auto& v : values) {
      if (find_by_name(e.values, v) != nullptr) continue;
      if (e.flags && v == "None") continue;  // how REST writes zero
      std::uint64_t next = e.flags ? 1 : 0;
      for (const auto& x : e.values) {
        while (e.flags && next <= x.number) next <<= 1;
        if (!e.flags && next <= x.number) next = x.number + 1;
      }
      // REST's `None` is zero where nothing else is.
      const bool zero_free = std::ranges::none_of(e.values, [](const EnumValue& x) { return x.number == 0; });
      e.values.push_back({.name = v, .number = v == "None" && zero_free ? 0 : next, .rest_only = !e.rest_only});
    }
  }

  void new_values() {
    for (auto& e : service_.enums)
      if (const auto* m = facts_.model(e.name); m != nullptr && m->is_enum && !e.rest_only)
        add_values(e, without_ignored(e, m->values));
  }

  std::vector<std::string> without_ignored(const EnumDecl& e, std::vector<std::string> values) const {
    const auto& row = exceptions_.of(service_.name, e.id());
    if (!row.empty() && row[0] == "ignore")
      std::erase_if(values, [&](const auto& v) { return std::ranges::find(row, v) != row.end(); });
    return values;
  }

  /// Our type of `string?`, `Ad?`, `List[Optional[Ad]]?`; empty when unknown. Adds a rest-only list where none fits.
  std::string field_type(std::string s) {
    if (s.ends_with('?')) s.pop_back();
    for (std::string_view wrap : {"List[", "Optional["}) {
      if (!s.starts_with(wrap)) continue;
      const auto inner = field_type(s.substr(wrap.size(), s.size() - wrap.size() - 1));
      return inner.empty() || wrap != "List[" ? inner : list_of(inner);
    }
    if (s == "datetime") return "dateTime";
    static const std::set<std::string> scalars = {"string", "int", "long", "boolean", "double"};
    if (scalars.contains(s)) return s;
    s = wsdl_name(s);
    if (const auto* t = type(s)) return t->id();
    if (const auto* e = find_by_name(service_.enums, s)) return e->id();
    return {};
  }

  std::string list_of(const std::string& item) {
    for (const auto& l : service_.lists)
      if (l.item_type == item) return l.id();
    const auto colon = item.find(':');
    ListDecl l{.ns = "a", .name = "ArrayOf" + item, .item_type = item, .item = item, .rest_only = true};
    if (colon != std::string::npos) {
      l.ns = item.substr(0, colon);
      l.item = item.substr(colon + 1);
      l.name = "ArrayOf" + l.item;
    }
    l.nillable = item == "string" || service_.type(item) != nullptr;
    service_.lists.push_back(l);
    return l.id();
  }

  void apply_exceptions() {
    for (auto& t : service_.types)
      for (const auto& a : exceptions_.of(service_.name, t.id())) {
        if (a == "family")
          t.family = true;
        else if (a == "abstract")
          t.abstract = true;
        else if (a == "concrete")
          t.abstract = false;
        else if (a.starts_with("json="))
          t.json = a.substr(5);
        else
          notes_.push_back("unknown exception " + a + " of " + t.id());
      }
  }

  Service& service_;
  const RestFacts& facts_;
  const Exceptions& exceptions_;
  std::map<std::string, std::string> json_names_;
  std::vector<std::string> notes_;
};

}  // namespace

std::expected<RestFacts, std::string> read_rest(const std::filesystem::path& path) {
  simdjson::dom::parser parser;
  Element root;
  if (const auto error = parser.load(path.string()).get(root); error != simdjson::SUCCESS)
    return std::unexpected(path.string() + ": " + simdjson::error_message(error));
  RestFacts facts;
  each_of(root, "operations",
          [&](Element o) { facts.operations.push_back({text(o, "operation"), text(o, "method"), text(o, "path")}); });
  simdjson::dom::object models;
  if (root.at_key("models").get(models) != simdjson::SUCCESS) return std::unexpected(path.string() + ": no models");
  for (const auto m : models) facts.models.push_back(read_model(m.key, m.value));
  return facts;
}

const std::vector<std::string>& Exceptions::of(const std::string& service, const std::string& id) const {
  static const std::vector<std::string> none;
  const auto it = rows.find({service, id});
  return it == rows.end() ? none : it->second;
}

Exceptions read_exceptions(const std::filesystem::path& path) {
  Exceptions all;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    std::string service, id;
    words >> service >> id;
    auto& row = all.rows[{service, id}];
    for (std::string w; words >> w;) row.push_back(w);
  }
  return all;
}

std::vector<std::string> apply_rest(Service& service, const RestFacts& facts, const Exceptions& exceptions) {
  return Applier(service, facts, exceptions).run();
}

}  // namespace importer
