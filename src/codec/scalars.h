// Lexical forms of scalars, shared by the SOAP and JSON codecs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include "codec/codec.h"
#include "schema/tables.h"

namespace adsbox::codec {

enum class Parsed : std::uint8_t { ok, bad, overflow };

Parsed parse_integer(std::string_view s, std::int64_t low, std::int64_t high, std::int64_t& out);
Parsed parse_double(std::string_view s, double& out);
Parsed parse_boolean(std::string_view s, bool& out);
/// A value name of a plain enum, or names of a flags enum separated by spaces and/or commas.
Parsed parse_enum(const schema::EnumInfo& info, std::string_view s, std::uint64_t& out);

/// Sets the member at `at` (of scalar kind, not string, object or list) from its text.
Parsed parse_scalar(const schema::FieldInfo& field, std::string_view s, void* at);

/// Longest text that write_scalar can produce, flags apart.
inline constexpr std::size_t longest_scalar = 40;
/// Writes a number, boolean or date at p; returns the end. INF and NaN as XML Schema spells them.
char* write_scalar(schema::Kind kind, const void* at, char* p);
/// Texts of a flags value, joined by `separator`.
void append_flags(std::string& out, const schema::EnumInfo& info, std::uint64_t value, std::string_view separator);
/// Name of a plain enum value; nullptr when the number is no member.
const schema::EnumValueInfo* enum_value(const schema::EnumInfo& info, std::uint64_t number);
char* write_date_time(DateTime d, char* p);

/// Where in a member of each kind its presence is: behind the value, and a text keeps it in its last byte, above its length.
inline constexpr std::uint8_t presence_offset[] = {
    1, 1, 2, 4, 8, 8, 8, 8, sizeof(text) - 1, sizeof(text) - 1, 4, 8,
};
static_assert(std::size(presence_offset) == static_cast<std::size_t>(schema::Kind::object));

inline presence state_of(schema::Kind kind, const void* at) {
  using schema::Kind;
  if (kind >= Kind::object) {
    if (kind == Kind::object) return static_cast<const box<object>*>(at)->state();
    return static_cast<presence>(static_cast<const list_base*>(at)->state_);
  }
  const auto tag = static_cast<const unsigned char*>(at)[presence_offset[static_cast<std::size_t>(kind)]];
  return static_cast<presence>(std::min<unsigned char>(tag, 2));
}
inline presence state_of(const schema::FieldInfo& f, const void* at) {
  return state_of(f.kind, at);
}

void set_nil(const schema::FieldInfo& f, void* at);

/// A list of anonymous pairs. SOAP writes the pairs; JSON an object with the keys as members.
inline bool is_dictionary(const schema::ListInfo& list) {
  return list.item.kind == schema::Kind::object && schema::type_info(list.item.type).has(schema::TypeInfo::inline_type);
}

}  // namespace adsbox::codec
