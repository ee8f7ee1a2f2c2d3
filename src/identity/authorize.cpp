#include "identity/authorize.h"

#include <algorithm>
#include <array>

#include "identity/environment.h"
#include "identity/keys.h"
#include "identity/sign_in_flow.h"
#include "identity/tokens.h"
#include "net/hosts.h"

namespace adsbox::identity {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// One authorize request on its way.
class Authorize final : SignInFlow {
 public:
  Authorize(Web& web, Generation g, std::string_view tenant)
      : SignInFlow(web, g),
        // Parameters may also be posted; a step of our own pages posts to an address that carries them.
        encoded_(web.post() && step_.empty() && web.query.get("client_id").empty() ? web.request.body : web.request.query),
        q_(encoded_, mark_of(web.worlds)) {
    tenant_ = tenant;
  }

  void run() {
    world_ = choose_world(web_, {.scope = q_.get("scope"),
                                 .email = step_.empty() ? q_.get("login_hint") : web_.form.get("email"),
                                 .client_id = q_.get("client_id"),
                                 .generation = g_});
    if (!world_) return web_.error_page(503, OAuthError::environment_not_served, "asked for", g_);
    if (!check_client() || !check_request()) return;
    answered_ = !step_.empty();
    if (answered_) return take_step();
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
    return audience_admits(client_, tenant_) || stop(OAuthError::not_multi_tenant, client_id);
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

  /// A page of any site can send a browser here, also under a name of its own: neither may get a code by itself.
  [[nodiscard]] bool may_consent_for_the_user() const {
    const auto host = std::string_view(web_.host);
    const bool our_name = host == "localhost" || host == "127.0.0.1" || host == "[::1]" || net::is_official_host(host);
    return web_.options.local_only && web_.request.loopback && our_name && trusted_;
  }

  void silent(std::string_view hint, const std::optional<Session>& session) {
    if (!trusted_) return deny(OAuthError::redirect_unregistered, client_.id);
    const bool consenting = may_consent_for_the_user();
    std::optional<Login> login;
    if (session)
      login = session->login;
    else if (consenting && !hint.empty())
      login = reading(world_->store(), [&](store::Reader& r) { return find_login(r, hint, g_); });
    if (!login) return deny(OAuthError::login_required);
    const bool mfa_passed = session && session->mfa_passed;
    const auto b = barrier(*login, mfa_passed);
    const bool only_consent = b && b->error == OAuthError::consent_required;
    if (b && !(only_consent && consenting)) return deny(b->error, b->detail);
    grant(*login, mfa_passed, only_consent);
  }

  [[nodiscard]] std::string address() const override { return std::string(web_.request.path) + "?" + std::string(encoded_); }
  /// An address that nobody registered may be another site's: the user sees who asks, every time.
  [[nodiscard]] bool always_asks() const override { return prompts("consent") || !trusted_; }
  [[nodiscard]] std::string_view hint() const override { return q_.get("login_hint"); }

  void grant(const Login& login, bool mfa_passed, bool accepted) override {
    CodeRequest request;
    request.who = {login.id, client_.id, wanted(), g_, mfa_passed};
    request.redirect_uri = q_.get("redirect_uri");
    request.challenge = q_.get("code_challenge");
    request.challenge_method = q_.get("code_challenge_method");
    request.nonce = q_.get("nonce");
    request.tenant = tenant_;
    request.offline = scopes_.offline;
    auto implicit = request.who;
    implicit.scopes = scopes_.resource;
    std::string code, access_token;
    // Consent and what comes of it in one transaction: neither stands alone.
    world_->store().write([&](store::Writer& w) {
      if (g_ == Generation::google)
        request.offline =
            q_.get("access_type") == "offline" && (consented_scopes(w, login.id, client_.id).empty() || prompts("consent"));
      if (accepted) give_consent(*world_, w, login.id, client_.id, wanted());
      if (wants_code_) code = issue_code(*world_, w, request);
      if (wants_token_) access_token = issue_access_token(*world_, w, implicit);
      return true;
    });

    Pairs answer;
    if (wants_code_) answer.emplace_back("code", std::move(code));
    if (wants_token_) {
      answer.emplace_back("access_token", std::move(access_token));
      answer.emplace_back("token_type", g_ == Generation::live ? "bearer" : "Bearer");
      answer.emplace_back("expires_in", std::to_string(access_token_seconds));
      answer.emplace_back("scope", join_scopes(implicit.scopes));
    }
    if (wants_id_token_) {
      const auto tenant = reading(world_->store(), [&](store::Reader& r) { return tenant_of(r, login.value); });
      answer.emplace_back(
          "id_token", id_token(*world_, login,
                               {client_.id, request.nonce, tenant, scopes_.profile, scopes_.email, g_, web_.issuer(g_, tenant)}));
    }
    send(std::move(answer), true);
  }

  void deny(OAuthError e, std::string_view detail = {}) override {
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

  std::string_view encoded_;
  Params q_;
  std::string mode_;
  bool trusted_ = false;   // the answer may go to the redirect URI unseen
  bool answered_ = false;  // the user sent one of our own forms
  bool wants_code_ = false, wants_token_ = false, wants_id_token_ = false;
};

}  // namespace

void handle_authorize(Web& web, Generation g, std::string_view tenant) {
  Authorize(web, g, tenant).run();
}

}  // namespace adsbox::identity
