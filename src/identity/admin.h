// What operators do with identity: the same functions stand behind the command line and the admin API.
// The rest of it lives beside the records: apps.h, developer_tokens.h, logins.h, tokens.h, settings.h, roles.h.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "identity/advertiser.h"
#include "identity/apps.h"
#include "identity/developer_tokens.h"
#include "identity/logins.h"
#include "identity/settings.h"
#include "identity/tokens.h"

namespace adsbox::identity {

/// Registered applications that are not deleted, in the order of their making.
std::vector<App> list_apps(world::World& world);
std::vector<DevToken> list_developer_tokens(world::World& world);

struct UserEntry {
  Login login;
  std::vector<Grant> grants;
};
std::vector<UserEntry> list_users(world::World& world);

struct NewUser {
  NewLogin login;
  /// 0: a customer and an account of its own.
  std::int64_t customer_id = 0;
  Role role = Role::super_admin;
  std::vector<std::int64_t> account_ids;
};
struct UserMade {
  std::int64_t login_id = 0;
  AdvertiserIds ids;  // account_id is 0 when the customer existed
};
/// Makes the login, and its User. Error: for people.
std::expected<UserMade, std::string> add_user_with_login(world::World& world, const NewUser& user);

/// Accepts an invitation for the login of that mail address (empty: the invited one), which is made with the password when there
/// is none. Error: for people.
struct InvitationAccepted {
  std::string email;
  std::int64_t user_id = 0, customer_id = 0;
};
std::expected<InvitationAccepted, std::string> accept_invitation_as(world::World& world, std::int64_t invitation_id,
                                                                    std::string email, const std::string& password);

/// A single-user token for the login of that mail address, for its original User; universal ones need no login.
std::expected<DevToken, std::string> add_developer_token_for(world::World& world, const std::string& email, bool universal);

/// Ready tokens without the flow: for `adsbox token` and tests. The refresh token is a public client's.
struct TokenPair {
  std::string access_token, refresh_token;
};
std::expected<TokenPair, std::string> issue_tokens(world::World& world, const std::string& email, const std::string& client_id,
                                                   const std::vector<std::string>& scopes);

/// Name of a role as in the documentation, and back (by name without spaces, or number); 0 when unknown.
std::string_view role_name(Role role);
Role role_by_name(std::string_view name);

}  // namespace adsbox::identity
