#include "identity/apps.h"

#include <algorithm>

#include "net/hosts.h"

namespace adsbox::identity {
namespace {

using internal::AppPlatform;
using internal::AppStatus;

struct WellKnown {
  std::string_view id, name;
  world::Environment environment;
};
// The public client ids that tutorials and samples use, all native.
constexpr WellKnown well_known[] = {
    {"db41b09d-6e50-4f4a-90ac-5a99caefb52f", "Tutorial sample (sandbox, Live)", world::Environment::sandbox},
    {"4c0b021c-00c3-4508-838f-d3127e8167ff", "Tutorial sample (sandbox)", world::Environment::sandbox},
    {"2663d04e-2635-47aa-b8e6-3682588841a2", "SDK sample", world::Environment::sandbox},
    {"6731de76-14a6-49ae-97bc-6eba6914391e", "Tutorial sample", world::Environment::production},
};

struct Uri {
  std::string scheme, host, port;
  std::string_view rest;  // path and query
};

/// Takes an absolute URI apart; nullopt when it has no scheme, or has a fragment, white space or controls.
std::optional<Uri> parse_uri(std::string_view s) {
  if (s.empty() || s.size() > 2048 || std::ranges::any_of(s, [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '#' || c == '"' || c == '<' || c == '>' || c == '\\' || c == 0x7f;
      }))
    return std::nullopt;
  const auto colon = s.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  Uri u;
  u.scheme = lower(s.substr(0, colon));
  if (std::ranges::any_of(
          u.scheme, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '+' && c != '-' && c != '.'; }))
    return std::nullopt;
  auto after = s.substr(colon + 1);
  if (!after.starts_with("//")) {
    u.rest = after;
    return u;
  }
  after.remove_prefix(2);
  const auto end = std::min(after.find_first_of("/?"), after.size());
  auto authority = after.substr(0, end);
  u.rest = after.substr(end);
  if (authority.find('@') != std::string_view::npos) return std::nullopt;  // user info only hides the real host
  const auto bracket = authority.rfind(']');
  const auto port = authority.rfind(':');
  if (port != std::string_view::npos && (bracket == std::string_view::npos || port > bracket)) {
    u.port = authority.substr(port + 1);
    authority = authority.substr(0, port);
  }
  u.host = lower(authority);
  return u;
}

bool is_loopback_host(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

std::string_view path_of(const Uri& u) {
  return u.rest.substr(0, u.rest.find('?'));
}

bool is_native_path(std::string_view path) {
  return path.ends_with("/oauth2/nativeclient") || path == "/oauth20_desktop.srf";
}

bool same_but_port(const Uri& a, const Uri& b) {
  return a.scheme == b.scheme && a.host == b.host && a.rest == b.rest;
}

bool is_live_sdk_id(std::string_view id) {
  return id.size() == 16 && std::ranges::all_of(id, [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; });
}

Client client_of(const App& app) {
  Client c;
  c.origin = Client::Origin::registered;
  c.id = app.value.client_id.str();
  c.name = app.value.name.str();
  c.platform = app.value.platform.value_or(AppPlatform::Native);
  if (!app.value.sign_in_audience.empty()) c.audience = app.value.sign_in_audience.str();
  for (const auto& u : app.value.redirect_uris) c.redirect_uris.push_back(u.str());
  for (const auto& s : app.value.secrets)
    if (s) c.secrets.push_back(*s);
  return c;
}

bool change_app(world::World& world, std::string_view client_id, const std::function<bool(store::Writer&, App&)>& change) {
  return world.store().write([&](store::Writer& w) {
    auto app = find_app(w, client_id);
    if (!app || !change(w, *app)) return false;
    app->status = static_cast<std::int32_t>(app->value.status.value_or(AppStatus::Active));
    put(w, *app, world.clock().ticks());
    return true;
  });
}

}  // namespace

std::optional<world::Environment> well_known_environment(std::string_view client_id) {
  const auto id = lower(client_id);
  for (const auto& k : well_known)
    if (k.id == id) return k.environment;
  return std::nullopt;
}

std::optional<App> find_app(store::Reader& r, std::string_view client_id) {
  return find_by_key<internal::AppRegistration>(r, lower(client_id));
}

std::expected<Client, OAuthError> find_client(store::Reader& r, std::string_view client_id, Generation g) {
  const bool google_id = client_id.ends_with(".apps.googleusercontent.com");
  if (g == Generation::v2 && !is_guid(client_id)) return std::unexpected(OAuthError::unknown_client);
  if (g == Generation::live && !is_guid(client_id) && !is_live_sdk_id(client_id))
    return std::unexpected(OAuthError::unknown_client);
  if (const auto app = find_app(r, client_id)) {
    auto client = client_of(*app);
    const auto status = app->value.status.value_or(AppStatus::Active);
    if (status == AppStatus::Deleted || (client.platform == AppPlatform::Google) != (g == Generation::google))
      return std::unexpected(OAuthError::unknown_client);
    if (status == AppStatus::Disabled) return std::unexpected(OAuthError::disabled_client);
    return client;
  }
  Client c;
  c.id = g == Generation::google ? std::string(client_id) : lower(client_id);
  for (const auto& k : well_known)
    if (k.id == c.id && g != Generation::google) {
      c.origin = Client::Origin::well_known;
      c.name = k.name;
      return c;
    }
  // Microsoft's and Google's registrations are two lists: one does not make the other strict.
  bool strict = false;
  r.scan_kind(kind_of<internal::AppRegistration>(), 0, [&](const store::RowView& row) {
    const auto app = decode_row<internal::AppRegistration>(row);
    strict = app && (app->value.platform.value_or(AppPlatform::Native) == AppPlatform::Google) == (g == Generation::google) &&
             app->value.status.value_or(AppStatus::Active) != AppStatus::Deleted;
    return !strict;
  });
  if (strict || client_id.empty() || client_id.size() > 200 || (g == Generation::google && !google_id && !is_guid(client_id)))
    return std::unexpected(OAuthError::unknown_client);
  c.name = "Application " + c.id;
  if (g == Generation::google) c.platform = AppPlatform::Google;
  return c;
}

bool is_native_redirect(std::string_view uri) {
  const auto u = parse_uri(uri);
  if (!u || !is_native_path(path_of(*u))) return false;
  const auto* official = net::find_official_host(u->host);
  return is_loopback_host(u->host) || (official != nullptr && official->service == net::HostService::sign_in);
}

bool is_loopback_redirect(std::string_view uri) {
  const auto u = parse_uri(uri);
  return u && u->scheme == "http" && is_loopback_host(u->host);
}

bool redirect_allowed(const Client& client, std::string_view uri) {
  const auto u = parse_uri(uri);
  if (!u) return false;
  switch (client.origin) {
    case Client::Origin::registered:
      if (client.platform == AppPlatform::Web && is_native_redirect(uri) && !is_loopback_redirect(uri)) return false;
      return std::ranges::any_of(client.redirect_uris, [&](const std::string& known) {
        if (known == uri) return true;
        const auto k = parse_uri(known);
        return k && client.platform == AppPlatform::Native && is_loopback_redirect(known) && same_but_port(*k, *u);
      });
    case Client::Origin::well_known:
      return is_native_redirect(uri) || is_loopback_redirect(uri);
    case Client::Origin::accepted:
      break;
  }
  static constexpr std::string_view scripts[] = {"javascript", "data",        "vbscript", "file", "blob",
                                                 "about",      "view-source", "ftp",      "ws",   "wss"};
  if (u->scheme == "http") return is_loopback_host(u->host);
  if (u->scheme == "https") return !u->host.empty();
  return std::ranges::find(scripts, u->scheme) == std::end(scripts) && (!u->rest.empty() || !u->host.empty());
}

bool redirect_trusted(const Client& client, std::string_view uri) {
  return redirect_allowed(client, uri) &&
         (client.origin == Client::Origin::registered || is_native_redirect(uri) || is_loopback_redirect(uri));
}

std::expected<void, OAuthError> check_secret(const Client& client, std::string_view secret, std::int64_t now) {
  if (!client.confidential()) return {};
  if (secret.empty()) return std::unexpected(OAuthError::missing_secret);
  const auto hash = sha256(secret);
  for (const auto& s : client.secrets)
    if (equal_secrets(s.hash, hash)) {
      const bool expired = s.expires_at && (*s.expires_at).ticks() <= now;
      if (expired) return std::unexpected(OAuthError::expired_secret);
      return {};
    }
  return std::unexpected(OAuthError::wrong_secret);
}

std::string redirect_problem(AppPlatform platform, std::string_view uri) {
  const auto u = parse_uri(uri);
  if (!u) return "not an absolute URI without fragment";
  if (platform == AppPlatform::Native) {
    if (is_native_redirect(uri) || is_loopback_redirect(uri)) return {};
    if (u->scheme != "http" && u->scheme != "https" && u->scheme != "javascript" && u->scheme != "data" && u->scheme != "file" &&
        (!u->rest.empty() || !u->host.empty()))
      return {};
    return "a native application takes http://localhost, the nativeclient page, or a scheme of its own";
  }
  if (is_native_redirect(uri) && !is_loopback_redirect(uri)) return "a web application must not use the native landing pages";
  if (u->scheme == "https" && !u->host.empty()) return {};
  if (u->scheme == "http" && is_loopback_host(u->host)) return {};
  return "a web application takes https, or http on localhost";
}

std::expected<App, std::string> add_app(world::World& world, const NewApp& n) {
  if (n.name.empty() || n.name.size() > 120) return std::unexpected("the name needs 1 to 120 characters");
  const bool no_redirects = n.redirect_uris.empty();
  if (no_redirects && n.platform != AppPlatform::Native) return std::unexpected("a web application needs a redirect URI");
  for (const auto& u : n.redirect_uris)
    if (const auto why = redirect_problem(n.platform, u); !why.empty())
      return std::unexpected("redirect URI '" + u + "': " + why);
  static constexpr std::string_view audiences[] = {"AzureADandPersonalMicrosoftAccount", "AzureADMultipleOrgs", "AzureADMyOrg",
                                                   "PersonalMicrosoftAccount"};
  if (!n.audience.empty() && std::ranges::find(audiences, n.audience) == std::end(audiences))
    return std::unexpected(
        "the audience is one of AzureADandPersonalMicrosoftAccount, AzureADMultipleOrgs, AzureADMyOrg, PersonalMicrosoftAccount");
  auto id = n.client_id;
  if (id.empty()) {
    id = world.random().guid();
    if (n.platform == AppPlatform::Google) {
      std::string project;
      for (int i = 0; i < 12; ++i) project += static_cast<char>('0' + (world.random().next() >> 33) % 10);
      id = project + "-" + lower(world.random().alphanumeric(32)) + ".apps.googleusercontent.com";
    }
  } else if (n.platform == AppPlatform::Google ? !id.ends_with(".apps.googleusercontent.com") && !is_guid(id)
                                               : !is_guid(id) && !is_live_sdk_id(id)) {
    return std::unexpected("the client id must be a GUID");
  }
  App app;
  app.key = lower(id);
  app.parent = n.owner_login;
  auto& v = app.value;
  v.client_id = n.platform == AppPlatform::Google ? id : lower(id);
  v.name = n.name;
  v.platform = n.platform;
  v.sign_in_audience = n.audience.empty() ? audiences[0] : std::string_view(n.audience);
  v.redirect_uris.set_empty();
  for (const auto& u : n.redirect_uris) v.redirect_uris.push_back(u);
  if (no_redirects)
    for (const auto* u :
         {"https://login.microsoftonline.com/common/oauth2/nativeclient",
          "https://login.windows-ppe.net/common/oauth2/nativeclient", "https://login.live.com/oauth20_desktop.srf",
          "https://login.live-int.com/oauth20_desktop.srf", "http://localhost"})
      v.redirect_uris.push_back(u);
  v.status = AppStatus::Active;
  v.owner_login_id = n.owner_login;
  v.created_at = world.clock().now();
  const bool stored = world.store().write([&](store::Writer& w) {
    if (find_app(w, id)) return false;
    app.id = insert(w, n.owner_login, app.key, app.value, world.clock().ticks());
    return true;
  });
  if (!stored) return std::unexpected("the client id '" + id + "' is registered already");
  return app;
}

std::expected<std::string, std::string> add_secret(world::World& world, std::string_view client_id, std::string description,
                                                   std::int64_t life_ticks) {
  auto secret = new_client_secret(world);
  if (life_ticks <= 0) return std::unexpected("the secret's life must be longer than nothing");
  std::string why = "there is no application '" + std::string(client_id) + "'";
  const bool done = change_app(world, client_id, [&](store::Writer&, App& app) {
    if (app.value.platform.value_or(AppPlatform::Native) == AppPlatform::Native) {
      why = "a native application has no secret";
      return false;
    }
    if (app.value.secrets.size() >= 20) {
      why = "the application has 20 secrets already";
      return false;
    }
    internal::ClientSecret s;
    s.id = world.random().guid();
    s.description = description.empty() ? std::string("secret") : description;
    s.hash = sha256(secret);
    s.hint = secret.substr(0, 3);
    s.created_at = world.clock().now();
    s.expires_at = DateTime(world.clock().ticks() + life_ticks, true);
    app.value.secrets.push_back(make<internal::ClientSecret>(std::move(s)));
    return true;
  });
  if (!done) return std::unexpected(why);
  return secret;
}

bool remove_secret(world::World& world, std::string_view client_id, std::string_view secret_id) {
  return change_app(world, client_id, [&](store::Writer&, App& app) {
    list<box<internal::ClientSecret>> kept;
    kept.set_empty();
    for (auto& s : app.value.secrets)
      if (s && !(s->id == secret_id)) kept.push_back(std::move(s));
    const bool removed = kept.size() != app.value.secrets.size();
    app.value.secrets = std::move(kept);
    return removed;
  });
}

bool set_app_status(world::World& world, std::string_view client_id, AppStatus status) {
  return change_app(world, client_id, [&](store::Writer& w, App& app) {
    if (app.value.status.value_or(AppStatus::Active) == AppStatus::Deleted) return false;
    app.value.status = status;
    if (status == AppStatus::Deleted)
      for (auto& t : all_of_kind<internal::RefreshToken>(w))
        if (t.value.client_id == app.value.client_id && t.value.revoked.empty()) {
          t.value.revoked = "app_deleted";
          put(w, t, world.clock().ticks());
        }
    return true;
  });
}

std::expected<void, std::string> set_redirects(world::World& world, std::string_view client_id,
                                               const std::vector<std::string>& uris) {
  std::string why = "there is no application '" + std::string(client_id) + "'";
  const bool done = change_app(world, client_id, [&](store::Writer&, App& app) {
    const auto platform = app.value.platform.value_or(AppPlatform::Native);
    for (const auto& u : uris)
      if (const auto problem = redirect_problem(platform, u); !problem.empty()) {
        why = "redirect URI '" + u + "': " + problem;
        return false;
      }
    if (uris.empty()) {
      why = "an application needs a redirect URI";
      return false;
    }
    app.value.redirect_uris.set_empty();
    for (const auto& u : uris) app.value.redirect_uris.push_back(u);
    return true;
  });
  if (!done) return std::unexpected(why);
  return {};
}

}  // namespace adsbox::identity
