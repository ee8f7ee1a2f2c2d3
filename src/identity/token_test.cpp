// The token endpoints: both generations, every documented refusal, properties of tokens.
#include <atomic>
#include <set>
#include <thread>

#include "identity/json.h"
#include "identity/test_browser.h"

namespace adsbox::identity::testing {
namespace {

using Token = IdentityTest;

constexpr const char* live_authorize = "/oauth20_authorize.srf";
constexpr const char* live_token = "/oauth20_token.srf";
constexpr const char* desktop = "https://login.live-int.com/oauth20_desktop.srf";

Fields live(const Fields& more = {}) {
  Fields f = {{"client_id", std::string(live_client)}, {"scope", "bingads.manage"}, {"redirect_uri", desktop}};
  f.insert(f.end(), more.begin(), more.end());
  return f;
}

TEST_F(Token, CodeGrantAnswersAFlatObject) {
  const auto a = token(code_grant(code()));
  ASSERT_EQ(a.status, 200) << a.body;
  EXPECT_TRUE(a.content_type.starts_with("application/json"));
  EXPECT_EQ(a.headers.at("Cache-Control"), "no-store");
  EXPECT_EQ(a.headers.at("Pragma"), "no-cache");
  EXPECT_EQ(a.json("token_type"), "Bearer");
  EXPECT_EQ(a.json("expires_in"), "3600");
  EXPECT_NE(a.body.find("\"expires_in\":3600"), std::string::npos);
  EXPECT_EQ(a.json("scope"), msads);
  EXPECT_FALSE(a.json("refresh_token").empty());
  EXPECT_TRUE(a.json("id_token").empty());
  EXPECT_EQ(a.body.find("null"), std::string::npos);
  EXPECT_EQ(a.body.find('{', 1), std::string::npos);
}

TEST_F(Token, WithoutOfflineAccessThereIsNoRefreshToken) {
  EXPECT_TRUE(token(code_grant(code({{"scope", std::string(msads)}}))).json("refresh_token").empty());
}

TEST_F(Token, LiveAnswersItsOwnShape) {
  const auto c = code(live(), live_authorize);
  const auto a = token(code_grant(c, live()), live_token);
  ASSERT_EQ(a.status, 200) << a.body;
  EXPECT_EQ(a.json("token_type"), "bearer");
  EXPECT_EQ(a.json("scope"), "bingads.manage");
  EXPECT_FALSE(a.json("refresh_token").empty());
  EXPECT_FALSE(a.json("user_id").empty());
  EXPECT_EQ(std::ranges::count(a.json("authentication_token"), '.'), 2);
  const auto again = token(
      refresh_grant(a.json("refresh_token"), {{"client_id", std::string(live_client)}, {"redirect_uri", desktop}}), live_token);
  EXPECT_EQ(again.status, 200) << again.body;
}

TEST_F(Token, TextsNeedNoEscapingAndAreStoredHashed) {
  std::set<std::string> seen;
  for (int i = 0; i < 50; ++i) {
    const auto c = code();
    const auto a = token(code_grant(c));
    for (const auto& t : {c, a.json("access_token"), a.json("refresh_token")}) {
      EXPECT_GE(t.size(), 10u);
      EXPECT_EQ(t.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-!*"), std::string::npos)
          << t;
      EXPECT_TRUE(seen.insert(t).second);
    }
    sandbox().store().read([&](store::Reader& r) {
      for (const auto kind :
           {kind_of<internal::AuthorizationCode>(), kind_of<internal::AccessToken>(), kind_of<internal::RefreshToken>()})
        r.scan_kind(kind, 0, [&](const store::RowView& row) {
          for (const auto& t : {c, a.json("access_token"), a.json("refresh_token")}) {
            EXPECT_EQ(row.key.find(t), std::string_view::npos);
            EXPECT_EQ(row.body.find(t), std::string_view::npos);
          }
          return true;
        });
    });
  }
}

TEST_F(Token, EqualSeedsGiveEqualTokens) {
  world::WorldsOptions o;
  o.seed = 42;
  const auto other = world::memory_worlds(o);
  for (auto* w : other->all()) seed(*w);
  Browser twin(*other, options);
  EXPECT_EQ(code(), twin.get(authorize_url(silently())).code());
}

TEST_F(Token, RefreshGivesANewTokenAndKeepsTheOldOne) {
  const auto first = token(code_grant(code())).json("refresh_token");
  const auto a = token(refresh_grant(first));
  ASSERT_EQ(a.status, 200) << a.body;
  EXPECT_NE(a.json("refresh_token"), first);
  EXPECT_EQ(token(refresh_grant(first)).status, 200);
  EXPECT_EQ(token(refresh_grant(a.json("refresh_token"))).status, 200);
}

TEST_F(Token, RefreshIgnoresWhatClientsAdd) {
  const auto first =
      token(code_grant(code(), {{"environment", "sandbox"}, {"oauth_scope", "msads.manage"}, {"tenant", "common"}}))
          .json("refresh_token");
  EXPECT_EQ(
      token(refresh_grant(first,
                          {{"code", "M.R0_CD1.old"}, {"environment", "sandbox"}, {"redirect_uri", "https://whatever.example"}}))
          .status,
      200);
}

TEST_F(Token, RefreshTokensSlideAndEnd) {
  const std::int64_t day = 86400;
  const auto t = token(code_grant(code())).json("refresh_token");
  advance(80 * day);
  EXPECT_EQ(token(refresh_grant(t)).status, 200);
  advance(80 * day);
  EXPECT_EQ(token(refresh_grant(t)).status, 200);
  advance(91 * day);
  expect_error(token(refresh_grant(t)), 400, "invalid_grant", 700082);
}

TEST_F(Token, MissingAndMalformedParameters) {
  const auto c = code();
  for (const auto* name : {"client_id", "grant_type", "code", "redirect_uri"}) {
    const auto a = token(code_grant(c, {{name, ""}}));
    expect_error(a, 400, "invalid_request", 900144);
    EXPECT_NE(a.json("error_description").find(name), std::string::npos);
  }
  expect_error(token(refresh_grant("")), 400, "invalid_request", 900144);
  expect_error(browser->send("POST", "/common/oauth2/v2.0/token", "{\"a\":1}", "application/json"), 400, "invalid_request",
               9002313);
  expect_error(browser->send("POST", "/common/oauth2/v2.0/token", "grant_type=refresh_token&client_id=a&client_id=b",
                             "application/x-www-form-urlencoded"),
               400, "invalid_request", 9002313);
  expect_error(browser->send("POST", "/common/oauth2/v2.0/token", "grant_type=%00", "application/x-www-form-urlencoded"), 400,
               "invalid_request", 9002313);
  expect_error(browser->get("/common/oauth2/v2.0/token?grant_type=x"), 400, "invalid_request", 900561);
  expect_error(token(code_grant(c, {{"grant_type", "password"}})), 400, "unsupported_grant_type", 70003);
  EXPECT_EQ(token(code_grant(c)).status, 200);  // none of them used it up
}

TEST_F(Token, ClientsAreChecked) {
  const auto c = code();
  expect_error(token(code_grant(c, {{"client_id", "0000000012345A67"}})), 400, "unauthorized_client", 700016);
  expect_error(token(code_grant(c, {{"client_id", "99999999-2222-3333-4444-555555555555"}})), 400, "invalid_grant", 70000);
  expect_error(token(code_grant(c), "/nowhere.example/oauth2/v2.0/token"), 400, "invalid_request", 90002);
  const auto app = add_app(sandbox(), {.name = "N", .redirect_uris = {}});
  expect_error(token(code_grant(c)), 400, "unauthorized_client", 700016);  // strict now
  set_app_status(sandbox(), app->value.client_id, internal::AppStatus::Disabled);
  expect_error(token(code_grant(c, {{"client_id", app->value.client_id.str()}})), 400, "unauthorized_client", 7000112);
}

TEST_F(Token, PublicClientsSendNoSecret) {
  expect_error(token(code_grant(code(), {{"client_secret", "s"}})), 401, "invalid_client", 700025);
  const auto c = code(live(), live_authorize);
  const auto a = token(code_grant(c, live({{"client_secret", "s"}})), live_token);
  expect_live_error(a, 400, "invalid_request");
  EXPECT_EQ(a.json("error_description"), "Public clients can't send a client secret.");
  // A secret added later, for a token got without one.
  const auto t = token(code_grant(code())).json("refresh_token");
  expect_error(token(refresh_grant(t, {{"client_secret", "s"}})), 401, "invalid_client", 700025);
  expect_error(token(refresh_grant(t, {{"client_id", "99999999-2222-3333-4444-555555555555"}})), 400, "invalid_grant", 70000);
}

TEST_F(Token, WebApplicationsProveThemselves) {
  const auto app =
      add_app(sandbox(), {.name = "Web", .platform = internal::AppPlatform::Web, .redirect_uris = {"https://app.example/cb"}});
  ASSERT_TRUE(app);
  const auto id = app->value.client_id.str();
  const auto secret = *add_secret(sandbox(), id, "s", 1000 * second);
  const auto other = *add_secret(sandbox(), id, "t", 1000000 * second);
  const Fields mine = {{"client_id", id}, {"redirect_uri", "https://app.example/cb"}};
  const auto grant = [&](const std::string& s) { return with(mine, {{"client_secret", s}}); };
  expect_error(token(code_grant(code(mine), mine)), 401, "invalid_client", 7000218);
  expect_error(token(code_grant(code(mine), grant("wrong"))), 401, "invalid_client", 7000215);
  expect_error(token(code_grant(code(mine), with(mine, {{"client_assertion", "a.b.c"}}))), 401, "invalid_client", 700027);
  const auto a = token(code_grant(code(mine), grant(secret)));
  ASSERT_EQ(a.status, 200) << a.body;
  const auto t = a.json("refresh_token");
  const auto refresh = [&](const std::string& s) { return token(refresh_grant(t, {{"client_id", id}, {"client_secret", s}})); };
  expect_error(refresh(""), 401, "invalid_client", 7000218);
  expect_error(refresh("wrong"), 401, "invalid_client", 7000215);
  EXPECT_EQ(refresh(secret).status, 200);
  EXPECT_EQ(refresh(other).status, 200);
  advance(1001);
  expect_error(refresh(secret), 401, "invalid_client", 7000222);
  EXPECT_EQ(refresh(other).status, 200);
  // As HTTP Basic credentials.
  browser->headers["Authorization"] = "Basic " + [&] {
    std::string b;
    codec::base64_append(b, id + ":" + other);
    return b;
  }();
  EXPECT_EQ(token(refresh_grant(t, {{"client_id", ""}})).status, 200);
  // Deleting the application ends everything.
  browser->headers.clear();
  add_app(sandbox(), {.name = "Other", .redirect_uris = {}});
  set_app_status(sandbox(), id, internal::AppStatus::Deleted);
  expect_error(refresh(other), 400, "unauthorized_client", 700016);
}

TEST_F(Token, UnregisteredWebClientsAreBoundToTheirSecret) {
  const Fields web = {{"redirect_uri", "https://app.example/cb"}};
  const auto url = authorize_url(web);
  browser->submit(browser->get(url), url,
                  {{"adsbox_step", "signin"}, {"email", "someone@outlook-int.com"}, {"password", std::string(seed_password)}});
  const auto accepted = [&] {
    const Fields yes = {{"adsbox_step", "consent"}, {"email", "someone@outlook-int.com"}, {"decision", "accept"}};
    return browser->submit(browser->get(url), url, yes).code();
  };
  expect_error(token(code_grant(accepted(), web)), 401, "invalid_client", 7000218);
  const auto t = token(code_grant(accepted(), with(web, {{"client_secret", "one"}}))).json("refresh_token");
  EXPECT_EQ(token(refresh_grant(t, {{"client_secret", "one"}})).status, 200);
  expect_error(token(refresh_grant(t, {{"client_secret", "two"}})), 401, "invalid_client", 7000215);
  expect_error(token(refresh_grant(t)), 401, "invalid_client", 7000218);
}

TEST_F(Token, CodesAreForOnceAndForFiveMinutes) {
  const auto c = code();
  EXPECT_EQ(token(code_grant(c)).status, 200);
  expect_error(token(code_grant(c)), 400, "invalid_grant", 54005);
  const auto late = code();
  advance(301);
  expect_error(token(code_grant(late)), 400, "invalid_grant", 70008);
  expect_error(token(code_grant("M.R0_CD1.unknown")), 400, "invalid_grant", 70008);
  const auto l = code(live(), live_authorize);
  EXPECT_EQ(token(code_grant(l, live()), live_token).status, 200);
  expect_live_error(token(code_grant(l, live()), live_token), 400, "invalid_grant");
  // A code of one generation is nothing to the other.
  expect_error(token(code_grant(code(live(), live_authorize), live())), 400, "invalid_grant", 70000);
}

TEST_F(Token, ACodeRedeemedByManyAtOnceServesOne) {
  const auto c = code();
  std::atomic<int> served = 0, used = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      Browser b(*worlds, options);
      const auto a = b.post("/common/oauth2/v2.0/token", code_grant(c));
      if (a.status == 200)
        ++served;
      else if (a.json("error_codes") == "[54005]")
        ++used;
    });
  threads.clear();
  EXPECT_EQ(served, 1);
  EXPECT_EQ(used, 7);
}

TEST_F(Token, TheRedirectUriMustBeTheSame) {
  expect_error(token(code_grant(code(), {{"redirect_uri", "http://localhost"}})), 400, "invalid_client", 50011);
  expect_live_error(
      token(code_grant(code(live(), live_authorize), with(live(), {{"redirect_uri", "http://localhost"}})), live_token), 400,
      "invalid_grant");
}

TEST_F(Token, ProofKeys) {
  const std::string verifier(60, 'v');
  const Fields hashed = {{"code_challenge", sha256(verifier)}, {"code_challenge_method", "S256"}};
  const Fields plain = {{"code_challenge", verifier}};
  for (const auto& challenge : {hashed, plain}) {
    expect_error(token(code_grant(code(challenge))), 400, "invalid_grant", 501481);
    expect_error(token(code_grant(code(challenge), {{"code_verifier", std::string(60, 'w')}})), 400, "invalid_grant", 501481);
    EXPECT_EQ(token(code_grant(code(challenge), {{"code_verifier", verifier}})).status, 200);
  }
}

TEST_F(Token, CodesKeepToTheirTenant) {
  const Fields work = {{"login_hint", "someone@contoso.com"}};
  expect_error(token(code_grant(code(work)), "/consumers/oauth2/v2.0/token"), 400, "invalid_grant", 700005);
  EXPECT_EQ(token(code_grant(code(work)), "/contoso.com/oauth2/v2.0/token").status, 200);
  EXPECT_EQ(token(code_grant(code(work)), "/organizations/oauth2/v2.0/token").status, 200);
  const std::string foreign = "/12345678-0000-0000-0000-000000000000/oauth2/v2.0/";
  expect_error(token(code_grant(code()), foreign + "token"), 400, "invalid_grant", 700005);
  EXPECT_EQ(token(code_grant(code({}, foreign + "authorize")), foreign + "token").status, 200);
  for (const std::string path :
       {"/consumers/oauth2/v2.0/authorize", "/9188040d-6c67-4c5b-b112-36a304b66dad/oauth2/v2.0/authorize"})
    expect_error(token(code_grant(code({}, path))), 400, "invalid_grant", 700005);
}

TEST_F(Token, WhatEndsRefreshTokens) {
  const auto login =
      reading(sandbox().store(), [](store::Reader& r) { return *find_login(r, "someone@outlook-int.com", Generation::v2); });
  const auto fresh = [&] { return token(code_grant(code())).json("refresh_token"); };
  auto t = fresh();
  EXPECT_TRUE(revoke_consent(sandbox(), login.id, any_client));
  expect_error(token(refresh_grant(t)), 400, "invalid_grant", 50173);
  t = fresh();
  EXPECT_TRUE(set_password(sandbox(), login.id, "a-new-password"));
  expect_error(token(refresh_grant(t)), 400, "invalid_grant", 50173);
  t = fresh();
  sign_out_everywhere(sandbox(), login.id);
  expect_error(token(refresh_grant(t)), 400, "invalid_grant", 50133);
  t = fresh();
  EXPECT_TRUE(revoke_refresh_token(sandbox(), t));
  expect_error(token(refresh_grant(t)), 400, "invalid_grant", 70000);
  expect_error(token(refresh_grant("unknown")), 400, "invalid_grant", 70000);
  t = fresh();
  change_login(sandbox(), login.id, [](internal::Login& l) { l.mfa = internal::MfaState::Enrolled; });
  expect_error(token(refresh_grant(t)), 400, "interaction_required", 50076);
  change_login(sandbox(), login.id, [](internal::Login& l) { l.mfa = internal::MfaState::EnrollmentRequired; });
  expect_error(token(refresh_grant(t)), 400, "interaction_required", 50079);
  change_login(sandbox(), login.id, [](internal::Login& l) {
    l.mfa = internal::MfaState::Off;
    l.status = internal::LoginStatus::Disabled;
  });
  expect_error(token(refresh_grant(t)), 400, "invalid_grant", 50057);
}

TEST_F(Token, ScopesOfARefresh) {
  const auto ads = "https://ads.microsoft.com/ads.manage";
  const auto old = token(code_grant(code({{"scope", std::string(ads) + " offline_access"}}))).json("refresh_token");
  EXPECT_EQ(token(refresh_grant(old)).json("scope"), ads);
  expect_error(token(refresh_grant(old, {{"scope", std::string(msads)}})), 400, "invalid_grant", 70000);
  expect_error(token(refresh_grant(old, {{"scope", "https://graph.microsoft.com/User.Read"}})), 400, "invalid_grant", 65001);
  expect_error(token(refresh_grant(old, {{"scope", "nonsense"}})), 400, "invalid_scope", 70011);
  code();  // consents to the newer scope
  EXPECT_EQ(token(refresh_grant(old, {{"scope", std::string(msads)}})).json("scope"), std::string(msads) + " " + ads);
  EXPECT_EQ(token(refresh_grant(old, {{"scope", ads}})).json("scope"), ads);
  // A code's scope can be named again, not widened.
  expect_error(token(code_grant(code({{"scope", ads}}), {{"scope", std::string(msads)}})), 400, "invalid_grant", 65001);
  expect_error(token(code_grant(code(), {{"scope", "nonsense"}})), 400, "invalid_scope", 70011);
  EXPECT_EQ(token(code_grant(code(), {{"scope", std::string(msads) + " offline_access"}})).status, 200);
}

TEST_F(Token, SandboxAndProductionKnowOnlyTheirOwn) {
  const auto c = code();
  Browser production_host(*worlds, options, "login.live.com");
  const auto l = code(live(), live_authorize);
  expect_live_error(production_host.post(live_token, code_grant(l, live())), 400, "invalid_grant");
  Browser ppe(*worlds, options, "login.windows-ppe.net");
  EXPECT_EQ(ppe.post("/consumers/oauth2/v2.0/token", code_grant(c)).status, 200);
  Browser common(*worlds, options, "login.microsoftonline.com");
  EXPECT_EQ(common.post("/common/oauth2/v2.0/token", code_grant(code({{"login_hint", "someone@contoso.com"}}))).status, 200);
}

TEST_F(Token, InjectedFailures) {
  options.change = [](world::World&, std::string_view name, Exchange&) { return name == "token.throttled"; };
  const auto a = token(refresh_grant("x"));
  expect_error(a, 429, "temporarily_unavailable", 90055);
  EXPECT_EQ(a.headers.at("Retry-After"), "60");
  options.change = [](world::World&, std::string_view name, Exchange&) { return name == "token.outage"; };
  expect_error(token(refresh_grant("x")), 503, "temporarily_unavailable", 90006);
}

TEST_F(Token, InjectedRevocationLasts) {
  const auto refresh = token(code_grant(code())).json("refresh_token");
  options.change = [](world::World&, std::string_view name, Exchange&) { return name == "token.revoke_refresh"; };
  EXPECT_EQ(token(refresh_grant(refresh)).status, 400);
  options.change = {};
  expect_error(token(refresh_grant(refresh)), 400, "invalid_grant", 50173);
}

TEST_F(Token, InjectedRotationEndsTheOldToken) {
  const auto refresh = token(code_grant(code())).json("refresh_token");
  options.change = [](world::World&, std::string_view name, Exchange&) { return name == "token.rotate_refresh"; };
  const auto next = token(refresh_grant(refresh)).json("refresh_token");
  options.change = {};
  EXPECT_EQ(token(refresh_grant(refresh)).status, 400);
  EXPECT_EQ(token(refresh_grant(next)).status, 200);
}

TEST_F(Token, GarbageIsAlwaysAnsweredInJson) {
  const std::string bodies[] = {
      "",
      "&",
      "&&&===",
      "grant_type",
      "grant_type=",
      "=x",
      "%",
      "%zz=%1",
      std::string(100000, 'a'),
      "grant_type=authorization_code&code=%ff%fe",
      "grant_type=refresh_token&client_id=11111111-2222-3333-4444-555555555555&refresh_token=" + std::string(70000, 'b'),
      "client_id[]=1&grant_type[]=x",
      std::string("a\0b=c", 5),
      "grant_type=authorization_code&client_id=%22%3E%3Cscript%3E",
      "grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=11111111-2222-3333-4444-555555555555&device_code=x"};
  for (const auto* path :
       {"/common/oauth2/v2.0/token", "/oauth20_token.srf", "/token", "/COMMON/OAuth2/v2.0/Token/", "/x/oauth2/v2.0/token"})
    for (const auto& body : bodies)
      for (const auto* type :
           {"application/x-www-form-urlencoded", "", "text/plain", "application/x-www-form-urlencoded; charset=utf-8"})
        for (const auto* method : {"POST", "GET", "PUT"}) {
          const auto a = browser->send(method, path, body, type);
          EXPECT_TRUE(a.handled);
          EXPECT_GE(a.status, 400);
          EXPECT_TRUE(a.is_json()) << a.body;
          EXPECT_FALSE(a.json("error").empty());
          EXPECT_FALSE(a.json("error_description").empty());
        }
}

TEST_F(Token, LargeFormsAreRefusedUnread) {
  const std::string form = "application/x-www-form-urlencoded";
  std::string fields = "grant_type=refresh_token";
  for (int i = 0; i < 199; ++i) fields += "&client_id=a";
  expect_error(browser->send("POST", "/common/oauth2/v2.0/token", fields, form), 400, "unauthorized_client", 700016);
  for (const std::string& body : {fields + "&client_id=a", "a=" + std::string(64 * 1024, 'b')}) {
    for (const auto& type : {form, std::string()})
      expect_error(browser->send("POST", "/common/oauth2/v2.0/token", body, type), 400, "invalid_request", 9002313);
    expect_error(browser->send("POST", "/common/oauth2/v2.0/devicecode", body, form), 400, "invalid_request", 9002313);
    expect_live_error(browser->send("POST", live_token, body, form), 400, "invalid_request");
    expect_live_error(browser->send("POST", "/token", body, form), 400, "invalid_request");
    for (const auto* page : {"/common/oauth2/v2.0/authorize", "/signin", "/signup"})
      EXPECT_TRUE(browser->send("POST", page, body, form).shows("AADSTS9002313")) << page;
    EXPECT_FALSE(browser->send("POST", "/Api/Other", body, form).handled);
  }
}

TEST_F(Token, AnswersAreUtf8WhateverWasSent) {
  const auto text = [](std::string_view s) {
    std::string out;
    append_json_string(out, s);
    return out;
  };
  EXPECT_EQ(text("a\xff\xc3\xa9\xc3"), "\"a\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\"");
  EXPECT_EQ(text("\xe2\x82\xac\xf0\x9f\x98\x80"), "\"\xe2\x82\xac\xf0\x9f\x98\x80\"");
  for (const std::string_view bad : {"\xc0\x80", "\xed\xa0\x80", "\xe0\x80\x80", "\xf4\x90\x80\x80", "\x80", "\xe2\x82"})
    EXPECT_TRUE(text(bad).starts_with("\"\xef\xbf\xbd")) << bad.size();
  // A long detail is cut between characters.
  std::string detail = "x";
  for (int i = 0; i < 150; ++i) detail += "\xc3\xa9";
  const auto told = describe(OAuthError::unknown_client, Generation::v2, detail);
  EXPECT_EQ(text(told), "\"" + told + "\"");
  const auto a = token({{"client_id", std::string(any_client)}, {"grant_type", "\xff\xfe" + detail}});
  EXPECT_TRUE(a.is_json()) << a.body;
}

}  // namespace
}  // namespace adsbox::identity::testing
