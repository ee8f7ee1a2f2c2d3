// Metadata and keys.
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "identity/test_browser.h"

namespace adsbox::identity::testing {
namespace {

using Metadata = IdentityTest;

std::string unbase64url(std::string s) {
  for (auto& c : s) c = c == '-' ? '+' : c == '_' ? '/' : c;
  while (s.size() % 4 != 0) s += '=';
  std::string out;
  EXPECT_TRUE(codec::base64_decode(s, out));
  return out;
}

TEST_F(Metadata, IdTokensVerifyAgainstThePublishedKeys) {
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

TEST_F(Metadata, GoogleTellsItsKeysAtItsOwnAddress) {
  const auto keys = browser->get("/oauth2/v3/certs");
  EXPECT_EQ(keys.status, 200);
  EXPECT_EQ(keys.body, browser->get("/common/discovery/v2.0/keys").body);
  const auto conf = browser->get("/.well-known/openid-configuration");
  EXPECT_EQ(conf.json("issuer"), "https://accounts.google.com");
  EXPECT_EQ(conf.json("jwks_uri"), "http://localhost:8080/oauth2/v3/certs");
}

TEST_F(Metadata, SeedingTwiceChangesNothing) {
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
