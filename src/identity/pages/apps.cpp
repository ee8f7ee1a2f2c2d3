// App registrations: list, new, overview with redirect URIs and secrets.
#include "identity/apps.h"

#include <algorithm>

#include "identity/pages/portal.h"
#include "identity/tokens.h"

namespace adsbox::identity::pages {
namespace {

using internal::AppPlatform;
using internal::AppStatus;

constexpr std::int64_t day = 24 * 3600 * second;

std::string_view words(AppPlatform p) {
  return p == AppPlatform::Web ? "Web" : p == AppPlatform::Google ? "Web (Google Cloud)" : "Mobile and desktop";
}

/// One URI a line.
std::vector<std::string> lines(std::string_view s) {
  std::vector<std::string> out;
  while (!s.empty()) {
    const auto end = std::min(s.find('\n'), s.size());
    auto line = s.substr(0, end);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    while (line.starts_with(' ')) line.remove_prefix(1);
    if (!line.empty()) out.emplace_back(line);
    s.remove_prefix(std::min(end + 1, s.size()));
  }
  return out;
}

std::string overview_path(const Visitor& v, std::string_view client_id) {
  return in_world(*v.world, "/AppRegistrations/app?id=" + net::url_encode(client_id));
}

std::optional<App> own_app(const Visitor& v, std::string_view client_id) {
  auto app = reading(v.world->store(), [&](store::Reader& r) { return find_app(r, client_id); });
  if (!app || app->parent != v.login().id || app->value.status.value_or(AppStatus::Active) == AppStatus::Deleted)
    return std::nullopt;
  return app;
}

html::Markup form(Web& web, const Visitor& v, const std::string& address) {
  html::Markup m;
  m.raw("<form method=\"post\" action=\"").text(address).raw("\">").raw(web.csrf_field()).hidden("world", v.world->name());
  return m;
}

}  // namespace

void app_list(Web& web) {
  const auto v = visitor(web);
  if (!v) return;
  html::Markup m;
  m.raw("<p>")
      .link(in_world(*v->world, "/AppRegistrations/new"), "New registration")
      .raw("</p><table><tr><th>Name</th><th>Application (client) ID</th><th>Platform</th></tr>");
  bool any = false;
  v->world->store().read([&](store::Reader& r) {
    for (const auto& app : all_of_parent<internal::AppRegistration>(r, v->login().id)) {
      if (app.value.status.value_or(AppStatus::Active) == AppStatus::Deleted) continue;
      any = true;
      m.raw("<tr><td>")
          .link(overview_path(*v, app.value.client_id), app.value.name)
          .raw("</td><td><code>")
          .text(app.value.client_id)
          .raw("</code></td><td>");
      m.text(words(app.value.platform.value_or(AppPlatform::Native))).raw("</td></tr>");
    }
  });
  m.raw("</table>");
  if (!any)
    m.raw(
        "<p class=\"small\">You have registered no application. Until anybody registers one, every client id is accepted here; "
        "afterwards only registered ones are.</p>");
  web.page(200, "App registrations", m.str(), v->world, v->login().value.email);
}

void new_app(Web& web) {
  const auto v = visitor(web);
  if (!v || (web.post() && !posted(web, *v))) return;
  Notice notice;
  if (web.post()) {
    const auto p = web.form.get("platform");
    const auto app = add_app(*v->world, {.name = std::string(web.form.get("name")),
                                         .platform = p == "web"      ? AppPlatform::Web
                                                     : p == "google" ? AppPlatform::Google
                                                                     : AppPlatform::Native,
                                         .redirect_uris = lines(web.form.get("redirect_uris")),
                                         .audience = std::string(web.form.get("audience")),
                                         .owner_login = v->login().id,
                                         .client_id = {}});
    if (app) return web.redirect(overview_path(*v, app->value.client_id));
    notice.problem = "Not registered: " + app.error() + ".";
  }
  html::Markup m;
  m.raw(banner(notice)).raw(form(web, *v, "/AppRegistrations/new").str());
  m.input("Name (shown when users consent)", "text", "name", web.form.get("name"), " required maxlength=\"120\"");
  m.raw(
      "<label>Supported account types<select name=\"audience\" id=\"audience\">"
      "<option value=\"AzureADandPersonalMicrosoftAccount\">Any organisation and personal Microsoft accounts</option>"
      "<option value=\"AzureADMultipleOrgs\">Any organisation</option><option value=\"AzureADMyOrg\">This organisation "
      "only</option>"
      "<option value=\"PersonalMicrosoftAccount\">Personal Microsoft accounts only</option></select></label>");
  m.raw(
      "<label>Platform<select name=\"platform\" id=\"platform\"><option value=\"native\">Mobile and desktop</option>"
      "<option value=\"web\">Web</option><option value=\"google\">Web (Google Cloud)</option></select></label>");
  m.raw("<label>Redirect URIs, one a line<textarea name=\"redirect_uris\" id=\"redirect_uris\" rows=\"4\">")
      .text(web.form.get("redirect_uris"))
      .raw("</textarea></label>");
  m.raw("<p class=\"small\">Left empty, a mobile or desktop application gets the usual native URIs and http://localhost.</p>");
  m.button("Register").raw("</form>");
  web.page(200, "New registration", m.str(), v->world, v->login().value.email);
}

void app_overview(Web& web) {
  const auto v = visitor(web);
  if (!v || (web.post() && !posted(web, *v))) return;
  const auto client_id = web.query.get("id");
  auto app = own_app(*v, client_id);
  if (!app)
    return web.page(404, "App registrations", "<p class=\"error\">You have no such application.</p>", v->world,
                    v->login().value.email);
  Notice notice;
  std::string secret;
  if (web.post()) {
    const auto action = web.form.get("action");
    if (action == "secret") {
      const auto life = web.form.get("life") == "180" ? 180 : 730;
      auto made = add_secret(*v->world, client_id, std::string(web.form.get("description")), life * day);
      if (made)
        secret = *made;
      else
        notice.problem = "No secret: " + made.error() + ".";
    } else if (action == "remove-secret") {
      remove_secret(*v->world, client_id, web.form.get("secret_id"));
      notice.good = "The secret no longer works.";
    } else if (action == "redirects") {
      const auto set = set_redirects(*v->world, client_id, lines(web.form.get("redirect_uris")));
      if (set)
        notice.good = "The redirect URIs are stored.";
      else
        notice.problem = "Not stored: " + set.error() + ".";
    } else if (action == "delete") {
      set_app_status(*v->world, client_id, AppStatus::Deleted);
      return web.redirect(in_world(*v->world, "/AppRegistrations"));
    }
    app = own_app(*v, client_id);
    if (!app) return web.redirect(in_world(*v->world, "/AppRegistrations"));
  }
  const auto& a = app->value;
  const auto here = overview_path(*v, a.client_id);
  const auto platform = a.platform.value_or(AppPlatform::Native);
  html::Markup m;
  m.raw(banner(notice));
  if (!secret.empty())
    m.raw("<p class=\"good\" role=\"status\">The secret's value: <code id=\"secret\">")
        .text(secret)
        .raw("</code><br>Copy it now: it is not shown again.</p>");
  m.raw("<table><tr><th>Name</th><td>")
      .text(a.name)
      .raw("</td></tr><tr><th>Application (client) ID</th><td><code id=\"client-id\">")
      .text(a.client_id)
      .raw("</code></td></tr>");
  m.raw("<tr><th>Platform</th><td>")
      .text(words(platform))
      .raw("</td></tr><tr><th>signInAudience</th><td><code>")
      .text(a.sign_in_audience)
      .raw("</code></td></tr></table>");
  m.raw("<h2>Authentication</h2>")
      .raw(form(web, *v, here).str())
      .raw("<label>Redirect URIs, one a line<textarea name=\"redirect_uris\" id=\"redirect_uris\" rows=\"5\">");
  for (const auto& u : a.redirect_uris) m.text(u).raw("\n");
  m.raw("</textarea></label>").button("Save", "action", "redirects").raw("</form>");
  if (platform != AppPlatform::Native) {
    m.raw("<h2>Certificates and secrets</h2><table><tr><th>Description</th><th>Expires</th><th>Value</th><th></th></tr>");
    for (const auto& s : a.secrets) {
      if (!s) continue;
      m.raw("<tr><td>")
          .text(s->description)
          .raw("</td><td>")
          .text(timestamp(ticks_of(s->expires_at)))
          .raw("</td><td>")
          .text(s->hint)
          .raw("***</td><td>");
      m.raw(form(web, *v, here).str())
          .hidden("secret_id", s->id)
          .button("Remove", "action", "remove-secret", "danger")
          .raw("</form></td></tr>");
    }
    m.raw("</table>").raw(form(web, *v, here).str()).input("Description", "text", "description", {}, " maxlength=\"80\"");
    m.raw(
        "<label>Expires in<select name=\"life\" id=\"life\"><option value=\"180\">180 days</option><option value=\"730\">24 "
        "months</option></select></label>");
    m.button("New client secret", "action", "secret").raw("</form>");
  }
  m.raw("<h2>Delete</h2>")
      .raw(form(web, *v, here).str())
      .button("Delete this application", "action", "delete", "danger")
      .raw("</form>");
  web.page(200, a.name, m.str(), v->world, v->login().value.email);
}

}  // namespace adsbox::identity::pages
