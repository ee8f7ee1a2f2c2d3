// Application registrations: who may ask for tokens, and where the answer may go.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/oauth_errors.h"
#include "identity/records.h"
#include "world/world.h"

namespace adsbox::identity {

using App = Stored<internal::AppRegistration>;

/// What the endpoints need to know of a client, registered or not.
struct Client {
  enum class Origin : std::uint8_t {
    registered,  // a row
    well_known,  // one of the public client ids of the tutorials: native
    accepted,    // nobody registered anything yet: any id goes
  };
  Origin origin = Origin::accepted;
  std::string id, name;
  internal::AppPlatform platform = internal::AppPlatform::Native;
  std::string audience = "AzureADandPersonalMicrosoftAccount";
  std::vector<std::string> redirect_uris;
  std::vector<internal::ClientSecret> secrets;

  /// Known to be an application that keeps a secret; an accepted client tells only by what it does.
  [[nodiscard]] bool confidential() const { return origin == Origin::registered && platform != internal::AppPlatform::Native; }
};

/// Which environment a tutorial's client id belongs to; nullopt for any other id.
std::optional<world::Environment> well_known_environment(std::string_view client_id);

/// The client of that id for endpoints of generation `g`, or unknown_client / disabled_client.
std::expected<Client, OAuthError> find_client(store::Reader& r, std::string_view client_id, Generation g);
std::optional<App> find_app(store::Reader& r, std::string_view client_id);

/// One of the blank landing pages: .../oauth2/nativeclient, .../oauth20_desktop.srf (on an official host or this machine).
bool is_native_redirect(std::string_view uri);
/// http on localhost, 127.0.0.1 or [::1].
bool is_loopback_redirect(std::string_view uri);
/// May the answer go there? Registered clients: exact match (the port of a localhost URI of a native client is free);
/// others: native pages, localhost, https, or a custom scheme, never a script or data URI.
bool redirect_allowed(const Client& client, std::string_view uri);

/// May an answer go there that nobody looked at? Registered addresses, the native pages and this machine; anything else could be
/// the address of any web site.
bool redirect_trusted(const Client& client, std::string_view uri);

/// Checks the secret sent (empty: none) against a registered web client. Nothing is said about unregistered ones.
std::expected<void, OAuthError> check_secret(const Client& client, std::string_view secret, std::int64_t now_ticks);

struct NewApp {
  std::string name;
  internal::AppPlatform platform = internal::AppPlatform::Native;
  std::vector<std::string> redirect_uris;
  std::string audience;  // empty: AzureADandPersonalMicrosoftAccount
  std::int64_t owner_login = 0;
  std::string client_id;  // empty: a new one
};
/// Why an URI cannot be registered for the platform; empty when it can.
std::string redirect_problem(internal::AppPlatform platform, std::string_view uri);
std::expected<App, std::string> add_app(world::World& world, const NewApp& app);
/// Adds a secret and returns it: the only time that it can be seen.
std::expected<std::string, std::string> add_secret(world::World& world, std::string_view client_id, std::string description,
                                                   std::int64_t life_ticks);
bool remove_secret(world::World& world, std::string_view client_id, std::string_view secret_id);
/// Active, Disabled, or Deleted (which also ends its refresh tokens).
bool set_app_status(world::World& world, std::string_view client_id, internal::AppStatus status);
std::expected<void, std::string> set_redirects(world::World& world, std::string_view client_id,
                                               const std::vector<std::string>& uris);

}  // namespace adsbox::identity
