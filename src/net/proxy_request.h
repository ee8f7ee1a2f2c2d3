// What the proxy makes of a request: whom it is for, which world it names, and how a foreign host wants to read it. No sockets.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "net/http.h"

namespace adsbox::net {

enum class ProxyRoute : std::uint8_t {
  here,    // an official host: adsbox answers
  away,    // another host, reached through a tunnel
  refuse,  // another host, not to be reached
};

struct ProxyRules {
  bool pass_through = false;  // tunnels lead to any host
  bool local_peer = false;    // the client is on this machine: it may reach this machine through the proxy
};

/// Whether `host` (without port) is 127.0.0.0/8, ::1, localhost or a name below localhost.
bool is_loopback_name(std::string_view host);

/// CONNECT and absolute-form requests. An origin-form request (`GET /path`) to a loopback name means the proxy itself.
ProxyRoute proxy_route(std::string_view host, const ProxyRules& rules, bool origin_form = false);

/// The complete, closing answer 403. The reason phrase names the host: it is all that many clients show of an answer to CONNECT.
std::string proxy_refusal(std::string_view host);
/// The sentence in it.
std::string proxy_refusal_text(std::string_view host);

/// The user of Proxy-Authorization (Basic): a world's name, empty when there are no credentials. Error: why they name no world.
std::expected<std::string, std::string_view> proxy_world(const Request& request);

/// The head of a plain request (absolute or origin form) as its origin server reads it: origin form, without what was meant for
/// the proxy, and closing: the next request of this client may be for another host.
std::string origin_head(const Request& request, bool http_1_0);

/// The header in which the handler finds the world.
inline constexpr std::string_view kWorldHeader = "Adsbox-World";

}  // namespace adsbox::net
