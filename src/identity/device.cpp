// The device flow: a program without a browser shows a short code, a person enters it elsewhere.
#include "identity/environment.h"
#include "identity/json.h"
#include "identity/sign_in_flow.h"
#include "identity/token.h"
#include "identity/tokens.h"

namespace adsbox::identity {
namespace {

constexpr std::int64_t device_code_seconds = 900;
constexpr int poll_seconds = 5;
constexpr std::string_view device_page = "/common/oauth2/deviceauth";

std::string new_user_code(world::World& world) {
  static constexpr char alphabet[] = "BCDFGHJKLMNPQRSTVWXZ23456789";
  std::string s;
  for (int i = 0; i < 9; ++i) s += alphabet[(world.random().next() >> 32) % (sizeof alphabet - 1)];
  return s;
}

/// Still waiting for an answer.
bool pending(const internal::DeviceCode& d, std::int64_t now) {
  return ticks_of(d.expires_at) > now && d.login_id.value_or(0) == 0 && !d.denied.value_or(false);
}

std::optional<Stored<internal::DeviceCode>> find_user_code(store::Reader& r, std::string_view user_code, std::int64_t now) {
  for (auto& d : all_of_kind<internal::DeviceCode>(r))
    if (d.value.user_code.view() == user_code && pending(d.value, now)) return std::move(d);
  return std::nullopt;
}

/// The page where a person lets a device in: its code first, then the way that every application takes.
class DevicePage final : SignInFlow {
 public:
  explicit DevicePage(Web& web) : SignInFlow(web, Generation::v2), user_code_(web.query.get("user_code")) {
    for (auto& c : user_code_)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }

  void run() {
    if (user_code_.empty()) return ask_for_code({});
    if (!find()) return ask_for_code({.problem = "That code is unknown, has expired or was used already."});
    auto client = reading(world_->store(), [&](store::Reader& r) { return find_client(r, code_.value.client_id, g_); });
    auto scopes = parse_scopes(join_scopes(texts_of(code_.value.scopes)), g_);
    if (!client) return web_.error_page(400, client.error(), code_.value.client_id, g_, world_);
    if (!scopes) return web_.error_page(400, OAuthError::invalid_scope, scopes.error(), g_, world_);
    client_ = std::move(*client);
    scopes_ = std::move(*scopes);
    tenant_ = code_.value.tenant.str();
    if (!step_.empty()) return take_step();
    session_ = web_.session(*world_);
    if (!session_ || !suits(session_->login)) return show_sign_in({});
    after_sign_in();
  }

 private:
  bool find() {
    const auto only = environment_of_host(web_.host);
    for (auto* w : web_.worlds.all()) {
      if (only && w->environment() != *only) continue;
      auto found = reading(w->store(), [&](store::Reader& r) { return find_user_code(r, user_code_, w->clock().ticks()); });
      if (!found) continue;
      world_ = w;
      code_ = std::move(*found);
      return true;
    }
    return false;
  }

  void ask_for_code(const pages::Notice& notice) {
    html::Markup m;
    m.raw(pages::banner(notice)).raw("<form method=\"get\" action=\"").text(device_page).raw("\">");
    m.input("Code shown on the device", "text", "user_code", {}, " required autofocus autocomplete=\"off\"").button("Next");
    m.raw("</form>");
    web_.page(200, "Sign in a device", m.str());
  }

  [[nodiscard]] std::string address() const override {
    return std::string(device_page) + "?user_code=" + net::url_encode(user_code_);
  }
  /// Whoever started the device may be somebody else: the person is always asked.
  [[nodiscard]] bool always_asks() const override { return true; }
  [[nodiscard]] std::string lead() const override {
    return "A device that shows the code " + user_code_ + " waits to be signed in. Accept only if it is yours.";
  }

  void grant(const Login& login, bool mfa_passed, bool) override {
    // Consent and approval in one transaction, if nobody was faster.
    const bool done = world_->store().write([&](store::Writer& w) {
      const auto now = world_->clock().ticks();
      auto d = get<internal::DeviceCode>(w, code_.id);
      if (!d || !pending(d->value, now)) return false;
      give_consent(*world_, w, login.id, client_.id, wanted());
      d->value.login_id = login.id;
      d->value.mfa_passed = mfa_passed;
      put(w, *d, now);
      return true;
    });
    if (!done) return ask_for_code({.problem = "That code is unknown, has expired or was used already."});
    say("<p class=\"good\">The device is signed in. You can close this page.</p>");
  }

  void deny(OAuthError, std::string_view) override {
    // Only somebody who signed in answers for the device; others just leave.
    if (session_)
      world_->store().write([&](store::Writer& w) {
        auto d = get<internal::DeviceCode>(w, code_.id);
        if (!d || !pending(d->value, world_->clock().ticks())) return false;
        d->value.denied = true;
        put(w, *d, world_->clock().ticks());
        return true;
      });
    say("<p>The device is not signed in.</p>");
  }

  void say(const std::string& markup) {
    web_.page(200, "Sign in a device", markup, world_, session_ ? session_->login.value.email.view() : std::string_view{});
  }

  std::string user_code_;
  Stored<internal::DeviceCode> code_;
};

}  // namespace

void handle_device_code(Web& web, std::string_view tenant) {
  const auto client_id = lower(web.form.get("client_id"));
  auto* world =
      choose_world(web, {.scope = web.form.get("scope"), .client_id = client_id, .environment = web.form.get("environment")});
  const auto stop = [&](OAuthError e, std::string_view detail) {
    write_token_error(web.response, web.exchange.tracking_id, world, Generation::v2, e, detail);
  };
  if (!web.post()) return stop(OAuthError::method_not_post, web.request.method);
  if (web.cross_site()) return stop(OAuthError::cross_origin, web.request.header("origin"));
  if (!world) return stop(OAuthError::environment_not_served, "asked for");
  if (client_id.empty()) return stop(OAuthError::missing_parameter, "client_id");
  if (web.form.get("scope").empty()) return stop(OAuthError::missing_parameter, "scope");
  const auto client = reading(world->store(), [&](store::Reader& r) { return find_client(r, client_id, Generation::v2); });
  if (!client) return stop(client.error(), client_id);
  const auto known = reading(world->store(), [&](store::Reader& r) { return normal_tenant(r, tenant); });
  if (!known) return stop(OAuthError::unknown_tenant, tenant);
  if (!audience_admits(*client, *known)) return stop(OAuthError::not_multi_tenant, client_id);
  if (client->confidential()) return stop(OAuthError::missing_secret, client_id);
  const auto scopes = parse_scopes(web.form.get("scope"), Generation::v2);
  if (!scopes) return stop(OAuthError::invalid_scope, scopes.error());

  const auto device_code = new_refresh_token(*world, Generation::v2);
  const auto now = world->clock().ticks();
  internal::DeviceCode d;
  d.client_id = client->id;
  d.user_code = new_user_code(*world);
  d.scopes = list_of(scopes->names());
  d.expires_at = DateTime(now + device_code_seconds * second, true);
  d.login_id = 0;
  d.denied = false;
  d.tenant = *known;
  world->store().write([&](store::Writer& w) {
    for (const auto& old : all_of_kind<internal::DeviceCode>(w))
      if (ticks_of(old.value.expires_at) + remembered_after_end < now) w.erase(kind_of<internal::DeviceCode>(), old.id);
    insert(w, 0, sha256(device_code), d, now);
    return true;
  });
  const auto page = web.base_url() + std::string(device_page);
  web.json(200, Json()
                    .add("user_code", d.user_code)
                    .add("device_code", device_code)
                    .add("verification_uri", page)
                    .add("expires_in", device_code_seconds)
                    .add("interval", poll_seconds)
                    .add("message", "To sign in, open " + page + " in a browser and enter the code " + d.user_code.str() + ".")
                    .str());
}

void handle_device_page(Web& web) {
  DevicePage(web).run();
}

}  // namespace adsbox::identity
