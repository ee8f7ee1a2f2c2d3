// Google's endpoints.
#include "identity/test_browser.h"

namespace adsbox::identity::testing {
namespace {

constexpr const char* client = "123-abc.apps.googleusercontent.com";

class Google : public IdentityTest {
 protected:
  Google() {
    EXPECT_TRUE(add_user_with_login(
        sandbox(), {.login = {.email = "someone@gmail.com", .password = "long-enough", .kind = internal::LoginKind::Google}}));
  }

  static Fields request(const Fields& changes = {}) {
    return with({{"client_id", client},
                 {"response_type", "code"},
                 {"redirect_uri", "http://localhost"},
                 {"scope", "profile email"},
                 {"access_type", "offline"},
                 {"state", "s"},
                 {"prompt", "none"},
                 {"login_hint", "someone@gmail.com"}},
                changes);
  }
  std::string google_code(const Fields& changes = {}) {
    return browser->get("/o/oauth2/v2/auth?" + encode(request(changes))).code();
  }
  Answer redeem(const std::string& code, const Fields& changes = {}) {
    return browser->post("/token", with({{"client_id", client},
                                         {"client_secret", "sec"},
                                         {"grant_type", "authorization_code"},
                                         {"code", code},
                                         {"redirect_uri", "http://localhost"}},
                                        changes));
  }
};

TEST_F(Google, CodeTokenRefresh) {
  const auto a = browser->get("/o/oauth2/v2/auth?" + encode(request()));
  EXPECT_EQ(a.status, 302) << a.body;
  EXPECT_EQ(a.location.find("http://localhost?code="), 0u) << a.location;
  EXPECT_EQ(a.answer("state"), "s");
  EXPECT_FALSE(a.answer("authuser").empty());
  const auto t = redeem(a.code());
  ASSERT_EQ(t.status, 200) << t.body;
  EXPECT_EQ(t.json("expires_in"), "3599");
  EXPECT_EQ(t.json("token_type"), "Bearer");
  EXPECT_FALSE(t.json("refresh_token").empty());
  EXPECT_EQ(std::ranges::count(t.json("id_token"), '.'), 2);
  const auto r = browser->post("/token", {{"client_id", client},
                                          {"client_secret", "sec"},
                                          {"grant_type", "refresh_token"},
                                          {"refresh_token", t.json("refresh_token")}});
  EXPECT_EQ(r.status, 200) << r.body;
  EXPECT_TRUE(r.json("refresh_token").empty());  // the first one stays
  EXPECT_NE(r.json("access_token"), t.json("access_token"));
  EXPECT_TRUE(authenticate(sandbox(), {.authentication_token = r.json("access_token"), .developer_token = "BBD37VB98"}));
}

TEST_F(Google, RefreshTokensComeOnlyTheFirstTimeAndOffline) {
  EXPECT_TRUE(redeem(google_code({{"access_type", ""}})).json("refresh_token").empty());
  EXPECT_TRUE(redeem(google_code()).json("refresh_token").empty());  // consented before
}

TEST_F(Google, TheSecretIsAlwaysNeeded) {
  expect_live_error(redeem(google_code(), {{"client_secret", ""}}), 401, "invalid_client");
  expect_live_error(redeem(google_code(), {{"client_id", "other.apps.googleusercontent.com"}}), 400, "invalid_grant");
  expect_live_error(redeem("4.0Aunknown"), 400, "invalid_grant");
  EXPECT_EQ(browser->get("/o/oauth2/v2/auth?" + encode(request({{"client_id", "x"}}))).status, 400);
}

TEST_F(Google, MicrosoftLoginsAreNotGoogles) {
  EXPECT_EQ(browser->get("/o/oauth2/v2/auth?" + encode(request({{"login_hint", "someone@outlook.com"}}))).answer("error"),
            "login_required");
  const auto sign_in = browser->get("/o/oauth2/v2/auth?" + encode(request({{"prompt", "consent"}})));
  EXPECT_TRUE(sign_in.shows("Google account"));
}

}  // namespace
}  // namespace adsbox::identity::testing
