// Contract objects to JSON: exact member names, longs as strings, flags as one comma-separated string, `Type` in families.
#include <emmintrin.h>

#include <cmath>

#include "codec/codec.h"
#include "codec/known_contract.h"
#include "codec/scalars.h"
#include "codec/sink.h"

namespace adsbox::codec {
namespace {

using schema::FieldInfo;
using schema::Kind;
using schema::TypeInfo;

void put_string(Sink& out, std::string_view s) {
  const char* p = s.data();
  const char* end = p + s.size();
  char* w = out.room(s.size() + 18);
  *w++ = '"';
  const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'), limit = _mm_set1_epi8(0x20);
  for (;;) {
    while (end - p >= 16) {
      const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(w), v);
      const __m128i low = _mm_andnot_si128(_mm_cmpeq_epi8(_mm_max_epu8(v, limit), v), _mm_set1_epi8(-1));
      const auto m = static_cast<unsigned>(
          _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)), low)));
      const int n = m == 0 ? 16 : __builtin_ctz(m);
      p += n;
      w += n;
      if (m != 0) break;
    }
    while (p != end && *p != '"' && *p != '\\' && static_cast<unsigned char>(*p) >= 0x20) *w++ = *p++;
    if (p == end) break;
    out.advance(w);
    const char c = *p++;
    switch (c) {
      case '"':
        out.put("\\\"");
        break;
      case '\\':
        out.put("\\\\");
        break;
      case '\n':
        out.put("\\n");
        break;
      case '\r':
        out.put("\\r");
        break;
      case '\t':
        out.put("\\t");
        break;
      default: {
        constexpr char hex[] = "0123456789abcdef";
        out.put("\\u00");
        out.put(hex[c >> 4 & 15]);
        out.put(hex[c & 15]);
      }
    }
    w = out.room(static_cast<std::size_t>(end - p) + 18);
  }
  *w++ = '"';
  out.advance(w);
}

class Writer {
 public:
  Writer(Sink& out, const WriteOptions& options, const object& root)
      : out_(out), options_(options), known_(options.filter, root) {}

  void write(const object& o) {
    const auto& type = schema::contract.types[o.contract_type];
    const auto* hidden = options_.filter == nullptr ? nullptr : options_.filter->hidden(o.contract_type);
    const auto fields = schema::fields_of(type);
    char separator = '{';
    if (type.has(TypeInfo::polymorphic)) {
      out_.put("{\"Type\":\"");
      out_.put(schema::text(type.json_type));
      out_.put('"');
      separator = ',';
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const auto& f = fields[i];
      if (hidden != nullptr && hidden->test(i)) continue;
      if (separator == ',' && type.has(TypeInfo::polymorphic) && schema::text(f.name) == "Type") continue;  // said already
      const void* at = reinterpret_cast<const char*>(&o) + f.offset;
      if (known_.knows(f) ? member(f, at, separator) : known_.asked(o.contract_type, i) && asked_member(f, at, separator))
        separator = ',';
    }
    if (separator == '{') out_.put('{');
    out_.put('}');
  }

 private:
  void name(const FieldInfo& f, char separator) {
    char* p = out_.room(std::size_t{f.name.size} + 4);
    *p++ = separator;
    *p++ = '"';
    Sink::copy_literal(p, schema::contract.strings + f.name.offset, f.name.size);
    if (*p >= 'a' && *p <= 'z' && !f.has(FieldInfo::rest_only))
      *p = static_cast<char>(*p - 32);  // key and value of pairs are Key and Value here
    p += f.name.size;
    *p++ = '"';
    *p++ = ':';
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
    if (state == presence::absent && (!options_.complete || f.has(FieldInfo::omit_default))) return false;
    name(f, separator);
    if (state == presence::value)
      value(f, at);
    else if (state == presence::absent && !f.has(FieldInfo::nillable))
      default_value(f);
    else
      out_.put("null");
    return true;
  }

  void value(const FieldInfo& f, const void* at) {
    switch (f.kind) {
      case Kind::string:
        put_string(out_, static_cast<const text*>(at)->view());
        break;
      case Kind::base64: {
        std::string encoded;
        base64_append(encoded, static_cast<const text*>(at)->view());
        put_string(out_, encoded);
        break;
      }
      case Kind::object:
        object_value(**static_cast<const box<object>*>(at));
        break;
      case Kind::list: {
        const auto& l = *static_cast<const list_base*>(at);
        const auto& info = schema::contract.lists[f.type];
        if (is_dictionary(info) && dictionary(info, l)) break;
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
            out_.put("null");
        }
        out_.put(']');
        break;
      }
      case Kind::enumeration: {
        const auto* v =
            enum_value(schema::contract.enums[f.type], static_cast<std::uint64_t>(**static_cast<const opt<std::int32_t>*>(at)));
        if (v == nullptr) return out_.put("null");
        out_.put('"');
        out_.put(schema::text(v->name));
        out_.put('"');
        break;
      }
      case Kind::flags: {
        std::string names;
        const auto& info = schema::contract.enums[f.type];
        auto all = **static_cast<const opt<std::uint64_t>*>(at);
        if (known_.limited()) all = known_.known_flags(info, all);
        append_flags(names, info, all, ", ");
        if (names.empty()) names = "None";
        put_string(out_, names);
        break;
      }
      default: {
        char* p = out_.room(longest_scalar + 2);
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
        out_.put("null");
    }
    out_.put('}');
    return true;
  }

  static bool not_finite(Kind kind, const void* at) {
    return (kind == Kind::float64 || kind == Kind::decimal) && !std::isfinite(**static_cast<const opt<double>*>(at));
  }

  void default_value(const FieldInfo& f) {
    switch (f.kind) {
      case Kind::boolean:
        return out_.put("false");
      case Kind::int64:
        return out_.put("\"0\"");
      case Kind::date_time:
        return out_.put("\"0001-01-01T00:00:00\"");
      case Kind::enumeration:
      case Kind::flags: {
        const auto& info = schema::contract.enums[f.type];
        const auto* zero = enum_value(info, 0);
        if (zero == nullptr && f.kind == Kind::enumeration) zero = schema::values_of(info).data();
        out_.put('"');
        out_.put(zero == nullptr ? std::string_view("None") : schema::text(zero->name));
        out_.put('"');
        return;
      }
      case Kind::string:
      case Kind::base64:
      case Kind::object:
      case Kind::list:
        return out_.put("null");
      default:
        return out_.put('0');
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
