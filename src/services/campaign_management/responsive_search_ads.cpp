// Responsive search ads: headlines and descriptions as assets, pins, the domain and paths that are shown.
#include <algorithm>
#include <array>
#include <set>

#include "schema/rules.h"
#include "services/campaign_management/ad_texts.h"
#include "services/campaign_management/ads.h"
#include "services/campaign_management/responsive_assets.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

struct AssetErrors {
  std::string_view member;
  Error duplicate, pin_mismatch, invalid;
};
constexpr AssetErrors headlines{"Headlines", Error::CampaignServiceResponsiveSearchAdDuplicateHeadlines,
                                Error::CampaignServiceResponsiveSearchAdHeadlinesPinnedFieldMismatch,
                                Error::CampaignServiceResponsiveSearchAdInvalidHeadline};
constexpr AssetErrors descriptions{"Descriptions", Error::CampaignServiceResponsiveSearchAdDuplicateDescriptions,
                                   Error::CampaignServiceResponsiveSearchAdDescriptionsPinnedFieldMismatch,
                                   Error::CampaignServiceResponsiveSearchAdInvalidDescription};

/// Each pin must be a place of this list, and every place must have an asset that may stand there: a free one may in any.
void check_pins(const Decision& d, const AssetErrors& errors, const list<box<AssetLink>>& links) {
  const auto& own = *schema::find_set("pins." + std::string(errors.member));
  const auto& other = *schema::find_set(errors.member == "Headlines" ? "pins.Descriptions" : "pins.Headlines");
  const auto places = schema::values_of(own);
  std::set<std::string_view> pinned;
  bool free = false;
  bool known = true;
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (!links[i]) continue;
    const auto pin = links[i]->pinned_field.view();
    const auto field = std::string(errors.member) + "[" + std::to_string(i) + "].PinnedField";
    if (pin.empty()) {
      free = true;
    } else if (schema::contains(own, pin)) {
      pinned.insert(pin);
    } else {
      known = false;
      d.refuse(schema::contains(other, pin) ? errors.pin_mismatch : Error::CampaignServiceResponsiveSearchAdPinnedFieldInvalid,
               std::string(errors.member) + ".PinnedField", field, std::string(pin),
               std::string(schema::rule_book.text(places[0])) + "..", "a place of " + std::string(errors.member) + ", or nil");
    }
  }
  if (known && !d.broken(errors.member) && !free && pinned.size() < places.size())
    d.refuse(errors.pin_mismatch, std::string(errors.member) + ".places", errors.member,
             std::to_string(pinned.size()) + " places pinned, no asset free", std::to_string(places.size()) + " places",
             "an asset that may stand in each place");
}

void check_assets(const Decision& d, const AssetErrors& errors, const list<box<AssetLink>>& links) {
  std::set<std::string> seen;
  const std::string member(errors.member);
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (!links[i]) continue;
    const auto field = member + "[" + std::to_string(i) + "]";
    const auto* text = text_of(links[i]);
    if (text == nullptr) {
      d.refuse(Error::CampaignServiceResponsiveSearchAdAssetTypeInvalidForField, member + ".Asset.type", field + ".Asset",
               links[i]->asset ? "another asset" : "(absent)", "TextAsset", "a TextAsset");
    } else if (text->empty()) {
      d.refuse(errors.invalid, member + ".Asset.Text", field + ".Asset.Text", "", "at least one word", "a text");
    } else if (!seen.insert(fold_case(text->view())).second) {
      d.refuse(errors.duplicate, member + ".unique", field + ".Asset.Text", text->str(), "each once", "different texts");
    }
  }
  if (!links.empty()) check_pins(d, errors, links);
}

/// Letters, digits and hyphens between dots.
bool is_domain(std::string_view s) {
  return s.find('.') != std::string_view::npos && s.front() != '.' && s.back() != '.' && std::ranges::all_of(s, [](char c) {
           return c == '.' || c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  static_cast<unsigned char>(c) >= 0x80;
         });
}

std::string_view host_in(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  return url.substr(0, url.find_first_of("/?#:{"));
}

void check_domain(const Decision& d, const ResponsiveSearchAd& sent, ResponsiveSearchAd& result) {
  // What reads out of the FinalUrl anyway is not kept, so that it follows the FinalUrl.
  const bool derived = !result.final_urls.empty() && result.domain.view() == shown_domain(result.final_urls[0].view());
  if (result.domain.empty() || derived) result.domain.set_nil();
  if (sent.domain && !sent.domain.empty() && !is_domain(sent.domain.view()))
    d.refuse(Error::CampaignServiceResponsiveSearchAdDisplayUrlDomainInvalid, "Domain.form", "Domain", sent.domain.str(), "",
             "a domain name as contoso.com");
  if (d.broken("FinalUrls") || d.broken("Domain") || d.broken("Path1") || d.broken("Path2")) return;
  const auto domain = result.domain               ? result.domain.view()
                      : result.final_urls.empty() ? std::string_view()
                                                  : host_in(result.final_urls[0].view());
  if (domain.empty() && !result.final_urls.empty()) {
    auto& e = d.refuse(Error::AdDisplayUrlDomainExtractionFailed, "FinalUrls.domain", "FinalUrls[0]", result.final_urls[0].str(),
                       "with a domain", "an address whose domain can be shown, or a Domain");
    e.field_path = e.why.field;
    return;
  }
  const auto width = [&](std::string_view s) { return s.empty() ? 0 : measure(s, d.now).width; };
  const auto paths = (result.path1 ? width(result.path1.view()) + 1 : 0) + (result.path2 ? width(result.path2.view()) + 1 : 0);
  const auto& most = schema::find_limit("ad-domain-and-paths");
  if (width(domain) + paths <= static_cast<std::size_t>(most.value)) return;
  d.refuse(result.domain ? Error::CampaignServiceResponsiveSearchAdDisplayUrlDomainTooLong : static_cast<Error>(most.error),
           "Domain.width", result.domain ? "Domain" : "FinalUrls", std::to_string(width(domain) + paths),
           std::to_string(most.value), "domain and paths of so many characters together");
}

}  // namespace

void decide_responsive_search_ad(Decision& d) {
  const auto& sent = static_cast<const ResponsiveSearchAd&>(d.sent);
  auto& result = static_cast<ResponsiveSearchAd&>(d.result);
  check_assets(d, headlines, sent.headlines);
  check_assets(d, descriptions, sent.descriptions);
  for (auto* list : {&result.headlines, &result.descriptions})
    for (auto& link : *list)
      if (link && link->pinned_field.empty()) link->pinned_field.set_nil();
  decide_paths(d, result, Error::CampaignServiceResponsiveSearchAdPath2SetWithoutPath1);
  check_domain(d, sent, result);
}

}  // namespace adsbox::services
