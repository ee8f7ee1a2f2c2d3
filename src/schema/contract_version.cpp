#include "schema/contract_version.h"

#include <algorithm>
#include <charconv>

namespace adsbox::schema {
namespace {

constexpr std::string_view version_13 = "13.0.";

/// N of `13.0.N` or `13.0.N.anything`, with what follows the number.
std::optional<std::pair<ContractVersion, std::string_view>> number_of(std::string_view text) {
  if (!text.starts_with(version_13)) return std::nullopt;
  text.remove_prefix(version_13.size());
  ContractVersion n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || n == 0) return std::nullopt;
  return std::pair{n, text.substr(static_cast<std::size_t>(end - text.data()))};
}

}  // namespace

ContractVersion newest_contract() {
  static const auto newest = number_of(text(contract.version))->first;
  return newest;
}

std::optional<ContractVersion> contract_version(std::string_view text) {
  const auto found = number_of(text);
  if (!found || found->first > newest_contract()) return std::nullopt;
  const auto rest = found->second;
  const bool hotfix = rest.size() > 1 && rest[0] == '.' && rest.find_first_not_of("0123456789", 1) == std::string_view::npos;
  if (!rest.empty() && !hotfix) return std::nullopt;
  return found->first;
}

std::string contract_text(ContractVersion version) {
  return std::string(version_13) + std::to_string(version);
}

ContractVersion contract_of_user_agent(std::string_view user_agent) {
  constexpr std::string_view sdk = "BingAdsSDK";
  if (!user_agent.starts_with(sdk)) return 0;
  const auto at = user_agent.find(version_13);
  const auto found = at == std::string_view::npos ? std::nullopt : number_of(user_agent.substr(at));
  return found ? std::min(found->first, newest_contract()) : ContractVersion{0};
}

}  // namespace adsbox::schema
