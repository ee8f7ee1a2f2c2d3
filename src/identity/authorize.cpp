#include "identity/authorize.h"

#include <algorithm>
#include <array>

#include "identity/environment.h"
#include "identity/keys.h"
#include "identity/pages/sign_in.h"
#include "identity/tokens.h"
#include "net/hosts.h"

namespace adsbox::identity {
namespace {

using internal::LoginKind;
using internal::LoginStatus;
using internal::MfaState;

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// One authorize request on its way.
class Authorize {
 public:
  Authorize(Web& web, Generation g, std::string_view tenant)
      : web_(web),
        g_(g),
        tenant_(tenant),
        // Parameters may also be posted; a step of our own pages posts to an address that carries them.
        step_(web.form.get("adsbox_step")),
        encoded_(web.post() && step_.empty() && web.query.get("client_id").empty() ? web.request.body : web.request.query),
        q_(encoded_) {}

  void run() {
    world_ = choose_world(web_, {.scope = q_.get("scope"),
                                 .email = step_.empty() ? q_.get("login_hint") : web_.form.get("email"),
                                 .client_id = q_.get("client_id"),
                                 .generation = g_});
    if (!world_) return web_.error_page(503, OAuthError::environment_not_served, "asked for", g_);
    if (!check_client() || !check_request()) return;
    if (!step_.empty() && !web_.csrf_ok()) {
      pages::Notice notice{.problem = "The form was too old, or your browser refuses cookies. Please try again."};
      return show_sign_in(notice);
    }
    answered_ = !step_.empty();
    if (step_ == "cancel") return deny(OAuthError::user_declined);
    if (step_ == "signin") return sign_in();
    if (!step_.empty()) return go_on_with_session();
    start();
  }

 private:
  [[nodiscard]] std::string prompt() const { return std::string(q_.get("prompt")); }
  [[nodiscard]] bool prompts(std::string_view what) const {
    const auto p = " " + prompt() + " ";
    return p.find(" " + std::string(what) + " ") != std::string::npos;
  }

  // Errors that stay on our page: nothing may be sent to an address that is not known to be the application's.
  bool check_client() {
    const auto client_id = q_.get("client_id");
    const auto stop = [&](OAuthError e, std::string_view detail) {
      web_.error_page(400, e, detail, g_, world_);
      return false;
    };
    if (client_id.empty()) return stop(OAuthError::missing_parameter, "client_id");
    auto client = reading(world_->store(), [&](store::Reader& r) { return find_client(r, client_id, g_); });
    if (!client) return stop(client.error(), client_id);
    client_ = std::move(*client);
    const auto uri = q_.get("redirect_uri");
    if (uri.empty()) return stop(OAuthError::missing_parameter, "redirect_uri");
    if (!redirect_allowed(client_, uri)) return stop(OAuthError::redirect_unregistered, client_id);
    trusted_ = redirect_trusted(client_, uri);
    if (g_ != Generation::v2) return true;
    const auto tenant = reading(world_->store(), [&](store::Reader& r) { return normal_tenant(r, tenant_); });
    if (!tenant) return stop(OAuthError::unknown_tenant, tenant_);
    tenant_ = *tenant;
    const bool multi = client_.audience == "AzureADandPersonalMicrosoftAccount" || client_.audience == "AzureADMultipleOrgs";
    if (tenant_ == "common" ? client_.audience != "AzureADandPersonalMicrosoftAccount" : tenant_ == "organizations" && !multi)
      return stop(OAuthError::not_multi_tenant, client_id);
    return true;
  }

  bool check_request() {
    const auto stop = [&](OAuthError e, std::string_view detail) {
      deny(e, detail);
      return false;
    };
    const auto type = q_.get("response_type");
    std::string_view rest = type;
    bool known = !type.empty();
    while (!rest.empty()) {
      const auto end = std::min(rest.find(' '), rest.size());
      const auto one = rest.substr(0, end);
      if (one == "code")
        wants_code_ = true;
      else if (one == "token")
        wants_token_ = true;
      else if (one == "id_token")
        wants_id_token_ = true;
      else if (!one.empty())
        known = false;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    mode_ = lower(q_.get("response_mode"));
    const bool fragment_only = wants_token_ || wants_id_token_;
    if (type.empty()) return stop(OAuthError::missing_parameter, "response_type");
    if (!known || (g_ == Generation::live && wants_id_token_) || (g_ == Generation::google && type != "code"))
      return stop(OAuthError::unsupported_response_type, type);
    if (!mode_.empty() && mode_ != "query" && mode_ != "fragment" && mode_ != "form_post") {
      const auto bad = std::exchange(mode_, "");
      return stop(OAuthError::unsupported_response_mode, bad);
    }
    if (mode_ == "query" && fragment_only) {
      mode_ = "fragment";
      return stop(OAuthError::unsupported_response_mode, "query");
    }
    if (mode_.empty()) mode_ = fragment_only ? "fragment" : "query";

    if (q_.get("scope").empty()) return stop(OAuthError::missing_parameter, "scope");
    auto scopes = parse_scopes(q_.get("scope"), g_);
    if (!scopes) return stop(OAuthError::invalid_scope, scopes.error());
    scopes_ = std::move(*scopes);
    // Google's e-mail and profile are what its token is for; elsewhere they are extras of a sign-in.
    if (g_ == Generation::google) scopes_.openid = true;
    if (wants_id_token_ && !scopes_.openid)
      return stop(OAuthError::malformed_request, "response_type id_token needs the scope openid");
    if (wants_id_token_ && q_.get("nonce").empty()) return stop(OAuthError::missing_parameter, "nonce");

    const auto challenge = q_.get("code_challenge");
    const auto method = q_.get("code_challenge_method");
    if (!method.empty() && method != "plain" && method != "S256")
      return stop(OAuthError::malformed_request, "code_challenge_method is plain or S256");
    if (!challenge.empty() && (challenge.size() < 43 || challenge.size() > 128))
      return stop(OAuthError::malformed_request, "code_challenge has 43 to 128 characters");
    static constexpr std::array prompts{"login", "none", "consent", "select_account"};
    for (std::string_view p = q_.get("prompt"); !p.empty();) {
      const auto end = std::min(p.find(' '), p.size());
      if (std::ranges::find(prompts, p.substr(0, end)) == prompts.end())
        return stop(OAuthError::malformed_request, "unknown value of prompt");
      p.remove_prefix(std::min(end + 1, p.size()));
    }
    if (prompts_mixed()) return stop(OAuthError::malformed_request, "prompt=none does not go with another value");
    return true;
  }

  [[nodiscard]] bool prompts_mixed() const { return prompts("none") && prompt() != "none"; }

  void start() {
    const auto hint = q_.get("login_hint");
    auto session = web_.session(*world_);
    if (session && (!suits(session->login) || (!hint.empty() && session->login.key != lower(hint)))) session.reset();
    if (prompts("none")) return silent(hint, session);
    if (session && !prompts("login") && !prompts("select_account")) {
      session_ = std::move(session);
      return after_sign_in();
    }
    show_sign_in({});
  }

  /// The login's provider belongs to these endpoints.
  [[nodiscard]] bool suits(const Login& login) const {
    const auto kind = login.value.kind.value_or(LoginKind::Personal);
    return g_ == Generation::google ? kind == LoginKind::Google
           : g_ == Generation::live ? kind == LoginKind::Personal
                                    : kind != LoginKind::Google;
  }

  /// A page of any site can send a browser here, also under a name of its own: neither may get a code by itself.
  [[nodiscard]] bool may_consent_for_the_user() const {
    const auto host = std::string_view(web_.host);
    const bool our_name = host == "localhost" || host == "127.0.0.1" || host == "[::1]" || net::is_official_host(host);
    return web_.options.auto_consent && web_.request.loopback && our_name && trusted_;
  }

  void silent(std::string_view hint, const std::optional<Session>& session) {
    if (!trusted_) return deny(OAuthError::redirect_unregistered, client_.id);
    const bool auto_consent = may_consent_for_the_user();
    std::optional<Login> login;
    if (session)
      login = session->login;
    else if (auto_consent && !hint.empty())
      login = reading(world_->store(), [&](store::Reader& r) { return find_login(r, hint, g_); });
    if (!login || login->value.status.value_or(LoginStatus::Active) == LoginStatus::Disabled)
      return deny(OAuthError::login_required);
    if (!admitted(*login)) return deny(OAuthError::account_of_other_tenant, login->value.email);
    const auto mfa = login->value.mfa.value_or(MfaState::Off);
    if (mfa == MfaState::EnrollmentRequired) return deny(OAuthError::mfa_enrollment_required);
    if (mfa == MfaState::Enrolled && !(session && session->mfa_passed)) return deny(OAuthError::mfa_required);
    if (!service_enabled(*login)) return deny(OAuthError::service_not_enabled, domain_of(login->value.email));
    if (!auto_consent) {
      const auto missing =
          reading(world_->store(), [&](store::Reader& r) { return missing_consent(r, login->id, client_.id, wanted()); });
      if (!missing.empty()) return deny(OAuthError::consent_required, join_scopes(missing));
    }
    grant(*login, mfa == MfaState::Enrolled);
  }

  [[nodiscard]] std::vector<std::string> wanted() const { return scopes_.names(); }

  [[nodiscard]] bool admitted(const Login& login) const {
    return g_ != Generation::v2 ||
           reading(world_->store(), [&](store::Reader& r) { return tenant_admits(r, tenant_, login.value); });
  }

  /// The directory of a work account has the Advertising service (it does unless an administrator said no).
  [[nodiscard]] bool service_enabled(const Login& login) const {
    if (login.value.kind.value_or(LoginKind::Personal) != LoginKind::Work ||
        strongest_ads_scope(scopes_.resource) == AdsScope::none)
      return true;
    return reading(world_->store(), [&](store::Reader& r) {
      const auto t = find_tenant(r, domain_of(login.value.email));
      return !t || !t->value.advertising_disabled.value_or(false);
    });
  }

  void sign_in() {
    const auto email = web_.form.get("email");
    auto login = check_password(*world_, email, web_.form.get("password"), g_);
    if (!login) return show_sign_in({.problem = describe(login.error(), g_, email), .email = std::string(email)});
    if (!admitted(*login))
      return show_sign_in({.problem = describe(OAuthError::account_of_other_tenant, g_, email), .email = std::string(email)});
    web_.sign_in(*world_, *login);
    session_ = Session{std::move(*login), false, 0};
    after_sign_in();
  }

  void go_on_with_session() {
    session_ = web_.session(*world_);
    if (!session_ || !suits(session_->login) || session_->login.key != lower(web_.form.get("email"))) return show_sign_in({});
    if (step_ == "proof") {
      const auto now = world_->clock().seconds();
      if (!check_totp(session_->login.value.mfa_secret, web_.form.get("proof"), now))
        return pages::second_proof(web_, *world_, form_address(), session_->login,
                                   {.problem = "That code is not right. It changes every 30 seconds."});
      mark_second_proof(*world_, session_->row);
      session_->mfa_passed = true;
      return after_sign_in();
    }
    if (step_ == "consent" && web_.form.get("decision") == "accept") return finish();
    deny(OAuthError::user_declined);
  }

  void after_sign_in() {
    const auto& login = session_->login;
    if (!admitted(login)) return show_sign_in({.problem = describe(OAuthError::account_of_other_tenant, g_, login.value.email)});
    const auto mfa = login.value.mfa.value_or(MfaState::Off);
    if (mfa == MfaState::EnrollmentRequired) return web_.error_page(200, OAuthError::mfa_enrollment_required, {}, g_, world_);
    if (mfa == MfaState::Enrolled && !session_->mfa_passed) return pages::second_proof(web_, *world_, form_address(), login, {});
    if (!service_enabled(login))
      return web_.error_page(400, OAuthError::service_not_enabled, domain_of(login.value.email), g_, world_);
    const auto missing =
        reading(world_->store(), [&](store::Reader& r) { return missing_consent(r, login.id, client_.id, wanted()); });
    // An address that nobody registered may be another site's: the user sees who asks, every time.
    if (!missing.empty() || prompts("consent") || !trusted_)
      return pages::consent(web_, *world_, form_address(), login, client_.name, missing.empty() ? wanted() : missing);
    finish();
  }

  /// The step that follows a consent runs all earlier checks again: a posted "accept" alone proves nothing.
  void finish() {
    const auto mfa = session_->login.value.mfa.value_or(MfaState::Off);
    if (mfa == MfaState::EnrollmentRequired || (mfa == MfaState::Enrolled && !session_->mfa_passed) ||
        !admitted(session_->login) || !service_enabled(session_->login))
      return after_sign_in();
    grant(session_->login, session_->mfa_passed);
  }

  void grant(const Login& login, bool mfa_passed) {
    CodeRequest request;
    request.who = {login.id, client_.id, wanted(), g_, mfa_passed};
    request.redirect_uri = q_.get("redirect_uri");
    request.challenge = q_.get("code_challenge");
    request.challenge_method = q_.get("code_challenge_method");
    request.nonce = q_.get("nonce");
    request.tenant = tenant_;
    if (g_ == Generation::google) {
      const bool first =
          reading(world_->store(), [&](store::Reader& r) { return consented_scopes(r, login.id, client_.id).empty(); });
      request.offline = q_.get("access_type") == "offline" && (first || prompts("consent"));
    } else {
      request.offline = scopes_.offline;
    }
    give_consent(*world_, login.id, client_.id, wanted());

    Pairs answer;
    if (wants_code_) answer.emplace_back("code", issue_code(*world_, request));
    if (wants_token_) {
      auto who = request.who;
      who.scopes = scopes_.resource;
      answer.emplace_back("access_token", issue_access_token(*world_, who));
      answer.emplace_back("token_type", g_ == Generation::live ? "bearer" : "Bearer");
      answer.emplace_back("expires_in", std::to_string(access_token_seconds));
      answer.emplace_back("scope", join_scopes(who.scopes));
    }
    if (wants_id_token_) {
      const auto tenant = reading(world_->store(), [&](store::Reader& r) { return tenant_of(r, login.value); });
      answer.emplace_back("id_token",
                          id_token(*world_, login, {client_.id, request.nonce, tenant, scopes_.profile, scopes_.email, g_}));
    }
    send(std::move(answer), true);
  }

  void deny(OAuthError e, std::string_view detail = {}) {
    const auto& row = info(e);
    if (!trusted_ && !answered_) return web_.error_page(400, e, detail, g_, world_);
    if (mode_.empty()) mode_ = wants_token_ || wants_id_token_ ? "fragment" : "query";
    send({{"error", std::string(g_ == Generation::v2 ? row.error : row.live_error)},
          {"error_description", describe(e, g_, detail)}},
         false);
  }

  /// To the application's address. `code` comes first and, with a state, exactly one parameter follows it: scripts cut the code
  /// out of the text between the first `=` and the last `&`.
  void send(Pairs answer, bool success) {
    const std::string uri(q_.get("redirect_uri"));
    const bool has_state = !q_.get("state").empty();
    if (mode_ == "form_post") {
      if (has_state) answer.emplace_back("state", std::string(q_.get("state")));
      return pages::form_post(web_, *world_, uri, answer);
    }
    std::string text;
    for (const auto& [name, value] : answer)
      text.append(text.empty() ? "" : "&").append(name).append("=").append(net::url_encode(value));
    if (has_state) text.append("&state=").append(unchanged_state());
    if (success && g_ == Generation::live && mode_ == "query" && !has_state) text.append("&lc=1033");
    if (success && g_ == Generation::google)
      text.append("&scope=")
          .append(net::url_encode(join_scopes(wanted())))
          .append("&authuser=0&prompt=")
          .append(prompts("none") ? "none" : "consent");
    const char joint = mode_ == "fragment" ? '#' : uri.find('?') == std::string::npos ? '?' : '&';
    web_.redirect(uri + joint + text);
  }

  /// The state as it stood in the address, so that whoever escaped it, or forgot to, finds it again.
  [[nodiscard]] std::string unchanged_state() const {
    std::string out;
    for (const char c : raw_value(encoded_, "state")) {
      const auto u = static_cast<unsigned char>(c);
      if (u <= ' ' || u >= 0x7f || c == '#' || c == '"' || c == '<' || c == '>' || c == '\\')
        out += net::url_encode(std::string_view(&c, 1));
      else
        out += c;
    }
    return out;
  }

  [[nodiscard]] std::string form_address() const { return std::string(web_.request.path) + "?" + std::string(encoded_); }

  void show_sign_in(pages::Notice notice) {
    if (notice.email.empty()) notice.email = q_.get("login_hint");
    pages::sign_in(web_, *world_, form_address(), g_, notice, client_.name);
  }

  Web& web_;
  Generation g_;
  std::string tenant_;
  std::string step_;
  std::string_view encoded_;
  Params q_;
  world::World* world_ = nullptr;
  Client client_;
  Scopes scopes_;
  std::string mode_;
  bool trusted_ = false;   // the answer may go to the redirect URI unseen
  bool answered_ = false;  // the user sent one of our own forms
  bool wants_code_ = false, wants_token_ = false, wants_id_token_ = false;
  std::optional<Session> session_;
};

}  // namespace

std::optional<std::string> normal_tenant(store::Reader& r, std::string_view tenant) {
  auto t = lower(tenant);
  if (t == "common" || t == "organizations" || t == "consumers") return t;
  if (is_guid(t)) return t == consumers_tenant ? "consumers" : t;
  const auto known = find_tenant(r, t);
  if (!known) return std::nullopt;
  return known->value.tenant_id.str();
}

bool tenant_admits(store::Reader& r, std::string_view tenant, const internal::Login& login) {
  const bool work = login.kind.value_or(LoginKind::Personal) == LoginKind::Work;
  if (tenant == "common") return true;
  if (tenant == "organizations") return work;
  if (tenant == "consumers") return !work;
  // A directory that nobody here belongs to admits everyone: programs carry the id of their own directory.
  return !find_tenant(r, tenant) || tenant_of(r, login) == tenant;
}

void handle_authorize(Web& web, Generation g, std::string_view tenant) {
  Authorize(web, g, tenant).run();
}

}  // namespace adsbox::identity
