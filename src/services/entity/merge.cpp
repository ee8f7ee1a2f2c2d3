#include "services/entity/merge.h"

#include "schema/rules.h"
#include "services/entity/fields.h"

namespace adsbox::services {
namespace {

using schema::Clear;
using schema::FieldInfo;
using schema::FieldRule;
using schema::Kind;
using schema::Merge;
using schema::Need;

/// The rule row of the member at `index` in the flattened fields of a type; nullptr when it has none.
const FieldRule* rule_of(TypeId type, std::size_t index) {
  for (;;) {
    if (const auto* rules = schema::find_rules(type))
      for (const auto& r : schema::rules_of(*rules))
        if (r.field == index) return &r;
    const TypeId base = schema::type_info(type).base;
    if (base == type) return nullptr;
    type = base;
  }
}

bool kept_by_service(Need n) {
  return n == Need::readonly || n == Need::refused || n == Need::same;
}

template <class F>
void each_object(const FieldInfo& f, void* at, F&& work) {
  if (f.kind == Kind::object) {
    if (auto* o = static_cast<box<object>*>(at)->get()) work(*o);
  } else if (f.kind == Kind::list) {
    const auto& info = schema::contract.lists[f.type];
    if (info.item.kind != Kind::object) return;
    auto& l = *static_cast<list_base*>(at);
    for (std::uint32_t i = 0; i < l.size_; ++i)
      if (auto* o = static_cast<box<object>*>(l.data_)[i].get()) work(*o);
  }
}

/// Answers leave a member out where the contract says so, and have no nil where it allows none.
bool left_out(const FieldInfo& f) {
  return f.has(FieldInfo::omit_default) || !f.has(FieldInfo::nillable);
}

void empty_member(const FieldInfo& f, void* at) {
  left_out(f) ? reset_member(f, at) : clear_member(f, at);
}

/// Families have a member `Type` that carries the discriminator's text.
void name_type(object& o) {
  const auto& type = schema::type_info(o.contract_type);
  if (!type.has(schema::TypeInfo::polymorphic)) return;
  for (const auto& f : schema::fields_of(type))
    if (f.kind == Kind::string && schema::text(f.name) == "Type")
      static_cast<text*>(member(o, f))->assign(schema::text(type.json_type));
}

/// Merges a list of a family of which one item a type is kept.
void merge_by_type(const FieldInfo& f, void* stored, const void* sent) {
  auto& to = *static_cast<list_base*>(stored);
  const auto& from = *static_cast<const list_base*>(sent);
  to.state_ = static_cast<unsigned>(presence::value);
  for (std::uint32_t i = 0; i < from.size_; ++i) {
    const object* item = static_cast<const box<object>*>(from.data_)[i].get();
    if (item == nullptr) continue;
    object* same = nullptr;
    for (std::uint32_t j = 0; j < to.size_ && same == nullptr; ++j)
      if (object* o = static_cast<box<object>*>(to.data_)[j].get(); o != nullptr && o->contract_type == item->contract_type)
        same = o;
    if (same != nullptr) {
      merge_update(*same, *item);
    } else if (!schema::add_only(item->contract_type)) {
      box<object> fresh(clone_object(item));
      complete_new(*fresh);
      *static_cast<box<object>*>(to.append_zeroed(schema::contract.lists[f.type].element_size)) = std::move(fresh);
    }
  }
}

void take(const FieldInfo& f, Merge how, void* stored, const void* sent) {
  if (f.kind == Kind::list && how == Merge::by_type) return merge_by_type(f, stored, sent);
  if (f.kind == Kind::object && how == Merge::members) {
    const auto& from = *static_cast<const box<object>*>(sent);
    auto& to = *static_cast<box<object>*>(stored);
    if (to.has_value() &&
        (to->contract_type == from->contract_type || to->contract_type == schema::stored_as(from->contract_type)))
      return merge_update(*to, *from);
  }
  copy_member(f, stored, sent);
  each_object(f, stored, complete_new);
}

}  // namespace

void complete_new(object& o) {
  name_type(o);
  const auto fields = schema::fields_of(schema::type_info(o.contract_type));
  for (TypeId t = o.contract_type;;) {
    if (const auto* rules = schema::find_rules(t))
      for (const auto& r : schema::rules_of(*rules)) {
        const auto& f = fields[r.field];
        void* at = member(o, f);
        if (kept_by_service(r.add) && !(f.kind == Kind::string && schema::text(f.name) == "Type")) reset_member(f, at);
        if (r.clear == Clear::empty_text && f.kind == Kind::string && static_cast<const text*>(at)->has_value() &&
            static_cast<const text*>(at)->empty())
          empty_member(f, at);
        if (r.has_default && state_of(f.kind, at) != presence::value) set_number(f.kind, at, r.default_value);
      }
    const TypeId base = schema::type_info(t).base;
    if (base == t) break;
    t = base;
  }
  for (const auto& f : fields) {
    void* at = member(o, f);
    if (left_out(f) && state_of(f.kind, at) == presence::nil) reset_member(f, at);
    each_object(f, at, complete_new);
  }
}

void merge_update(object& stored, const object& sent) {
  const bool same = stored.contract_type == sent.contract_type;
  const auto fields = schema::fields_of(schema::type_info(sent.contract_type));
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& f = fields[i];
    const FieldRule* rule = rule_of(sent.contract_type, i);
    if (rule != nullptr && kept_by_service(rule->update)) continue;
    const void* from = member(sent, f);
    // A type that is stored as another one shares its members' names and kinds, not their places.
    const FieldInfo* place = same ? &f : schema::find_field(schema::type_info(stored.contract_type), schema::text(f.name));
    if (place == nullptr || place->kind != f.kind) continue;
    void* to = member(stored, *place);
    if (state_of(f.kind, from) != presence::value) {
      if (rule != nullptr && rule->clear == Clear::nil) empty_member(*place, to);  // as if it had never been
      continue;
    }
    if (rule != nullptr && rule->clear == Clear::empty_text && f.kind == Kind::string &&
        static_cast<const text*>(from)->empty()) {
      empty_member(f, to);
      continue;
    }
    take(f, rule == nullptr ? Merge::replace : rule->merge, to, from);
  }
}

}  // namespace adsbox::services
