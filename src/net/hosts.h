// The host names that unmodified clients of the Bing Ads API reach, all of which adsbox can answer for.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace adsbox::net {

/// What a client looks for on a host.
enum class HostService : std::uint8_t {
  api,       // one of the six services, or the Content API
  files,     // bulk and report files that go up and come down
  sign_in,   // OAuth endpoints and the blank landing pages
  account,   // consents and password of a Microsoft account
  portal,    // the web application: campaigns, developer tokens
  sign_up,   // a new customer
  resource,  // names the API in a scope; nothing else is served there
  google,    // Google sign-in, its tokens and keys
};
enum class HostEnvironment : std::uint8_t { production, sandbox, both };

struct OfficialHost {
  std::string_view name;  // lower case
  HostService service;
  HostEnvironment environment;
};

/// Every name, sorted. The certificate covers them all, and the proxy answers for no others.
std::span<const OfficialHost> official_hosts();
/// Its row; nullptr for any other name. Case-insensitive; a port or a final dot does not matter.
const OfficialHost* find_official_host(std::string_view host);
inline bool is_official_host(std::string_view host) {
  return find_official_host(host) != nullptr;
}

struct HostPort {
  std::string_view host;   // without the brackets of an IPv6 address
  std::uint16_t port = 0;  // 0: none given
};
/// `host`, `host:port` or `[address]:port`. An impossible port counts as none.
HostPort split_host_port(std::string_view text);

}  // namespace adsbox::net
