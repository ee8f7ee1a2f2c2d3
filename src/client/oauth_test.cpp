#include "adsbox/oauth.h"

#include <gtest/gtest.h>

#include "adsbox/fake_transport.h"
#include "client/url.h"

namespace adsbox {
namespace {

using namespace std::chrono_literals;
using client::parameter;

struct OAuth : testing::Test {
  std::shared_ptr<FakeTransport> fake = std::make_shared<FakeTransport>();
  std::chrono::system_clock::time_point now{1'700'000'000s};

  OAuthClient client(Environment environment = Environment::at("http://box/"), OAuthApp app = {.client_id = "app"}) {
    return OAuthClient(std::move(environment), std::move(app), fake, [this] { return now; });
  }
  void push_tokens(std::string access, std::string refresh) {
    fake->push({.status = 200,
                .body = R"({"token_type":"Bearer","expires_in":3600,"scope":"s","access_token":")" + access +
                        R"(","refresh_token":")" + refresh + R"("})"});
  }
};

TEST_F(OAuth, BuildsAuthorizeUrl) {
  const auto url =
      client().authorize_url({.state = "a b", .login_hint = "me@x.example", .prompt = "none", .code_challenge = "ch"});
  EXPECT_TRUE(url.starts_with(
      "http://box/common/oauth2/v2.0/authorize?client_id=app&response_type=code&redirect_uri=https%3A%2F%2Flogin."));
  EXPECT_EQ(parameter(url, "scope"), "https://ads.microsoft.com/msads.manage offline_access");
  EXPECT_EQ(parameter(url, "state"), "a b");
  EXPECT_EQ(parameter(url, "prompt"), "none");
  EXPECT_EQ(parameter(url, "login_hint"), "me@x.example");
  EXPECT_EQ(parameter(url, "code_challenge_method"), "S256");
}

TEST_F(OAuth, KnowsTheOfficialEndpoints) {
  EXPECT_TRUE(client(Environment::production(), {.client_id = "a", .tenant = "contoso.example"})
                  .authorize_url({})
                  .starts_with("https://login.microsoftonline.com/contoso.example/oauth2/v2.0/authorize?"));
  const auto live = client(Environment::sandbox(), {.client_id = "a", .sign_in = SignIn::live_connect}).authorize_url({});
  EXPECT_TRUE(live.starts_with("https://login.live-int.com/oauth20_authorize.srf?"));
  EXPECT_EQ(parameter(live, "redirect_uri"), "https://login.live-int.com/oauth20_desktop.srf");
  EXPECT_EQ(parameter(live, "scope"), "bingads.manage");
  const auto google = client(Environment::production(), {.client_id = "a", .sign_in = SignIn::google}).authorize_url({});
  EXPECT_TRUE(google.starts_with("https://accounts.google.com/o/oauth2/v2/auth?"));
  EXPECT_EQ(parameter(google, "access_type"), "offline");
}

TEST(Pkce, ChallengesAsTheStandardsExample) {
  // RFC 7636, appendix B.
  EXPECT_EQ(Pkce::from_verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").challenge,
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  const auto one = Pkce::create(), two = Pkce::create();
  EXPECT_NE(one.verifier, two.verifier);
  EXPECT_GE(one.verifier.size(), 43u);
}

TEST(Redirect, GivesTheCode) {
  EXPECT_EQ(OAuthClient::parse_redirect("https://x/nativeclient?code=M.R4_BAY%2E1&state=s", "s"), "M.R4_BAY.1");
  EXPECT_EQ(OAuthClient::parse_redirect("http://localhost#code=c&state=s", "s"), "c");
}

TEST(Redirect, RefusesAForeignState) {
  const auto r = OAuthClient::parse_redirect("https://x/?code=c&state=t", "s");
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().symbol, "wrong_state");
}

TEST(Redirect, TellsTheServicesError) {
  const auto r =
      OAuthClient::parse_redirect("https://x/?error=access_denied&error_description=AADSTS65004%3A+declined&state=s", "s");
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().kind, ApiError::Kind::sign_in);
  EXPECT_EQ(r.error().symbol, "access_denied");
  EXPECT_EQ(r.error().code, 65004);
  EXPECT_FALSE(OAuthClient::parse_redirect("https://x/", "s"));
}

TEST_F(OAuth, ExchangesCode) {
  push_tokens("at", "rt");
  const auto t = client().exchange_code("co de", "verifier");
  ASSERT_TRUE(t) << t.error().describe();
  EXPECT_EQ(t->access_token, "at");
  EXPECT_EQ(t->refresh_token, "rt");
  EXPECT_EQ(t->expires_at, now + 3600s);
  const auto& sent = fake->requests.at(0);
  EXPECT_EQ(sent.url, "http://box/common/oauth2/v2.0/token");
  EXPECT_EQ(sent.body.find("client_secret"), std::string::npos);
  const auto form = "?" + sent.body;
  EXPECT_EQ(parameter(form, "grant_type"), "authorization_code");
  EXPECT_EQ(parameter(form, "code"), "co de");
  EXPECT_EQ(parameter(form, "code_verifier"), "verifier");
  EXPECT_EQ(parameter(form, "redirect_uri"), "https://login.microsoftonline.com/common/oauth2/nativeclient");
}

TEST_F(OAuth, SendsTheSecretOfAWebApplication) {
  push_tokens("at", "rt");
  ASSERT_TRUE(client(Environment::production(), {.client_id = "a", .client_secret = "s&s"}).refresh("old"));
  EXPECT_EQ(parameter("?" + fake->requests.at(0).body, "client_secret"), "s&s");
  EXPECT_EQ(parameter("?" + fake->requests.at(0).body, "refresh_token"), "old");
}

TEST_F(OAuth, TellsARefusal) {
  fake->push({.status = 400, .body = R"({"error":"invalid_grant","error_description":"AADSTS70000: no","error_codes":[70000]})"});
  const auto t = client().refresh("old");
  ASSERT_FALSE(t);
  EXPECT_EQ(t.error().symbol, "invalid_grant");
  EXPECT_EQ(t.error().code, 70000);
  EXPECT_EQ(t.error().http_status, 400);
}

TEST_F(OAuth, TellsAnAnswerThatIsNotJson) {
  fake->push({.status = 502, .body = "<html>"});
  const auto t = client().refresh("old");
  ASSERT_FALSE(t);
  EXPECT_EQ(t.error().kind, ApiError::Kind::http);
  fake->push({.status = 200, .body = "[1]"});
  EXPECT_FALSE(client().refresh("old"));
  fake->push({.status = 200, .body = "{}"});
  EXPECT_FALSE(client().refresh("old"));
}

TEST_F(OAuth, KeepsARefreshTokenThatIsNotReplaced) {
  fake->push({.status = 200, .body = R"({"access_token":"at","expires_in":"3599"})"});
  const auto t = client(Environment::production(), {.client_id = "a", .sign_in = SignIn::google}).refresh("old");
  ASSERT_TRUE(t);
  EXPECT_EQ(t->refresh_token, "old");
  EXPECT_EQ(t->expires_at, now + 3599s);
  EXPECT_EQ(fake->requests.at(0).url, "https://oauth2.googleapis.com/token");
}

/// Answers the authorize request with its own state.
struct Consent final : Transport {
  FakeTransport tokens;
  std::string authorize;
  std::expected<HttpResponse, TransportError> send(const HttpRequest& request) override {
    if (request.method != "GET") return tokens.send(request);
    authorize = request.url;
    return HttpResponse{.status = 302, .headers = {{"location", "https://x/?code=C&state=" + *parameter(request.url, "state")}}};
  }
};

TEST(Headless, GoesTheWholeWayWithProof) {
  auto consent = std::make_shared<Consent>();
  consent->tokens.push({.status = 200, .body = R"({"access_token":"at","refresh_token":"rt","expires_in":3600})"});
  const OAuthClient oauth(Environment::at("http://box"), {.client_id = "app"}, consent);
  const auto t = oauth.sign_in_headless("me@x.example");
  ASSERT_TRUE(t) << t.error().describe();
  EXPECT_EQ(parameter(consent->authorize, "prompt"), "none");
  const auto form = "?" + consent->tokens.requests.at(0).body;
  EXPECT_EQ(parameter(form, "code"), "C");
  EXPECT_EQ(Pkce::from_verifier(*parameter(form, "code_verifier")).challenge, parameter(consent->authorize, "code_challenge"));
}

TEST_F(OAuth, HeadlessNeedsARedirect) {
  fake->push({.status = 200, .body = "<html>sign in</html>"});
  const auto t = client().sign_in_headless("me@x.example");
  ASSERT_FALSE(t);
  EXPECT_EQ(t.error().symbol, "interaction_required");
}

TEST_F(OAuth, SessionRenewsInTime) {
  std::vector<std::string> stored;
  auto session = Session::create(client(), {.access_token = "a1", .refresh_token = "r1", .expires_at = now + 3600s},
                                 [&](const Tokens& t) { stored.push_back(t.refresh_token); });
  EXPECT_EQ(session->access_token(), "a1");
  now += 3539s;
  EXPECT_EQ(session->access_token(), "a1");
  now += 1s;
  push_tokens("a2", "r2");
  EXPECT_EQ(session->access_token(), "a2");
  push_tokens("a3", "r3");
  EXPECT_EQ(session->access_token(true), "a3");
  EXPECT_EQ(parameter("?" + fake->requests.at(1).body, "refresh_token"), "r2");
  EXPECT_EQ(stored, (std::vector<std::string>{"r2", "r3"}));
}

TEST_F(OAuth, SessionWithoutRefreshTokenEnds) {
  auto session = Session::create(client(), {.access_token = "a1", .expires_at = now + 30s});
  EXPECT_EQ(session->access_token(), "a1");
  EXPECT_FALSE(session->access_token(true));
  now += 30s;
  EXPECT_FALSE(session->access_token());
  EXPECT_TRUE(fake->requests.empty());
}

}  // namespace
}  // namespace adsbox
