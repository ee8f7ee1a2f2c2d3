// The host names that unmodified clients of the Bing Ads API reach, all of which adsbox can answer for.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace adsbox::net {

/// API, sign-in and portal hosts of production and sandbox; sorted.
std::span<const std::string_view> official_hosts();
/// Case-insensitive; without port.
bool is_official_host(std::string_view host);

struct HostPort {
  std::string_view host;   // without the brackets of an IPv6 address
  std::uint16_t port = 0;  // 0: none given
};
/// `host`, `host:port` or `[address]:port`. An impossible port counts as none.
HostPort split_host_port(std::string_view text);

}  // namespace adsbox::net
