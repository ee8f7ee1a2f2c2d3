// The ads of an ad group.
#pragma once

#include "adsbox/campaign_management.h"
#include "services/entity/engine.h"

namespace adsbox::services {

/// The engine for all types of Ad; one for all worlds.
const EntityEngine& ad_engine();

/// What is decided about an ad beyond the rows of schema/rules.
void decide_ad(Decision& decision);

/// The parts of it that only one type has.
void decide_responsive_search_ad(Decision& decision);
void decide_responsive_ad(Decision& decision);
/// Whether a member of a responsive ad is one text beside the list that has taken its place, and so is not heard.
[[nodiscard]] bool stands_beside_list(const Decision& decision, std::string_view member);

/// Refuses a keyword without a ParamN that the only ad of its ad group shows without a default.
void check_params(const Decision& d, const campaign_management::Keyword& result);

/// The AdType of an ad, which its own type says.
[[nodiscard]] campaign_management::AdType ad_type_of(TypeId type);

}  // namespace adsbox::services
