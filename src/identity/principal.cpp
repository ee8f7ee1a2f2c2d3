// authenticate(): the checks of a call's credentials, in the order in which the service makes them.
#include "identity/principal.h"

#include <algorithm>
#include <array>
#include <functional>
#include <unordered_map>

#include "codec/codec.h"
#include "identity/developer_tokens.h"
#include "identity/errors.h"
#include "identity/hierarchy.h"
#include "identity/roles.h"
#include "identity/settings.h"
#include "identity/tokens.h"

namespace adsbox::identity {
namespace {

using internal::LoginKind;
using internal::LoginStatus;

std::unexpected<Failure> refuse(int code, std::string rule, std::string expected, std::string details = {}) {
  Explanation why;
  why.rule = std::move(rule);
  why.field = "AuthenticationToken";
  why.expected = std::move(expected);
  return fail(FaultKind::ad_api, error_by_code(code), std::move(why), std::move(details));
}

/// `found`: what the credential turned out to be, in words; never the credential itself.
std::unexpected<Failure> refuse_field(int code, std::string rule, std::string field, std::string expected,
                                      std::string found = {}) {
  auto f = refuse(code, std::move(rule), std::move(expected));
  f.error().errors.front().why.field = std::move(field);
  f.error().errors.front().why.value = std::move(found);
  return f;
}

std::string time_text(std::int64_t ticks) {
  std::string out;
  codec::append_date_time(out, DateTime(ticks, true));
  return out;
}

std::string names_of(const list<text>& scopes) {
  std::string out;
  for (const auto& s : scopes) out.append(" ").append(s.view());
  return out;
}

std::string name_of_login(store::Reader& r, std::int64_t id) {
  const auto login = get<internal::Login>(r, id);
  return login ? login->value.email.str() : "a login that is gone";
}

/// The identity checks of 122, 123 and 126: somebody signed in with one provider, but the advertising user of that mail address
/// is registered with another.
std::unexpected<Failure> refuse_unknown_user(store::Reader& r, const Login& login) {
  const auto kind = login.value.kind.value_or(LoginKind::Personal);
  for (const auto& other : logins_of(r, login.value.email)) {
    if (other.id == login.id || grants_of_login(r, other.id).empty()) continue;
    const auto registered = other.value.kind.value_or(LoginKind::Personal);
    if (registered == LoginKind::Google)
      return refuse(126, "auth.identity.provider", "a token of the Google account that the mail address is registered with",
                    "GoogleAccountIsRequired");
    if (kind == LoginKind::Google)
      return refuse(126, "auth.identity.provider", "a token of the Microsoft account that the mail address is registered with",
                    registered == LoginKind::Work ? "WorkAccountIsRequired" : "PersonalAccountIsRequired");
    if (kind == LoginKind::Personal)
      return refuse(122, "auth.identity.work_needed", "a sign-in with the work account of this mail address");
    return refuse(123, "auth.identity.personal_needed", "a sign-in with the personal account of this mail address");
  }
  return refuse_field(105, "auth.user.unknown", "AuthenticationToken",
                      "a login that is a user of an advertising customer (sign up, or accept an invitation)",
                      "a token of " + login.value.email.str() + ", who is no user of any customer");
}

std::expected<std::shared_ptr<const Principal>, Failure> resolve(world::World& world, const Hierarchy& links, store::Reader& r,
                                                                 const Credentials& c) {
  const bool has_token = !c.authentication_token.empty(), has_developer_token = !c.developer_token.empty();
  if (!has_token && !c.user_name.empty())
    return refuse_field(105, "auth.user_name.refused", "UserName",
                        "an OAuth access token in AuthenticationToken: names and passwords are no longer accepted");
  if (!has_token && !has_developer_token)
    return refuse_field(116, "auth.headers.missing", "AuthenticationToken, DeveloperToken",
                        "the header elements AuthenticationToken and DeveloperToken");
  const auto environment = std::string(world.sandbox() ? "sandbox" : "production");

  if (!has_developer_token)
    return refuse_field(105, "auth.developer_token.missing", "DeveloperToken", "a developer token of the " + environment);
  const auto developer = find_developer_token(r, c.developer_token);
  if (!developer)
    return refuse_field(105, "auth.developer_token.unknown", "DeveloperToken",
                        "a developer token of this environment (" + environment + ")");
  if (developer->value.revoked.value_or(false))
    return refuse_field(105, "auth.developer_token.revoked", "DeveloperToken", "a developer token that was not revoked",
                        "one that was revoked");

  if (!has_token) return refuse_field(105, "auth.token.missing", "AuthenticationToken", "an OAuth access token");
  const auto token = find_secret<internal::AccessToken>(r, c.authentication_token);
  if (!token) {
    if (find_secret<internal::RefreshToken>(r, c.authentication_token))
      return refuse_field(105, "auth.token.is_refresh_token", "AuthenticationToken", "an access token: this is a refresh token");
    return refuse_field(105, "auth.token.unknown", "AuthenticationToken",
                        "an access token issued for this environment (" + environment + ")");
  }
  const auto& t = token->value;
  const auto login = get<internal::Login>(r, token->parent);
  const auto owner = "a token of " + (login ? login->value.email.str() : std::string("a login that is gone"));
  if (ticks_of(t.expires_at) <= world.clock().ticks())
    return refuse_field(109, "auth.token.expired", "AuthenticationToken", "a token of at most one hour: refresh it",
                        owner + ", expired since " + time_text(ticks_of(t.expires_at)) + "; in this world it is " +
                            time_text(world.clock().ticks()));

  const auto generation = generation_of(t.generation);
  if (generation != Generation::google) {
    const auto scope = strongest_ads_scope(t.scopes);
    if (scope == AdsScope::none)
      return refuse_field(105, "auth.token.scope", "AuthenticationToken",
                          "a token with the scope https://ads.microsoft.com/msads.manage",
                          owner + " with the scopes" + names_of(t.scopes));
    if (settings(r).enforce_mfa_scope && scope != AdsScope::msads)
      return refuse_field(3101, "auth.token.mfa_scope", "AuthenticationToken",
                          "a token with the scope msads.manage: ads.manage and bingads.manage are no longer accepted",
                          owner + " with the scopes" + names_of(t.scopes));
  }

  if (!login) return refuse_field(105, "auth.login.unknown", "AuthenticationToken", "a token of a login that exists");
  switch (login->value.status.value_or(LoginStatus::Active)) {
    case LoginStatus::Active:
      break;
    case LoginStatus::Disabled:
      return refuse_field(105, "auth.login.disabled", "AuthenticationToken", "a token of a login that is not disabled", owner);
    case LoginStatus::Compromised:
      return refuse(108, "auth.login.compromised", "a login without suspicious activity: the user has to reset the password");
    case LoginStatus::Merged:
      return refuse(120, "auth.login.merged", "the login that this one was merged into");
    case LoginStatus::MigratedToWork:
      return refuse(124, "auth.login.migrated", "the work account that this personal login was moved to");
  }
  const bool google_token = generation == Generation::google;
  if (c.identity_provider == "Google" && !google_token)
    return refuse(126, "auth.identity.header", "no IdentityProvider header with a Microsoft token",
                  login->value.kind.value_or(LoginKind::Personal) == LoginKind::Work ? "WorkAccountIsRequired"
                                                                                     : "PersonalAccountIsRequired");

  auto principal = std::make_shared<Principal>();
  principal->login_id = login->id;
  principal->user_name = login->value.email.str();
  principal->expires = ticks_of(t.expires_at);
  principal->grants = expand(links, r, grants_of_login(r, login->id));
  if (principal->grants.empty()) return refuse_unknown_user(r, *login);

  if (login->value.kind.value_or(LoginKind::Personal) == LoginKind::Personal) {
    std::erase_if(principal->grants, [&](const Grant& g) {
      const auto policy = get<internal::CustomerIdentityPolicy>(r, g.customer_id);
      return policy && policy->value.personal_logins_forbidden.value_or(false);
    });
    if (principal->grants.empty())
      return refuse(125, "auth.identity.personal_forbidden", "a work account: the customer forbids personal logins");
  }
  const auto& d = developer->value;
  if (!d.universal.value_or(true)) {
    if (d.login_id.value_or(0) != login->id)
      return refuse_field(
          105, "auth.developer_token.single_user", "DeveloperToken", "the developer token's own user, or a universal token",
          "a single-user token of " + name_of_login(r, d.login_id.value_or(0)) + "; the caller is " + principal->user_name);
    std::erase_if(principal->grants, [&](const Grant& g) { return g.customer_id != d.customer_id.value_or(0); });
    if (principal->grants.empty())
      return refuse_field(105, "auth.developer_token.single_customer", "DeveloperToken",
                          "a role on the developer token's own customer",
                          "a single-user token of customer " + std::to_string(d.customer_id.value_or(0)) + ", on which " +
                              principal->user_name + " has no role");
  }
  principal->user_id = principal->grants.front().user_id;
  index_grants(*principal);
  return principal;
}

/// Accepted credentials of one world. An entry is good while nothing that was read for it has changed and the token has not
/// ended. Refusals are not kept: they are rare, and an attacker could fill the cache with them.
class Cache {
  static constexpr std::size_t shards = 16, most_per_shard = 512;
  using Versions = std::array<std::uint64_t, 7>;
  struct Entry {
    std::string token, developer_token;
    Versions versions;
    std::shared_ptr<const Principal> principal;
  };
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::size_t, Entry> entries;
  };
  std::array<Shard, shards> shards_;

 public:
  static Versions versions(const store::Store& s) {
    static const std::array kinds = {
        kind_of<internal::AccessToken>(),     kind_of<internal::DeveloperToken>(),   kind_of<internal::Login>(),
        kind_of<internal::RoleAssignment>(),  kind_of<internal::IdentitySettings>(), kind_of<internal::CustomerIdentityPolicy>(),
        kind_of<internal::ClientLinkRecord>()};
    Versions v{};
    for (std::size_t i = 0; i < kinds.size(); ++i) v[i] = s.version(kinds[i]);
    return v;
  }
  static std::size_t hash(const Credentials& c) {
    return std::hash<std::string_view>{}(c.authentication_token) * 31 + std::hash<std::string_view>{}(c.developer_token);
  }
  std::shared_ptr<const Principal> find(std::size_t h, const Credentials& c, const Versions& v, std::int64_t now) {
    auto& shard = shards_[h % shards];
    const std::scoped_lock lock(shard.mutex);
    const auto it = shard.entries.find(h);
    if (it == shard.entries.end()) return nullptr;
    const auto& e = it->second;
    if (e.versions != v || e.principal->expires <= now || e.token != c.authentication_token ||
        e.developer_token != c.developer_token)
      return nullptr;
    return e.principal;
  }
  void keep(std::size_t h, const Credentials& c, const Versions& v, std::shared_ptr<const Principal> p) {
    auto& shard = shards_[h % shards];
    const std::scoped_lock lock(shard.mutex);
    if (shard.entries.size() >= most_per_shard) shard.entries.clear();
    shard.entries.insert_or_assign(h,
                                   Entry{std::string(c.authentication_token), std::string(c.developer_token), v, std::move(p)});
  }
};

}  // namespace

std::expected<std::shared_ptr<const Principal>, Failure> authenticate(world::World& world, const Credentials& c) {
  auto& cache = world.attached<Cache>();
  // The provider header changes the answer only for the worse: such calls take the long way.
  const bool cacheable = c.identity_provider.empty() && !c.authentication_token.empty();
  const auto h = Cache::hash(c);
  auto links = hierarchy(world);  // does what is due, which may change the roles that links lead to
  // Versions are read before the rows: a change in between makes the entry stale, never wrong.
  const auto versions = Cache::versions(world.store());
  if (cacheable)
    if (auto p = cache.find(h, c, versions, world.clock().ticks())) return p;
  try {
    links = hierarchy(world);
    auto result = reading(world.store(), [&](store::Reader& r) { return resolve(world, *links, r, c); });
    if (cacheable && result) cache.keep(h, c, versions, *result);
    return result;
  } catch (const store::StorageFailure& failure) {
    return refuse(0, "store.unreadable", "a store that can be read");
  }
}

}  // namespace adsbox::identity
