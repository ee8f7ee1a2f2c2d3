// The pages for people that are not part of an application's sign-in. Each answers one address, signs nobody in by itself, and
// works without scripts.
#pragma once

#include <optional>
#include <string>

#include "identity/pages/sign_in.h"
#include "identity/web.h"

namespace adsbox::identity::pages {

struct Visitor {
  world::World* world;
  Session session;
  [[nodiscard]] const Login& login() const { return session.login; }
};
/// The signed-in person; otherwise answers with a redirect to the sign-in page that leads back here.
std::optional<Visitor> visitor(Web& web);
/// True for a POST with a good form; answers the others with a page when they are posts.
bool posted(Web& web, const Visitor& v);

void landing(Web& web);                                 // /
void portal_sign_in(Web& web);                          // /signin?continue=
void portal_sign_out(Web& web);                         // /signout, and the logout endpoints
void error_lookup(Web& web);                            // /error?code=N
void manage_consents(Web& web);                         // /consent/Manage
void change_password(Web& web);                         // /password/change
void developer_account(Web& web);                       // /Account, /cc/Settings/DevSettings
void app_list(Web& web);                                // /AppRegistrations
void new_app(Web& web);                                 // /AppRegistrations/new
void app_overview(Web& web);                            // /AppRegistrations/app?id=
void campaigns(Web& web);                               // /campaign/Campaigns.m?cid=&aid=
void sign_up(Web& web);                                 // /signup
void accept_invitation(Web& web);                       // /accept-invitation?id=&code=
void activate_customer(Web& web);                       // /ActivateCustomer?cid=&aid=
void admin_consent(Web& web, std::string_view tenant);  // /{tenant}/v2.0/adminconsent

/// `path` with the world's name, so that links between pages stay in one environment.
std::string in_world(const world::World& world, std::string_view path);

}  // namespace adsbox::identity::pages
