#include "identity/web.h"

#include <algorithm>

namespace adsbox::identity {
namespace {

/// The parameters that people and programs fill in themselves: all others are issued, with the mark, and are looked up with it.
constexpr std::string_view world_choosers[] = {"login_hint", "email", "client_id"};

std::string normal_path(std::string_view raw) {
  auto p = lower(net::url_decode(raw, false));
  while (p.size() > 1 && p.ends_with('/')) p.pop_back();
  return p;
}

std::string host_of(std::string_view host) {
  const auto bracket = host.rfind(']');
  const auto colon = host.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) host = host.substr(0, colon);
  return lower(host);
}

std::string_view form_body(const net::Request& r) {
  const auto type = lower(r.header("content-type"));
  const bool is_form = r.method == "POST" && type.starts_with("application/x-www-form-urlencoded");
  return is_form && !form_too_large(r.body) ? r.body : std::string_view{};
}

constexpr std::string_view csrf_cookie = "adsbox_form";

constexpr std::string_view style =
    "body{margin:0;font:16px/1.45 system-ui,sans-serif;color:#1b1b1f;background:#f3f4f7}"
    "header{background:#12355b;color:#fff;padding:.7rem 1.2rem;display:flex;gap:1.2rem;align-items:baseline;flex-wrap:wrap}"
    "header b{font-size:1.1rem}header a{color:#cfe2ff}header span{margin-left:auto;font-size:.9rem}"
    "main{max-width:44rem;margin:1.5rem auto;background:#fff;padding:1.2rem 1.6rem 1.6rem;border-radius:6px;box-shadow:0 1px 4px "
    "#0002}"
    "main.wide{max-width:70rem}h1{font-size:1.5rem;margin:.2rem 0 1rem}h2{font-size:1.15rem;margin:1.6rem 0 .5rem}"
    "label{display:block;margin:.7rem 0;font-weight:600}label.line{font-weight:400}"
    "input:not([type=radio]):not([type=checkbox]),select,textarea{display:block;width:100%;max-width:26rem;box-sizing:border-box;"
    "font:inherit;"
    "padding:.4rem .5rem;margin-top:.2rem;border:1px solid #8a8d98;border-radius:4px}"
    "button{font:inherit;padding:.45rem 1.1rem;margin:.6rem .5rem 0 0;border-radius:4px;border:1px solid #12355b;cursor:pointer}"
    "button.primary{background:#12355b;color:#fff}button.plain{background:#fff;color:#12355b}"
    "button.danger{background:#fff;color:#9b1c1c;border-color:#9b1c1c}"
    ".error{background:#fdecec;border-left:4px solid #b42318;padding:.6rem .9rem;margin:.8rem 0}"
    ".good{background:#e8f5ec;border-left:4px solid #1e7a3c;padding:.6rem .9rem;margin:.8rem 0}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid "
    "#d9dbe1;vertical-align:top}"
    "code{font:.95em ui-monospace,monospace;background:#eef0f4;padding:.1rem "
    ".3rem;overflow-wrap:anywhere}.small{font-size:.88rem;color:#55585f}";

}  // namespace

std::string_view Params::get(std::string_view name) const {
  const auto it = std::ranges::find(items_, name, [](const auto& p) -> std::string_view { return p.first; });
  return it == items_.end() ? std::string_view{} : std::string_view(it->second);
}

bool Params::has(std::string_view name) const {
  return std::ranges::any_of(items_, [&](const auto& p) { return p.first == name; });
}

std::string_view mark_of(const world::Worlds& worlds) {
  return worlds.size() == 1 ? std::string_view(worlds.first().mark()) : std::string_view();
}

Params::Params(std::string_view encoded, std::string_view mark) : items_(net::parse_form(encoded)) {
  if (mark.empty()) return;
  for (auto& [name, value] : items_)
    if (value.starts_with(mark) && std::ranges::find(world_choosers, name) != std::end(world_choosers))
      value.erase(0, mark.size());
}

bool Params::contradicts(std::string_view name) const {
  const auto first = get(name);
  return std::ranges::any_of(items_, [&](const auto& p) { return p.first == name && p.second != first; });
}

bool form_too_large(std::string_view body) {
  return body.size() > largest_form || std::ranges::count(body, '&') >= most_form_fields;
}

std::string_view raw_value(std::string_view encoded, std::string_view name) {
  while (!encoded.empty()) {
    const auto end = std::min(encoded.find('&'), encoded.size());
    const auto pair = encoded.substr(0, end);
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') return pair.substr(name.size() + 1);
    encoded.remove_prefix(std::min(end + 1, encoded.size()));
  }
  return {};
}

Web::Web(world::Worlds& w, const Options& o, const net::Request& q, net::Response& a, Exchange& e)
    : worlds(w),
      options(o),
      request(q),
      response(a),
      exchange(e),
      query(q.query, mark_of(w)),
      form(form_body(q), mark_of(w)),
      path(normal_path(q.path)),
      host(host_of(q.host)) {}

std::string Web::cookie(std::string_view name) const {
  for (const auto& h : request.headers) {
    if (!net::iequals(h.name, "cookie")) continue;
    auto rest = h.value;
    while (!rest.empty()) {
      const auto end = std::min(rest.find(';'), rest.size());
      auto pair = rest.substr(0, end);
      while (pair.starts_with(' ')) pair.remove_prefix(1);
      if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
        return std::string(pair.substr(name.size() + 1));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return {};
}

std::string Web::base_url() const {
  return options.public_url.empty() ? request.base_url() : options.public_url;
}

std::string Web::issuer(Generation g, std::string_view tenant) const {
  const bool google = g == Generation::google;
  if (google) return options.public_url.empty() ? "https://accounts.google.com" : options.public_url;
  return (options.public_url.empty() ? "https://login.microsoftonline.com" : options.public_url) + "/" + std::string(tenant) +
         "/v2.0";
}

void Web::set_cookie(std::string_view name, std::string_view value, std::int64_t max_age) {
  std::string c;
  c.append(name).append("=").append(value).append("; Path=/; HttpOnly; SameSite=Lax; Max-Age=").append(std::to_string(max_age));
  if (base_url().starts_with("https://")) c += "; Secure";
  response.set("Set-Cookie", std::move(c));
}

html::Raw Web::csrf_field() {
  if (csrf_.empty()) csrf_ = cookie(csrf_cookie);
  if (csrf_.size() < 20) {
    csrf_ = random_secret(24);
    set_cookie(csrf_cookie, csrf_, 24 * 3600);
  }
  html::Markup m;
  m.hidden("csrf", csrf_);
  return {m.str()};
}

bool Web::csrf_ok() const {
  if (cross_site()) return false;
  const auto c = cookie(csrf_cookie);
  return c.size() >= 20 && equal_secrets(c, form.get("csrf"));
}

std::optional<Session> Web::session(world::World& world) const {
  return find_session(world, cookie("adsbox_session_" + world.name()));
}

void Web::sign_in(world::World& world, const Login& login) {
  set_cookie("adsbox_session_" + world.name(), start_session(world, login, false), 14LL * 24 * 3600);
  set_cookie("adsbox_world", world.name(), 14LL * 24 * 3600);
}

void Web::sign_out(world::World& world) {
  const auto cookie_name = "adsbox_session_" + world.name();
  end_session(world, cookie(cookie_name));
  set_cookie(cookie_name, "", 0);
}

void Web::redirect(std::string location) {
  response.status = 302;
  response.set("Location", std::move(location));
  response.set("Cache-Control", "no-store");
  response.set("Referrer-Policy", "no-referrer");
  response.body.clear();
}

void Web::json(int status, std::string body) {
  response.status = status;
  response.content_type = "application/json; charset=utf-8";
  response.set("Cache-Control", "no-store");
  response.set("Pragma", "no-cache");
  response.body = std::move(body);
}

void Web::page(int status, std::string_view title, const std::string& body, const world::World* world, std::string_view who) {
  html::Markup m;
  m.raw(
       "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
       "content=\"width=device-width,initial-scale=1\">")
      .raw("<title>")
      .text(title)
      .raw(" - adsbox</title><style>")
      .raw(style)
      .raw("</style></head><body><header><b>adsbox</b>");
  if (!who.empty())
    m.raw(
        "<a href=\"/campaign/Campaigns.m\">Campaigns</a><a href=\"/Account\">Developer account</a><a "
        "href=\"/AppRegistrations\">App registrations</a>"
        "<a href=\"/consent/Manage\">Consents</a>");
  m.raw("<span>");
  if (world) m.text(world->name());
  if (!who.empty()) m.raw(" &middot; ").text(who).raw(" &middot; <a href=\"/signout\">Sign out</a>");
  m.raw("</span></header><main")
      .raw(title == "Campaigns" ? " class=\"wide\"" : "")
      .raw("><h1>")
      .text(title)
      .raw("</h1>")
      .raw(body)
      .raw("</main></body></html>\n");
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.set("Cache-Control", "no-store");
  // No form-action: a consent ends in a redirect to the application, which browsers would check against it.
  response.set("Content-Security-Policy",
               "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'");
  response.set("X-Content-Type-Options", "nosniff");
  // Not no-referrer: browsers would send our own forms with `Origin: null`.
  response.set("Referrer-Policy", "same-origin");
  response.body = m.str();
}

void Web::error_page(int status, OAuthError e, std::string_view detail, Generation g, const world::World* world) {
  html::Markup m;
  m.raw("<p class=\"error\">")
      .text(describe(e, g, detail))
      .raw("</p><p>Error: <code>")
      .text(g == Generation::v2 ? info(e).error : info(e).live_error)
      .raw("</code></p>");
  if (g == Generation::v2) m.raw("<p>").link("/error?code=" + std::to_string(info(e).number), "What does this mean?").raw("</p>");
  m.raw("<p class=\"small\">The application was not told: its request cannot be trusted with an answer.</p>");
  page(status, "We can't sign you in", m.str(), world);
}

}  // namespace adsbox::identity
