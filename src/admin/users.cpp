// Users: logins with their roles.
#include <utility>

#include "admin/identity.h"
#include "identity/admin.h"
#include "identity/roles.h"

namespace adsbox::admin {
namespace {

using internal::LoginKind;
using internal::LoginStatus;
using internal::MfaState;

constexpr std::pair<std::string_view, LoginStatus> statuses[] = {{"active", LoginStatus::Active},
                                                                 {"disabled", LoginStatus::Disabled},
                                                                 {"compromised", LoginStatus::Compromised},
                                                                 {"merged", LoginStatus::Merged},
                                                                 {"migrated-to-work", LoginStatus::MigratedToWork}};
constexpr std::pair<std::string_view, MfaState> second_proofs[] = {
    {"off", MfaState::Off}, {"required", MfaState::EnrollmentRequired}, {"enrolled", MfaState::Enrolled}};
constexpr std::pair<std::string_view, LoginKind> kinds[] = {
    {"personal", LoginKind::Personal}, {"work", LoginKind::Work}, {"google", LoginKind::Google}};

template <class Table, class Value>
std::string_view name_in(const Table& table, Value value) {
  for (const auto& [name, v] : table)
    if (v == value) return name;
  return {};
}

/// The value of a parameter that takes certain words; empty = `otherwise`.
template <class Table, class Value>
std::expected<Value, control::Refusal> word(const Call& call, std::string_view parameter, const Table& table, Value otherwise) {
  const auto text = call.text(parameter);
  if (text.empty()) return otherwise;
  std::string all;
  for (const auto& [name, value] : table) {
    if (name == text) return value;
    all.append(all.empty() ? "" : ", ").append(name);
  }
  return refuse(400, std::string(parameter) + " is one of " + all);
}

JsonObject json_of(world::World& world, const identity::UserEntry& u) {
  const auto& l = u.login.value;
  std::vector<std::string> roles;
  for (const auto& g : u.grants)
    roles.push_back(JsonObject()
                        .add("user_id", g.user_id)
                        .add("customer_id", g.customer_id)
                        .add("role", identity::role_name(g.role))
                        .add("role_id", static_cast<std::int32_t>(g.role))
                        .numbers("account_ids", g.account_ids)
                        .str());
  const auto mfa = l.mfa.value_or(MfaState::Off);
  JsonObject json;
  json.add("email", l.email.view())
      .add("kind", name_in(kinds, l.kind.value_or(LoginKind::Personal)))
      .add("enabled", l.status.value_or(LoginStatus::Active) == LoginStatus::Active)
      .add("mfa", name_in(second_proofs, mfa));
  // A test has no phone: the operator may read the code that is taken next.
  if (mfa == MfaState::Enrolled)
    json.add("mfa_secret", l.mfa_secret.view()).add("mfa_code", identity::next_proof(l, world.clock().seconds()));
  return json.raw("roles", codec::json_array(roles));
}

std::expected<identity::Login, control::Refusal> named(world::World& world, const Call& call) {
  auto found = identity::reading(world.store(), [&](store::Reader& r) { return identity::logins_of(r, call.text("email")); });
  if (found.empty()) return refuse(404, "there is no such user");
  return std::move(found.front());
}

Result show(world::World& world, std::int64_t login_id) {
  for (const auto& u : identity::list_users(world))
    if (u.login.id == login_id) return reply(json_of(world, u));
  return refuse(404, "there is no such user");
}

std::expected<std::string, control::Refusal> new_password(const IdentityRoutes& options, const Call& call) {
  auto password = password_of(options, call);
  if (password && password->empty()) return refuse(400, "a user needs a password where other machines reach the server");
  return password;
}

Result list(world::World& world, const Call&) {
  std::vector<std::string> rows;
  for (const auto& u : identity::list_users(world)) rows.push_back(json_of(world, u).str());
  return reply(JsonObject().add("world", world.name()).raw("users", codec::json_array(rows)));
}

Result add(const IdentityRoutes& options, world::World& world, const Call& call) {
  identity::NewUser n;
  n.login.email = call.text("email");
  auto password = new_password(options, call);
  if (!password) return std::unexpected(password.error());
  const auto kind = word(call, "kind", kinds, identity::kind_by_domain(n.login.email));
  if (!kind) return std::unexpected(kind.error());
  const auto mfa = word(call, "mfa", second_proofs, MfaState::Off);
  if (!mfa) return std::unexpected(mfa.error());
  n.login.password = std::move(*password);
  n.login.first_name = call.text("first_name");
  n.login.last_name = call.text("last_name");
  n.login.kind = *kind;
  n.login.mfa = *mfa;
  n.customer_id = call.integer("customer_id").value_or(0);
  if (const auto role = call.text("role"); !role.empty()) n.role = identity::role_by_name(role);
  n.account_ids = call.integers("account_ids");
  const auto made = identity::add_user_with_login(world, n);
  if (!made) return refuse(400, made.error());
  return reply(JsonObject()
                   .add("email", n.login.email)
                   .add("user_id", made->ids.user_id)
                   .add("customer_id", made->ids.customer_id)
                   .add("account_id", made->ids.account_id),
               201);
}

Result one(world::World& world, const Call& call) {
  const auto login = named(world, call);
  if (!login) return std::unexpected(login.error());
  return show(world, login->id);
}

Result change(const IdentityRoutes& options, world::World& world, const Call& call) {
  const auto login = named(world, call);
  if (!login) return std::unexpected(login.error());
  const auto mfa = word(call, "mfa", second_proofs, login->value.mfa.value_or(MfaState::Off));
  if (!mfa) return std::unexpected(mfa.error());
  const auto status = word(call, "status", statuses, login->value.status.value_or(LoginStatus::Active));
  if (!status) return std::unexpected(status.error());
  if (!call.text("password").empty()) {
    const auto password = new_password(options, call);
    if (!password) return std::unexpected(password.error());
    if (!identity::set_password(world, login->id, *password)) return refuse(500, "the password was not stored");
  }
  identity::change_login(world, login->id, [&](internal::Login& l) {
    l.mfa = *mfa;
    if (*mfa == MfaState::Enrolled && l.mfa_secret.empty()) l.mfa_secret = identity::new_totp_secret(world);
    l.status = *status;
  });
  return show(world, login->id);
}

Result disable(world::World& world, const Call& call) {
  const auto login = named(world, call);
  if (!login) return std::unexpected(login.error());
  identity::change_login(world, login->id, [](internal::Login& l) { l.status = LoginStatus::Disabled; });
  identity::revoke_all_tokens(world, login->id);
  return done();
}

Result issue(world::World& world, const Call& call) {
  const auto login = named(world, call);
  if (!login) return std::unexpected(login.error());
  auto scopes = call.strings("scopes");
  if (scopes.empty()) scopes = {"https://ads.microsoft.com/msads.manage"};
  auto client = call.text("client_id");
  if (client.empty()) client = "00000000-0000-0000-0000-000000000000";
  const auto tokens = identity::issue_tokens(world, login->value.email.str(), client, scopes);
  if (!tokens) return refuse(400, tokens.error());
  return reply(JsonObject()
                   .add("access_token", tokens->access_token)
                   .add("refresh_token", tokens->refresh_token)
                   .add("expires_in", identity::access_token_seconds),
               201);
}

}  // namespace

std::vector<control::Route> user_routes(const IdentityRoutes& options) {
  const Parameter email{"email", In::path, Type::string, "mail address of the login", true};
  const Parameter password{"password", In::body, Type::string, "at least 8 characters; that of the seeds on this machine"};
  const Parameter mfa{"mfa", In::body, Type::string, "second proof: off, required, enrolled"};
  return {
      {"GET", "/users", "The logins with their roles.", in_world(), with_world(options.find, list)},
      {"POST", "/users", "Makes a login and its User, by default with a customer and an account of its own.",
       in_world({{"email", In::body, Type::string, "mail address", true},
                 password,
                 {"first_name", In::body, Type::string, "first name"},
                 {"last_name", In::body, Type::string, "last name"},
                 {"kind", In::body, Type::string, "personal, work, google; by the mail domain as without"},
                 mfa,
                 {"customer_id", In::body, Type::integer, "join this customer"},
                 {"role", In::body, Type::string, "name or number of the role there; Super Admin as without"},
                 {"account_ids", In::body, Type::integers, "limit the role to these accounts"}}),
       with_options(options, add)},
      {"GET", "/users/{email}", "A login with its roles; the code of its second proof.", in_world({email}),
       with_world(options.find, one)},
      {"POST", "/users/{email}", "Changes a login.",
       in_world(
           {email, password, mfa, {"status", In::body, Type::string, "active, disabled, compromised, merged, migrated-to-work"}}),
       with_options(options, change)},
      {"DELETE", "/users/{email}", "Disables a login; its tokens end.", in_world({email}), with_world(options.find, disable)},
      {"POST", "/users/{email}/tokens", "An access and a refresh token, without a sign-in.",
       in_world({email,
                 {"client_id", In::body, Type::string, "for this application"},
                 {"scopes", In::body, Type::strings, "msads.manage as without"}}),
       with_world(options.find, issue)},
  };
}

}  // namespace adsbox::admin
