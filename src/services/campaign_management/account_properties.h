// Properties of an account: texts by name, as rows of schema/rules say.
#pragma once

#include <string>

#include "adsbox/campaign_management.h"
#include "world/entities.h"

namespace adsbox::services {

/// The value of a property; nil when nobody has set it and it has no usual one.
text account_property(store::Reader& r, std::int64_t account, campaign_management::AccountPropertyName name);
/// Sets it, checked or not (what follows from goals and the like).
void set_account_property(store::Writer& w, std::int64_t account, campaign_management::AccountPropertyName name,
                          std::string_view value, DateTime now);

/// "MSCLKIDAutoTaggingEnabled"
std::string property_name(campaign_management::AccountPropertyName name);

}  // namespace adsbox::services
