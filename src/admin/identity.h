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

/// A route's handler out of `work(options, world, call)`.
template <class Work>
auto with_options(const IdentityRoutes& options, Work work) {
  return with_world(options.find, [options, work](world::World& world, const Call& call) { return work(options, world, call); });
}
/// The password of a call; for callers on a machine that nobody else reaches, that of the seeds when there is none (else it stays
/// empty). Refused when it is not good enough.
[[nodiscard]] std::expected<std::string, control::Refusal> password_of(const IdentityRoutes& options, const Call& call);

// Its parts, a file each.
[[nodiscard]] std::vector<control::Route> app_routes(const IdentityRoutes& options);
[[nodiscard]] std::vector<control::Route> developer_token_routes(const IdentityRoutes& options);
[[nodiscard]] std::vector<control::Route> user_routes(const IdentityRoutes& options);
[[nodiscard]] std::vector<control::Route> invitation_routes(const IdentityRoutes& options);
[[nodiscard]] std::vector<control::Route> sign_in_routes(const IdentityRoutes& options);

}  // namespace adsbox::admin
