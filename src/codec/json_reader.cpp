// The contract half of JsonParser, and read_json on top of it.
#include "codec/json_parser.h"
#include "codec/scalars.h"
#include "codec/utf8.h"
#include "codec/xml_scan.h"

namespace adsbox::codec {

using schema::FieldInfo;
using schema::Kind;
using schema::TypeInfo;

namespace {

/// JSON names are the XML names with a capital first letter; the lower-case form of pairs is read as well.
bool same_name(const FieldInfo& f, const char* key) {
  const char* name = schema::contract.strings + f.name.offset;
  return (name[0] == key[0] || (name[0] | 32) == (key[0] | 32)) && xml::equal_bytes(name + 1, key + 1, f.name.size - 1u);
}

}  // namespace

JsonParser::JsonParser(std::string_view document, const ReadOptions& options) : DocumentParser(document, options) {}

std::string JsonParser::path_of(const Frame* frame) {
  if (frame == nullptr) return {};
  auto path = path_of(frame->up);
  if (frame->index >= 0) return path + "[" + std::to_string(frame->index) + "]";
  if (!path.empty()) path += '.';
  return path.append(frame->name);
}

bool JsonParser::wrong_kind(const Frame& frame, std::string expected) {
  const char* from = p_;
  if (!skip_value(depth_)) return false;  // broken text is the worse of the two
  const std::string_view value(from, static_cast<std::size_t>(p_ - from));
  p_ = from;
  return fail(DecodeError::Code::bad_value, &frame, value, std::move(expected));
}

bool JsonParser::read(const TypeInfo& type, object& out) {
  if (!valid_utf8(document_)) return fail(DecodeError::Code::invalid_utf8, nullptr, {}, "UTF-8 text");
  if (document_.starts_with("\xef\xbb\xbf")) p_ += 3;
  const Frame frame{nullptr, schema::text(type.name), -1};
  skip_space();
  if (p_ == end_) return malformed("an object");
  if (*p_ != '{') return wrong_kind(frame, "an object");
  if (!members(type, out, frame)) return false;
  skip_space();
  return p_ == end_ || malformed("nothing after the object");
}

bool JsonParser::members(const TypeInfo& type, object& out, const Frame& frame) {
  if (++depth_ > options_.max_depth)
    return fail(DecodeError::Code::too_deep, &frame, {}, "at most " + std::to_string(options_.max_depth) + " levels");
  const auto fields = schema::fields_of(type);
  const bool family = type.has(TypeInfo::polymorphic);
  std::size_t next = 0;
  ++p_;  // '{'
  for (bool first = true, more = false;;) {
    if (!next_element('}', first, more)) return false;
    if (!more) break;
    std::size_t i = next;
    std::string_view key;
    // The next member of the contract is the likely one: its name is compared in place.
    if (i < fields.size() && end_ - p_ > std::ptrdiff_t{fields[i].name.size} + 1 && *p_ == '"' &&
        p_[fields[i].name.size + 1] == '"' && same_name(fields[i], p_ + 1)) {
      key = {p_ + 1, fields[i].name.size};
      p_ += fields[i].name.size + 2;
    } else {
      if (!string(key)) return false;
      const auto is_key = [&](const FieldInfo& f) { return f.name.size == key.size() && same_name(f, key.data()); };
      while (i < fields.size() && !is_key(fields[i])) ++i;
      if (i == fields.size()) {
        i = 0;
        while (i < next && !is_key(fields[i])) ++i;
        if (i == next) i = fields.size();
      }
      if (!scratch_.empty() && key.data() == scratch_.data() && i < fields.size()) key = schema::text(fields[i].name);
    }
    const Frame here{&frame, key, -1};
    if (p_ != end_ && *p_ == ':')
      ++p_;
    else if (!expect(':'))
      return false;
    skip_space();
    if (i < fields.size()) next = i + 1;
    if (family && key == "Type") {
      // The discriminator was read ahead. In many families a member has the same name: it gets the text where that is a value of
      // it.
      std::string_view s;
      if (p_ != end_ && *p_ == '"') {
        if (!string(s)) return false;
        if (i < fields.size()) {
          void* at = reinterpret_cast<char*>(&out) + fields[i].offset;
          if (fields[i].kind == Kind::string)
            static_cast<text*>(at)->assign(s);
          else
            parse_scalar(fields[i], s, at);
        }
      } else if (!skip_value(depth_)) {
        return false;
      }
      continue;
    }
    if (i == fields.size()) {
      if (options_.strict)
        return fail(DecodeError::Code::unknown_element, &here, key, "a member of " + std::string(schema::text(type.name)));
      warn(DecodeError::Code::unknown_element, here, key);
      if (!skip_value(depth_)) return false;
      continue;
    }
    if (!member_value(fields[i], reinterpret_cast<char*>(&out) + fields[i].offset, here)) return false;
  }
  --depth_;
  return true;
}

bool JsonParser::member_value(const FieldInfo& f, void* at, const Frame& frame) {
  if (p_ == end_) return malformed("a value");
  if (frame.index < 0 && state_of(f, at) != presence::absent)
    return fail(DecodeError::Code::malformed, &frame, {}, "each member once");
  if (*p_ == 'n') {
    if (!literal("null")) return false;
    set_nil(f, at);
    return true;
  }
  switch (f.kind) {
    case Kind::object:
      return *p_ == '{' ? object_value(f, *static_cast<box<object>*>(at), frame) : wrong_kind(frame, "an object");
    case Kind::list:
      if (*p_ == '{' && is_dictionary(schema::contract.lists[f.type]))
        return dictionary_value(schema::contract.lists[f.type], *static_cast<list_base*>(at), frame);
      return *p_ == '[' ? list_value(schema::contract.lists[f.type], *static_cast<list_base*>(at), frame)
                        : wrong_kind(frame, "an array");
    case Kind::string:
    case Kind::base64:
      return text_value(f, at, frame);
    default:
      return scalar_value(f, at, frame);
  }
}

bool JsonParser::text_value(const FieldInfo& f, void* at, const Frame& frame) {
  if (*p_ != '"') {
    if (f.kind == Kind::string && (*p_ == 't' || *p_ == 'f')) {  // the documentation's templates quote booleans, clients may not
      const bool yes = *p_ == 't';
      if (!literal(yes ? "true" : "false")) return false;
      static_cast<text*>(at)->assign(yes ? "true" : "false");
      return true;
    }
    return wrong_kind(frame, "a string");
  }
  const char* from = p_;
  std::string_view s;
  if (!string(s)) return false;
  if (f.kind == Kind::base64) {
    std::string bytes;
    if (!base64_decode(s, bytes)) return fail(DecodeError::Code::bad_value, &frame, s, "base64 text");
    static_cast<text*>(at)->assign(bytes);
    return true;
  }
  if (s.data() != from + 1)  // it had escapes: what XML cannot carry must not get in
    for (const char c : s)
      if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r')
        return fail(DecodeError::Code::bad_value, &frame, {}, "text without control characters");
  static_cast<text*>(at)->assign(s);
  return true;
}

bool JsonParser::scalar_text(const FieldInfo& f, std::string_view s, void* at, const Frame& frame) {
  if (s.empty() && f.kind != Kind::flags) return true;
  switch (parse_scalar(f, s, at)) {
    case Parsed::ok:
      return true;
    case Parsed::overflow:
      return fail(DecodeError::Code::overflow, &frame, s, "a number in the type's range");
    case Parsed::bad:
      break;
  }
  if (f.kind == Kind::enumeration || f.kind == Kind::flags) {
    if (options_.strict)
      return fail(DecodeError::Code::unknown_enum_value, &frame, s,
                  "a value of " + std::string(schema::text(schema::contract.enums[f.type].name)));
    warn(DecodeError::Code::unknown_enum_value, frame, s);
    return true;
  }
  return fail(DecodeError::Code::bad_value, &frame, s, "a valid value");
}

bool JsonParser::scalar_value(const FieldInfo& f, void* at, const Frame& frame) {
  std::string_view s;
  switch (*p_) {
    case '"':
      return string(s) && scalar_text(f, s, at, frame);
    case 't':
    case 'f': {
      const bool yes = *p_ == 't';
      if (f.kind != Kind::boolean) return wrong_kind(frame, "not a boolean");
      if (!literal(yes ? "true" : "false")) return false;
      *static_cast<opt<bool>*>(at) = yes;
      return true;
    }
    case '{':
    case '[':
      return wrong_kind(frame, "a single value");
    default:
      break;
  }
  bool whole = false;
  const char* from = p_;
  if (!number(s, whole)) return false;
  const bool real = f.kind == Kind::float64 || f.kind == Kind::decimal;
  if (f.kind == Kind::enumeration || f.kind == Kind::flags || f.kind == Kind::boolean || f.kind == Kind::date_time ||
      (!whole && !real)) {
    p_ = from;
    return fail(DecodeError::Code::bad_value, &frame, s, real || whole ? "text" : "a whole number");
  }
  return scalar_text(f, s, at, frame);
}

bool JsonParser::find_discriminator(std::string_view& type) {
  const char* from = p_;
  ++p_;
  for (bool first = true, more = false;;) {
    if (!next_element('}', first, more)) return false;
    if (!more) break;
    std::string_view key;
    if (!string(key)) return false;
    const bool found = key == "Type";
    if (!expect(':')) return false;
    skip_space();
    if (found && p_ != end_ && *p_ == '"') {
      const char* text_from = p_ + 1;
      if (!string(type)) return false;
      if (type.data() != text_from) type = "(escaped)";  // no name of ours needs escapes
      break;
    }
    if (!skip_value(depth_)) return false;
  }
  p_ = from;
  return true;
}

const TypeInfo* JsonParser::actual_type(const TypeInfo& declared, std::string_view name) {
  if (name.empty()) return &declared;
  const auto good = [&](const TypeInfo& t) {
    return t.root == declared.root && (schema::text(t.json_type) == name || schema::text(t.name) == name) &&
           is_a(schema::id_of(t), schema::id_of(declared));
  };
  if (last_actual_ != nullptr && good(*last_actual_)) return last_actual_;
  const auto& service = schema::contract.services[declared.service];
  for (const auto& t : schema::contract.types.subspan(service.first_type, service.type_count))
    if (good(t)) return last_actual_ = &t;
  return nullptr;
}

bool JsonParser::object_value(const FieldInfo& f, box<object>& out, const Frame& frame) {
  const auto& declared = schema::contract.types[f.type];
  const TypeInfo* type = &declared;
  if (declared.has(TypeInfo::polymorphic)) {
    std::string_view name;
    if (!find_discriminator(name)) return false;
    type = actual_type(declared, name);
    if (type == nullptr)
      return fail(DecodeError::Code::unknown_type, &frame, name,
                  "Type naming a kind of " + std::string(schema::text(declared.name)));
  }
  if (type->has(TypeInfo::abstract))
    return fail(DecodeError::Code::abstract_type, &frame, schema::text(type->name), "Type naming a derived type");
  object* fresh = create_object(schema::id_of(*type));
  out = box<object>(fresh);
  return members(*type, *fresh, frame);
}

bool JsonParser::dictionary_value(const schema::ListInfo& info, list_base& out, const Frame& frame) {
  if (++depth_ > options_.max_depth)
    return fail(DecodeError::Code::too_deep, &frame, {}, "at most " + std::to_string(options_.max_depth) + " levels");
  out.state_ = static_cast<unsigned>(presence::value);
  const auto fields = schema::fields_of(schema::type_info(info.item.type));  // Key, Value
  ++p_;                                                                      // '{'
  for (bool first = true, more = false;;) {
    if (!next_element('}', first, more)) return false;
    if (!more) break;
    std::string_view key;
    if (!string(key)) return false;
    object* pair = create_object(info.item.type);
    *static_cast<box<object>*>(out.append_zeroed(info.element_size)) = box<object>(pair);
    const auto member = [&](std::size_t i) { return reinterpret_cast<char*>(pair) + fields[i].offset; };
    auto& kept = *reinterpret_cast<text*>(member(0));
    kept.assign(key);
    const Frame here{&frame, kept.view(), -1};
    if (!expect(':')) return false;
    skip_space();
    if (!member_value(fields[1], member(1), here)) return false;
  }
  --depth_;
  return true;
}

bool JsonParser::list_value(const schema::ListInfo& info, list_base& out, const Frame& frame) {
  if (++depth_ > options_.max_depth)
    return fail(DecodeError::Code::too_deep, &frame, {}, "at most " + std::to_string(options_.max_depth) + " levels");
  out.state_ = static_cast<unsigned>(presence::value);
  ++p_;  // '['
  std::int64_t i = 0;
  for (bool first = true, more = false;;) {
    if (!next_element(']', first, more)) return false;
    if (!more) break;
    const Frame here{&frame, {}, i++};
    if (!member_value(info.item, out.append_zeroed(info.element_size), here)) return false;
  }
  --depth_;
  return true;
}

std::expected<void, DecodeError> read_json(std::string_view document, const TypeInfo& type, object& out,
                                           const ReadOptions& options) {
  JsonParser parser(document, options);
  if (parser.read(type, out)) return {};
  return std::unexpected(parser.take_error());
}

}  // namespace adsbox::codec
