#include "services/entity/fields.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "codec/codec.h"
#include "codec/scalars.h"

namespace adsbox::services {

using schema::FieldInfo;
using schema::Kind;

namespace {

/// Runs `work` on the member as what it is: opt<...>, text, box<object> or list_base.
template <class F>
auto visit(Kind kind, const void* at, F&& work) {
  void* p = const_cast<void*>(at);
  switch (kind) {
    case Kind::boolean:
      return work(*static_cast<opt<bool>*>(p));
    case Kind::byte:
      return work(*static_cast<opt<std::uint8_t>*>(p));
    case Kind::int16:
      return work(*static_cast<opt<std::int16_t>*>(p));
    case Kind::int32:
    case Kind::enumeration:
      return work(*static_cast<opt<std::int32_t>*>(p));
    case Kind::int64:
    case Kind::flags:
      return work(*static_cast<opt<std::int64_t>*>(p));
    case Kind::float64:
    case Kind::decimal:
      return work(*static_cast<opt<double>*>(p));
    case Kind::date_time:
      return work(*static_cast<opt<DateTime>*>(p));
    case Kind::string:
    case Kind::base64:
      return work(*static_cast<text*>(p));
    case Kind::object:
      return work(*static_cast<box<object>*>(p));
    case Kind::list:
      break;
  }
  return work(*static_cast<list_base*>(p));
}

template <class T>
constexpr bool is_list = std::is_same_v<T, list_base>;

void drop_items(const schema::ListInfo& info, list_base& l) {
  for (std::uint32_t i = 0; i < l.size_; ++i)
    reset_member(info.item, static_cast<char*>(l.data_) + std::size_t{i} * info.element_size);
  ::operator delete(l.data_);
  l = list_base();
}

}  // namespace

presence state_of(Kind kind, const void* at) {
  return codec::state_of(kind, at);
}

void reset_member(const FieldInfo& f, void* at) {
  if (f.kind == Kind::list) return drop_items(schema::contract.lists[f.type], *static_cast<list_base*>(at));
  visit(f.kind, at, []<class T>(T& v) {
    if constexpr (!is_list<T>) v.reset();
  });
}

void clear_member(const FieldInfo& f, void* at) {
  reset_member(f, at);
  visit(f.kind, at, []<class T>(T& v) {
    if constexpr (is_list<T>)
      v.state_ = static_cast<unsigned>(presence::nil);
    else
      v = T(nil);
  });
}

void copy_member(const FieldInfo& f, void* to, const void* from) {
  if (f.kind == Kind::list) {
    auto& target = *static_cast<list_base*>(to);
    const auto& source = *static_cast<const list_base*>(from);
    reset_member(f, to);
    schema::copy_list(f.type, target, source);
    return;
  }
  visit(f.kind, to, [&]<class T>(T& v) {
    if constexpr (!is_list<T>) v = *static_cast<const T*>(from);
  });
}

bool equal_members(const FieldInfo& f, const void* a, const void* b) {
  if (f.kind == Kind::list) {
    const auto& info = schema::contract.lists[f.type];
    const auto& x = *static_cast<const list_base*>(a);
    const auto& y = *static_cast<const list_base*>(b);
    if (x.state_ != y.state_ || x.size_ != y.size_) return false;
    for (std::size_t i = 0; i < x.size_; ++i)
      if (!equal_members(info.item, static_cast<const char*>(x.data_) + i * info.element_size,
                         static_cast<const char*>(y.data_) + i * info.element_size))
        return false;
    return true;
  }
  return visit(f.kind, a, [&]<class T>(const T& v) {
    if constexpr (is_list<T>)
      return false;
    else
      return v == *static_cast<const T*>(b);
  });
}

double number_in(Kind kind, const void* at) {
  return visit(kind, at, []<class T>(const T& v) -> double {
    if constexpr (requires { static_cast<double>(*v); })
      return static_cast<double>(*v);
    else
      return 0;
  });
}

void set_number(Kind kind, void* at, double value) {
  visit(kind, at, [&]<class T>(T& v) {
    if constexpr (requires { static_cast<typename T::value_type>(value); }) v = T(static_cast<typename T::value_type>(value));
  });
}

std::string describe(double d) {
  char buffer[32];
  // As people write amounts: 30000000, not 3e+07.
  constexpr double small = 1e-6, large = 1e15;
  const bool plain = d == 0 || (std::fabs(d) >= small && std::fabs(d) < large);
  const auto end = plain ? std::to_chars(buffer, buffer + sizeof buffer, d, std::chars_format::fixed).ptr
                         : std::to_chars(buffer, buffer + sizeof buffer, d).ptr;
  return {buffer, end};
}

std::string describe(const FieldInfo& f, const void* at) {
  constexpr std::size_t longest = 100;
  const auto state = state_of(f.kind, at);
  if (state == presence::absent) return "(absent)";
  if (state == presence::nil) return "(nil)";
  switch (f.kind) {
    case Kind::boolean:
      return number_in(f.kind, at) != 0 ? "true" : "false";
    case Kind::string: {
      std::string s = static_cast<const text*>(at)->str();
      if (s.size() > longest) {
        s.resize(longest);
        while (!s.empty() && (s.back() & 0xc0) == 0x80) s.pop_back();
        s += "...";
      }
      return s;
    }
    case Kind::base64:
      return "(bytes)";
    case Kind::enumeration:
    case Kind::flags: {
      const auto& e = schema::contract.enums[f.type];
      const auto number = f.kind == Kind::flags ? static_cast<std::uint64_t>(**static_cast<const opt<std::int64_t>*>(at))
                                                : static_cast<std::uint64_t>(**static_cast<const opt<std::int32_t>*>(at));
      // Some that are declared as flags count instead: 3 is a value of its own there, and so is 0.
      for (const auto& v : schema::values_of(e))
        if (number == v.number) return std::string(schema::text(v.name));
      std::string names;
      for (const auto& v : schema::values_of(e)) {
        if (f.kind != Kind::flags || (number & v.number) == 0) continue;
        if (!names.empty()) names += ' ';
        names += schema::text(v.name);
      }
      return names.empty() ? std::to_string(number) : names;
    }
    case Kind::date_time: {
      std::string s;
      codec::append_date_time(s, **static_cast<const opt<DateTime>*>(at));
      return s;
    }
    case Kind::object:
      return std::string(schema::text(schema::type_info((*static_cast<const box<object>*>(at))->contract_type).name));
    case Kind::list:
      return std::to_string(static_cast<const list_base*>(at)->size_) + " items";
    case Kind::int64:
      return std::to_string(**static_cast<const opt<std::int64_t>*>(at));
    default:
      return describe(number_in(f.kind, at));
  }
}

std::size_t code_points(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xc0) != 0x80; }));
}

const FieldInfo& field_of(TypeId type, std::string_view name) {
  const auto* f = schema::find_field(schema::type_info(type), name);
  if (f == nullptr) {  // a programmer's slip, seen at the first start
    std::fprintf(stderr, "adsbox: %.*s has no member %.*s\n", static_cast<int>(schema::text(schema::type_info(type).name).size()),
                 schema::text(schema::type_info(type).name).data(), static_cast<int>(name.size()), name.data());
    std::abort();
  }
  return *f;
}

}  // namespace adsbox::services
