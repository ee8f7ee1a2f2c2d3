// Secrets are found by name, in whatever notation the name stands: "name":"value", <name>value</name>, name=value, name: value.
#include <array>
#include <cctype>

#include "adsbox/api_error.h"

namespace adsbox {
namespace {

constexpr std::array secret_names = {
    std::string_view("access_token"),
    std::string_view("refresh_token"),
    std::string_view("id_token"),
    std::string_view("client_secret"),
    std::string_view("client_assertion"),
    std::string_view("code_verifier"),
    std::string_view("code"),
    std::string_view("password"),
    std::string_view("passwd"),
    std::string_view("authorization"),
    std::string_view("authenticationtoken"),
    std::string_view("developertoken"),
    std::string_view("developer_token"),
    std::string_view("applicationtoken"),
    std::string_view("cookie"),
    std::string_view("set-cookie"),
    std::string_view("secret"),
};

bool name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

bool is_secret(std::string_view name) {
  for (const auto s : secret_names) {
    if (s.size() != name.size()) continue;
    bool same = true;
    for (std::size_t i = 0; i < s.size() && same; ++i)
      same = s[i] == static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
    if (same) return true;
  }
  return false;
}

/// Where the value after a name begins and ends; npos when what follows is no value.
struct Span {
  std::size_t begin = std::string_view::npos, end = 0;
};

std::size_t skip_blanks(std::string_view t, std::size_t i) {
  while (i < t.size() && (t[i] == ' ' || t[i] == '\t' || t[i] == '\n' || t[i] == '\r')) ++i;
  return i;
}

Span value_after(std::string_view t, std::size_t name_begin, std::size_t name_end) {
  // XML: <p:Name attributes>value<
  const char before = name_begin == 0 ? '\0' : t[name_begin - 1];
  if (before == '<' || before == ':') {
    auto open = name_begin;
    while (open > 0 && (name_character(t[open - 1]) || t[open - 1] == ':')) --open;
    if (open > 0 && t[open - 1] == '<') {
      const auto close = t.find('>', name_end);
      if (close == t.npos || t[close - 1] == '/') return {};
      const auto end = t.find('<', close);
      return {close + 1, end == t.npos ? t.size() : end};
    }
  }
  std::size_t i = name_end;
  const bool quoted_name = i < t.size() && t[i] == '"' && before == '"';
  if (quoted_name) ++i;
  i = skip_blanks(t, i);
  if (i >= t.size() || (t[i] != ':' && t[i] != '=')) return {};
  if (quoted_name && t[i] != ':') return {};
  const bool header = t[i] == ':' && !quoted_name;
  i = t[i] == '=' ? i + 1 : skip_blanks(t, i + 1);
  if (i < t.size() && t[i] == '"') {
    auto end = i + 1;
    while (end < t.size() && t[end] != '"') end += t[end] == '\\' ? 2 : 1;
    return {i + 1, std::min(end, t.size())};
  }
  const auto end = t.find_first_of(header ? "\r\n" : "& \r\n\t\"',}#<", i);
  return {i, end == t.npos ? t.size() : end};
}

}  // namespace

std::string redact(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (!name_character(text[i])) {
      ++i;
      continue;
    }
    auto end = i;
    while (end < text.size() && name_character(text[end])) ++end;
    if (is_secret(text.substr(i, end - i))) {
      const auto span = value_after(text, i, end);
      // `"Code":105` of an error is a number, an authorization code never is.
      const bool number =
          span.begin < span.end &&
          text.substr(span.begin, span.end - span.begin).find_first_not_of("0123456789") == std::string_view::npos;
      if (span.begin != std::string_view::npos && span.begin < span.end && !(number && end - i == 4)) {
        out.append(text.substr(done, span.begin - done)).append("***");
        done = span.end;
        i = span.end;
        continue;
      }
    }
    i = end;
  }
  return out.append(text.substr(done));
}

}  // namespace adsbox
