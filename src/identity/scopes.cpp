#include "identity/scopes.h"

#include <algorithm>

namespace adsbox::identity {
namespace {

constexpr std::string_view ads_resources[] = {"https://ads.microsoft.com/", "https://si.ads.microsoft.com/",
                                              "https://api.ads.microsoft.com/", "d42ffc93-c136-491d-b4fd-6f18168c68fd/",
                                              "api://d42ffc93-c136-491d-b4fd-6f18168c68fd/"};

/// Resource part with its final slash ("" for names without one) and the rest.
std::pair<std::string_view, std::string_view> split(std::string_view scope) {
  const auto slash = scope.rfind('/');
  if (slash == std::string_view::npos) return {{}, scope};
  return {scope.substr(0, slash + 1), scope.substr(slash + 1)};
}

bool is_ads_resource(std::string_view resource) {
  // `https://ads.microsoft.com//.default` is how a resource that itself ends in a slash is asked for.
  while (resource.ends_with("//")) resource.remove_suffix(1);
  return std::ranges::find(ads_resources, lower(resource)) != std::end(ads_resources);
}

bool known(std::string_view scope, Generation g) {
  const auto [resource, name] = split(scope);
  switch (g) {
    case Generation::google:
      return scope == "openid" || scope == "email" || scope == "profile" || resource == "https://www.googleapis.com/auth/";
    case Generation::live:
      if (scope == "bingads.manage" || scope.starts_with("wl.")) return true;
      break;
    case Generation::v2:
      // Scopes without a resource are Graph's there; the Ads one of the older generation is known as well.
      if (scope == "bingads.manage" || scope == "User.Read" || resource == "https://graph.microsoft.com/") return true;
      break;
  }
  return is_ads_resource(resource) && (name == "msads.manage" || name == "ads.manage" || name == ".default");
}

}  // namespace

std::vector<std::string> Scopes::names() const {
  auto all = resource;
  if (openid) all.emplace_back("openid");
  if (profile) all.emplace_back("profile");
  if (email) all.emplace_back("email");
  if (offline) all.emplace_back("offline_access");
  return all;
}

bool names_sandbox(std::string_view scope_text) {
  return scope_text.find("://si.ads.microsoft.com/") != std::string_view::npos ||
         scope_text.find("://api.ads.microsoft.com/") != std::string_view::npos;
}

std::expected<Scopes, std::string> parse_scopes(std::string_view text, Generation g) {
  Scopes s;
  std::string_view first_resource;
  bool first = true;
  while (true) {
    const auto begin = text.find_first_not_of(" \t\r\n+");
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const auto end = std::min(text.find_first_of(" \t\r\n+"), text.size());
    const auto scope = text.substr(0, end);
    text.remove_prefix(end);
    const auto reserved = lower(scope);
    if (reserved == "openid")
      s.openid = true;
    else if (reserved == "profile")
      s.profile = true;
    else if (reserved == "email")
      s.email = true;
    else if (reserved == "offline_access" && g != Generation::google)
      s.offline = true;
    else if (!known(scope, g))
      return std::unexpected(std::string(scope));
    else if (scope == "wl.offline_access")
      s.offline = true;
    else {
      const auto resource = split(scope).first;
      if (first) first_resource = resource;
      first = false;
      if (resource == first_resource && std::ranges::find(s.resource, scope) == s.resource.end()) s.resource.emplace_back(scope);
    }
  }
  // Live's own scopes come with a refresh token without being asked.
  if (g == Generation::live && !s.resource.empty()) s.offline = true;
  return s;
}

AdsScope ads_scope(std::string_view scope) {
  if (scope == "bingads.manage") return AdsScope::bingads;
  const auto [resource, name] = split(scope);
  if (!is_ads_resource(resource)) return AdsScope::none;
  return name == "ads.manage" ? AdsScope::ads : name == "msads.manage" || name == ".default" ? AdsScope::msads : AdsScope::none;
}

bool is_reserved_scope(std::string_view name) {
  return name == "openid" || name == "profile" || name == "email" || name == "offline_access";
}

bool same_scope(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto x = ads_scope(a);
  return x != AdsScope::none && x == ads_scope(b);
}

std::string join_scopes(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& n : names) {
    if (!out.empty()) out += ' ';
    out += n;
  }
  return out;
}

}  // namespace adsbox::identity
