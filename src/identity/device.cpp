// The device flow: a program without a browser shows a short code, a person enters it elsewhere.
#include <algorithm>

#include "identity/authorize.h"
#include "identity/environment.h"
#include "identity/json.h"
#include "identity/pages/portal.h"
#include "identity/token.h"
#include "identity/tokens.h"

namespace adsbox::identity {
namespace {

constexpr std::int64_t device_code_seconds = 900;
constexpr int poll_seconds = 5;

std::string new_user_code(world::World& world) {
  static constexpr char alphabet[] = "BCDFGHJKLMNPQRSTVWXZ23456789";
  std::string s;
  for (int i = 0; i < 9; ++i) s += alphabet[(world.random().next() >> 32) % (sizeof alphabet - 1)];
  return s;
}

std::optional<Stored<internal::DeviceCode>> find_user_code(store::Reader& r, std::string_view user_code, std::int64_t now) {
  for (auto& d : all_of_kind<internal::DeviceCode>(r))
    if (d.value.user_code.view() == user_code && ticks_of(d.value.expires_at) > now && d.value.login_id.value_or(0) == 0)
      return std::move(d);
  return std::nullopt;
}

}  // namespace

void handle_device_code(Web& web, std::string_view tenant) {
  const auto client_id = lower(web.form.get("client_id"));
  auto* world =
      choose_world(web, {.scope = web.form.get("scope"), .client_id = client_id, .environment = web.form.get("environment")});
  const auto stop = [&](OAuthError e, std::string_view detail) {
    write_token_error(web.response, world, Generation::v2, e, detail);
  };
  if (!web.post()) return stop(OAuthError::method_not_post, web.request.method);
  if (!world) return stop(OAuthError::environment_not_served, "asked for");
  if (client_id.empty()) return stop(OAuthError::missing_parameter, "client_id");
  if (web.form.get("scope").empty()) return stop(OAuthError::missing_parameter, "scope");
  const auto client = reading(world->store(), [&](store::Reader& r) { return find_client(r, client_id, Generation::v2); });
  if (!client) return stop(client.error(), client_id);
  const auto known = reading(world->store(), [&](store::Reader& r) { return normal_tenant(r, tenant); });
  if (!known) return stop(OAuthError::unknown_tenant, tenant);
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
  const auto page = web.request.base_url() + "/common/oauth2/deviceauth";
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
  const auto v = pages::visitor(web);
  if (!v || (web.post() && !pages::posted(web, *v))) return;
  const auto now = v->world->clock().ticks();
  const auto email = v->login().value.email.view();
  std::string user_code(web.post() ? web.form.get("user_code") : web.query.get("user_code"));
  for (auto& c : user_code)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  pages::Notice notice;
  const auto found = reading(
      v->world->store(), [&](store::Reader& r) { return user_code.empty() ? std::nullopt : find_user_code(r, user_code, now); });
  const auto decision = web.form.get("decision");
  html::Markup m;
  if (found && web.post() && !decision.empty()) {
    const bool accepted = decision == "accept";
    if (accepted) give_consent(*v->world, v->login().id, found->value.client_id, texts_of(found->value.scopes));
    v->world->store().write([&](store::Writer& w) {
      auto d = get<internal::DeviceCode>(w, found->id);
      if (!d) return false;
      if (accepted)
        d->value.login_id = v->login().id;
      else
        d->value.denied = true;
      d->value.mfa_passed = v->session.mfa_passed;
      put(w, *d, now);
      return true;
    });
    m.raw(accepted ? "<p class=\"good\">The device is signed in. You can close this page.</p>"
                   : "<p>The device is not signed in.</p>");
    return web.page(200, "Sign in a device", m.str(), v->world, email);
  }
  m.raw("<form method=\"post\" action=\"/common/oauth2/deviceauth\">").raw(web.csrf_field()).hidden("world", v->world->name());
  if (found) {
    m.raw("<p>Sign in the device that shows <b>")
        .text(user_code)
        .raw("</b> as <b>")
        .text(email)
        .raw("</b>? Its application <code>")
        .text(found->value.client_id);
    m.raw("</code> asks for <code>")
        .text(join_scopes(texts_of(found->value.scopes)))
        .raw("</code>.</p>")
        .hidden("user_code", user_code);
    m.button("Accept", "decision", "accept").button("Cancel", "decision", "cancel", "plain");
  } else {
    if (!user_code.empty()) m.raw("<p class=\"error\">That code is unknown or has expired.</p>");
    m.input("Code shown on the device", "text", "user_code", {}, " required autofocus autocomplete=\"off\"").button("Next");
  }
  m.raw("</form>");
  web.page(200, "Sign in a device", m.str(), v->world, email);
}

}  // namespace adsbox::identity
