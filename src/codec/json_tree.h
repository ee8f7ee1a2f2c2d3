// Small JSON documents without a contract: token answers, the admin API, the head of a fault. What has a type is read by
// read_json instead.
//
//   if (const auto json = codec::parse_json(body)) use((*json)["access_token"].text());
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace adsbox::codec {

class JsonValue {
 public:
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is_object() const { return kind_ == Kind::object; }
  [[nodiscard]] bool is_array() const { return kind_ == Kind::array; }
  [[nodiscard]] bool is_string() const { return kind_ == Kind::string; }
  [[nodiscard]] bool is_null() const { return kind_ == Kind::null; }
  /// Characters of a string; empty for everything else.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// A whole number, also one written as a string; nothing where it is none or does not fit.
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  /// The value as it stands in the document, which must still be there.
  [[nodiscard]] std::string_view source() const { return source_; }
  [[nodiscard]] const std::vector<JsonValue>& items() const { return items_; }
  [[nodiscard]] const std::vector<std::pair<std::string, JsonValue>>& members() const { return members_; }
  /// First member of that name; a null value when there is none.
  [[nodiscard]] const JsonValue& operator[](std::string_view name) const;

 private:
  friend class JsonTreeParser;
  Kind kind_ = Kind::null;
  std::string_view source_;
  std::string text_;
  std::vector<JsonValue> items_;
  std::vector<std::pair<std::string, JsonValue>> members_;
};

/// Nothing when the text is not one JSON value (RFC 8259), is not UTF-8, or nests deeper than 64.
[[nodiscard]] std::optional<JsonValue> parse_json(std::string_view document);

}  // namespace adsbox::codec
