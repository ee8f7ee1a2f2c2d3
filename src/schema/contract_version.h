// Versions of the contract: 13.0.N, as the official SDKs number them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schema/tables.h"

namespace adsbox::schema {

/// The one that the tables are of.
[[nodiscard]] ContractVersion newest_contract();
/// `13.0.11`, also with what follows for a hotfix (`13.0.11.1`); nothing when it is none of 13.0.1 to the newest.
[[nodiscard]] std::optional<ContractVersion> contract_version(std::string_view text);
/// "13.0.11".
[[nodiscard]] std::string contract_text(ContractVersion version);
/// What the User-Agent of an official SDK says (`BingAdsSDKPython 13.0.11 (3, 8, 5)`); 0 when it is another program's. One that
/// is newer than the tables counts as the newest.
[[nodiscard]] ContractVersion contract_of_user_agent(std::string_view user_agent);

}  // namespace adsbox::schema
