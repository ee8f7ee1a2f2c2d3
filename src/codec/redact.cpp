#include "codec/redact.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace adsbox::codec {
namespace {

constexpr auto npos = std::string_view::npos;

constexpr std::array secret_names = {
    std::string_view("access_token"),
    std::string_view("refresh_token"),
    std::string_view("id_token"),
    std::string_view("id_token_hint"),
    std::string_view("token"),
    std::string_view("client_secret"),
    std::string_view("client_assertion"),
    std::string_view("assertion"),
    std::string_view("code_verifier"),
    std::string_view("code"),
    std::string_view("device_code"),
    std::string_view("user_code"),
    std::string_view("password"),
    std::string_view("passwd"),
    std::string_view("new_password"),
    std::string_view("authorization"),
    std::string_view("authenticationtoken"),
    std::string_view("developertoken"),
    std::string_view("developer_token"),
    std::string_view("applicationtoken"),
    std::string_view("proxy-authorization"),
    std::string_view("cookie"),
    std::string_view("set-cookie"),
    std::string_view("secret"),
    std::string_view("x-adsbox-admin-token"),
    std::string_view("sig"),  // of temporary addresses
};

bool name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// The length of an escape (`%70`, `\u0070`) at `i`, and the character that it stands for; 0 when there is none.
std::size_t read_escape(std::string_view t, std::size_t i, int& code) {
  const auto number = [&](std::size_t at, std::size_t digits) {
    int n = 0;
    for (std::size_t k = 0; k < digits; ++k) {
      const int h = at + k < t.size() ? hex_value(t[at + k]) : -1;
      if (h < 0) return -1;
      n = n * 16 + h;
    }
    return n;
  };
  code = -1;
  std::size_t length = 0;
  if (t[i] == '%') {
    code = number(i + 1, 2);
    length = 3;
  } else if (t[i] == '\\' && i + 1 < t.size() && t[i + 1] == 'u') {
    code = number(i + 2, 4);
    length = 6;
  }
  return code < 0 ? 0 : length;
}

/// The same, when the character may be part of a name.
std::size_t escaped_name_character(std::string_view t, std::size_t i, char& out) {
  int code = -1;
  const auto length = read_escape(t, i, code);
  if (length == 0 || code > 0x7f || !name_character(static_cast<char>(code))) return 0;
  out = static_cast<char>(code);
  return length;
}

/// A run of name characters; `name` is what it reads.
std::size_t read_name(std::string_view t, std::size_t i, std::string& name) {
  name.clear();
  for (char c{}; i < t.size();) {
    if (name_character(t[i])) {
      name += t[i++];
    } else if (const auto n = escaped_name_character(t, i, c); n != 0) {
      name += c;
      i += n;
    } else {
      break;
    }
  }
  return i;
}

std::size_t skip_blanks(std::string_view t, std::size_t i) {
  while (i < t.size() && (t[i] == ' ' || t[i] == '\t' || t[i] == '\n' || t[i] == '\r')) ++i;
  return i;
}

/// Where a start tag ends ('>'), quotes in mind; npos when it does not.
std::size_t tag_end(std::string_view t, std::size_t i) {
  char quote = 0;
  for (; i < t.size(); ++i) {
    if (quote != 0)
      quote = t[i] == quote ? '\0' : quote;
    else if (t[i] == '"' || t[i] == '\'')
      quote = t[i];
    else if (t[i] == '>')
      return i;
  }
  return npos;
}

/// Where the content of an element ends: at the end tag of its name, comments and CDATA in mind.
std::size_t content_end(std::string_view t, std::size_t i, std::string_view name) {
  while ((i = t.find('<', i)) != npos) {
    const auto rest = t.substr(i);
    if (rest.starts_with("<![CDATA[") || rest.starts_with("<!--")) {
      const bool comment = rest.starts_with("<!--");
      const auto end = t.find(comment ? "-->" : "]]>", i + 4);
      if (end == npos) return t.size();
      i = end + 3;
    } else if (rest.starts_with("</")) {
      auto begin = i + 2, end = begin;
      while (end < t.size() && (name_character(t[end]) || t[end] == ':')) ++end;
      auto local = t.substr(begin, end - begin);
      if (const auto colon = local.rfind(':'); colon != npos) local.remove_prefix(colon + 1);
      if (local == name) return i;
      i = end;
    } else {
      ++i;
    }
  }
  return t.size();
}

/// Where a JSON value that is no string ends.
std::size_t bare_end(std::string_view t, std::size_t i) {
  if (t[i] != '{' && t[i] != '[') {
    const auto end = t.find_first_of(",}] \t\r\n", i);
    return end == npos ? t.size() : end;
  }
  int depth = 0;
  for (bool in_text = false; i < t.size(); ++i) {
    if (in_text) {
      if (t[i] == '\\')
        ++i;
      else if (t[i] == '"')
        in_text = false;
    } else if (t[i] == '"') {
      in_text = true;
    } else if (t[i] == '{' || t[i] == '[') {
      ++depth;
    } else if ((t[i] == '}' || t[i] == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return t.size();
}

constexpr SecretSpan none{npos, npos, false};

SecretSpan in_element(std::string_view t, std::size_t name_end, std::string_view name) {
  auto close = tag_end(t, name_end);
  const bool whole = close != npos;
  if (!whole) close = t.find('>', name_end);
  if (close == npos || (whole && t[close - 1] == '/')) return none;
  return {close + 1, content_end(t, close + 1, name), false};
}

/// After the name in a JSON text that is itself a JSON string (`\"name\":\"value\"`).
SecretSpan in_quoted_json(std::string_view t, std::size_t i) {
  i = skip_blanks(t, i);
  if (i >= t.size() || t[i] != ':') return none;
  i = skip_blanks(t, i + 1);
  const bool text = t.substr(i).starts_with("\\\"");
  if (text) i += 2;
  const auto stop = text ? t.find("\\\"", i) : t.find_first_of(",}\\\"", i);
  return {i, stop == npos ? t.size() : stop, false};
}

/// The value after a name that reads `name`; `none` when what follows is no value.
SecretSpan value_after(std::string_view t, std::size_t begin, std::size_t end, std::string_view name) {
  const char before = begin == 0 ? '\0' : t[begin - 1];
  if (before == '<' || before == ':') {
    auto open = begin;
    while (open > 0 && (name_character(t[open - 1]) || t[open - 1] == ':')) --open;
    if (open > 0 && t[open - 1] == '<') return in_element(t, end, name);
  }
  auto i = end;
  if (t.substr(i).starts_with("\\\"") && begin > 1 && t.substr(begin - 2, 2) == "\\\"") return in_quoted_json(t, i + 2);
  const bool quoted = i < t.size() && (t[i] == '"' || t[i] == '\'') && before == t[i];
  if (quoted) ++i;
  i = skip_blanks(t, i);
  if (t.substr(i).starts_with("%3D") || t.substr(i).starts_with("%3d")) {  // a query inside of a query
    const auto stop = std::min({t.find("%26", i), t.find_first_of("& \r\n\t\"',}#<", i), t.size()});
    return {i + 3, stop, false};
  }
  if (i >= t.size() || (t[i] != ':' && t[i] != '=') || (quoted && t[i] != ':')) return none;
  const bool header = t[i] == ':' && !quoted;
  i = t[i] == '=' && !header ? i + 1 : skip_blanks(t, i + 1);
  if (i >= t.size()) return none;
  if (t[i] == '"' || t[i] == '\'') {
    auto stop = i + 1;
    while (stop < t.size() && t[stop] != t[i]) stop += t[stop] == '\\' ? 2 : 1;
    return {i + 1, std::min(stop, t.size()), false};
  }
  if (quoted) {
    const auto stop = bare_end(t, i);
    const auto value = t.substr(i, stop - i);
    if (value == "null" || value == "true" || value == "false") return none;
    return {i, stop, true};
  }
  const auto stop = t.find_first_of(header ? "\r\n" : "& \r\n\t\"',}#<", i);
  return {i, stop == npos ? t.size() : stop, false};
}

}  // namespace

bool is_secret_name(std::string_view name) {
  // `Code` of an error and the like are the API's; what OAuth calls so is lower-case.
  if (name.size() == 4 && name != "code" && (name[0] == 'C' || name[0] == 'c')) return false;
  return std::ranges::any_of(secret_names, [&](std::string_view s) {
    return std::ranges::equal(s, name, [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
  });
}

std::vector<SecretSpan> find_secrets(std::string_view text) {
  std::vector<SecretSpan> spans;
  std::string name;
  char escaped{};
  int code = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (!name_character(text[i]) && escaped_name_character(text, i, escaped) == 0) {
      i += std::max<std::size_t>(1, read_escape(text, i, code));  // the digits of `%3D` begin no name
      continue;
    }
    const auto end = read_name(text, i, name);
    if (is_secret_name(name)) {
      const auto span = value_after(text, i, end, name);
      // `"code":105` of an error is a number, an authorization code never is.
      const bool number =
          name == "code" && span.begin < span.end &&
          text.substr(span.begin, span.end - span.begin).find_first_not_of("0123456789") == std::string_view::npos;
      if (span.begin < span.end && !number) {
        spans.push_back(span);
        i = span.end;
        continue;
      }
    }
    i = end;
  }
  return spans;
}

std::string redact(std::string_view text, const std::function<std::string(std::string_view)>& mask) {
  std::string out;
  out.reserve(text.size());
  std::size_t done = 0;
  for (const auto& s : find_secrets(text)) {
    out.append(text.substr(done, s.begin - done));
    const auto masked = mask(text.substr(s.begin, s.end - s.begin));
    if (s.bare)
      out.append("\"").append(masked).append("\"");
    else
      out.append(masked);
    done = s.end;
  }
  return out.append(text.substr(done));
}

}  // namespace adsbox::codec
