// Create, destroy, clone and compare contract objects by walking the tables.
#include <cstdlib>

#include "schema/tables.h"

namespace adsbox {
namespace {

using schema::FieldInfo;
using schema::Kind;

void destroy_value(Kind kind, std::uint16_t type, void* at) noexcept;

constexpr bool owns_memory(Kind kind) {
  return kind == Kind::string || kind == Kind::base64 || kind == Kind::object || kind == Kind::list;
}

void destroy_list(const schema::ListInfo& info, list_base& l) noexcept {
  if (l.data_ == nullptr) return;
  if (owns_memory(info.item.kind))
    for (std::uint32_t i = 0; i < l.size_; ++i)
      destroy_value(info.item.kind, info.item.type, static_cast<char*>(l.data_) + std::size_t{i} * info.element_size);
  ::operator delete(l.data_);
}

void destroy_value(Kind kind, std::uint16_t type, void* at) noexcept {
  switch (kind) {
    case Kind::string:
    case Kind::base64:
      static_cast<text*>(at)->~text();
      break;
    case Kind::object:
      static_cast<box<object>*>(at)->~box();
      break;
    case Kind::list:
      destroy_list(schema::contract.lists[type], *static_cast<list_base*>(at));
      break;
    default:
      break;
  }
}

std::size_t value_size(Kind kind) {
  switch (kind) {
    case Kind::boolean:
      return sizeof(opt<bool>);
    case Kind::byte:
      return sizeof(opt<std::uint8_t>);
    case Kind::int16:
      return sizeof(opt<std::int16_t>);
    case Kind::int32:
    case Kind::enumeration:
      return sizeof(opt<std::int32_t>);
    case Kind::string:
    case Kind::base64:
      return sizeof(text);
    case Kind::object:
      return sizeof(box<object>);
    case Kind::list:
      return sizeof(list_base);
    default:
      return sizeof(opt<std::int64_t>);
  }
}

void clone_value(Kind kind, std::uint16_t type, void* to, const void* from) {
  switch (kind) {
    case Kind::string:
    case Kind::base64:
      new (to) text(*static_cast<const text*>(from));
      break;
    case Kind::object:
      new (to) box<object>(*static_cast<const box<object>*>(from));
      break;
    case Kind::list: {
      const auto& info = schema::contract.lists[type];
      const auto& source = *static_cast<const list_base*>(from);
      auto& target = *new (to) list_base();
      target.state_ = source.state_;
      if (source.size_ == 0) break;
      target.reserve_bytes(source.size_, info.element_size);
      std::memcpy(target.data_, source.data_, std::size_t{source.size_} * info.element_size);
      if (!owns_memory(info.item.kind)) {
        target.size_ = source.size_;
        break;
      }
      // One after the other: were memory to end, those that still share the source's are not the target's.
      for (; target.size_ < source.size_; ++target.size_)
        clone_value(info.item.kind, info.item.type,
                    static_cast<char*>(target.data_) + std::size_t{target.size_} * info.element_size,
                    static_cast<const char*>(source.data_) + std::size_t{target.size_} * info.element_size);
      break;
    }
    default:
      std::memcpy(to, from, value_size(kind));
  }
}

template <class T>
bool same(const void* a, const void* b) {
  return *static_cast<const T*>(a) == *static_cast<const T*>(b);
}

bool equal_values(Kind kind, std::uint16_t type, const void* a, const void* b) noexcept {
  switch (kind) {
    case Kind::boolean:
      return same<opt<bool>>(a, b);
    case Kind::byte:
      return same<opt<std::uint8_t>>(a, b);
    case Kind::int16:
      return same<opt<std::int16_t>>(a, b);
    case Kind::int32:
    case Kind::enumeration:
      return same<opt<std::int32_t>>(a, b);
    case Kind::int64:
    case Kind::flags:
      return same<opt<std::int64_t>>(a, b);
    case Kind::float64:
    case Kind::decimal: {  // two NaNs are the same here
      const auto& x = *static_cast<const opt<double>*>(a);
      const auto& y = *static_cast<const opt<double>*>(b);
      return x.state() == y.state() && (!x.has_value() || *x == *y || (*x != *x && *y != *y));
    }
    case Kind::date_time:
      return same<opt<DateTime>>(a, b);
    case Kind::string:
    case Kind::base64:
      return same<text>(a, b);
    case Kind::object:
      return same<box<object>>(a, b);
    case Kind::list: {
      const auto& info = schema::contract.lists[type];
      const auto& x = *static_cast<const list_base*>(a);
      const auto& y = *static_cast<const list_base*>(b);
      if (x.state_ != y.state_ || x.size_ != y.size_) return false;
      for (std::uint32_t i = 0; i < x.size_; ++i)
        if (!equal_values(info.item.kind, info.item.type, static_cast<const char*>(x.data_) + std::size_t{i} * info.element_size,
                          static_cast<const char*>(y.data_) + std::size_t{i} * info.element_size))
          return false;
      return true;
    }
  }
  return false;
}

}  // namespace

object* create_object(TypeId type) {
  const std::size_t size = schema::contract.types[type].size;
  void* p = ::operator new(size);
  std::memset(p, 0, size);
  return new (p) object(type);
}

void destroy_object(object* o) noexcept {
  for (const auto& f : schema::fields_of(schema::contract.types[o->contract_type]))
    if (owns_memory(f.kind)) destroy_value(f.kind, f.type, reinterpret_cast<char*>(o) + f.offset);
  ::operator delete(o);
}

object* clone_object(const object* o) {
  const auto& type = schema::contract.types[o->contract_type];
  auto* const copy = static_cast<char*>(::operator new(type.size));
  std::memcpy(copy, o, type.size);
  for (const auto& f : schema::fields_of(type))
    if (owns_memory(f.kind)) clone_value(f.kind, f.type, copy + f.offset, reinterpret_cast<const char*>(o) + f.offset);
  return reinterpret_cast<object*>(copy);
}

bool equal_objects(const object& a, const object& b) noexcept {
  if (a.contract_type != b.contract_type) return false;
  for (const auto& f : schema::fields_of(schema::contract.types[a.contract_type]))
    if (!equal_values(f.kind, f.type, reinterpret_cast<const char*>(&a) + f.offset, reinterpret_cast<const char*>(&b) + f.offset))
      return false;
  return true;
}

namespace schema {
void copy_list(ListId type, list_base& to, const list_base& from) {
  clone_value(Kind::list, type, &to, &from);
}
}  // namespace schema

bool is_a(TypeId type, TypeId base) noexcept {
  for (;;) {
    if (type == base) return true;
    const TypeId up = schema::contract.types[type].base;
    if (up == type) return false;
    type = up;
  }
}

void list_base::reserve_bytes(std::size_t elements, std::size_t element_size) {
  if (elements <= capacity_) return;
  void* grown = ::operator new(elements * element_size);
  if (size_ != 0) std::memcpy(grown, data_, std::size_t{size_} * element_size);
  ::operator delete(data_);
  data_ = grown;
  capacity_ = static_cast<std::uint32_t>(elements) & 0x3fffffffu;
}

void* list_base::append_zeroed(std::size_t element_size) {
  if (size_ == capacity_) reserve_bytes(capacity_ == 0 ? 4 : std::size_t{capacity_} * 2, element_size);
  void* slot = static_cast<char*>(data_) + std::size_t{size_} * element_size;
  std::memset(slot, 0, element_size);
  ++size_;
  state_ = static_cast<unsigned>(presence::value);
  return slot;
}

}  // namespace adsbox
