// The lexical half of XmlParser: tags, attributes, namespaces, character content.
#include <algorithm>
#include <array>

#include "codec/utf8.h"
#include "codec/xml_parser.h"
#include "codec/xml_scan.h"

namespace adsbox::codec {
namespace {

constexpr std::string_view envelope_uri = "http://schemas.xmlsoap.org/soap/envelope/";
constexpr std::string_view instance_uri = "http://www.w3.org/2001/XMLSchema-instance";

}  // namespace

XmlParser::XmlParser(std::string_view document, ReadOptions options) : DocumentParser(document, options) {
  bindings_.reserve(16);
}

std::string XmlParser::path_of(const Frame* frame) {
  if (frame == nullptr) return {};
  auto path = path_of(frame->up);
  if (frame->list != nullptr) return path + "[" + std::to_string(frame->list->size_ - 1) + "]";
  if (!path.empty()) path += '.';
  return path.append(frame->name);
}

bool XmlParser::check_document() {
  if (!valid_utf8(document_)) return fail(DecodeError::Code::invalid_utf8, nullptr, {}, "UTF-8 text");
  if (const char* bad = xml::find_forbidden(p_, end_); bad != end_) {
    p_ = bad;
    return malformed("no control characters");
  }
  if (document_.starts_with("\xef\xbb\xbf")) p_ += 3;
  if (std::string_view(p_, static_cast<std::size_t>(end_ - p_)).starts_with("<?xml")) {
    const auto rest = std::string_view(p_, static_cast<std::size_t>(end_ - p_));
    const auto close = rest.find("?>");
    if (close == std::string_view::npos) return malformed("the end of the XML declaration");
    const auto declaration = rest.substr(0, close);
    if (const auto e = declaration.find("encoding"); e != std::string_view::npos) {
      const auto q = declaration.find_first_of("\"'", e);
      const auto stop = q == std::string_view::npos ? q : declaration.find(declaration[q], q + 1);
      if (stop == std::string_view::npos) return malformed("a quoted encoding");
      std::string name(declaration.substr(q + 1, stop - q - 1));
      for (auto& c : name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
      if (name != "utf-8" && name != "us-ascii") return fail(DecodeError::Code::invalid_utf8, nullptr, name, "encoding utf-8");
    }
    p_ += close + 2;
  }
  return true;
}

bool XmlParser::skip_comment_or_instruction() {
  const auto rest = std::string_view(p_, static_cast<std::size_t>(end_ - p_));
  if (rest.starts_with("<!--")) {
    const auto close = rest.find("--", 4);
    if (close == std::string_view::npos || close + 2 >= rest.size() || rest[close + 2] != '>')
      return malformed("the end of a comment");
    p_ += close + 3;
    return true;
  }
  if (rest.starts_with("<?")) {
    const auto close = rest.find("?>", 2);
    if (close == std::string_view::npos) return malformed("the end of a processing instruction");
    p_ += close + 2;
    return true;
  }
  if (rest.starts_with("<!DOCTYPE") || rest.starts_with("<!ENTITY"))
    return fail(DecodeError::Code::forbidden_dtd, nullptr, rest.substr(0, 9), "a message without a document type");
  return malformed("an element");
}

bool XmlParser::skip_misc() {
  for (;;) {
    while (p_ != end_ && xml::is_space(*p_)) ++p_;
    if (end_ - p_ < 2 || p_[0] != '<' || (p_[1] != '!' && p_[1] != '?')) return true;
    if (!skip_comment_or_instruction()) return false;
  }
}

bool XmlParser::skip_text_to_tag() {
  if (!skip_misc()) return false;
  if (p_ == end_) return malformed("an end tag before the end of the text");
  if (*p_ != '<')
    return fail(DecodeError::Code::malformed, nullptr,
                std::string_view(p_, static_cast<std::size_t>(std::min<std::ptrdiff_t>(end_ - p_, 40))), "a tag, not text");
  return true;
}

XmlParser::NsRef XmlParser::resolve(std::string_view prefix) const {
  if (prefix.empty()) return default_ns_;
  for (auto it = bindings_.rbegin(); it != bindings_.rend(); ++it)
    if (it->prefix == prefix) return it->ns;
  return prefix == "xml" ? unknown_ns : none_ns;
}

void XmlParser::bind(const Binding& b) {
  if (b.prefix.empty()) {
    default_ns_ = b.ns;
  } else if (b.ns == instance_ns) {
    nil_literal_.assign(" ").append(b.prefix).append(":nil=\"true\"/>");
    type_literal_.assign(" ").append(b.prefix).append(":type=\"");
  } else if (!nil_literal_.empty() && nil_literal_.substr(1, nil_literal_.find(':') - 1) == b.prefix) {
    nil_literal_.clear();
    type_literal_.clear();
  }
}

bool XmlParser::attribute(std::string_view qname, std::string_view value, Attributes& out) {
  if (qname == "xmlns" || qname.starts_with("xmlns:")) {
    Binding b{qname == "xmlns" ? std::string_view{} : qname.substr(6), value, unknown_ns};
    const auto known = std::ranges::find(recent_uris_, value, &std::pair<std::string_view, NsRef>::first);
    if (value.empty()) {
      b.ns = none_ns;
    } else if (known != recent_uris_.end()) {
      b.ns = known->second;
    } else {
      if (value == envelope_uri)
        b.ns = envelope_ns;
      else if (value == instance_uri)
        b.ns = instance_ns;
      else
        for (std::size_t i = 0; i < schema::contract.namespaces.size(); ++i)
          if (schema::text(schema::contract.namespaces[i].uri) == value) {
            b.ns = static_cast<NsRef>(i);
            break;
          }
      recent_uris_[next_recent_++ % recent_uris_.size()] = {value, b.ns};
    }
    bindings_.push_back(b);
    bind(b);
    return true;
  }
  if (qname == "id")
    out.id = value;
  else if (qname == "href")
    out.href = value;
  return true;
}

// Attributes are looked at twice: prefixes may be declared after their use.
bool XmlParser::attributes(Tag& tag, Attributes& out) {
  struct Raw {
    std::string_view name, value;
  };
  std::array<Raw, 4> prefixed;
  std::size_t count = 0;
  for (;;) {
    const char* before = p_;
    while (p_ != end_ && xml::is_space(*p_)) ++p_;
    if (p_ == end_) return malformed("the end of a tag");
    if (*p_ == '>') {
      ++p_;
      break;
    }
    if (*p_ == '/') {
      if (end_ - p_ < 2 || p_[1] != '>') return malformed("/>");
      p_ += 2;
      tag.empty = true;
      break;
    }
    if (p_ == before) return malformed("white space between attributes");
    const char* name = p_;
    const char* colon = nullptr;
    while (p_ != end_ && (xml::is_name_char(*p_) || *p_ == ':')) {
      if (*p_ == ':') {
        if (colon != nullptr) return malformed("one colon in a name");
        colon = p_;
      }
      ++p_;
    }
    const std::string_view qname(name, static_cast<std::size_t>(p_ - name));
    if (qname.empty()) return malformed("an attribute name");
    while (p_ != end_ && xml::is_space(*p_)) ++p_;
    if (p_ == end_ || *p_ != '=') return malformed("= after an attribute name");
    ++p_;
    while (p_ != end_ && xml::is_space(*p_)) ++p_;
    if (p_ == end_ || (*p_ != '"' && *p_ != '\'')) return malformed("a quoted attribute value");
    const char quote = *p_++;
    const char* value = p_;
    for (p_ = xml::find_value_end(p_, end_, quote); p_ != end_ && *p_ == '&'; p_ = xml::find_value_end(p_, end_, quote)) {
      scratch_.clear();  // entities are checked; none of the values that matter holds one
      const char* after = xml::decode_entity(p_, end_, scratch_);
      if (after == nullptr) return malformed("a known entity");
      p_ = after;
    }
    if (p_ == end_ || *p_ == '<') return malformed("the closing quote of an attribute value");
    const std::string_view text(value, static_cast<std::size_t>(p_ - value));
    ++p_;
    if (colon != nullptr && !qname.starts_with("xmlns:")) {
      if (count < prefixed.size()) prefixed[count++] = {qname, text};
    } else if (!attribute(qname, text, out)) {
      return false;
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    const auto colon = prefixed[i].name.find(':');
    if (resolve(prefixed[i].name.substr(0, colon)) != instance_ns) continue;
    const auto local = prefixed[i].name.substr(colon + 1);
    if (local == "nil")
      out.nil = xml::trim(prefixed[i].value) == "true" || xml::trim(prefixed[i].value) == "1";
    else if (local == "type")
      out.type = xml::trim(prefixed[i].value);
  }
  return true;
}

bool XmlParser::start_tag(Tag& tag, Attributes& out) {
  if (p_ == end_ || *p_ != '<') return malformed("a start tag");
  const char* name = p_ + 1;
  const char* q = name;
  while (q != end_ && xml::is_name_char(*q)) ++q;
  const char* colon = nullptr;
  if (q != end_ && *q == ':') {
    colon = q++;
    while (q != end_ && xml::is_name_char(*q)) ++q;
  }
  tag.qname = {name, static_cast<std::size_t>(q - name)};
  tag.local = colon == nullptr ? tag.qname : std::string_view(colon + 1, static_cast<std::size_t>(q - colon - 1));
  if (tag.local.empty() || (name[0] >= '0' && name[0] <= '9') || name[0] == '-' || name[0] == '.')
    return malformed("an element name");
  if (!start_tag_after_name(tag, out, q)) return false;
  if (colon != nullptr) {
    tag.ns = resolve({name, static_cast<std::size_t>(colon - name)});
    if (tag.ns == none_ns)
      return malformed("a declared prefix instead of " + std::string(name, static_cast<std::size_t>(colon - name)));
  }
  return true;
}

bool XmlParser::start_tag_after_name(Tag& tag, Attributes& out, const char* name_end) {
  tag.bindings = bindings_.size();
  tag.empty = false;
  p_ = name_end;
  if (p_ == end_) return malformed("the end of a tag");
  if (*p_ == '>') {
    ++p_;
  } else if (*p_ == '/' && end_ - p_ > 1 && p_[1] == '>') {
    p_ += 2;
    tag.empty = true;
  } else if (const auto left = static_cast<std::size_t>(end_ - p_);
             !nil_literal_.empty() && left >= nil_literal_.size() &&
             xml::equal_bytes(p_, nil_literal_.data(), nil_literal_.size())) {
    p_ += nil_literal_.size();
    tag.empty = true;
    out.nil = true;
  } else {
    if (!type_literal_.empty() && left > type_literal_.size() &&
        xml::equal_bytes(p_, type_literal_.data(), type_literal_.size())) {
      const char* from = p_ + type_literal_.size();
      const char* q = from;
      while (q != end_ && (xml::is_name_char(*q) || *q == ':')) ++q;
      if (q != end_ && *q == '"') {
        out.type = {from, static_cast<std::size_t>(q - from)};
        p_ = q + 1;
      }
    }
    if (p_ != end_ && *p_ == '>')
      ++p_;
    else if (!attributes(tag, out))
      return false;
  }
  tag.ns = default_ns_;
  return true;
}

void XmlParser::drop_bindings(std::size_t keep) {
  bool plain = true;  // neither the default namespace nor the instance prefix was touched
  for (std::size_t i = keep; i < bindings_.size(); ++i)
    plain = plain && !bindings_[i].prefix.empty() && bindings_[i].ns != instance_ns &&
            (nil_literal_.empty() || nil_literal_.substr(1, nil_literal_.find(':') - 1) != bindings_[i].prefix);
  bindings_.resize(keep);
  if (plain && !nil_literal_.empty()) return;
  default_ns_ = none_ns;
  nil_literal_.clear();
  type_literal_.clear();
  for (const auto& b : bindings_) bind(b);
}

bool XmlParser::unusual_end_tag(const Tag& tag) {
  const std::size_t n = tag.qname.size();
  if (static_cast<std::size_t>(end_ - p_) >= n + 3 && p_[0] == '<' && p_[1] == '/' &&
      xml::equal_bytes(p_ + 2, tag.qname.data(), n)) {
    const char* q = p_ + 2 + n;
    while (q != end_ && xml::is_space(*q)) ++q;
    if (q != end_ && *q == '>') {
      p_ = q + 1;
      close_bindings(tag);
      return true;
    }
  }
  return malformed("</" + std::string(tag.qname) + ">");
}

bool XmlParser::text_content(const Tag& tag, std::string& scratch, std::string_view& out) {
  const char* from = p_;
  p_ = xml::find_markup(p_, end_);
  if (at_end_tag()) {
    out = {from, static_cast<std::size_t>(p_ - from)};
    return end_tag(tag);
  }
  scratch.clear();
  for (;;) {
    scratch.append(from, static_cast<std::size_t>(p_ - from));
    if (p_ == end_) return malformed("</" + std::string(tag.qname) + ">");
    if (*p_ == '&') {
      const char* next = xml::decode_entity(p_, end_, scratch);
      if (next == nullptr) return malformed("a known entity or character reference");
      p_ = next;
    } else if (*p_ == '\r') {  // line ends are one line feed
      scratch += '\n';
      ++p_;
      if (p_ != end_ && *p_ == '\n') ++p_;
    } else if (at_end_tag()) {
      out = scratch;
      return end_tag(tag);
    } else if (const auto rest = std::string_view(p_, static_cast<std::size_t>(end_ - p_)); rest.starts_with("<![CDATA[")) {
      const auto close = rest.find("]]>");
      if (close == std::string_view::npos) return malformed("]]>");
      scratch.append(rest.substr(9, close - 9));
      p_ += close + 3;
    } else if (rest.starts_with("<!") || rest.starts_with("<?")) {
      if (!skip_comment_or_instruction()) return false;
    } else {
      return fail(DecodeError::Code::bad_value, nullptr, rest.substr(0, 40), "text, not elements, in " + std::string(tag.local));
    }
    from = p_;
    p_ = xml::find_markup(p_, end_);
  }
}

bool XmlParser::element_text(const Tag& tag, std::string& out) {
  if (tag.empty) {
    close_bindings(tag);
    return true;
  }
  std::string_view view;
  if (!text_content(tag, scratch_, view)) return false;
  out = view;
  return true;
}

bool XmlParser::skip_element(const Tag& tag, int depth) {
  if (tag.empty) {
    close_bindings(tag);
    return true;
  }
  if (depth > options_.max_depth)
    return fail(DecodeError::Code::too_deep, nullptr, tag.local, "at most " + std::to_string(options_.max_depth) + " levels");
  for (;;) {
    p_ = xml::find_markup(p_, end_);
    if (p_ == end_) return malformed("</" + std::string(tag.qname) + ">");
    if (*p_ == '\r') {
      ++p_;
    } else if (*p_ == '&') {
      scratch_.clear();
      const char* next = xml::decode_entity(p_, end_, scratch_);
      if (next == nullptr) return malformed("a known entity or character reference");
      p_ = next;
    } else if (at_end_tag()) {
      return end_tag(tag);
    } else if (const auto rest = std::string_view(p_, static_cast<std::size_t>(end_ - p_)); rest.starts_with("<![CDATA[")) {
      const auto close = rest.find("]]>");
      if (close == std::string_view::npos) return malformed("]]>");
      p_ += close + 3;
    } else if (rest.starts_with("<!") || rest.starts_with("<?")) {
      if (!skip_comment_or_instruction()) return false;
    } else {
      Tag inner;
      Attributes ignored;
      if (!start_tag(inner, ignored) || !skip_element(inner, depth + 1)) return false;
    }
  }
}

}  // namespace adsbox::codec
