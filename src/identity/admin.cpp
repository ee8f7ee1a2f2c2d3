#include "identity/admin.h"

#include <algorithm>

#include "adsbox/customer_management.h"
#include "identity/invitations.h"
#include "identity/roles.h"
#include "world/entities.h"

namespace adsbox::identity {
namespace {

struct RoleRow {
  Role role;
  std::string_view name;
};
constexpr RoleRow role_rows[] = {{Role::super_admin, "SuperAdmin"},
                                 {Role::aggregator, "Aggregator"},
                                 {Role::standard_user, "StandardUser"},
                                 {Role::advertiser_campaign_manager, "AdvertiserCampaignManager"},
                                 {Role::viewer, "Viewer"}};

}  // namespace

std::string_view role_name(Role role) {
  const auto* row = std::ranges::find(role_rows, role, &RoleRow::role);
  return row == std::end(role_rows) ? std::string_view("Other") : row->name;
}

Role role_by_name(std::string_view name) {
  for (const auto& row : role_rows)
    if (net::iequals(row.name, name) || std::to_string(static_cast<int>(row.role)) == name) return row.role;
  return Role{};
}

std::vector<App> list_apps(world::World& world) {
  auto apps = reading(world.store(), [](store::Reader& r) { return all_of_kind<internal::AppRegistration>(r); });
  std::erase_if(
      apps, [](const App& a) { return a.value.status.value_or(internal::AppStatus::Active) == internal::AppStatus::Deleted; });
  return apps;
}

std::vector<DevToken> list_developer_tokens(world::World& world) {
  return reading(world.store(), [](store::Reader& r) { return all_of_kind<internal::DeveloperToken>(r); });
}

std::vector<UserEntry> list_users(world::World& world) {
  return reading(world.store(), [](store::Reader& r) {
    std::vector<UserEntry> users;
    for (auto& l : all_of_kind<internal::Login>(r)) {
      auto grants = grants_of_login(r, l.id);
      users.push_back({std::move(l), std::move(grants)});
    }
    return users;
  });
}

std::expected<UserMade, std::string> add_user_with_login(world::World& world, const NewUser& n) {
  if (n.customer_id != 0) {
    const bool there = reading(world.store(), [&](store::Reader& r) {
      return world::load<customer_management::Customer>(r, n.customer_id).has_value();
    });
    if (!there) return std::unexpected("there is no customer " + std::to_string(n.customer_id));
    if (role_name(n.role) == "Other") return std::unexpected("unknown role");
  }
  const auto login = add_login(world, n.login);
  if (!login) return std::unexpected(login.error());
  UserMade made{*login, {}};
  world.store().write([&](store::Writer& w) {
    if (n.customer_id != 0) {
      made.ids.customer_id = n.customer_id;
      made.ids.user_id = add_user(world, w, *login, {n.customer_id, n.role, n.account_ids, {}, 0});
      return true;
    }
    made.ids = add_advertiser(world, w, *login,
                              {.customer_name = n.login.email + " customer", .account_name = n.login.email + " account"});
    return true;
  });
  return made;
}

std::expected<InvitationAccepted, std::string> accept_invitation_as(world::World& world, std::int64_t invitation_id,
                                                                    std::string email, const std::string& password) {
  const auto invitation = reading(
      world.store(), [&](store::Reader& r) { return world::load<customer_management::UserInvitation>(r, invitation_id); });
  if (!invitation) return std::unexpected("there is no such invitation");
  const auto& i = **invitation;
  if (email.empty()) email = i.email.str();
  const auto known = reading(world.store(), [&](store::Reader& r) { return logins_of(r, email); });
  auto login = known.empty() ? 0 : known.front().id;
  if (login == 0) {
    if (password.empty()) return std::unexpected("a new user needs a password where other machines reach the server");
    const auto made = add_login(world, {.email = email,
                                        .password = password,
                                        .first_name = i.first_name.str(),
                                        .last_name = i.last_name.str(),
                                        .kind = kind_by_domain(email)});
    if (!made) return std::unexpected(made.error());
    login = *made;
  }
  const auto user = accept_invitation(world, invitation_id, login);
  if (!user) return std::unexpected(std::string(describe(user.error())));
  return InvitationAccepted{email, *user, i.customer_id.value_or(0)};
}

std::expected<DevToken, std::string> add_developer_token_for(world::World& world, const std::string& email, bool universal) {
  NewDeveloperToken n;
  n.universal = universal;
  if (!email.empty()) {
    const auto grant = reading(world.store(), [&](store::Reader& r) -> std::optional<Grant> {
      for (const auto& l : logins_of(r, email)) {
        const auto grants = grants_of_login(r, l.id);
        n.login_id = l.id;
        if (!grants.empty()) return grants.front();
      }
      return std::nullopt;
    });
    if (!grant) return std::unexpected("'" + email + "' is not a user of any customer");
    n.user_id = grant->user_id;
    n.customer_id = grant->customer_id;
  }
  return add_developer_token(world, n);
}

std::expected<TokenPair, std::string> issue_tokens(world::World& world, const std::string& email, const std::string& client,
                                                   const std::vector<std::string>& scopes) {
  // A mark only says which world: refreshes come without it.
  const bool marked = !world.mark().empty() && client.starts_with(world.mark());
  const auto client_id = marked ? client.substr(world.mark().size()) : client;
  const auto logins = reading(world.store(), [&](store::Reader& r) { return logins_of(r, email); });
  if (logins.empty()) return std::unexpected("there is no account '" + email + "' in " + world.name());
  const bool google = logins.front().value.kind.value_or(internal::LoginKind::Personal) == internal::LoginKind::Google;
  const auto generation = google ? Generation::google : Generation::v2;
  const auto known = reading(world.store(), [&](store::Reader& r) { return find_client(r, client_id, generation); });
  // An id that no endpoint takes still gets an access token: scripts need no application for that.
  Grantee who{logins.front().id, known ? known->id : lower(client_id), scopes, generation, true};
  TokenPair pair;
  world.store().write([&](store::Writer& w) {
    give_consent(world, w, who.login_id, who.client_id, scopes);
    pair.access_token = issue_access_token(world, w, who);
    pair.refresh_token = issue_refresh_token(world, w, who, {}, google || (known && known->confidential()));
    return true;
  });
  return pair;
}

}  // namespace adsbox::identity
