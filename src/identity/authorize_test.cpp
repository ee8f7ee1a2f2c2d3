// The authorize endpoints: pages, silent answers, redirects, refusals.
#include "identity/test_browser.h"

namespace adsbox::identity::testing {
namespace {

using Authorize = IdentityTest;

TEST_F(Authorize, SilentRequestAnswersWithACodeAndNoPage) {
  const auto a = browser->get(authorize_url(silently()));
  EXPECT_EQ(a.status, 302);
  EXPECT_TRUE(a.body.empty());
  EXPECT_TRUE(a.location.starts_with(std::string(native_page) + "?code=M.R0_CD1.")) << a.location;
  // Scripts cut the code with code=(.*)& : one parameter behind it.
  EXPECT_TRUE(a.location.ends_with("&state=xyz")) << a.location;
  EXPECT_EQ(std::ranges::count(a.location, '&'), 1);
}

TEST_F(Authorize, LiveAddsLcidOnlyWhereNoStateFollowsTheCode) {
  const Fields live = {{"client_id", std::string(live_client)},
                       {"scope", "bingads.manage"},
                       {"redirect_uri", "https://login.live-int.com/oauth20_desktop.srf"}};
  const auto with_state = browser->get(authorize_url(with(silently(), live), "/oauth20_authorize.srf"));
  EXPECT_TRUE(with_state.location.ends_with("&state=xyz")) << with_state.location;
  const auto without = browser->get(authorize_url(with(with(silently(), live), {{"state", ""}}), "/oauth20_authorize.srf"));
  EXPECT_TRUE(without.location.ends_with("&lc=1033")) << without.location;
}

TEST_F(Authorize, AWholeSignInWithPages) {
  const auto url = authorize_url();
  const auto sign_in = browser->get(url);
  EXPECT_EQ(sign_in.status, 200);
  EXPECT_TRUE(sign_in.shows("name=\"password\""));
  EXPECT_THAT(sign_in.headers.at("Set-Cookie"), ::testing::HasSubstr("HttpOnly; SameSite=Lax"));
  const auto consent = browser->submit(
      sign_in, url, {{"adsbox_step", "signin"}, {"email", "someone@outlook-int.com"}, {"password", std::string(seed_password)}});
  EXPECT_TRUE(consent.shows("Permissions requested")) << consent.body;
  EXPECT_TRUE(consent.shows(msads));
  const auto done =
      browser->submit(consent, url, {{"adsbox_step", "consent"}, {"email", "someone@outlook-int.com"}, {"decision", "accept"}});
  EXPECT_EQ(done.status, 302);
  EXPECT_FALSE(done.code().empty());
  EXPECT_EQ(token(code_grant(done.code())).status, 200);

  // Signed in and consented: the next request needs no page; prompt=consent and prompt=login bring them back.
  EXPECT_FALSE(browser->get(url).code().empty());
  EXPECT_TRUE(browser->get(authorize_url({{"prompt", "consent"}})).shows("Permissions requested"));
  EXPECT_TRUE(browser->get(authorize_url({{"prompt", "login"}})).shows("name=\"password\""));
  EXPECT_TRUE(browser->get(authorize_url({{"prompt", "select_account"}})).shows("name=\"password\""));
  // Another person's hint asks for that person.
  EXPECT_TRUE(browser->get(authorize_url({{"login_hint", "someone@outlook.com"}})).shows("someone@outlook.com"));
  // A new client id and a new scope ask again.
  EXPECT_TRUE(
      browser->get(authorize_url({{"client_id", std::string(production_client)}, {"login_hint", "someone@outlook-int.com"}}))
          .shows("Permissions requested"));
  EXPECT_TRUE(browser->get(authorize_url({{"scope", "https://ads.microsoft.com/ads.manage"}})).shows("Permissions requested"));
}

TEST_F(Authorize, DecliningGoesBackWithAccessDenied) {
  const auto url = authorize_url();
  const auto sign_in = browser->get(url);
  const auto cancelled = browser->submit(sign_in, url, {{"adsbox_step", "cancel"}});
  EXPECT_EQ(cancelled.answer("error"), "access_denied");
  EXPECT_TRUE(cancelled.answer("error_description").starts_with("AADSTS65004"));
  EXPECT_EQ(cancelled.answer("state"), "xyz");
  const auto consent = browser->submit(
      sign_in, url, {{"adsbox_step", "signin"}, {"email", "someone@outlook-int.com"}, {"password", std::string(seed_password)}});
  const auto declined =
      browser->submit(consent, url, {{"adsbox_step", "consent"}, {"email", "someone@outlook-int.com"}, {"decision", "cancel"}});
  EXPECT_EQ(declined.answer("error"), "access_denied");
}

TEST_F(Authorize, PageErrorsOfSignInNameTheirNumber) {
  const auto url = authorize_url();
  const auto page = browser->get(url);
  const auto attempt = [&](const std::string& email, const std::string& password) {
    return browser->submit(page, url, {{"adsbox_step", "signin"}, {"email", email}, {"password", password}});
  };
  const auto wrong = attempt("someone@outlook-int.com", "no");
  EXPECT_EQ(wrong.status, 200);
  EXPECT_TRUE(wrong.shows("AADSTS50126"));
  EXPECT_TRUE(attempt("nobody@outlook.com", "no").shows("AADSTS50034"));
  for (int i = 0; i < 10; ++i) attempt("someone@outlook-int.com", "no");
  EXPECT_TRUE(attempt("someone@outlook-int.com", std::string(seed_password)).shows("AADSTS50053"));
  advance(61);
  EXPECT_TRUE(attempt("someone@outlook-int.com", std::string(seed_password)).shows("Permissions requested"));
  const auto login =
      reading(sandbox().store(), [](store::Reader& r) { return find_login(r, "someone@outlook.com", Generation::v2); });
  change_login(sandbox(), login->id, [](internal::Login& l) { l.status = internal::LoginStatus::Disabled; });
  EXPECT_TRUE(attempt("someone@outlook.com", std::string(seed_password)).shows("AADSTS50057"));
}

TEST_F(Authorize, FormsNeedTheirTwinCookie) {
  const auto url = authorize_url();
  const auto page = browser->get(url);
  Browser stranger(*worlds, options);
  const auto a = stranger.submit(
      page, url, {{"adsbox_step", "signin"}, {"email", "someone@outlook-int.com"}, {"password", std::string(seed_password)}});
  EXPECT_EQ(a.status, 200);
  EXPECT_TRUE(a.shows("refuses cookies"));
  EXPECT_FALSE(stranger.cookies.contains("adsbox_session_sandbox"));
}

TEST_F(Authorize, ConsentWithoutASignInIsASignIn) {
  const auto url = authorize_url();
  const auto page = browser->get(url);
  const auto a =
      browser->submit(page, url, {{"adsbox_step", "consent"}, {"email", "someone@outlook-int.com"}, {"decision", "accept"}});
  EXPECT_EQ(a.status, 200);
  EXPECT_TRUE(a.shows("name=\"password\""));
}

TEST_F(Authorize, SecondProofIsAskedForAndChecked) {
  const auto id =
      add_login(sandbox(), {.email = "mfa@outlook.com", .password = "long-enough", .mfa = internal::MfaState::Enrolled});
  ASSERT_TRUE(id);
  EXPECT_EQ(browser->get(authorize_url(silently("mfa@outlook.com"))).answer("error"), "interaction_required");
  const auto url = authorize_url();
  const auto proof = browser->submit(browser->get(url), url,
                                     {{"adsbox_step", "signin"}, {"email", "mfa@outlook.com"}, {"password", "long-enough"}});
  EXPECT_TRUE(proof.shows("authenticator app"));
  // The page cannot be skipped.
  const auto skipped =
      browser->submit(proof, url, {{"adsbox_step", "consent"}, {"email", "mfa@outlook.com"}, {"decision", "accept"}});
  EXPECT_TRUE(skipped.shows("authenticator app"));
  EXPECT_TRUE(browser->submit(proof, url, {{"adsbox_step", "proof"}, {"email", "mfa@outlook.com"}, {"proof", "00000a"}})
                  .shows("not right"));
  const auto secret =
      reading(sandbox().store(), [&](store::Reader& r) { return get<internal::Login>(r, *id)->value.mfa_secret.str(); });
  const auto good = browser->submit(
      proof, url, {{"adsbox_step", "proof"}, {"email", "mfa@outlook.com"}, {"proof", totp(secret, sandbox().clock().seconds())}});
  EXPECT_TRUE(good.shows("Permissions requested")) << good.body;
  change_login(sandbox(), *id, [](internal::Login& l) { l.mfa = internal::MfaState::EnrollmentRequired; });
  EXPECT_TRUE(browser->get(url).shows("AADSTS50079"));
}

TEST_F(Authorize, WhatCannotBeTrustedStaysOnAPage) {
  struct Case {
    Fields change;
    std::string path;
    std::string shows;
  };
  add_app(
      sandbox(),
      {.name = "Single", .redirect_uris = {}, .audience = "AzureADMyOrg", .client_id = "aaaaaaaa-0000-0000-0000-000000000001"});
  const std::string v2 = "/common/oauth2/v2.0/authorize";
  const std::string strict = "aaaaaaaa-0000-0000-0000-000000000001";
  const Case cases[] = {
      {{{"client_id", ""}}, v2, "AADSTS900144"},
      {{{"client_id", "0000000012345a67"}}, v2, "AADSTS700016"},
      {{{"client_id", "no-guid"}}, v2, "AADSTS700016"},
      {{}, v2, "AADSTS700016"},  // strict since an application is registered
      {{{"client_id", strict}}, v2, "AADSTS50194"},
      {{{"client_id", strict}, {"redirect_uri", ""}}, v2, "AADSTS900144"},
      {{{"client_id", strict}, {"redirect_uri", "https://elsewhere.example/"}}, v2, "AADSTS50011"},
      {{{"client_id", std::string(live_client)}}, "/nowhere.example/oauth2/v2.0/authorize", "AADSTS90002"},
      {{{"client_id", std::string(live_client)}, {"redirect_uri", "https://elsewhere.example/"}}, v2, "AADSTS50011"},
      {{{"client_id", "unknown"}}, "/oauth20_authorize.srf", "unauthorized_client"},
  };
  for (const auto& c : cases) {
    const auto a = browser->get(authorize_url(with(silently(), c.change), c.path));
    EXPECT_EQ(a.status, 400) << c.shows;
    EXPECT_TRUE(a.location.empty()) << a.location;
    EXPECT_TRUE(a.shows(c.shows)) << c.shows << a.body;
  }
}

TEST_F(Authorize, LiveTakesSdkIdsAsWell) {
  const auto a = browser->get(authorize_url(with(silently(), {{"client_id", "0000000012345A67"}, {"scope", "bingads.manage"}}),
                                            "/oauth20_authorize.srf"));
  EXPECT_FALSE(a.code().empty()) << a.body;
}

TEST_F(Authorize, OtherErrorsGoToTheApplication) {
  struct Case {
    Fields change;
    std::string error, number;
  };
  const Case cases[] = {
      {{{"response_type", ""}}, "invalid_request", "AADSTS900144"},
      {{{"response_type", "magic"}}, "unsupported_response_type", "AADSTS70005"},
      {{{"scope", ""}}, "invalid_request", "AADSTS900144"},
      {{{"scope", "https://ads.microsoft.com/rule.the.world"}}, "invalid_scope", "AADSTS70011"},
      {{{"response_mode", "telepathy"}}, "invalid_request", "AADSTS90009"},
      {{{"response_type", "id_token"}, {"response_mode", "query"}, {"scope", "openid"}, {"nonce", "n"}},
       "invalid_request",
       "AADSTS90009"},
      {{{"response_type", "id_token"}, {"scope", "openid"}}, "invalid_request", "AADSTS900144"},
      {{{"code_challenge", std::string(43, 'a')}, {"code_challenge_method", "S512"}}, "invalid_request", "AADSTS9002313"},
      {{{"code_challenge", "short"}}, "invalid_request", "AADSTS9002313"},
      {{{"prompt", "maybe"}}, "invalid_request", "AADSTS9002313"},
      {{{"login_hint", "nobody@outlook.com"}}, "login_required", "AADSTS50058"},
      {{{"login_hint", ""}}, "login_required", "AADSTS50058"},
  };
  for (const auto& c : cases) {
    const auto a = browser->get(authorize_url(with(silently(), c.change)));
    EXPECT_EQ(a.status, 302) << a.body;
    EXPECT_EQ(a.answer("error"), c.error) << a.location;
    EXPECT_TRUE(a.answer("error_description").starts_with(c.number)) << a.location;
    EXPECT_EQ(a.answer("state"), "xyz");
    EXPECT_TRUE(a.code().empty());
  }
}

TEST_F(Authorize, SilentWithoutAutoConsentNeedsSessionAndConsent) {
  options.local_only = false;
  EXPECT_EQ(browser->get(authorize_url(silently())).answer("error"), "login_required");
  const auto url = authorize_url();
  browser->submit(browser->get(url), url,
                  {{"adsbox_step", "signin"}, {"email", "someone@outlook-int.com"}, {"password", std::string(seed_password)}});
  const auto a = browser->get(authorize_url(silently()));
  EXPECT_EQ(a.answer("error"), "consent_required");
  EXPECT_TRUE(a.answer("error_description").starts_with("AADSTS65001"));
}

TEST_F(Authorize, TenantsAdmitTheirOwn) {
  const Fields me = {{"login_hint", "someone@contoso.com"}};
  EXPECT_FALSE(code(me).empty());
  EXPECT_FALSE(code(me, "/organizations/oauth2/v2.0/authorize").empty());
  EXPECT_FALSE(code(me, "/contoso.com/oauth2/v2.0/authorize").empty());
  EXPECT_TRUE(browser->get(authorize_url(with(silently(), me), "/consumers/oauth2/v2.0/authorize"))
                  .answer("error_description")
                  .starts_with("AADSTS50020"));
  EXPECT_TRUE(browser->get(authorize_url(silently(), "/organizations/oauth2/v2.0/authorize"))
                  .answer("error_description")
                  .starts_with("AADSTS50020"));
  EXPECT_FALSE(code({}, "/consumers/oauth2/v2.0/authorize").empty());
  EXPECT_FALSE(code({}, "/" + std::string(consumers_tenant) + "/oauth2/v2.0/authorize").empty());
}

TEST_F(Authorize, ADirectoryWithoutTheServiceIsTold) {
  auto tenant = reading(production().store(), [](store::Reader& r) { return find_tenant(r, "contoso.com"); });
  ASSERT_TRUE(tenant);
  tenant->value.advertising_disabled = true;
  production().store().write([&](store::Writer& w) {
    put(w, *tenant, 1);
    return true;
  });
  const auto a = browser->get(authorize_url(silently("someone@contoso.com")));
  EXPECT_TRUE(a.answer("error_description").starts_with("AADSTS650052")) << a.location;
}

TEST_F(Authorize, ImplicitAnswerIsAFragmentWithoutRefreshToken) {
  const auto a = browser->get(authorize_url(with(silently(), {{"response_type", "token"}})));
  EXPECT_NE(a.location.find("#access_token="), std::string::npos) << a.location;
  EXPECT_EQ(a.answer("expires_in"), "3600");
  EXPECT_EQ(a.answer("token_type"), "Bearer");
  EXPECT_EQ(a.answer("state"), "xyz");
  EXPECT_TRUE(a.answer("refresh_token").empty());
  EXPECT_TRUE(authenticate(sandbox(), {a.answer("access_token"), "BBD37VB98"}));
}

TEST_F(Authorize, HybridAnswerAndFormPost) {
  const Fields hybrid = {{"response_type", "code id_token"}, {"nonce", "n1"}, {"scope", "openid profile " + std::string(msads)}};
  const auto a = browser->get(authorize_url(with(silently(), hybrid)));
  EXPECT_NE(a.location.find('#'), std::string::npos);
  EXPECT_EQ(std::ranges::count(a.answer("id_token"), '.'), 2);
  const auto post =
      browser->get(authorize_url(with(with(silently(), hybrid), {{"response_mode", "form_post"}, {"state", "a\"<b"}})));
  EXPECT_EQ(post.status, 200);
  EXPECT_TRUE(post.shows("method=\"post\" action=\"" + std::string(native_page)));
  EXPECT_FALSE(post.field("code").empty());
  EXPECT_EQ(post.field("state"), "a&quot;&lt;b");
}

TEST_F(Authorize, StateComesBackByteForByte) {
  for (const std::string raw : {"a+b", "a%2Bb", "a%20b", "https://x.example/?q=1", "%E2%82%AC", "a%26b%3Dc"}) {
    const auto a = browser->get(authorize_url(with(silently(), {{"state", ""}})) + "&state=" + raw);
    EXPECT_TRUE(a.location.ends_with("&state=" + raw)) << a.location;
  }
  const auto a = browser->get(authorize_url(with(silently(), {{"state", ""}})) + "&state=a\r\nSet-Cookie:x");
  EXPECT_EQ(a.location.find_first_of("\r\n"), std::string::npos);
}

TEST_F(Authorize, ScopesMayBeEscapedByHalf) {
  for (const std::string scope :
       {"https://ads.microsoft.com/msads.manage%20offline_access", "https://ads.microsoft.com/msads.manage+offline_access",
        "https://ads.microsoft.com/msads.manage offline_access",
        "https%3A%2F%2Fads.microsoft.com%2Fmsads.manage%20offline_access"}) {
    const auto a = browser->get(authorize_url(with(silently(), {{"scope", ""}})) + "&scope=" + scope);
    EXPECT_EQ(token(code_grant(a.code())).json("scope"), msads) << scope;
  }
  // .NET leaves the redirect URI raw.
  const auto a =
      browser->get(authorize_url(with(silently(), {{"redirect_uri", ""}})) + "&redirect_uri=" + std::string(native_page));
  EXPECT_FALSE(a.code().empty());
}

TEST_F(Authorize, ParametersMayBePosted) {
  const auto url = authorize_url(silently());
  const auto a =
      browser->send("POST", "/common/oauth2/v2.0/authorize", url.substr(url.find('?') + 1), "application/x-www-form-urlencoded");
  EXPECT_FALSE(a.code().empty()) << a.body;
}

TEST_F(Authorize, TheWorldIsFound) {
  const auto world_of = [&](const Fields& changes, const std::string& host = "localhost:1",
                            const std::string& path = "/common/oauth2/v2.0/authorize") {
    Browser b(*worlds, options, host);
    const auto a = b.get(authorize_url(with({{"prompt", "none"}}, changes), path));
    const auto c = a.code();
    for (auto* w : worlds->all())
      if (reading(w->store(), [&](store::Reader& r) { return find_secret<internal::AuthorizationCode>(r, c).has_value(); }))
        return w->name();
    return a.answer("error");
  };
  EXPECT_EQ(world_of({{"login_hint", "someone@contoso.com"}}), "production");
  EXPECT_EQ(world_of({{"login_hint", "someone@outlook.com"}}), "sandbox");
  EXPECT_EQ(world_of({{"login_hint", "someone@contoso.com"}, {"scope", "https://si.ads.microsoft.com/msads.manage"}}),
            "login_required");
  EXPECT_EQ(world_of({{"login_hint", "someone@outlook.com"}, {"scope", "https://si.ads.microsoft.com/msads.manage"}},
                     "login.microsoftonline.com"),
            "sandbox");
  EXPECT_EQ(world_of({{"login_hint", "someone@contoso.com"}}, "login.microsoftonline.com"), "production");
  EXPECT_EQ(world_of({{"login_hint", "someone@contoso.com"}}, "login.windows-ppe.net"), "login_required");
  EXPECT_EQ(world_of({{"login_hint", "someone@outlook.com"}, {"scope", "https://api.ads.microsoft.com/msads.manage"}},
                     "login.windows-ppe.net", "/consumers/oauth2/v2.0/authorize"),
            "sandbox");
  EXPECT_EQ(
      world_of({{"login_hint", "someone@outlook.com"}, {"scope", "bingads.manage"}}, "login.live.com", "/oauth20_authorize.srf"),
      "login_required");
  EXPECT_EQ(world_of({{"login_hint", "someone@outlook.com"}, {"scope", "bingads.manage"}}, "LOGIN.live-int.com:443",
                     "/oauth20_authorize.srf"),
            "sandbox");
}

TEST_F(Authorize, MarkupInParametersStaysText) {
  const auto a = browser->get(authorize_url({{"login_hint", "\"><script>alert(1)</script>"}}));
  EXPECT_EQ(a.status, 200);
  EXPECT_FALSE(a.shows("<script>"));
  EXPECT_THAT(a.headers.at("Content-Security-Policy"), ::testing::HasSubstr("default-src 'none'"));
  const auto e = browser->get("/common/oauth2/v2.0/authorize?client_id=%3Cb%3Ex");
  EXPECT_FALSE(e.shows("<b>x"));
}

TEST_F(Authorize, ScriptAddressesAreNoRedirects) {
  for (const std::string uri : {"javascript:alert(1)", "data:text/html,x", "http://elsewhere.example/", "//elsewhere.example/",
                                "https://user@elsewhere.example/", "https://x.example/#f", "/relative", "https://x.example/ y"})
    EXPECT_EQ(browser->get(authorize_url(with(silently(), {{"redirect_uri", uri}}))).status, 400) << uri;
  for (const std::string uri : {"http://localhost", "http://localhost:3000/cb?x=1", "http://127.0.0.1:9/cb",
                                "https://login.microsoftonline.com/common/oauth2/nativeclient"})
    EXPECT_EQ(browser->get(authorize_url(with(silently(), {{"redirect_uri", uri}}))).status, 302) << uri;
}

TEST_F(Authorize, AnUnregisteredSiteGetsNothingUnseen) {
  for (const std::string uri : {"https://app.example/cb", "msal11111111://auth"}) {
    const Fields there = {{"redirect_uri", uri}};
    for (const Fields& change : {Fields{}, Fields{{"response_type", "token"}}, Fields{{"response_mode", "form_post"}},
                                 Fields{{"scope", "nonsense"}}, Fields{{"login_hint", "nobody@outlook.com"}}}) {
      const auto a = browser->get(authorize_url(with(with(silently(), there), change)));
      EXPECT_EQ(a.status, 400) << uri << a.body;
      EXPECT_TRUE(a.location.empty()) << a.location;
      EXPECT_FALSE(a.shows(uri));
    }
  }
  // A person who signs in and accepts sends the code there; the next request asks again, session or not.
  const auto url = authorize_url({{"redirect_uri", "https://app.example/cb"}});
  const auto consent = browser->submit(
      browser->get(url), url,
      {{"adsbox_step", "signin"}, {"email", "someone@outlook-int.com"}, {"password", std::string(seed_password)}});
  EXPECT_TRUE(consent.shows("Permissions requested"));
  const auto done =
      browser->submit(consent, url, {{"adsbox_step", "consent"}, {"email", "someone@outlook-int.com"}, {"decision", "accept"}});
  EXPECT_TRUE(done.location.starts_with("https://app.example/cb?code=")) << done.body;
  EXPECT_TRUE(browser->get(url).shows("Permissions requested"));
  EXPECT_EQ(browser->get(authorize_url({{"redirect_uri", "https://app.example/cb"}, {"prompt", "none"}})).status, 400);
}

TEST_F(Authorize, OnlyThisMachineUnderAKnownNameIsSignedInUnseen) {
  for (const std::string host : {"localhost", "127.0.0.1:8080", "[::1]:8080", "login.microsoftonline.com"}) {
    Browser b(*worlds, options, host);
    EXPECT_FALSE(b.get(authorize_url(silently())).code().empty()) << host;
  }
  for (const std::string host : {"evil.example", "localhost.evil.example", "192.168.0.7:8080"}) {
    Browser b(*worlds, options, host);
    EXPECT_EQ(b.get(authorize_url(silently())).answer("error"), "login_required") << host;
  }
  browser->loopback = false;
  EXPECT_EQ(browser->get(authorize_url(silently())).answer("error"), "login_required");
}

TEST_F(Authorize, RegisteredRedirectsMatchExactly) {
  const auto web =
      add_app(sandbox(), {.name = "Web", .platform = internal::AppPlatform::Web, .redirect_uris = {"https://app.example/cb"}});
  const auto native = add_app(sandbox(), {.name = "Native", .redirect_uris = {"http://localhost/cb"}});
  ASSERT_TRUE(web && native);
  const auto status = [&](const App& app, const std::string& uri) {
    return browser->get(authorize_url(with(silently(), {{"client_id", app.value.client_id.str()}, {"redirect_uri", uri}})))
        .status;
  };
  EXPECT_EQ(status(*web, "https://app.example/cb"), 302);
  EXPECT_EQ(status(*web, "https://app.example/cb/"), 400);
  EXPECT_EQ(status(*web, "https://app.example/CB"), 400);
  EXPECT_EQ(status(*web, "https://app.example/cb?x=1"), 400);
  EXPECT_EQ(status(*web, std::string(native_page)), 400);
  EXPECT_EQ(status(*native, "http://localhost:4711/cb"), 302);
  EXPECT_EQ(status(*native, "http://localhost:4711/other"), 400);
  // The tutorials' ids go on working beside registered applications.
  EXPECT_EQ(browser->get(authorize_url(with(silently(), {{"client_id", std::string(live_client)}}))).status, 302);
  // A disabled application is told.
  set_app_status(sandbox(), native->value.client_id, internal::AppStatus::Disabled);
  EXPECT_TRUE(browser
                  ->get(authorize_url(
                      with(silently(), {{"client_id", native->value.client_id.str()}, {"redirect_uri", "http://localhost/cb"}})))
                  .shows("AADSTS7000112"));
}

}  // namespace
}  // namespace adsbox::identity::testing
