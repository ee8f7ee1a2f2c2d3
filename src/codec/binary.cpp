// The storage codec. An object is a sequence of fields, each
//   varint  number << 3 | wire        number: the field's number in the schema
//   payload by wire: nil -, varint: LEB128 (signed: zigzag), fixed64: 8 bytes, bytes: varint length + that many bytes
// Absent members are not written. Lists: varint count, then each element as wire byte + payload; objects: varint stable type
// number, then the fields. A reader skips numbers it does not know.
#include <cstring>

#include "codec/codec.h"
#include "codec/scalars.h"

namespace adsbox::codec {
namespace {

using schema::FieldInfo;
using schema::Kind;

enum Wire : std::uint8_t { wire_nil = 0, wire_varint = 1, wire_fixed64 = 2, wire_bytes = 3 };

void put_varint(std::string& out, std::uint64_t v) {
  if (v < 0x80) return out.push_back(static_cast<char>(v));
  char buffer[10];
  std::size_t n = 0;
  while (v >= 0x80) {
    buffer[n++] = static_cast<char>(v | 0x80);
    v >>= 7;
  }
  buffer[n++] = static_cast<char>(v);
  out.append(buffer, n);
}

constexpr std::uint64_t zigzag(std::int64_t v) {
  return static_cast<std::uint64_t>(v) << 1 ^ static_cast<std::uint64_t>(v >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t v) {
  return static_cast<std::int64_t>(v >> 1) ^ -static_cast<std::int64_t>(v & 1);
}

Wire wire_of(Kind kind) {
  switch (kind) {
    case Kind::float64:
    case Kind::decimal:
      return wire_fixed64;
    case Kind::string:
    case Kind::base64:
    case Kind::object:
    case Kind::list:
      return wire_bytes;
    default:
      return wire_varint;
  }
}

void put_object(std::string& out, const object& o);
void put_value(std::string& out, const FieldInfo& f, const void* at);

/// Length-prefixed nested content: most are short, so one byte is kept for the length and widened when needed.
template <class Fill>
void put_nested(std::string& out, Fill fill) {
  const std::size_t at = out.size();
  out.push_back('\0');
  fill();
  const std::size_t size = out.size() - at - 1;
  if (size < 0x80) {
    out[at] = static_cast<char>(size);
    return;
  }
  std::string length;
  put_varint(length, size);
  out.replace(at, 1, length);
}

void put_list(std::string& out, const list_base& l, const schema::ListInfo& info) {
  put_varint(out, l.size_);
  for (std::uint32_t i = 0; i < l.size_; ++i) {
    const void* item = static_cast<const char*>(l.data_) + std::size_t{i} * info.element_size;
    if (state_of(info.item, item) != presence::value) {
      out.push_back(static_cast<char>(wire_nil));
      continue;
    }
    out.push_back(static_cast<char>(wire_of(info.item.kind)));
    put_value(out, info.item, item);
  }
}

void put_value(std::string& out, const FieldInfo& f, const void* at) {
  switch (f.kind) {
    case Kind::boolean:
      out.push_back(**static_cast<const opt<bool>*>(at) ? 1 : 0);
      break;
    case Kind::byte:
      put_varint(out, **static_cast<const opt<std::uint8_t>*>(at));
      break;
    case Kind::int16:
      put_varint(out, zigzag(**static_cast<const opt<std::int16_t>*>(at)));
      break;
    case Kind::int32:
    case Kind::enumeration:
      put_varint(out, zigzag(**static_cast<const opt<std::int32_t>*>(at)));
      break;
    case Kind::int64:
      put_varint(out, zigzag(**static_cast<const opt<std::int64_t>*>(at)));
      break;
    case Kind::flags:
      put_varint(out, **static_cast<const opt<std::uint64_t>*>(at));
      break;
    case Kind::date_time:
      put_varint(out, zigzag((**static_cast<const opt<DateTime>*>(at)).bits()));
      break;
    case Kind::float64:
    case Kind::decimal:
      out.append(static_cast<const char*>(at), 8);
      break;
    case Kind::string:
    case Kind::base64: {
      const auto s = static_cast<const text*>(at)->view();
      put_varint(out, s.size());
      out += s;
      break;
    }
    case Kind::object:
      put_nested(out, [&] { put_object(out, **static_cast<const box<object>*>(at)); });
      break;
    case Kind::list:
      put_nested(out, [&] { put_list(out, *static_cast<const list_base*>(at), schema::contract.lists[f.type]); });
      break;
  }
}

void put_object(std::string& out, const object& o) {
  const auto& type = schema::contract.types[o.contract_type];
  put_varint(out, type.number);
  for (const auto& f : schema::fields_of(type)) {
    const void* at = reinterpret_cast<const char*>(&o) + f.offset;
    const auto state = state_of(f, at);
    if (state == presence::absent) continue;
    put_varint(out, std::uint64_t{f.number} << 3 | (state == presence::nil ? wire_nil : wire_of(f.kind)));
    if (state == presence::value) put_value(out, f, at);
  }
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : p_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool boxed_into(TypeId declared, box<object>& out) { return boxed(declared, out, 0); }

  bool object_into(object& out, int depth) {
    std::uint64_t number = 0;
    if (!varint(number) || schema::contract.types[out.contract_type].number != number) return false;
    return fields(out, depth);
  }

 private:
  bool varint(std::uint64_t& v) {
    v = 0;
    for (unsigned shift = 0; shift < 64 && p_ != end_; shift += 7) {
      const auto b = static_cast<unsigned char>(*p_++);
      v |= std::uint64_t{b & 0x7fu} << shift;
      if (b < 0x80) return true;
    }
    return false;
  }

  bool fields(object& out, int depth) {
    constexpr int deepest = 64;
    if (depth > deepest) return false;
    const auto all = schema::fields_of(schema::contract.types[out.contract_type]);
    std::size_t next = 0;
    while (p_ != end_) {
      std::uint64_t tag = 0;
      if (!varint(tag)) return false;
      const auto number = tag >> 3;
      std::size_t i = next;
      while (i < all.size() && all[i].number != number) ++i;
      if (i == all.size()) {
        i = 0;
        while (i < next && all[i].number != number) ++i;
        if (i == next) i = all.size();
      }
      const auto wire = static_cast<Wire>(tag & 7);
      if (i == all.size()) {
        if (!skip(wire)) return false;
        continue;
      }
      next = i + 1;
      void* at = reinterpret_cast<char*>(&out) + all[i].offset;
      if (wire == wire_nil) {
        set_nil(all[i], at);
      } else if (wire != wire_of(all[i].kind)) {
        if (!skip(wire)) return false;  // the member changed its kind: what was stored is not readable as the new one
      } else if (!value(all[i], at, depth)) {
        return false;
      }
    }
    return true;
  }

  bool skip(Wire wire) {
    std::uint64_t v = 0;
    switch (wire) {
      case wire_nil:
        return true;
      case wire_varint:
        return varint(v);
      case wire_fixed64:
        if (end_ - p_ < 8) return false;
        p_ += 8;
        return true;
      case wire_bytes:
        if (!varint(v) || v > static_cast<std::uint64_t>(end_ - p_)) return false;
        p_ += v;
        return true;
    }
    return false;
  }

  bool value(const FieldInfo& f, void* at, int depth) {
    std::uint64_t v = 0;
    if (wire_of(f.kind) == wire_fixed64) {
      if (end_ - p_ < 8) return false;
      double d = 0;
      std::memcpy(&d, p_, 8);
      p_ += 8;
      *static_cast<opt<double>*>(at) = d;
      return true;
    }
    if (!varint(v)) return false;
    switch (f.kind) {
      case Kind::boolean:
        *static_cast<opt<bool>*>(at) = v != 0;
        return true;
      case Kind::byte:
        *static_cast<opt<std::uint8_t>*>(at) = static_cast<std::uint8_t>(v);
        return true;
      case Kind::int16:
        *static_cast<opt<std::int16_t>*>(at) = static_cast<std::int16_t>(unzigzag(v));
        return true;
      case Kind::int32:
      case Kind::enumeration:
        *static_cast<opt<std::int32_t>*>(at) = static_cast<std::int32_t>(unzigzag(v));
        return true;
      case Kind::int64:
        *static_cast<opt<std::int64_t>*>(at) = unzigzag(v);
        return true;
      case Kind::flags:
        *static_cast<opt<std::uint64_t>*>(at) = v;
        return true;
      case Kind::date_time:
        *static_cast<opt<DateTime>*>(at) = DateTime::from_bits(unzigzag(v));
        return true;
      default:
        break;
    }
    if (v > static_cast<std::uint64_t>(end_ - p_)) return false;
    const std::string_view bytes(p_, static_cast<std::size_t>(v));
    p_ += v;
    switch (f.kind) {
      case Kind::string:
      case Kind::base64:
        static_cast<text*>(at)->assign(bytes);
        return true;
      case Kind::object:
        return Reader(bytes).boxed(f.type, *static_cast<box<object>*>(at), depth + 1);
      case Kind::list:
        return Reader(bytes).list(schema::contract.lists[f.type], *static_cast<list_base*>(at), depth + 1);
      default:
        return false;
    }
  }

  bool boxed(TypeId declared, box<object>& out, int depth) {
    std::uint64_t number = 0;
    if (!varint(number)) return false;
    const auto* type = schema::contract.types[declared].number == number
                           ? &schema::contract.types[declared]
                           : schema::find_stored_type(static_cast<std::uint16_t>(number));
    if (type == nullptr || number > 0xffff || !is_a(schema::id_of(*type), declared)) return false;
    object* fresh = create_object(schema::id_of(*type));
    out = box<object>(fresh);
    return fields(*fresh, depth);
  }

  bool list(const schema::ListInfo& info, list_base& out, int depth) {
    std::uint64_t count = 0;
    if (!varint(count) || count > static_cast<std::uint64_t>(end_ - p_)) return false;  // an element takes a byte at least
    out.state_ = static_cast<unsigned>(presence::value);
    if (out.size_ == 0) out.reserve_bytes(count, info.element_size);
    for (std::uint64_t i = 0; i < count; ++i) {
      if (p_ == end_) return false;
      const auto wire = static_cast<Wire>(*p_++);
      void* at = out.append_zeroed(info.element_size);
      if (wire == wire_nil)
        set_nil(info.item, at);
      else if (wire != wire_of(info.item.kind) || !value(info.item, at, depth))
        return false;
    }
    return p_ == end_;
  }

  const char* p_;
  const char* end_;
};

}  // namespace

void write_binary(std::string& out, const object& o) {
  put_object(out, o);
}

bool read_binary(std::string_view bytes, object& out) {
  return Reader(bytes).object_into(out, 0);
}

box<object> read_binary(std::string_view bytes, TypeId declared) {
  box<object> out;
  if (!Reader(bytes).boxed_into(declared, out)) out.reset();
  return out;
}

}  // namespace adsbox::codec
