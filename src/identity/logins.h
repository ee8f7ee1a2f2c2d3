// Logins, their sessions in a browser, and the directories of work accounts.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/oauth_errors.h"
#include "identity/records.h"
#include "world/world.h"

namespace adsbox::identity {

using Login = Stored<internal::Login>;

/// The personal accounts' tenant.
inline constexpr std::string_view consumers_tenant = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// Logins with that mail address (at most one a provider), in ascending id.
std::vector<Login> logins_of(store::Reader& r, std::string_view email);
/// The login of that address whose kind suits the endpoints of `g`; nullopt when there is none.
std::optional<Login> find_login(store::Reader& r, std::string_view email, Generation g);
std::optional<Login> find_login(store::Reader& r, std::string_view email, internal::LoginKind kind);

/// Personal for the mail domains that Microsoft hands out, Google for gmail.com, Work otherwise.
internal::LoginKind kind_by_domain(std::string_view email);
/// Something@something.something, at most 254 characters, no white space or controls.
bool is_email(std::string_view s);
std::string_view domain_of(std::string_view email);

struct NewLogin {
  std::string email, password, first_name, last_name;
  internal::LoginKind kind = internal::LoginKind::Personal;
  internal::MfaState mfa = internal::MfaState::Off;
};
/// The new login's id. Error: why not, for people (bad address, address taken, password shorter than 8 characters).
std::expected<std::int64_t, std::string> add_login(world::World& world, const NewLogin& login);

/// Checks a password and counts failures: ten in a row lock the login for a minute of the world's clock.
/// `kind` narrows to Google or Microsoft logins.
std::expected<Login, OAuthError> check_password(world::World& world, std::string_view email, std::string_view password,
                                                Generation g);
/// Why a password cannot be chosen, for people; empty when it can. The seeds' is good where only this machine reaches the server.
std::string password_problem(std::string_view password, bool local_only);
/// Sets the password and ends every refresh token of the login. False when there is no such login or the password is short.
bool set_password(world::World& world, std::int64_t login_id, std::string_view password);
/// Ends every session and refresh token of the login (error 50133 from then on).
bool sign_out_everywhere(world::World& world, std::int64_t login_id);
/// Loads, changes and stores the login. False when it does not exist.
bool change_login(world::World& world, std::int64_t login_id, const std::function<void(internal::Login&)>& change);

struct Session {
  Login login;
  bool mfa_passed = false;
  std::int64_t row = 0;
};
/// Starts a session; the result is the cookie's value.
std::string start_session(world::World& world, const Login& login, bool mfa_passed);
std::optional<Session> find_session(world::World& world, std::string_view cookie);
void end_session(world::World& world, std::string_view cookie);
/// No second proof is due in that session.
bool proven(const Session& session);
/// Takes the code of a second proof for the session of that row. Each code is good once; ten wrong ones in a row lock the login
/// as wrong passwords do, and only a right one forgets them.
std::expected<void, OAuthError> prove(world::World& world, std::int64_t session_row, std::string_view code);
/// The code that prove() takes next: that of the moment, or when it was used already the following one.
std::string next_proof(const internal::Login& login, std::int64_t unix_seconds);

/// Directory id of a work account's domain, `consumers_tenant` for personal ones.
std::string tenant_of(store::Reader& r, const internal::Login& login);
/// The directory of that domain or id, nullopt when nobody of it is known here.
std::optional<Stored<internal::Tenant>> find_tenant(store::Reader& r, std::string_view domain_or_id);

std::int64_t ticks_of(const opt<DateTime>& d);

}  // namespace adsbox::identity
