#include "world/object_size.h"

#include "schema/tables.h"

namespace adsbox::world {

namespace {

using schema::FieldInfo;
using schema::Kind;

constexpr std::size_t kBlock = 16;

std::size_t beyond(const FieldInfo& f, const void* at) {
  switch (f.kind) {
    case Kind::string:
    case Kind::base64: {
      const auto size = static_cast<const text*>(at)->size();
      return size > text::inline_capacity ? size + kBlock : 0;
    }
    case Kind::object: {
      const auto* o = static_cast<const box<object>*>(at)->get();
      return o == nullptr ? 0 : object_size(*o);
    }
    case Kind::list: {
      const auto& l = *static_cast<const list_base*>(at);
      const auto& info = schema::contract.lists[f.type];
      std::size_t bytes = l.data_ == nullptr ? 0 : std::size_t{l.capacity_} * info.element_size + kBlock;
      for (std::uint32_t i = 0; i < l.size_; ++i)
        bytes += beyond(info.item, static_cast<const char*>(l.data_) + std::size_t{i} * info.element_size);
      return bytes;
    }
    default:
      return 0;
  }
}

}  // namespace

std::size_t object_size(const object& o) {
  const auto& type = schema::type_info(o.contract_type);
  std::size_t bytes = type.size + kBlock;
  for (const auto& f : schema::fields_of(type)) bytes += beyond(f, reinterpret_cast<const char*>(&o) + f.offset);
  return bytes;
}

}  // namespace adsbox::world
