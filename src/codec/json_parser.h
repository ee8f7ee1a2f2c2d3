// The JSON decoder: one pass, with the contract tables saying what each member is. Members may come in any order; what the
// contract does not know is skipped with a warning, or refused when strict.
#pragma once

#include <string>
#include <string_view>

#include "codec/document_parser.h"

namespace adsbox::codec {

class JsonParser : public DocumentParser {
 public:
  JsonParser(std::string_view document, const ReadOptions& options);
  bool read(const schema::TypeInfo& type, object& out);

 private:
  struct Frame {  // where we are, for messages
    const Frame* up;
    std::string_view name;
    std::int64_t index;  // of an array element; -1: a member
  };

  // Lexical level. Each returns false after fail().
  void skip_space();
  bool expect(char c);
  bool string(std::string_view& out);  // the view is into the document or into scratch_
  bool unescape(const char* from, std::string_view& out);
  bool number(std::string_view& out, bool& whole);
  bool literal(std::string_view word);
  bool skip_value(int depth);
  bool next_element(char close, bool& first, bool& more);

  // Contract level.
  bool members(const schema::TypeInfo& type, object& out, const Frame& frame);
  bool member_value(const schema::FieldInfo& field, void* at, const Frame& frame);
  bool object_value(const schema::FieldInfo& field, box<object>& out, const Frame& frame);
  bool list_value(const schema::ListInfo& info, list_base& out, const Frame& frame);
  /// A dictionary: an object whose members are the pairs.
  bool dictionary_value(const schema::ListInfo& info, list_base& out, const Frame& frame);
  bool text_value(const schema::FieldInfo& field, void* at, const Frame& frame);
  bool scalar_value(const schema::FieldInfo& field, void* at, const Frame& frame);
  bool scalar_text(const schema::FieldInfo& field, std::string_view s, void* at, const Frame& frame);
  /// The discriminator of the object at p_, wherever it stands in it; p_ stays.
  bool find_discriminator(std::string_view& type);
  const schema::TypeInfo* actual_type(const schema::TypeInfo& declared, std::string_view name);

  bool fail(DecodeError::Code code, const Frame* frame, std::string_view value, std::string expected) {
    return DocumentParser::fail(code, path_of(frame), value, std::move(expected));
  }
  bool malformed(std::string expected) { return fail(DecodeError::Code::malformed, nullptr, {}, std::move(expected)); }
  bool wrong_kind(const Frame& frame, std::string expected);
  void warn(DecodeError::Code code, const Frame& frame, std::string_view value) {
    if (wants_warnings()) DocumentParser::warn(code, path_of(&frame), value);
  }
  static std::string path_of(const Frame* frame);

  std::string scratch_;
  const schema::TypeInfo* last_actual_ = nullptr;
  int depth_ = 0;
};

}  // namespace adsbox::codec
