#include "net/hosts.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "net/http.h"

namespace adsbox::net {

namespace {

constexpr std::array<std::string_view, 27> kHosts{
    "account.live-int.com",
    "account.live.com",
    "accounts.google.com",
    "adinsight.api.bingads.microsoft.com",
    "adinsight.api.sandbox.bingads.microsoft.com",
    "ads.microsoft.com",
    "api.ads.microsoft.com",
    "bulk.api.bingads.microsoft.com",
    "bulk.api.sandbox.bingads.microsoft.com",
    "campaign.api.bingads.microsoft.com",
    "campaign.api.sandbox.bingads.microsoft.com",
    "clientcenter.api.bingads.microsoft.com",
    "clientcenter.api.sandbox.bingads.microsoft.com",
    "content.api.bingads.microsoft.com",
    "content.api.sandbox.bingads.microsoft.com",
    "download.api.bingads.microsoft.com",
    "download.api.sandbox.bingads.microsoft.com",
    "fileupload.api.bingads.microsoft.com",
    "fileupload.api.sandbox.bingads.microsoft.com",
    "login.live-int.com",
    "login.live.com",
    "login.microsoftonline.com",
    "login.windows-ppe.net",
    "oauth2.googleapis.com",
    "reporting.api.bingads.microsoft.com",
    "reporting.api.sandbox.bingads.microsoft.com",
    "si.ads.microsoft.com",
};
static_assert(std::ranges::is_sorted(kHosts));

}  // namespace

std::span<const std::string_view> official_hosts() {
  return kHosts;
}

bool is_official_host(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return std::any_of(kHosts.begin(), kHosts.end(), [host](std::string_view h) { return iequals(h, host); });
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
