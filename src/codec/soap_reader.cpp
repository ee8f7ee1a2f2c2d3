// The contract half of XmlParser, and SoapReader on top of it.
//
// Order matters as it does for the original's data contract reader: members come in wire order, base members first. An element
// that is unknown or stands before one already read is skipped as if absent (a warning; an error when strict).
#include <algorithm>

#include "codec/scalars.h"
#include "codec/xml_parser.h"
#include "codec/xml_scan.h"

namespace adsbox::codec {

using schema::Kind;

namespace {

std::int16_t canonical(schema::NamespaceId id) {
  return schema::contract.namespaces[id].canonical;
}

std::string names_from(const schema::TypeInfo& type, std::size_t next) {
  std::string out;
  const auto fields = schema::fields_of(type);
  for (std::size_t i = next; i < fields.size() && i < next + 5; ++i)
    out.append(out.empty() ? "" : ", ").append(schema::text(fields[i].name));
  return out.empty() ? "no further element" : "one of " + out;
}

}  // namespace

bool XmlParser::open(SoapHeaders& headers, std::string_view& body_name, std::string_view& body_namespace) {
  if (!check_document() || !skip_misc()) return false;
  Attributes ignored;
  if (!start_tag(envelope_, ignored)) return false;
  if (envelope_.local != "Envelope" || envelope_.ns != envelope_ns || envelope_.empty)
    return fail(DecodeError::Code::not_an_envelope, nullptr, envelope_.qname, "a SOAP 1.1 Envelope");
  for (;;) {
    if (!skip_text_to_tag()) return false;
    if (at_end_tag()) return fail(DecodeError::Code::not_an_envelope, nullptr, {}, "a Body in the Envelope");
    Tag tag;
    Attributes attributes;
    if (!start_tag(tag, attributes)) return false;
    if (tag.ns == envelope_ns && tag.local == "Body") {
      body_ = tag;
      break;
    }
    if (tag.ns != envelope_ns || tag.local != "Header")
      return fail(DecodeError::Code::not_an_envelope, nullptr, tag.qname, "Header or Body");
    if (tag.empty) {
      close_bindings(tag);
      continue;
    }
    for (;;) {
      if (!skip_text_to_tag()) return false;
      if (at_end_tag()) break;
      Tag h;
      Attributes a;
      if (!start_tag(h, a)) return false;
      std::string* target = nullptr;
      if (h.local == "AuthenticationToken")
        target = &headers.authentication_token;
      else if (h.local == "DeveloperToken")
        target = &headers.developer_token;
      else if (h.local == "CustomerId")
        target = &headers.customer_id;
      else if (h.local == "CustomerAccountId")
        target = &headers.customer_account_id;
      else if (h.local == "UserName")
        target = &headers.user_name;
      else if (h.local == "Password")
        target = &headers.password;
      else if (h.local == "IdentityProvider")
        target = &headers.identity_provider;
      else if (h.local == "TrackingId")
        target = &headers.tracking_id;
      else if (h.local == "Action")
        target = &headers.action;
      if (target != nullptr ? !element_text(h, *target) : !skip_element(h, 3)) return false;
      if (target != nullptr) *target = std::string(xml::trim(*target));
    }
    if (!end_tag(tag)) return false;
  }
  body_name = {};
  if (body_.empty) return true;
  if (!skip_text_to_tag()) return false;
  if (at_end_tag()) return true;
  if (!start_tag(root_, root_attributes_)) return false;
  body_name = root_.local;
  for (auto it = bindings_.rbegin(); it != bindings_.rend(); ++it)
    if (it->prefix ==
        root_.qname.substr(
            0, root_.qname.size() - std::min(root_.qname.size(), root_.local.size() + (root_.qname == root_.local ? 0 : 1)))) {
      body_namespace = it->uri;
      break;
    }
  return true;
}

bool XmlParser::read_body(const schema::TypeInfo& type, object& out) {
  const Frame frame{nullptr, schema::text(type.name), nullptr};
  if (root_.local != schema::text(type.name) || root_.ns != canonical(type.ns))
    return fail(DecodeError::Code::unexpected_root, nullptr, root_.qname, std::string(schema::text(type.name)));
  if (root_.empty)
    close_bindings(root_);
  else if (!members(type, out, root_, frame))
    return false;
  if (!skip_text_to_tag() || !end_tag(body_) || !skip_text_to_tag() || !end_tag(envelope_) || !skip_misc()) return false;
  return p_ == end_ || malformed("nothing after the Envelope");
}

bool XmlParser::unexpected(const schema::TypeInfo& type, const Tag& tag, std::size_t next, const Frame& frame) {
  const auto fields = schema::fields_of(type);
  const bool known = std::ranges::any_of(fields.first(std::min(next, fields.size())),
                                         [&](const auto& f) { return schema::text(f.name) == tag.local; });
  const auto code = known ? DecodeError::Code::wrong_order : DecodeError::Code::unknown_element;
  if (options_.strict) return fail(code, &frame, tag.local, names_from(type, known ? next : 0));
  warn(code, frame, tag.local);
  return skip_element(tag, depth_ + 1);
}

bool XmlParser::members(const schema::TypeInfo& type, object& out, const Tag& tag, const Frame& frame) {
  if (++depth_ > options_.max_depth)
    return fail(DecodeError::Code::too_deep, &frame, tag.local, "at most " + std::to_string(options_.max_depth) + " levels");
  const auto fields = schema::fields_of(type);
  std::size_t next = 0;
  for (;;) {
    if (!at_tag() && !skip_text_to_tag()) return false;
    if (at_end_tag()) {
      --depth_;
      return end_tag(tag);
    }
    Tag inner;
    Attributes attributes;
    std::size_t i = next;
    // The next member of the contract is the likely one: its name is compared in place before any scanning.
    if (i < fields.size() && end_ - p_ > std::ptrdiff_t{fields[i].name.size} + 1 &&
        !xml::is_name_char(p_[fields[i].name.size + 1]) && p_[fields[i].name.size + 1] != ':' &&
        xml::equal_bytes(p_ + 1, schema::contract.strings + fields[i].name.offset, fields[i].name.size)) {
      inner.qname = inner.local = {p_ + 1, fields[i].name.size};
      if (!start_tag_after_name(inner, attributes, p_ + 1 + fields[i].name.size)) return false;
    } else {
      if (!start_tag(inner, attributes)) return false;
      while (i < fields.size() &&
             (fields[i].name.size != inner.local.size() ||
              !xml::equal_bytes(schema::contract.strings + fields[i].name.offset, inner.local.data(), inner.local.size())))
        ++i;
    }
    if (i == fields.size() || canonical(fields[i].ns) != inner.ns || fields[i].has(schema::FieldInfo::rest_only)) {
      if (!unexpected(type, inner, next, frame)) return false;
      continue;
    }
    next = i + 1;
    const Frame here{&frame, inner.local, nullptr};
    if (!value(fields[i], reinterpret_cast<char*>(&out) + fields[i].offset, inner, attributes, here)) return false;
  }
}

bool XmlParser::items(const schema::ListInfo& info, list_base& out, const Tag& tag, const Frame& frame) {
  if (++depth_ > options_.max_depth)
    return fail(DecodeError::Code::too_deep, &frame, tag.local, "at most " + std::to_string(options_.max_depth) + " levels");
  const auto name = schema::text(info.item.name);
  const auto ns = canonical(info.item.ns);
  const Frame here{&frame, name, &out};
  for (;;) {
    if (!at_tag() && !skip_text_to_tag()) return false;
    if (at_end_tag()) {
      --depth_;
      return end_tag(tag);
    }
    Tag inner;
    Attributes attributes;
    if (!start_tag(inner, attributes)) return false;
    if (inner.local != name || inner.ns != ns) {
      if (options_.strict) return fail(DecodeError::Code::unknown_element, &frame, inner.local, std::string(name));
      warn(DecodeError::Code::unknown_element, frame, inner.local);
      if (!skip_element(inner, depth_ + 1)) return false;
      continue;
    }
    if (!value(info.item, out.append_zeroed(info.element_size), inner, attributes, here)) return false;
  }
}

const schema::TypeInfo* XmlParser::actual_type(TypeId declared, std::string_view qname) {
  const auto& base = schema::contract.types[declared];
  if (qname.empty()) return &base;
  const auto colon = qname.find(':');
  const auto local = colon == std::string_view::npos ? qname : qname.substr(colon + 1);
  const NsRef ns = colon == std::string_view::npos ? default_ns_ : resolve(qname.substr(0, colon));
  const auto good = [&](const schema::TypeInfo& t) {
    return t.name.size == local.size() && schema::text(t.name) == local && canonical(t.ns) == ns &&
           !t.has(schema::TypeInfo::rest_only) && is_a(schema::id_of(t), declared);
  };
  if (last_actual_ != nullptr && last_actual_->root == base.root && good(*last_actual_)) return last_actual_;
  const auto& service = schema::contract.services[base.service];
  for (const auto& t : schema::contract.types.subspan(service.first_type, service.type_count))
    if (t.root == base.root && good(t)) return last_actual_ = &t;
  return nullptr;
}

// PHP's clients write the second occurrence of an object in a request as a reference to the first. What references stand for is
// bounded, so that a small request cannot grow into a huge one.
bool XmlParser::copy_reference(const schema::FieldInfo& field, void* at, const Attributes& attributes, const Frame& frame) {
  constexpr std::size_t allowance = 1 << 20;
  for (const auto& r : references_) {
    if (r.id != attributes.href.substr(1)) continue;
    expanded_ += r.weight;
    if (expanded_ > document_.size() * 4 + allowance)
      return fail(DecodeError::Code::overflow, &frame, attributes.href, "fewer references");
    if (field.kind == Kind::object && r.value != nullptr && is_a(r.value->contract_type, field.type)) {
      *static_cast<box<object>*>(at) = box<object>(clone_object(r.value));
      return true;
    }
    if (field.kind == Kind::list && r.list_value != nullptr && r.list_type == field.type) {
      schema::copy_list(field.type, *static_cast<list_base*>(at), *r.list_value);
      return true;
    }
  }
  return fail(DecodeError::Code::dangling_reference, &frame, attributes.href, "a reference to an earlier element of this type");
}

bool XmlParser::object_value(const schema::FieldInfo& field, void* at, const Tag& tag, const Attributes& attributes,
                             const Frame& frame) {
  const auto* type = actual_type(field.type, attributes.type);
  if (type == nullptr)
    return fail(DecodeError::Code::unknown_type, &frame, attributes.type,
                "a type derived from " + std::string(schema::text(schema::contract.types[field.type].name)));
  if (type->has(schema::TypeInfo::abstract))
    return fail(DecodeError::Code::abstract_type, &frame, schema::text(type->name), "i:type naming a derived type");
  object* fresh = create_object(schema::id_of(*type));
  *static_cast<box<object>*>(at) = box<object>(fresh);
  const char* from = p_;
  const std::size_t expanded = expanded_;
  if (tag.empty)
    close_bindings(tag);
  else if (!members(*type, *fresh, tag, frame))
    return false;
  if (!attributes.id.empty())
    references_.push_back({attributes.id, fresh, nullptr, 0, static_cast<std::size_t>(p_ - from) + expanded_ - expanded});
  return true;
}

bool XmlParser::list_value(const schema::FieldInfo& field, list_base& out, const Tag& tag, const Frame& frame) {
  out.state_ = static_cast<unsigned>(presence::value);
  if (!tag.empty) return items(schema::contract.lists[field.type], out, tag, frame);
  close_bindings(tag);
  return true;
}

bool XmlParser::value(const schema::FieldInfo& field, void* at, const Tag& tag, const Attributes& attributes,
                      const Frame& frame) {
  if (attributes.nil) {
    set_nil(field, at);
    if (tag.empty) {
      close_bindings(tag);
      return true;
    }
    return skip_element(tag, depth_ + 1);
  }
  if (!attributes.href.empty() && attributes.href[0] == '#')
    return copy_reference(field, at, attributes, frame) && skip_element(tag, depth_ + 1);
  if (field.kind == Kind::object) return object_value(field, at, tag, attributes, frame);
  if (field.kind == Kind::list) {
    auto& out = *static_cast<list_base*>(at);
    const char* from = p_;
    const std::size_t expanded = expanded_;
    if (!list_value(field, out, tag, frame)) return false;
    if (!attributes.id.empty() && frame.list == nullptr)  // lists inside of lists may still move
      references_.push_back(
          {attributes.id, nullptr, &out, field.type, static_cast<std::size_t>(p_ - from) + expanded_ - expanded});
    return true;
  }
  std::string_view content;
  if (tag.empty)
    close_bindings(tag);
  else if (!text_content(tag, scratch_, content)) {
    if (error_.path.empty()) error_.path = path_of(&frame);
    return false;
  }
  if (field.kind == Kind::string) {
    static_cast<text*>(at)->assign(content);
    return true;
  }
  if (field.kind == Kind::base64) {
    std::string bytes;
    if (!base64_decode(content, bytes)) return fail(DecodeError::Code::bad_value, &frame, content, "base64");
    static_cast<text*>(at)->assign(bytes);
    return true;
  }
  content = xml::trim(content);
  if (content.empty() && field.kind != Kind::flags) return true;  // suds echoes objects without values as empty elements
  switch (parse_scalar(field, content, at)) {
    case Parsed::ok:
      return true;
    case Parsed::overflow:
      return fail(DecodeError::Code::overflow, &frame, content, "a number in the type's range");
    case Parsed::bad:
      break;
  }
  if (field.kind == Kind::enumeration || field.kind == Kind::flags) {
    const auto& info = schema::contract.enums[field.type];
    if (options_.strict)
      return fail(DecodeError::Code::unknown_enum_value, &frame, content, "a value of " + std::string(schema::text(info.name)));
    warn(DecodeError::Code::unknown_enum_value, frame, content);
    return true;
  }
  return fail(DecodeError::Code::bad_value, &frame, content, "a valid value");
}

bool XmlParser::read_fault(const schema::ServiceInfo& service, SoapReader::Fault& fault) {
  if (root_.empty) return true;
  for (;;) {
    if (!skip_text_to_tag()) return false;
    if (at_end_tag()) return end_tag(root_);
    Tag tag;
    Attributes attributes;
    if (!start_tag(tag, attributes)) return false;
    if (tag.local == "faultcode") {
      if (!element_text(tag, fault.code)) return false;
    } else if (tag.local == "faultstring") {
      if (!element_text(tag, fault.text)) return false;
    } else if (tag.local == "detail" && !tag.empty) {
      for (;;) {
        if (!skip_text_to_tag()) return false;
        if (at_end_tag()) break;
        Tag inner;
        Attributes a;
        if (!start_tag(inner, a)) return false;
        const auto* type = fault.detail.has_value() ? nullptr : schema::find_type(service, inner.local);
        if (fault.detail_name.empty()) fault.detail_name = inner.local;
        if (type == nullptr) {
          if (!skip_element(inner, 4)) return false;
          continue;
        }
        object* o = create_object(schema::id_of(*type));
        fault.detail = box<object>(o);
        const Frame frame{nullptr, inner.local, nullptr};
        if (inner.empty)
          close_bindings(inner);
        else if (!members(*type, *o, inner, frame))
          return false;
      }
      if (!end_tag(tag)) return false;
    } else if (!skip_element(tag, 4)) {
      return false;
    }
  }
}

SoapReader::SoapReader(std::string_view document, ReadOptions options)
    : parser_(std::make_unique<XmlParser>(document, options)) {}
SoapReader::~SoapReader() = default;
SoapReader::SoapReader(SoapReader&&) noexcept = default;
SoapReader& SoapReader::operator=(SoapReader&&) noexcept = default;

std::expected<void, DecodeError> SoapReader::open() {
  if (parser_->open(headers_, body_name_, body_namespace_)) return {};
  return std::unexpected(parser_->take_error());
}

bool SoapReader::is_fault() const {
  return body_name_ == "Fault" && body_namespace_ == "http://schemas.xmlsoap.org/soap/envelope/";
}

std::expected<void, DecodeError> SoapReader::read(const schema::TypeInfo& type, object& out) {
  if (parser_->read_body(type, out)) return {};
  return std::unexpected(parser_->take_error());
}

std::expected<SoapReader::Fault, DecodeError> SoapReader::read_fault(const schema::ServiceInfo& service) {
  Fault fault;
  if (parser_->read_fault(service, fault)) return fault;
  return std::unexpected(parser_->take_error());
}

}  // namespace adsbox::codec
