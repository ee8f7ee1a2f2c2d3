// Tracking templates, final URL suffixes and custom parameters: the same rules for campaigns, ad groups, ads, keywords and more.
#pragma once

#include "adsbox/campaign_management.h"
#include "services/entity/engine.h"

namespace adsbox::services {

/// `needs_landing_page_tag`: at account, campaign and ad group level the template must name the landing page.
void check_tracking_template(const Decision& d, const text& value, bool needs_landing_page_tag);
void check_final_url_suffix(const Decision& d, const text& value);
void check_custom_parameters(const Decision& d, const box<campaign_management::CustomParameters>& value);

}  // namespace adsbox::services
