// For tests: two seeded worlds in memory, and a browser or client that drives handle() without sockets.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <map>
#include <memory>
#include <string>

#include "identity/admin.h"
#include "identity/endpoints.h"
#include "identity/part.h"
#include "identity/seed.h"

namespace adsbox::identity::testing {

inline constexpr std::string_view live_client = "db41b09d-6e50-4f4a-90ac-5a99caefb52f";
inline constexpr std::string_view production_client = "6731de76-14a6-49ae-97bc-6eba6914391e";
inline constexpr std::string_view any_client = "11111111-2222-3333-4444-555555555555";
inline constexpr std::string_view native_page = "https://login.microsoftonline.com/common/oauth2/nativeclient";
inline constexpr std::string_view msads = "https://ads.microsoft.com/msads.manage";

struct Answer {
  int status = 0;
  std::string body, location, content_type;
  std::map<std::string, std::string> headers;
  bool handled = false;

  /// Member of the JSON body as text; empty when absent.
  [[nodiscard]] std::string json(std::string_view name) const {
    simdjson::dom::parser parser;
    simdjson::dom::element root, value;
    if (parser.parse(body).get(root) != simdjson::SUCCESS || root[name].get(value) != simdjson::SUCCESS) return {};
    std::string_view s;
    if (value.get(s) == simdjson::SUCCESS) return std::string(s);
    return simdjson::minify(value);
  }
  [[nodiscard]] bool is_json() const {
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    return parser.parse(body).get(root) == simdjson::SUCCESS;
  }
  /// Parameter of the redirect's query or fragment, decoded.
  [[nodiscard]] std::string answer(std::string_view name) const {
    const auto at = location.find_first_of("?#");
    if (at == std::string::npos) return {};
    for (const auto& [k, v] : net::parse_form(std::string_view(location).substr(at + 1)))
      if (k == name) return v;
    return {};
  }
  [[nodiscard]] std::string code() const { return answer("code"); }
  [[nodiscard]] bool shows(std::string_view text) const { return body.find(text) != std::string::npos; }
  /// Value of a hidden field of the page.
  [[nodiscard]] std::string field(std::string_view name) const {
    const auto mark = "name=\"" + std::string(name) + "\" value=\"";
    const auto at = body.find(mark);
    if (at == std::string::npos) return {};
    return body.substr(at + mark.size(), body.find('"', at + mark.size()) - at - mark.size());
  }
};

using Fields = std::vector<std::pair<std::string, std::string>>;

/// Fields without a value are left out.
inline std::string encode(const Fields& fields) {
  std::string s;
  for (const auto& [k, v] : fields)
    if (!v.empty()) s.append(s.empty() ? "" : "&").append(k).append("=").append(net::url_encode(v));
  return s;
}

/// Keeps cookies, follows nothing by itself.
class Browser {
 public:
  Browser(world::Worlds& worlds, Options& options, std::string host = "localhost:8080")
      : host(std::move(host)), worlds_(worlds), options_(options) {}

  std::string host;
  bool loopback = true;
  std::map<std::string, std::string> cookies;
  std::map<std::string, std::string> headers;

  Answer send(std::string_view method, const std::string& target, const std::string& body = {}, const std::string& type = {}) {
    return ask(method, target, body, type, [&](const net::Request& q, net::Response& r) {
      Exchange exchange;
      exchange.tracking_id = worlds_.first().random().guid();
      return handle(worlds_, options_, q, r, exchange);
    });
  }
  /// The same of another server: `answer(request, response)` says whether it knows the address.
  template <class F>
  Answer ask(std::string_view method, const std::string& target, const std::string& body, const std::string& type, F&& answer) {
    net::Request q;
    q.method = method;
    q.target = target;
    const auto mark = target.find('?');
    q.path = std::string_view(target).substr(0, mark);
    q.query = mark == std::string::npos ? std::string_view{} : std::string_view(target).substr(mark + 1);
    q.host = host;
    q.body = body;
    q.loopback = loopback;
    std::string cookie;
    for (const auto& [k, v] : cookies) cookie.append(cookie.empty() ? "" : "; ").append(k).append("=").append(v);
    q.headers.push_back({"Host", host});
    if (!cookie.empty()) q.headers.push_back({"Cookie", cookie});
    if (!type.empty()) q.headers.push_back({"Content-Type", type});
    for (const auto& [k, v] : headers) q.headers.push_back({k, v});
    net::Response r;
    Answer a;
    a.handled = answer(q, r);
    a.status = r.status;
    a.body = r.body;
    a.content_type = r.content_type;
    for (const auto& [k, v] : r.headers) {
      a.headers[k] = v;
      if (k == "Location") a.location = v;
      if (k != "Set-Cookie") continue;
      const auto eq = v.find('='), end = v.find(';');
      const auto name = v.substr(0, eq), value = v.substr(eq + 1, end - eq - 1);
      if (v.find("Max-Age=0") != std::string::npos)
        cookies.erase(name);
      else
        cookies[name] = value;
    }
    return a;
  }
  Answer get(const std::string& target) { return send("GET", target); }
  Answer post(const std::string& target, const Fields& fields) {
    return send("POST", target, encode(fields), "application/x-www-form-urlencoded");
  }
  Answer json(std::string_view method, const std::string& target, const std::string& body = {}) {
    return send(method, target, body, "application/json");
  }

  /// Fills a form of the page just seen: its csrf field is taken along.
  Answer submit(const Answer& page, const std::string& target, Fields fields) {
    fields.emplace_back("csrf", page.field("csrf"));
    return post(target, fields);
  }

 private:
  world::Worlds& worlds_;
  Options& options_;
};

class IdentityTest : public ::testing::Test {
 protected:
  IdentityTest() {
    world::WorldsOptions o;
    o.seed = 42;
    worlds = world::memory_worlds(o);
    for (auto* w : worlds->all()) {
      seed(*w);
      w->clock().freeze();
    }
    browser = std::make_unique<Browser>(*worlds, options);
  }

  /// Whatever a test made identity keep belongs to a part that has declared it.
  void TearDown() override {
    const world::Part parts[] = {world::part(), part()};
    for (auto* w : worlds->all())
      for (const auto& problem : world::without_single_owner(parts, world::possessions(*w))) ADD_FAILURE() << problem;
  }

  world::World& sandbox() { return *worlds->of(world::Environment::sandbox); }
  world::World& production() { return *worlds->of(world::Environment::production); }
  void advance(std::int64_t seconds) {
    for (auto* w : worlds->all()) w->clock().advance(seconds * DateTime::ticks_per_second);
  }

  /// Parameters of a v2 request in the sandbox; `changes` replaces or adds, an empty value removes.
  static std::string authorize_url(const Fields& changes = {}, const std::string& path = "/common/oauth2/v2.0/authorize") {
    Fields f = {{"client_id", std::string(any_client)},
                {"response_type", "code"},
                {"redirect_uri", std::string(native_page)},
                {"scope", std::string(msads) + " offline_access"},
                {"state", "xyz"}};
    for (const auto& [k, v] : changes) {
      std::erase_if(f, [&](const auto& p) { return p.first == k; });
      if (!v.empty()) f.emplace_back(k, v);
    }
    return path + "?" + encode(f);
  }
  static Fields silently(const std::string& email = "someone@outlook-int.com") {
    return {{"prompt", "none"}, {"login_hint", email}};
  }
  static Fields with(Fields a, const Fields& b) {
    for (const auto& [k, v] : b) {
      std::erase_if(a, [&](const auto& p) { return p.first == k; });
      a.emplace_back(k, v);
    }
    return a;
  }
  /// A code of the sandbox without a page.
  std::string code(const Fields& changes = {}, const std::string& path = "/common/oauth2/v2.0/authorize") {
    const auto a = browser->get(authorize_url(with(silently(), changes), path));
    EXPECT_EQ(a.status, 302) << a.body;
    EXPECT_FALSE(a.code().empty()) << a.location;
    return a.code();
  }
  static Fields code_grant(const std::string& code, const Fields& changes = {}) {
    return with({{"client_id", std::string(any_client)},
                 {"grant_type", "authorization_code"},
                 {"code", code},
                 {"redirect_uri", std::string(native_page)}},
                changes);
  }
  static Fields refresh_grant(const std::string& token, const Fields& changes = {}) {
    return with({{"client_id", std::string(any_client)}, {"grant_type", "refresh_token"}, {"refresh_token", token}}, changes);
  }
  Answer token(const Fields& fields, const std::string& path = "/common/oauth2/v2.0/token") {
    return browser->post(path, fields);
  }

  std::unique_ptr<world::Worlds> worlds;
  Options options;
  std::unique_ptr<Browser> browser;
};

/// A refusal in the identity platform's shape.
inline void expect_error(const Answer& a, int status, std::string_view error, int number) {
  EXPECT_EQ(a.status, status) << a.body;
  EXPECT_EQ(a.json("error"), error) << a.body;
  EXPECT_EQ(a.json("error_codes"), "[" + std::to_string(number) + "]");
  const auto text = a.json("error_description");
  EXPECT_TRUE(text.starts_with("AADSTS" + std::to_string(number) + ": ")) << text;
  EXPECT_NE(text.find("\r\nTrace ID: "), std::string::npos);
  EXPECT_NE(text.find("\r\nCorrelation ID: "), std::string::npos);
  EXPECT_NE(text.find("\r\nTimestamp: "), std::string::npos);
  EXPECT_TRUE(is_guid(a.json("trace_id")) && is_guid(a.json("correlation_id")));
  EXPECT_EQ(a.json("timestamp").size(), 20u);
}

/// A refusal of Live: two members only.
inline void expect_live_error(const Answer& a, int status, std::string_view error) {
  EXPECT_EQ(a.status, status) << a.body;
  EXPECT_EQ(a.json("error"), error) << a.body;
  EXPECT_FALSE(a.json("error_description").empty());
  EXPECT_TRUE(a.json("error_codes").empty());
}

}  // namespace adsbox::identity::testing
