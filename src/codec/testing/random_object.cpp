#include "codec/testing/random_object.h"

#include <array>
#include <vector>

#include "codec/scalars.h"

namespace adsbox::codec::testing {

using schema::FieldInfo;
using schema::Kind;
using schema::TypeInfo;

std::string RandomObjects::random_text() {
  static constexpr std::array<std::string_view, 12> pieces = {"a", "Tea spring", "<&>\"'", "ümlaut", "日本語", "🙂",
                                                              " ", "\n",         "\r\n",   "\t",     "]]>",    "x&amp;y"};
  std::string out;
  for (std::uint64_t n = below(6); n != 0; --n) out += pieces[below(pieces.size())];
  if (below(20) == 0) out.append(300, 'z');
  return out;
}

box<object> RandomObjects::make(TypeId type, bool soap, int depth) {
  box<object> out(create_object(type));
  const auto& info = schema::type_info(type);
  for (const auto& f : schema::fields_of(info)) {
    if (soap && f.has(FieldInfo::rest_only)) continue;
    void* at = reinterpret_cast<char*>(out.get()) + f.offset;
    // JSON says the type of a family's member once: the member called Type cannot differ from it.
    if (info.has(TypeInfo::polymorphic) && schema::text(f.name) == "Type") {
      if (f.kind == Kind::string)
        static_cast<text*>(at)->assign(schema::text(info.json_type));
      else
        parse_scalar(f, schema::text(info.json_type), at);
      continue;
    }
    fill(f, at, soap, depth, false);
  }
  return out;
}

void RandomObjects::fill(const FieldInfo& field, void* at, bool soap, int depth, bool in_list) {
  const auto choice = below(8);
  if (choice == 0 && !in_list) return;  // absent
  if (choice == 1 || (in_list && choice == 0)) return set_nil(field, at);
  constexpr int deepest = 5;
  if (depth > deepest && (field.kind == Kind::object || field.kind == Kind::list)) return set_nil(field, at);
  value(field, at, soap, depth);
}

void RandomObjects::value(const FieldInfo& field, void* at, bool soap, int depth) {
  switch (field.kind) {
    case Kind::boolean:
      *static_cast<opt<bool>*>(at) = below(2) == 1;
      break;
    case Kind::byte:
      *static_cast<opt<std::uint8_t>*>(at) = static_cast<std::uint8_t>(random_());
      break;
    case Kind::int16:
      *static_cast<opt<std::int16_t>*>(at) = static_cast<std::int16_t>(random_());
      break;
    case Kind::int32:
      *static_cast<opt<std::int32_t>*>(at) = static_cast<std::int32_t>(random_());
      break;
    case Kind::int64:
      *static_cast<opt<std::int64_t>*>(at) = static_cast<std::int64_t>(random_());
      break;
    case Kind::float64:
    case Kind::decimal: {
      const std::array<double, 6> some = {0, -0.05, 12.5, 1.0 / 3, 123456789.123, static_cast<double>(below(1'000'000)) / 100};
      *static_cast<opt<double>*>(at) = some[below(some.size())];
      break;
    }
    case Kind::date_time:
      *static_cast<opt<DateTime>*>(at) = DateTime(static_cast<std::int64_t>(below(4'000'000'000)) * DateTime::ticks_per_second +
                                                      static_cast<std::int64_t>(below(2) * below(10'000'000)),
                                                  below(2) == 1);
      break;
    case Kind::string:
      static_cast<text*>(at)->assign(random_text());
      break;
    case Kind::base64: {
      std::string bytes;
      for (std::uint64_t n = below(9); n != 0; --n) bytes += static_cast<char>(random_());
      static_cast<text*>(at)->assign(bytes);
      break;
    }
    case Kind::enumeration: {
      const auto values = schema::values_of(schema::contract.enums[field.type]);
      *static_cast<opt<std::int32_t>*>(at) = static_cast<std::int32_t>(values[below(values.size())].number);
      break;
    }
    case Kind::flags: {
      std::uint64_t all = 0;
      const auto values = schema::values_of(schema::contract.enums[field.type]);
      for (std::uint64_t n = below(4); n != 0; --n) all |= values[below(values.size())].number;
      *static_cast<opt<std::uint64_t>*>(at) = all;
      break;
    }
    case Kind::object: {
      std::vector<TypeId> candidates;
      const auto& service = schema::contract.services[schema::type_info(field.type).service];
      for (TypeId id = service.first_type; id < service.first_type + service.type_count; ++id) {
        const auto& t = schema::type_info(id);
        const bool named_on_the_wire = id == field.type || t.has(TypeInfo::polymorphic) || soap;
        if (is_a(id, field.type) && !t.has(TypeInfo::abstract) && named_on_the_wire && !(soap && t.has(TypeInfo::rest_only)))
          candidates.push_back(id);
      }
      if (candidates.empty()) return set_nil(field, at);
      *static_cast<box<object>*>(at) = make(candidates[below(candidates.size())], soap, depth + 1);
      break;
    }
    case Kind::list: {
      auto& l = *static_cast<list_base*>(at);
      const auto& info = schema::contract.lists[field.type];
      l.state_ = static_cast<unsigned>(presence::value);
      for (std::uint64_t n = below(4); n != 0; --n) fill(info.item, l.append_zeroed(info.element_size), soap, depth + 1, true);
      break;
    }
  }
}

}  // namespace adsbox::codec::testing
