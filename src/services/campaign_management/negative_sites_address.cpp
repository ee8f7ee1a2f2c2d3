#include <algorithm>
#include <cctype>
#include <vector>

#include "services/campaign_management/negative_sites.h"
#include "services/entity/limits.h"
#include "services/entity/normalise.h"

namespace adsbox::services {
namespace {

std::vector<std::string_view> split(std::string_view s, char by) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = s.find(by);
    parts.push_back(s.substr(0, end));
    if (end == std::string_view::npos) return parts;
    s.remove_prefix(end + 1);
  }
}

/// Letters (of any script), digits and inner hyphens.
bool is_host_name(std::string_view s) {
  return !s.empty() && s.size() <= 63 && s.front() != '-' && s.back() != '-' && std::ranges::all_of(s, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0 || c == '-';
  });
}

bool is_path(std::string_view s) {
  return std::ranges::all_of(s, [](char c) { return static_cast<unsigned char>(c) > ' ' && c != '?' && c != '#' && c != '\\'; });
}

bool is_own_site(std::string_view host) {
  const auto names = schema::values_of(*schema::find_set("own-sites"));
  return std::ranges::any_of(names, [&](schema::Name n) {
    const auto own = schema::rule_book.text(n);
    return host == own || (host.size() > own.size() && host.ends_with(own) && host[host.size() - own.size() - 1] == '.');
  });
}

}  // namespace

std::string check_site(world::World& world, std::string_view site, std::string_view rules, bool own, const Path& path,
                       ItemErrors& errors) {
  const auto refuse = [&](Error error, std::string_view rule, std::string bound, std::string expected) {
    errors.add(error, std::string(rules) + ".NegativeSites." + std::string(rule), path.text(), std::string(site),
               std::move(bound), std::move(expected));
    return std::string();
  };
  auto address = fold_case(site);
  for (const std::string_view scheme : {"http://", "https://"})
    if (address.starts_with(scheme)) {
      address.erase(0, scheme.size());
      break;
    }
  while (address.ends_with('/')) address.pop_back();
  auto parts = split(address, '/');
  const auto host = parts.front();
  const auto names = split(host, '.');
  const auto directories = static_cast<std::int64_t>(parts.size()) - 1;
  if (names.size() < 2 || !std::ranges::all_of(names, is_host_name) || !is_path(address))
    return refuse(Error::CampaignServiceInvalidNegativeSiteURL, "form", "contoso.com/1/2",
                  "a domain, with up to three subdomains before it and two directories after it");
  const auto& most_names = schema::find_limit("negative-site-host-names");
  if (const auto most = limit_of(world, most_names); static_cast<std::int64_t>(names.size()) > most)
    return refuse(static_cast<Error>(most_names.error), "subdomains", std::to_string(most) + " names",
                  "at most " + std::to_string(most) + " names in the host");
  const auto& most_directories = schema::find_limit("negative-site-directories");
  if (const auto most = limit_of(world, most_directories); directories > most)
    return refuse(static_cast<Error>(most_directories.error), "directories", std::to_string(most) + " directories",
                  "at most " + std::to_string(most) + " directories");
  if (!own && is_own_site(host))
    return refuse(Error::CampaignServiceNegativeSiteCannotBeOwnedOrOperatedSite, "own", "a site of others",
                  "a site that Microsoft does not own or operate");
  return address;
}

}  // namespace adsbox::services
