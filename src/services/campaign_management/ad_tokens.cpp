#include "services/campaign_management/ad_tokens.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "schema/rules.h"
#include "services/entity/normalise.h"

namespace adsbox::services {
namespace {

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

bool in_quotes(std::string_view s) {
  return s.size() >= 2 && (s.front() == '"' || s.front() == '\'') && s.back() == s.front();
}
std::string_view unquoted(std::string_view s) {
  s = trimmed(s);
  return in_quotes(s) ? s.substr(1, s.size() - 2) : s;
}

/// The position of `wanted` outside quotes and parentheses; npos when there is none.
std::size_t find_outside(std::string_view s, char wanted, std::size_t from = 0) {
  char quote = 0;
  int depth = 0;
  for (std::size_t i = from; i < s.size(); ++i) {
    if (quote != 0)
      quote = s[i] == quote ? '\0' : quote;
    else if (depth == 0 && s[i] == wanted)
      return i;
    else if (s[i] == '"' || s[i] == '\'')
      quote = s[i];
    else if (s[i] == '(')
      ++depth;
    else if (s[i] == ')')
      --depth;
  }
  return std::string_view::npos;
}

std::vector<std::string_view> split_outside(std::string_view s, char by) {
  std::vector<std::string_view> out;
  for (;;) {
    const auto at = find_outside(s, by);
    out.push_back(s.substr(0, at));
    if (at == std::string_view::npos) return out;
    s.remove_prefix(at + 1);
  }
}

/// `yyyy/mm/dd` or `yyyy/mm/dd hh:mm:ss`, as UTC, with another mark in the place of the slashes where `format` has one.
std::optional<DateTime> read_time(std::string_view s, const char* format) {
  int n[6] = {};
  const std::string text(s);
  int used = 0;
  const int day_only = std::sscanf(text.c_str(), format, &n[0], &n[1], &n[2], &used);
  if (day_only != 3) return std::nullopt;
  if (static_cast<std::size_t>(used) != text.size()) {
    int more = 0;
    if (std::sscanf(text.c_str() + used, " %2d:%2d:%2d%n", &n[3], &n[4], &n[5], &more) != 3 ||
        static_cast<std::size_t>(used + more) != text.size())
      return std::nullopt;
  }
  const std::chrono::year_month_day day{std::chrono::year(n[0]), std::chrono::month(static_cast<unsigned>(n[1])),
                                        std::chrono::day(static_cast<unsigned>(n[2]))};
  if (!day.ok() || n[3] < 0 || n[3] > 23 || n[4] < 0 || n[4] > 59 || n[5] < 0 || n[5] > 59) return std::nullopt;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::sys_days(day).time_since_epoch()).count() +
                       n[3] * 3600 + n[4] * 60 + n[5];
  return DateTime(seconds * DateTime::ticks_per_second, true);
}

/// `bare`: {COUNTDOWN(2026-12-31 10:00:00,5)} of responsive ads, which has no language and needs no quotes. Else
/// {=COUNTDOWN("2026/12/31 10:00:00","en-us",5)}.
void read_countdown(ReadToken& r, std::string_view arguments, std::string_view after, DateTime now, bool bare) {
  const auto refuse = [&](Error error, std::string rule, std::string bound, std::string expected) {
    r.problem = {error, std::move(rule), r.token.text, std::move(bound), std::move(expected)};
  };
  r.fixed_width = true;
  const auto parts = split_outside(arguments, ',');
  const std::size_t most_parts = bare ? 2 : 3;
  if (trimmed(arguments).empty() || parts.size() > most_parts)
    return refuse(Error::CountDownInvalidParameters, "countdown.parameters", "1.." + std::to_string(most_parts),
                  bare ? "a time, and perhaps a number of days" : "a time, and perhaps a language and a number of days");
  auto when = read_time(unquoted(parts[0]), "%4d/%2d/%2d%n");
  if (bare && !when) when = read_time(unquoted(parts[0]), "%4d-%2d-%2d%n");
  if (!when || (!bare && !in_quotes(trimmed(parts[0]))))
    return refuse(Error::CountDownInvalidDateTime, "countdown.time", bare ? "yyyy-mm-dd hh:mm:ss" : "\"yyyy/mm/dd hh:mm:ss\"",
                  bare ? "a day, or a day and a time" : "a day, or a day and a time, in quotation marks");
  if (*when < now) return refuse(Error::CountDownPastDateTime, "countdown.past", "in the future", "a time that has not passed");
  if (!bare && parts.size() > 1 &&
      !(in_quotes(trimmed(parts[1])) &&
        schema::contains(*schema::find_set("countdown-languages"), fold_case(unquoted(parts[1])))))
    return refuse(Error::CountDownInvalidLanguageCode, "countdown.language", "", "a language code as en-us, in quotation marks");
  if (parts.size() == most_parts) {
    const auto digits = unquoted(parts.back());
    long days = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), days);
    if (problem != std::errc() || end != digits.data() + digits.size())
      return refuse(Error::CountDownInvalidDaysBefore, "countdown.days", "", "a number of days");
    const auto& most = schema::find_limit("countdown-days");
    if (days < 1 || days > most.value)
      return refuse(static_cast<Error>(most.error), "countdown.days_range", "1.." + std::to_string(most.value),
                    "so many days before the time");
  }
  if (!after.empty()) refuse(Error::CountDownInvalidDefaultText, "countdown.default", "none", "no default text");
}

/// Takes the parts of an IF function one after another. A backslash takes its meaning from the next character.
class Parts {
 public:
  explicit Parts(std::string_view s) : rest_(s) {}

  /// What comes before the first of `ends`, which is passed over; quotes around all of it are not part of it.
  std::string take(std::string_view ends) {
    rest_ = trimmed(rest_);
    if (const auto close = closing_quote(ends); close != 0) {
      auto quoted = unescaped(rest_.substr(1, close - 1));
      rest_.remove_prefix(close + 1);
      rest_ = trimmed(rest_);
      pass_end();
      return quoted;
    }
    std::size_t i = 0;
    while (i < rest_.size() && ends.find(rest_[i]) == std::string_view::npos) i += rest_[i] == '\\' ? 2 : 1;
    auto taken = unescaped(trimmed(rest_.substr(0, i)));
    rest_.remove_prefix(std::min(i, rest_.size()));
    pass_end();
    return taken;
  }
  /// Which of them it was; 0 when none came.
  [[nodiscard]] char end() const { return end_; }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  /// A backslash stood before what has no meaning to take.
  [[nodiscard]] bool wrongly_escaped() const { return wrong_; }

 private:
  void pass_end() {
    end_ = rest_.empty() ? '\0' : rest_[0];
    if (!rest_.empty()) rest_.remove_prefix(1);
  }

  /// The quote that ends a text in quotes, before the end or one of `ends`; 0 when the text is in none.
  [[nodiscard]] std::size_t closing_quote(std::string_view ends) const {
    if (rest_.empty() || (rest_[0] != '"' && rest_[0] != '\'')) return 0;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '\\') {
        ++i;
        continue;
      }
      if (rest_[i] != rest_[0]) continue;
      const auto next = rest_.find_first_not_of(' ', i + 1);
      if (next == std::string_view::npos || ends.find(rest_[next]) != std::string_view::npos) return i;
    }
    return 0;
  }

  std::string unescaped(std::string_view s) {
    constexpr std::string_view special = "\\),}\"'";
    std::string out;
    for (std::size_t i = 0; i < s.size(); ++i) {
      if (s[i] == '\\') {
        if (i + 1 == s.size() || special.find(s[i + 1]) == std::string_view::npos)
          wrong_ = true;
        else
          ++i;
      }
      out += s[i];
    }
    return out;
  }

  std::string_view rest_;
  char end_ = 0;
  bool wrong_ = false;
};

/// `arguments`: all after the first parenthesis.
void read_if(ReadToken& r, std::string_view arguments) {
  const auto refuse = [&](Error error, std::string rule, std::string expected) {
    if (!r.problem) r.problem = {error, std::move(rule), r.token.text, "", std::move(expected)};
  };
  const auto unescaped_character = [&] {
    refuse(Error::IFFunctionSpecialCharactersAreNotEscaped, "if.escapes",
           "a backslash before ) and , of an audience, before ) or } of a text, and before \\");
  };
  if (const auto brace = arguments.find('{'); brace != std::string_view::npos) {
    // Numbers of their own: an audience whose name has braces, and what is nested.
    const bool in_audience = fold_case(trimmed(arguments)).starts_with("audience") && brace < arguments.find(')') &&
                             !arguments.substr(brace).starts_with("{=");
    if (in_audience)
      return refuse(Error::IFFunctionNestingNotAllowed_6408, "if.audience_braces", "an audience whose name has no braces");
    return refuse(Error::IFFunctionNestingNotAllowed, "if.nested", "no dynamic text inside an IF function");
  }
  Parts parts(arguments);
  const auto what = fold_case(parts.take("=(,)"));
  if (what.starts_with("device")) {
    if (what != "device" || parts.end() != '=' || fold_case(parts.take(",)")) != "mobile")
      return refuse(Error::IFFunctionIncorrectSyntaxForDevice, "if.device", "device=mobile");
  } else if (what.starts_with("audience")) {
    if (parts.end() != '(' || trimmed(std::string_view(what).substr(8)) != "in")
      return refuse(Error::IFFunctionIncorrectSyntaxForAudience, "if.audience", "audience IN(name, name)");
    std::vector<std::string> names;
    do {
      auto name = fold_case(parts.take(",)"));
      if (name.empty()) return refuse(Error::IFFunctionInvalidAudience, "if.audience_name", "names of audiences");
      if (std::ranges::find(names, name) != names.end())
        return refuse(Error::IFFunctionDuplicateAudiences, "if.audience_once", "each audience once");
      names.push_back(std::move(name));
    } while (parts.end() == ',');
    if (parts.end() != ')') return refuse(Error::IFFunctionIncorrectSyntaxForAudience, "if.audience", "audience IN(name, name)");
    r.token.audiences = names.size();
    if (!parts.take(",)").empty()) return unescaped_character();
  } else {
    return refuse(Error::IFFunctionInvalidSyntax, "if.condition", "device=mobile or audience IN(...)");
  }
  auto text = parts.end() == ',' ? parts.take(")") : std::string();
  if (text.empty() || parts.end() != ')')
    return refuse(Error::IFFunctionInvalidSyntax, "if.text", "a condition and one text in parentheses");
  r.becomes.push_back(std::move(text));
  if (const auto after = trimmed(parts.rest()); !after.empty()) {
    if (after[0] != ':') return unescaped_character();
    Parts otherwise(after.substr(1));
    r.token.has_default = true;
    r.becomes.push_back(otherwise.take("}"));
    if (otherwise.wrongly_escaped()) return unescaped_character();
  }
  if (parts.wrongly_escaped()) unescaped_character();
}

/// {CUSTOMIZER.Attribute:default}.
void read_customizer(ReadToken& r) {
  const auto attribute = std::string_view(r.token.kind).substr(std::string_view("customizer").size());
  if (attribute.empty() || trimmed(attribute.substr(1)).empty())
    r.problem = {Error::CampaignServiceAdCustomizerFeedAttributeMissing, "customizer.attribute", r.token.text, "",
                 "the name of an attribute after the point"};
  r.token.kind = "customizer";
}

/// What follows the first parenthesis up to the one that closes it; nothing when none does, which is a problem of the token.
std::optional<std::string_view> arguments_of(ReadToken& r, std::string_view inside, std::size_t open, Error error) {
  const auto close = open == std::string_view::npos ? open : find_outside(inside, ')', open + 1);
  if (close != std::string_view::npos) return inside.substr(open + 1, close - open - 1);
  r.problem = {error, "function.parentheses", r.token.text, "", "parameters in parentheses"};
  return std::nullopt;
}

/// {COUNTDOWN(...)}: whether it is one.
bool read_bare_countdown(ReadToken& r, std::string_view inside, DateTime now) {
  const auto open = inside.find('(');
  const auto name = fold_case(trimmed(inside.substr(0, open)));
  if (open == std::string_view::npos || (name != "countdown" && name != "global_countdown")) return false;
  r.token.kind = "bare-countdown";
  if (const auto arguments = arguments_of(r, inside, open, Error::InvalidFunctionFormat))
    read_countdown(r, *arguments, inside.substr(open + arguments->size() + 2), now, true);
  return true;
}

void read_function(ReadToken& r, std::string_view inside, DateTime now) {
  const auto open = inside.find('(');
  const auto name = fold_case(trimmed(inside.substr(0, open)));
  const bool known = name == "if" || name == "countdown" || name == "global_countdown";
  if (!known) {
    if (const auto dot = name.find('.'); dot != std::string::npos) {  // {=Feed.Attribute:default}
      const auto refuse = [&](Error error, std::string rule, std::string expected) {
        if (!r.problem) r.problem = {error, std::move(rule), r.token.text, "", std::move(expected)};
      };
      if (trimmed(std::string_view(name).substr(0, dot)).empty())
        refuse(Error::CampaignServiceAdCustomizerFeedNameMissing, "customizer.feed", "the name of a feed before the point");
      if (const auto attribute = std::string_view(name).substr(dot + 1);
          trimmed(attribute.substr(0, attribute.find(':'))).empty())
        refuse(Error::CampaignServiceAdCustomizerFeedAttributeMissing, "customizer.attribute",
               "the name of an attribute after the point");
      r.token.kind = "feed-customizer";
      r.token.has_default = inside.find(':') != std::string_view::npos;
      r.becomes.emplace_back(r.token.has_default ? inside.substr(inside.find(':') + 1) : std::string_view());
    } else {
      r.problem = {Error::UnknownFunction, "function.known", r.token.text, "", "countdown, global_countdown or IF"};
    }
    return;
  }
  r.token.kind = name;
  if (name == "if" && open != std::string_view::npos) return read_if(r, inside.substr(open + 1));
  const auto error = name == "if" ? Error::IFFunctionInvalidSyntax : Error::InvalidFunctionFormat;
  if (const auto arguments = arguments_of(r, inside, open, error))
    read_countdown(r, *arguments, inside.substr(open + arguments->size() + 2), now, false);
}

}  // namespace

ReadToken read_token(std::string_view inside, DateTime now) {
  ReadToken r;
  r.token.text = "{" + std::string(inside) + "}";
  if (inside.starts_with('=')) {
    read_function(r, inside.substr(1), now);
    return r;
  }
  if (read_bare_countdown(r, inside, now)) return r;
  const auto colon = inside.find(':');
  r.token.kind = fold_case(trimmed(inside.substr(0, colon)));
  if (r.token.kind == "customizer" || r.token.kind.starts_with("customizer.")) read_customizer(r);
  r.token.has_default = colon != std::string_view::npos;
  r.becomes.emplace_back(r.token.has_default ? inside.substr(colon + 1) : std::string_view());
  if (schema::contains(*schema::find_set("url-parameters"), r.token.kind)) r.token.kind = "url-parameter";
  const bool known = r.token.kind == "customizer" || r.token.kind == "keyword" || r.token.kind == "param1" ||
                     r.token.kind == "param2" || r.token.kind == "param3" || r.token.kind == "url-parameter";
  if (!r.problem && (!known || r.becomes[0].find('{') != std::string::npos))
    r.problem = {std::nullopt, "token.known", r.token.text, "", "{KeyWord:default}, {Param1:default} or a function"};
  return r;
}

}  // namespace adsbox::services
