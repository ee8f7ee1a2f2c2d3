// The lexical half of JsonParser: RFC 8259, nothing more.
#include <emmintrin.h>

#include "codec/json_escape.h"
#include "codec/json_parser.h"

namespace adsbox::codec {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// First quote, backslash or control character at or after p.
const char* find_special(const char* p, const char* end) {
  const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'), limit = _mm_set1_epi8(0x1f);
  while (end - p >= 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(v, limit), v);
    const auto m = static_cast<unsigned>(
        _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)), low)));
    if (m != 0) return p + __builtin_ctz(m);
    p += 16;
  }
  while (p != end && *p != '"' && *p != '\\' && static_cast<unsigned char>(*p) >= 0x20) ++p;
  return p;
}

}  // namespace

void JsonParser::skip_space() {
  while (p_ != end_ && (*p_ == ' ' || *p_ == '\n' || *p_ == '\r' || *p_ == '\t')) ++p_;
}

bool JsonParser::expect(char c) {
  skip_space();
  if (p_ == end_ || *p_ != c) return malformed(std::string("'") + c + "'");
  ++p_;
  return true;
}

bool JsonParser::string(std::string_view& out) {
  if (p_ == end_ || *p_ != '"') return malformed("a string");
  const char* from = ++p_;
  p_ = find_special(p_, end_);
  if (p_ != end_ && *p_ == '"') {
    out = {from, static_cast<std::size_t>(p_ - from)};
    ++p_;
    return true;
  }
  return unescape(from, out);
}

bool JsonParser::unescape(const char* from, std::string_view& out) {
  scratch_.clear();
  for (;;) {
    scratch_.append(from, static_cast<std::size_t>(p_ - from));
    if (p_ == end_) return malformed("the end of a string");
    if (*p_ == '"') {
      ++p_;
      out = scratch_;
      return true;
    }
    if (*p_ != '\\') return malformed("an escape for a control character");
    ++p_;
    if (!read_json_escape(p_, end_, scratch_)) return malformed("a known escape in a string");
    from = p_;
    p_ = find_special(p_, end_);
  }
}

bool JsonParser::number(std::string_view& out, bool& whole) {
  const char* from = p_;
  whole = true;
  const auto digits = [&] {
    const char* start = p_;
    while (p_ != end_ && is_digit(*p_)) ++p_;
    return p_ != start;
  };
  if (p_ != end_ && *p_ == '-') ++p_;
  const char* first = p_;
  if (!digits() || (*first == '0' && p_ - first > 1)) return malformed("a value");
  if (p_ != end_ && *p_ == '.') {
    whole = false;
    ++p_;
    if (!digits()) return malformed("digits after the decimal point");
  }
  if (p_ != end_ && (*p_ == 'e' || *p_ == 'E')) {
    whole = false;
    ++p_;
    if (p_ != end_ && (*p_ == '+' || *p_ == '-')) ++p_;
    if (!digits()) return malformed("digits in the exponent");
  }
  out = {from, static_cast<std::size_t>(p_ - from)};
  return true;
}

bool JsonParser::literal(std::string_view word) {
  if (static_cast<std::size_t>(end_ - p_) < word.size() || std::string_view(p_, word.size()) != word) return malformed("a value");
  p_ += word.size();
  return true;
}

bool JsonParser::next_element(char close, bool& first, bool& more) {
  skip_space();
  if (p_ == end_) return malformed(std::string("'") + close + "'");
  if (*p_ == close) {
    ++p_;
    more = false;
    return true;
  }
  if (!first) {
    if (*p_ != ',') return malformed("',' or '" + std::string(1, close) + "'");
    ++p_;
    skip_space();
  }
  first = false;
  more = true;
  return true;
}

bool JsonParser::skip_value(int depth) {
  if (depth > options_.max_depth)
    return fail(DecodeError::Code::too_deep, nullptr, {}, "at most " + std::to_string(options_.max_depth) + " levels");
  skip_space();
  if (p_ == end_) return malformed("a value");
  std::string_view ignored;
  bool whole = false;
  switch (*p_) {
    case '"':
      return string(ignored);
    case 't':
      return literal("true");
    case 'f':
      return literal("false");
    case 'n':
      return literal("null");
    case '{':
    case '[': {
      const char close = *p_ == '{' ? '}' : ']';
      ++p_;
      for (bool first = true, more = false;;) {
        if (!next_element(close, first, more)) return false;
        if (!more) return true;
        if (close == '}' && (!string(ignored) || !expect(':'))) return false;
        if (!skip_value(depth + 1)) return false;
      }
    }
    default:
      return number(ignored, whole);
  }
}

}  // namespace adsbox::codec
