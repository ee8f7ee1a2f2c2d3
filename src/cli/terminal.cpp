#include "cli/terminal.h"

#include <cstdio>

namespace adsbox::cli {

void out(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void err(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

int fail(std::string_view command, std::string_view text) {
  err(std::string("adsbox ").append(command).append(": ").append(text).append("\n"));
  return 1;
}

std::string read_line() {
  std::string line;
  for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar()) line += static_cast<char>(c);
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
  return line;
}

std::string pretty_json(std::string_view json) {
  std::string o;
  o.reserve(json.size() * 2);
  int depth = 0;
  bool quoted = false;
  const auto new_line = [&] { o.append("\n").append(static_cast<std::size_t>(depth) * 2, ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted) {
      o += c;
      if (c == '\\' && i + 1 < json.size())
        o += json[++i];
      else if (c == '"')
        quoted = false;
      continue;
    }
    switch (c) {
      case '"':
        quoted = true;
        o += c;
        break;
      case '{':
      case '[': {
        const auto next = json.find_first_not_of(" \t\r\n", i + 1);
        o += c;
        if (next != json.npos && (json[next] == '}' || json[next] == ']')) {
          o += json[next];
          i = next;
          break;
        }
        ++depth;
        new_line();
        break;
      }
      case '}':
      case ']':
        if (--depth < 0) return std::string(json);
        new_line();
        o += c;
        break;
      case ',':
        o += c;
        new_line();
        break;
      case ':':
        o += ": ";
        break;
      case ' ':
      case '\t':
      case '\r':
      case '\n':
        break;
      default:
        o += c;
    }
  }
  return depth == 0 && !quoted ? o : std::string(json);
}

std::string shorten(std::string_view text, std::size_t width) {
  if (text.size() <= width) return std::string(text);
  auto end = width > 3 ? width - 3 : 0;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // not within a character
  return std::string(text.substr(0, end)) + "...";
}

}  // namespace adsbox::cli
