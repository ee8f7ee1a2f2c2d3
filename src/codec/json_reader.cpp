// JSON to contract objects, on simdjson's DOM (it validates the whole text first). Members may come in any order; what the
// contract does not know is skipped with a warning, or refused when strict.
#include <simdjson.h>

#include <array>

#include "codec/codec.h"
#include "codec/scalars.h"

namespace adsbox::codec {
namespace {

using schema::FieldInfo;
using schema::Kind;
using schema::TypeInfo;
using simdjson::dom::element;
using simdjson::dom::element_type;

struct Frame {
  const Frame* up;
  std::string_view name;
  std::int64_t index;
};

std::string path_of(const Frame* frame) {
  if (frame == nullptr) return {};
  auto path = path_of(frame->up);
  if (frame->index >= 0) return path + "[" + std::to_string(frame->index) + "]";
  if (!path.empty()) path += '.';
  return path.append(frame->name);
}

/// JSON names are the XML names with a capital first letter; the lower-case form of pairs is read as well.
bool same_name(const FieldInfo& f, std::string_view key) {
  if (f.name.size != key.size()) return false;
  const char* name = schema::contract.strings + f.name.offset;
  if (std::memcmp(name + 1, key.data() + 1, key.size() - 1) != 0) return false;
  return name[0] == key[0] || (name[0] | 32) == (key[0] | 32);
}

class Reader {
 public:
  explicit Reader(const ReadOptions& options) : options_(options) {}
  DecodeError error;

  bool members(const TypeInfo& type, object& out, const simdjson::dom::object& json, const Frame& frame) {
    if (++depth_ > options_.max_depth) return fail(DecodeError::Code::too_deep, frame, {}, "at most " + std::to_string(options_.max_depth) + " levels");
    const auto fields = schema::fields_of(type);
    std::size_t next = 0;
    for (const auto [key, value] : json) {
      std::size_t i = next;
      if (key.empty()) i = fields.size();
      else {
        while (i < fields.size() && !same_name(fields[i], key)) ++i;
        if (i == fields.size()) {
          i = 0;
          while (i < next && !same_name(fields[i], key)) ++i;
          if (i == next) i = fields.size();
        }
      }
      const Frame here{&frame, key, -1};
      if (type.has(TypeInfo::polymorphic) && key == "Type") {
        // The discriminator, and in many families a member of the same name: kept where the texts are the same.
        if (i < fields.size() && value.is_string()) {
          if (fields[i].kind == Kind::string) static_cast<text*>(address(out, fields[i]))->assign(value.get_string().value_unsafe());
          else parse_scalar(fields[i], value.get_string().value_unsafe(), address(out, fields[i]));
        }
        if (i < fields.size()) next = i + 1;
        continue;
      }
      if (i == fields.size()) {
        if (options_.strict) return fail(DecodeError::Code::unknown_element, here, key, "a member of " + std::string(schema::text(type.name)));
        warn(DecodeError::Code::unknown_element, here, key);
        continue;
      }
      next = i + 1;
      if (!field_value(fields[i], address(out, fields[i]), value, here)) return false;
    }
    --depth_;
    return true;
  }

 private:
  static void* address(object& o, const FieldInfo& f) { return reinterpret_cast<char*>(&o) + f.offset; }

  bool fail(DecodeError::Code code, const Frame& frame, std::string_view value, std::string expected) {
    constexpr std::size_t shown = 100;
    error.code = code;
    error.path = path_of(&frame);
    error.value = std::string(value.substr(0, shown));
    error.expected = std::move(expected);
    return false;
  }

  void warn(DecodeError::Code code, const Frame& frame, std::string_view value) {
    constexpr std::size_t most = 100;
    if (options_.warnings != nullptr && options_.warnings->size() < most)
      options_.warnings->push_back({code, path_of(&frame), std::string(value.substr(0, most))});
  }

  bool field_value(const FieldInfo& f, void* at, const element& json, const Frame& frame) {
    const auto kind = json.type();
    if (kind == element_type::NULL_VALUE) {
      set_nil(f, at);
      return true;
    }
    switch (f.kind) {
      case Kind::object: {
        if (kind != element_type::OBJECT) return wrong_kind(json, frame, "an object");
        return object_value(f, *static_cast<box<object>*>(at), json.get_object().value_unsafe(), frame);
      }
      case Kind::list: {
        if (kind != element_type::ARRAY) return wrong_kind(json, frame, "an array");
        return list_value(schema::contract.lists[f.type], *static_cast<list_base*>(at), json.get_array().value_unsafe(), frame);
      }
      case Kind::string: {
        std::string_view s;
        if (kind == element_type::STRING) s = json.get_string().value_unsafe();
        else if (kind == element_type::BOOL) s = json.get_bool().value_unsafe() ? "true" : "false";
        else return wrong_kind(json, frame, "a string");
        for (const char c : s)
          if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r')
            return fail(DecodeError::Code::bad_value, frame, {}, "text without control characters");
        static_cast<text*>(at)->assign(s);
        return true;
      }
      case Kind::base64: {
        std::string bytes;
        if (kind != element_type::STRING || !base64_decode(json.get_string().value_unsafe(), bytes)) return wrong_kind(json, frame, "base64 text");
        static_cast<text*>(at)->assign(bytes);
        return true;
      }
      default: return scalar(f, at, json, frame);
    }
  }

  bool scalar(const FieldInfo& f, void* at, const element& json, const Frame& frame) {
    char buffer[longest_scalar];
    std::string_view s;
    switch (json.type()) {
      case element_type::STRING:
        s = json.get_string().value_unsafe();
        if (s.empty() && f.kind != Kind::flags) return true;
        break;
      case element_type::BOOL:
        if (f.kind != Kind::boolean) return wrong_kind(json, frame, "not a boolean");
        *static_cast<opt<bool>*>(at) = json.get_bool().value_unsafe();
        return true;
      case element_type::INT64: {
        if (f.kind == Kind::enumeration || f.kind == Kind::flags || f.kind == Kind::boolean || f.kind == Kind::date_time) return wrong_kind(json, frame, "text");
        const opt<std::int64_t> v = json.get_int64().value_unsafe();
        if (f.kind == Kind::int64) {
          *static_cast<opt<std::int64_t>*>(at) = v;
          return true;
        }
        if (f.kind == Kind::float64 || f.kind == Kind::decimal) {
          *static_cast<opt<double>*>(at) = static_cast<double>(*v);
          return true;
        }
        s = {buffer, static_cast<std::size_t>(write_scalar(Kind::int64, &v, buffer) - buffer)};
        break;
      }
      case element_type::UINT64: return fail(DecodeError::Code::overflow, frame, {}, "a number in the type's range");
      case element_type::DOUBLE: {
        const double v = json.get_double().value_unsafe();
        if (f.kind == Kind::float64 || f.kind == Kind::decimal) {
          *static_cast<opt<double>*>(at) = v;
          return true;
        }
        return fail(DecodeError::Code::bad_value, frame, {}, "a whole number");
      }
      default: return wrong_kind(json, frame, "a single value");
    }
    switch (parse_scalar(f, s, at)) {
      case Parsed::ok: return true;
      case Parsed::overflow: return fail(DecodeError::Code::overflow, frame, s, "a number in the type's range");
      case Parsed::bad: break;
    }
    if (f.kind == Kind::enumeration || f.kind == Kind::flags) {
      if (options_.strict)
        return fail(DecodeError::Code::unknown_enum_value, frame, s, "a value of " + std::string(schema::text(schema::contract.enums[f.type].name)));
      warn(DecodeError::Code::unknown_enum_value, frame, s);
      return true;
    }
    return fail(DecodeError::Code::bad_value, frame, s, "a valid value");
  }

  bool wrong_kind(const element& json, const Frame& frame, std::string expected) {
    return fail(DecodeError::Code::bad_value, frame, json.is_string() ? json.get_string().value_unsafe() : std::string_view{}, std::move(expected));
  }

  const TypeInfo* actual_type(TypeId declared, const simdjson::dom::object& json, std::string_view& name) {
    const auto& base = schema::contract.types[declared];
    if (!base.has(TypeInfo::polymorphic)) return &base;
    const auto type = json["Type"];
    if (type.error() != simdjson::SUCCESS || !type.is_string()) return &base;
    name = type.get_string().value_unsafe();
    const auto& service = schema::contract.services[base.service];
    for (const auto& t : schema::contract.types.subspan(service.first_type, service.type_count))
      if (t.root == base.root && (schema::text(t.json_type) == name || schema::text(t.name) == name) && is_a(schema::id_of(t), declared)) return &t;
    return nullptr;
  }

  bool object_value(const FieldInfo& f, box<object>& out, const simdjson::dom::object& json, const Frame& frame) {
    std::string_view name;
    const auto* type = actual_type(f.type, json, name);
    if (type == nullptr)
      return fail(DecodeError::Code::unknown_type, frame, name, "Type naming a kind of " + std::string(schema::text(schema::contract.types[f.type].name)));
    if (type->has(TypeInfo::abstract)) return fail(DecodeError::Code::abstract_type, frame, schema::text(type->name), "Type naming a derived type");
    object* fresh = create_object(schema::id_of(*type));
    out = box<object>(fresh);
    return members(*type, *fresh, json, frame);
  }

  bool list_value(const schema::ListInfo& info, list_base& out, const simdjson::dom::array& json, const Frame& frame) {
    if (++depth_ > options_.max_depth) return fail(DecodeError::Code::too_deep, frame, {}, "at most " + std::to_string(options_.max_depth) + " levels");
    out.state_ = static_cast<unsigned>(presence::value);
    if (out.size_ == 0) out.reserve_bytes(json.size(), info.element_size);
    std::int64_t i = 0;
    for (const auto item : json) {
      const Frame here{&frame, {}, i++};
      if (!field_value(info.item, out.append_zeroed(info.element_size), item, here)) return false;
    }
    --depth_;
    return true;
  }

  const ReadOptions& options_;
  int depth_ = 0;
};

std::unexpected<DecodeError> from_simdjson(simdjson::error_code code, std::size_t) {
  DecodeError e;
  switch (code) {
    case simdjson::UTF8_ERROR: e.code = DecodeError::Code::invalid_utf8; break;
    case simdjson::DEPTH_ERROR: e.code = DecodeError::Code::too_deep; break;
    case simdjson::NUMBER_ERROR: e.code = DecodeError::Code::overflow; break;
    default: e.code = DecodeError::Code::malformed; break;
  }
  e.expected = simdjson::error_message(code);
  return std::unexpected(std::move(e));
}

}  // namespace

std::expected<void, DecodeError> read_json(std::string_view document, const TypeInfo& type, object& out, const ReadOptions& options) {
  constexpr std::size_t keep = 1 << 20;  // a parser that has grown past this is not kept
  thread_local simdjson::dom::parser parser;
  if (parser.max_depth() != static_cast<std::size_t>(options.max_depth) || parser.capacity() < document.size())
    if (const auto code = parser.allocate(std::max<std::size_t>(document.size(), 4096), static_cast<std::size_t>(options.max_depth)); code)
      return from_simdjson(code, document.size());
  element root;
  if (const auto code = parser.parse(document.data(), document.size(), true).get(root); code != simdjson::SUCCESS) return from_simdjson(code, document.size());
  Reader reader(options);
  const Frame frame{nullptr, schema::text(type.name), -1};
  bool good = false;
  if (root.is_object()) {
    good = reader.members(type, out, root.get_object().value_unsafe(), frame);
  } else {
    reader.error.code = DecodeError::Code::bad_value;
    reader.error.path = schema::text(type.name);
    reader.error.expected = "an object";
  }
  if (parser.capacity() > keep) parser = simdjson::dom::parser();
  if (good) return {};
  return std::unexpected(std::move(reader.error));
}

}  // namespace adsbox::codec
