#include "services/entity/validate.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "schema/rules.h"
#include "services/entity/fields.h"

namespace adsbox::services {
namespace {

using schema::CheckKind;
using schema::FieldInfo;
using schema::FieldRule;
using schema::Kind;
using schema::Need;
using schema::RuleCheck;

std::string_view rule_suffix(CheckKind kind) {
  constexpr std::string_view names[] = {"length", "bytes", "range",    "above",  "count",
                                        "values", "bits",  "nil_item", "unique", "account"};
  return names[static_cast<std::size_t>(kind)];
}

std::string interval(double min, double max) {
  constexpr auto open = std::numeric_limits<double>::max();
  return (min <= -open ? std::string() : describe(min)) + ".." + (max >= open ? std::string() : describe(max));
}

/// The same in words: "1 to 128", "at most 100".
std::string in_words(double min, double max) {
  constexpr auto open = std::numeric_limits<double>::max();
  if (max >= open) return "at least " + describe(min);
  if (min <= -open) return "at most " + describe(max);
  return min == max ? describe(min) : describe(min) + " to " + describe(max);
}

std::string names_of(const FieldInfo& f, const RuleCheck& c) {
  std::string out;
  const auto add = [&](std::string_view s) { (out.empty() ? out : out += ", ") += s; };
  if (f.kind == Kind::enumeration || f.kind == Kind::flags) {
    for (const auto& v : schema::values_of(schema::contract.enums[f.type]))
      if (f.kind == Kind::flags ? (c.mask & v.number) != 0 : ((c.mask >> v.number) & 1) != 0) add(schema::text(v.name));
  } else {
    for (const auto n : schema::values_of(schema::rule_book.sets[c.set])) add(schema::rule_book.text(n));
  }
  return out;
}

class Walk {
 public:
  /// `reset`: makes each member that is refused absent; the object must be the caller's own.
  Walk(const ValidateOptions& options, ItemErrors& errors, bool reset = false)
      : options_(options), errors_(errors), reset_(reset) {}

  void object_(const object& sent, const object* stored, Mode mode, const Path& path) {
    const auto fields = schema::fields_of(schema::type_info(sent.contract_type));
    for (TypeId t = sent.contract_type;;) {
      if (const auto* rules = schema::find_rules(t))
        for (const auto& rule : schema::rules_of(*rules)) {
          const auto& f = fields[rule.field];
          const void* old = stored != nullptr ? member(*stored, f) : nullptr;
          if (!field(t, rule, f, member(sent, f), old, mode, path) && reset_) reset_member(f, const_cast<void*>(member(sent, f)));
        }
      const TypeId base = schema::type_info(t).base;
      if (base == t) break;
      t = base;
    }
    if (options_.shallow) return;
    for (const auto& f : fields)
      if (f.kind == Kind::object || f.kind == Kind::list)
        below(f, member(sent, f), stored != nullptr ? member(*stored, f) : nullptr, mode, path);
  }

 private:
  static std::string rule_id(TypeId type, const FieldInfo& f, std::string_view suffix) {
    std::string s(schema::text(schema::type_info(type).name));
    s += '.';
    s += schema::text(f.name);
    s += '.';
    return s += suffix;
  }

  void report(schema::ErrorRow error, TypeId type, const FieldRule& rule, const FieldInfo& f, std::string_view suffix,
              const Path& path, std::string value, std::string bound, std::string expected) {
    auto& e = errors_.add(static_cast<Error>(error), rule_id(type, f, suffix), Path{&path, schema::text(f.name)}.text(),
                          std::move(value), std::move(bound), std::move(expected));
    if (rule.wire_path) e.field_path = e.why.field;
  }

  /// False when the member was refused.
  bool field(TypeId type, const FieldRule& rule, const FieldInfo& f, const void* at, const void* stored, Mode mode,
             const Path& path) {
    const auto state = state_of(f.kind, at);
    const auto need = mode == Mode::add ? rule.add : rule.update;
    const auto need_error = mode == Mode::add ? rule.add_error : rule.update_error;
    const bool empty_list = f.kind == Kind::list && state == presence::value && static_cast<const list_base*>(at)->size_ == 0;
    if (need == Need::required && (state != presence::value || empty_list)) {
      report(need_error, type, rule, f, "required", path, describe(f, at), "required", "a value");
      return false;
    }
    if (state != presence::value || need == Need::readonly) return true;
    if (need == Need::refused) {
      report(need_error, type, rule, f, "refused", path, describe(f, at), "not settable", "no value: the service sets it");
      return false;
    }
    if (need == Need::same) {
      if (stored == nullptr || equal_members(f, at, stored)) return true;
      report(need_error, type, rule, f, "same", path, describe(f, at), describe(f, stored), "no value, or what is stored");
      return false;
    }
    // "" that clears a stored text is no text to check; where a new entity has "" it is none of the values, but no wrong one.
    const bool none = rule.clear == schema::Clear::empty_text && f.kind == Kind::string && static_cast<const text*>(at)->empty();
    if (mode == Mode::update && none) return true;
    // The first broken row says enough.
    return std::ranges::all_of(schema::checks_of(rule), [&](const RuleCheck& c) {
      return (none && c.kind == CheckKind::one_of) || check(type, rule, c, f, at, path);
    });
  }

  bool check(TypeId type, const FieldRule& rule, const RuleCheck& c, const FieldInfo& f, const void* at, const Path& path) {
    const auto refuse = [&](std::string value, std::string bound, std::string expected) {
      report(c.error, type, rule, f, rule_suffix(c.kind), path, std::move(value), std::move(bound), std::move(expected));
      return false;
    };
    switch (c.kind) {
      case CheckKind::length:
      case CheckKind::bytes: {
        const auto s = static_cast<const text*>(at)->view();
        const auto n = static_cast<double>(c.kind == CheckKind::bytes ? s.size() : code_points(s));
        const std::string unit = c.kind == CheckKind::bytes ? " bytes" : " characters";
        if (n >= c.min && n <= c.max) return true;
        return refuse(describe(f, at) + " (" + describe(n) + unit + ")", interval(c.min, c.max),
                      "a text of " + in_words(c.min, c.max) + unit);
      }
      case CheckKind::range: {
        const auto n = number_in(f.kind, at);
        return (n >= c.min && n <= c.max) ||
               refuse(describe(f, at), interval(c.min, c.max), "a number: " + in_words(c.min, c.max));
      }
      case CheckKind::above:
        return number_in(f.kind, at) > c.min ||
               refuse(describe(f, at), "> " + describe(c.min), "a number greater than " + describe(c.min));
      case CheckKind::count: {
        const double n = static_cast<const list_base*>(at)->size_;
        return (n >= c.min && n <= c.max) ||
               refuse(describe(f, at), interval(c.min, c.max), "a list of " + in_words(c.min, c.max) + " items");
      }
      case CheckKind::one_of:
        return one_of(c, f, at, refuse);
      case CheckKind::bits: {
        const auto set = std::popcount(static_cast<std::uint64_t>(**static_cast<const opt<std::int64_t>*>(at)));
        return (set >= 1 && set <= static_cast<int>(c.max)) || refuse(describe(f, at), describe(c.max), "one of the values");
      }
      case CheckKind::nil_items:
      case CheckKind::unique:
        return items(c, f, at, refuse);
      case CheckKind::account: {
        const auto id = **static_cast<const opt<std::int64_t>*>(at);
        if (id > 0 && (options_.account_header == 0 || id == options_.account_header)) return true;
        const auto header = options_.account_header == 0 ? "a positive id" : std::to_string(options_.account_header);
        return refuse(std::to_string(id), header, "the account of the CustomerAccountId header");
      }
    }
    return true;
  }

  template <class Refuse>
  static bool one_of(const RuleCheck& c, const FieldInfo& f, const void* at, const Refuse& refuse) {
    if (f.kind == Kind::enumeration || f.kind == Kind::flags) {
      const auto n = f.kind == Kind::flags ? static_cast<std::uint64_t>(**static_cast<const opt<std::int64_t>*>(at))
                                           : std::uint64_t{1} << **static_cast<const opt<std::int32_t>*>(at);
      return (n & ~c.mask) == 0 || refuse(describe(f, at), names_of(f, c), "one of " + names_of(f, c));
    }
    const auto& set = schema::rule_book.sets[c.set];
    if (f.kind == Kind::string) {
      const auto s = static_cast<const text*>(at)->view();
      return schema::contains(set, s) || refuse(std::string(s), names_of(f, c), "one of " + names_of(f, c));
    }
    const auto& l = *static_cast<const list_base*>(at);
    for (std::uint32_t i = 0; i < l.size_; ++i) {
      const auto s = static_cast<const text*>(l.data_)[i].view();
      if (!schema::contains(set, s)) return refuse(std::string(s), names_of(f, c), "only values out of " + names_of(f, c));
    }
    return true;
  }

  template <class Refuse>
  static bool items(const RuleCheck& c, const FieldInfo& f, const void* at, const Refuse& refuse) {
    const auto& info = schema::contract.lists[f.type];
    const auto& l = *static_cast<const list_base*>(at);
    const auto item = [&](std::uint32_t i) { return static_cast<const char*>(l.data_) + std::size_t{i} * info.element_size; };
    for (std::uint32_t i = 0; i < l.size_; ++i) {
      if (c.kind == CheckKind::nil_items) {
        if (state_of(info.item.kind, item(i)) != presence::value)
          return refuse("item " + std::to_string(i) + " is nil", "no nil items", "a value for every item");
        continue;
      }
      for (std::uint32_t j = 0; j < i; ++j)
        if (equal_members(info.item, item(i), item(j)))
          return refuse(describe(info.item, item(i)), "each once", "different values");
    }
    return true;
  }

  /// What an object of the request changes, and how: `stored` when that is one of the same type, nullptr when there is none.
  void object_below(const object& sent, const object* stored, Mode mode, const Path& path) {
    const bool same = stored != nullptr && stored->contract_type == sent.contract_type;
    const bool successor = stored != nullptr && stored->contract_type == schema::stored_as(sent.contract_type);
    if (!same && !successor) {
      // What an update cannot bring is not looked at.
      if (options_.mode == Mode::update && schema::add_only(sent.contract_type)) return;
      mode = Mode::add;
    }
    object_(sent, same ? stored : nullptr, mode, path);
  }

  /// Objects inside a member.
  void below(const FieldInfo& f, const void* at, const void* stored, Mode mode, const Path& path) {
    if (state_of(f.kind, at) != presence::value) return;
    if (f.kind == Kind::object) {
      if (!schema::has_rules(f.type)) return;
      const auto& sent = **static_cast<const box<object>*>(at);
      const object* old = stored != nullptr ? static_cast<const box<object>*>(stored)->get() : nullptr;
      return object_below(sent, old, mode, {&path, schema::text(f.name)});
    }
    const auto& info = schema::contract.lists[f.type];
    if (info.item.kind != Kind::object || !schema::has_rules(info.item.type)) return;
    const auto& l = *static_cast<const list_base*>(at);
    // A list far over its limit was refused as a whole already; telling of each of its elements would make a huge answer.
    constexpr std::uint32_t most_inspected = 200;
    for (std::uint32_t i = 0; i < l.size_ && i < most_inspected; ++i) {
      const object* sent = static_cast<const box<object>*>(l.data_)[i].get();
      if (sent == nullptr) continue;
      const object* old = nullptr;
      if (stored != nullptr) {
        const auto& was = *static_cast<const list_base*>(stored);
        for (std::uint32_t j = 0; j < was.size_ && old == nullptr; ++j)
          if (const object* o = static_cast<const box<object>*>(was.data_)[j].get();
              o != nullptr &&
              (o->contract_type == sent->contract_type || o->contract_type == schema::stored_as(sent->contract_type)))
            old = o;
      }
      object_below(*sent, old, mode, {&path, schema::text(f.name), static_cast<int>(i)});
    }
  }

  const ValidateOptions& options_;
  ItemErrors& errors_;
  bool reset_;
};

}  // namespace

void validate(const object& sent, const object* stored, const ValidateOptions& options, const Path& path, ItemErrors& errors) {
  Walk(options, errors).object_(sent, stored, options.mode, path);
}

box<object> without_refused(const object& sent, const object* stored, const ValidateOptions& options) {
  box<object> copy(clone_object(&sent));
  std::vector<ErrorValue> known;
  ItemErrors errors(known, 0);
  Walk(options, errors, true).object_(*copy, stored, options.mode, {});
  return copy;
}

}  // namespace adsbox::services
