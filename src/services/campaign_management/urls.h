// Tracking templates, final URL suffixes and custom parameters: the same rules for campaigns, ad groups, ads, keywords and more.
#pragma once

#include "adsbox/campaign_management.h"
#include "services/entity/engine.h"

namespace adsbox::services {

/// `needs_landing_page_tag`: at account, campaign and ad group level the template must name the landing page.
void check_tracking_template(const Decision& d, const text& value, bool needs_landing_page_tag);
void check_final_url_suffix(const Decision& d, const text& value);
void check_custom_parameters(const Decision& d, const box<campaign_management::CustomParameters>& value);

/// The three of them, for an entity that has them all; what an update or an empty text cleared becomes nil.
template <class T>
void decide_urls(const Decision& d, const T& sent, T& result, bool needs_landing_page_tag) {
  if (sent.tracking_url_template) check_tracking_template(d, sent.tracking_url_template, needs_landing_page_tag);
  if (sent.final_url_suffix) check_final_url_suffix(d, sent.final_url_suffix);
  check_custom_parameters(d, sent.url_custom_parameters);
  if (result.url_custom_parameters && result.url_custom_parameters->parameters.empty()) result.url_custom_parameters.set_nil();
  if (result.tracking_url_template.empty()) result.tracking_url_template.set_nil();
  if (result.final_url_suffix.empty()) result.final_url_suffix.set_nil();
}

/// FinalUrls or FinalMobileUrls: each http or https, as long as `limit url-length` lets it, braces only around tags.
void check_final_urls(const Decision& d, std::string_view field, const list<text>& urls);

/// FinalUrls and FinalMobileUrls of an ad, keyword or criterion, and what needs a FinalUrl. App install ads have no
/// FinalMobileUrls: what is sent is not heard.
template <class T>
void decide_final_urls(const Decision& d, const T& sent, T& result, bool has_mobile_urls = true) {
  check_final_urls(d, "FinalUrls", sent.final_urls);
  if (has_mobile_urls) check_final_urls(d, "FinalMobileUrls", sent.final_mobile_urls);
  if (result.final_urls.empty()) result.final_urls.set_nil();
  if (result.final_mobile_urls.empty()) result.final_mobile_urls.set_nil();
  if (result.final_urls || d.broken("FinalUrls")) return;
  const auto needs = [&](Error error, std::string_view member) {
    auto& e = d.refuse(error, std::string(member) + ".final_url", member, "set", "with FinalUrls", "FinalUrls, or nil here");
    e.field_path = e.why.field;
  };
  if (result.final_mobile_urls) needs(Error::FinalUrlRequiredWhenUsingMobileFinalUrl, "FinalMobileUrls");
  if (result.tracking_url_template)
    needs(Error::FinalUrlRequiredWhenUsingTrackingUrlTemplateOrUrlCustomParameter, "TrackingUrlTemplate");
  else if (result.url_custom_parameters)
    needs(Error::FinalUrlRequiredWhenUsingTrackingUrlTemplateOrUrlCustomParameter, "UrlCustomParameters");
  if (result.final_url_suffix) needs(Error::FinalUrlRequiredWhenUsingFinalUrlSuffix, "FinalUrlSuffix");
}

}  // namespace adsbox::services
