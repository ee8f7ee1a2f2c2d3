// Reads schema/rules/*, and of them *.rules itself: members, requests, sets, limits, additional fields. See
// docs/schema-format.md.
#include <algorithm>
#include <filesystem>
#include <limits>
#include <string_view>
#include <tuple>

#include "rules_names.h"

namespace schemac {
namespace {

std::string joined(const Tokens& words) {
  std::string out;
  for (const auto& w : words) out.append(out.empty() ? "" : " ").append(w);
  return out;
}

class Loader {
 public:
  Loader(const Names& names, Rules& rules) : names_(names), rules_(rules) {}
  void read(const std::filesystem::path& path);

 private:
  int set(const Lines& l, const std::string& name) const {
    for (std::size_t i = 0; i < rules_.sets.size(); ++i)
      if (rules_.sets[i].first == name) return static_cast<int>(i);
    l.fail("unknown set " + name);
  }
  void member(Lines& l, const Place& p, const Type& t);
  void attribute(const Lines& l, const Place& p, const Field& f, FieldRules& r, const std::string& key, const std::string& value);
  void values(const Lines& l, const Place& p, const Field& f, FieldRules& r, const std::string& allowed, int error);
  void additional(const Lines& l, const Place& p, const Enum& e);
  void object(const Lines& l, const Place& p, const Type& t);
  void writes(const Lines& l, const Place& p);
  void limit(const Lines& l);

  const Names& names_;
  Rules& rules_;
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
    c.set = static_cast<int>(rules_.sets.size());
    rules_.sets.emplace_back("", split(allowed, '|'));
  }
  r.checks.push_back(c);
}

void Loader::attribute(const Lines& l, const Place& p, const Field& f, FieldRules& r, const std::string& key,
                       const std::string& value) {
  // VALUE or VALUE:ERROR
  const auto colon = value.rfind(':');
  const auto what = value.substr(0, colon);
  const int row = colon == std::string::npos ? -1 : names_.error(l, value.substr(colon + 1));
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
    r.checks.push_back({"nil_items", names_.error(l, value), 0, 0, 0, 0});
  else if (key == "unique")
    r.checks.push_back({"unique", names_.error(l, value), 0, 0, 0, 0});
  else if (key == "account")
    r.checks.push_back({"account", names_.error(l, value), 0, 0, 0, 0});
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
  rules_.types[type_id(p, t)].push_back(r);
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
    rules_.additional.push_back(a);
  }
}

/// `object NAME [stored-as=TYPE] [add-only]`
void Loader::object(const Lines& l, const Place& p, const Type& t) {
  auto& attributes = rules_.attributes[type_id(p, t)];
  rules_.types[type_id(p, t)];  // a type may have attributes and no member rows
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
  w.service = static_cast<int>(&p - names_.places().data());
  const auto states = [&](const std::string& text, const char* enum_name, std::uint64_t& mask, int& row) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) l.fail("expected STATES:ERROR, not " + text);
    const auto& owner = names_.place(l, "CustomerManagement");
    for (const auto& e : owner.service->enums)
      if (e.name == enum_name)
        for (const auto& state : split(text.substr(0, colon), '|')) mask |= std::uint64_t{1} << enum_value(l, e, state);
    row = names_.error(l, text.substr(colon + 1));
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
  rules_.writes.push_back(w);
}

void Loader::limit(const Lines& l) {
  constexpr std::string_view sandbox = "sandbox=";
  Limit limit{l.tokens.at(1), std::stoll(l.tokens.at(2)), 0, -1};
  limit.sandbox = limit.value;
  for (std::size_t i = 3; i < l.tokens.size(); ++i) {
    if (l.tokens[i].starts_with(sandbox))
      limit.sandbox = std::stoll(l.tokens[i].substr(sandbox.size()));
    else
      limit.error = names_.error(l, l.tokens[i]);
  }
  rules_.limits.push_back(std::move(limit));
}

void Loader::read(const std::filesystem::path& path) {
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
      p = &names_.place(l, w.at(1));
    else if (w[0] == "set" || w[0] == "texts") {
      rules_.sets.emplace_back(w.at(1), std::vector<std::string>(w.begin() + 2, w.end()));
      values = &rules_.sets.back().second;
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
      for (std::size_t i = 2; i < w.size(); ++i)
        rules_.children.emplace_back(names_.type_of_any(l, *p, w[1]), names_.type_of_any(l, *p, w[i]));
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

}  // namespace

Rules load_rules(const Schema& schema, const std::string& folder) {
  Rules rules;
  const Names names(schema);
  const auto root = std::filesystem::path(folder) / "rules";
  std::vector<std::filesystem::path> files;
  if (std::filesystem::exists(root))
    for (const auto& entry : std::filesystem::directory_iterator(root)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& f : files) {
    const auto name = f.filename().string();
    if (name == "permissions.rules")
      read_permissions(f, names, rules);
    else if (name == "currencies.tsv")
      read_currencies(f, rules);
    else if (name == "time_zones.tsv")
      read_time_zones(f, rules);
    else if (name == "countries.tsv")
      read_geography(f, root / "regions.tsv", rules);
    else if (name == "unicode.tsv")
      rules.unicode = load_unicode(f.string());
    else if (name == "editorial_policy.tsv")
      rules.editorial = load_editorial(f.string());
    else if (f.extension() == ".rules")
      Loader(names, rules).read(f);
  }
  std::ranges::sort(rules.additional, {}, [](const Additional& a) { return std::tuple(a.flags_enum, a.type, a.field, a.flag); });
  if (rules.permissions.empty()) throw std::runtime_error("there is no permissions.rules");
  return rules;
}

}  // namespace schemac
