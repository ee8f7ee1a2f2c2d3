#include "net/hosts.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace adsbox::net {

namespace {

using enum HostService;
using enum HostEnvironment;
// Sorted by name. The storage accounts that the real service's download links lead to are missing on purpose: our links name the
// host that was asked.
constexpr OfficialHost kHosts[] = {
    {"account.live-int.com", account, sandbox},
    {"account.live.com", account, production},
    {"accounts.google.com", google, both},
    {"adinsight.api.bingads.microsoft.com", api, production},
    {"adinsight.api.sandbox.bingads.microsoft.com", api, sandbox},
    {"ads-int.microsoft.com", portal, sandbox},
    {"ads.microsoft.com", portal, production},
    {"api.ads.microsoft.com", resource, sandbox},
    {"bulk.api.bingads.microsoft.com", api, production},
    {"bulk.api.sandbox.bingads.microsoft.com", api, sandbox},
    {"campaign.api.bingads.microsoft.com", api, production},
    {"campaign.api.sandbox.bingads.microsoft.com", api, sandbox},
    {"clientcenter.api.bingads.microsoft.com", api, production},
    {"clientcenter.api.sandbox.bingads.microsoft.com", api, sandbox},
    {"content.api.bingads.microsoft.com", api, production},
    {"content.api.sandbox.bingads.microsoft.com", api, sandbox},
    {"developers.ads.microsoft.com", portal, both},
    {"developers.bingads.microsoft.com", portal, both},
    {"download.api.bingads.microsoft.com", files, production},
    {"download.api.sandbox.bingads.microsoft.com", files, sandbox},
    {"fileupload.api.bingads.microsoft.com", files, production},
    {"fileupload.api.sandbox.bingads.microsoft.com", files, sandbox},
    {"login.live-int.com", sign_in, sandbox},
    {"login.live.com", sign_in, production},
    {"login.microsoftonline.com", sign_in, both},
    {"login.windows-ppe.net", sign_in, sandbox},
    {"oauth2.googleapis.com", google, both},
    {"reporting.api.bingads.microsoft.com", api, production},
    {"reporting.api.sandbox.bingads.microsoft.com", api, sandbox},
    {"sandbox.bingads.microsoft.com", sign_up, sandbox},
    {"secure.bingads.microsoft.com", sign_up, production},
    {"secure.sandbox.bingads.microsoft.com", sign_up, sandbox},
    {"si.ads.microsoft.com", resource, sandbox},
    {"ui.ads.microsoft.com", portal, production},
    {"ui.bingads.microsoft.com", portal, production},
    {"ui.sandbox.bingads.microsoft.com", portal, sandbox},
    {"ui.si.bingads.microsoft.com", portal, sandbox},
    {"www.googleapis.com", google, both},
};
static_assert(std::ranges::is_sorted(kHosts, {}, &OfficialHost::name));
constexpr std::size_t kLongest = std::ranges::max(kHosts, {}, [](const auto& h) { return h.name.size(); }).name.size();

}  // namespace

std::span<const OfficialHost> official_hosts() {
  return kHosts;
}

const OfficialHost* find_official_host(std::string_view host) {
  auto name = split_host_port(host).host;
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.size() > kLongest) return nullptr;
  std::array<char, kLongest> lower;
  std::ranges::transform(name, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  const std::string_view wanted(lower.data(), name.size());
  const auto* row = std::ranges::lower_bound(kHosts, wanted, {}, &OfficialHost::name);
  return row != std::end(kHosts) && row->name == wanted ? row : nullptr;
}

HostPort split_host_port(std::string_view text) {
  HostPort out{text, 0};
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return out;
    out.host = text.substr(1, end - 1);
    port = text.substr(end + 1);
    if (!port.starts_with(':')) return out;
    port.remove_prefix(1);
  } else {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || text.find(':') != colon) return out;  // more than one: a bare IPv6 address
    out.host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  unsigned number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error == std::errc() && end == port.data() + port.size() && number <= 65535) out.port = static_cast<std::uint16_t>(number);
  return out;
}

}  // namespace adsbox::net
