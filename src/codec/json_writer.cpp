// Contract objects to JSON: exact member names, longs as strings, flags as one comma-separated string, `Type` in families.
#include <emmintrin.h>

#include <cmath>

#include "codec/codec.h"
#include "codec/known_contract.h"
#include "codec/plain_copy.h"
#include "codec/scalars.h"
#include "codec/shown_members.h"
#include "codec/sink.h"

namespace adsbox::codec {
namespace {

using schema::FieldInfo;
using schema::Kind;
using schema::TypeInfo;

/// Which of 16 bytes cannot stand in a string as they are: quotes, backslashes and control characters.
unsigned special_bytes(__m128i v) {
  const __m128i above = _mm_cmpeq_epi8(_mm_max_epu8(v, _mm_set1_epi8(0x20)), v);
  const __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(marks, _mm_andnot_si128(above, _mm_set1_epi8(-1)))));
}

void put_escape(Sink& out, char c) {
  switch (c) {
    case '"':
      return out.put("\\\"");
    case '\\':
      return out.put("\\\\");
    case '\n':
      return out.put("\\n");
    case '\r':
      return out.put("\\r");
    case '\t':
      return out.put("\\t");
    default: {
      constexpr char hex[] = "0123456789abcdef";
      out.put("\\u00");
      out.put(hex[c >> 4 & 15]);
      out.put(hex[c & 15]);
    }
  }
}

/// Appends the rest of a string, from a special byte on, with its quote.
void put_escaped(Sink& out, std::string_view s) {
  while (!s.empty()) {
    put_escape(out, s[0]);
    s.remove_prefix(1);
    char* const to = out.room(s.size());
    const auto plain = copy_plain<special_bytes>(to, s);
    out.advance(to + plain);
    s.remove_prefix(plain);
  }
  out.put('"');
}

class Writer {
 public:
  Writer(Sink& out, const WriteOptions& options, const object& root)
      : out_(out), options_(options), known_(options.filter, root) {}

  void write(const object& o) {
    const auto& type = schema::contract.types[o.contract_type];
    const auto* hidden = options_.filter == nullptr ? nullptr : options_.filter->hidden(o.contract_type);
    const auto fields = schema::fields_of(type);
    const bool family = type.has(TypeInfo::polymorphic);
    char separator = '{';
    if (family) {
      out_.put("{\"Type\":\"");
      out_.put(schema::text(type.json_type));
      out_.put('"');
      separator = ',';
    }
    for_each_shown(hidden, fields.size(), [&](std::size_t i) {
      const auto& f = fields[i];
      if (family && schema::text(f.name) == "Type") return;  // said already
      const void* at = reinterpret_cast<const char*>(&o) + f.offset;
      bool written = false;
      if (!known_.knows(f))
        written = known_.asked(o.contract_type, i) && asked_member(f, at, separator);
      else if (known_.limited())
        written = member(f, at, separator);
      else
        written = put_member(state_of(f, at), f, at, separator);
      if (written) separator = ',';
    });
    if (separator == '{') out_.put('{');
    out_.put('}');
  }

 private:
  /// What stands before a value: `,"Name":` of a member, nothing of an item or a key (`separator` 0).
  static std::size_t lead_size(const FieldInfo& f) { return std::size_t{f.name.size} + 4; }
  static char* lead_at(char* p, const FieldInfo& f, char separator) {
    if (separator == 0) return p;
    *p++ = separator;
    *p++ = '"';
    Sink::copy_literal(p, schema::contract.strings + f.name.offset, f.name.size);
    if (*p >= 'a' && *p <= 'z' && !f.has(FieldInfo::rest_only))
      *p = static_cast<char>(*p - 32);  // key and value of pairs are Key and Value here
    p += f.name.size;
    *p++ = '"';
    *p++ = ':';
    return p;
  }
  /// Room for the lead and so many bytes; the lead is there.
  char* lead(const FieldInfo& f, char separator, std::size_t content) {
    return lead_at(out_.room(lead_size(f) + content), f, separator);
  }
  void put_null(const FieldInfo& f, char separator) {
    char* p = lead(f, separator, 4);
    std::memcpy(p, "null", 4);
    out_.advance(p + 4);
  }
  void put_text(const FieldInfo& f, char separator, std::string_view content) {
    char* p = lead(f, separator, content.size() + 2);
    *p++ = '"';
    const auto plain = copy_plain<special_bytes>(p, content);
    p += plain;
    if (plain == content.size()) *p++ = '"';
    out_.advance(p);
    if (plain != content.size()) put_escaped(out_, content.substr(plain));
  }
  /// A text of the contract.
  void put_name(const FieldInfo& f, char separator, schema::Name content) {
    char* p = lead(f, separator, std::size_t{content.size} + 2);
    *p++ = '"';
    p = Sink::copy_literal(p, schema::contract.strings + content.offset, content.size);
    *p++ = '"';
    out_.advance(p);
  }

  bool asked_member(const FieldInfo& f, const void* at, char separator) {
    const KnownContract::Raised raised(known_, f.since);
    return member(f, at, separator);
  }

  bool member(const FieldInfo& f, const void* at, char separator) {
    auto state = state_of(f, at);
    if (known_.limited() && state == presence::value && !known_.knows_value(f, at))
      state = f.has(FieldInfo::nillable) ? presence::nil : presence::absent;
    return put_member(state, f, at, separator);
  }

  /// Inline: answers are full of members without a value, and for these the loop over the members is left for nothing.
  [[gnu::always_inline]] bool put_member(presence state, const FieldInfo& f, const void* at, char separator) {
    if (state == presence::value) {
      value(f, at, separator);
      return true;
    }
    if (state == presence::absent) {
      if (!options_.complete || f.has(FieldInfo::omit_default)) return false;
      if (!f.has(FieldInfo::nillable)) {
        default_value(f, separator);
        return true;
      }
    }
    put_null(f, separator);
    return true;
  }

  [[gnu::noinline]] void value(const FieldInfo& f, const void* at, char separator = 0) {
    switch (f.kind) {
      case Kind::string:
        return put_text(f, separator, static_cast<const text*>(at)->view());
      case Kind::base64: {
        std::string encoded;
        base64_append(encoded, static_cast<const text*>(at)->view());
        return put_text(f, separator, encoded);
      }
      case Kind::object:
        out_.advance(lead(f, separator, 0));
        return object_value(**static_cast<const box<object>*>(at));
      case Kind::list:
        out_.advance(lead(f, separator, 0));
        return list_value(schema::contract.lists[f.type], *static_cast<const list_base*>(at));
      case Kind::enumeration: {
        const auto number = static_cast<std::uint64_t>(**static_cast<const opt<std::int32_t>*>(at));
        const auto* v = enum_value(schema::contract.enums[f.type], number);
        return v == nullptr ? put_null(f, separator) : put_name(f, separator, v->name);
      }
      case Kind::flags: {
        const auto& info = schema::contract.enums[f.type];
        auto all = **static_cast<const opt<std::uint64_t>*>(at);
        if (known_.limited()) all = known_.known_flags(info, all);
        if (const auto* one = enum_value(info, all)) return put_name(f, separator, one->name);
        std::string names;
        append_flags(names, info, all, ", ");
        return put_text(f, separator, names.empty() ? std::string_view("None") : names);
      }
      default: {
        char* p = lead(f, separator, longest_scalar + 2);
        const bool quoted = f.kind == Kind::int64 || f.kind == Kind::date_time || not_finite(f.kind, at);
        if (quoted) *p++ = '"';
        char* end = write_scalar(f.kind, at, p);
        if (f.kind == Kind::float64 && quoted && end[-1] == 'F') {  // JSON readers know INF as Infinity
          std::memcpy(end - 3, "Infinity", 8);
          end += 5;
        }
        if (quoted) *end++ = '"';
        out_.advance(end);
      }
    }
  }

  void list_value(const schema::ListInfo& info, const list_base& l) {
    if (is_dictionary(info) && dictionary(info, l)) return;
    out_.put('[');
    bool first = true;
    for (std::uint32_t i = 0; i < l.size_; ++i) {
      const void* item = static_cast<const char*>(l.data_) + std::size_t{i} * info.element_size;
      if (known_.limited() && known_.leaves_out(info.item, item, l)) continue;
      if (!first) out_.put(',');
      first = false;
      if (state_of(info.item, item) == presence::value && (!known_.limited() || known_.knows_value(info.item, item)))
        value(info.item, item);
      else
        put_null(info.item, 0);
    }
    out_.put(']');
  }

  void object_value(const object& o) {
    if (!known_.limited()) return write(o);
    const KnownContract::Raised raised(known_, schema::type_info(o.contract_type).since);
    write(o);
  }

  /// False, with nothing written, when a pair is missing or has no key: an object cannot say that.
  bool dictionary(const schema::ListInfo& info, const list_base& l) {
    const auto fields = schema::fields_of(schema::type_info(info.item.type));  // Key, Value
    const auto pair = [&](std::uint32_t i) -> const box<object>& {
      return *reinterpret_cast<const box<object>*>(static_cast<const char*>(l.data_) + std::size_t{i} * info.element_size);
    };
    const auto member = [&](std::uint32_t i, std::size_t m) {
      return reinterpret_cast<const char*>(&*pair(i)) + fields[m].offset;
    };
    for (std::uint32_t i = 0; i < l.size_; ++i)
      if (state_of(info.item, &pair(i)) != presence::value || state_of(fields[0], member(i, 0)) != presence::value ||
          state_of(fields[1], member(i, 1)) == presence::absent)
        return false;
    out_.put('{');
    for (std::uint32_t i = 0; i < l.size_; ++i) {
      if (i != 0) out_.put(',');
      value(fields[0], member(i, 0));
      out_.put(':');
      if (state_of(fields[1], member(i, 1)) == presence::value)
        value(fields[1], member(i, 1));
      else
        put_null(fields[1], 0);
    }
    out_.put('}');
    return true;
  }

  static bool not_finite(Kind kind, const void* at) {
    return (kind == Kind::float64 || kind == Kind::decimal) && !std::isfinite(**static_cast<const opt<double>*>(at));
  }

  /// What a member that is no nullable one reads as when nothing was set.
  void default_value(const FieldInfo& f, char separator) {
    const auto put = [&](std::string_view literal) {
      out_.advance(lead(f, separator, 0));
      out_.put(literal);
    };
    switch (f.kind) {
      case Kind::boolean:
        return put("false");
      case Kind::int64:
        return put("\"0\"");
      case Kind::date_time:
        return put("\"0001-01-01T00:00:00\"");
      case Kind::enumeration:
      case Kind::flags: {
        const auto& info = schema::contract.enums[f.type];
        const auto* zero = enum_value(info, 0);
        if (zero == nullptr && f.kind == Kind::enumeration) zero = schema::values_of(info).data();
        return zero == nullptr ? put("\"None\"") : put_name(f, separator, zero->name);
      }
      case Kind::string:
      case Kind::base64:
      case Kind::object:
      case Kind::list:
        return put_null(f, separator);
      default:
        return put("0");
    }
  }

  Sink& out_;
  const WriteOptions& options_;
  KnownContract known_;
};

}  // namespace

void write_json(std::string& out, const object& o, const WriteOptions& options) {
  Sink sink(out);
  Writer(sink, options, o).write(o);
}

}  // namespace adsbox::codec
