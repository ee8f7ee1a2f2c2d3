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

std::string_view unquoted(std::string_view s) {
  s = trimmed(s);
  if (s.size() >= 2 && (s.front() == '"' || s.front() == '\'') && s.back() == s.front()) return s.substr(1, s.size() - 2);
  return s;
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

/// `yyyy/mm/dd` or `yyyy/mm/dd hh:mm:ss`, as UTC.
std::optional<DateTime> read_time(std::string_view s) {
  int n[6] = {};
  const std::string text(s);
  int used = 0;
  const int day_only = std::sscanf(text.c_str(), "%4d/%2d/%2d%n", &n[0], &n[1], &n[2], &used);
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

void read_countdown(ReadToken& r, std::string_view arguments, std::string_view after, DateTime now) {
  const auto refuse = [&](Error error, std::string rule, std::string bound, std::string expected) {
    r.problem = {error, std::move(rule), r.token.text, std::move(bound), std::move(expected)};
  };
  r.fixed_width = true;
  const auto parts = split_outside(arguments, ',');
  if (trimmed(arguments).empty() || parts.size() > 3)
    return refuse(Error::CountDownInvalidParameters, "countdown.parameters", "1..3",
                  "a time, and perhaps a language and a number of days");
  const auto when = read_time(unquoted(parts[0]));
  if (!when)
    return refuse(Error::CountDownInvalidDateTime, "countdown.time", "yyyy/mm/dd hh:mm:ss", "a day, or a day and a time");
  if (*when < now) return refuse(Error::CountDownPastDateTime, "countdown.past", "in the future", "a time that has not passed");
  if (parts.size() > 1 && !schema::contains(*schema::find_set("countdown-languages"), fold_case(unquoted(parts[1]))))
    return refuse(Error::CountDownInvalidLanguageCode, "countdown.language", "", "a language code as en-us");
  if (parts.size() > 2) {
    const auto digits = unquoted(parts[2]);
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

void read_condition(ReadToken& r, std::string_view condition) {
  const auto refuse = [&](Error error, std::string rule, std::string expected) {
    if (!r.problem) r.problem = {error, std::move(rule), r.token.text, "", std::move(expected)};
  };
  const auto folded = fold_case(trimmed(condition));
  if (folded.starts_with("device")) {
    std::string compact;
    std::ranges::copy_if(folded, std::back_inserter(compact), [](char c) { return c != ' '; });
    if (compact != "device=mobile") refuse(Error::IFFunctionIncorrectSyntaxForDevice, "if.device", "device=mobile");
    return;
  }
  if (!folded.starts_with("audience"))
    return refuse(Error::IFFunctionInvalidSyntax, "if.condition", "device=mobile or audience IN(...)");
  const auto open = folded.find('(');
  if (open == std::string::npos || folded.back() != ')' || trimmed(std::string_view(folded).substr(8, open - 8)) != "in")
    return refuse(Error::IFFunctionIncorrectSyntaxForAudience, "if.audience", "audience IN(name, name)");
  std::vector<std::string> names;
  for (const auto part : split_outside(std::string_view(folded).substr(open + 1, folded.size() - open - 2), ',')) {
    const std::string name(unquoted(part));
    if (name.empty()) return refuse(Error::IFFunctionInvalidAudience, "if.audience_name", "names of audiences");
    if (std::ranges::find(names, name) != names.end())
      return refuse(Error::IFFunctionDuplicateAudiences, "if.audience_once", "each audience once");
    names.push_back(name);
  }
  r.token.audiences = names.size();
}

void read_if(ReadToken& r, std::string_view arguments, std::string_view after) {
  const auto refuse = [&](Error error, std::string rule, std::string expected) {
    if (!r.problem) r.problem = {error, std::move(rule), r.token.text, "", std::move(expected)};
  };
  if (arguments.find('{') != std::string_view::npos || after.find('{') != std::string_view::npos)
    refuse(Error::IFFunctionNestingNotAllowed, "if.nested", "no dynamic text inside an IF function");
  const auto parts = split_outside(arguments, ',');
  read_condition(r, parts[0]);
  if (parts.size() != 2 || unquoted(parts[1]).empty())
    return refuse(Error::IFFunctionInvalidSyntax, "if.text", "a condition and one text");
  r.becomes.emplace_back(unquoted(parts[1]));
  if (after.empty()) return;
  if (after[0] != ':') return refuse(Error::IFFunctionInvalidSyntax, "if.default", "a colon before the default text");
  r.token.has_default = true;
  r.becomes.emplace_back(after.substr(1));
}

void read_function(ReadToken& r, std::string_view inside, DateTime now) {
  const auto open = inside.find('(');
  const auto name = fold_case(trimmed(inside.substr(0, open)));
  const bool known = name == "if" || name == "countdown" || name == "global_countdown";
  if (!known) {
    if (name.find('.') != std::string::npos) {  // {=Feed.Attribute:default}
      r.token.kind = "customizer";
      r.token.has_default = inside.find(':') != std::string_view::npos;
      r.becomes.emplace_back(r.token.has_default ? inside.substr(inside.find(':') + 1) : std::string_view());
    } else {
      r.problem = {std::nullopt, "function.known", r.token.text, "", "countdown, global_countdown or IF"};
    }
    return;
  }
  r.token.kind = name;
  const auto close = open == std::string_view::npos ? open : find_outside(inside, ')', open + 1);
  if (close == std::string_view::npos) {
    const auto error = name == "if" ? Error::IFFunctionInvalidSyntax : Error::CountDownInvalidParameters;
    r.problem = {error, "function.parentheses", r.token.text, "", "parameters in parentheses"};
    return;
  }
  const auto arguments = inside.substr(open + 1, close - open - 1);
  const auto after = inside.substr(close + 1);
  if (name == "if")
    read_if(r, arguments, after);
  else
    read_countdown(r, arguments, after, now);
}

}  // namespace

ReadToken read_token(std::string_view inside, DateTime now) {
  ReadToken r;
  r.token.text = "{" + std::string(inside) + "}";
  if (inside.starts_with('=')) {
    read_function(r, inside.substr(1), now);
    return r;
  }
  const auto colon = inside.find(':');
  r.token.kind = fold_case(trimmed(inside.substr(0, colon)));
  if (r.token.kind.starts_with("customizer.")) r.token.kind = "customizer";
  r.token.has_default = colon != std::string_view::npos;
  r.becomes.emplace_back(r.token.has_default ? inside.substr(colon + 1) : std::string_view());
  if (r.becomes[0].find('{') != std::string::npos ||
      (r.token.kind != "customizer" && r.token.kind != "keyword" && r.token.kind != "param1" && r.token.kind != "param2" &&
       r.token.kind != "param3"))
    r.problem = {std::nullopt, "token.known", r.token.text, "", "{KeyWord:default}, {Param1:default} or a function"};
  return r;
}

}  // namespace adsbox::services
