// Scopes: what an application asks for and what a token carries.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "identity/secrets.h"

namespace adsbox::identity {

/// A scope text taken apart. The order of the request is kept; duplicates are dropped.
struct Scopes {
  std::vector<std::string>
      resource;  // of the one resource the token is for: "https://ads.microsoft.com/msads.manage", "bingads.manage"
  bool openid = false, profile = false, email = false, offline = false;

  /// Everything as names, for the consent record and the token: resource scopes, then the reserved ones that were asked for.
  [[nodiscard]] std::vector<std::string> names() const;
};

/// The scope that names the sandbox by itself (si.ads.microsoft.com or api.ads.microsoft.com is its resource)?
bool names_sandbox(std::string_view scope_text);
/// Splits on any white space. The error is the scope that nobody offers. Several resources: the first one wins.
std::expected<Scopes, std::string> parse_scopes(std::string_view text, Generation g);

enum class AdsScope : std::uint8_t { none, bingads, ads, msads };
/// What right to the Ads API a single scope name gives.
AdsScope ads_scope(std::string_view name);
/// The strongest of a list.
template <class List>
AdsScope strongest_ads_scope(const List& names) {
  AdsScope best = AdsScope::none;
  for (const auto& n : names) best = std::max(best, ads_scope(std::string_view(n)));
  return best;
}

/// `openid`, `profile`, `email` and `offline_access` need no consent of their own.
bool is_reserved_scope(std::string_view name);
/// Two names that mean the same right (the resource's host does not matter: production and sandbox spell one right differently).
bool same_scope(std::string_view a, std::string_view b);

std::string join_scopes(const std::vector<std::string>& names);

}  // namespace adsbox::identity
