// The admin API of sign-in: applications, developer tokens, users, invitations, pilots, and the rules of sign-in.
#pragma once

#include <string>
#include <vector>

#include "admin/route.h"
#include "control/route.h"

namespace adsbox::admin {

struct IdentityRoutes {
  FindWorld find;
  /// Only this machine reaches the server: well-known passwords are good enough for callers on it.
  bool local_only = true;
  std::string public_url;  // as in identity::Options
};

[[nodiscard]] std::vector<control::Route> identity_routes(const IdentityRoutes& options);

// Its parts, a file each.
[[nodiscard]] std::vector<control::Route> app_routes(const IdentityRoutes& options);
[[nodiscard]] std::vector<control::Route> developer_token_routes(const IdentityRoutes& options);
[[nodiscard]] std::vector<control::Route> user_routes(const IdentityRoutes& options);
[[nodiscard]] std::vector<control::Route> invitation_routes(const IdentityRoutes& options);
[[nodiscard]] std::vector<control::Route> sign_in_routes(const IdentityRoutes& options);

}  // namespace adsbox::admin
