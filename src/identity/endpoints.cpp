#include "identity/endpoints.h"

#include <algorithm>
#include <array>

#include "identity/authorize.h"
#include "identity/environment.h"
#include "identity/json.h"
#include "identity/keys.h"
#include "identity/pages/portal.h"
#include "identity/sign_in_flow.h"
#include "identity/token.h"
#include "net/blocking.h"
#include "net/hosts.h"

namespace adsbox::identity {
namespace {

struct Route {
  std::string_view path;
  void (*answer)(Web&);
};

void blank(Web& web) {
  // The answer of a sign-in lies in the address bar; the page says nothing so that nothing covers it.
  web.response.status = 200;
  web.response.content_type = "text/html; charset=utf-8";
  web.response.set("Cache-Control", "no-store");
  web.response.set("Referrer-Policy", "no-referrer");
  web.response.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  web.response.body =
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Signed in</title></head><body></body></html>\n";
}

void keys(Web& web) {
  // The key belongs to the world; where the host does not tell which, both are published: a verifier picks by `kid`.
  std::vector<world::World*> worlds = web.worlds.all();
  if (const auto e = environment_of_host(web.host)) std::erase_if(worlds, [&](auto* w) { return w->environment() != *e; });
  web.json(200, key_set(worlds));
}

/// Google's metadata; its names lie at several hosts, all of which are this server.
void google_configuration(Web& web) {
  const auto base = web.base_url();
  web.json(200, Json()
                    .add("issuer", web.issuer(Generation::google, {}))
                    .add("authorization_endpoint", base + "/o/oauth2/v2/auth")
                    .add("token_endpoint", base + "/token")
                    .add("jwks_uri", base + "/oauth2/v3/certs")
                    .strings("response_types_supported", std::array{"code"})
                    .strings("subject_types_supported", std::array{"public"})
                    .strings("id_token_signing_alg_values_supported", std::array{"RS256"})
                    .strings("scopes_supported", std::array{"openid", "email", "profile"})
                    .strings("token_endpoint_auth_methods_supported", std::array{"client_secret_post", "client_secret_basic"})
                    .strings("grant_types_supported", std::array{"authorization_code", "refresh_token"})
                    .strings("code_challenge_methods_supported", std::array{"plain", "S256"})
                    .str());
}

// Fixed addresses, lower case: paths are matched without regard to case.
constexpr Route routes[] = {
    {"/", pages::landing},
    {"/oauth20_authorize.srf", [](Web& w) { handle_authorize(w, Generation::live, {}); }},
    {"/oauth20_token.srf", [](Web& w) { handle_token(w, Generation::live, {}); }},
    {"/oauth20_desktop.srf", blank},
    {"/oauth20_logout.srf", pages::portal_sign_out},
    {"/o/oauth2/v2/auth", [](Web& w) { handle_authorize(w, Generation::google, {}); }},
    {"/o/oauth2/auth", [](Web& w) { handle_authorize(w, Generation::google, {}); }},
    {"/token", [](Web& w) { handle_token(w, Generation::google, {}); }},
    {"/oauth2/v3/certs", keys},
    {"/.well-known/openid-configuration", google_configuration},
    {"/oauth2/v4/token", [](Web& w) { handle_token(w, Generation::google, {}); }},
    {"/error", pages::error_lookup},
    {"/consent/manage", pages::manage_consents},
    {"/password/change", pages::change_password},
    {"/signin", pages::portal_sign_in},
    {"/signout", pages::portal_sign_out},
    {"/signup", pages::sign_up},
    {"/customer/signup", pages::sign_up},
    {"/accept-invitation", pages::accept_invitation},
    {"/activatecustomer", pages::activate_customer},
    {"/account", pages::developer_account},
    {"/cc/settings/devsettings", pages::developer_account},
    {"/appregistrations", pages::app_list},
    {"/appregistrations/new", pages::new_app},
    {"/appregistrations/app", pages::app_overview},
    {"/campaign/campaigns.m", pages::campaigns},
    {"/campaign/campaigns", pages::campaigns},
};

void configuration(Web& web, std::string_view tenant) {
  const auto known = [&] {
    for (auto* w : web.worlds.all())
      if (auto t = reading(w->store(), [&](store::Reader& r) { return normal_tenant(r, tenant); })) return t;
    return std::optional<std::string>();
  }();
  if (!known)
    return write_token_error(web.response, web.exchange.tracking_id, nullptr, Generation::v2, OAuthError::unknown_tenant, tenant);
  const auto base = web.base_url() + "/" + std::string(tenant);
  const auto issuer = *known == "consumers"                             ? std::string(consumers_tenant)
                      : *known == "common" || *known == "organizations" ? "{tenantid}"
                                                                        : *known;
  static constexpr std::array auth_methods{"client_secret_post", "client_secret_basic"};
  static constexpr std::array modes{"query", "fragment", "form_post"};
  static constexpr std::array types{"code", "id_token", "code id_token", "token", "id_token token"};
  static constexpr std::array scopes{"openid", "profile", "email", "offline_access"};
  static constexpr std::array claims{"sub",  "iss", "aud", "exp", "iat",  "nonce", "preferred_username",
                                     "name", "tid", "ver", "oid", "email"};
  web.json(200, Json()
                    .add("token_endpoint", base + "/oauth2/v2.0/token")
                    .strings("token_endpoint_auth_methods_supported", auth_methods)
                    .add("jwks_uri", base + "/discovery/v2.0/keys")
                    .strings("response_modes_supported", modes)
                    .strings("subject_types_supported", std::array{"pairwise"})
                    .strings("id_token_signing_alg_values_supported", std::array{"RS256"})
                    .strings("response_types_supported", types)
                    .strings("scopes_supported", scopes)
                    .add("issuer", web.issuer(Generation::v2, issuer))
                    .add("request_uri_parameter_supported", false)
                    .add("authorization_endpoint", base + "/oauth2/v2.0/authorize")
                    .add("device_authorization_endpoint", base + "/oauth2/v2.0/devicecode")
                    .add("end_session_endpoint", base + "/oauth2/v2.0/logout")
                    .strings("code_challenge_methods_supported", std::array{"plain", "S256"})
                    .strings("claims_supported", claims)
                    .str());
}

/// Of an OAuth endpoint's address.
Generation generation_at(std::string_view path) {
  if (path.ends_with(".srf")) return Generation::live;
  const bool google = path == "/token" || path.starts_with("/oauth2/v4/") || path.starts_with("/o/oauth2/");
  return google ? Generation::google : Generation::v2;
}

/// Forms of a size that nobody needs are answered before anything looks at them.
bool refuse_large_form(Web& web) {
  if (!web.post() || !form_too_large(web.request.body)) return false;
  constexpr std::string_view why = "a form has at most 64 KiB and 200 fields";
  const std::string_view path = web.path;
  if (path.ends_with("token") || path.ends_with("token.srf") || path.ends_with("/devicecode")) {
    write_token_error(web.response, web.exchange.tracking_id, nullptr, generation_at(path), OAuthError::malformed_request, why);
  } else {
    web.error_page(400, OAuthError::malformed_request, why);
  }
  return true;
}

/// Addresses below a tenant: /{tenant}/oauth2/v2.0/authorize and its kin.
bool tenant_route(Web& web) {
  const std::string_view path = web.path;
  const auto slash = path.find('/', 1);
  if (slash == std::string_view::npos || slash == 1) return false;
  const auto tenant = path.substr(1, slash - 1), rest = path.substr(slash);
  if ((rest.starts_with("/oauth2/") || rest == "/v2.0/adminconsent") && refuse_large_form(web)) return true;
  if (rest == "/oauth2/v2.0/authorize")
    handle_authorize(web, Generation::v2, tenant);
  else if (rest == "/oauth2/v2.0/token")
    handle_token(web, Generation::v2, tenant);
  else if (rest == "/oauth2/v2.0/devicecode")
    handle_device_code(web, tenant);
  else if (rest == "/oauth2/deviceauth")
    handle_device_page(web);
  else if (rest == "/oauth2/v2.0/logout")
    pages::portal_sign_out(web);
  else if (rest == "/oauth2/nativeclient")
    blank(web);
  else if (rest == "/v2.0/.well-known/openid-configuration")
    configuration(web, tenant);
  else if (rest == "/discovery/v2.0/keys")
    keys(web);
  else if (rest == "/v2.0/adminconsent")
    pages::admin_consent(web, tenant);
  else
    return false;
  return true;
}

bool route(Web& web) {
  if (web.path.find('\0') != std::string::npos) return false;
  // Codes, tokens and forms end in a commit or in the hash of a password.
  if (web.post() || web.path.ends_with("/authorize") || web.path.ends_with("_authorize.srf") || web.path == "/o/oauth2/v2/auth")
    net::about_to_block();
  // On the sign-up's hosts the bare address is the sign-up.
  const auto* official = net::find_official_host(web.host);
  if (web.path == "/" && official != nullptr && official->service == net::HostService::sign_up) {
    if (!refuse_large_form(web)) pages::sign_up(web);
    return true;
  }
  for (const auto& r : routes)
    if (r.path == web.path) {
      if (!refuse_large_form(web)) r.answer(web);
      return true;
    }
  return tenant_route(web);
}

}  // namespace

std::string_view endpoint_name(std::string_view path) {
  const auto p = lower(path);
  const auto ends = [&](std::string_view end) { return p.ends_with(end); };
  if (ends("/token") || ends("/oauth20_token.srf")) return "token";
  if (ends("/authorize") || ends("/oauth20_authorize.srf") || ends("/o/oauth2/v2/auth") || ends("/o/oauth2/auth"))
    return "authorize";
  if (ends("/devicecode")) return "devicecode";
  if (ends("/keys") || ends("/certs") || ends("/openid-configuration")) return "keys";
  return "page";
}

world::World* world_of(world::Worlds& worlds, const Options& options, const net::Request& request) {
  net::Response none;
  Exchange exchange;
  Web web(worlds, options, request, none, exchange);
  const auto endpoint = endpoint_name(request.path);
  if (endpoint == "page" || endpoint == "keys") return choose_page_world(web);
  const auto get = [&](std::string_view name) {
    const auto posted = web.form.get(name);
    return posted.empty() ? web.query.get(name) : posted;
  };
  return choose_world(web, {.scope = get("scope"),
                            .email = get("login_hint"),
                            .client_id = get("client_id"),
                            .code = get("code"),
                            .refresh_token = get("refresh_token"),
                            .device_code = get("device_code"),
                            .environment = get("environment"),
                            .generation = generation_at(web.path)});
}

bool handle(world::Worlds& worlds, const Options& options, const net::Request& request, net::Response& response,
            Exchange& exchange) {
  Web web(worlds, options, request, response, exchange);
  try {
    return route(web);
  } catch (const store::StorageFailure& failure) {
    // What was half written is void: programs get their JSON, people a page.
    response = {};
    if (web.path.ends_with("/token") || web.path.ends_with("token.srf"))
      write_token_error(web.response, web.exchange.tracking_id, nullptr, Generation::v2, OAuthError::outage);
    else
      web.error_page(503, OAuthError::outage);
    return true;
  }
}

}  // namespace adsbox::identity
