// The admin API is for this machine, or for whoever has its token; and it is no part of what worlds answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "cli/site.h"
#include "codec/json_object.h"
#include "codec/json_tree.h"

namespace adsbox::cli {
namespace {

using testing::AnyOf;
using testing::Not;

constexpr std::string_view admin_token = "a-token-of-enough-length", root = "/_adsbox/v1/";

struct AdminRoute {
  std::string method, path;
};

class AdminRoutes : public testing::Test {
 protected:
  explicit AdminRoutes(bool remote = false) {
    options_.memory = true;
    options_.remote = remote;
    options_.seed = remote ? "none" : "credentials";
    options_.admin_token = admin_token;
    auto site = Site::open(options_);
    EXPECT_TRUE(site) << site.error();
    site_ = std::move(*site);
  }

  net::Response send(std::string_view method, std::string_view path, bool local, std::string_view token = {},
                     std::vector<net::Header> headers = {}) {
    const auto bearer = "Bearer " + std::string(token);
    net::Request q;
    q.method = method;
    q.target = q.path = path;
    q.host = "127.0.0.1:8080";
    q.loopback = local;
    q.remote_address = local ? "127.0.0.1" : "203.0.113.9";
    q.headers = std::move(headers);
    if (method == "POST") {
      q.headers.push_back({"Content-Type", "application/json"});
      q.body = "{}";
    }
    if (!token.empty()) q.headers.push_back({"Authorization", bearer});
    net::Response r;
    site_->handle(q, r);
    return r;
  }

  /// Those that the server describes.
  std::vector<AdminRoute> routes() {
    std::vector<AdminRoute> all = {{"GET", "/_adsbox/v1/openapi.json"}};
    const auto described = send("GET", "/_adsbox/v1/openapi.json", true, options_.remote ? admin_token : std::string_view());
    EXPECT_EQ(described.status, 200) << described.body;
    const auto document = codec::parse_json(described.body).value_or(codec::JsonValue());
    for (const auto& [path, methods] : document["paths"].members())
      for (const auto& [name, operation] : methods.members()) {
        std::string method = name, filled = path;
        std::ranges::transform(method, method.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        // Names that do not exist: whoever gets in is told so.
        for (auto at = filled.find('{'); at != std::string::npos; at = filled.find('{'))
          filled.replace(at, filled.find('}') - at + 1, "none-such");
        all.push_back({method, filled});
      }
    EXPECT_GT(all.size(), 20u);
    return all;
  }

  void expect_guarded() {
    for (const auto& [method, path] : routes()) {
      EXPECT_THAT(send(method, path, false).status, AnyOf(401, 403)) << method << " " << path;
      EXPECT_THAT(send(method, path, false, "another-token-of-that-length").status, AnyOf(401, 403)) << method << " " << path;
      EXPECT_THAT(send(method, path, false, admin_token).status, Not(AnyOf(401, 403, 405))) << method << " " << path;
    }
  }

  ServeOptions options_;
  std::unique_ptr<Site> site_;
};

class AdminRoutesOfRemote : public AdminRoutes {
 protected:
  AdminRoutesOfRemote() : AdminRoutes(true) {}
};

TEST_F(AdminRoutes, AreForThisMachineOrTheToken) {
  for (const auto& [method, path] : routes())
    EXPECT_THAT(send(method, path, true).status, Not(AnyOf(401, 403, 405))) << method << " " << path;
  expect_guarded();
}

TEST_F(AdminRoutesOfRemote, AreForTheToken) {
  expect_guarded();
}

TEST_F(AdminRoutes, AreNoPartOfWorlds) {
  // Worlds answer services and sign-in; none of their addresses lies where the admin API is.
  for (const auto& o : schema::contract.operations)
    EXPECT_FALSE(schema::text(o.rest_path).starts_with("/_adsbox")) << schema::text(o.name);
  for (const auto& s : schema::contract.services)
    EXPECT_FALSE(schema::text(s.soap_path).starts_with("/_adsbox")) << schema::text(s.name);
  // No rule of a world meets an admin request, and none is in its journal.
  ASSERT_TRUE(site_->worlds().create("t1", world::Environment::sandbox, {}));
  for (const auto* operation : {"*", "page", "token", "authorize", "keys", "file"}) {
    net::Request q;
    q.method = "POST";
    q.path = "/_adsbox/v1/faults";
    q.target = "/_adsbox/v1/faults?world=t1";
    q.query = "world=t1";
    q.host = "127.0.0.1:8080";
    q.loopback = true;
    q.headers = {{"Content-Type", "application/json"}};
    const auto body = codec::JsonObject()
                          .raw("match", codec::JsonObject().add("operation", operation).str())
                          .raw("effect", R"({"status":503})")
                          .str();
    q.body = body;
    net::Response r;
    site_->handle(q, r);
    EXPECT_EQ(r.status, 201) << r.body;
  }
  for (const auto& [method, path] : routes())
    EXPECT_NE(send(method, path, true, {}, {{"Adsbox-World", "t1"}}).status, 503) << method << " " << path;
  const auto journal = send("GET", "/_adsbox/v1/requests", true);
  const auto requests = codec::parse_json(journal.body).value_or(codec::JsonValue());
  EXPECT_TRUE(requests["requests"].is_array()) << journal.body;
  EXPECT_EQ(requests["requests"].items().size(), 0u) << requests.source();
  // What is below /_adsbox/ and no route is nobody's: neither a page nor a service of a world.
  EXPECT_EQ(send("GET", "/_adsbox/v1/none-such", true, {}, {{"Adsbox-World", "t1"}}).status, 404);
}

}  // namespace
}  // namespace adsbox::cli
