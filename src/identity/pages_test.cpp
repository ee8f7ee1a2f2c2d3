// The pages for people.
#include "identity/test_browser.h"

namespace adsbox::identity::testing {
namespace {

class Pages : public IdentityTest {
 protected:
  /// Signs in by the page and returns what the browser lands on.
  Answer sign_in(const std::string& target, const std::string& email = "someone@outlook-int.com",
                 const std::string& password = std::string(seed_password)) {
    const auto redirect = browser->get(target);
    EXPECT_EQ(redirect.status, 302) << redirect.body;
    const auto page = browser->get(redirect.location);
    const auto back =
        browser->submit(page, redirect.location, {{"adsbox_step", "signin"}, {"email", email}, {"password", password}});
    EXPECT_EQ(back.location, target) << back.body;
    return browser->get(target);
  }
};

TEST_F(Pages, FixedPagesAnswer) {
  for (const auto* path : {"/common/oauth2/nativeclient", "/oauth20_desktop.srf", "/consumers/oauth2/nativeclient?code=x"}) {
    const auto a = browser->get(path);
    EXPECT_EQ(a.status, 200);
    EXPECT_TRUE(a.shows("<body></body>"));
  }
  EXPECT_TRUE(browser->get("/error?code=50126").shows("AADSTS50126"));
  EXPECT_TRUE(browser->get("/error?code=AADSTS700016").shows("unauthorized_client"));
  EXPECT_TRUE(browser->get("/error?code=1").shows("No error"));
  EXPECT_EQ(browser->get("/").status, 200);
  EXPECT_FALSE(browser->get("/CampaignManagement/v13/Campaigns").handled);
  EXPECT_FALSE(browser->get("/nothing/here").handled);
  EXPECT_FALSE(browser->get("//evil.example/oauth2/v2.0/authorize").handled);
}

TEST_F(Pages, SignInLeadsBackToThisServerOnly) {
  for (const auto* evil : {"https://evil.example/", "//evil.example/", "/\\evil.example/"}) {
    const auto url = "/signin?continue=" + net::url_encode(evil);
    const auto a = browser->submit(
        browser->get(url), url,
        {{"adsbox_step", "signin"}, {"email", "someone@outlook-int.com"}, {"password", std::string(seed_password)}});
    EXPECT_EQ(a.location, "/");
    browser->cookies.clear();
  }
}

TEST_F(Pages, CampaignsShowTheIdsInTheAddress) {
  const auto first = sign_in("/campaign/Campaigns.m");
  EXPECT_EQ(first.status, 302);
  EXPECT_TRUE(first.location.starts_with("/campaign/Campaigns.m?cid=250000001&aid=180000001")) << first.location;
  const auto page = browser->get(first.location);
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(page.shows("180000001"));
  EXPECT_EQ(browser->get("/campaign/Campaigns.m?cid=250000001&aid=180000101").status, 403);
  EXPECT_EQ(browser->get("/campaign/Campaigns.m?cid=1&aid=180000001").status, 403);
  EXPECT_EQ(browser->get("/campaign/Campaigns.m?cid=x&aid=-1").status, 403);
}

TEST_F(Pages, TheWorldFollowsTheMailAddress) {
  const auto page = sign_in("/campaign/Campaigns.m", "someone@contoso.com");
  EXPECT_TRUE(page.location.starts_with("/campaign/Campaigns.m?cid=250000101&aid=180000101")) << page.location;
}

TEST_F(Pages, DeveloperTokens) {
  auto page = sign_in("/Account");
  EXPECT_TRUE(page.shows("BBD37VB98"));
  page = browser->submit(page, "/Account", {{"action", "request"}, {"user", "130000001"}, {"kind", "single"}});
  EXPECT_TRUE(page.shows("Your developer token is ")) << page.body;
  const auto token = page.field("token");
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), std::string::npos) << token;
  EXPECT_TRUE(page.shows("Upgrade to Universal"));
  EXPECT_TRUE(browser->submit(page, "/Account", {{"action", "request"}, {"user", "130000001"}}).shows("already"));
  EXPECT_TRUE(
      browser->submit(page, "/Account", {{"action", "request"}, {"user", "130000002"}}).shows("Choose one of your users"));
  page = browser->submit(page, "/cc/Settings/DevSettings", {{"action", "upgrade"}, {"token", token}});
  EXPECT_FALSE(page.shows("Upgrade to Universal"));
  // Somebody else's token, and the shared one, are out of reach.
  EXPECT_TRUE(browser->submit(page, "/Account", {{"action", "revoke"}, {"token", "BBD37VB98"}}).shows("not yours"));
  EXPECT_EQ(browser->post("/Account", {{"action", "revoke"}, {"token", token}}).status, 403);  // no csrf field
  page = browser->submit(page, "/Account", {{"action", "revoke"}, {"token", token}});
  EXPECT_TRUE(page.shows("revoked"));
}

TEST_F(Pages, OnlySuperAdminsAskForDeveloperTokens) {
  ASSERT_TRUE(add_user_with_login(
      sandbox(),
      {.login = {.email = "v@outlook.com", .password = "long-enough"}, .customer_id = 250000001, .role = Role::viewer}));
  EXPECT_EQ(sign_in("/Account", "v@outlook.com", "long-enough").status, 403);
}

TEST_F(Pages, AppRegistrations) {
  sign_in("/AppRegistrations");
  auto page = browser->get("/AppRegistrations/new");
  EXPECT_TRUE(
      browser
          ->submit(page, "/AppRegistrations/new", {{"name", "W"}, {"platform", "web"}, {"redirect_uris", "http://far.example/"}})
          .shows("Not registered"));
  const auto made = browser->submit(
      page, "/AppRegistrations/new",
      {{"name", "My <web>"}, {"platform", "web"}, {"redirect_uris", "https://app.example/cb\r\nhttp://localhost/cb"}});
  EXPECT_EQ(made.status, 302) << made.body;
  page = browser->get(made.location);
  EXPECT_TRUE(page.shows("My &lt;web&gt;"));
  EXPECT_TRUE(page.shows("http://localhost/cb"));
  const auto with_secret = browser->submit(page, made.location, {{"action", "secret"}, {"description", "d"}, {"life", "180"}});
  const auto at = with_secret.body.find("<code id=\"secret\">");
  ASSERT_NE(at, std::string::npos);
  const auto secret = with_secret.body.substr(at + 18, with_secret.body.find('<', at + 18) - at - 18);
  EXPECT_GE(secret.size(), 30u);
  EXPECT_FALSE(browser->get(made.location).shows(secret));  // shown once
  EXPECT_TRUE(browser->submit(page, made.location, {{"action", "redirects"}, {"redirect_uris", "https://new.example/cb"}})
                  .shows("https://new.example/cb"));
  EXPECT_TRUE(browser->get("/AppRegistrations").shows("My &lt;web&gt;"));
  // Another person sees none of it.
  auto mine = std::exchange(browser->cookies, {});
  sign_in("/AppRegistrations", "someone@outlook.com");
  EXPECT_EQ(browser->get(made.location).status, 404);
  browser->cookies = std::move(mine);
  EXPECT_EQ(browser->submit(page, made.location, {{"action", "delete"}}).status, 302);
  EXPECT_EQ(browser->get(made.location).status, 404);
}

TEST_F(Pages, ConsentsCanBeWithdrawn) {
  const auto refresh = token(code_grant(code())).json("refresh_token");
  auto page = sign_in("/consent/Manage");
  EXPECT_TRUE(page.shows(any_client));
  page = browser->submit(page, "/consent/Manage", {{"client_id", std::string(any_client)}});
  EXPECT_TRUE(page.shows("withdrawn"));
  expect_error(token(refresh_grant(refresh)), 400, "invalid_grant", 50173);
}

TEST_F(Pages, PasswordChange) {
  const auto refresh = token(code_grant(code())).json("refresh_token");
  auto page = sign_in("/password/change");
  const auto change = [&](const std::string& old, const std::string& fresh, const std::string& again) {
    return browser->submit(page, "/password/change", {{"old", old}, {"new", fresh}, {"again", again}});
  };
  EXPECT_TRUE(change("wrong", "new-password", "new-password").shows("present password is wrong"));
  EXPECT_TRUE(change(std::string(seed_password), "new-password", "other").shows("differ"));
  EXPECT_TRUE(change(std::string(seed_password), "short", "short").shows("8 characters"));
  EXPECT_TRUE(change(std::string(seed_password), "new-password", "new-password").shows("is changed"));
  EXPECT_EQ(browser->get("/password/change").status, 200);  // still signed in here
  expect_error(token(refresh_grant(refresh)), 400, "invalid_grant", 50173);
  browser->cookies.clear();
  EXPECT_EQ(sign_in("/consent/Manage", "someone@outlook-int.com", "new-password").status, 200);
}

TEST_F(Pages, SignUpMakesACustomer) {
  auto page = browser->get("/signup");
  const Fields form = {{"email", "new@outlook.com"},
                       {"password", "long-enough"},
                       {"company", "New <Co>"},
                       {"account", "First"},
                       {"currency", "EUR"}};
  EXPECT_TRUE(browser->submit(page, "/signup", with(form, {{"currency", "ZZZ"}})).shows("no currency"));
  EXPECT_TRUE(browser->submit(page, "/signup", with(form, {{"email", "new@contoso.com"}})).shows("personal accounts"));
  EXPECT_TRUE(browser->submit(page, "/signup", with(form, {{"email", "someone@outlook.com"}})).shows("has an account already"));
  EXPECT_TRUE(browser->submit(page, "/signup", with(form, {{"password", "short"}})).shows("8 characters"));
  const auto made = browser->submit(page, "/signup", form);
  ASSERT_EQ(made.status, 302) << made.body;
  const auto campaigns = browser->get(made.location);
  EXPECT_TRUE(campaigns.shows("New &lt;Co&gt;"));
  EXPECT_NE(made.answer("aid"), "180000001");
  const auto a = browser->get(authorize_url(silently("new@outlook.com")));
  const auto t = token(code_grant(a.code())).json("access_token");
  const auto p = authenticate(sandbox(), {.authentication_token = t, .developer_token = "BBD37VB98"});
  ASSERT_TRUE(p);
  EXPECT_EQ(std::to_string((*p)->grants.at(0).customer_id), made.answer("cid"));
  EXPECT_EQ((*p)->grants.at(0).role, Role::super_admin);
  Browser sandbox_host(*worlds, options, "sandbox.bingads.microsoft.com");
  EXPECT_TRUE(sandbox_host.get("/").shows("Sign up"));
}

TEST_F(Pages, SecondProofProtectsThePagesToo) {
  const auto id = add_user_with_login(
      sandbox(), {.login = {.email = "mfa@outlook.com", .password = "long-enough", .mfa = internal::MfaState::Enrolled}});
  ASSERT_TRUE(id);
  const auto redirect = browser->get("/Account");
  const auto proof = browser->submit(browser->get(redirect.location), redirect.location,
                                     {{"adsbox_step", "signin"}, {"email", "mfa@outlook.com"}, {"password", "long-enough"}});
  EXPECT_TRUE(proof.shows("authenticator app"));
  EXPECT_EQ(browser->get("/Account").status, 302);
  const auto secret =
      reading(sandbox().store(), [&](store::Reader& r) { return get<internal::Login>(r, id->login_id)->value.mfa_secret.str(); });
  const auto back = browser->submit(
      proof, redirect.location,
      {{"adsbox_step", "proof"}, {"email", "mfa@outlook.com"}, {"proof", totp(secret, sandbox().clock().seconds())}});
  EXPECT_EQ(back.location, "/Account");
  EXPECT_EQ(browser->get("/Account").status, 200);
}

TEST_F(Pages, SignOutEndsTheSession) {
  sign_in("/consent/Manage");
  const auto cookies = browser->cookies;
  EXPECT_EQ(browser->get("/signout").status, 200);
  browser->cookies = cookies;  // a stolen cookie is worth nothing any more
  EXPECT_EQ(browser->get("/consent/Manage").status, 302);
}

TEST_F(Pages, AnOrganisationsAdministratorConsentsForItsMembers) {
  const auto add = [&](const std::string& email) {
    ASSERT_TRUE(add_login(production(), {.email = email, .password = "long-enough", .kind = internal::LoginKind::Work}));
  };
  add("member@contoso.com");
  add("stranger@fabrikam.example");
  const auto url = "/common/v2.0/adminconsent?client_id=" + std::string(any_client);
  const auto asked = [&](const std::string& email, const std::string& scope) {
    Browser b(*worlds, options);
    const auto request = authorize_url({{"scope", scope}, {"login_hint", email}});
    const auto page = b.get(request);
    const auto a = b.submit(page, request, {{"adsbox_step", "signin"}, {"email", email}, {"password", "long-enough"}});
    return a.code().empty() ? a.shows("Permissions requested") ? "asked" : a.body : "code";
  };
  const std::string ads = std::string(msads) + " openid offline_access";
  EXPECT_EQ(asked("member@contoso.com", ads), "asked");
  // A member cannot say yes for everybody.
  sign_in(url, "member@contoso.com", "long-enough");
  const auto refused = browser->get(url);
  EXPECT_EQ(refused.status, 403);
  EXPECT_TRUE(refused.shows("AADSTS90094"));
  browser->cookies.clear();
  sign_in(url, "someone@contoso.com");
  EXPECT_TRUE(browser->submit(browser->get(url), url, {}).shows("now uses the Advertising service"));

  EXPECT_EQ(asked("member@contoso.com", ads), "code");
  EXPECT_EQ(asked("member@contoso.com", "https://graph.microsoft.com/User.Read"), "asked");  // not for advertising
  EXPECT_EQ(asked("stranger@fabrikam.example", ads), "asked");
  EXPECT_EQ(browser->get("/common/v2.0/adminconsent?client_id=nonsense").status, 400);
  // A silent request needs no consent page either, and a refresh takes the newer scope.
  options.local_only = false;
  Browser b(*worlds, options);
  const auto older = "https://ads.microsoft.com/ads.manage offline_access";
  const auto request = authorize_url({{"scope", older}});
  b.submit(b.get(request), request, {{"adsbox_step", "signin"}, {"email", "member@contoso.com"}, {"password", "long-enough"}});
  const auto silent = b.get(authorize_url(with(silently("member@contoso.com"), {{"scope", older}})));
  ASSERT_FALSE(silent.code().empty()) << silent.location;
  const auto tokens = token(code_grant(silent.code()));
  ASSERT_EQ(tokens.status, 200) << tokens.body;
  const auto refreshed = token(refresh_grant(tokens.json("refresh_token"), {{"scope", std::string(msads)}}));
  EXPECT_EQ(refreshed.status, 200) << refreshed.body;
  // Nobody else's yes was written down as the member's.
  EXPECT_TRUE(reading(production().store(), [&](store::Reader& r) {
    return consents_of(r, find_login(r, "member@contoso.com", Generation::v2)->id).empty();
  }));
}

}  // namespace
}  // namespace adsbox::identity::testing
