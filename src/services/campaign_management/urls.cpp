#include "services/campaign_management/urls.h"

#include <algorithm>

#include "schema/rules.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"

namespace adsbox::services {
namespace {

template <class F>
bool any_of_set(std::string_view set, F&& test) {
  const auto values = schema::values_of(*schema::find_set(set));
  return std::ranges::any_of(values, [&](schema::Name n) { return test(schema::rule_book.text(n)); });
}

std::string listed(std::string_view set) {
  std::string s;
  for (const auto n : schema::values_of(*schema::find_set(set))) (s.empty() ? s : s += ", ") += schema::rule_book.text(n);
  return s;
}

/// Braces only around tags: closed, not nested, not empty.
bool braces_fit(std::string_view s) {
  if (s.find('{') == s.npos && s.find('}') == s.npos) return true;
  bool open = false;
  std::size_t since = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '{') {
      if (open) return false;
      open = true;
      since = i;
    } else if (s[i] == '}') {
      if (!open || i == since + 1) return false;
      open = false;
    }
  }
  return !open;
}

void refuse_url(const Decision& d, Error error, std::string_view rule, std::string_view field, std::string value,
                std::string bound, std::string expected) {
  auto& e = d.refuse(error, rule, field, std::move(value), std::move(bound), std::move(expected));
  e.field_path = e.why.field;
}

}  // namespace

void check_tracking_template(const Decision& d, const text& value, bool needs_landing_page_tag) {
  if (!value || value.empty()) return;
  const auto lower = fold_case(value.view());
  constexpr std::string_view field = "TrackingUrlTemplate";
  if (!any_of_set("template-starts", [&](std::string_view s) { return lower.starts_with(s); }))
    return refuse_url(d, Error::InvalidUrlScheme, "TrackingUrlTemplate.scheme", field, value.str(), listed("template-starts"),
                      "a template that starts with one of " + listed("template-starts"));
  if (!braces_fit(lower))
    return refuse_url(d, Error::InvalidTag, "TrackingUrlTemplate.tags", field, value.str(), "",
                      "braces only around the name of a tag or parameter");
  if (needs_landing_page_tag &&
      !any_of_set("landing-page-tags", [&](std::string_view s) { return lower.find(s) != std::string::npos; }))
    refuse_url(d, Error::MissingLandingPageUrlTag, "TrackingUrlTemplate.landing_page", field, value.str(),
               listed("landing-page-tags"), "a template with one of " + listed("landing-page-tags"));
}

void check_final_url_suffix(const Decision& d, const text& value) {
  if (!value || value.empty()) return;
  const auto lower = fold_case(value.view());
  constexpr std::string_view field = "FinalUrlSuffix";
  if (lower[0] == '?' || lower[0] == '&' || lower[0] == '#')
    return refuse_url(d, Error::FinalUrlSuffixInvalidCharacters, "FinalUrlSuffix.start", field, value.str(), "no leading ? & #",
                      "name=value pairs joined by &");
  if (any_of_set("suffix-forbidden-tags", [&](std::string_view s) { return lower.find(s) != std::string::npos; }))
    return refuse_url(d, Error::FinalUrlSuffixInvalidParameters, "FinalUrlSuffix.tags", field, value.str(),
                      "none of " + listed("suffix-forbidden-tags"), "a suffix without these tags");
  if (!braces_fit(lower))
    refuse_url(d, Error::InvalidTag, "FinalUrlSuffix.tags_closed", field, value.str(), "",
               "braces only around the name of a tag or parameter");
}

void check_final_urls(const Decision& d, std::string_view field, const list<text>& urls) {
  static const auto& most = schema::find_limit("url-length");
  const auto longest = static_cast<std::size_t>(most.value);
  for (std::size_t i = 0; i < urls.size(); ++i) {
    const auto url = urls[i].view();
    const auto refuse = [&](Error error, std::string_view rule, std::string value, std::string bound, std::string expected) {
      refuse_url(d, error, std::string(field) + std::string(rule), std::string(field) + "[" + std::to_string(i) + "]",
                 std::move(value), std::move(bound), std::move(expected));
    };
    static const auto starts = schema::values_of(*schema::find_set("url-starts"));
    constexpr std::size_t scheme = 15;  // more than any of the set takes, and no more than a string holds in place
    const auto start = fold_case(url.substr(0, scheme));
    if (std::ranges::none_of(starts, [&](schema::Name n) {
          const auto s = schema::rule_book.text(n);
          return start.starts_with(s) && url.size() > s.size();
        }))
      refuse(Error::InvalidUrlScheme, ".scheme", urls[i].str(), listed("url-starts"),
             "an address that starts with one of " + listed("url-starts"));
    else if (url.size() > longest && code_points(url) > longest)
      refuse(static_cast<Error>(most.error), ".length", std::to_string(code_points(url)), std::to_string(longest),
             "at most " + std::to_string(longest) + " characters");
    else if (!braces_fit(url))
      refuse(Error::InvalidTag, ".tags", urls[i].str(), "", "braces only around the name of a tag or parameter");
  }
}

void check_custom_parameters(const Decision& d, const box<campaign_management::CustomParameters>& value) {
  if (!value) return;
  const auto& parameters = value->parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto& p = parameters[i];
    if (!p) continue;
    const auto field = "UrlCustomParameters.Parameters[" + std::to_string(i) + "].Key";
    if (p->key.view().find_first_of("{}_") != std::string_view::npos)
      refuse_url(d, Error::InvalidCharactersInKey, "CustomParameter.Key.characters", field, p->key.str(), "no { } _",
                 "a key without braces and underscore");
    else if (!p->key.empty() && std::any_of(parameters.begin(), parameters.begin() + i,
                                            [&](const auto& q) { return q.has_value() && q->key == p->key.view(); }))
      refuse_url(d, Error::DuplicatesInField, "CustomParameter.Key.unique", field, p->key.str(), "each key once",
                 "different keys");
  }
}

}  // namespace adsbox::services
