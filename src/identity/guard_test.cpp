// What keeps others out: second proofs, pages of other sites, well-known passwords; and what a public URL changes.
#include "identity/keys.h"
#include "identity/test_browser.h"

namespace adsbox::identity::testing {
namespace {

class SecondProof : public IdentityTest {
 protected:
  SecondProof() {
    id = *add_login(sandbox(), {.email = "mfa@outlook.com", .password = "long-enough", .mfa = internal::MfaState::Enrolled});
  }
  std::string right(std::int64_t away = 0) {
    return reading(sandbox().store(), [&](store::Reader& r) {
      return totp(get<internal::Login>(r, id)->value.mfa_secret, sandbox().clock().seconds() + away);
    });
  }
  std::string wrong() { return right() == "000000" ? "000001" : "000000"; }
  /// Signs in a fresh browser with the password and enters `code`.
  Answer enter(const std::string& code) {
    browser = std::make_unique<Browser>(*worlds, options);
    page_ = browser->submit(browser->get(url_), url_,
                            {{"adsbox_step", "signin"}, {"email", "mfa@outlook.com"}, {"password", "long-enough"}});
    return again(code);
  }
  Answer again(const std::string& code) {
    return browser->submit(page_, url_, {{"adsbox_step", "proof"}, {"email", "mfa@outlook.com"}, {"proof", code}});
  }

  std::int64_t id = 0;
  std::string url_ = authorize_url();
  Answer page_;
};

TEST_F(SecondProof, ACodeIsGoodOnce) {
  const auto code = right();
  EXPECT_TRUE(enter(code).shows("Permissions requested"));
  EXPECT_TRUE(enter(code).shows("AADSTS500121"));
  EXPECT_TRUE(enter(right(-30)).shows("AADSTS500121"));  // nor an older one
  EXPECT_TRUE(enter(right(30)).shows("Permissions requested"));
  EXPECT_TRUE(enter(right(30)).shows("AADSTS500121"));
  advance(60);
  EXPECT_TRUE(enter(right()).shows("Permissions requested"));
  // A clock that is set back does not lock anybody out.
  sandbox().clock().advance(-3600 * DateTime::ticks_per_second);
  EXPECT_TRUE(enter(right()).shows("Permissions requested"));
}

TEST_F(SecondProof, TenWrongCodesLockTheLogin) {
  EXPECT_TRUE(enter(wrong()).shows("AADSTS500121"));
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(again(wrong()).shows("AADSTS500121"));
  // A new sign-in with the right password does not start the count anew.
  EXPECT_TRUE(enter(wrong()).shows("AADSTS500121"));
  EXPECT_TRUE(again(right()).shows("AADSTS50053"));
  enter(right());
  EXPECT_TRUE(page_.shows("AADSTS50053"));  // nor does the password help
  advance(61);
  EXPECT_TRUE(enter(right()).shows("Permissions requested"));
  // A right one does.
  advance(60);
  EXPECT_TRUE(enter(wrong()).shows("AADSTS500121"));
  for (int i = 0; i < 8; ++i) again(wrong());
  EXPECT_TRUE(again(right()).shows("Permissions requested"));
  advance(60);
  enter(wrong());
  EXPECT_TRUE(again(right()).shows("Permissions requested"));
}

TEST_F(SecondProof, ThePortalCountsTheSame) {
  const auto proof_page = [&] {
    browser = std::make_unique<Browser>(*worlds, options);
    return browser->submit(browser->get("/signin?continue=/Account"), "/signin?continue=/Account",
                           {{"adsbox_step", "signin"}, {"email", "mfa@outlook.com"}, {"password", "long-enough"}});
  };
  const auto enter_there = [&](const Answer& page, const std::string& code) {
    return browser->submit(page, "/signin?continue=/Account",
                           {{"adsbox_step", "proof"}, {"email", "mfa@outlook.com"}, {"proof", code}});
  };
  EXPECT_EQ(enter_there(proof_page(), right()).location, "/Account");
  auto page = proof_page();
  for (int i = 0; i < 9; ++i) EXPECT_TRUE(enter_there(page, right()).shows("AADSTS500121"));  // used
  EXPECT_TRUE(enter_there(page, wrong()).shows("AADSTS500121"));
  EXPECT_TRUE(enter_there(page, right(30)).shows("AADSTS50053"));
}

TEST_F(SecondProof, SigningUpDoesNotGoAroundIt) {
  const Fields form = {{"email", "mfa@outlook.com"}, {"password", "long-enough"}, {"company", "C"}, {"account", "A"}};
  EXPECT_TRUE(browser->submit(browser->get("/signup"), "/signup", form).shows("second proof"));
}

class OtherSites : public IdentityTest {
 protected:
  OtherSites() { browser->headers["Origin"] = "https://evil.example"; }
};

TEST_F(OtherSites, GetNoTokens) {
  browser->headers.clear();
  const auto c = code();
  browser->headers["Origin"] = "https://evil.example";
  expect_error(token(code_grant(c)), 400, "invalid_request", 9002326);
  expect_live_error(token(code_grant(c), "/oauth20_token.srf"), 400, "invalid_request");
  expect_error(
      browser->post("/common/oauth2/v2.0/devicecode", {{"client_id", std::string(any_client)}, {"scope", std::string(msads)}}),
      400, "invalid_request", 9002326);
  browser->headers["Origin"] = "http://localhost:8080";
  EXPECT_EQ(token(code_grant(c)).status, 200);
}

TEST_F(OtherSites, SendNoForms) {
  const auto url = authorize_url();
  const auto page = browser->get(url);
  const Fields fields = {
      {"adsbox_step", "signin"}, {"email", "someone@outlook-int.com"}, {"password", std::string(seed_password)}};
  EXPECT_TRUE(browser->submit(page, url, fields).shows("Please try again"));
  EXPECT_TRUE(browser->submit(page, "/signin", fields).shows("Please try again"));
  EXPECT_FALSE(browser->cookies.contains("adsbox_session_sandbox"));
  browser->headers["Origin"] = "http://localhost:8080";
  EXPECT_TRUE(browser->submit(page, url, fields).shows("Permissions requested"));
  // Our pages let the browser name them.
  EXPECT_EQ(page.headers.at("Referrer-Policy"), "same-origin");
}

TEST_F(OtherSites, MaySendAPersonHere) {
  EXPECT_EQ(browser->get(authorize_url()).status, 200);
  const auto url = authorize_url();
  const auto posted =
      browser->send("POST", "/common/oauth2/v2.0/authorize", url.substr(url.find('?') + 1), "application/x-www-form-urlencoded");
  EXPECT_TRUE(posted.shows("name=\"password\"")) << posted.body;
}

class Reachable : public IdentityTest {
 protected:
  Reachable() { options.local_only = false; }
};

TEST_F(Reachable, NobodyGetsThePasswordThatEverybodyKnows) {
  const Fields form = {{"email", "n@outlook.com"}, {"password", std::string(seed_password)}, {"company", "C"}, {"account", "A"}};
  EXPECT_TRUE(browser->submit(browser->get("/signup"), "/signup", form).shows("everybody knows"));
}

class PublicUrl : public IdentityTest {
 protected:
  PublicUrl() { options.public_url = "https://ads.example:444"; }
  static std::string claims_of(const std::string& jwt) {
    auto part = jwt.substr(jwt.find('.') + 1);
    part = part.substr(0, part.find('.'));
    for (auto& c : part) c = c == '-' ? '+' : c == '_' ? '/' : c;
    while (part.size() % 4 != 0) part += '=';
    std::string out;
    EXPECT_TRUE(codec::base64_decode(part, out));
    return out;
  }
};

TEST_F(PublicUrl, IsWhatTheMetadataNames) {
  const auto conf = browser->get("/common/v2.0/.well-known/openid-configuration");
  EXPECT_EQ(conf.json("issuer"), "https://ads.example:444/{tenantid}/v2.0");
  EXPECT_EQ(conf.json("token_endpoint"), "https://ads.example:444/common/oauth2/v2.0/token");
  EXPECT_EQ(conf.json("jwks_uri"), "https://ads.example:444/common/discovery/v2.0/keys");
  const auto google = browser->get("/.well-known/openid-configuration");
  EXPECT_EQ(google.json("issuer"), "https://ads.example:444");
  EXPECT_EQ(google.json("jwks_uri"), "https://ads.example:444/oauth2/v3/certs");
  const auto device =
      browser->post("/common/oauth2/v2.0/devicecode", {{"client_id", std::string(any_client)}, {"scope", std::string(msads)}});
  EXPECT_EQ(device.json("verification_uri"), "https://ads.example:444/common/oauth2/deviceauth");
}

TEST_F(PublicUrl, IssuesTheIdTokens) {
  const auto a = token(code_grant(code({{"scope", "openid " + std::string(msads)}})));
  EXPECT_THAT(claims_of(a.json("id_token")),
              ::testing::HasSubstr("\"iss\":\"https://ads.example:444/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0\""));
  const auto tenant = browser->get("/" + std::string(consumers_tenant) + "/v2.0/.well-known/openid-configuration").json("issuer");
  EXPECT_EQ(tenant, "https://ads.example:444/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0");
}

TEST_F(PublicUrl, DecidesAboutSecureCookies) {
  const auto cookie = [&] { return browser->get(authorize_url()).headers.at("Set-Cookie"); };
  EXPECT_THAT(cookie(), ::testing::HasSubstr("; Secure"));
  options.public_url = "http://ads.example";
  browser->cookies.clear();
  EXPECT_THAT(cookie(), ::testing::Not(::testing::HasSubstr("Secure")));
}

TEST_F(PublicUrl, IsNoOtherSite) {
  browser->headers["Origin"] = "https://ads.example:444";
  EXPECT_EQ(token(refresh_grant("x")).json("error_codes"), "[70000]");
}

TEST(SigningKeys, StayWhileSomebodySigns) {
  world::WorldsOptions o;
  const auto worlds = world::memory_worlds(o);
  auto& w = *worlds->of(world::Environment::sandbox);
  seed(w);
  const auto login = reading(w.store(), [](store::Reader& r) { return *find_login(r, "someone@outlook.com", Generation::v2); });
  // Threads sign while the row is replaced, as a restored snapshot does.
  std::vector<std::thread> threads;
  std::atomic<int> bad = 0;
  for (int t = 0; t < 3; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 30; ++i)
        if (id_token(w, login, {.client_id = "c", .tenant = "t", .issuer = "i"}).empty()) ++bad;
    });
  for (int i = 0; i < 30; ++i)
    w.store().write([&](store::Writer& writer) {
      if (auto row = get<internal::SigningKey>(writer, 1)) put(writer, *row, i);
      return true;
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(bad, 0);
}

}  // namespace
}  // namespace adsbox::identity::testing
