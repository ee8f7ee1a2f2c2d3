// Reads schema/rules/*: *.rules (members, requests, sets, limits, additional fields), permissions.rules, currencies.tsv,
// time_zones.tsv. See docs/schema-format.md.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "rules.h"

namespace schemac {
namespace {

using Tokens = std::vector<std::string>;

std::vector<std::string> split(const std::string& s, char by) {
  std::vector<std::string> out;
  std::istringstream in(s);
  for (std::string part; std::getline(in, part, by);) out.push_back(part);
  return out;
}

std::string joined(const Tokens& words) {
  std::string out;
  for (const auto& w : words) out.append(out.empty() ? "" : " ").append(w);
  return out;
}

/// `*` in a pattern stands for any text.
bool matches(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern[0] != '*') return !name.empty() && pattern[0] == name[0] && matches(pattern.substr(1), name.substr(1));
  return matches(pattern.substr(1), name) || (!name.empty() && matches(pattern, name.substr(1)));
}

/// One text file, line by line; a line that starts with white space belongs to the declaration above it.
class Lines {
 public:
  explicit Lines(const std::filesystem::path& path) : path_(path), in_(path) {
    if (!in_) throw std::runtime_error("cannot read " + path.string());
  }
  bool next() {
    for (std::string line; std::getline(in_, line);) {
      ++number_;
      std::istringstream words(line);
      tokens.clear();
      for (std::string w; words >> w;) {
        if (w.starts_with('#')) break;
        tokens.push_back(w);
      }
      if (tokens.empty()) continue;
      indented = line[0] == ' ' || line[0] == '\t';
      return true;
    }
    return false;
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(path_.filename().string() + ":" + std::to_string(number_) + ": " + what);
  }
  Tokens tokens;
  bool indented = false;

 private:
  std::filesystem::path path_;
  std::ifstream in_;
  int number_ = 0;
};

/// A service with the global numbers that its parts have in the emitted tables.
struct Place {
  const Service* service = nullptr;
  int first_type = 0, first_enum = 0, first_operation = 0;
};

class Loader {
 public:
  explicit Loader(const Schema& schema) : schema_(schema) {
    Place at;
    for (const auto& s : schema.services) {
      at.service = &s;
      places_.push_back(at);
      at.first_type += static_cast<int>(s.types.size());
      at.first_enum += static_cast<int>(s.enums.size());
      at.first_operation += static_cast<int>(s.operations.size());
    }
    rules.permissions.resize(static_cast<std::size_t>(at.first_operation));
  }

  Rules rules;

  void limit(const Lines& l);
  void read_rules(const std::filesystem::path& path);
  void read_permissions(const std::filesystem::path& path);
  static Subject subject(const Lines& l, const Place& p, const Type& request, const std::string& text);
  void read_currencies(const std::filesystem::path& path);
  void read_time_zones(const std::filesystem::path& path);
  void read_geography(const std::filesystem::path& countries, const std::filesystem::path& regions);
  void check_permissions() const;

 private:
  const Place& place(const Lines& l, const std::string& name) const {
    for (const auto& p : places_)
      if (p.service->name == name) return p;
    l.fail("unknown service " + name);
  }
  int error(const Lines& l, const std::string& symbol) const {
    for (std::size_t i = 0; i < schema_.errors.size(); ++i)
      if (schema_.errors[i].identifier == symbol) return static_cast<int>(i);
    l.fail("unknown error " + symbol);
  }
  static const Type& type(const Lines& l, const Place& p, const std::string& name) {
    for (const auto& t : p.service->types)
      if (t.name == name) return t;
    l.fail("unknown type " + name);
  }
  /// `Type` of the service, or `service:Type` of another one.
  int type_of_any(const Lines& l, const Place& p, const std::string& name) const {
    const auto colon = name.find(':');
    const Place& in = colon == std::string::npos ? p : place(l, name.substr(0, colon));
    return type_id(in, type(l, in, name.substr(colon == std::string::npos ? 0 : colon + 1)));
  }
  static int type_id(const Place& p, const Type& t) { return p.first_type + static_cast<int>(&t - p.service->types.data()); }
  static std::pair<int, const Field*> field(const Lines& l, const Place& p, const Type& t, const std::string& name) {
    const auto flat = p.service->flattened(t);
    for (std::size_t i = 0; i < flat.size(); ++i)
      if (flat[i].second->name == name) return {static_cast<int>(i), flat[i].second};
    l.fail(t.name + " has no member " + name);
  }
  int set(const Lines& l, const std::string& name) const {
    for (std::size_t i = 0; i < rules.sets.size(); ++i)
      if (rules.sets[i].first == name) return static_cast<int>(i);
    l.fail("unknown set " + name);
  }
  const Enum* enum_of(const Place& p, const std::string& type) const {
    const auto it = p.service->enum_index.find(type);
    return it == p.service->enum_index.end() ? nullptr : &p.service->enums[static_cast<std::size_t>(it->second)];
  }
  static std::uint64_t enum_value(const Lines& l, const Enum& e, const std::string& name) {
    for (const auto& v : e.values)
      if (v.name == name) return v.number;
    l.fail(e.name + " has no value " + name);
  }

  void member(Lines& l, const Place& p, const Type& t);
  void attribute(const Lines& l, const Place& p, const Field& f, FieldRules& r, const std::string& key, const std::string& value);
  void values(const Lines& l, const Place& p, const Field& f, FieldRules& r, const std::string& allowed, int error);
  void additional(const Lines& l, const Place& p, const Enum& e);
  void object(const Lines& l, const Place& p, const Type& t);
  void writes(const Lines& l, const Place& p);

  const Schema& schema_;
  std::vector<Place> places_;
};

std::pair<double, double> bounds(const Lines& l, const std::string& text) {
  const auto dots = text.find("..");
  if (dots == std::string::npos) l.fail("expected MIN..MAX, not " + text);
  const auto low = text.substr(0, dots), high = text.substr(dots + 2);
  return {low.empty() ? -std::numeric_limits<double>::max() : std::stod(low),
          high.empty() ? std::numeric_limits<double>::max() : std::stod(high)};
}

void Loader::values(const Lines& l, const Place& p, const Field& f, FieldRules& r, const std::string& allowed, int error) {
  Check c{"one_of", error};
  if (const auto* e = enum_of(p, f.type)) {
    for (const auto& v : split(allowed, '|'))
      c.mask |= e->flags ? enum_value(l, *e, v) : std::uint64_t{1} << enum_value(l, *e, v);
  } else if (allowed.starts_with('@')) {
    c.set = set(l, allowed.substr(1));
  } else {
    c.set = static_cast<int>(rules.sets.size());
    rules.sets.emplace_back("", split(allowed, '|'));
  }
  r.checks.push_back(c);
}

void Loader::attribute(const Lines& l, const Place& p, const Field& f, FieldRules& r, const std::string& key,
                       const std::string& value) {
  // VALUE or VALUE:ERROR
  const auto colon = value.rfind(':');
  const auto what = value.substr(0, colon);
  const int row = colon == std::string::npos ? -1 : error(l, value.substr(colon + 1));
  const auto need = [&](std::string& target, int& target_error) {
    const bool same = what == "same" && key == "update";
    if (what != "optional" && what != "required" && what != "readonly" && what != "refused" && !same)
      l.fail("unknown need " + what);
    if ((what == "required" || what == "refused" || same) && row < 0) l.fail(what + " needs an error");
    target = what;
    target_error = row;
  };
  const auto bounded = [&](const std::string& kind) {
    const auto [low, high] = bounds(l, what);
    if (row < 0) l.fail(kind + " needs an error");
    r.checks.push_back({kind, row, 0, 0, low, high});
  };
  if (key == "add")
    need(r.add, r.add_error);
  else if (key == "update")
    need(r.update, r.update_error);
  else if (key == "need")
    need(r.add, r.add_error), need(r.update, r.update_error);
  else if (key == "merge")
    r.merge = value == "by-type" ? "by_type" : value;
  else if (key == "clear")
    r.clear = value == "empty" ? "empty_text" : value;
  else if (key == "default") {
    r.has_default = true;
    if (const auto* e = enum_of(p, f.type))
      r.default_value = static_cast<double>(enum_value(l, *e, value));
    else
      r.default_value = value == "true" ? 1 : value == "false" ? 0 : std::stod(value);
  } else if (key == "length" || key == "bytes" || key == "range" || key == "count")
    bounded(key);
  else if (key == "above")
    r.checks.push_back({"above", row, 0, 0, std::stod(what), 0});
  else if (key == "bits")
    r.checks.push_back({"bits", row, 0, 0, 0, std::stod(what)});
  else if (key == "values")
    values(l, p, f, r, what, row);
  else if (key == "nil-item")
    r.checks.push_back({"nil_items", error(l, value), 0, 0, 0, 0});
  else if (key == "unique")
    r.checks.push_back({"unique", error(l, value), 0, 0, 0, 0});
  else if (key == "account")
    r.checks.push_back({"account", error(l, value), 0, 0, 0, 0});
  else
    l.fail("unknown attribute " + key);
}

void Loader::member(Lines& l, const Place& p, const Type& t) {
  const auto [index, f] = field(l, p, t, l.tokens[0]);
  FieldRules r;
  r.field = index;
  for (std::size_t i = 1; i < l.tokens.size(); ++i) {
    const auto& word = l.tokens[i];
    if (word == "path") {
      r.wire_path = true;
      continue;
    }
    const auto eq = word.find('=');
    if (eq == std::string::npos) l.fail("expected KEY=VALUE, not " + word);
    attribute(l, p, *f, r, word.substr(0, eq), word.substr(eq + 1));
  }
  rules.types[type_id(p, t)].push_back(r);
}

void Loader::additional(const Lines& l, const Place& p, const Enum& e) {
  Additional a;
  a.flags_enum = p.first_enum + static_cast<int>(&e - p.service->enums.data());
  a.flag = enum_value(l, e, l.tokens[0]);
  for (std::size_t i = 1; i < l.tokens.size(); ++i) {
    auto what = l.tokens[i];
    a.field = 0xffff;
    if (what == "entity") {
      what = l.tokens.at(++i);
      a.field = 0xfffe;
    }
    const auto dot = what.find('.');
    const auto& t = type(l, p, what.substr(0, dot));
    a.type = type_id(p, t);
    if (dot != std::string::npos) a.field = field(l, p, t, what.substr(dot + 1)).first;
    rules.additional.push_back(a);
  }
}

/// `object NAME [stored-as=TYPE] [add-only]`
void Loader::object(const Lines& l, const Place& p, const Type& t) {
  auto& attributes = rules.attributes[type_id(p, t)];
  rules.types[type_id(p, t)];  // a type may have attributes and no member rows
  for (std::size_t i = 2; i < l.tokens.size(); ++i) {
    if (l.tokens[i] == "add-only")
      attributes.add_only = true;
    else if (l.tokens[i].starts_with("stored-as="))
      attributes.stored_as = type_id(p, type(l, p, l.tokens[i].substr(10)));
    else
      l.fail("unknown attribute " + l.tokens[i]);
  }
}

/// `writes account=STATE|STATE:ERROR customer=STATE:ERROR`
void Loader::writes(const Lines& l, const Place& p) {
  Writes w;
  w.service = static_cast<int>(&p - places_.data());
  const auto states = [&](const std::string& text, const char* enum_name, std::uint64_t& mask, int& row) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) l.fail("expected STATES:ERROR, not " + text);
    const auto& owner = place(l, "CustomerManagement");
    for (const auto& e : owner.service->enums)
      if (e.name == enum_name)
        for (const auto& state : split(text.substr(0, colon), '|')) mask |= std::uint64_t{1} << enum_value(l, e, state);
    row = error(l, text.substr(colon + 1));
  };
  for (std::size_t i = 1; i < l.tokens.size(); ++i) {
    const auto& word = l.tokens[i];
    if (word.starts_with("account="))
      states(word.substr(8), "AccountLifeCycleStatus", w.account_states, w.account_error);
    else if (word.starts_with("customer="))
      states(word.substr(9), "CustomerLifeCycleStatus", w.customer_states, w.customer_error);
    else
      l.fail("unknown attribute " + word);
  }
  if (w.account_error < 0 || w.customer_error < 0) l.fail("writes needs account= and customer=");
  rules.writes.push_back(w);
}

void Loader::limit(const Lines& l) {
  constexpr std::string_view sandbox = "sandbox=";
  Limit limit{l.tokens.at(1), std::stoll(l.tokens.at(2)), 0, -1};
  limit.sandbox = limit.value;
  for (std::size_t i = 3; i < l.tokens.size(); ++i) {
    if (l.tokens[i].starts_with(sandbox))
      limit.sandbox = std::stoll(l.tokens[i].substr(sandbox.size()));
    else
      limit.error = error(l, l.tokens[i]);
  }
  rules.limits.push_back(std::move(limit));
}

void Loader::read_rules(const std::filesystem::path& path) {
  Lines l(path);
  const Place* p = nullptr;
  const Type* t = nullptr;
  const Enum* e = nullptr;
  std::vector<std::string>* values = nullptr;
  bool lines = false;  // each line of `values` is one value
  while (l.next()) {
    const auto& w = l.tokens;
    if (l.indented) {
      if (values != nullptr && lines)
        values->push_back(joined(w));
      else if (values != nullptr)
        values->insert(values->end(), w.begin(), w.end());
      else if (t != nullptr)
        member(l, *p, *t);
      else if (e != nullptr)
        additional(l, *p, *e);
      else
        l.fail("a line that belongs to nothing");
      continue;
    }
    t = nullptr, e = nullptr, values = nullptr;
    if (w[0] == "service")
      p = &place(l, w.at(1));
    else if (w[0] == "set" || w[0] == "texts") {
      rules.sets.emplace_back(w.at(1), std::vector<std::string>(w.begin() + 2, w.end()));
      values = &rules.sets.back().second;
      lines = w[0] == "texts";
    } else if (w[0] == "limit")
      limit(l);
    else if (p == nullptr)
      l.fail("no service yet");
    else if (w[0] == "object") {
      t = &type(l, *p, w.at(1));
      object(l, *p, *t);
    } else if (w[0] == "writes") {
      writes(l, *p);
    } else if (w[0] == "children") {
      for (std::size_t i = 2; i < w.size(); ++i) rules.children.emplace_back(type_of_any(l, *p, w[1]), type_of_any(l, *p, w[i]));
    } else if (w[0] == "request")
      t = &type(l, *p, w.at(1) + "Request");
    else if (w[0] == "additional") {
      for (const auto& candidate : p->service->enums)
        if (candidate.name == w.at(1)) e = &candidate;
      if (e == nullptr) l.fail("unknown enum " + w[1]);
    } else
      l.fail("unknown declaration " + w[0]);
  }
}

/// `User.Id:user`: a long of the request or of an object in it, and what it names.
Subject Loader::subject(const Lines& l, const Place& p, const Type& request, const std::string& text) {
  const auto colon = text.find(':');
  Subject s;
  s.kind = colon == std::string::npos ? std::string() : text.substr(colon + 1);
  if (s.kind != "account" && s.kind != "customer" && s.kind != "user") l.fail("expected PATH:account|customer|user, not " + text);
  const auto path = text.substr(0, colon);
  const auto dot = path.find('.');
  const auto [outer, outer_field] = field(l, p, request, path.substr(0, dot));
  s.field = outer;
  const Field* named = outer_field;
  if (dot != std::string::npos) {
    const auto of = p.service->type_index.find(outer_field->type);
    if (of == p.service->type_index.end()) l.fail(path + " is in no object");
    const auto [inner, inner_field] = field(l, p, p.service->types[static_cast<std::size_t>(of->second)], path.substr(dot + 1));
    s.inner = inner;
    named = inner_field;
  }
  if (named->type != "long") l.fail(path + " is no long");
  return s;
}

void Loader::read_permissions(const std::filesystem::path& path) {
  static const std::vector<std::string> role_ids = {"16", "33", "41", "100", "203"};
  Lines l(path);
  std::map<std::string, unsigned> role_sets;
  const Place* p = nullptr;
  Permission base;
  while (l.next()) {
    const auto& w = l.tokens;
    if (!l.indented && w[0] == "roles") {
      unsigned bits = 0;
      for (std::size_t i = 2; i < w.size(); ++i) {
        const auto it = std::ranges::find(role_ids, w[i]);
        if (it == role_ids.end()) l.fail("unknown role " + w[i]);
        bits |= 1u << (it - role_ids.begin());
      }
      role_sets[w.at(1)] = bits;
    } else if (!l.indented && w[0] == "service") {
      p = &place(l, w.at(1));
      base = {};
      base.flags = 4;
      for (std::size_t i = 2; i < w.size(); ++i) {
        const auto eq = w[i].find('=');
        const auto key = w[i].substr(0, eq), value = w[i].substr(eq + 1);
        if (key == "refusal")
          base.refusal = error(l, value);
        else if (key == "customer-missing")
          base.customer_missing = error(l, value), base.flags = (base.flags | 1) & ~4u;
        else if (key == "account-missing")
          base.account_missing = error(l, value), base.flags = (base.flags | 2) & ~4u;
        else
          l.fail("unknown attribute " + key);
      }
    } else if (l.indented && p != nullptr) {
      if (!role_sets.contains(w.at(1))) l.fail("unknown role set " + w[1]);
      for (std::size_t i = 0; i < p->service->operations.size(); ++i) {
        const auto& op = p->service->operations[i];
        auto& row = rules.permissions[static_cast<std::size_t>(p->first_operation) + i];
        if (row.known || !matches(w[0], op.name)) continue;
        row = base;
        row.known = true;
        row.roles = role_sets[w[1]];
        const auto& request = p->service->types[static_cast<std::size_t>(p->service->type_index.at(op.request))];
        bool subjects = true;
        for (std::size_t a = 2; a < w.size(); ++a) {
          if (w[a].starts_with("on="))
            row.subjects.push_back(subject(l, *p, request, w[a].substr(3)));
          else if (w[a] == "administrative")
            row.flags |= 16;
          else if (w[a] == "write")
            row.flags |= 8;
          else if (w[a] == "no-account-header")
            row.flags &= ~2u;
          else if (w[a] == "no-headers")
            row.flags &= ~3u;
          else if (w[a] == "no-subject")
            subjects = false;
          else
            l.fail("unknown attribute " + w[a]);
        }
        const auto flat = p->service->flattened(request);
        for (std::size_t f = 0; subjects && f < flat.size(); ++f) {
          const auto& name = flat[f].second->name;
          const auto& of = flat[f].second->type;
          const bool list = of.ends_with("ArrayOflong");
          if (of != "long" && !list) continue;
          if (name == "AccountId" || name == "AccountIds") row.subjects.push_back({static_cast<int>(f), -1, "account"});
          if (name == "CustomerId") row.subjects.push_back({static_cast<int>(f), -1, "customer"});
        }
      }
    } else {
      l.fail("unknown declaration " + w[0]);
    }
  }
}

void Loader::check_permissions() const {
  for (const auto& p : places_)
    for (std::size_t i = 0; i < p.service->operations.size(); ++i)
      if (!rules.permissions[static_cast<std::size_t>(p.first_operation) + i].known)
        throw std::runtime_error("permissions.rules: nothing said about " + p.service->name + "." +
                                 p.service->operations[i].name);
}

void Loader::read_currencies(const std::filesystem::path& path) {
  Lines l(path);
  l.next();  // heading
  while (l.next()) {
    Currency c;
    c.code = l.tokens[0];
    for (std::size_t i = 0; i < 5; ++i) c.bounds[i] = std::stod(l.tokens.at(i + 1));
    rules.currencies.push_back(c);
  }
}

void Loader::read_time_zones(const std::filesystem::path& path) {
  Lines l(path);
  l.next();
  while (l.next()) rules.time_zones.push_back({l.tokens[0], l.tokens.at(1), l.tokens.at(2)});
}

/// The rows of a table whose cells hold spaces: N columns between tabs; `-` is an empty cell.
template <std::size_t N>
std::vector<std::array<std::string, N>> tab_separated(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::vector<std::array<std::string, N>> rows;
  bool heading = true;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty() || line[0] == '#' || std::exchange(heading, false)) continue;
    const auto cells = split(line, '\t');
    if (cells.size() != N)
      throw std::runtime_error(path.filename().string() + ":" + std::to_string(number) + ": expected " + std::to_string(N) +
                               " columns");
    std::transform(cells.begin(), cells.end(), rows.emplace_back().begin(),
                   [](const std::string& cell) { return cell == "-" ? std::string() : cell; });
  }
  return rows;
}

void Loader::read_geography(const std::filesystem::path& countries, const std::filesystem::path& regions) {
  rules.countries = tab_separated<6>(countries);
  rules.regions = tab_separated<5>(regions);
  std::sort(rules.countries.begin(), rules.countries.end());
  for (const auto& c : rules.countries)
    if (c[5] != "" && c[5] != "required" && c[5] != "known" && c[5] != "none")
      throw std::runtime_error("countries.tsv: " + c[0] + ": regions are required, known, none or -");
  for (const auto& r : rules.regions)
    if (std::none_of(rules.countries.begin(), rules.countries.end(), [&](const auto& c) { return c[0] == r[0]; }))
      throw std::runtime_error("regions.tsv: no country " + r[0]);
}

}  // namespace

Rules load_rules(const Schema& schema, const std::string& folder) {
  Loader loader(schema);
  const auto root = std::filesystem::path(folder) / "rules";
  std::vector<std::filesystem::path> files;
  if (std::filesystem::exists(root))
    for (const auto& entry : std::filesystem::directory_iterator(root)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& f : files) {
    const auto name = f.filename().string();
    if (name == "permissions.rules")
      loader.read_permissions(f);
    else if (name == "currencies.tsv")
      loader.read_currencies(f);
    else if (name == "time_zones.tsv")
      loader.read_time_zones(f);
    else if (name == "countries.tsv")
      loader.read_geography(f, root / "regions.tsv");
    else if (name == "unicode.tsv")
      loader.rules.unicode = load_unicode(f.string());
    else if (name == "editorial_policy.tsv")
      loader.rules.editorial = load_editorial(f.string());
    else if (f.extension() == ".rules")
      loader.read_rules(f);
  }
  loader.check_permissions();
  return loader.rules;
}

}  // namespace schemac
