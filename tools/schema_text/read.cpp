#include <algorithm>
#include <charconv>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <sstream>
#include <variant>

#include "schema_file.h"

namespace schema_text {
namespace {

using Tokens = std::vector<std::string>;

Tokens split(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), std::istream_iterator<std::string>()};
}

bool to_number(std::string_view s, auto& out) {
  const auto r = std::from_chars(s.data(), s.data() + s.size(), out);
  return r.ec == std::errc() && r.ptr == s.data() + s.size();
}

/// A word that may follow what a line must have: a flag, `name=VALUE`, or one with a word of its own behind it.
struct Attribute {
  std::string_view word;
  std::variant<bool*, std::string*> to;
};

/// Sets those that stand from word `i` on; false when a word is none of them.
bool read_attributes(const Tokens& t, std::size_t i, std::initializer_list<Attribute> known) {
  for (; i < t.size(); ++i) {
    const auto* const a = std::ranges::find_if(
        known, [&](const Attribute& k) { return k.word.ends_with('=') ? t[i].starts_with(k.word) : t[i] == k.word; });
    if (a == known.end()) return false;
    if (auto* const* flag = std::get_if<bool*>(&a->to))
      **flag = true;
    else if (a->word.ends_with('='))
      *std::get<std::string*>(a->to) = t[i].substr(a->word.size());
    else if (++i < t.size())
      *std::get<std::string*>(a->to) = t[i];
    else
      return false;
  }
  return true;
}

class Reader {
 public:
  std::expected<Service, std::string> read(const std::filesystem::path& path) {
    std::ifstream in(path);
    if (!in) return std::unexpected(path.string() + ": cannot be read");
    int number = 0;
    for (std::string line; std::getline(in, line);) {
      ++number;
      const auto start = line.find_first_not_of(' ');
      if (start == std::string::npos) continue;
      if (line[start] == '#') {
        comment(line.substr(start), start != 0);
        continue;
      }
      const auto tokens = split(line);
      const bool good = start == 0 ? declaration(tokens) : member(tokens);
      if (!good) return std::unexpected(path.string() + ":" + std::to_string(number) + ": not understood: " + line);
      pending_.clear();
    }
    service_.tail = pending_;
    return std::move(service_);
  }

 private:
  enum class Scope { none, service, enumeration, type, operation } scope_ = Scope::none;

  void comment(const std::string& text, bool inside) {
    const auto t = split(text);
    Retired r;
    if (t.size() == 4 && t[1] == "retired" && to_number(t[2], r.number)) {
      r.name = t[3];
      (inside && scope_ == Scope::type ? service_.types.back().retired : service_.retired).push_back(r);
    } else {
      pending_.push_back(text);
    }
  }

  static bool qualified(const std::string& s, auto& row) {
    const auto c = s.find(':');
    if (c == std::string::npos) return false;
    row.ns = s.substr(0, c);
    row.name = s.substr(c + 1);
    return true;
  }

  static std::string nillable_type(std::string type, bool& nillable) {
    nillable = type.ends_with('?');
    if (nillable) type.pop_back();
    return type;
  }

  bool declaration(const Tokens& t) {
    if (t.size() < 2) return false;
    if (t[0] == "service") {
      if (t.size() > 3 || (t.size() == 3 && t[2] != "internal")) return false;
      service_.name = t[1];
      service_.internal = t.size() == 3;
      service_.head = pending_;
      scope_ = Scope::service;
      return true;
    }
    if (t[0] == "enum") return enumeration(t);
    if (t[0] == "type" || t[0] == "message") return type(t);
    if (t[0] == "list") return list(t);
    if (t[0] == "operation" && t.size() >= 4) {
      Operation o{.name = t[1], .request = t[2], .response = t[3]};
      if (!read_attributes(t, 4, {{"rest-only", &o.rest_only}, {"since=", &o.since}})) return false;
      o.comments = pending_;
      service_.operations.push_back(std::move(o));
      scope_ = Scope::operation;
      return true;
    }
    return false;
  }

  bool enumeration(const Tokens& t) {
    EnumDecl e;
    if (!qualified(t[1], e) ||
        !read_attributes(t, 2, {{"flags", &e.flags}, {"rest-only", &e.rest_only}, {"base=", &e.base}, {"since=", &e.since}}))
      return false;
    e.comments = pending_;
    service_.enums.push_back(std::move(e));
    scope_ = Scope::enumeration;
    return true;
  }

  bool type(const Tokens& t) {
    TypeDecl y;
    if (t.size() < 3 || !qualified(t[1], y) || !to_number(t[2], y.number)) return false;
    y.message = t[0] == "message";
    if (!read_attributes(t, 3,
                         {{":", &y.base},
                          {"abstract", &y.abstract},
                          {"family", &y.family},
                          {"inline", &y.inline_type},
                          {"rest-only", &y.rest_only},
                          {"value-type", &y.value_type},
                          {"json=", &y.json},
                          {"generic=", &y.generic},
                          {"since=", &y.since}}))
      return false;
    y.comments = pending_;
    service_.types.push_back(std::move(y));
    scope_ = Scope::type;
    return true;
  }

  bool list(const Tokens& t) {
    ListDecl l;
    if (t.size() < 3 || !qualified(t[1], l)) return false;
    l.item_type = nillable_type(t[2], l.nillable);
    if (!read_attributes(t, 3, {{"item=", &l.item}, {"rest-only", &l.rest_only}})) return false;
    l.comments = pending_;
    service_.lists.push_back(std::move(l));
    scope_ = Scope::none;
    return true;
  }

  bool member(const Tokens& t) {
    switch (scope_) {
      case Scope::service:
        return service_line(t);
      case Scope::enumeration: {
        EnumValue v;
        if (t.size() < 2 || !to_number(t[1], v.number)) return false;
        v.name = t[0];
        if (!read_attributes(t, 2, {{"explicit", &v.is_explicit}, {"rest-only", &v.rest_only}, {"since=", &v.since}}))
          return false;
        v.comments = pending_;
        service_.enums.back().values.push_back(std::move(v));
        return true;
      }
      case Scope::type: {
        Member m;
        if (t.size() < 3 || !to_number(t[0], m.number)) return false;
        m.name = t[1];
        m.type = nillable_type(t[2], m.nillable);
        if (!read_attributes(t, 3,
                             {{"required", &m.required},
                              {"omit-default", &m.omit_default},
                              {"rest-only", &m.rest_only},
                              {"since=", &m.since}}))
          return false;
        m.comments = pending_;
        service_.types.back().members.push_back(std::move(m));
        return true;
      }
      case Scope::operation: {
        auto& o = service_.operations.back();
        if (t.size() != 3) return false;
        if (t[0] == "rest") {
          o.method = t[1];
          o.path = t[2];
        } else if (t[0] == "fault") {
          o.faults.push_back({t[1], t[2]});
        } else {
          return false;
        }
        return true;
      }
      case Scope::none:
        break;
    }
    return false;
  }

  bool service_line(const Tokens& t) {
    auto& s = service_;
    if (t[0] == "namespace" && t.size() == 3)
      s.namespaces.push_back({t[1], t[2]});
    else if (t.size() != 2)
      return false;
    else if (t[0] == "contract")
      s.contract = t[1];
    else if (t[0] == "host")
      s.host = t[1];
    else if (t[0] == "soap")
      s.soap = t[1];
    else if (t[0] == "rest")
      s.rest = t[1];
    else if (t[0] == "port-type")
      s.port_type = t[1];
    else if (t[0] == "wsdl-name")
      s.wsdl_name = t[1];
    else if (t[0] == "binding")
      s.binding = t[1];
    else if (t[0] == "header")
      s.headers.push_back(t[1]);
    else
      return false;
    return true;
  }

  Service service_;
  Comments pending_;
};

}  // namespace

const TypeDecl* Service::type(std::string_view id) const {
  for (const auto& t : types)
    if (t.id() == id) return &t;
  return nullptr;
}

const ListDecl* Service::list(std::string_view id) const {
  for (const auto& l : lists)
    if (l.id() == id) return &l;
  return nullptr;
}

const EnumDecl* Service::enumeration(std::string_view id) const {
  for (const auto& e : enums)
    if (e.id() == id) return &e;
  return nullptr;
}

const Operation* Service::operation(std::string_view name) const {
  return find_by_name(operations, name);
}

std::string Service::prefix_of(std::string_view uri) const {
  for (const auto& n : namespaces)
    if (n.uri == uri) return n.prefix;
  return {};
}

int Service::depth(const TypeDecl& t) const {
  const auto* base = t.base.empty() ? nullptr : type(t.base);
  return base == nullptr ? 0 : 1 + depth(*base);
}

std::expected<Service, std::string> read_schema(const std::filesystem::path& path) {
  return Reader().read(path);
}

}  // namespace schema_text
