// Codes, access tokens, refresh tokens and consents as records. Texts are random and stored as SHA-256 only.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/apps.h"
#include "identity/logins.h"
#include "identity/scopes.h"

namespace adsbox::identity {

inline constexpr std::int64_t second = DateTime::ticks_per_second;
inline constexpr std::int64_t code_life = 5 * 60 * second;
inline constexpr std::int64_t access_token_seconds = 3600;
/// Of inactivity: every use starts it anew.
inline constexpr std::int64_t refresh_token_life = 90LL * 24 * 3600 * second;
/// How long a token is remembered after its end, so that "expired" and "unknown" can be told apart.
inline constexpr std::int64_t remembered_after_end = 7LL * 24 * 3600 * second;

struct Grantee {
  std::int64_t login_id = 0;
  std::string client_id;
  std::vector<std::string> scopes;
  Generation generation = Generation::v2;
  bool mfa_passed = false;
};

struct CodeRequest {
  Grantee who;
  std::string redirect_uri, challenge, challenge_method, nonce, tenant;
  bool offline = true;  // Google: whether a refresh token comes with it
};

/// Writes a code and returns its text.
std::string issue_code(world::World& world, store::Writer& w, const CodeRequest& request);
std::string issue_access_token(world::World& world, store::Writer& w, const Grantee& who);
/// `secret` is what the client proved itself with; empty for a public one. A confidential one's token that was got without it
/// (by an operator) is good with any secret that the client has then.
std::string issue_refresh_token(world::World& world, store::Writer& w, const Grantee& who, std::string_view secret,
                                bool confidential = false);
std::string issue_access_token(world::World& world, const Grantee& who);

/// The record of a code, refresh token or access token by its text.
template <class T>
std::optional<Stored<T>> find_secret(store::Reader& r, std::string_view text) {
  if (text.empty()) return std::nullopt;
  return find_by_key<T>(r, sha256(text));
}

/// Adds to what the login allowed the client.
void give_consent(world::World& world, store::Writer& w, std::int64_t login_id, std::string_view client_id,
                  const std::vector<std::string>& scopes);
/// The administrator of the login's organisation allowed its members to use the client for advertising.
bool organisation_allows(store::Reader& r, const internal::Login& login, std::string_view client_id);
/// The scopes of `wanted` that still need a yes: neither the person nor, for advertising, the organisation said it. Reserved
/// scopes need none once any consent exists.
std::vector<std::string> missing_consent(store::Reader& r, const Login& login, std::string_view client_id,
                                         const std::vector<std::string>& wanted);
std::vector<std::string> consented_scopes(store::Reader& r, std::int64_t login_id, std::string_view client_id);
std::vector<Stored<internal::Consent>> consents_of(store::Reader& r, std::int64_t login_id);
/// Forgets the consent and ends the refresh tokens that came from it.
bool revoke_consent(world::World& world, std::int64_t login_id, std::string_view client_id);
/// Ends one refresh token, or (admin) everything the login holds, access tokens too.
bool revoke_refresh_token(world::World& world, std::string_view text);
void revoke_all_tokens(world::World& world, std::int64_t login_id);

std::vector<std::string> texts_of(const list<text>& l);
list<text> list_of(const std::vector<std::string>& v);

}  // namespace adsbox::identity
