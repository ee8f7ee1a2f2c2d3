#include "identity/environment.h"

#include <algorithm>

#include "identity/apps.h"
#include "identity/tokens.h"
#include "net/hosts.h"

namespace adsbox::identity {
namespace {

using world::Environment;
using world::World;

template <class F>
World* first_world(world::Worlds& worlds, F&& knows) {
  for (auto* w : worlds.all())
    if (reading(w->store(), [&](store::Reader& r) -> bool { return knows(r); })) return w;
  return nullptr;
}

World* default_world(Web& web) {
  const auto official = net::is_official_host(web.host);
  if (auto* w = web.worlds.of(official ? Environment::production : Environment::sandbox)) return w;
  const auto all = web.worlds.all();
  return all.empty() ? nullptr : all.front();
}

}  // namespace

std::optional<Environment> environment_of_host(std::string_view host) {
  const auto* row = net::find_official_host(host);
  if (row == nullptr || row->environment == net::HostEnvironment::both) return std::nullopt;
  return row->environment == net::HostEnvironment::sandbox ? Environment::sandbox : Environment::production;
}

World* choose_world(Web& web, const WorldHints& h) {
  if (const auto e = environment_of_host(web.host)) return web.worlds.of(*e);
  if (!h.code.empty())
    if (auto* w = first_world(web.worlds,
                              [&](store::Reader& r) { return find_secret<internal::AuthorizationCode>(r, h.code).has_value(); }))
      return w;
  if (!h.refresh_token.empty())
    if (auto* w = first_world(
            web.worlds, [&](store::Reader& r) { return find_secret<internal::RefreshToken>(r, h.refresh_token).has_value(); }))
      return w;
  if (!h.device_code.empty())
    if (auto* w = first_world(web.worlds,
                              [&](store::Reader& r) { return find_secret<internal::DeviceCode>(r, h.device_code).has_value(); }))
      return w;
  if (names_sandbox(h.scope))
    if (auto* w = web.worlds.of(Environment::sandbox)) return w;
  if (!h.email.empty())
    if (auto* w = first_world(web.worlds, [&](store::Reader& r) { return find_login(r, h.email, h.generation).has_value(); }))
      return w;
  if (!h.client_id.empty()) {
    if (auto* w = first_world(web.worlds, [&](store::Reader& r) { return find_app(r, h.client_id).has_value(); })) return w;
    if (const auto e = well_known_environment(h.client_id))
      if (auto* w = web.worlds.of(*e)) return w;
  }
  if (!h.environment.empty())
    if (auto* w = web.worlds.find(lower(h.environment))) return w;
  return default_world(web);
}

World* choose_page_world(Web& web) {
  if (const auto e = environment_of_host(web.host)) return web.worlds.of(*e);
  for (const auto name : {web.form.get("world"), web.query.get("world")})
    if (!name.empty())
      if (auto* w = web.worlds.find(lower(name))) return w;
  if (const auto last = web.cookie("adsbox_world"); !last.empty())
    if (auto* w = web.worlds.find(last)) return w;
  return default_world(web);
}

}  // namespace adsbox::identity
