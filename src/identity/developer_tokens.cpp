#include "identity/developer_tokens.h"

#include <algorithm>
#include <functional>

#include "identity/secrets.h"

namespace adsbox::identity {
namespace {

bool change(world::World& world, std::string_view token, const std::function<void(internal::DeveloperToken&)>& what) {
  return world.store().write([&](store::Writer& w) {
    auto t = find_developer_token(w, token);
    if (!t || t->value.revoked.value_or(false)) return false;
    what(t->value);
    put(w, *t, world.clock().ticks());
    return true;
  });
}

}  // namespace

std::optional<DevToken> find_developer_token(store::Reader& r, std::string_view token) {
  if (token.empty()) return std::nullopt;
  return find_by_key<internal::DeveloperToken>(r, token);
}

std::expected<DevToken, std::string> add_developer_token(world::World& world, const NewDeveloperToken& n) {
  const bool well_formed = std::ranges::all_of(n.token, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
  if (!well_formed || n.token.size() > 64)
    return std::unexpected("a developer token consists of up to 64 upper-case letters and digits");
  if (!n.universal && (n.login_id == 0 || n.customer_id == 0))
    return std::unexpected("a single-user token needs its user and customer");
  DevToken t;
  t.key = n.token.empty() ? new_developer_token(world) : n.token;
  t.parent = n.login_id;
  t.value.token = t.key;
  t.value.universal = n.universal;
  t.value.login_id = n.login_id;
  t.value.user_id = n.user_id;
  t.value.customer_id = n.customer_id;
  t.value.revoked = false;
  t.value.created_at = world.clock().now();
  const bool stored = world.store().write([&](store::Writer& w) {
    if (find_developer_token(w, t.key)) return false;
    t.id = insert(w, n.login_id, t.key, t.value, world.clock().ticks());
    return true;
  });
  if (!stored) return std::unexpected("the developer token exists already");
  return t;
}

bool upgrade_to_universal(world::World& world, std::string_view token) {
  return change(world, token, [](internal::DeveloperToken& t) { t.universal = true; });
}

bool revoke_developer_token(world::World& world, std::string_view token) {
  return change(world, token, [](internal::DeveloperToken& t) { t.revoked = true; });
}

}  // namespace adsbox::identity
