#include "services/campaign_management/ad_texts.h"

#include <algorithm>
#include <map>

#include "schema/rules.h"
#include "services/campaign_management/ad_tokens.h"
#include "services/campaign_management/ads.h"
#include "services/campaign_management/editorial.h"
#include "services/entity/fields.h"
#include "services/entity/limits.h"
#include "services/entity/normalise.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// The code point that begins at `i`, which moves behind it.
std::uint32_t next_code(std::string_view s, std::size_t& i) {
  const auto first = static_cast<unsigned char>(s[i++]);
  std::uint32_t code = first < 0x80 ? first : first < 0xe0 ? first & 0x1fu : first < 0xf0 ? first & 0x0fu : first & 0x07u;
  while (i < s.size() && (static_cast<unsigned char>(s[i]) & 0xc0u) == 0x80)
    code = (code << 6) | (static_cast<unsigned char>(s[i++]) & 0x3fu);
  return code;
}

struct Widths {
  std::size_t width = 0;
  bool wide = false;
};

Widths width_of(std::string_view s) {
  Widths w;
  for (std::size_t i = 0; i < s.size();) {
    const auto code = next_code(s, i);
    const bool wide = code >= 0x80 && is_wide(code);
    w.width += wide ? 2 : 1;
    w.wide = w.wide || wide;
  }
  return w;
}

std::size_t count_words(std::string_view s) {
  std::size_t words = 0;
  bool in_space = true, counted = false;
  for (const char c : s) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      in_space = true;
      continue;
    }
    if (in_space) in_space = counted = false;
    const bool letter =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    if (letter && !counted) {
      ++words;
      counted = true;
    }
  }
  return words;
}

bool is_function(std::string_view s, std::size_t open) {
  return s.substr(open).starts_with("{=");
}

/// The brace that closes the one at `open`; npos when none does. In functions a backslash takes its meaning from a brace.
std::size_t closing(std::string_view s, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < s.size(); ++i) {
    if (s[i] == '\\' && is_function(s, open)) {
      ++i;
      continue;
    }
    if (s[i] == '{') ++depth;
    if (s[i] == '}' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

/// The rows of a text member.
struct TextRule {
  const schema::LimitInfo *width = nullptr, *wide = nullptr, *words = nullptr, *path = nullptr;
};

const TextRule* rule_of(TypeId type, std::string_view member) {
  static const auto rules = [] {
    std::map<std::pair<TypeId, std::string>, TextRule> all;
    for (TypeId id = 0; id < schema::contract.types.size(); ++id) {
      if (!is_a(id, Ad::type_id)) continue;
      for (const auto& f : schema::fields_of(schema::type_info(id))) {
        const auto name = std::string(schema::text(schema::type_info(id).name)) + "." + std::string(schema::text(f.name));
        const TextRule r{schema::limit_named("ad-text." + name), schema::limit_named("ad-text-wide." + name),
                         schema::limit_named("ad-words." + name), schema::limit_named("ad-path." + name)};
        if (r.width != nullptr) all[{id, std::string(schema::text(f.name))}] = r;
      }
    }
    return all;
  }();
  const auto it = rules.find({type, std::string(member)});
  return it == rules.end() ? nullptr : &it->second;
}

class TextCheck {
 public:
  explicit TextCheck(const Decision& d) : d_(d), type_(schema::text(schema::type_info(d.sent.contract_type).name)) {}

  void check(std::string_view member, const std::string& field, std::string_view text, const TextRule& rule) {
    const auto m = measure(text, d_.now);
    const auto wrong = static_cast<Error>((rule.words != nullptr ? rule.words : rule.path)->error);
    const std::string name(member);
    if (m.problem) {
      const auto& p = *m.problem;
      d_.refuse(allowed_tokens(name) != nullptr ? p.error.value_or(wrong) : tokens_error(name, wrong), name + "." + p.rule, field,
                p.token, p.bound, p.expected);
    } else if (!tokens_fit(name, field, m, rule, wrong)) {
    } else if (m.new_line) {
      d_.refuse(wrong, name + ".lines", field, std::string(text), "one line", "a text without line breaks");
    } else if (rule.path != nullptr && m.shown.find('/') != std::string::npos) {
      d_.refuse(wrong, name + ".slash", field, std::string(text), "no /", "a part of a path without slashes");
    } else if (rule.words != nullptr && m.words < static_cast<std::size_t>(rule.words->value)) {
      d_.refuse(wrong, name + ".words", field, std::string(text), std::to_string(rule.words->value), "at least one word");
    } else {
      const auto raw = static_cast<std::size_t>(schema::find_limit("ad-text-raw").value);
      const auto most = static_cast<std::size_t>((m.wide && rule.wide != nullptr ? rule.wide : rule.width)->value);
      if (m.width > most) {
        too_long(
            d_.refuse(static_cast<Error>(rule.width->error), name + ".width", field, std::to_string(m.width),
                      std::to_string(most), "at most " + std::to_string(most) + " characters, double-width ones counted twice"),
            member, m.width - most);
      } else if (const auto written = rule.path != nullptr ? code_points(text) : m.raw; written > raw) {
        const bool audiences = std::ranges::any_of(m.tokens, [](const AdToken& t) { return t.audiences != 0; });
        too_long(d_.refuse(audiences ? Error::IFFunctionAudiencesExceedsMaxFieldLength : static_cast<Error>(rule.width->error),
                           name + ".raw", field, std::to_string(written), std::to_string(raw),
                           "at most " + std::to_string(raw) + " characters with its dynamic text" +
                               (audiences ? " and audiences" : "")),
                 member, written - raw);
      }
    }
  }

 private:
  /// What the type takes, in all of its members or in this one.
  [[nodiscard]] const schema::RuleSet* allowed_tokens(const std::string& member) const {
    const auto type = "ad-tokens." + type_;
    const auto* own = schema::find_set(type + "." + member);
    return own != nullptr ? own : schema::find_set(type);
  }

  /// The error of dynamic text that the type does not take: `wrong` where it has none of its own.
  [[nodiscard]] Error tokens_error(const std::string& member, Error wrong) const {
    const auto type = "ad-tokens." + type_;
    for (const auto* row : {schema::limit_named(type + "." + member), schema::limit_named(type)})
      if (row != nullptr) return static_cast<Error>(row->error);
    return wrong;
  }

  /// An EditorialError that tells how much is too much where others tell the text.
  static void too_long(ErrorValue& e, std::string_view member, std::size_t excess) {
    e.editorial = EditorialDetail{0, false, std::string(editorial_location(member)), std::to_string(excess), {}};
  }

  /// Which tokens the ad type takes, and with which default.
  [[nodiscard]] bool tokens_fit(const std::string& name, const std::string& field, const MeasuredText& m, const TextRule& rule,
                                Error wrong) const {
    const auto* allowed = allowed_tokens(name);
    for (const auto& t : m.tokens) {
      if (allowed == nullptr || !schema::contains(*allowed, t.kind) || (t.kind == "url-parameter" && rule.path == nullptr)) {
        const bool customizer = t.kind == "customizer" || t.kind == "feed-customizer";
        const auto error = customizer ? Error::CampaignServiceAdCustomizerNotSupportedForAdType : tokens_error(name, wrong);
        d_.refuse(error, name + ".tokens", field, t.text, "", "none of this dynamic text in the " + name + " of a " + type_);
        return false;
      }
      if (t.has_default || t.kind != "keyword" || d_.sent.contract_type != ResponsiveSearchAd::type_id) continue;
      d_.refuse(Error::CampaignServiceResponsiveSearchAdDefaultTextRequiredForKeyword, name + ".default", field, t.text,
                "with a default", "a default text after a colon");
      return false;
    }
    return true;
  }

  const Decision& d_;
  std::string type_;
};

/// Calls `visit(member, field path, text)` for each text of an ad that has a row.
template <class F>
void each_text(const object& ad, F&& visit) {
  for (const auto& f : schema::fields_of(schema::type_info(ad.contract_type))) {
    const auto name = schema::text(f.name);
    const auto* rule = rule_of(ad.contract_type, name);
    const void* at = member(ad, f);
    if (rule == nullptr || state_of(f.kind, at) != presence::value) continue;
    if (f.kind == schema::Kind::string) {
      visit(name, std::string(name), static_cast<const text*>(at)->view(), *rule);
      continue;
    }
    const auto& links = *static_cast<const list<box<AssetLink>>*>(at);
    for (std::size_t i = 0; i < links.size(); ++i)
      if (const auto* asset = links[i] && links[i]->asset ? links[i]->asset.template as<TextAsset>() : nullptr)
        visit(name, std::string(name) + "[" + std::to_string(i) + "].Asset.Text", asset->text.view(), *rule);
  }
}

}  // namespace

MeasuredText measure(std::string_view text, DateTime now) {
  MeasuredText m;
  const auto raw = width_of(text);
  m.raw = raw.width;
  m.new_line = text.find_first_of("\r\n") != std::string_view::npos;
  const auto plain = [&](std::string_view s) {
    const auto w = width_of(s);
    m.width += w.width;
    m.wide = m.wide || w.wide;
    m.shown += s;
  };
  const auto malformed = [&](std::optional<Error> error, std::string rule, std::string_view where, std::string expected) {
    if (!m.problem) m.problem = {error, std::move(rule), std::string(where), "", std::move(expected)};
  };
  bool after_function = false;
  for (std::size_t i = 0; i < text.size();) {
    const auto brace = text.find_first_of("{}", i);
    plain(text.substr(i, brace == std::string_view::npos ? brace : brace - i));
    if (brace == std::string_view::npos) break;
    const auto end = text[brace] == '{' ? closing(text, brace) : std::string_view::npos;
    if (end == std::string_view::npos) {
      malformed(is_function(text, brace) ? std::optional(Error::InvalidFunctionFormat) : std::nullopt, "braces",
                text.substr(brace), "braces only around dynamic text");
      break;
    }
    auto read = read_token(text.substr(brace + 1, end - brace - 1), now);
    const bool function = is_function(text, brace) || read.token.kind == "bare-countdown";
    if (function && after_function && brace == i)
      malformed(Error::MissingDelimiterBetweenFunctions, "functions_apart", text.substr(brace), "a character between functions");
    if (read.problem && !m.problem) m.problem = std::move(read.problem);
    std::string_view widest;
    for (const auto& s : read.becomes)
      if (width_of(s).width >= width_of(widest).width) widest = s;
    if (read.fixed_width) {
      m.width += static_cast<std::size_t>(schema::find_limit("countdown-width").value);
      m.shown += "00:00:00";
    } else {
      plain(widest);
    }
    m.tokens.push_back(std::move(read.token));
    after_function = function;
    i = end + 1;
  }
  m.words = count_words(m.shown);
  // A token without a default is a word all the same.
  if (m.words == 0 && !m.tokens.empty()) m.words = 1;
  return m;
}

void check_ad_texts(const Decision& d) {
  TextCheck checker(d);
  each_text(d.sent, [&](std::string_view member, const std::string& field, std::string_view text, const TextRule& rule) {
    if (!text.empty() && !stands_beside_list(d, member)) checker.check(member, field, text, rule);
  });
  // IF functions of the whole ad, whatever part of it was sent.
  std::size_t with = 0, without = 0, audiences = 0;
  each_text(d.result, [&](std::string_view, const std::string&, std::string_view text, const TextRule&) {
    for (const auto& t : measure(text, d.now).tokens) {
      if (t.kind != "if") continue;
      ++(t.has_default ? with : without);
      audiences += t.audiences;
    }
  });
  if (with != 0 && without != 0)
    d.refuse(Error::IFFunctionSomeHaveDefaultValueButNotAll, "if.defaults", "",
             std::to_string(with) + " of " + std::to_string(with + without), "all or none",
             "a default text in every IF function, or in none");
  const auto& row = schema::find_limit("if-audiences-per-ad");
  if (const auto most = limit_of(d.world, row); static_cast<std::int64_t>(audiences) > most)
    d.refuse(static_cast<Error>(row.error), "if.audiences", "", std::to_string(audiences), std::to_string(most),
             "fewer audiences");
}

}  // namespace adsbox::services
