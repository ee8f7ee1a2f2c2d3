#include "codec/text_position.h"

#include <algorithm>

#include "codec/json_object.h"

namespace adsbox::codec {
namespace {

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

std::size_t characters(std::string_view s) {
  return static_cast<std::size_t>(std::ranges::count_if(s, [](char c) { return !continues(c); }));
}

struct Line {
  std::size_t number, begin, end;
};

Line line_at(std::string_view text, std::size_t offset) {
  Line line{1, 0, text.size()};
  for (std::size_t i = 0; i < offset; ++i) {
    if (text[i] != '\n' && text[i] != '\r') continue;
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    if (i >= offset) break;  // between \r and \n: still the old line
    ++line.number;
    line.begin = i + 1;
  }
  line.begin = std::min(line.begin, offset);
  const auto end = text.find_first_of("\r\n", offset);
  if (end != std::string_view::npos) line.end = end;
  return line;
}

/// Printable, and valid UTF-8 whatever the bytes are.
std::string printable(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size();) {
    const auto n = utf8_length(s.substr(i));
    if (n == 0) {
      out += "\xef\xbf\xbd";
      ++i;
    } else {
      if (n == 1 && (static_cast<unsigned char>(s[i]) < 0x20 || s[i] == 0x7f))
        out += ' ';
      else
        out.append(s.substr(i, n));
      i += n;
    }
  }
  return out;
}

}  // namespace

TextPosition position_of(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const auto line = line_at(text, offset);
  return {line.number, characters(text.substr(line.begin, offset - line.begin)) + 1};
}

Excerpt excerpt_of(std::string_view text, std::size_t offset, const std::function<std::string(std::string_view)>& mask) {
  constexpr std::size_t before = 60, after = 40;
  offset = std::min(offset, text.size());
  const auto line = line_at(text, offset);
  auto begin = offset - line.begin > before ? offset - before : line.begin;
  auto end = line.end - offset > after ? offset + after : line.end;
  while (begin > line.begin && continues(text[begin])) --begin;
  while (end < line.end && continues(text[end])) ++end;

  Excerpt out;
  std::string head = begin > line.begin ? "..." : "", tail;
  const auto secrets = find_secrets(text);
  std::size_t at = begin;
  const auto plain = [&](std::size_t to) {  // up to `to`, split at the offset
    if (at < offset) head += printable(text.substr(at, std::min(to, offset) - at));
    if (to > offset) tail += printable(text.substr(std::max(at, offset), to - std::max(at, offset)));
    at = std::max(at, to);
  };
  for (const auto& s : secrets) {
    if (s.end <= begin || s.begin >= end) continue;
    if (s.begin > at) plain(s.begin);
    // A caret inside of a secret stands at its beginning.
    const bool before_caret = s.end <= offset;
    (before_caret ? head : tail) += mask(text.substr(s.begin, s.end - s.begin));
    at = std::max(at, s.end);
  }
  if (at < end) plain(end);
  if (end < line.end) tail += "...";
  out.caret = std::string(characters(head), ' ') + "^";
  out.line = std::move(head) + tail;
  return out;
}

}  // namespace adsbox::codec
