// Breaks every row of schema/rules once, whatever the type, and looks at what is said: each refusal must name its rule, the
// field, what was sent, the bound, and what would have been accepted. A row added later is broken here, too.
#include <gtest/gtest.h>

#include <bit>
#include <limits>
#include <map>

#include "errors/testing/explained.h"
#include "schema/rules.h"
#include "services/entity/fields.h"
#include "services/entity/validate.h"

namespace adsbox::services {
namespace {

using schema::CheckKind;
using schema::FieldInfo;
using schema::Kind;

/// An object that has the members of `type`: of the type itself, or of one that derives from it.
box<object> instance_of(TypeId type) {
  for (TypeId id = 0; id < schema::contract.types.size(); ++id)
    if (is_a(id, type) && !schema::type_info(id).has(schema::TypeInfo::abstract)) return box<object>(create_object(id));
  return {};
}

void fill(const FieldInfo& f, void* at);

void append(const schema::ListInfo& info, list_base& list, bool filled) {
  void* item = list.append_zeroed(info.element_size);
  if (filled) fill(info.item, item);
}

/// Any value that its kind allows.
void fill(const FieldInfo& f, void* at) {
  switch (f.kind) {
    case Kind::string:
    case Kind::base64:
      static_cast<text*>(at)->assign("x");
      break;
    case Kind::object: {
      auto some = instance_of(f.type);
      ASSERT_TRUE(some) << schema::text(f.name);
      *static_cast<box<object>*>(at) = std::move(some);
      break;
    }
    case Kind::list: {
      auto& list = *static_cast<list_base*>(at);
      list.state_ = static_cast<unsigned>(presence::value);
      append(schema::contract.lists[f.type], list, true);
      break;
    }
    case Kind::date_time:
      *static_cast<opt<DateTime>*>(at) = DateTime(1, true);
      break;
    default:
      set_number(f.kind, at, 1);
  }
}

void fill_list(const FieldInfo& f, void* at, std::size_t items, bool filled = true) {
  auto& list = *static_cast<list_base*>(at);
  list.state_ = static_cast<unsigned>(presence::value);
  for (std::size_t i = 0; i < items; ++i) append(schema::contract.lists[f.type], list, filled);
}

constexpr auto open_end = std::numeric_limits<double>::max();

/// Puts a value into the member that breaks the check; false when none can (an enum all of whose values are allowed).
bool put_wrong_value(const FieldInfo& f, void* at, const schema::RuleCheck& c) {
  switch (c.kind) {
    case CheckKind::length:
    case CheckKind::bytes:
      static_cast<text*>(at)->assign(c.max < open_end ? std::string(static_cast<std::size_t>(c.max) + 1, 'x') : std::string());
      return true;
    case CheckKind::range:
      set_number(f.kind, at, c.max < open_end ? c.max + 1 : c.min - 1);
      return true;
    case CheckKind::above:
      set_number(f.kind, at, c.min);
      return true;
    case CheckKind::count:
      fill_list(f, at, c.max < open_end ? static_cast<std::size_t>(c.max) + 1 : static_cast<std::size_t>(c.min) - 1);
      return true;
    case CheckKind::one_of:
      if (f.kind == Kind::string) {
        static_cast<text*>(at)->assign("?no value?");
        return true;
      }
      if (f.kind == Kind::list) {
        fill_list(f, at, 1);
        return true;
      }
      for (const auto& v : schema::values_of(schema::contract.enums[f.type])) {
        const auto bits = f.kind == Kind::flags ? v.number : std::uint64_t{1} << v.number;
        if ((bits & ~c.mask) == 0) continue;
        set_number(f.kind, at, static_cast<double>(v.number));
        return true;
      }
      return false;
    case CheckKind::bits:
      set_number(f.kind, at, static_cast<double>((1u << (static_cast<unsigned>(c.max) + 1)) - 1));
      return true;
    case CheckKind::nil_items:
      fill_list(f, at, 1, false);
      return true;
    case CheckKind::unique:
      fill_list(f, at, 2);
      return true;
    case CheckKind::account:
      set_number(f.kind, at, -1);
      return true;
  }
  return false;
}

/// Of a list of texts that an earlier check limits to a set, gives all items the set's first value.
void use_allowed_texts(const schema::FieldRule& rule, const FieldInfo& f, void* at) {
  if (schema::contract.lists[f.type].item.kind != Kind::string) return;
  auto& list = *static_cast<list_base*>(at);
  for (const auto& c : schema::checks_of(rule))
    if (c.kind == CheckKind::one_of)
      for (std::uint32_t i = 0; i < list.size_; ++i)
        static_cast<text*>(list.data_)[i].assign(
            schema::rule_book.text(schema::values_of(schema::rule_book.sets[c.set]).front()));
}

class RulesExplain : public testing::Test {
 protected:
  /// Validates the object; the errors about the member must be complete, and one of them the row's.
  void expect_refused(const object& o, const FieldInfo& f, Mode mode, schema::ErrorRow row) {
    std::vector<ErrorValue> all;
    ItemErrors errors(all, 0);
    validate(o, nullptr, {.mode = mode, .account_header = 1, .shallow = true}, {nullptr, "Root", 0}, errors);
    expect_explained(all);
    const std::string path = "Root[0]." + std::string(schema::text(f.name));
    const auto where =
        std::string(schema::text(schema::type_info(o.contract_type).name)) + "." + std::string(schema::text(f.name));
    bool found = false;
    for (const auto& e : all) {
      if (e.why.field != path) continue;
      found = found || e.error == static_cast<Error>(row);
      EXPECT_FALSE(e.why.value.empty()) << where;
      EXPECT_FALSE(e.why.bound.empty()) << where;
      EXPECT_FALSE(e.why.expected.empty()) << where;
    }
    EXPECT_TRUE(found) << where << ": not refused with " << name_of(static_cast<Error>(row));
    ++rows_;
  }
  int rows_ = 0;
};

TEST_F(RulesExplain, EveryRowThatCanRefuse) {
  for (const auto& t : schema::rule_book.types) {
    for (const auto& rule : schema::rules_of(t)) {
      const auto first = instance_of(t.type);
      ASSERT_TRUE(first) << schema::text(schema::type_info(t.type).name);
      const auto& f = schema::fields_of(schema::type_info(first->contract_type))[rule.field];
      for (const auto mode : {Mode::add, Mode::update}) {
        const auto need = mode == Mode::add ? rule.add : rule.update;
        const auto error = mode == Mode::add ? rule.add_error : rule.update_error;
        const auto o = instance_of(t.type);
        if (need == schema::Need::refused) fill(f, member(*o, f));
        if (need == schema::Need::refused || need == schema::Need::required) expect_refused(*o, f, mode, error);
      }
      // What both an add and an update refuse or drop is never looked at.
      const bool seen = rule.add == schema::Need::optional || rule.add == schema::Need::required;
      const auto mode = seen ? Mode::add : Mode::update;
      if (!seen && rule.update != schema::Need::optional && rule.update != schema::Need::required) continue;
      for (const auto& c : schema::checks_of(rule)) {
        const auto o = instance_of(t.type);
        if (!put_wrong_value(f, member(*o, f), c)) continue;
        if (c.kind == CheckKind::unique) use_allowed_texts(rule, f, member(*o, f));
        expect_refused(*o, f, mode, c.error);
      }
    }
  }
  EXPECT_GT(rows_, 50);
}

}  // namespace
}  // namespace adsbox::services
