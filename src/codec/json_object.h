// A JSON object built member by member: for answers without a contract (tokens, the admin API, logs).
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

namespace adsbox::codec {

/// Length of the UTF-8 character that `s` (not empty) begins with; 0 when it is none.
inline std::size_t utf8_length(std::string_view s) {
  const auto byte = [&](std::size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0u; };
  const auto first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t n = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return 0;
  for (std::size_t i = 1; i < n; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  const auto second = byte(1);
  const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool impossible = (first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90);
  return overlong || impossible ? 0 : n;
}

/// Bytes that are no UTF-8 become U+FFFD: clients refuse a whole answer for one of them.
inline void append_json_string(std::string& out, std::string_view s) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (std::size_t i = 0; i < s.size(); ++i) {
    const char c = s[i];
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (u < 0x20 || c == '<') {  // `<` so that a mistaken content type cannot become markup
      out += "\\u00";
      out += hex[u >> 4];
      out += hex[u & 15];
    } else if (const auto n = utf8_length(s.substr(i)); n == 0) {
      out += "\xef\xbf\xbd";
    } else {
      out.append(s.substr(i, n));
      i += n - 1;
    }
  }
  out += '"';
}

class JsonObject {
  std::string text_ = "{";
  void key(std::string_view k) {
    if (text_.size() > 1) text_ += ',';
    append_json_string(text_, k);
    text_ += ':';
  }

 public:
  JsonObject& add(std::string_view k, std::string_view v) {
    key(k);
    append_json_string(text_, v);
    return *this;
  }
  JsonObject& add(std::string_view k, const char* v) { return add(k, std::string_view(v)); }
  JsonObject& add(std::string_view k, std::integral auto v) {
    key(k);
    if constexpr (std::same_as<decltype(v), bool>)
      text_ += v ? "true" : "false";
    else
      text_ += std::to_string(v);
    return *this;
  }
  /// A finite number, in as few digits as tell it from its neighbours.
  JsonObject& add(std::string_view k, std::floating_point auto v) {
    char digits[32];
    return raw(k, {digits, std::to_chars(digits, std::end(digits), v).ptr});
  }
  /// `v` is JSON already.
  JsonObject& raw(std::string_view k, std::string_view v) {
    key(k);
    text_ += v;
    return *this;
  }
  JsonObject& strings(std::string_view k, const auto& values) {
    std::string a = "[";
    for (const auto& v : values) {
      if (a.size() > 1) a += ',';
      append_json_string(a, std::string_view(v));
    }
    return raw(k, a + "]");
  }
  JsonObject& numbers(std::string_view k, const auto& values) {
    std::string a = "[";
    for (const auto v : values) a.append(a.size() > 1 ? "," : "").append(std::to_string(v));
    return raw(k, a + "]");
  }
  [[nodiscard]] std::string str() const { return text_ + "}"; }
};

/// `[a,b,...]` out of texts that are JSON already.
inline std::string json_array(const auto& items) {
  std::string a = "[";
  for (const auto& i : items) {
    if (a.size() > 1) a += ',';
    a += i;
  }
  return a + "]";
}

}  // namespace adsbox::codec
