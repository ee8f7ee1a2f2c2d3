// The numbers of the API as rows: what each member may hold, how an update treats it, which members an answer shows only when
// asked, how many entities fit, who may call what. schemac compiles schema/rules/* into `rule_book`; the validator
// (services/entity/validate.h), the merge (services/entity/merge.h) and the permission check (identity/permissions.h) interpret
// it. The text format is described in docs/schema-format.md.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "adsbox/values.h"
#include "schema/tables.h"

namespace adsbox::schema {

/// Row in Contract::errors; the same number as enum class Error. no_error = the row names none.
using ErrorRow = std::uint16_t;
inline constexpr ErrorRow no_error = 0xffff;

/// What a request may do with a member.
enum class Need : std::uint8_t {
  optional,
  required,  // absent and nil are errors; for a list empty is one too
  readonly,  // the service's own: a sent value is dropped
  refused,   // the service's own: a sent value is an error
  same,      // of an update: it may only repeat what is stored
};

/// What an update does with a sent object or list.
enum class Merge : std::uint8_t {
  replace,  // what was stored goes
  members,  // same type: member by member; another type: replace
  by_type,  // a list of a family, one item a type: items of the same type are merged, others are kept or added
};

/// What empties a member on update (nil and absent keep it otherwise).
enum class Clear : std::uint8_t { never, empty_text, nil };

enum class CheckKind : std::uint8_t {
  length,     // characters (code points) of a text: min..max
  bytes,      // UTF-8 bytes of a text: min..max
  range,      // min..max, both included
  above,      // > min
  count,      // items of a list: min..max
  one_of,     // text, or items of a list of texts, out of the set `set`; enum: number in `mask`
  bits,       // at most max flags
  nil_items,  // a list must not hold nil items
  unique,     // items of a list of scalars must differ
  account,    // equals the CustomerAccountId header and is positive
};

struct RuleCheck {
  CheckKind kind;
  ErrorRow error;
  std::uint16_t set;  // CheckKind::one_of on texts
  std::uint64_t mask;
  double min, max;
};

struct FieldRule {
  std::uint16_t field;  // position in the flattened fields of the type
  Need add, update;
  ErrorRow add_error, update_error;
  Merge merge;
  Clear clear;
  bool wire_path;    // the error carries FieldPath on the wire
  bool has_default;  // given to a member that an add leaves out
  double default_value;
  std::uint16_t first_check;
  std::uint8_t check_count;
};

/// Rules of the members that a type itself declares; those of its bases are with the bases.
struct TypeRules {
  TypeId type;
  std::uint16_t first_field, field_count;
  TypeId stored_as;  // the type that the service keeps such objects as; the type itself when it keeps them as they are
  bool add_only;     // an update that brings such an object where there is none is not heard
};

/// A named list of texts: languages, which settings a campaign type takes ...
struct RuleSet {
  Name name;
  std::uint16_t first_value, value_count;
};

/// A member, or with field = whole_type every object of a type, that answers show only when `flag` was asked for.
struct AdditionalField {
  static constexpr std::uint16_t whole_type = 0xffff;
  static constexpr std::uint16_t whole_entity = 0xfffe;  // the entity holding such an object is not returned at all
  EnumId flags_enum;
  TypeId type;
  std::uint16_t field;
  std::uint64_t flag;
};

/// How many of something fit somewhere.
struct LimitInfo {
  Name name;
  std::int64_t value;
  std::int64_t sandbox;  // in Microsoft's sandbox, where that is documented; else as `value`
  ErrorRow error;
};

/// Money bounds of a currency, in its own units.
struct CurrencyInfo {
  Name code;  // USD
  double min_bid, max_bid, min_daily_budget, min_monthly_budget, max_monthly_budget;
};

struct TimeZoneInfo {
  Name name;   // as the API spells it
  Name iana;   // Europe/Berlin
  Name posix;  // CET-1CEST,M3.5.0,M10.5.0/3: the rule that holds today, as POSIX writes it
};

/// What is known of a country's addresses and money.
struct CountryInfo {
  enum class Regions : std::uint8_t { any, none, known, required };
  Name code;  // ISO 3166-1 alpha-2
  Name name;
  Name currency;      // its own, as CurrencyCode spells it; empty = none of CurrencyCode
  Name postal_forms;  // `99999|99999-9999`: 9 a digit, A a letter, X either, else itself; empty = any
  bool own_currency_only;
  Regions regions;  // none: StateOrProvince stays empty; known: if given, a RegionInfo; required: always one
};

/// A state or province.
struct RegionInfo {
  Name country, code, name;
  Name postal;      // beginnings of its postal codes: `350-369,399`; empty = unknown
  Name tax_number;  // that its tax ids begin with
};

/// Who may call an operation: bits of Role (role_bits). `subject`: members of the request that name an account or a customer.
struct PermissionInfo {
  std::uint8_t roles;
  std::uint8_t flags;
  enum Flag : std::uint8_t {
    needs_customer_header = 1,
    needs_account_header = 2,
    ignores_headers = 4,
    is_write = 8,
    administrative = 16,  // a role that is held through a Standard customer link does not count
  };
  ErrorRow refusal;           // 106, or 1001 of the Customer services
  ErrorRow customer_missing;  // header absent
  ErrorRow account_missing;
  std::uint16_t first_subject;
  std::uint8_t subject_count;
  [[nodiscard]] bool has(Flag f) const { return (flags & f) != 0; }
};

enum class SubjectKind : std::uint8_t {
  account,
  customer,
  user,  // stands for the customer that the User belongs to
};

struct Subject {
  static constexpr std::uint16_t direct = 0xffff;
  std::uint16_t field;  // of the request type
  std::uint16_t inner;  // of the object in that member; direct = the member itself is the id
  SubjectKind kind;
};

/// In which states (bits by enum number) an account and its customer take the writes of a service.
struct WriteRule {
  ServiceId service;
  ErrorRow account_error, customer_error;
  std::uint64_t account_states, customer_states;
};

/// What lives below what: deleting a parent deletes its children.
struct ChildKind {
  TypeId parent, child;
};

/// What an editorial review objects to (editorial_policy.tsv).
struct EditorialRow {
  enum class Kind : std::uint8_t { word, trademark, capitals, repeated, phone };
  enum class Stage : std::uint8_t { initial, review };
  enum class Appeal : std::uint8_t { granted, upheld, never };
  enum Where : std::uint8_t { ads = 1, keywords = 2 };
  Kind kind;
  Stage stage;
  Appeal appeal;
  std::uint8_t where;
  std::int32_t reason;
  Name term;
  Name countries;  // US|GB; empty = all
};

/// Simple case folding: every `step`th code from first to last, plus delta. Ascending.
struct FoldRange {
  std::uint32_t first, last, step;
  std::int32_t delta;
};
/// A letter with accents, and the letter without. Ascending.
struct Accent {
  std::uint32_t code, letter;
};
struct CodeRange {
  std::uint32_t first, last;
};

/// Documented roles, in the order of their bits.
inline constexpr std::int32_t role_bits[] = {16, 33, 41, 100, 203};

struct RuleBook {
  const char* strings;
  std::span<const TypeRules> types;  // ascending by type
  std::span<const FieldRule> fields;
  std::span<const RuleCheck> checks;
  std::span<const RuleSet> sets;
  std::span<const Name> set_values;
  std::span<const AdditionalField> additional;  // ascending by flags_enum and type
  std::span<const LimitInfo> limits;
  std::span<const CurrencyInfo> currencies;
  std::span<const TimeZoneInfo> time_zones;
  std::span<const CountryInfo> countries;  // ascending by code
  std::span<const RegionInfo> regions;
  std::span<const PermissionInfo> permissions;  // by OperationId
  std::span<const Subject> subjects;
  std::span<const WriteRule> writes;
  std::span<const ChildKind> children;
  std::span<const FoldRange> folds;
  std::span<const Accent> accents;
  std::span<const CodeRange> marks, punctuation, wide;  // ascending
  std::span<const EditorialRow> editorial;

  [[nodiscard]] std::string_view text(Name n) const { return {strings + n.offset, n.size}; }
};

/// The compiled rules (generated).
extern const RuleBook rule_book;

/// The rules of the members that `type` itself declares; nullptr when it has none.
const TypeRules* find_rules(TypeId type);
inline std::span<const FieldRule> rules_of(const TypeRules& t) {
  return rule_book.fields.subspan(t.first_field, t.field_count);
}
inline std::span<const RuleCheck> checks_of(const FieldRule& f) {
  return rule_book.checks.subspan(f.first_check, f.check_count);
}
/// The type that the service keeps objects of `type` as.
TypeId stored_as(TypeId type);
/// True for types that only an add can bring.
bool add_only(TypeId type);
/// Whether a type, one of its bases or anything derived from it has rules.
bool has_rules(TypeId type);

/// The set of that name; nullptr when there is none.
const RuleSet* find_set(std::string_view name);
inline std::span<const Name> values_of(const RuleSet& s) {
  return rule_book.set_values.subspan(s.first_value, s.value_count);
}
bool contains(const RuleSet& set, std::string_view value);
/// The limit of that name; nullptr when there is none.
const LimitInfo* limit_named(std::string_view name);
/// The limit of that name, which must exist.
const LimitInfo& find_limit(std::string_view name);
const CurrencyInfo* find_currency(std::string_view code);
const TimeZoneInfo* find_time_zone(std::string_view name);
const CountryInfo* find_country(std::string_view code);

}  // namespace adsbox::schema
