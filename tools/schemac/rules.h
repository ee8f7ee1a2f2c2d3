// The rules as schemac holds them: what schema/rules/* say, with types, members, enum values and errors resolved.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model.h"

namespace schemac {

struct Check {
  std::string kind;  // enumerator of schema::CheckKind
  int error = -1;
  int set = 0;
  std::uint64_t mask = 0;
  double min = 0, max = 0;
};

struct FieldRules {
  int field = 0;
  std::string add = "optional", update = "optional", merge = "replace", clear = "never";
  int add_error = -1, update_error = -1;
  bool wire_path = false, has_default = false;
  double default_value = 0;
  std::vector<Check> checks;
};

struct Additional {
  int flags_enum = 0, type = 0, field = 0;
  std::uint64_t flag = 0;
};

struct Limit {
  std::string name;
  std::int64_t value = 0, sandbox = 0;
  int error = -1;
};

/// What a request names, and its place: a member of the request, or one of an object in it.
struct Subject {
  int field = 0, inner = -1;
  std::string kind;  // account, customer, user
};

struct Permission {
  bool known = false;
  unsigned roles = 0, flags = 0;
  int refusal = -1, customer_missing = -1, account_missing = -1;
  std::vector<Subject> subjects;
};

struct Currency {
  std::string code;
  double bounds[5] = {};
};

/// What an `object` line says about the type as a whole.
struct TypeAttributes {
  int stored_as = -1;  // global type id; -1 = as itself
  bool add_only = false;
};

/// The states in which an account and its customer take writes of a service.
struct Writes {
  int service = 0;
  std::uint64_t account_states = 0, customer_states = 0;
  int account_error = -1, customer_error = -1;
};

/// unicode.tsv: see schema::FoldRange and its neighbours.
struct Unicode {
  std::vector<std::string> folds, accents, marks, punctuation, wide;  // rows as C++
};

/// A row of editorial_policy.tsv.
struct Editorial {
  std::string kind, term, reason, stage, countries, appeal;
  int where = 0;
};

struct Rules {
  std::map<int, std::vector<FieldRules>> types;  // by global type id
  std::map<int, TypeAttributes> attributes;      // the same
  std::vector<Writes> writes;
  std::vector<std::pair<int, int>> children;  // parent, child: global type ids
  Unicode unicode;
  std::vector<std::pair<std::string, std::vector<std::string>>> sets;
  std::vector<Additional> additional;
  std::vector<Limit> limits;
  std::vector<Currency> currencies;
  std::vector<std::array<std::string, 3>> time_zones;  // name, IANA name, POSIX rule
  std::vector<std::array<std::string, 6>> countries;   // columns of countries.tsv
  std::vector<std::array<std::string, 5>> regions;     // columns of regions.tsv
  std::vector<Editorial> editorial;
  std::vector<Permission> permissions;  // by global operation id
};

/// Reads schema/rules. Throws std::runtime_error with file and line for what is wrong: an unknown member or error, a check that
/// does not fit the member's type, an operation that no permission row covers.
Rules load_rules(const Schema& schema, const std::string& folder);
/// Reads unicode.tsv; throws as load_rules() does.
Unicode load_unicode(const std::string& path);
/// Reads editorial_policy.tsv; throws as load_rules() does.
std::vector<Editorial> load_editorial(const std::string& path);
void emit_rules(const Rules& rules, const Output& output);

}  // namespace schemac
