#include "codec/json_tree.h"

#include <charconv>

#include "codec/json_escape.h"
#include "codec/utf8.h"

namespace adsbox::codec {
namespace {

constexpr int max_depth = 64;

}  // namespace

class JsonTreeParser {
 public:
  explicit JsonTreeParser(std::string_view document) : s_(document) {}

  std::optional<JsonValue> run() {
    JsonValue v;
    if (!value(v, 0)) return std::nullopt;
    blanks();
    if (at_ != s_.size()) return std::nullopt;
    return v;
  }

 private:
  using Kind = JsonValue::Kind;

  void blanks() {
    while (at_ < s_.size() && (s_[at_] == ' ' || s_[at_] == '\t' || s_[at_] == '\n' || s_[at_] == '\r')) ++at_;
  }
  [[nodiscard]] char peek() const { return at_ < s_.size() ? s_[at_] : '\0'; }
  bool take(char c) {
    blanks();
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  bool word(std::string_view w) {
    if (!s_.substr(at_).starts_with(w)) return false;
    at_ += w.size();
    return true;
  }

  bool value(JsonValue& v, int depth) {
    if (depth > max_depth) return false;
    blanks();
    const auto begin = at_;
    bool good = false;
    switch (peek()) {
      case '{':
        good = object(v, depth);
        break;
      case '[':
        good = array(v, depth);
        break;
      case '"':
        good = string(v.text_);
        v.kind_ = Kind::string;
        break;
      case 't':
        good = word("true");
        v.kind_ = Kind::boolean;
        break;
      case 'f':
        good = word("false");
        v.kind_ = Kind::boolean;
        break;
      case 'n':
        good = word("null");
        break;
      default:
        good = number();
        v.kind_ = Kind::number;
    }
    v.source_ = s_.substr(begin, at_ - begin);
    return good;
  }

  bool object(JsonValue& v, int depth) {
    v.kind_ = Kind::object;
    ++at_;
    if (take('}')) return true;
    do {
      blanks();
      std::string name;
      if (peek() != '"' || !string(name) || !take(':')) return false;
      if (!value(v.members_.emplace_back(std::move(name), JsonValue{}).second, depth + 1)) return false;
    } while (take(','));
    return take('}');
  }

  bool array(JsonValue& v, int depth) {
    v.kind_ = Kind::array;
    ++at_;
    if (take(']')) return true;
    do {
      if (!value(v.items_.emplace_back(), depth + 1)) return false;
    } while (take(','));
    return take(']');
  }

  bool digits() {
    const auto begin = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ != begin;
  }
  bool number() {
    if (peek() == '-') ++at_;
    if (peek() == '0')
      ++at_;
    else if (!digits())
      return false;
    if (peek() == '.' && (++at_, !digits())) return false;
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) return false;
    }
    return true;
  }

  bool escape(std::string& out) {
    const char* p = s_.data() + at_;
    if (!read_json_escape(p, s_.data() + s_.size(), out)) return false;
    at_ = static_cast<std::size_t>(p - s_.data());
    return true;
  }
  bool string(std::string& out) {
    for (++at_; at_ < s_.size();) {
      const char c = s_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\')
        out += c;
      else if (!escape(out))
        return false;
    }
    return false;
  }

  std::string_view s_;
  std::size_t at_ = 0;
};

std::optional<std::int64_t> JsonValue::integer() const {
  if (kind_ != Kind::number && kind_ != Kind::string) return std::nullopt;
  const std::string_view s = kind_ == Kind::string ? std::string_view(text_) : source_;
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), n);
  if (error != std::errc{} || end != s.data() + s.size()) return std::nullopt;
  return n;
}

const JsonValue& JsonValue::operator[](std::string_view name) const {
  static const JsonValue none;
  for (const auto& [n, v] : members_)
    if (n == name) return v;
  return none;
}

std::optional<JsonValue> parse_json(std::string_view document) {
  if (!valid_utf8(document)) return std::nullopt;
  return JsonTreeParser(document).run();
}

}  // namespace adsbox::codec
