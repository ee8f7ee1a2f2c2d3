// The admin API, metadata and keys.
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "identity/test_browser.h"

namespace adsbox::identity::testing {
namespace {

using AdminApi = IdentityTest;

TEST_F(AdminApi, Apps) {
  EXPECT_EQ(browser->get("/_adsbox/v1/apps").json("apps"), "[]");
  EXPECT_EQ(browser->json("POST", "/_adsbox/v1/apps", "{\"name\":\"\"}").status, 400);
  EXPECT_EQ(browser->json("POST", "/_adsbox/v1/apps", "[]").status, 400);
  const auto native = browser->json("POST", "/_adsbox/v1/apps", "{\"name\":\"N\"}");
  EXPECT_EQ(native.status, 201) << native.body;
  const auto web = browser->json("POST", "/_adsbox/v1/apps",
                                 "{\"name\":\"W\",\"platform\":\"web\",\"redirect_uris\":[\"https://app.example/cb\"]}");
  EXPECT_EQ(web.status, 201) << web.body;
  EXPECT_GE(web.json("secret").size(), 30u);
  const auto id = web.json("client_id");
  const auto secrets = "/_adsbox/v1/apps/" + id + "/secrets";
  EXPECT_NE(browser->json("POST", secrets, "{\"days\":1}").json("secret"), web.json("secret"));
  EXPECT_EQ(browser->json("POST", secrets, "{\"days\":36500}").status, 201);
  for (const std::string days : {"0", "-1", "36501", "9223372036854775807", "99999999999999999999", "\"many\""})
    EXPECT_EQ(browser->json("POST", secrets, "{\"days\":" + days + "}").status, 400) << days;
  EXPECT_EQ(browser->json("POST", "/_adsbox/v1/apps/" + id, "{\"enabled\":false}").status, 200);
  EXPECT_EQ(browser->json("DELETE", "/_adsbox/v1/apps/" + id).status, 200);
  EXPECT_EQ(browser->json("DELETE", "/_adsbox/v1/apps/" + id).status, 404);
  EXPECT_FALSE(browser->get("/_adsbox/v1/apps").shows(id));
  EXPECT_EQ(browser->get("/_adsbox/v1/apps?world=production").json("apps"), "[]");
  EXPECT_EQ(browser->get("/_adsbox/v1/apps?world=nowhere").status, 404);
}

TEST_F(AdminApi, DeveloperTokens) {
  EXPECT_TRUE(browser->get("/_adsbox/v1/developer-tokens").shows("BBD37VB98"));
  const auto single =
      browser->json("POST", "/_adsbox/v1/developer-tokens", "{\"universal\":false,\"email\":\"someone@outlook.com\"}");
  EXPECT_EQ(single.status, 201) << single.body;
  EXPECT_EQ(single.json("universal"), "false");
  EXPECT_EQ(single.json("user_id"), "130000002");
  EXPECT_EQ(browser->json("POST", "/_adsbox/v1/developer-tokens", "{\"universal\":false}").status, 400);
  EXPECT_EQ(browser->json("POST", "/_adsbox/v1/developer-tokens", "{\"token\":\"MINE1\"}").json("token"), "MINE1");
  EXPECT_EQ(browser->json("POST", "/_adsbox/v1/developer-tokens", "{\"token\":\"MINE1\"}").status, 400);
  EXPECT_EQ(browser->json("POST", "/_adsbox/v1/developer-tokens/" + single.json("token") + "/upgrade", "{}").status, 200);
  EXPECT_EQ(browser->json("DELETE", "/_adsbox/v1/developer-tokens/MINE1").status, 200);
  EXPECT_EQ(browser->json("DELETE", "/_adsbox/v1/developer-tokens/MINE2").status, 404);
}

TEST_F(AdminApi, Users) {
  EXPECT_TRUE(browser->get("/_adsbox/v1/users").shows("someone@outlook-int.com"));
  const auto made = browser->json("POST", "/_adsbox/v1/users",
                                  "{\"email\":\"x@outlook.com\",\"password\":\"long-enough\",\"customer_id\":250000001,\"role\":"
                                  "\"Viewer\",\"account_ids\":[180000001],\"mfa\":\"enrolled\"}");
  EXPECT_EQ(made.status, 201) << made.body;
  const auto user = browser->get("/_adsbox/v1/users/x@outlook.com");
  EXPECT_TRUE(user.shows("\"Viewer\"") && user.shows("[180000001]")) << user.body;
  EXPECT_EQ(user.json("mfa_code").size(), 6u);
  EXPECT_FALSE(user.shows("argon2"));
  EXPECT_EQ(browser->json("POST", "/_adsbox/v1/users", "{\"email\":\"x@outlook.com\",\"password\":\"long-enough\"}").status, 400);
  EXPECT_EQ(browser->json("POST", "/_adsbox/v1/users", "{\"email\":\"y@outlook.com\",\"customer_id\":1}").status, 400);
  const auto tokens = browser->json("POST", "/_adsbox/v1/users/x@outlook.com/tokens", "{}");
  EXPECT_TRUE(authenticate(sandbox(), {.authentication_token = tokens.json("access_token"), .developer_token = "BBD37VB98"}));
  EXPECT_EQ(browser->json("DELETE", "/_adsbox/v1/users/x@outlook.com").status, 200);
  EXPECT_FALSE(authenticate(sandbox(), {.authentication_token = tokens.json("access_token"), .developer_token = "BBD37VB98"}));
}

TEST_F(AdminApi, RefreshTokensOfConfidentialClientsWork) {
  const auto web = browser->json("POST", "/_adsbox/v1/apps",
                                 "{\"name\":\"W\",\"platform\":\"web\",\"redirect_uris\":[\"https://app.example/cb\"]}");
  const auto id = web.json("client_id");
  const auto tokens = browser->json("POST", "/_adsbox/v1/users/someone@outlook.com/tokens", "{\"client_id\":\"" + id + "\"}");
  const auto refresh = [&](const std::string& secret) {
    return token(refresh_grant(tokens.json("refresh_token"), {{"client_id", id}, {"client_secret", secret}}));
  };
  EXPECT_EQ(refresh(web.json("secret")).status, 200);
  expect_error(refresh("wrong"), 401, "invalid_client", 7000215);
  expect_error(refresh(""), 401, "invalid_client", 7000218);
  // Google's clients always have a secret, registered or not; ids keep their case.
  const std::string google = "123-Abc.apps.googleusercontent.com";
  EXPECT_EQ(browser->json("POST", "/_adsbox/v1/users", "{\"email\":\"x@gmail.com\",\"password\":\"long-enough\"}").status, 201);
  const auto of_google = browser->json("POST", "/_adsbox/v1/users/x@gmail.com/tokens", "{\"client_id\":\"" + google + "\"}");
  const auto a = browser->post("/token", {{"client_id", google},
                                          {"client_secret", "any"},
                                          {"grant_type", "refresh_token"},
                                          {"refresh_token", of_google.json("refresh_token")}});
  EXPECT_EQ(a.status, 200) << a.body;
}

TEST_F(AdminApi, Settings) {
  EXPECT_EQ(browser->get("/_adsbox/v1/identity-settings").json("enforce_mfa_scope"), "false");
  EXPECT_EQ(browser->json("POST", "/_adsbox/v1/identity-settings", "{\"enforce_mfa_scope\":true}").json("enforce_mfa_scope"),
            "true");
}

TEST_F(AdminApi, WhoMayCall) {
  browser->loopback = false;
  EXPECT_EQ(browser->get("/_adsbox/v1/users").status, 403);
  options.admin_token = "secret-admin";
  EXPECT_EQ(browser->get("/_adsbox/v1/users").status, 403);
  browser->headers["Authorization"] = "Bearer wrong";
  EXPECT_EQ(browser->get("/_adsbox/v1/users").status, 403);
  browser->headers["Authorization"] = "Bearer secret-admin";
  EXPECT_EQ(browser->get("/_adsbox/v1/users").status, 200);
  browser->headers.clear();
  browser->loopback = true;
  browser->host = "evil.example";  // a name that leads here
  EXPECT_EQ(browser->get("/_adsbox/v1/users").status, 403);
  browser->host = "localhost:8080";
  EXPECT_EQ(browser->post("/_adsbox/v1/users", {{"email", "z@outlook.com"}}).status, 415);  // a form of another site
  EXPECT_EQ(browser->send("PUT", "/_adsbox/v1/users").status, 405);
  EXPECT_FALSE(browser->get("/_adsbox/v1/other").handled);
}

std::string unbase64url(std::string s) {
  for (auto& c : s) c = c == '-' ? '+' : c == '_' ? '/' : c;
  while (s.size() % 4 != 0) s += '=';
  std::string out;
  EXPECT_TRUE(codec::base64_decode(s, out));
  return out;
}

TEST_F(AdminApi, IdTokensVerifyAgainstThePublishedKeys) {
  const auto conf = browser->get("/common/v2.0/.well-known/openid-configuration");
  ASSERT_EQ(conf.status, 200) << conf.body;
  EXPECT_EQ(conf.json("token_endpoint"), "http://localhost:8080/common/oauth2/v2.0/token");
  EXPECT_EQ(conf.json("issuer"), "https://login.microsoftonline.com/{tenantid}/v2.0");
  EXPECT_EQ(conf.json("jwks_uri"), "http://localhost:8080/common/discovery/v2.0/keys");

  const auto c = code({{"scope", "openid profile email offline_access " + std::string(msads)}, {"nonce", "n-1"}});
  const auto a = token(code_grant(c));
  const auto jwt = a.json("id_token");
  const auto first = jwt.find('.'), last = jwt.rfind('.');
  const auto claims = unbase64url(jwt.substr(first + 1, last - first - 1));
  for (const auto* part : {"\"aud\":\"11111111-2222-3333-4444-555555555555\"", "\"nonce\":\"n-1\"", "\"ver\":\"2.0\"",
                           "\"email\":\"someone@outlook-int.com\"",
                           "\"iss\":\"https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0\"",
                           "\"preferred_username\"", "\"oid\"", "\"tid\""})
    EXPECT_NE(claims.find(part), std::string::npos) << part << claims;

  const auto keys = browser->get("/common/discovery/v2.0/keys").body;
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  ASSERT_EQ(parser.parse(keys).get(root), simdjson::SUCCESS);
  const auto header = unbase64url(jwt.substr(0, first));
  bool verified = false;
  simdjson::dom::array published;
  ASSERT_EQ(root["keys"].get(published), simdjson::SUCCESS);
  const auto member = [](simdjson::dom::element key, std::string_view name) {
    std::string_view value;
    EXPECT_EQ(key[name].get(value), simdjson::SUCCESS);
    return std::string(value);
  };
  for (const auto key : published) {
    const auto kid = member(key, "kid");
    if (header.find(kid) == std::string::npos) continue;
    const auto n = unbase64url(member(key, "n")), e = unbase64url(member(key, "e"));
    auto* builder = OSSL_PARAM_BLD_new();
    auto* bn = BN_bin2bn(reinterpret_cast<const unsigned char*>(n.data()), static_cast<int>(n.size()), nullptr);
    auto* be = BN_bin2bn(reinterpret_cast<const unsigned char*>(e.data()), static_cast<int>(e.size()), nullptr);
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, bn);
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, be);
    auto* parameters = OSSL_PARAM_BLD_to_param(builder);
    auto* context = EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr);
    EVP_PKEY* public_key = nullptr;
    EVP_PKEY_fromdata_init(context);
    ASSERT_EQ(EVP_PKEY_fromdata(context, &public_key, EVP_PKEY_PUBLIC_KEY, parameters), 1);
    auto* md = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(md, nullptr, EVP_sha256(), nullptr, public_key);
    const auto text = jwt.substr(0, last), signature = unbase64url(jwt.substr(last + 1));
    verified = EVP_DigestVerify(md, reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                                reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
    EVP_MD_CTX_free(md);
    EVP_PKEY_free(public_key);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    BN_free(bn);
    BN_free(be);
  }
  EXPECT_TRUE(verified);
  // The key stays: it is a record of the world.
  EXPECT_EQ(browser->get("/common/discovery/v2.0/keys").body, keys);
}

TEST_F(AdminApi, GoogleTellsItsKeysAtItsOwnAddress) {
  const auto keys = browser->get("/oauth2/v3/certs");
  EXPECT_EQ(keys.status, 200);
  EXPECT_EQ(keys.body, browser->get("/common/discovery/v2.0/keys").body);
  const auto conf = browser->get("/.well-known/openid-configuration");
  EXPECT_EQ(conf.json("issuer"), "https://accounts.google.com");
  EXPECT_EQ(conf.json("jwks_uri"), "http://localhost:8080/oauth2/v3/certs");
}

TEST_F(AdminApi, SeedingTwiceChangesNothing) {
  const auto before = list_users(sandbox()).size();
  const auto version = sandbox().store().version(kind_of<internal::Login>());
  seed(sandbox());
  EXPECT_EQ(list_users(sandbox()).size(), before);
  EXPECT_EQ(sandbox().store().version(kind_of<internal::Login>()), version);
}

TEST(Secrets, Vectors) {
  EXPECT_EQ(sha256("abc"), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  // RFC 6238, appendix B (SHA-1; the last six of its eight digits).
  EXPECT_EQ(totp("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59), "287082");
  EXPECT_EQ(totp("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1111111109), "081804");
  const auto hash = hash_password("secret-password");
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_TRUE(verify_password("secret-password", hash));
  EXPECT_FALSE(verify_password("secret-passworD", hash));
  EXPECT_FALSE(verify_password("", ""));
  EXPECT_FALSE(verify_password("seed", seed_password_hash));
  EXPECT_EQ(timestamp(0), "1970-01-01 00:00:00Z");
}

}  // namespace
}  // namespace adsbox::identity::testing
