// The door to identity over HTTP: OAuth endpoints of both generations and of Google, the pages for people.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "exchange/exchange.h"
#include "identity/oauth_errors.h"
#include "net/http.h"
#include "world/world.h"

namespace adsbox::identity {

struct Options {
  /// Only this machine reaches the server. Then well-known passwords are good enough, and prompt=none with a login_hint gives a
  /// code without a page and consents for the user: even so only for callers on this machine that use one of its own names or an
  /// official one, and only to an address that no other site can claim (see redirect_trusted).
  bool local_only = true;
  /// `scheme://host[:port]` that clients use, where it is not what their requests say; without a final slash.
  std::string public_url;
  /// Whether this request is to go wrong in the named way. Asked of every token request: "token.throttled", "token.outage"; of a
  /// refresh: "token.revoke_refresh" (the token was revoked), "token.rotate_refresh" (the token that was presented ends, only the
  /// new one goes on). Empty: never.
  std::function<bool(world::World&, std::string_view change, Exchange&)> change;
};

/// What the path is called in logs and fault rules: "token", "authorize", "devicecode", "keys", "page".
[[nodiscard]] std::string_view endpoint_name(std::string_view path);

/// The world that would answer the request; nullptr where its host names an environment that is not served.
[[nodiscard]] world::World* world_of(world::Worlds& worlds, const Options& options, const net::Request& request);

/// Answers the request when its path belongs to identity; false otherwise (the response is untouched then). Errors name the
/// exchange's tracking id as their Trace ID.
/// Which world answers: an official host name decides where only one environment uses it; else the scope
/// (si.ads.microsoft.com, api.ads.microsoft.com: sandbox); else the world that knows the login, code, token or client; else the
/// sandbox (production on the official hosts).
bool handle(world::Worlds& worlds, const Options& options, const net::Request& request, net::Response& response,
            Exchange& exchange);

}  // namespace adsbox::identity
