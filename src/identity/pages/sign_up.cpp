// How people become users of a customer: sign-up, an invitation, the activation of a customer that an agency signed up.
#include <algorithm>
#include <charconv>

#include "adsbox/customer_management.h"
#include "identity/advertiser.h"
#include "identity/environment.h"
#include "identity/invitations.h"
#include "identity/pages/portal.h"
#include "identity/roles.h"
#include "identity/secrets.h"
#include "world/entities.h"

namespace adsbox::identity::pages {
namespace {

namespace cm = customer_management;
using internal::LoginKind;

LoginKind kind_asked(Web& web, std::string_view email) {
  return web.form.get("provider") == "google" ? LoginKind::Google : kind_by_domain(email);
}

/// The login to sign up: the one signed in, or the one of the form (made, or proven by its password).
std::expected<Login, std::string> applicant(Web& web, world::World& world, const std::optional<Session>& session) {
  if (session) return session->login;
  const auto email = web.form.get("email");
  const auto kind = kind_asked(web, email);
  if (world.sandbox() && kind == LoginKind::Work)
    return std::unexpected("the sandbox takes personal accounts (outlook.com) and Google accounts only");
  const auto known = reading(world.store(), [&](store::Reader& r) { return find_login(r, email, kind); });
  if (!known) {
    if (auto why = password_problem(web.form.get("password"), web.options.local_only); !why.empty())
      return std::unexpected(std::move(why));
    const auto id = add_login(world, {.email = std::string(email),
                                      .password = std::string(web.form.get("password")),
                                      .first_name = std::string(web.form.get("first_name")),
                                      .last_name = std::string(web.form.get("last_name")),
                                      .kind = kind});
    if (!id) return std::unexpected(id.error());
    if (auto made = reading(world.store(), [&](store::Reader& r) { return get<internal::Login>(r, *id); }))
      return std::move(*made);
    return std::unexpected("the account was not stored");
  }
  auto login =
      check_password(world, email, web.form.get("password"), kind == LoginKind::Google ? Generation::google : Generation::v2);
  if (!login) return std::unexpected("'" + std::string(email) + "' has an account already, and the password is not its");
  if (!proven({*login})) return std::unexpected("'" + std::string(email) + "' has a second proof: sign in before you sign up");
  return std::move(*login);
}

/// Fields for applicant(), filled with what was sent before or else with what is known.
void login_fields(html::Markup& m, Web& web, std::string_view email, std::string_view first_name, std::string_view last_name) {
  const auto value = [&](std::string_view name, std::string_view known) {
    return web.form.has(name) ? web.form.get(name) : known;
  };
  m.input("Mail address", "email", "email", value("email", email), " required autocomplete=\"username\"");
  m.raw(
      "<label>Kind of account<select name=\"provider\" id=\"provider\"><option value=\"microsoft\">Microsoft</option><option "
      "value=\"google\">Google</option></select></label>");
  m.input("Password (8 characters or more)", "password", "password", {},
          " required minlength=\"8\" autocomplete=\"new-password\"");
  m.input("First name", "text", "first_name", value("first_name", first_name), " maxlength=\"40\"");
  m.input("Last name", "text", "last_name", value("last_name", last_name), " maxlength=\"40\"");
}

std::string short_text(std::string_view s) {
  return std::string(s.substr(0, 100));
}

}  // namespace

void sign_up(Web& web) {
  auto* world = choose_page_world(web);
  if (!world) return web.error_page(503, OAuthError::environment_not_served, "asked for");
  auto session = web.session(*world);
  if (session && !proven(*session)) session.reset();
  Notice notice;
  if (web.post()) {
    const auto company = short_text(web.form.get("company"));
    const auto account = short_text(web.form.get("account"));
    const auto currency = std::string(web.form.get("currency").empty() ? "USD" : web.form.get("currency"));
    if (!web.csrf_ok())
      notice.problem = "The form was too old, or your browser refuses cookies. Please try again.";
    else if (company.empty() || account.empty())
      notice.problem = "The company and the account need a name.";
    else if (!is_currency(currency))
      notice.problem = "There is no currency '" + currency + "'.";
    else if (auto login = applicant(web, *world, session); !login)
      notice.problem = "Not signed up: " + login.error() + ".";
    else {
      AdvertiserIds ids;
      world->store().write([&](store::Writer& w) {
        ids = add_advertiser(*world, w, login->id, {.customer_name = company, .account_name = account, .currency = currency});
        return true;
      });
      if (!session) web.sign_in(*world, *login);
      return web.redirect(in_world(
          *world, "/campaign/Campaigns.m?cid=" + std::to_string(ids.customer_id) + "&aid=" + std::to_string(ids.account_id)));
    }
  }
  html::Markup m;
  m.raw(banner(notice));
  if (!environment_of_host(web.host)) {
    m.raw("<p>Environment: ");
    for (auto* w : web.worlds.all()) {
      if (w == world)
        m.raw("<b>").text(w->name()).raw("</b> ");
      else
        m.link("/signup?world=" + net::url_encode(w->name()), w->name()).raw(" ");
    }
    m.raw("</p>");
  }
  m.raw("<form method=\"post\" action=\"").text(in_world(*world, "/signup")).raw("\">").raw(web.csrf_field());
  if (session) {
    m.raw("<p>You are signed in as <b>")
        .text(session->login.value.email)
        .raw("</b>, who becomes Super Admin of the new customer.</p>");
  } else {
    login_fields(m, web, {}, {}, {});
  }
  m.input("Company (customer)", "text", "company", web.form.get("company"), " required maxlength=\"100\"");
  m.input("Name of the first account", "text", "account", web.form.get("account"), " required maxlength=\"100\"");
  m.input("Currency", "text", "currency", web.form.get("currency").empty() ? "USD" : web.form.get("currency"),
          " required pattern=\"[A-Z]{3}\" maxlength=\"3\"");
  m.raw("<p class=\"small\">No payment and no campaign are needed.</p>").button("Sign up").raw("</form>");
  web.page(200, "Sign up", m.str(), world, session ? std::string_view(session->login.value.email) : std::string_view{});
}

void accept_invitation(Web& web) {
  // Who is signed in accepts as that person; others sign up (or in) by the form.
  auto* world = choose_page_world(web);
  if (!world) return web.error_page(503, OAuthError::environment_not_served, "asked for");
  auto session = web.session(*world);
  if (session && !proven(*session)) session.reset();
  const auto who = session ? std::string_view(session->login.value.email) : std::string_view{};
  std::int64_t id = 0;
  const auto text = web.query.get("id");
  std::from_chars(text.data(), text.data() + text.size(), id);
  const auto invitation = reading(world->store(), [&](store::Reader& r) { return world::load<cm::UserInvitation>(r, id); });
  const auto say = [&](int status, std::string_view problem) {
    html::Markup m;
    m.raw("<p class=\"error\">").text(problem).raw("</p>");
    web.page(status, "Invitation", m.str(), world, who);
  };
  // The link of the mail opens to any login; without its code only the invited person's does. Somebody else's invitation and one
  // that does not exist look alike.
  const bool by_code = invitation && !invitation->key.empty() && equal_secrets(invitation->key, web.query.get("code"));
  if (!invitation || (!by_code && session && lower((*invitation)->email) != lower(who)))
    return say(404, "There is no such invitation for you.");
  if (!by_code && !session) {
    if (!visitor(web)) return;
    return say(404, "There is no such invitation for you.");
  }
  const auto refusal = [&](InvitationProblem p) { return say(p == InvitationProblem::work_account ? 403 : 410, describe(p)); };
  if (auto open = can_accept(*world, **invitation); !open) return refusal(open.error());
  if (session && world->sandbox() && session->login.value.kind.value_or(LoginKind::Personal) == LoginKind::Work)
    return refusal(InvitationProblem::work_account);
  Notice notice;
  if (web.post()) {
    if (!web.csrf_ok()) {
      notice.problem = "The form was too old, or your browser refuses cookies. Please try again.";
    } else if (auto login = applicant(web, *world, session); !login) {
      notice.problem = "Not signed up: " + login.error() + ".";
    } else {
      if (const auto accepted = identity::accept_invitation(*world, id, login->id); !accepted) return refusal(accepted.error());
      if (!session) web.sign_in(*world, *login);
      return web.redirect(in_world(*world, "/campaign/Campaigns.m"));
    }
  }
  const auto& i = **invitation;
  html::Markup m;
  m.raw(banner(notice))
      .raw("<p>You are invited to work for customer <b>")
      .text(i.customer_id.value_or(0))
      .raw("</b> (role ")
      .text(i.role_id.value_or(0))
      .raw(").</p>");
  m.raw("<form method=\"post\" action=\"")
      .text(web.request.target)
      .raw("\">")
      .raw(web.csrf_field())
      .hidden("world", world->name());
  if (!session) login_fields(m, web, i.email, i.first_name, i.last_name);
  m.button("Accept the invitation").raw("</form>");
  web.page(200, "Invitation", m.str(), world, who);
}

void activate_customer(Web& web) {
  const auto v = visitor(web);
  if (!v || (web.post() && !posted(web, *v))) return;
  std::int64_t cid = 0;
  const auto text = web.query.get("cid");
  std::from_chars(text.data(), text.data() + text.size(), cid);
  // The new customer's administrator was invited when the agency signed it up.
  const auto invitation = reading(v->world->store(), [&](store::Reader& r) {
    std::int64_t id = 0;
    world::for_each_child<cm::UserInvitation>(r, cid, [&](world::Stored<cm::UserInvitation>& i) {
      if (lower(i->email) == lower(v->login().value.email)) id = i.id;
      return id == 0;
    });
    return id;
  });
  if (invitation != 0) return web.redirect(in_world(*v->world, "/accept-invitation?id=" + std::to_string(invitation)));
  const auto grants = reading(v->world->store(), [&](store::Reader& r) { return grants_of_login(r, v->login().id); });
  if (std::ranges::any_of(grants, [&](const Grant& g) { return g.customer_id == cid; }))
    return web.redirect(in_world(
        *v->world, "/campaign/Campaigns.m?cid=" + std::to_string(cid) + "&aid=" + net::url_encode(web.query.get("aid"))));
  web.page(404, "Activate customer", "<p class=\"error\">You are not the administrator of that customer.</p>", v->world,
           v->login().value.email);
}

}  // namespace adsbox::identity::pages
