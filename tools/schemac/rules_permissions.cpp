// Reads permissions.rules. See docs/schema-format.md.
#include <algorithm>

#include "rules_names.h"

namespace schemac {
namespace {

/// `*` in a pattern stands for any text.
bool matches(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern[0] != '*') return !name.empty() && pattern[0] == name[0] && matches(pattern.substr(1), name.substr(1));
  return matches(pattern.substr(1), name) || (!name.empty() && matches(pattern, name.substr(1)));
}

/// `User.Id:user`: a long of the request or of an object in it, and what it names.
Subject subject(const Lines& l, const Place& p, const Type& request, const std::string& text) {
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

}  // namespace

void read_permissions(const std::filesystem::path& path, const Names& names, Rules& rules) {
  static const std::vector<std::string> role_ids = {"16", "33", "41", "100", "203"};
  Lines l(path);
  std::size_t operations = 0;
  for (const auto& place : names.places()) operations += place.service->operations.size();
  rules.permissions.resize(operations);
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
      p = &names.place(l, w.at(1));
      base = {};
      base.flags = 4;
      for (std::size_t i = 2; i < w.size(); ++i) {
        const auto eq = w[i].find('=');
        const auto key = w[i].substr(0, eq), value = w[i].substr(eq + 1);
        if (key == "refusal")
          base.refusal = names.error(l, value);
        else if (key == "customer-missing")
          base.customer_missing = names.error(l, value), base.flags = (base.flags | 1) & ~4u;
        else if (key == "account-missing")
          base.account_missing = names.error(l, value), base.flags = (base.flags | 2) & ~4u;
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
  for (const auto& p : names.places())
    for (std::size_t i = 0; i < p.service->operations.size(); ++i)
      if (!rules.permissions[static_cast<std::size_t>(p.first_operation) + i].known)
        throw std::runtime_error("permissions.rules: nothing said about " + p.service->name + "." +
                                 p.service->operations[i].name);
}

}  // namespace schemac
