#include "identity/token.h"

#include <algorithm>

#include "identity/environment.h"
#include "identity/json.h"
#include "identity/keys.h"
#include "identity/sign_in_flow.h"
#include "identity/tokens.h"

namespace adsbox::identity {
namespace {

using internal::LoginKind;
using internal::LoginStatus;
using internal::MfaState;

struct Refusal {
  OAuthError error;
  std::string detail = {};
};
template <class T = void>
using Result = std::expected<T, Refusal>;

std::unexpected<Refusal> refuse(OAuthError e, std::string_view detail = {}) {
  return std::unexpected(Refusal{e, std::string(detail)});
}

/// What a granted request is answered with.
struct Granted {
  Login login;
  std::string access_token, refresh_token;
  std::vector<std::string> scopes;  // as told to the client
  bool openid = false;
  std::string nonce;
};

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

class Token {
 public:
  Token(Web& web, Generation g, std::string_view tenant) : web_(web), g_(g), tenant_(tenant) {}

  void run() {
    const auto result = answer();
    if (!result)
      return write_token_error(web_.response, web_.exchange.tracking_id, world_, g_, result.error().error, result.error().detail);
    write(*result);
  }

 private:
  Result<Granted> answer() {
    if (!web_.post()) return refuse(OAuthError::method_not_post, web_.request.method);
    if (web_.cross_site()) return refuse(OAuthError::cross_origin, web_.request.header("origin"));
    if (auto ok = read_parameters(); !ok) return std::unexpected(ok.error());
    world_ = choose_world(web_, {.scope = q_.get("scope"),
                                 .client_id = client_id_,
                                 .code = q_.get("code"),
                                 .refresh_token = q_.get("refresh_token"),
                                 .device_code = q_.get("device_code"),
                                 .environment = q_.get("environment"),
                                 .generation = g_});
    if (!world_) return refuse(OAuthError::environment_not_served, "asked for");
    if (changes("token.throttled")) return refuse(OAuthError::throttled);
    if (changes("token.outage")) return refuse(OAuthError::outage);

    const auto grant = q_.get("grant_type");
    if (grant.empty()) return refuse(OAuthError::missing_parameter, "grant_type");
    const bool device = grant == "urn:ietf:params:oauth:grant-type:device_code" && g_ == Generation::v2;
    if (grant != "authorization_code" && grant != "refresh_token" && !device)
      return refuse(OAuthError::unsupported_grant_type, grant);
    if (client_id_.empty()) return refuse(OAuthError::missing_parameter, "client_id");
    auto client = reading(world_->store(), [&](store::Reader& r) { return find_client(r, client_id_, g_); });
    if (!client) return refuse(client.error(), client_id_);
    client_ = std::move(*client);
    if (g_ == Generation::v2) {
      const auto tenant = reading(world_->store(), [&](store::Reader& r) { return normal_tenant(r, tenant_); });
      if (!tenant) return refuse(OAuthError::unknown_tenant, tenant_);
      tenant_ = *tenant;
    }
    if (auto ok = check_client(grant); !ok) return std::unexpected(ok.error());
    return grant == "authorization_code" ? by_code() : grant == "refresh_token" ? by_refresh_token() : by_device_code();
  }

  Result<> read_parameters() {
    const auto type = lower(web_.request.header("content-type"));
    if (!type.empty() && !type.starts_with("application/x-www-form-urlencoded"))
      return refuse(OAuthError::malformed_request, "the body must be application/x-www-form-urlencoded");
    q_ = Params(web_.request.body, mark_of(web_.worlds));
    for (const auto& [name, value] : q_.items())
      if (std::ranges::any_of(name + value,
                              [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\r' && c != '\n'; }))
        return refuse(OAuthError::malformed_request, "control characters");
    for (const auto* once : {"grant_type", "client_id", "refresh_token", "redirect_uri", "client_secret", "code_verifier"})
      if (q_.contradicts(once)) return refuse(OAuthError::malformed_request, std::string("two different values of ") + once);
    // A refresh that repeats an old code is known from scripts and ignored; a grant with two codes is not.
    if (q_.get("grant_type") == "authorization_code" && q_.contradicts("code"))
      return refuse(OAuthError::malformed_request, "two different values of code");
    client_id_ = lower(q_.get("client_id"));
    if (g_ == Generation::google) client_id_ = q_.get("client_id");
    secret_ = q_.get("client_secret");
    read_basic_credentials();
    return {};
  }

  /// Client id and secret may come as HTTP Basic credentials (form-encoded inside).
  void read_basic_credentials() {
    const auto header = web_.request.header("authorization");
    std::string decoded;
    if (header.size() < 6 || !net::iequals(header.substr(0, 6), "basic ") || !codec::base64_decode(header.substr(6), decoded))
      return;
    const auto colon = decoded.find(':');
    if (colon == std::string::npos) return;
    if (client_id_.empty()) client_id_ = net::url_decode(std::string_view(decoded).substr(0, colon));
    if (secret_.empty()) secret_ = net::url_decode(std::string_view(decoded).substr(colon + 1));
  }

  /// Who asks: before anything is looked up for them.
  Result<> check_client(std::string_view grant) {
    const auto id = client_.id;
    if (secret_.empty() && !q_.get("client_assertion").empty()) return refuse(OAuthError::assertion_key_unknown, id);
    if (client_.origin == Client::Origin::registered && client_.confidential()) {
      if (auto ok = check_secret(client_, secret_, world_->clock().ticks()); !ok) return refuse(ok.error(), id);
      return {};
    }
    if (g_ == Generation::google) return secret_.empty() ? Result<>(refuse(OAuthError::missing_secret, id)) : Result<>();
    const auto redirect = q_.get("redirect_uri");
    const bool is_public =
        client_.origin != Client::Origin::accepted || (grant == "authorization_code" && is_native_redirect(redirect));
    if (is_public && !secret_.empty()) return refuse(OAuthError::secret_of_public_client);
    // An unregistered client that gets its codes at an address of the web is a web application.
    if (client_.origin == Client::Origin::accepted && grant == "authorization_code" && secret_.empty() &&
        redirect.starts_with("https://") && !is_native_redirect(redirect))
      return refuse(OAuthError::missing_secret, id);
    return {};
  }

  Result<Granted> by_code() {
    const auto code = q_.get("code");
    if (code.empty()) return refuse(OAuthError::missing_parameter, "code");
    const auto redirect = q_.get("redirect_uri");
    if (redirect.empty()) return refuse(OAuthError::missing_parameter, "redirect_uri");
    Result<Granted> result = refuse(OAuthError::code_expired);
    world_->store().write([&](store::Writer& w) {
      result = redeem_code(w, code, redirect);
      return result.has_value();
    });
    return result;
  }

  Result<Granted> redeem_code(store::Writer& w, std::string_view code, std::string_view redirect) {
    auto row = find_secret<internal::AuthorizationCode>(w, code);
    if (!row) return refuse(OAuthError::code_expired);
    auto& c = row->value;
    if (c.client_id.view() != client_.id || generation_of(c.generation) != g_) return refuse(OAuthError::refresh_unknown);
    if (c.used.value_or(false)) return refuse(OAuthError::code_used);
    if (ticks_of(c.expires_at) <= world_->clock().ticks()) return refuse(OAuthError::code_expired);
    if (c.redirect_uri.view() != redirect) return refuse(OAuthError::redirect_mismatch);
    if (auto ok = check_verifier(c); !ok) return std::unexpected(ok.error());
    auto login = active_login(w, row->parent);
    if (!login) return std::unexpected(login.error());
    if (g_ == Generation::v2 && !same_tenant(w, c.tenant, login->value)) return refuse(OAuthError::code_of_other_tenant);

    const auto allowed = texts_of(c.scopes);
    auto scopes = allowed;
    if (!q_.get("scope").empty() && g_ != Generation::google) {
      const auto wanted = parse_scopes(q_.get("scope"), g_);
      if (!wanted) return refuse(OAuthError::invalid_scope, wanted.error());
      if (!wanted->resource.empty()) {
        std::erase_if(scopes, [](const auto& s) { return !is_reserved_scope(s); });
        for (const auto& s : wanted->resource) {
          if (std::ranges::none_of(allowed, [&](const auto& a) { return same_scope(a, s); }))
            return refuse(OAuthError::scope_not_consented, s);
          scopes.push_back(s);
        }
      }
    }
    c.used = true;
    put(w, *row, world_->clock().ticks());
    Grantee who{login->id, client_.id, scopes, g_, c.mfa_passed.value_or(false)};
    Granted granted{std::move(*login), {}, {}, {}, has(scopes, "openid"), c.nonce.str()};
    issue(w, who, c.offline.value_or(false), granted);
    return granted;
  }

  /// The path that the code came from, or one that is narrower and the login's own: a code of /consumers is not for /common.
  bool same_tenant(store::Reader& r, std::string_view code_tenant, const internal::Login& login) const {
    if (tenant_ == code_tenant) return true;
    if (tenant_ == "common") return false;
    const bool work = login.kind.value_or(LoginKind::Personal) == LoginKind::Work;
    if (tenant_ == "organizations") return work;
    if (tenant_ == "consumers") return !work;
    return work && tenant_of(r, login) == tenant_;
  }

  Result<> check_verifier(const internal::AuthorizationCode& c) {
    if (c.challenge.empty()) return {};
    const auto verifier = q_.get("code_verifier");
    const bool hashed = c.challenge_method == "S256";
    if (verifier.empty() || !equal_secrets(hashed ? sha256(verifier) : std::string(verifier), c.challenge))
      return refuse(OAuthError::verifier_wrong);
    return {};
  }

  Result<Login> active_login(store::Reader& r, std::int64_t id) const {
    auto login = get<internal::Login>(r, id);
    if (!login) return refuse(OAuthError::refresh_unknown);
    if (login->value.status.value_or(LoginStatus::Active) == LoginStatus::Disabled) return refuse(OAuthError::account_disabled);
    return std::move(*login);
  }

  Result<Granted> by_refresh_token() {
    const auto token = q_.get("refresh_token");
    if (token.empty()) return refuse(OAuthError::missing_parameter, "refresh_token");
    Result<Granted> result = refuse(OAuthError::refresh_unknown);
    world_->store().write([&](store::Writer& w) {
      bool revoked = false;
      result = redeem_refresh_token(w, token, revoked);
      return result.has_value() || revoked;
    });
    return result;
  }

  Result<Granted> redeem_refresh_token(store::Writer& w, std::string_view token, bool& revoked) {
    auto row = find_secret<internal::RefreshToken>(w, token);
    if (!row) return refuse(OAuthError::refresh_unknown);
    auto& t = row->value;
    if (t.client_id.view() != client_.id || generation_of(t.generation) != g_) return refuse(OAuthError::refresh_unknown);
    if (auto ok = check_bound_secret(t); !ok) return std::unexpected(ok.error());
    if (t.revoked == "consent_removed") return refuse(OAuthError::grant_revoked);
    if (!t.revoked.empty()) return refuse(OAuthError::refresh_unknown);
    const auto now = world_->clock().ticks();
    if (ticks_of(t.expires_at) <= now) return refuse(OAuthError::refresh_expired);
    auto login = active_login(w, row->parent);
    if (!login) return std::unexpected(login.error());
    if (login->value.password_version.value_or(1) != t.password_version.value_or(1)) return refuse(OAuthError::grant_revoked);
    if (login->value.session_version.value_or(1) != t.session_version.value_or(1)) return refuse(OAuthError::session_revoked);
    const auto mfa = login->value.mfa.value_or(MfaState::Off);
    if (mfa == MfaState::EnrollmentRequired) return refuse(OAuthError::mfa_enrollment_required);
    if (mfa == MfaState::Enrolled && !t.mfa_passed.value_or(false)) return refuse(OAuthError::mfa_required);

    auto scopes = refreshed_scopes(w, *login, texts_of(t.scopes));
    if (!scopes) return std::unexpected(scopes.error());
    if (changes("token.revoke_refresh")) {
      t.revoked = "consent_removed";
      put(w, *row, now);
      revoked = true;
      return refuse(OAuthError::grant_revoked);
    }
    t.expires_at = DateTime(now + refresh_token_life, true);  // use keeps it alive
    if (g_ != Generation::google && changes("token.rotate_refresh")) t.revoked = "rotated";
    put(w, *row, now);
    Grantee who{login->id, client_.id, *scopes, g_, t.mfa_passed.value_or(false)};
    Granted granted{std::move(*login), {}, {}, {}, has(*scopes, "openid"), {}};
    // The new token stands for all that the old one did, whatever part of it this access token carries.
    auto all = texts_of(t.scopes);
    for (const auto& s : *scopes)
      if (!has(all, s)) all.push_back(s);
    issue(w, who, false, granted);
    if (g_ != Generation::google) {
      who.scopes = all;
      granted.refresh_token = issue_refresh_token(*world_, w, who, secret_);
    }
    return granted;
  }

  [[nodiscard]] bool changes(std::string_view name) const {
    return web_.options.change && web_.options.change(*world_, name, web_.exchange);
  }

  /// A confidential client's token needs the client's secret, a public one's never takes one.
  Result<> check_bound_secret(const internal::RefreshToken& t) const {
    if (!t.confidential.value_or(false)) {
      if (!secret_.empty()) return refuse(OAuthError::secret_of_public_client);
      return {};
    }
    if (secret_.empty()) return refuse(OAuthError::missing_secret, client_.id);
    // A registered client's secrets were checked already, and may have changed since. A token from the admin API has none.
    if (client_.origin == Client::Origin::accepted && !t.secret_hash.empty() && !equal_secrets(sha256(secret_), t.secret_hash))
      return refuse(OAuthError::wrong_secret, client_.id);
    return {};
  }

  Result<std::vector<std::string>> refreshed_scopes(store::Reader& r, const Login& login,
                                                    std::vector<std::string> of_token) const {
    if (q_.get("scope").empty() || g_ == Generation::google) return of_token;
    const auto wanted = parse_scopes(q_.get("scope"), g_);
    if (!wanted) return refuse(OAuthError::invalid_scope, wanted.error());
    if (wanted->resource.empty()) return of_token;
    auto consented = consented_scopes(r, login.id, client_.id);
    consented.insert(consented.end(), of_token.begin(), of_token.end());
    const auto missing = missing_consent(r, login, client_.id, wanted->resource);
    std::vector<std::string> scopes;
    for (const auto& s : wanted->resource) {
      if (has(missing, s) && std::ranges::none_of(of_token, [&](const auto& t) { return same_scope(t, s); }))
        return refuse(ads_scope(s) != AdsScope::none ? OAuthError::refresh_unknown : OAuthError::scope_not_consented, s);
      scopes.push_back(s);
    }
    // The stronger scope brings the older one along, if the user allowed that as well; the older one comes alone.
    if (strongest_ads_scope(scopes) == AdsScope::msads)
      for (const auto& c : consented)
        if (ads_scope(c) == AdsScope::ads &&
            std::ranges::none_of(scopes, [](const auto& s) { return ads_scope(s) == AdsScope::ads; }))
          scopes.push_back(c);
    for (const auto* reserved : {"openid", "profile", "email", "offline_access"})
      if (has(of_token, reserved)) scopes.emplace_back(reserved);
    return scopes;
  }

  Result<Granted> by_device_code() {
    const auto code = q_.get("device_code");
    if (code.empty()) return refuse(OAuthError::missing_parameter, "device_code");
    Result<Granted> result = refuse(OAuthError::code_expired);
    world_->store().write([&](store::Writer& w) {
      result = redeem_device_code(w, code);
      return result.has_value();
    });
    return result;
  }

  Result<Granted> redeem_device_code(store::Writer& w, std::string_view code) {
    const auto row = find_secret<internal::DeviceCode>(w, code);
    if (!row || row->value.client_id.view() != client_.id) return refuse(OAuthError::refresh_unknown);
    if (row->value.denied.value_or(false)) return refuse(OAuthError::device_code_declined);
    if (ticks_of(row->value.expires_at) <= world_->clock().ticks()) return refuse(OAuthError::device_code_expired);
    const auto login_id = row->value.login_id.value_or(0);
    if (login_id == 0) return refuse(OAuthError::authorization_pending);
    auto login = active_login(w, login_id);
    if (!login) return std::unexpected(login.error());
    if (!same_tenant(w, row->value.tenant, login->value)) return refuse(OAuthError::code_of_other_tenant);
    w.erase(kind_of<internal::DeviceCode>(), row->id);
    const auto scopes = texts_of(row->value.scopes);
    Grantee who{login_id, client_.id, scopes, g_, row->value.mfa_passed.value_or(false)};
    Granted granted{std::move(*login), {}, {}, {}, has(scopes, "openid"), {}};
    issue(w, who, has(scopes, "offline_access"), granted);
    return granted;
  }

  void issue(store::Writer& w, const Grantee& who, bool with_refresh_token, Granted& granted) {
    granted.access_token = issue_access_token(*world_, w, who);
    if (with_refresh_token) granted.refresh_token = issue_refresh_token(*world_, w, who, secret_);
    for (const auto& s : who.scopes)
      if (s != "offline_access") granted.scopes.push_back(s);
  }

  void write(const Granted& granted) {
    Json json;
    json.add("token_type", g_ == Generation::live ? "bearer" : "Bearer");
    json.add("expires_in", g_ == Generation::google ? access_token_seconds - 1 : access_token_seconds);
    if (g_ == Generation::v2) json.add("ext_expires_in", access_token_seconds);
    json.add("scope", join_scopes(granted.scopes)).add("access_token", granted.access_token);
    if (!granted.refresh_token.empty()) json.add("refresh_token", granted.refresh_token);
    if (g_ == Generation::live) {
      json.add("user_id", sha256(granted.login.value.object_id.str() + "|" + client_.id).substr(0, 32));
      json.add("authentication_token", authentication_token(*world_, granted.login, client_.id));
    } else if (granted.openid) {
      const auto tenant = reading(world_->store(), [&](store::Reader& r) { return tenant_of(r, granted.login.value); });
      json.add("id_token", id_token(*world_, granted.login,
                                    {client_.id, granted.nonce, tenant, has(granted.scopes, "profile"),
                                     has(granted.scopes, "email"), g_, web_.issuer(g_, tenant)}));
    }
    web_.json(200, json.str());
  }

  Web& web_;
  Generation g_;
  std::string tenant_;
  Params q_;
  std::string client_id_, secret_;
  world::World* world_ = nullptr;
  Client client_;
};

}  // namespace

void handle_token(Web& web, Generation g, std::string_view tenant) {
  Token(web, g, tenant).run();
}

}  // namespace adsbox::identity
