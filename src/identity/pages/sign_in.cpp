#include "identity/pages/sign_in.h"

#include "identity/scopes.h"

namespace adsbox::identity::pages {
namespace {

html::Markup form(Web& web, const std::string& address) {
  html::Markup m;
  m.raw("<form method=\"post\" action=\"").text(address).raw("\">").raw(web.csrf_field());
  return m;
}

std::string_view meaning(std::string_view scope) {
  switch (ads_scope(scope)) {
    case AdsScope::msads:
    case AdsScope::ads:
    case AdsScope::bingads:
      return "Manage your advertising accounts: see and change campaigns, settings, bills and reports";
    case AdsScope::none:
      break;
  }
  if (scope == "openid" || scope == "sign-in") return "Sign you in";
  if (scope == "profile") return "See your name";
  if (scope == "email") return "See your mail address";
  if (scope == "offline_access") return "Keep this access until you withdraw it";
  return {};
}

}  // namespace

html::Raw banner(const Notice& n) {
  html::Markup m;
  if (!n.problem.empty()) m.raw("<p class=\"error\" role=\"alert\">").text(n.problem).raw("</p>");
  if (!n.good.empty()) m.raw("<p class=\"good\" role=\"status\">").text(n.good).raw("</p>");
  return {m.str()};
}

void sign_in(Web& web, world::World& world, const std::string& address, Generation g, const Notice& notice,
             std::string_view application) {
  html::Markup m;
  m.raw(banner(notice));
  if (!application.empty()) m.raw("<p>to continue to <b>").text(application).raw("</b></p>");
  m.raw(form(web, address).str());
  m.hidden("adsbox_step", "signin");
  const auto* label = g == Generation::google ? "Google account"
                      : g == Generation::live ? "Microsoft account"
                                              : "Personal, work or school account";
  m.input(label, "email", "email", notice.email,
          notice.email.empty() ? " required autofocus autocomplete=\"username\"" : " required autocomplete=\"username\"");
  m.input("Password", "password", "password", {},
          notice.email.empty() ? " required autocomplete=\"current-password\""
                               : " required autofocus autocomplete=\"current-password\"");
  m.button("Sign in").raw("</form>");
  if (!application.empty()) {
    m.raw(form(web, address).str()).hidden("adsbox_step", "cancel").hidden("email", notice.email);
    m.button("Cancel", {}, {}, "plain").raw("</form>");
  }
  m.raw("<p class=\"small\">No account yet? ")
      .link("/signup?world=" + world.name(), "Sign up")
      .raw(" in the ")
      .text(world.name())
      .raw(" environment.</p>");
  web.page(200, "Sign in", m.str(), &world);
}

void second_proof(Web& web, world::World& world, const std::string& address, const Login& login, const Notice& notice) {
  html::Markup m;
  m.raw(banner(notice))
      .raw("<p>Enter the six digits that your authenticator app shows for <b>")
      .text(login.value.email)
      .raw("</b>.</p>");
  m.raw(form(web, address).str()).hidden("adsbox_step", "proof").hidden("email", login.value.email);
  m.input("Code", "text", "proof", {},
          " required autofocus inputmode=\"numeric\" pattern=\"[0-9]{6}\" autocomplete=\"one-time-code\"");
  m.button("Verify").raw("</form>");
  web.page(200, "Verify your identity", m.str(), &world);
}

void consent(Web& web, world::World& world, const std::string& address, const Login& login, std::string_view application,
             const std::vector<std::string>& scopes, std::string_view lead) {
  html::Markup m;
  if (!lead.empty()) m.raw("<p>").text(lead).raw("</p>");
  m.raw("<p>You are signed in as <b>")
      .text(login.value.email)
      .raw("</b>.</p><p><b>")
      .text(application)
      .raw("</b> asks for your permission to:</p><ul>");
  for (const auto& s : scopes) {
    const auto words = meaning(s);
    m.raw("<li>").text(words.empty() ? std::string_view(s) : words);
    if (!words.empty()) m.raw(" <span class=\"small\">(").text(s).raw(")</span>");
    m.raw("</li>");
  }
  m.raw("</ul><p class=\"small\">You can withdraw it at any time on the page of your consents.</p>");
  m.raw(form(web, address).str()).hidden("adsbox_step", "consent").hidden("email", login.value.email);
  m.button("Accept", "decision", "accept").button("Cancel", "decision", "cancel", "plain").raw("</form>");
  web.page(200, "Permissions requested", m.str(), &world);
}

void form_post(Web& web, world::World& world, const std::string& address,
               const std::vector<std::pair<std::string, std::string>>& answer) {
  html::Markup m;
  m.raw("<form method=\"post\" action=\"").text(address).raw("\">");
  for (const auto& [name, value] : answer) m.hidden(name, value);
  m.raw("<p>One more click takes you back to the application.</p>").button("Continue").raw("</form>");
  web.page(200, "Continue", m.str(), &world);
}

}  // namespace adsbox::identity::pages
