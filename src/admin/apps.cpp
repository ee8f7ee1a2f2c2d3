// Application registrations.
#include <utility>

#include "admin/identity.h"
#include "identity/admin.h"
#include "identity/oauth_errors.h"

namespace adsbox::admin {
namespace {

using internal::AppPlatform;
using internal::AppStatus;

constexpr std::int64_t first_secret_days = 730, most_secret_days = 36500;
constexpr std::int64_t day = 24 * 3600 * DateTime::ticks_per_second;

std::string_view name_of(AppPlatform platform) {
  return platform == AppPlatform::Web ? "web" : platform == AppPlatform::Google ? "google" : "native";
}

JsonObject json_of(const identity::App& app) {
  const auto& a = app.value;
  std::vector<std::string> secrets;
  for (const auto& s : a.secrets)
    if (s)
      secrets.push_back(JsonObject()
                            .add("id", s->id.view())
                            .add("description", s->description.view())
                            .add("hint", s->hint.view())
                            .add("expires", identity::timestamp(s->expires_at ? (*s->expires_at).ticks() : 0))
                            .str());
  std::vector<std::string> redirects;
  for (const auto& uri : a.redirect_uris) redirects.push_back(uri.str());
  return JsonObject()
      .add("client_id", a.client_id.view())
      .add("name", a.name.view())
      .add("platform", name_of(a.platform.value_or(AppPlatform::Native)))
      .add("audience", a.sign_in_audience.view())
      .strings("redirect_uris", redirects)
      .raw("secrets", codec::json_array(secrets))
      .add("enabled", a.status.value_or(AppStatus::Active) == AppStatus::Active);
}

control::Refusal unknown_app() {
  return {404, "there is no such application"};
}

Result list(world::World& world, const Call&) {
  std::vector<std::string> rows;
  for (const auto& app : identity::list_apps(world)) rows.push_back(json_of(app).str());
  return reply(JsonObject().add("world", world.name()).raw("apps", codec::json_array(rows)));
}

Result add(world::World& world, const Call& call) {
  const auto platform = call.text("platform");
  if (!platform.empty() && platform != "native" && platform != "web" && platform != "google")
    return refuse(400, "platform is native, web or google");
  const auto app = identity::add_app(world, {.name = call.text("name"),
                                             .platform = platform == "web"      ? AppPlatform::Web
                                                         : platform == "google" ? AppPlatform::Google
                                                                                : AppPlatform::Native,
                                             .redirect_uris = call.strings("redirect_uris"),
                                             .audience = call.text("audience"),
                                             .owner_login = 0,
                                             .client_id = call.text("client_id")});
  if (!app) return refuse(400, app.error());
  if (platform.empty() || platform == "native") return reply(json_of(*app), 201);
  const auto secret = identity::add_secret(world, app->value.client_id.str(), "first", first_secret_days * day);
  if (!secret) return refuse(500, secret.error());
  return reply(JsonObject().raw("app", json_of(*app).str()).add("client_id", app->value.client_id.view()).add("secret", *secret),
               201);
}

Result change(world::World& world, const Call& call) {
  const auto id = call.text("client_id");
  const auto redirects = call.strings("redirect_uris");
  const bool switched = !call.body["enabled"].is_null();
  if (redirects.empty() && !switched) return refuse(400, "enabled or redirect_uris says what is to change");
  if (!redirects.empty())
    if (auto set = identity::set_redirects(world, id, redirects); !set) return refuse(400, set.error());
  if (switched && !identity::set_app_status(world, id, call.flag("enabled") ? AppStatus::Active : AppStatus::Disabled))
    return std::unexpected(unknown_app());
  return done();
}

Result remove(world::World& world, const Call& call) {
  if (!identity::set_app_status(world, call.text("client_id"), AppStatus::Deleted)) return std::unexpected(unknown_app());
  return done();
}

Result add_secret(world::World& world, const Call& call) {
  const auto id = call.text("client_id");
  const auto days = call.integer("days").value_or(first_secret_days);
  if (days < 1 || days > most_secret_days) return refuse(400, "days is a number from 1 to 36500");
  const auto secret = identity::add_secret(world, id, call.text("description"), days * day);
  if (!secret) return refuse(400, secret.error());
  return reply(JsonObject().add("client_id", id).add("secret", *secret), 201);
}

}  // namespace

std::vector<control::Route> app_routes(const IdentityRoutes& options) {
  const Parameter client_id{"client_id", In::path, Type::string, "the application", true};
  const Parameter redirects{"redirect_uris", In::body, Type::strings, "where answers may go"};
  return {
      {"GET", "/apps", "The registered applications.", in_world(), with_world(options.find, list)},
      {"POST", "/apps", "Registers an application; the first secret of a web application or a Google client is told once.",
       in_world({{"name", In::body, Type::string, "what the consent page shows", true},
                 {"platform", In::body, Type::string, "native (as without), web, google"},
                 redirects,
                 {"client_id", In::body, Type::string, "a new one as without"},
                 {"audience", In::body, Type::string, "as signInAudience of a manifest"}}),
       with_world(options.find, add)},
      {"POST", "/apps/{client_id}", "Changes an application.",
       in_world({client_id, redirects, {"enabled", In::body, Type::boolean, "false: it gets no tokens"}}),
       with_world(options.find, change)},
      {"DELETE", "/apps/{client_id}", "Deletes an application; its refresh tokens end.", in_world({client_id}),
       with_world(options.find, remove)},
      {"POST", "/apps/{client_id}/secrets", "Adds a secret to a web application, and tells it once.",
       in_world({client_id,
                 {"description", In::body, Type::string, "what it is for"},
                 {"days", In::body, Type::integer, "how long it lives: 1 to 36500; 730 as without"}}),
       with_world(options.find, add_secret)},
  };
}

}  // namespace adsbox::admin
