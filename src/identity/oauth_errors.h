// The documented refusals of the OAuth endpoints, as a table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "identity/secrets.h"
#include "net/http.h"

namespace adsbox::identity {

enum class OAuthError : std::uint8_t {
  missing_parameter,
  malformed_request,
  method_not_post,
  cross_origin,
  unsupported_grant_type,
  unknown_client,
  disabled_client,
  not_multi_tenant,
  wrong_secret,
  expired_secret,
  missing_secret,
  assertion_key_unknown,
  secret_of_public_client,
  redirect_mismatch,      // at the token endpoint
  redirect_unregistered,  // at the authorize endpoint
  code_expired,
  code_used,
  verifier_wrong,
  refresh_unknown,
  refresh_expired,
  grant_revoked,    // password changed, consent removed
  session_revoked,  // signed out everywhere
  invalid_scope,
  scope_not_consented,
  user_declined,
  login_required,
  consent_required,
  admin_consent_required,
  mfa_required,
  mfa_enrollment_required,
  wrong_password,
  second_proof_wrong,
  account_locked,
  no_account,
  account_disabled,
  account_of_other_tenant,
  service_not_enabled,
  unknown_tenant,
  code_of_other_tenant,
  unsupported_response_type,
  unsupported_response_mode,
  authorization_pending,
  device_code_declined,
  device_code_expired,
  environment_not_served,
  throttled,
  outage,
};

struct OAuthErrorInfo {
  OAuthError id;
  std::string_view error;       // as of the identity platform
  std::string_view live_error;  // the same case on the Live and Google endpoints
  int number;                   // AADSTS
  int status;
  int live_status;
  std::string_view text;  // `{}` takes the detail
};

const OAuthErrorInfo& info(OAuthError e);
/// The row of an AADSTS number, for the error lookup page; nullptr when unknown.
const OAuthErrorInfo* find_oauth_error(int number);

/// The text for people: `AADSTSn: ...` on v2, plain on Live and Google.
std::string describe(OAuthError e, Generation g, std::string_view detail = {});

/// Writes the JSON answer of a token endpoint, v2 or Live/Google shape. `trace_id`: the request's tracking id.
void write_token_error(net::Response& response, std::string_view trace_id, world::World* world, Generation g, OAuthError e,
                       std::string_view detail = {});

/// "yyyy-MM-dd HH:mm:ssZ".
std::string timestamp(std::int64_t ticks);

}  // namespace adsbox::identity
