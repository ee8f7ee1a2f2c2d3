// The admin API of sign-in, by requests as the server gets them.
#include "admin/identity.h"

#include "control/router.h"
#include "identity/principal.h"
#include "identity/test_browser.h"

namespace adsbox::admin {
namespace {

using identity::authenticate;
using identity::testing::Answer;
using identity::testing::IdentityTest;

class AdminApi : public IdentityTest {
 protected:
  Answer admin(std::string_view method, const std::string& target, const std::string& body = {}) {
    control::Router router(guard);
    router.add(identity_routes({[this](std::string_view name) -> std::shared_ptr<world::World> {
                                  auto* found = name.empty() ? &sandbox() : worlds->find(name);
                                  return found == nullptr ? nullptr
                                                          : std::shared_ptr<world::World>(std::shared_ptr<void>(), found);
                                },
                                local_only, ""}));
    return browser->ask(method, "/_adsbox/v1/" + target, body, "application/json",
                        [&](const net::Request& q, net::Response& r) { return router.handle(q, r); });
  }

  control::Guard guard;
  bool local_only = true;
};

TEST_F(AdminApi, Apps) {
  EXPECT_EQ(admin("GET", "apps").json("apps"), "[]");
  EXPECT_EQ(admin("POST", "apps", "{\"name\":\"\"}").status, 400);
  EXPECT_EQ(admin("POST", "apps", "[]").status, 400);
  const auto native = admin("POST", "apps", "{\"name\":\"N\"}");
  EXPECT_EQ(native.status, 201) << native.body;
  const auto web = admin("POST", "apps", "{\"name\":\"W\",\"platform\":\"web\",\"redirect_uris\":[\"https://app.example/cb\"]}");
  EXPECT_EQ(web.status, 201) << web.body;
  EXPECT_GE(web.json("secret").size(), 30u);
  const auto id = web.json("client_id");
  const auto secrets = "apps/" + id + "/secrets";
  EXPECT_NE(admin("POST", secrets, "{\"days\":1}").json("secret"), web.json("secret"));
  EXPECT_EQ(admin("POST", secrets, "{\"days\":36500}").status, 201);
  for (const std::string days : {"0", "-1", "36501", "9223372036854775807", "99999999999999999999", "\"many\""})
    EXPECT_EQ(admin("POST", secrets, "{\"days\":" + days + "}").status, 400) << days;
  EXPECT_EQ(admin("POST", "apps/" + id, "{\"enabled\":false}").status, 200);
  EXPECT_EQ(admin("DELETE", "apps/" + id).status, 200);
  EXPECT_EQ(admin("DELETE", "apps/" + id).status, 404);
  EXPECT_FALSE(admin("GET", "apps").shows(id));
  EXPECT_EQ(admin("GET", "apps?world=production").json("apps"), "[]");
  EXPECT_EQ(admin("GET", "apps?world=nowhere").status, 404);
}

TEST_F(AdminApi, DeveloperTokens) {
  EXPECT_TRUE(admin("GET", "developer-tokens").shows("BBD37VB98"));
  const auto single = admin("POST", "developer-tokens", "{\"universal\":false,\"email\":\"someone@outlook.com\"}");
  EXPECT_EQ(single.status, 201) << single.body;
  EXPECT_EQ(single.json("universal"), "false");
  EXPECT_EQ(single.json("user_id"), "130000002");
  EXPECT_EQ(admin("POST", "developer-tokens", "{\"universal\":false}").status, 400);
  EXPECT_EQ(admin("POST", "developer-tokens", "{\"token\":\"MINE1\"}").json("token"), "MINE1");
  EXPECT_EQ(admin("POST", "developer-tokens", "{\"token\":\"MINE1\"}").status, 400);
  EXPECT_EQ(admin("POST", "developer-tokens/" + single.json("token") + "/upgrade", "{}").status, 200);
  EXPECT_EQ(admin("DELETE", "developer-tokens/MINE1").status, 200);
  EXPECT_EQ(admin("DELETE", "developer-tokens/MINE2").status, 404);
}

TEST_F(AdminApi, Users) {
  EXPECT_TRUE(admin("GET", "users").shows("someone@outlook-int.com"));
  const auto made = admin("POST", "users",
                          "{\"email\":\"x@outlook.com\",\"password\":\"long-enough\",\"customer_id\":250000001,\"role\":"
                          "\"Viewer\",\"account_ids\":[180000001],\"mfa\":\"enrolled\"}");
  EXPECT_EQ(made.status, 201) << made.body;
  const auto user = admin("GET", "users/x@outlook.com");
  EXPECT_TRUE(user.shows("\"Viewer\"") && user.shows("[180000001]")) << user.body;
  EXPECT_EQ(user.json("mfa_code").size(), 6u);
  EXPECT_FALSE(user.shows("argon2"));
  EXPECT_EQ(admin("POST", "users", "{\"email\":\"x@outlook.com\",\"password\":\"long-enough\"}").status, 400);
  EXPECT_EQ(admin("POST", "users", "{\"email\":\"y@outlook.com\",\"customer_id\":1}").status, 400);
  const auto tokens = admin("POST", "users/x@outlook.com/tokens", "{}");
  EXPECT_TRUE(authenticate(sandbox(), {.authentication_token = tokens.json("access_token"), .developer_token = "BBD37VB98"}));
  EXPECT_EQ(admin("DELETE", "users/x@outlook.com").status, 200);
  EXPECT_FALSE(authenticate(sandbox(), {.authentication_token = tokens.json("access_token"), .developer_token = "BBD37VB98"}));
}

TEST_F(AdminApi, RefreshTokensOfConfidentialClientsWork) {
  const auto web = admin("POST", "apps", "{\"name\":\"W\",\"platform\":\"web\",\"redirect_uris\":[\"https://app.example/cb\"]}");
  const auto id = web.json("client_id");
  const auto tokens = admin("POST", "users/someone@outlook.com/tokens", "{\"client_id\":\"" + id + "\"}");
  const auto refresh = [&](const std::string& secret) {
    return token(refresh_grant(tokens.json("refresh_token"), {{"client_id", id}, {"client_secret", secret}}));
  };
  EXPECT_EQ(refresh(web.json("secret")).status, 200);
  expect_error(refresh("wrong"), 401, "invalid_client", 7000215);
  expect_error(refresh(""), 401, "invalid_client", 7000218);
  // Google's clients always have a secret, registered or not; ids keep their case.
  const std::string google = "123-Abc.apps.googleusercontent.com";
  EXPECT_EQ(admin("POST", "users", "{\"email\":\"x@gmail.com\",\"password\":\"long-enough\"}").status, 201);
  const auto of_google = admin("POST", "users/x@gmail.com/tokens", "{\"client_id\":\"" + google + "\"}");
  const auto a = browser->post("/token", {{"client_id", google},
                                          {"client_secret", "any"},
                                          {"grant_type", "refresh_token"},
                                          {"refresh_token", of_google.json("refresh_token")}});
  EXPECT_EQ(a.status, 200) << a.body;
}

TEST_F(AdminApi, Settings) {
  EXPECT_EQ(admin("GET", "identity-settings").json("enforce_mfa_scope"), "false");
  EXPECT_EQ(admin("POST", "identity-settings", "{\"enforce_mfa_scope\":true}").json("enforce_mfa_scope"), "true");
}

TEST_F(AdminApi, WhoMayCall) {
  const auto status = [&] { return admin("GET", "users").status; };
  EXPECT_EQ(status(), 200);
  browser->host = "evil.example:8080";  // a name that leads here
  EXPECT_EQ(status(), 403);
  browser->host = "t1.localhost:8080";
  EXPECT_EQ(status(), 200);
  browser->headers["Origin"] = "https://evil.example";
  EXPECT_EQ(admin("POST", "users", "{\"email\":\"z@outlook.com\"}").status, 403);
  browser->headers.clear();
  browser->loopback = false;
  EXPECT_EQ(status(), 403);
  guard.admin_token = "secret-admin";
  EXPECT_EQ(status(), 401);
  browser->headers["Authorization"] = "Bearer wrong";
  EXPECT_EQ(status(), 401);
  browser->headers["Authorization"] = "Bearer secret-admin";
  EXPECT_EQ(status(), 200);
  EXPECT_EQ(admin("PUT", "users").status, 405);
  EXPECT_FALSE(admin("GET", "other").handled);
}

TEST_F(AdminApi, TheOperatorReadsACodeThatIsStillGood) {
  admin("POST", "users", R"({"email":"mfa@outlook.com","password":"long-enough","mfa":"enrolled"})");
  const auto secret = admin("GET", "users/mfa@outlook.com").json("mfa_secret");
  const auto told = [&] { return admin("GET", "users/mfa@outlook.com").json("mfa_code"); };
  EXPECT_EQ(told(), identity::totp(secret, sandbox().clock().seconds()));
  const auto url = authorize_url();
  const auto page = browser->submit(browser->get(url), url,
                                    {{"adsbox_step", "signin"}, {"email", "mfa@outlook.com"}, {"password", "long-enough"}});
  EXPECT_TRUE(browser->submit(page, url, {{"adsbox_step", "proof"}, {"email", "mfa@outlook.com"}, {"proof", told()}})
                  .shows("Permissions requested"));
  EXPECT_EQ(told(), identity::totp(secret, sandbox().clock().seconds() + 30));  // the first is used
}

TEST_F(AdminApi, PasswordsThatEverybodyKnowsAreForThisMachine) {
  const auto create = [&](const std::string& more) {
    return admin("POST", "users", "{\"email\":\"far@outlook.com\"" + more + "}").status;
  };
  browser->loopback = false;
  guard.admin_token = "secret-admin";
  browser->headers["Authorization"] = "Bearer secret-admin";
  EXPECT_EQ(create(""), 400);
  local_only = false;
  browser->loopback = true;
  EXPECT_EQ(create(""), 400);
  EXPECT_EQ(create(",\"password\":\"adsbox-password\""), 400);
  EXPECT_EQ(create(",\"password\":\"long-enough\""), 201);
  EXPECT_EQ(admin("POST", "users/far@outlook.com", "{\"password\":\"adsbox-password\"}").status, 400);
  EXPECT_EQ(admin("POST", "users/far@outlook.com", "{\"password\":\"longer-still\"}").status, 200);
  local_only = true;
  EXPECT_EQ(admin("POST", "users", R"({"email":"near@outlook.com"})").status, 201);
}

TEST_F(AdminApi, WordsAreChecked) {
  for (const std::string body : {R"({"mfa":"maybe"})", R"({"status":"asleep"})", R"({"password":"short"})", R"({"other":1})"})
    EXPECT_EQ(admin("POST", "users/someone@outlook.com", body).status, 400) << body;
  EXPECT_EQ(admin("POST", "users/someone@outlook.com", R"({"status":"compromised"})").json("enabled"), "false");
  EXPECT_EQ(admin("POST", "users/nobody@outlook.com", "{}").status, 404);
  EXPECT_EQ(admin("POST", "pilots/250000001", R"({"pilot":0})").status, 400);
  EXPECT_EQ(admin("POST", "pilots/250000001", R"({"pilot":793})").status, 200);
  EXPECT_EQ(admin("POST", "invitations/7", "{}").status, 400);
  EXPECT_EQ(admin("GET", "invitations").json("invitations"), "[]");
}

}  // namespace
}  // namespace adsbox::admin
