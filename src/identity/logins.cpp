#include "identity/logins.h"

#include <algorithm>

#include "schema/rules.h"

namespace adsbox::identity {
namespace {

using internal::LoginKind;
using internal::LoginStatus;

constexpr std::int64_t session_life = 14LL * 24 * 3600 * DateTime::ticks_per_second;
constexpr std::int64_t lock_life = 60 * DateTime::ticks_per_second;
constexpr int failures_until_lock = 10;  // of passwords, and apart from them of second proofs
constexpr std::size_t shortest_password = 8;

bool suits(LoginKind kind, Generation g) {
  switch (g) {
    case Generation::google:
      return kind == LoginKind::Google;
    case Generation::live:
      return kind == LoginKind::Personal;
    case Generation::v2:
      return kind != LoginKind::Google;
  }
  return false;
}

/// One more failure on `counter`; when there were too many, the login is locked for a while.
void count_failure(internal::Login& login, opt<std::int32_t>& counter, std::int64_t now) {
  counter = counter.value_or(0) + 1;
  if (*counter < failures_until_lock) return;
  counter = 0;
  login.locked_until = DateTime(now + lock_life, true);
}

/// The step of the code that was taken last. One that lies ahead of the clock is from before the clock was set back.
std::int64_t last_step(const internal::Login& login, std::int64_t unix_seconds) {
  const auto last = login.last_proof_step.value_or(-1);
  return last > totp_step(unix_seconds) + 1 ? -1 : last;
}

}  // namespace

std::int64_t ticks_of(const opt<DateTime>& d) {
  return d ? (*d).ticks() : 0;
}

std::vector<Login> logins_of(store::Reader& r, std::string_view email) {
  return all_by_key<internal::Login>(r, lower(email));
}

std::optional<Login> find_login(store::Reader& r, std::string_view email, Generation g) {
  for (auto& l : logins_of(r, email))
    if (suits(l.value.kind.value_or(LoginKind::Personal), g)) return std::move(l);
  return std::nullopt;
}

std::optional<Login> find_login(store::Reader& r, std::string_view email, LoginKind kind) {
  for (auto& l : logins_of(r, email))
    if (l.value.kind.value_or(LoginKind::Personal) == kind) return std::move(l);
  return std::nullopt;
}

std::string_view domain_of(std::string_view email) {
  const auto at = email.rfind('@');
  return at == std::string_view::npos ? std::string_view{} : email.substr(at + 1);
}

LoginKind kind_by_domain(std::string_view email) {
  const auto domain = lower(domain_of(email));
  static constexpr std::string_view personal[] = {"outlook.com",  "outlook-int.com", "hotmail.com", "live.com",
                                                  "live-int.com", "msn.com",         "passport.com"};
  if (domain == "gmail.com" || domain == "googlemail.com") return LoginKind::Google;
  return std::ranges::find(personal, domain) != std::end(personal) ? LoginKind::Personal : LoginKind::Work;
}

bool is_email(std::string_view s) {
  const auto at = s.find('@');
  if (at == std::string_view::npos || at == 0 || at != s.rfind('@') || s.size() > 254) return false;
  const auto domain = s.substr(at + 1);
  const auto dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == domain.size()) return false;
  return std::ranges::none_of(
      s, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f || c == '<' || c == '>' || c == '"'; });
}

namespace {

/// Microsoft's sandbox takes personal accounts of some mail domains, and Google's.
bool kept_out_of_sandbox(const world::World& world, const NewLogin& n) {
  if (!world.real_limits() || n.kind == LoginKind::Google) return false;
  const auto email = lower(n.email);
  return n.kind == LoginKind::Work || !schema::contains(*schema::find_set("sandbox-mail-domains"), domain_of(email));
}

}  // namespace

std::expected<std::int64_t, std::string> add_login(world::World& world, const NewLogin& n) {
  if (kept_out_of_sandbox(world, n))
    return std::unexpected(
        "with --real-limits only Google accounts and personal ones of outlook.com sign in to the sandbox, not " + n.email);
  if (!is_email(n.email)) return std::unexpected("'" + n.email + "' is not a mail address");
  if (n.password.size() < shortest_password) return std::unexpected("the password needs at least 8 characters");
  internal::Login login;
  login.email = n.email;
  login.kind = n.kind;
  login.status = LoginStatus::Active;
  login.password_hash = hash_password(n.password);
  login.password_version = 1;
  login.session_version = 1;
  login.mfa = n.mfa;
  if (n.mfa == internal::MfaState::Enrolled) login.mfa_secret = new_totp_secret(world);
  login.first_name = n.first_name;
  login.last_name = n.last_name;
  login.object_id = world.random().guid();
  login.created_at = world.clock().now();
  std::int64_t id = 0;
  const auto key = lower(n.email);
  world.store().write([&](store::Writer& w) {
    if (find_login(w, key, n.kind)) return false;
    id = insert(w, 0, key, login, world.clock().ticks());
    if (n.kind == LoginKind::Work && !find_by_key<internal::Tenant>(w, domain_of(key))) {
      internal::Tenant tenant;
      tenant.domain = domain_of(key);
      tenant.tenant_id = derived_guid("tenant:" + std::string(domain_of(key)));
      insert(w, 0, std::string(domain_of(key)), tenant, world.clock().ticks());
    }
    return true;
  });
  if (id == 0) return std::unexpected("'" + n.email + "' already has an account");
  return id;
}

bool change_login(world::World& world, std::int64_t login_id, const std::function<void(internal::Login&)>& change) {
  return world.store().write([&](store::Writer& w) {
    auto login = get<internal::Login>(w, login_id);
    if (!login) return false;
    change(login->value);
    login->status = static_cast<std::int32_t>(login->value.status.value_or(LoginStatus::Active));
    put(w, *login, world.clock().ticks());
    return true;
  });
}

std::expected<Login, OAuthError> check_password(world::World& world, std::string_view email, std::string_view password,
                                                Generation g) {
  auto login = reading(world.store(), [&](store::Reader& r) { return find_login(r, email, g); });
  if (!login) return std::unexpected(OAuthError::no_account);
  const auto now = world.clock().ticks();
  if (ticks_of(login->value.locked_until) > now) return std::unexpected(OAuthError::account_locked);
  if (!verify_password(password, login->value.password_hash)) {
    change_login(world, login->id, [&](internal::Login& l) { count_failure(l, l.failed_attempts, now); });
    return std::unexpected(OAuthError::wrong_password);
  }
  if (login->value.status.value_or(LoginStatus::Active) == LoginStatus::Disabled)
    return std::unexpected(OAuthError::account_disabled);
  if (login->value.failed_attempts.value_or(0) != 0)
    change_login(world, login->id, [](internal::Login& l) { l.failed_attempts = 0; });
  return std::move(*login);
}

std::string password_problem(std::string_view password, bool local_only) {
  if (password.size() < shortest_password) return "the password needs at least 8 characters";
  if (!local_only && password == seed_password) return "everybody knows that password";
  return {};
}

bool set_password(world::World& world, std::int64_t login_id, std::string_view password) {
  if (password.size() < shortest_password) return false;
  const auto hash = hash_password(password);
  return !hash.empty() && change_login(world, login_id, [&](internal::Login& l) {
    l.password_hash = hash;
    l.password_version = l.password_version.value_or(1) + 1;
  });
}

bool sign_out_everywhere(world::World& world, std::int64_t login_id) {
  return change_login(world, login_id, [](internal::Login& l) { l.session_version = l.session_version.value_or(1) + 1; });
}

std::string start_session(world::World& world, const Login& login, bool mfa_passed) {
  auto cookie = random_secret(32);
  internal::BrowserSession s;
  s.login_id = login.id;
  s.expires_at = DateTime(world.clock().ticks() + session_life, true);
  s.created_at = world.clock().now();
  s.mfa_passed = mfa_passed;
  s.session_version = login.value.session_version.value_or(1);
  s.password_version = login.value.password_version.value_or(1);
  world.store().write([&](store::Writer& w) {
    const auto now = world.clock().ticks();
    for (const auto& old : all_of_parent<internal::BrowserSession>(w, login.id))
      if (ticks_of(old.value.expires_at) <= now) w.erase(kind_of<internal::BrowserSession>(), old.id);
    insert(w, login.id, sha256(cookie), s, now);
    return true;
  });
  return cookie;
}

std::optional<Session> find_session(world::World& world, std::string_view cookie) {
  if (cookie.empty()) return std::nullopt;
  const auto key = sha256(cookie);
  return reading(world.store(), [&](store::Reader& r) -> std::optional<Session> {
    auto s = find_by_key<internal::BrowserSession>(r, key);
    if (!s || ticks_of(s->value.expires_at) <= world.clock().ticks()) return std::nullopt;
    auto login = get<internal::Login>(r, s->value.login_id.value_or(0));
    if (!login || login->value.status.value_or(LoginStatus::Active) == LoginStatus::Disabled ||
        login->value.session_version.value_or(1) != s->value.session_version.value_or(1) ||
        login->value.password_version.value_or(1) != s->value.password_version.value_or(1))
      return std::nullopt;
    return Session{std::move(*login), s->value.mfa_passed.value_or(false), s->id};
  });
}

void end_session(world::World& world, std::string_view cookie) {
  const auto key = sha256(cookie);
  world.store().write([&](store::Writer& w) {
    const auto s = find_by_key<internal::BrowserSession>(w, key);
    if (s) w.erase(kind_of<internal::BrowserSession>(), s->id);
    return s.has_value();
  });
}

bool proven(const Session& s) {
  return s.login.value.mfa.value_or(internal::MfaState::Off) != internal::MfaState::Enrolled || s.mfa_passed;
}

std::expected<void, OAuthError> prove(world::World& world, std::int64_t session_row, std::string_view code) {
  std::optional<OAuthError> refusal;
  // Counted, compared and noted in one transaction: of two equal codes at once only one is taken.
  world.store().write([&](store::Writer& w) {
    const auto now = world.clock().ticks();
    const auto seconds = world.clock().seconds();
    refusal = OAuthError::login_required;
    auto session = get<internal::BrowserSession>(w, session_row);
    auto login = session ? get<internal::Login>(w, session->parent) : std::nullopt;
    if (!login) return false;
    auto& l = login->value;
    refusal = OAuthError::account_locked;
    if (ticks_of(l.locked_until) > now) return false;
    const auto step = find_totp_step(l.mfa_secret, code, seconds);
    if (step && *step > last_step(l, seconds)) {
      l.failed_proofs = 0;
      l.last_proof_step = *step;
      session->value.mfa_passed = true;
      put(w, *session, now);
      refusal.reset();
    } else {
      count_failure(l, l.failed_proofs, now);
      refusal = OAuthError::second_proof_wrong;
    }
    put(w, *login, now);
    return true;
  });
  if (refusal) return std::unexpected(*refusal);
  return {};
}

std::string next_proof(const internal::Login& login, std::int64_t unix_seconds) {
  const bool used = last_step(login, unix_seconds) >= totp_step(unix_seconds);
  return totp(login.mfa_secret, unix_seconds + (used ? 30 : 0));
}

std::string tenant_of(store::Reader& r, const internal::Login& login) {
  if (login.kind.value_or(LoginKind::Personal) != LoginKind::Work) return std::string(consumers_tenant);
  const auto domain = lower(domain_of(login.email));
  const auto tenant = find_by_key<internal::Tenant>(r, domain);
  return tenant ? tenant->value.tenant_id.str() : derived_guid("tenant:" + domain);
}

std::optional<Stored<internal::Tenant>> find_tenant(store::Reader& r, std::string_view domain_or_id) {
  const auto key = lower(domain_or_id);
  if (auto t = find_by_key<internal::Tenant>(r, key)) return t;
  for (auto& t : all_of_kind<internal::Tenant>(r))
    if (t.value.tenant_id.view() == key) return std::move(t);
  return std::nullopt;
}

}  // namespace adsbox::identity
