// What an EntityIdToParentIdAssociation names: the ads and keywords by whose reviews an entity is objected to.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "services/campaign_management/editorial.h"

namespace adsbox::services {

/// An ad or keyword with what its review came to.
struct Reviewed {
  store::Row row;
  box<object> entity;
  box<internal::AdReview> kept;
  Outcome outcome;
};

/// Nothing when the association names none of the account's. An ad and a keyword are their own review. A campaign and an ad group
/// are what is in them, a text asset the ads that show it, with the findings in that text; what was never objected to may be left
/// out there. An image asset has no text, so nothing is objected to.
[[nodiscard]] std::optional<std::vector<Reviewed>> find_reviewed(
    store::Reader& r, campaign_management::EntityType type, const box<campaign_management::EntityIdToParentIdAssociation>& at,
    std::int64_t account, DateTime now);

/// Of what the parent of such an entity is: "the ad group".
[[nodiscard]] std::string_view parent_in_words(campaign_management::EntityType type);

}  // namespace adsbox::services
