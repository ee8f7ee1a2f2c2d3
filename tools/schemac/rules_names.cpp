#include "rules_names.h"

#include <sstream>

namespace schemac {

std::vector<std::string> split(const std::string& s, char by) {
  std::vector<std::string> out;
  std::istringstream in(s);
  for (std::string part; std::getline(in, part, by);) out.push_back(part);
  return out;
}

Names::Names(const Schema& schema) : schema_(schema) {
  Place at;
  for (const auto& s : schema.services) {
    at.service = &s;
    places_.push_back(at);
    at.first_type += static_cast<int>(s.types.size());
    at.first_enum += static_cast<int>(s.enums.size());
    at.first_operation += static_cast<int>(s.operations.size());
  }
}

const Place& Names::place(const Lines& l, const std::string& name) const {
  for (const auto& p : places_)
    if (p.service->name == name) return p;
  l.fail("unknown service " + name);
}

int Names::error(const Lines& l, const std::string& symbol) const {
  for (std::size_t i = 0; i < schema_.errors.size(); ++i)
    if (schema_.errors[i].identifier == symbol) return static_cast<int>(i);
  l.fail("unknown error " + symbol);
}

int Names::type_of_any(const Lines& l, const Place& p, const std::string& name) const {
  const auto colon = name.find(':');
  const Place& in = colon == std::string::npos ? p : place(l, name.substr(0, colon));
  return type_id(in, type(l, in, name.substr(colon == std::string::npos ? 0 : colon + 1)));
}

const Type& type(const Lines& l, const Place& p, const std::string& name) {
  for (const auto& t : p.service->types)
    if (t.name == name) return t;
  l.fail("unknown type " + name);
}

int type_id(const Place& p, const Type& t) {
  return p.first_type + static_cast<int>(&t - p.service->types.data());
}

std::pair<int, const Field*> field(const Lines& l, const Place& p, const Type& t, const std::string& name) {
  const auto flat = p.service->flattened(t);
  for (std::size_t i = 0; i < flat.size(); ++i)
    if (flat[i].second->name == name) return {static_cast<int>(i), flat[i].second};
  l.fail(t.name + " has no member " + name);
}

const Enum* enum_of(const Place& p, const std::string& type) {
  const auto it = p.service->enum_index.find(type);
  return it == p.service->enum_index.end() ? nullptr : &p.service->enums[static_cast<std::size_t>(it->second)];
}

std::uint64_t enum_value(const Lines& l, const Enum& e, const std::string& name) {
  for (const auto& v : e.values)
    if (v.name == name) return v.number;
  l.fail(e.name + " has no value " + name);
}

}  // namespace schemac
