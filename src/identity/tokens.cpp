#include "identity/tokens.h"

#include <algorithm>

namespace adsbox::identity {
namespace {

/// Rows of long-ended tokens go when a login has gathered some: cheap enough to do while issuing.
template <class T>
void sweep(store::Writer& w, std::int64_t login_id, std::int64_t now) {
  if (w.count_parent(kind_of<T>(), login_id) % 64 != 63) return;
  for (const auto& t : all_of_parent<T>(w, login_id))
    if (ticks_of(t.value.expires_at) + remembered_after_end < now) w.erase(kind_of<T>(), t.id);
}

void revoke(world::World& world, store::Writer& w, std::int64_t login_id, std::string_view client_id, std::string_view reason) {
  for (auto& t : all_of_parent<internal::RefreshToken>(w, login_id)) {
    if (!t.value.revoked.empty() || (!client_id.empty() && t.value.client_id != client_id)) continue;
    t.value.revoked = reason;
    put(w, t, world.clock().ticks());
  }
}

std::optional<Stored<internal::Consent>> find_consent(store::Reader& r, std::int64_t login_id, std::string_view client_id) {
  std::optional<Stored<internal::Consent>> found;
  r.scan_key(kind_of<internal::Consent>(), login_id, client_id, [&](const store::RowView& row) {
    found = decode_row<internal::Consent>(row);
    return !found;
  });
  return found;
}

}  // namespace

std::vector<std::string> texts_of(const list<text>& l) {
  std::vector<std::string> v;
  for (const auto& t : l) v.push_back(t.str());
  return v;
}

list<text> list_of(const std::vector<std::string>& v) {
  list<text> l;
  l.set_empty();
  for (const auto& s : v) l.push_back(s);
  return l;
}

std::string issue_code(world::World& world, store::Writer& w, const CodeRequest& q) {
  auto code = new_code(world, q.who.generation);
  internal::AuthorizationCode c;
  c.login_id = q.who.login_id;
  c.client_id = q.who.client_id;
  c.redirect_uri = q.redirect_uri;
  c.scopes = list_of(q.who.scopes);
  c.expires_at = DateTime(world.clock().ticks() + code_life, true);
  c.used = false;
  c.challenge = q.challenge;
  c.challenge_method = q.challenge_method;
  c.nonce = q.nonce;
  c.tenant = q.tenant;
  c.generation = name(q.who.generation);
  c.mfa_passed = q.who.mfa_passed;
  c.offline = q.offline;
  sweep<internal::AuthorizationCode>(w, q.who.login_id, world.clock().ticks());
  insert(w, q.who.login_id, sha256(code), c, world.clock().ticks());
  return code;
}

std::string issue_access_token(world::World& world, store::Writer& w, const Grantee& who) {
  auto token = new_access_token(world, who.generation);
  internal::AccessToken t;
  t.login_id = who.login_id;
  t.client_id = who.client_id;
  t.scopes = list_of(who.scopes);
  t.expires_at = DateTime(world.clock().ticks() + access_token_seconds * second, true);
  t.generation = name(who.generation);
  t.mfa_passed = who.mfa_passed;
  sweep<internal::AccessToken>(w, who.login_id, world.clock().ticks());
  insert(w, who.login_id, sha256(token), t, world.clock().ticks());
  return token;
}

std::string issue_access_token(world::World& world, const Grantee& who) {
  std::string token;
  world.store().write([&](store::Writer& w) {
    token = issue_access_token(world, w, who);
    return true;
  });
  return token;
}

std::string issue_refresh_token(world::World& world, store::Writer& w, const Grantee& who, std::string_view secret,
                                bool confidential) {
  auto token = new_refresh_token(world, who.generation);
  internal::RefreshToken t;
  t.login_id = who.login_id;
  t.client_id = who.client_id;
  t.scopes = list_of(who.scopes);
  t.expires_at = DateTime(world.clock().ticks() + refresh_token_life, true);
  t.confidential = confidential || !secret.empty();
  if (!secret.empty()) t.secret_hash = sha256(secret);
  if (const auto login = get<internal::Login>(w, who.login_id)) {
    t.password_version = login->value.password_version.value_or(1);
    t.session_version = login->value.session_version.value_or(1);
  }
  t.generation = name(who.generation);
  t.mfa_passed = who.mfa_passed;
  sweep<internal::RefreshToken>(w, who.login_id, world.clock().ticks());
  insert(w, who.login_id, sha256(token), t, world.clock().ticks());
  return token;
}

void give_consent(world::World& world, store::Writer& w, std::int64_t login_id, std::string_view client_id,
                  const std::vector<std::string>& scopes) {
  auto c = find_consent(w, login_id, client_id);
  auto have = c ? texts_of(c->value.scopes) : std::vector<std::string>{};
  const auto before = have.size();
  for (const auto& s : scopes)
    if (std::ranges::find(have, s) == have.end()) have.push_back(s);
  if (c && have.size() == before) return;
  const auto now = world.clock().ticks();
  if (c) {
    c->value.scopes = list_of(have);
    put(w, *c, now);
    return;
  }
  internal::Consent fresh;
  fresh.login_id = login_id;
  fresh.client_id = client_id;
  fresh.scopes = list_of(have);
  fresh.created_at = world.clock().now();
  insert(w, login_id, std::string(client_id), fresh, now);
}

bool organisation_allows(store::Reader& r, const internal::Login& login, std::string_view client_id) {
  if (login.kind.value_or(internal::LoginKind::Personal) != internal::LoginKind::Work) return false;
  const auto tenant = find_tenant(r, domain_of(login.email));
  return tenant && std::ranges::any_of(tenant->value.consented_client_ids, [&](const text& id) { return id == client_id; });
}

std::vector<std::string> consented_scopes(store::Reader& r, std::int64_t login_id, std::string_view client_id) {
  const auto c = find_consent(r, login_id, client_id);
  return c ? texts_of(c->value.scopes) : std::vector<std::string>{};
}

std::vector<std::string> missing_consent(store::Reader& r, const Login& login, std::string_view client_id,
                                         const std::vector<std::string>& wanted) {
  const auto c = find_consent(r, login.id, client_id);
  const bool organisation = organisation_allows(r, login.value, client_id);
  if (!c && !organisation) return wanted.empty() ? std::vector<std::string>{"sign-in"} : wanted;
  std::vector<std::string> missing;
  for (const auto& s : wanted) {
    if (is_reserved_scope(s) || (organisation && ads_scope(s) != AdsScope::none)) continue;
    if (!c || std::ranges::none_of(c->value.scopes, [&](const text& have) { return same_scope(have, s); })) missing.push_back(s);
  }
  return missing;
}

std::vector<Stored<internal::Consent>> consents_of(store::Reader& r, std::int64_t login_id) {
  return all_of_parent<internal::Consent>(r, login_id);
}

bool revoke_consent(world::World& world, std::int64_t login_id, std::string_view client_id) {
  return world.store().write([&](store::Writer& w) {
    const auto c = find_consent(w, login_id, client_id);
    if (!c) return false;
    w.erase(kind_of<internal::Consent>(), c->id);
    revoke(world, w, login_id, client_id, "consent_removed");
    return true;
  });
}

bool revoke_refresh_token(world::World& world, std::string_view text) {
  return world.store().write([&](store::Writer& w) {
    auto t = find_secret<internal::RefreshToken>(w, text);
    if (!t) return false;
    t->value.revoked = "revoked";
    put(w, *t, world.clock().ticks());
    return true;
  });
}

void revoke_all_tokens(world::World& world, std::int64_t login_id) {
  world.store().write([&](store::Writer& w) {
    revoke(world, w, login_id, {}, "revoked");
    for (const auto& t : all_of_parent<internal::AccessToken>(w, login_id)) w.erase(kind_of<internal::AccessToken>(), t.id);
    return true;
  });
}

}  // namespace adsbox::identity
