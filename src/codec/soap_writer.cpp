// Contract objects to XML. Tags come ready-made from the tables; namespaces are declared once, on the body's root.
#include <emmintrin.h>

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

/// Which of 16 bytes need an escape in character content: & < > and carriage return (a reader would fold it into a line feed).
unsigned special_bytes(__m128i v) {
  return static_cast<unsigned>(_mm_movemask_epi8(
      _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('&')), _mm_cmpeq_epi8(v, _mm_set1_epi8('<'))),
                   _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('>')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\r'))))));
}

/// Appends character content, escaped, that begins with a special byte.
void put_escaped(Sink& out, std::string_view s) {
  while (!s.empty()) {
    out.put(s[0] == '&' ? "&amp;" : s[0] == '<' ? "&lt;" : s[0] == '>' ? "&gt;" : "&#xD;");
    s.remove_prefix(1);
    char* const to = out.room(s.size());
    const auto plain = copy_plain<special_bytes>(to, s);
    out.advance(to + plain);
    s.remove_prefix(plain);
  }
}

class Writer {
 public:
  Writer(Sink& out, const WriteOptions& options, const object& root)
      : out_(out), options_(options), known_(options.filter, root) {}

  void members(const TypeInfo& type, const object& o) {
    const auto* hidden = options_.filter == nullptr ? nullptr : options_.filter->hidden(o.contract_type);
    const auto fields = schema::fields_of(type);
    for_each_shown(hidden, fields.size(), [&](std::size_t i) {
      const auto& f = fields[i];
      if (f.has(FieldInfo::rest_only)) return;
      const void* at = reinterpret_cast<const char*>(&o) + f.offset;
      if (!known_.knows(f)) {
        if (known_.asked(o.contract_type, i)) asked_member(f, at);
      } else if (known_.limited()) {
        member(f, at, false);
      } else {
        put_member(state_of(f, at), f, at, false);
      }
    });
  }

 private:
  // `</p:Name><p:Name i:nil="true"/>` as laid out by schemac.
  static std::size_t qname_size(const FieldInfo& f) { return std::size_t{f.prefix} + f.name.size; }
  void put_close(const FieldInfo& f) { out_.put_literal(schema::contract.strings + f.xml, qname_size(f) + 3); }
  void put_nil(const FieldInfo& f) {
    const std::size_t n = qname_size(f);
    out_.put_literal(schema::contract.strings + f.xml + n + 3, n + 16);
  }
  /// `<p:Name` and then `after`.
  void put_open(const FieldInfo& f, char after) {
    const std::size_t n = qname_size(f);
    out_.advance(open_at(out_.room(n + 2), f, n, after));
  }
  /// `<p:Name` and then `after` at `p`, which has room for it; returns where the content goes.
  static char* open_at(char* p, const FieldInfo& f, std::size_t qname, char after = '>') {
    *p = '<';
    p = Sink::copy_literal(p + 1, schema::contract.strings + f.xml + 2, qname);
    *p = after;
    return p + 1;
  }
  /// Room for `<p:Name>`, so many bytes and `</p:Name>`.
  char* element_room(std::size_t qname, std::size_t content) { return out_.room(2 * qname + 5 + content); }
  /// `</p:Name>` at `p` ends the element.
  void close_at(char* p, const FieldInfo& f, std::size_t qname) {
    out_.advance(Sink::copy_literal(p, schema::contract.strings + f.xml, qname + 3));
  }
  /// A whole element whose content is a text of the contract.
  void put_name_element(const FieldInfo& f, schema::Name content) {
    const std::size_t n = qname_size(f);
    char* p = open_at(element_room(n, content.size), f, n);
    close_at(Sink::copy_literal(p, schema::contract.strings + content.offset, content.size), f, n);
  }
  void put_text_element(const FieldInfo& f, std::string_view content) {
    const std::size_t n = qname_size(f);
    char* p = open_at(element_room(n, content.size()), f, n);
    const auto plain = copy_plain<special_bytes>(p, content);
    if (plain == content.size()) return close_at(p + plain, f, n);
    out_.advance(p + plain);
    put_escaped(out_, content.substr(plain));
    put_close(f);
  }

  void asked_member(const FieldInfo& f, const void* at) {
    const KnownContract::Raised raised(known_, f.since);
    member(f, at, false);
  }

  void member(const FieldInfo& f, const void* at, bool in_list) {
    auto state = state_of(f, at);
    if (known_.limited() && state == presence::value && !known_.knows_value(f, at))
      state = in_list || f.has(FieldInfo::nillable) ? presence::nil : presence::absent;
    put_member(state, f, at, in_list);
  }

  /// Inline: answers are full of members without a value, and for these the loop over the members is left for nothing.
  [[gnu::always_inline]] void put_member(presence state, const FieldInfo& f, const void* at, bool in_list) {
    if (state == presence::value) {
      value(f, at);
    } else if (state == presence::nil || in_list) {
      put_nil(f);
    } else if (options_.complete && !f.has(FieldInfo::omit_default)) {
      if (f.has(FieldInfo::nillable))
        put_nil(f);
      else
        default_value(f);
    }
  }

  [[gnu::noinline]] void value(const FieldInfo& f, const void* at) {
    switch (f.kind) {
      case Kind::string:
        return put_text_element(f, static_cast<const text*>(at)->view());
      case Kind::base64: {
        put_open(f, '>');
        std::string encoded;
        base64_append(encoded, static_cast<const text*>(at)->view());
        out_.put(encoded);
        break;
      }
      case Kind::object:
        return object_value(f, **static_cast<const box<object>*>(at));
      case Kind::list:
        return list_value(f, *static_cast<const list_base*>(at));
      case Kind::enumeration: {
        const auto& info = schema::contract.enums[f.type];
        const auto* v = enum_value(info, static_cast<std::uint64_t>(**static_cast<const opt<std::int32_t>*>(at)));
        return v == nullptr ? put_nil(f) : put_name_element(f, v->name);
      }
      case Kind::flags: {
        const auto& info = schema::contract.enums[f.type];
        auto all = **static_cast<const opt<std::uint64_t>*>(at);
        if (known_.limited()) all = known_.known_flags(info, all);
        if (const auto* one = enum_value(info, all)) return put_name_element(f, one->name);
        put_open(f, '>');
        std::string names;
        append_flags(names, info, all, " ");
        out_.put(names);
        break;
      }
      default: {  // numbers, booleans, dates: one block of room for the whole element
        const std::size_t n = qname_size(f);
        char* p = open_at(element_room(n, longest_scalar), f, n);
        return close_at(write_scalar(f.kind, at, p), f, n);
      }
    }
    put_close(f);
  }

  void object_value(const FieldInfo& f, const object& o) {
    const auto& type = schema::contract.types[o.contract_type];
    if (o.contract_type == f.type) {
      put_open(f, '>');
    } else {
      put_open(f, ' ');
      const auto prefix = schema::text(schema::contract.namespaces[type.ns].prefix);
      out_.put("i:type=\"");
      if (!prefix.empty()) {
        out_.put(prefix);
        out_.put(':');
      }
      out_.put_literal(schema::contract.strings + type.name.offset, type.name.size);
      out_.put("\">");
    }
    if (known_.limited()) {
      const KnownContract::Raised raised(known_, type.since);
      members(type, o);
    } else {
      members(type, o);
    }
    put_close(f);
  }

  void list_value(const FieldInfo& f, const list_base& l) {
    put_open(f, l.size_ == 0 ? '/' : '>');
    if (l.size_ == 0) return out_.put('>');
    const auto& info = schema::contract.lists[f.type];
    for (std::uint32_t i = 0; i < l.size_; ++i) {
      const void* item = static_cast<const char*>(l.data_) + std::size_t{i} * info.element_size;
      if (!known_.limited() || !known_.leaves_out(info.item, item, l)) member(info.item, item, true);
    }
    put_close(f);
  }

  // What a member that is no nullable one reads as when nothing was set.
  void default_value(const FieldInfo& f) {
    std::string_view v = "0";
    switch (f.kind) {
      case Kind::boolean:
        v = "false";
        break;
      case Kind::date_time:
        v = "0001-01-01T00:00:00";
        break;
      case Kind::enumeration:
      case Kind::flags: {
        const auto& info = schema::contract.enums[f.type];
        const auto* zero = enum_value(info, 0);
        if (zero == nullptr && f.kind == Kind::enumeration) zero = schema::values_of(info).data();
        v = zero == nullptr ? std::string_view{} : schema::text(zero->name);
        break;
      }
      case Kind::string:
      case Kind::base64:
      case Kind::object:
      case Kind::list:
        return;
      default:
        break;
    }
    put_open(f, '>');
    out_.put(v);
    put_close(f);
  }

  Sink& out_;
  const WriteOptions& options_;
  KnownContract known_;
};

}  // namespace

void write_soap_element(std::string& out, std::string_view open_tag, std::string_view close_tag, const object& o,
                        const WriteOptions& options) {
  Sink sink(out);
  sink.put(open_tag);
  Writer(sink, options, o).members(schema::contract.types[o.contract_type], o);
  sink.put(close_tag);
}

void write_soap(std::string& out, const schema::ServiceInfo& service, const object& body, std::string_view header,
                const WriteOptions& options) {
  const auto& type = schema::contract.types[body.contract_type];
  Sink sink(out);
  sink.put("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header>");
  sink.put(header);
  sink.put("</s:Header><s:Body><");
  sink.put(schema::text(type.name));
  sink.put(schema::text(service.xmlns));
  sink.put('>');
  Writer(sink, options, body).members(type, body);
  sink.put("</");
  sink.put(schema::text(type.name));
  sink.put("></s:Body></s:Envelope>");
}

}  // namespace adsbox::codec
