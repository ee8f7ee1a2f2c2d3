// rules.cpp: the constant arrays behind schema::rule_book.
#include <sstream>

#include "rules.h"

namespace schemac {
namespace {

class Strings {
 public:
  std::string name(const std::string& s) {
    const auto [it, fresh] = index_.try_emplace(s, size_);
    if (fresh) {
      text_ += "  \"" + s + "\\0\"\n";  // names and numbers only: nothing to escape
      size_ += s.size() + 1;
    }
    return "{" + std::to_string(it->second) + ", " + std::to_string(s.size()) + "}";
  }
  [[nodiscard]] std::string literal() const { return text_.empty() ? "  \"\"" : text_; }

 private:
  std::map<std::string, std::size_t> index_;
  std::string text_;
  std::size_t size_ = 0;
};

std::string error(int row) {
  return row < 0 ? "no_error" : std::to_string(row);
}

std::string number(double d) {
  std::ostringstream o;
  o.precision(17);
  o << d;
  return o.str();
}

void array(std::ostringstream& o, const char* type, const char* name, const std::string& rows) {
  if (rows.empty())
    o << "constexpr std::span<const " << type << "> " << name << "{};\n\n";
  else
    o << "constexpr " << type << " " << name << "[] = {\n" << rows << "};\n\n";
}

}  // namespace

void emit_rules(const Rules& rules, const Output& output) {
  Strings strings;
  std::ostringstream types, fields, checks, sets, values, additional, limits, currencies, zones, permissions, subjects, writes,
      children, countries, regions, editorial;
  std::size_t field_count = 0, check_count = 0, value_count = 0, subject_count = 0;
  for (const auto& [type, members] : rules.types) {
    const auto at = rules.attributes.find(type);
    const bool has = at != rules.attributes.end();
    types << "  {" << type << ", " << field_count << ", " << members.size() << ", "
          << (has && at->second.stored_as >= 0 ? at->second.stored_as : type) << ", "
          << (has && at->second.add_only ? "true" : "false") << "},\n";
    field_count += members.size();
    for (const auto& f : members) {
      fields << "  {" << f.field << ", Need::" << f.add << ", Need::" << f.update << ", " << error(f.add_error) << ", "
             << error(f.update_error) << ", Merge::" << f.merge << ", Clear::" << f.clear << ", " << f.wire_path << ", "
             << f.has_default << ", " << number(f.default_value) << ", " << check_count << ", " << f.checks.size() << "},\n";
      check_count += f.checks.size();
      for (const auto& c : f.checks)
        checks << "  {CheckKind::" << c.kind << ", " << error(c.error) << ", " << c.set << ", " << c.mask << "ull, "
               << number(c.min) << ", " << number(c.max) << "},\n";
    }
  }
  for (const auto& [name, members] : rules.sets) {
    sets << "  {" << strings.name(name) << ", " << value_count << ", " << members.size() << "},\n";
    value_count += members.size();
    for (const auto& m : members) values << "  " << strings.name(m) << ",\n";
  }
  for (const auto& a : rules.additional)
    additional << "  {" << a.flags_enum << ", " << a.type << ", " << a.field << ", " << a.flag << "ull},\n";
  for (const auto& l : rules.limits)
    limits << "  {" << strings.name(l.name) << ", " << l.value << ", " << l.sandbox << ", " << error(l.error) << "},\n";
  for (const auto& c : rules.currencies) {
    currencies << "  {" << strings.name(c.code);
    for (const double b : c.bounds) currencies << ", " << number(b);
    currencies << "},\n";
  }
  for (const auto& [name, iana, posix] : rules.time_zones)
    zones << "  {" << strings.name(name) << ", " << strings.name(iana) << ", " << strings.name(posix) << "},\n";
  for (const auto& c : rules.countries)
    countries << "  {" << strings.name(c[0]) << ", " << strings.name(c[1]) << ", " << strings.name(c[2]) << ", "
              << strings.name(c[4]) << ", " << (c[3] == "only" ? "true" : "false")
              << ", CountryInfo::Regions::" << (c[5].empty() ? "any" : c[5]) << "},\n";
  for (const auto& r : rules.regions) {
    regions << "  {" << strings.name(r[0]) << ", " << strings.name(r[1]) << ", " << strings.name(r[2]) << ", "
            << strings.name(r[3]) << ", " << strings.name(r[4]) << "},\n";
  }
  for (const auto& p : rules.permissions) {
    permissions << "  {" << p.roles << ", " << p.flags << ", " << error(p.refusal) << ", " << error(p.customer_missing) << ", "
                << error(p.account_missing) << ", " << subject_count << ", " << p.subjects.size() << "},\n";
    subject_count += p.subjects.size();
    for (const auto& [field, inner, kind] : p.subjects)
      subjects << "  {" << field << ", " << (inner < 0 ? 0xffff : inner) << ", SubjectKind::" << kind << "},\n";
  }
  for (const auto& w : rules.writes)
    writes << "  {" << w.service << ", " << error(w.account_error) << ", " << error(w.customer_error) << ", " << w.account_states
           << "ull, " << w.customer_states << "ull},\n";
  for (const auto& e : rules.editorial)
    editorial << "  {EditorialRow::Kind::" << e.kind << ", EditorialRow::Stage::" << e.stage
              << ", EditorialRow::Appeal::" << e.appeal << ", " << e.where << ", " << e.reason << ", " << strings.name(e.term)
              << ", " << strings.name(e.countries) << "},\n";
  for (const auto& [parent, child] : rules.children) children << "  {" << parent << ", " << child << "},\n";
  const auto joined = [](const std::vector<std::string>& rows) {
    std::string all;
    for (const auto& r : rows) all += "  " + r + ",\n";
    return all;
  };
  std::ostringstream o;
  o << "// Generated by schemac from schema/rules. Do not edit.\n#include \"schema/rules.h\"\n\n"
    << "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\nnamespace adsbox::schema {\nnamespace {\n\n";
  array(o, "TypeRules", "types", types.str());
  array(o, "FieldRule", "fields", fields.str());
  array(o, "RuleCheck", "checks", checks.str());
  array(o, "RuleSet", "sets", sets.str());
  array(o, "Name", "set_values", values.str());
  array(o, "AdditionalField", "additional", additional.str());
  array(o, "LimitInfo", "limits", limits.str());
  array(o, "CurrencyInfo", "currencies", currencies.str());
  array(o, "TimeZoneInfo", "time_zones", zones.str());
  array(o, "CountryInfo", "countries", countries.str());
  array(o, "RegionInfo", "regions", regions.str());
  array(o, "PermissionInfo", "permissions", permissions.str());
  array(o, "Subject", "subjects", subjects.str());
  array(o, "WriteRule", "writes", writes.str());
  array(o, "ChildKind", "children", children.str());
  array(o, "FoldRange", "folds", joined(rules.unicode.folds));
  array(o, "Accent", "accents", joined(rules.unicode.accents));
  array(o, "CodeRange", "marks", joined(rules.unicode.marks));
  array(o, "CodeRange", "punctuation", joined(rules.unicode.punctuation));
  array(o, "CodeRange", "wide", joined(rules.unicode.wide));
  array(o, "EditorialRow", "editorial", editorial.str());
  o << "constexpr char strings[] =\n"
    << strings.literal() << ";\n\n}  // namespace\n\n"
    << "constinit const RuleBook rule_book = {strings, types, fields, checks, sets, set_values, additional, limits, currencies, "
       "time_zones, "
       "countries, regions, permissions, subjects, writes, children, folds, accents, marks, punctuation, wide, editorial};\n\n}  "
       "// "
       "namespace "
       "adsbox::schema\n";
  output.write("rules.cpp", o.str());
}

}  // namespace schemac
