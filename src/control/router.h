// Finds the route of an admin request, checks who asks and what, and words refusals.
#pragma once

#include <string>
#include <vector>

#include "control/route.h"

namespace adsbox::control {

struct Guard {
  bool local_only = true;   // only this machine reaches the server
  std::string admin_token;  // opens the admin API to other machines; empty = to none
  std::string public_url;
  /// The request may use the admin API: it comes from this machine straight, by a name of this machine, or carries the token; and
  /// no page of another site had a browser send it.
  [[nodiscard]] std::expected<void, Refusal> check(const net::Request& request) const;
};

class Router {
 public:
  explicit Router(Guard guard) : guard_(std::move(guard)) {}
  void add(std::vector<Route> routes);
  /// False when the path is none of the routes'; also answers /_adsbox/v1/openapi.json.
  bool handle(const net::Request& request, net::Response& response) const;
  /// OpenAPI 3.1 of all routes.
  [[nodiscard]] std::string openapi(std::string_view base_url) const;

 private:
  Guard guard_;
  std::vector<Route> routes_;
};

}  // namespace adsbox::control
