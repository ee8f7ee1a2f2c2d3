// The criterions of campaigns and of ad groups: the entity engine's description of both levels, and what is decided about every
// kind of them (kinds.h).
#pragma once

#include "services/criterion/levels.h"
#include "services/entity/engine.h"

namespace adsbox::services {

[[nodiscard]] const EntityEngine& criterion_engine(CriterionLevel level);

/// Whether a CriterionType, "Targets", stands for the one that criterions go by, "Age".
[[nodiscard]] bool type_includes(std::string_view criterion_type, std::string_view name);
/// The CriterionType of a request: "Targets".
[[nodiscard]] std::string_view criterion_type(const object& request);

/// Whether criterions of a kind go there.
[[nodiscard]] bool takes_criterion(CriterionLevel level, const CriterionKind& kind, bool negative,
                                   const campaign_management::Campaign& campaign);

void decide_criterion(Decision& decision);
/// The bid of a criterion that may have one (bids.cpp).
void decide_criterion_bid(CriterionDecision& decision, const CriterionKind& kind);
/// What a call's adds or deletes leave in one campaign or ad group.
void settle_criterions(Settlement& settlement);

}  // namespace adsbox::services
