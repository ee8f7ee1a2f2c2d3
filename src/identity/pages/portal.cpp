#include "identity/pages/portal.h"

#include <algorithm>
#include <charconv>

#include "identity/apps.h"
#include "identity/environment.h"
#include "identity/tokens.h"

namespace adsbox::identity::pages {
namespace {

using internal::MfaState;

/// A path on this server: never another site's address.
std::string local_path(std::string_view s) {
  const bool good = s.starts_with('/') && !s.starts_with("//") && std::ranges::none_of(s, [](char c) {
                      return static_cast<unsigned char>(c) <= ' ' || c == '\\' || c == 0x7f;
                    });
  return std::string(good ? s : "/");
}

/// The world in which this browser is signed in: the chosen one, else any other that no host or parameter rules out.
std::optional<Visitor> find_visitor(Web& web) {
  auto* world = choose_page_world(web);
  if (!world) return std::nullopt;
  if (auto s = web.session(*world)) return Visitor{world, std::move(*s)};
  if (environment_of_host(web.host) || !web.query.get("world").empty()) return std::nullopt;
  for (auto* other : web.worlds.all())
    if (auto s = web.session(*other)) return Visitor{other, std::move(*s)};
  return std::nullopt;
}

}  // namespace

std::string in_world(const world::World& world, std::string_view path) {
  return std::string(path) + (path.find('?') == std::string_view::npos ? "?" : "&") + "world=" + net::url_encode(world.name());
}

std::optional<Visitor> visitor(Web& web) {
  auto v = find_visitor(web);
  if (v && proven(v->session)) return v;
  web.redirect("/signin?continue=" + net::url_encode(web.request.target) +
               (web.query.get("world").empty() ? "" : "&world=" + net::url_encode(web.query.get("world"))));
  return std::nullopt;
}

bool posted(Web& web, const Visitor& v) {
  if (!web.post()) return false;
  if (web.csrf_ok()) return true;
  web.page(403, "Please try again", "<p class=\"error\">The form was too old, or did not come from this site.</p>", v.world,
           v.login().value.email);
  return false;
}

void landing(Web& web) {
  html::Markup m;
  m.raw("<p>This server stands in for the Bing Ads API and its sign-in. Pages for people:</p><ul>");
  m.raw("<li>").link("/signup", "Sign up").raw(": a customer with its first account</li>");
  m.raw("<li>").link("/Account", "Developer account").raw(": developer tokens</li>");
  m.raw("<li>").link("/AppRegistrations", "App registrations").raw(": client ids, redirect URIs and secrets</li>");
  m.raw("<li>").link("/campaign/Campaigns.m", "Campaigns").raw("</li>");
  m.raw("<li>").link("/consent/Manage", "Consents").raw(" and ").link("/password/change", "password").raw("</li></ul>");
  const auto v = find_visitor(web);
  web.page(200, "adsbox", m.str(), v ? v->world : nullptr, v ? std::string_view(v->login().value.email) : std::string_view{});
}

void portal_sign_in(Web& web) {
  const auto target = local_path(web.query.get("continue"));
  const auto step = web.form.get("adsbox_step");
  const auto email = web.form.get("email");
  // Which provider and which world is the mail address's own business.
  auto generation = Generation::v2;
  auto* world = choose_page_world(web);
  if (!world) return web.error_page(503, OAuthError::environment_not_served, "asked for");
  if (!email.empty() && web.query.get("world").empty()) {
    const auto knows = [&](world::World& w) {
      return reading(w.store(), [&](store::Reader& r) { return !logins_of(r, email).empty(); });
    };
    if (!knows(*world) && !environment_of_host(web.host))
      for (auto* other : web.worlds.all())
        if (knows(*other)) world = other;
  }
  const auto address = "/signin?continue=" + net::url_encode(target) +
                       (web.query.get("world").empty() ? "" : "&world=" + net::url_encode(web.query.get("world")));
  const auto show = [&](std::string problem) {
    sign_in(web, *world, address, generation, {.problem = std::move(problem), .email = std::string(email)}, {});
  };
  if (!web.post()) {
    if (const auto s = web.session(*world)) {
      if (proven(*s)) return web.redirect(target);
      return second_proof(web, *world, address, s->login, {});
    }
    return show({});
  }
  if (!web.csrf_ok()) return show("The form was too old, or your browser refuses cookies. Please try again.");
  if (step == "proof") {
    const auto s = web.session(*world);
    if (!s) return show({});
    if (const auto good = prove(*world, s->row, web.form.get("proof")); !good)
      return second_proof(web, *world, address, s->login, {.problem = describe(good.error(), Generation::v2)});
    return web.redirect(target);
  }
  auto login = check_password(*world, email, web.form.get("password"), Generation::v2);
  if (!login) {
    auto google = check_password(*world, email, web.form.get("password"), Generation::google);
    if (!google)
      return show(describe(google.error() == OAuthError::no_account ? login.error() : google.error(), Generation::v2, email));
    login = std::move(google);
  }
  web.sign_in(*world, *login);
  if (login->value.mfa.value_or(MfaState::Off) == MfaState::Enrolled) return second_proof(web, *world, address, *login, {});
  web.redirect(target);
}

void portal_sign_out(Web& web) {
  if (auto* world = choose_page_world(web)) web.sign_out(*world);
  // The logout endpoints may name where to go; only this server's pages and this machine are taken.
  const auto next = web.query.get("post_logout_redirect_uri");
  if (is_loopback_redirect(next)) return web.redirect(std::string(next));
  web.page(200, "Signed out", "<p>You are signed out in this browser. <a href=\"/signin?continue=/\">Sign in again</a></p>");
}

void error_lookup(Web& web) {
  auto code = web.query.has("code") ? web.query.get("code") : web.form.get("code");
  auto digits = code;
  if (digits.starts_with("AADSTS")) digits.remove_prefix(6);
  int number = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const auto* row = problem == std::errc() && end == digits.data() + digits.size() ? find_oauth_error(number) : nullptr;
  html::Markup m;
  m.raw("<form method=\"get\" action=\"/error\">").input("Error number", "text", "code", code).button("Look up").raw("</form>");
  if (row)
    m.raw("<table><tr><th>Number</th><td>AADSTS")
        .text(row->number)
        .raw("</td></tr><tr><th>Error</th><td><code>")
        .text(row->error)
        .raw("</code></td></tr><tr><th>HTTP status</th><td>")
        .text(row->status)
        .raw("</td></tr><tr><th>Message</th><td>")
        .text(describe(row->id, Generation::v2, "..."))
        .raw("</td></tr></table>");
  else if (!code.empty())
    m.raw("<p class=\"error\">No error of that number is known here.</p>");
  web.page(200, "Error lookup", m.str());
}

void manage_consents(Web& web) {
  const auto v = visitor(web);
  if (!v || (web.post() && !posted(web, *v))) return;
  Notice notice;
  if (web.post()) {
    if (!web.form.get("everywhere").empty()) {
      sign_out_everywhere(*v->world, v->login().id);
      return web.redirect("/signin?continue=/consent/Manage");
    }
    notice.good = revoke_consent(*v->world, v->login().id, web.form.get("client_id"))
                      ? "The permission is withdrawn; refresh tokens of the application no longer work."
                      : "That permission was withdrawn already.";
  }
  html::Markup m;
  m.raw(banner(notice)).raw("<p>Applications that may act for you.</p><table><tr><th>Application</th><th>May</th><th></th></tr>");
  v->world->store().read([&](store::Reader& r) {
    for (const auto& c : consents_of(r, v->login().id)) {
      const auto client = find_app(r, c.value.client_id);
      m.raw("<tr><td>")
          .text(client ? client->value.name.view() : std::string_view("Application"))
          .raw("<br><code>")
          .text(c.value.client_id)
          .raw("</code></td><td>");
      m.text(join_scopes(texts_of(c.value.scopes)))
          .raw("</td><td><form method=\"post\" action=\"/consent/Manage\">")
          .raw(web.csrf_field());
      m.hidden("client_id", c.value.client_id)
          .hidden("world", v->world->name())
          .button("Remove", {}, {}, "danger")
          .raw("</form></td></tr>");
    }
  });
  m.raw("</table><h2>Sign out everywhere</h2><form method=\"post\" action=\"/consent/Manage\">")
      .raw(web.csrf_field())
      .hidden("world", v->world->name());
  m.button("Sign out everywhere", "everywhere", "yes", "danger").raw("</form>");
  web.page(200, "Your consents", m.str(), v->world, v->login().value.email);
}

void change_password(Web& web) {
  const auto v = visitor(web);
  if (!v || (web.post() && !posted(web, *v))) return;
  Notice notice;
  if (web.post()) {
    const auto fresh = web.form.get("new");
    if (!verify_password(web.form.get("old"), v->login().value.password_hash))
      notice.problem = "The present password is wrong.";
    else if (fresh != web.form.get("again"))
      notice.problem = "The two new passwords differ.";
    else if (auto why = password_problem(fresh, web.options.local_only); !why.empty())
      notice.problem = "The new password is not good: " + why + ".";
    else if (!set_password(*v->world, v->login().id, fresh))
      notice.problem = "The password was not stored.";
    else {
      const auto login = reading(v->world->store(), [&](store::Reader& r) { return get<internal::Login>(r, v->login().id); });
      if (login) web.sign_in(*v->world, *login);
      notice.good = "Your password is changed. Refresh tokens issued before no longer work.";
    }
  }
  html::Markup m;
  m.raw(banner(notice))
      .raw("<form method=\"post\" action=\"/password/change\">")
      .raw(web.csrf_field())
      .hidden("world", v->world->name());
  m.input("Present password", "password", "old", {}, " required autocomplete=\"current-password\"");
  m.input("New password", "password", "new", {}, " required minlength=\"8\" autocomplete=\"new-password\"");
  m.input("New password again", "password", "again", {}, " required minlength=\"8\" autocomplete=\"new-password\"");
  m.button("Change password").raw("</form>");
  web.page(200, "Change password", m.str(), v->world, v->login().value.email);
}

namespace {

/// The work account's directory, when the address names it or leaves it open.
std::optional<Stored<internal::Tenant>> own_tenant(store::Reader& r, const Login& login, std::string_view named) {
  if (login.value.kind.value_or(internal::LoginKind::Personal) != internal::LoginKind::Work) return std::nullopt;
  auto t = find_tenant(r, tenant_of(r, login.value));
  const bool open = named == "common" || named == "organizations";
  if (t && !open && t->value.tenant_id.view() != named && t->value.domain.view() != named) t.reset();
  return t;
}

/// A directory's administrator is who joined it first.
bool administers(store::Reader& r, const Login& login) {
  const auto domain = lower(domain_of(login.value.email));
  bool first = true;
  r.scan_kind(kind_of<internal::Login>(), 0, [&](const store::RowView& row) {
    const auto other = decode_row<internal::Login>(row);
    first = row.id >= login.id || !other ||
            other->value.kind.value_or(internal::LoginKind::Personal) != internal::LoginKind::Work ||
            lower(domain_of(other->value.email)) != domain;
    return first && row.id < login.id;
  });
  return first;
}

}  // namespace

void admin_consent(Web& web, std::string_view tenant) {
  const auto v = visitor(web);
  if (!v || (web.post() && !posted(web, *v))) return;
  const auto client_id = lower(web.query.get("client_id"));
  const auto refuse = [&](OAuthError e, std::string_view detail) {
    web.error_page(info(e).status, e, detail, Generation::v2, v->world);
  };
  const auto known = reading(v->world->store(), [&](store::Reader& r) { return own_tenant(r, v->login(), tenant); });
  if (!known) return refuse(OAuthError::unknown_tenant, tenant);
  if (!reading(v->world->store(), [&](store::Reader& r) { return administers(r, v->login()); }))
    return refuse(OAuthError::admin_consent_required, known->value.domain);
  const auto client = reading(v->world->store(), [&](store::Reader& r) { return find_client(r, client_id, Generation::v2); });
  if (!client_id.empty() && !client) return refuse(client.error(), client_id);
  if (web.post()) {
    v->world->store().write([&](store::Writer& w) {
      auto row = own_tenant(w, v->login(), tenant);
      if (!row) return false;
      row->value.advertising_disabled = false;
      auto ids = texts_of(row->value.consented_client_ids);
      if (!client_id.empty() && std::ranges::find(ids, client_id) == ids.end()) ids.push_back(client_id);
      row->value.consented_client_ids = list_of(ids);
      put(w, *row, v->world->clock().ticks());
      return true;
    });
    return web.page(200, "Allowed",
                    "<p class=\"good\">The organisation now uses the Advertising service, and the application may be used by its "
                    "members.</p>",
                    v->world, v->login().value.email);
  }
  html::Markup m;
  m.raw("<p>Allow the Advertising service");
  if (!client_id.empty()) m.raw(" and <b>").text(client->name).raw("</b> (<code>").text(client_id).raw("</code>)");
  m.raw(" for all members of <b>")
      .text(known->value.domain)
      .raw("</b>?</p><form method=\"post\" action=\"")
      .text(web.request.target)
      .raw("\">");
  m.raw(web.csrf_field()).hidden("world", v->world->name()).button("Accept").raw("</form>");
  web.page(200, "Permissions for the organisation", m.str(), v->world, v->login().value.email);
}

}  // namespace adsbox::identity::pages
