// The developer portal's account tab: developer tokens of the signed-in person.
#include <algorithm>
#include <charconv>

#include "identity/developer_tokens.h"
#include "identity/pages/portal.h"
#include "identity/roles.h"

namespace adsbox::identity::pages {
namespace {

std::vector<DevToken> tokens_of(store::Reader& r, std::int64_t login_id) {
  auto tokens = all_of_parent<internal::DeveloperToken>(r, login_id);
  std::erase_if(tokens, [](const DevToken& t) { return t.value.revoked.value_or(false); });
  return tokens;
}

void act(Web& web, const Visitor& v, const std::vector<Grant>& users, Notice& notice) {
  const auto token = web.form.get("token");
  const auto action = web.form.get("action");
  if (action == "request") {
    std::int64_t user_id = 0;
    const auto chosen = web.form.get("user");
    std::from_chars(chosen.data(), chosen.data() + chosen.size(), user_id);
    const auto user = std::ranges::find(users, user_id, &Grant::user_id);
    if (user == users.end()) {
      notice.problem = "Choose one of your users.";
      return;
    }
    const auto existing = reading(v.world->store(), [&](store::Reader& r) { return tokens_of(r, v.login().id); });
    if (std::ranges::any_of(existing, [&](const DevToken& t) { return t.value.user_id.value_or(0) == user_id; })) {
      notice.problem = "This user has a developer token already: one serves all your applications.";
      return;
    }
    const auto made =
        add_developer_token(*v.world, {{}, web.form.get("kind") != "single", v.login().id, user->user_id, user->customer_id});
    if (made)
      notice.good = "Your developer token is " + made->key + ".";
    else
      notice.problem = made.error();
    return;
  }
  // Only one's own tokens: the text alone must not be enough.
  const auto mine = reading(v.world->store(), [&](store::Reader& r) {
    const auto t = find_developer_token(r, token);
    return t && t->parent == v.login().id;
  });
  if (!mine)
    notice.problem = "That developer token is not yours.";
  else if (action == "upgrade" && upgrade_to_universal(*v.world, token))
    notice.good = "The developer token is universal now.";
  else if (action == "revoke" && revoke_developer_token(*v.world, token))
    notice.good = "The developer token is revoked.";
  else
    notice.problem = "Nothing was changed.";
}

html::Markup form(Web& web, const Visitor& v) {
  html::Markup m;
  m.raw("<form method=\"post\" action=\"")
      .text(web.request.path)
      .raw("\">")
      .raw(web.csrf_field())
      .hidden("world", v.world->name());
  return m;
}

}  // namespace

void developer_account(Web& web) {
  const auto v = visitor(web);
  if (!v || (web.post() && !posted(web, *v))) return;
  auto users = reading(v->world->store(), [&](store::Reader& r) { return grants_of_login(r, v->login().id); });
  std::erase_if(users, [](const Grant& g) { return g.role != Role::super_admin; });
  html::Markup m;
  if (users.empty()) {
    m.raw("<p class=\"error\">Only a Super Admin can ask for a developer token.</p><p>")
        .link(in_world(*v->world, "/signup"), "Sign up")
        .raw(" to get a customer of your own.</p>");
    return web.page(403, "Developer account", m.str(), v->world, v->login().value.email);
  }
  Notice notice;
  if (web.post()) act(web, *v, users, notice);
  const auto tokens = reading(v->world->store(), [&](store::Reader& r) { return tokens_of(r, v->login().id); });
  m.raw(banner(notice));
  if (v->world->sandbox())
    m.raw(
        "<p>In the sandbox everybody may use the universal developer token <code>BBD37VB98</code>. Tokens made here work here "
        "only.</p>");
  m.raw("<h2>Request a token</h2>").raw(form(web, *v).str()).raw("<label>User<select name=\"user\" id=\"user\">");
  for (const auto& u : users)
    m.raw("<option value=\"")
        .text(u.user_id)
        .raw("\">")
        .text(v->login().value.email)
        .raw(" (user ")
        .text(u.user_id)
        .raw(", customer ")
        .text(u.customer_id)
        .raw(")</option>");
  m.raw(
      "</select></label><label class=\"line\"><input type=\"radio\" name=\"kind\" value=\"universal\" checked> Universal: works "
      "with any user that signs in</label>");
  m.raw(
      "<label class=\"line\"><input type=\"radio\" name=\"kind\" value=\"single\"> Single user (deprecated): works with this "
      "user and customer only</label>");
  m.button("Request Token", "action", "request")
      .raw("</form><h2>Your developer tokens</h2><table><tr><th>Token</th><th>Kind</th><th>User</th><th></th></tr>");
  for (const auto& t : tokens) {
    const bool universal = t.value.universal.value_or(true);
    m.raw("<tr><td><code>")
        .text(t.value.token)
        .raw("</code></td><td>")
        .raw(universal ? "Universal" : "Single user")
        .raw("</td><td>")
        .text(t.value.user_id.value_or(0))
        .raw("</td><td>");
    m.raw(form(web, *v).str()).hidden("token", t.value.token);
    if (!universal) m.button("Upgrade to Universal", "action", "upgrade");
    m.button("Revoke", "action", "revoke", "danger").raw("</form></td></tr>");
  }
  m.raw("</table>");
  web.page(200, "Developer account", m.str(), v->world, v->login().value.email);
}

}  // namespace adsbox::identity::pages
