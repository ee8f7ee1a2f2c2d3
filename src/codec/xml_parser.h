// The decoder proper: walks the document once, with the contract tables saying what to expect next.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "codec/document_parser.h"
#include "codec/xml_scan.h"

namespace adsbox::codec {

class XmlParser : public DocumentParser {
 public:
  XmlParser(std::string_view document, ReadOptions options);

  bool open(SoapHeaders& headers, std::string_view& body_name, std::string_view& body_namespace);
  bool read_body(const schema::TypeInfo& type, object& out);
  bool read_fault(const schema::ServiceInfo& service, SoapReader::Fault& fault);

 private:
  // A namespace as the parser knows it: index of the first contract namespace with that URI, or one of these.
  using NsRef = std::int16_t;
  static constexpr NsRef unknown_ns = -1, envelope_ns = -2, instance_ns = -3, none_ns = -4;

  struct Binding {
    std::string_view prefix, uri;
    NsRef ns;
  };
  struct Attributes {  // of one start tag, as far as anyone asks
    bool nil = false;
    std::string_view type, id, href;
  };
  struct Tag {
    std::string_view qname, local;
    NsRef ns = none_ns;
    bool empty = false;        // <x/>
    std::size_t bindings = 0;  // how many to keep after the element
  };
  struct Frame {  // where we are, for messages
    const Frame* up;
    std::string_view name;
    const list_base* list;  // set: an element of this list
  };
  struct Reference {  // an element with an id, for href="#id"
    std::string_view id;
    const object* value;          // an object, or
    const list_base* list_value;  // a list of type list_type
    schema::ListId list_type;
    std::size_t weight;  // bytes of input that it stands for
  };

  // Lexical level. Each returns false after fail().
  bool check_document();
  bool skip_misc();         // white space, comments and processing instructions
  bool skip_text_to_tag();  // white space only, then '<' of a tag (comments skipped)
  bool start_tag(Tag& tag, Attributes& attributes);
  /// The rest of a start tag whose unprefixed name is known already and ends at `name_end`.
  bool start_tag_after_name(Tag& tag, Attributes& attributes, const char* name_end);
  bool attributes(Tag& tag, Attributes& attributes);
  bool attribute(std::string_view qname, std::string_view value, Attributes& out);
  bool end_tag(const Tag& tag) {
    const std::size_t n = tag.qname.size();
    if (static_cast<std::size_t>(end_ - p_) >= n + 3 && p_[n + 2] == '>' && p_[0] == '<' && p_[1] == '/' &&
        xml::equal_bytes(p_ + 2, tag.qname.data(), n)) {
      p_ += n + 3;
      close_bindings(tag);
      return true;
    }
    return unusual_end_tag(tag);
  }
  bool unusual_end_tag(const Tag& tag);
  /// Whether a tag begins right here: no white space, comment or instruction stands before it.
  bool at_tag() const { return end_ - p_ >= 2 && p_[0] == '<' && p_[1] != '!' && p_[1] != '?'; }
  bool at_end_tag() const { return end_ - p_ >= 2 && p_[0] == '<' && p_[1] == '/'; }
  bool skip_comment_or_instruction();
  bool skip_element(const Tag& tag, int depth);
  /// Character content up to the end tag. The view is into the document or into `scratch`.
  bool text_content(const Tag& tag, std::string& scratch, std::string_view& out);
  bool element_text(const Tag& tag, std::string& out);
  NsRef resolve(std::string_view prefix) const;
  void close_bindings(const Tag& tag) {
    if (bindings_.size() != tag.bindings) drop_bindings(tag.bindings);
  }
  void drop_bindings(std::size_t keep);
  void bind(const Binding& b);

  // Contract level.
  bool value(const schema::FieldInfo& field, void* at, const Tag& tag, const Attributes& attributes, const Frame& frame);
  bool object_value(const schema::FieldInfo& field, void* at, const Tag& tag, const Attributes& attributes, const Frame& frame);
  bool list_value(const schema::FieldInfo& field, list_base& out, const Tag& tag, const Frame& frame);
  bool members(const schema::TypeInfo& type, object& out, const Tag& tag, const Frame& frame);
  bool items(const schema::ListInfo& info, list_base& out, const Tag& tag, const Frame& frame);
  bool copy_reference(const schema::FieldInfo& field, void* at, const Attributes& attributes, const Frame& frame);
  const schema::TypeInfo* actual_type(TypeId declared, std::string_view qname);
  bool unexpected(const schema::TypeInfo& type, const Tag& tag, std::size_t next, const Frame& frame);

  bool fail(DecodeError::Code code, const Frame* frame, std::string_view value, std::string expected) {
    return DocumentParser::fail(code, path_of(frame), value, std::move(expected));
  }
  bool malformed(std::string expected) { return fail(DecodeError::Code::malformed, nullptr, {}, std::move(expected)); }
  void warn(DecodeError::Code code, const Frame& frame, std::string_view value) {
    if (wants_warnings()) DocumentParser::warn(code, path_of(&frame), value);
  }
  static std::string path_of(const Frame* frame);

  std::vector<Binding> bindings_;
  NsRef default_ns_ = none_ns;
  // The most common attributes by far, in the prefix now in force (empty: none is): ` i:nil="true"/>` and ` i:type="`.
  std::string nil_literal_, type_literal_;
  std::array<std::pair<std::string_view, NsRef>, 4> recent_uris_{};
  std::size_t next_recent_ = 0;
  Tag envelope_, body_, root_;
  Attributes root_attributes_;
  std::vector<Reference> references_;
  std::size_t expanded_ = 0;  // bytes of input that copied references stand for
  std::string scratch_;
  const schema::TypeInfo* last_actual_ = nullptr;  // lists tend to hold objects of one type
  int depth_ = 0;
};

}  // namespace adsbox::codec
