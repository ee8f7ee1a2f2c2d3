#include "identity/admin_http.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "codec/json_tree.h"
#include "identity/admin.h"
#include "identity/invitations.h"
#include "identity/json.h"
#include "identity/pilots.h"
#include "identity/roles.h"

namespace adsbox::identity {
namespace {

using internal::AppPlatform;
using internal::AppStatus;
using internal::LoginKind;
using internal::MfaState;

constexpr std::string_view prefix = "/_adsbox/v1/";
constexpr std::int64_t day = 24 * 3600 * second;

/// A flat JSON object: texts, numbers, flags and lists of texts or numbers, all as text.
class Body {
 public:
  /// False when it is no object.
  bool read(std::string_view json) {
    if (json.find_first_not_of(" \t\r\n") == std::string_view::npos) return true;
    const auto document = codec::parse_json(json);
    if (!document || !document->is_object()) return false;
    for (const auto& [key, value] : document->members()) {
      auto& field = fields_[key];
      if (!value.is_array()) {
        field.push_back(scalar(value));
        continue;
      }
      for (const auto& item : value.items()) field.push_back(scalar(item));
    }
    return true;
  }
  [[nodiscard]] std::string text(const std::string& name) const {
    const auto it = fields_.find(name);
    return it == fields_.end() || it->second.empty() ? std::string() : it->second.front();
  }
  [[nodiscard]] std::vector<std::string> list(const std::string& name) const {
    const auto it = fields_.find(name);
    return it == fields_.end() ? std::vector<std::string>{} : it->second;
  }
  [[nodiscard]] bool flag(const std::string& name, bool otherwise) const {
    const auto t = text(name);
    return t.empty() ? otherwise : t == "true";
  }
  [[nodiscard]] std::int64_t number(const std::string& name) const { return to_number(text(name)); }
  static std::int64_t to_number(std::string_view t) {
    std::int64_t n = 0;
    std::from_chars(t.data(), t.data() + t.size(), n);
    return n;
  }

 private:
  static std::string scalar(const codec::JsonValue& v) {
    using Kind = codec::JsonValue::Kind;
    if (v.is_string()) return v.text();
    return v.kind() == Kind::number || v.kind() == Kind::boolean ? std::string(v.source()) : std::string();
  }
  std::map<std::string, std::vector<std::string>> fields_;
};

std::string app_json(const App& app) {
  const auto& a = app.value;
  std::vector<std::string> secrets;
  for (const auto& s : a.secrets)
    if (s)
      secrets.push_back(Json()
                            .add("id", s->id)
                            .add("description", s->description)
                            .add("hint", s->hint)
                            .add("expires", timestamp(ticks_of(s->expires_at)))
                            .str());
  const auto platform = a.platform.value_or(AppPlatform::Native);
  return Json()
      .add("client_id", a.client_id)
      .add("name", a.name)
      .add("platform", platform == AppPlatform::Web      ? "web"
                       : platform == AppPlatform::Google ? "google"
                                                         : "native")
      .add("audience", a.sign_in_audience)
      .strings("redirect_uris", a.redirect_uris)
      .raw("secrets", json_array(secrets))
      .add("enabled", a.status.value_or(AppStatus::Active) == AppStatus::Active)
      .str();
}

std::string token_json(const DevToken& t) {
  return Json()
      .add("token", t.value.token)
      .add("universal", t.value.universal.value_or(true))
      .add("user_id", t.value.user_id.value_or(0))
      .add("customer_id", t.value.customer_id.value_or(0))
      .add("revoked", t.value.revoked.value_or(false))
      .str();
}

std::string_view kind_name(LoginKind k) {
  return k == LoginKind::Work ? "work" : k == LoginKind::Google ? "google" : "personal";
}

std::string user_json(world::World& world, const UserEntry& u) {
  const auto& l = u.login.value;
  std::vector<std::string> roles;
  for (const auto& g : u.grants) {
    std::vector<std::string> accounts;
    for (const auto a : g.account_ids) accounts.push_back(std::to_string(a));
    roles.push_back(Json()
                        .add("user_id", g.user_id)
                        .add("customer_id", g.customer_id)
                        .add("role", role_name(g.role))
                        .add("role_id", static_cast<std::int32_t>(g.role))
                        .raw("account_ids", json_array(accounts))
                        .str());
  }
  Json json;
  json.add("email", l.email).add("kind", kind_name(l.kind.value_or(LoginKind::Personal)));
  json.add("enabled", l.status.value_or(internal::LoginStatus::Active) == internal::LoginStatus::Active);
  const auto mfa = l.mfa.value_or(MfaState::Off);
  json.add("mfa", mfa == MfaState::Enrolled ? "enrolled" : mfa == MfaState::EnrollmentRequired ? "required" : "off");
  // A test has no phone: the operator may read the code that is taken next.
  if (mfa == MfaState::Enrolled) json.add("mfa_secret", l.mfa_secret).add("mfa_code", next_proof(l, world.clock().seconds()));
  return json.raw("roles", json_array(roles)).str();
}

class Admin {
 public:
  explicit Admin(Web& web) : web_(web) {
    // The raw path: tokens and mail addresses keep their case.
    auto raw = web.request.path.substr(prefix.size());
    while (!raw.empty()) {
      const auto end = std::min(raw.find('/'), raw.size());
      if (end != 0) segments_.push_back(net::url_decode(raw.substr(0, end), false));
      raw.remove_prefix(std::min(end + 1, raw.size()));
    }
  }

  void run() {
    if (!allowed()) return;
    const auto name = web_.query.get("world").empty() ? std::string("sandbox") : std::string(web_.query.get("world"));
    world_ = web_.worlds.find(name);
    if (!world_ && web_.query.get("world").empty() && !web_.worlds.all().empty()) world_ = web_.worlds.all().front();
    if (!world_) return problem(404, "there is no world '" + name + "'");
    if (web_.post() && !body_.read(web_.request.body)) return problem(400, "the body must be a JSON object");
    const auto& what = segments_.front();
    if (what == "apps") return apps();
    if (what == "developer-tokens") return developer_tokens();
    if (what == "users") return users();
    if (what == "invitations") return invitations();
    if (what == "pilots") return pilots();
    identity_settings();
  }

 private:
  bool allowed() {
    const auto& r = web_.request;
    const auto authorization = r.header("authorization");
    const bool by_token = !web_.options.admin_token.empty() && authorization.starts_with("Bearer ") &&
                          equal_secrets(authorization.substr(7), web_.options.admin_token);
    // A page of another site can reach this machine through the browser: under a name of its own (so the Host header must be
    // ours), or with a form (so a changing request must be JSON, which no form can send).
    const bool local_name = web_.host == "localhost" || web_.host == "127.0.0.1" || web_.host == "[::1]" || web_.host.empty();
    if (web_.cross_site()) return problem(403, "a page of another site sent this"), false;
    if (!by_token && !(r.loopback && local_name))
      return problem(403, "the admin API needs a caller on this machine, or the admin token"), false;
    if (r.method != "GET" && r.method != "POST" && r.method != "DELETE") return problem(405, "GET, POST or DELETE"), false;
    if (web_.post() && !lower(r.header("content-type")).starts_with("application/json"))
      return problem(415, "the body must be application/json"), false;
    return true;
  }

  void problem(int status, std::string_view what) { web_.json(status, Json().add("error", what).str()); }
  void done(bool good, std::string_view what) {
    if (!good) return problem(404, "there is no " + std::string(what));
    web_.json(200, Json().add("done", true).str());
  }
  [[nodiscard]] bool is_delete() const { return web_.request.method == "DELETE"; }
  [[nodiscard]] std::string_view second_segment() const {
    return segments_.size() > 1 ? std::string_view(segments_[1]) : std::string_view{};
  }
  [[nodiscard]] std::string_view third() const {
    return segments_.size() > 2 ? std::string_view(segments_[2]) : std::string_view{};
  }

  template <class List, class F>
  void write_list(std::string_view name, const List& items, F&& json) {
    std::vector<std::string> texts;
    for (const auto& i : items) texts.push_back(json(i));
    web_.json(200, Json().add("world", world_->name()).raw(name, json_array(texts)).str());
  }

  void apps() {
    const auto id = second_segment();
    if (is_delete()) return done(set_app_status(*world_, id, AppStatus::Deleted), "such application");
    if (!web_.post()) return write_list("apps", list_apps(*world_), app_json);
    if (third() == "secrets") {
      const auto days = body_.text("days").empty() ? 730 : body_.number("days");
      if (days < 1 || days > 36500) return problem(400, "days is a number from 1 to 36500");
      const auto secret = add_secret(*world_, id, body_.text("description"), days * day);
      if (!secret) return problem(400, secret.error());
      return web_.json(201, Json().add("client_id", id).add("secret", *secret).str());
    }
    if (!id.empty()) {
      if (!body_.list("redirect_uris").empty()) {
        if (auto set = set_redirects(*world_, id, body_.list("redirect_uris")); !set) return problem(400, set.error());
      }
      if (!body_.text("enabled").empty())
        return done(set_app_status(*world_, id, body_.flag("enabled", true) ? AppStatus::Active : AppStatus::Disabled),
                    "such application");
      return done(!body_.list("redirect_uris").empty(), "change asked for");
    }
    const auto platform = body_.text("platform");
    if (!platform.empty() && platform != "native" && platform != "web" && platform != "google")
      return problem(400, "platform is native, web or google");
    const auto app = add_app(*world_, {.name = body_.text("name"),
                                       .platform = platform == "web"      ? AppPlatform::Web
                                                   : platform == "google" ? AppPlatform::Google
                                                                          : AppPlatform::Native,
                                       .redirect_uris = body_.list("redirect_uris"),
                                       .audience = body_.text("audience"),
                                       .owner_login = 0,
                                       .client_id = body_.text("client_id")});
    if (!app) return problem(400, app.error());
    if (platform.empty() || platform == "native") return web_.json(201, app_json(*app));
    const auto secret = add_secret(*world_, app->value.client_id, "first", 730 * day);
    web_.json(201,
              Json().raw("app", app_json(*app)).add("client_id", app->value.client_id).add("secret", secret.value_or("")).str());
  }

  void developer_tokens() {
    const auto token = second_segment();
    if (is_delete()) return done(revoke_developer_token(*world_, token), "such developer token");
    if (!web_.post()) return write_list("developer_tokens", list_developer_tokens(*world_), token_json);
    if (third() == "upgrade") return done(upgrade_to_universal(*world_, token), "such developer token");
    const bool universal = body_.flag("universal", true);
    if (!body_.text("token").empty() && universal) {
      const auto made = add_developer_token(*world_, {body_.text("token"), true, 0, 0, 0});
      return made ? web_.json(201, token_json(*made)) : problem(400, made.error());
    }
    const auto made = add_developer_token_for(*world_, body_.text("email"), universal);
    if (!made) return problem(400, made.error());
    web_.json(201, token_json(*made));
  }

  std::optional<Login> named_login() {
    return reading(world_->store(), [&](store::Reader& r) -> std::optional<Login> {
      auto found = logins_of(r, second_segment());
      if (found.empty()) return std::nullopt;
      return std::move(found.front());
    });
  }

  void users() {
    if (second_segment().empty()) {
      if (is_delete()) return problem(405, "name the user to delete");
      if (!web_.post())
        return write_list("users", list_users(*world_), [&](const UserEntry& u) { return user_json(*world_, u); });
      return add_user();
    }
    const auto login = named_login();
    if (!login) return problem(404, "there is no such user");
    if (is_delete()) {
      change_login(*world_, login->id, [](internal::Login& l) { l.status = internal::LoginStatus::Disabled; });
      revoke_all_tokens(*world_, login->id);
      return done(true, {});
    }
    if (web_.post() && third() == "tokens") {
      auto scopes = body_.list("scopes");
      if (scopes.empty()) scopes = {"https://ads.microsoft.com/msads.manage"};
      const auto client =
          body_.text("client_id").empty() ? std::string("00000000-0000-0000-0000-000000000000") : body_.text("client_id");
      const auto tokens = issue_tokens(*world_, login->value.email.str(), client, scopes);
      if (!tokens) return problem(400, tokens.error());
      return web_.json(201, Json()
                                .add("access_token", tokens->access_token)
                                .add("refresh_token", tokens->refresh_token)
                                .add("expires_in", access_token_seconds)
                                .str());
    }
    if (web_.post()) {
      if (const auto p = body_.text("password"); !p.empty()) {
        if (const auto why = password_problem(p, web_.options.local_only); !why.empty()) return problem(400, why);
        if (!set_password(*world_, login->id, p)) return problem(500, "the password was not stored");
      }
      const auto mfa = body_.text("mfa");
      const auto status = body_.text("status");
      change_login(*world_, login->id, [&](internal::Login& l) { change_user(l, mfa, status); });
    }
    for (const auto& u : list_users(*world_))
      if (u.login.id == login->id) return web_.json(200, user_json(*world_, u));
  }

  /// The mails that nobody sends here: who is invited, and where to accept. POST invitations/ID accepts for a login.
  void invitations() {
    if (second_segment().empty()) {
      const auto all = reading(world_->store(), [](store::Reader& r) { return pending_invitations(r); });
      return write_list("invitations", all, [&](const Invitation& i) {
        return Json()
            .add("id", i.id)
            .add("email", i->email)
            .add("customer_id", i->customer_id.value_or(0))
            .add("role", role_name(static_cast<Role>(i->role_id.value_or(0))))
            .add("expired", !can_accept(*world_, *i))
            .add("url", web_.base_url() + invitation_path(*world_, i))
            .str();
      });
    }
    if (!web_.post()) return problem(405, "POST accepts an invitation");
    auto password = body_.text("password");
    if (password.empty() && web_.local()) password = seed_password;
    if (!password.empty())
      if (const auto why = password_problem(password, web_.options.local_only); !why.empty()) return problem(400, why);
    const auto made = accept_invitation_as(*world_, Body::to_number(second_segment()), body_.text("email"), password);
    if (!made) return problem(400, made.error());
    web_.json(201, Json().add("email", made->email).add("user_id", made->user_id).add("customer_id", made->customer_id).str());
  }

  /// POST pilots/ID with {"pilot": 793, "enabled": true}: ID of a customer or an account.
  void pilots() {
    const auto id = Body::to_number(second_segment()), pilot = body_.number("pilot");
    if (!web_.post() || id <= 0 || pilot <= 0) return problem(400, "POST pilots/ID with the number of a pilot");
    world_->store().write([&](store::Writer& w) {
      set_pilot(w, id, static_cast<std::int32_t>(pilot), body_.flag("enabled", true), world_->clock().ticks());
      return true;
    });
    done(true, {});
  }

  void change_user(internal::Login& l, std::string_view mfa, std::string_view status) {
    if (mfa == "off") l.mfa = MfaState::Off;
    if (mfa == "required") l.mfa = MfaState::EnrollmentRequired;
    if (mfa == "enrolled") {
      l.mfa = MfaState::Enrolled;
      if (l.mfa_secret.empty()) l.mfa_secret = new_totp_secret(*world_);
    }
    using enum internal::LoginStatus;
    static constexpr std::pair<std::string_view, internal::LoginStatus> names[] = {{"active", Active},
                                                                                   {"disabled", Disabled},
                                                                                   {"compromised", Compromised},
                                                                                   {"merged", Merged},
                                                                                   {"migrated-to-work", MigratedToWork}};
    for (const auto& [name, value] : names)
      if (name == status) l.status = value;
  }

  void add_user() {
    NewUser n;
    n.login.email = body_.text("email");
    n.login.password = body_.text("password");
    // The seeds' password is public: good enough only where nobody else reaches the server.
    if (n.login.password.empty()) {
      if (!web_.local()) return problem(400, "a user needs a password where other machines reach the server");
      n.login.password = seed_password;
    }
    if (const auto why = password_problem(n.login.password, web_.options.local_only); !why.empty()) return problem(400, why);
    n.login.first_name = body_.text("first_name");
    n.login.last_name = body_.text("last_name");
    const auto kind = body_.text("kind");
    n.login.kind = kind == "google"     ? LoginKind::Google
                   : kind == "work"     ? LoginKind::Work
                   : kind == "personal" ? LoginKind::Personal
                                        : kind_by_domain(n.login.email);
    n.login.mfa = body_.text("mfa") == "enrolled"   ? MfaState::Enrolled
                  : body_.text("mfa") == "required" ? MfaState::EnrollmentRequired
                                                    : MfaState::Off;
    n.customer_id = body_.number("customer_id");
    if (const auto role = body_.text("role"); !role.empty()) n.role = role_by_name(role);
    for (const auto& a : body_.list("account_ids")) n.account_ids.push_back(Body::to_number(a));
    const auto made = add_user_with_login(*world_, n);
    if (!made) return problem(400, made.error());
    web_.json(201, Json()
                       .add("email", n.login.email)
                       .add("user_id", made->ids.user_id)
                       .add("customer_id", made->ids.customer_id)
                       .add("account_id", made->ids.account_id)
                       .str());
  }

  void identity_settings() {
    auto s = reading(world_->store(), [](store::Reader& r) { return settings(r); });
    if (web_.post()) {
      s.enforce_mfa_scope = body_.flag("enforce_mfa_scope", s.enforce_mfa_scope);
      set_settings(*world_, s);
    }
    web_.json(200, Json().add("world", world_->name()).add("enforce_mfa_scope", s.enforce_mfa_scope).str());
  }

  Web& web_;
  world::World* world_ = nullptr;
  Body body_;
  std::vector<std::string> segments_;
};

}  // namespace

bool handle_admin(Web& web) {
  static constexpr std::string_view names[] = {"apps", "developer-tokens", "users", "invitations", "pilots", "identity-settings"};
  if (!web.request.path.starts_with(prefix)) return false;
  auto first = web.request.path.substr(prefix.size());
  first = first.substr(0, first.find('/'));
  if (std::ranges::find(names, first) == std::end(names)) return false;
  Admin(web).run();
  return true;
}

}  // namespace adsbox::identity
