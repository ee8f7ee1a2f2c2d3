#include "identity/oauth_errors.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "identity/json.h"

namespace adsbox::identity {
namespace {

constexpr std::string_view lapsed =
    "The sign-in is no longer valid, or the permission was withdrawn: the user has to sign in and consent again.";

using enum OAuthError;
constexpr OAuthErrorInfo table[] = {
    {missing_parameter, "invalid_request", "invalid_request", 900144, 400, 400, "The request must contain the parameter '{}'."},
    {malformed_request, "invalid_request", "invalid_request", 9002313, 400, 400, "The request is malformed: {}."},
    {method_not_post, "invalid_request", "invalid_request", 900561, 400, 400,
     "This endpoint takes only POST requests, this one was a {} request."},
    {cross_origin, "invalid_request", "invalid_request", 9002326, 400, 400,
     "A page of the origin '{}' sent this: browsers may redeem tokens for single-page applications only."},
    {unsupported_grant_type, "unsupported_grant_type", "unsupported_grant_type", 70003, 400, 400,
     "The grant type '{}' is not supported."},
    {unknown_client, "unauthorized_client", "unauthorized_client", 700016, 400, 400,
     "No application with the identifier '{}' is registered here."},
    {disabled_client, "unauthorized_client", "unauthorized_client", 7000112, 400, 400, "The application '{}' is disabled."},
    {not_multi_tenant, "invalid_request", "invalid_request", 50194, 400, 400,
     "The application '{}' is not set up as a multi-tenant application: /common is not open to it. Its signInAudience must be "
     "AzureADandPersonalMicrosoftAccount."},
    {wrong_secret, "invalid_client", "invalid_client", 7000215, 401, 401,
     "The client secret is not valid for the application '{}'."},
    {expired_secret, "invalid_client", "invalid_client", 7000222, 401, 401,
     "The client secrets of the application '{}' have expired."},
    {missing_secret, "invalid_client", "invalid_client", 7000218, 401, 401,
     "The request must contain 'client_assertion' or 'client_secret' for the web application '{}'."},
    {assertion_key_unknown, "invalid_client", "invalid_client", 700027, 401, 401,
     "The client assertion's key is not registered for the application '{}'."},
    {secret_of_public_client, "invalid_client", "invalid_request", 700025, 401, 400,
     "Public clients can't send a client secret."},
    {redirect_mismatch, "invalid_client", "invalid_grant", 50011, 400, 400,
     "The redirect URI is not the one that the code was requested with."},
    {redirect_unregistered, "invalid_request", "invalid_request", 50011, 400, 400,
     "The parameter 'redirect_uri' does not match a redirect URI registered for the application '{}'."},
    {code_expired, "invalid_grant", "invalid_grant", 70008, 400, 400, "The code is unknown or has expired."},
    {code_used, "invalid_grant", "invalid_grant", 54005, 400, 400,
     "The code was already redeemed: ask for a new one or use the refresh token."},
    {verifier_wrong, "invalid_grant", "invalid_grant", 501481, 400, 400,
     "The code_verifier does not match the code_challenge of the authorize request."},
    {refresh_unknown, "invalid_grant", "invalid_grant", 70000, 400, 400,
     "The grant is unknown, revoked or belongs to another client or scope."},
    {refresh_expired, "invalid_grant", "invalid_grant", 700082, 400, 400,
     "The refresh token has expired because it was not used for 90 days."},
    {grant_revoked, "invalid_grant", "invalid_grant", 50173, 400, 400,
     "The grant was revoked by a change of password or the removal of consent."},
    {session_revoked, "invalid_grant", "invalid_grant", 50133, 400, 400,
     "The session was ended: the user signed out everywhere."},
    {invalid_scope, "invalid_scope", "invalid_scope", 70011, 400, 400, "The scope '{}' is not valid."},
    {scope_not_consented, "invalid_grant", "invalid_grant", 65001, 400, 400,
     "The user has not consented to '{}' for this application."},
    {user_declined, "access_denied", "access_denied", 65004, 400, 400,
     "The user declined to consent to the application's access."},
    {login_required, "login_required", "login_required", 50058, 400, 400,
     "A silent sign-in was asked for, but nobody is signed in."},
    {consent_required, "consent_required", "consent_required", 65001, 400, 400,
     "The user has not consented to '{}' for this application."},
    {admin_consent_required, "access_denied", "access_denied", 90094, 403, 403,
     "Only an administrator of '{}' can consent for the organisation."},
    {mfa_required, "interaction_required", "interaction_required", 50076, 400, 400, "A second proof is needed to sign in."},
    {mfa_enrollment_required, "interaction_required", "interaction_required", 50079, 400, 400,
     "The user has to enrol for a second proof first."},
    {wrong_password, "invalid_grant", "invalid_grant", 50126, 200, 200, "The mail address or the password is wrong."},
    {second_proof_wrong, "invalid_grant", "invalid_grant", 500121, 200, 200,
     "The code is not right, or was used already. It changes every 30 seconds."},
    {account_locked, "invalid_grant", "invalid_grant", 50053, 200, 200,
     "The account is locked after too many wrong passwords or codes. Try again later."},
    {no_account, "invalid_grant", "invalid_grant", 50034, 200, 200, "There is no account '{}' here."},
    {account_disabled, "invalid_grant", "invalid_grant", 50057, 200, 200, "The account is disabled."},
    {account_of_other_tenant, "invalid_grant", "invalid_grant", 50020, 200, 200,
     "The account '{}' does not belong to this tenant."},
    {service_not_enabled, "invalid_request", "invalid_request", 650052, 400, 400,
     "The organisation '{}' has not enabled the Advertising service (application d42ffc93-c136-491d-b4fd-6f18168c68fd)."},
    {unknown_tenant, "invalid_request", "invalid_request", 90002, 400, 400, "The tenant '{}' was not found."},
    {code_of_other_tenant, "invalid_grant", "invalid_grant", 700005, 400, 400, "The code is meant for another tenant."},
    {unsupported_response_type, "unsupported_response_type", "unsupported_response_type", 70005, 400, 400,
     "The response type '{}' is not supported."},
    {unsupported_response_mode, "invalid_request", "invalid_request", 90009, 400, 400,
     "The response mode '{}' does not go with the response type."},
    {authorization_pending, "authorization_pending", "authorization_pending", 70016, 400, 400,
     "The user has not finished yet: ask again after the interval."},
    {device_code_declined, "authorization_declined", "access_denied", 70018, 400, 400, "The user declined the request."},
    {device_code_expired, "expired_token", "expired_token", 70020, 400, 400, "The device code has expired."},
    {environment_not_served, "server_error", "server_error", 90033, 503, 503, "This server does not serve the {} environment."},
    {throttled, "temporarily_unavailable", "temporarily_unavailable", 90055, 429, 429,
     "Too many requests. Wait before the next one."},
    {outage, "temporarily_unavailable", "temporarily_unavailable", 90006, 503, 503,
     "The service is not available for the moment."},
};

consteval bool rows_in_order() {
  for (std::size_t i = 0; i < std::size(table); ++i)
    if (static_cast<std::size_t>(table[i].id) != i) return false;
  return std::size(table) == static_cast<std::size_t>(outage) + 1;
}
static_assert(rows_in_order(), "one row an error, in the order of the enum");

std::string fill(std::string_view text, std::string_view detail) {
  const auto at = text.find("{}");
  if (at == std::string_view::npos) return std::string(text);
  auto cut = std::min<std::size_t>(detail.size(), 200);
  while (cut > 0 && cut < detail.size() && (static_cast<unsigned char>(detail[cut]) & 0xc0) == 0x80) --cut;  // whole characters
  return std::string(text.substr(0, at)).append(detail.substr(0, cut)).append(text.substr(at + 2));
}

}  // namespace

const OAuthErrorInfo& info(OAuthError e) {
  return table[static_cast<std::size_t>(e)];
}

const OAuthErrorInfo* find_oauth_error(int number) {
  const auto* it = std::ranges::find(table, number, &OAuthErrorInfo::number);
  return it == std::end(table) ? nullptr : it;
}

std::string describe(OAuthError e, Generation g, std::string_view detail) {
  const auto& row = info(e);
  if (g == Generation::live && row.live_error == "invalid_grant") return std::string(lapsed);
  const auto text = fill(row.text, detail);
  return g == Generation::v2 ? "AADSTS" + std::to_string(row.number) + ": " + text : text;
}

std::string timestamp(std::int64_t ticks) {
  using namespace std::chrono;
  const sys_seconds t{seconds{ticks / DateTime::ticks_per_second}};
  const auto day = floor<days>(t);
  const year_month_day d{day};
  const hh_mm_ss h{t - day};
  char out[40];
  std::snprintf(out, sizeof out, "%04d-%02u-%02u %02d:%02d:%02dZ", static_cast<int>(d.year()), static_cast<unsigned>(d.month()),
                static_cast<unsigned>(d.day()), static_cast<int>(h.hours().count()), static_cast<int>(h.minutes().count()),
                static_cast<int>(h.seconds().count()));
  return out;
}

void write_token_error(net::Response& response, std::string_view trace_id, world::World* world, Generation g, OAuthError e,
                       std::string_view detail) {
  const auto& row = info(e);
  Json json;
  if (g == Generation::v2) {
    // Only labels a log line; without a world it comes from the system.
    const auto correlation = world ? world->random().guid() : derived_guid(random_secret(16));
    const auto time = timestamp(world ? world->clock().ticks() : world::system_ticks());
    json.add("error", row.error)
        .add("error_description", describe(e, g, detail) + "\r\nTrace ID: " + std::string(trace_id) +
                                      "\r\nCorrelation ID: " + correlation + "\r\nTimestamp: " + time)
        .raw("error_codes", "[" + std::to_string(row.number) + "]")
        .add("timestamp", time)
        .add("trace_id", trace_id)
        .add("correlation_id", correlation)
        .add("error_uri", "https://login.microsoftonline.com/error?code=" + std::to_string(row.number));
    response.status = row.status == 200 ? 400 : row.status;
  } else {
    json.add("error", row.live_error).add("error_description", describe(e, g, detail));
    response.status = row.live_status == 200 ? 400 : row.live_status;
  }
  response.content_type = "application/json; charset=utf-8";
  response.set("Cache-Control", "no-store");
  response.set("Pragma", "no-cache");
  if (response.status == 429) response.set("Retry-After", "60");
  response.body = json.str();
}

}  // namespace adsbox::identity
