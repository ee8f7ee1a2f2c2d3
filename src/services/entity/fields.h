// Reading and writing members of contract objects through their table rows.
#pragma once

#include <string>

#include "adsbox/values.h"
#include "schema/tables.h"

namespace adsbox::services {

[[nodiscard]] inline const void* member(const object& o, const schema::FieldInfo& f) {
  return reinterpret_cast<const char*>(&o) + f.offset;
}
[[nodiscard]] inline void* member(object& o, const schema::FieldInfo& f) {
  return reinterpret_cast<char*>(&o) + f.offset;
}

/// Absent, nil or a value.
[[nodiscard]] presence state_of(schema::Kind kind, const void* at);
/// Makes a member absent.
void reset_member(const schema::FieldInfo& f, void* at);
/// Makes a member nil.
void clear_member(const schema::FieldInfo& f, void* at);
/// Copies a member of the same row from one object to another.
void copy_member(const schema::FieldInfo& f, void* to, const void* from);
[[nodiscard]] bool equal_members(const schema::FieldInfo& f, const void* a, const void* b);
/// The number in a numeric, enum, flags or boolean member that has a value.
[[nodiscard]] double number_in(schema::Kind kind, const void* at);
/// Sets such a member.
void set_number(schema::Kind kind, void* at, double value);
/// A member for people, shortened: `Paused`, `12.5`, `3 items`.
[[nodiscard]] std::string describe(const schema::FieldInfo& f, const void* at);
[[nodiscard]] std::string describe(double d);
/// Code points of UTF-8 text.
[[nodiscard]] std::size_t code_points(std::string_view utf8);

/// The table row of a member; the member must exist.
[[nodiscard]] const schema::FieldInfo& field_of(TypeId type, std::string_view name);

}  // namespace adsbox::services
