#include "net/trust_store.h"

#include <gtest/gtest.h>
#include <openssl/pkcs12.h>

#include "net/ca.h"

namespace adsbox::net {
namespace {

TEST(TrustStore, MarksEachCertificateAsTrusted) {
  const auto one = Authority("").certificate(), other = Authority("").certificate();
  ASSERT_TRUE(one && other);
  const auto store = java_trust_store(*one + "some words between\n" + *other, "secret");
  ASSERT_TRUE(store) << store.error();
  const auto* bytes = reinterpret_cast<const unsigned char*>(store->data());
  PKCS12* p12 = d2i_PKCS12(nullptr, &bytes, static_cast<long>(store->size()));
  ASSERT_NE(p12, nullptr);
  EXPECT_EQ(PKCS12_verify_mac(p12, "secret", -1), 1);
  EXPECT_EQ(PKCS12_verify_mac(p12, "other", -1), 0);
  int trusted = 0;
  auto* safes = PKCS12_unpack_authsafes(p12);
  ASSERT_EQ(sk_PKCS7_num(safes), 1);
  auto* bags = PKCS12_unpack_p7data(sk_PKCS7_value(safes, 0));
  ASSERT_EQ(sk_PKCS12_SAFEBAG_num(bags), 2);
  for (int i = 0; i < 2; ++i) {
    const auto* attributes = PKCS12_SAFEBAG_get0_attrs(sk_PKCS12_SAFEBAG_value(bags, i));
    for (int k = 0; k < sk_X509_ATTRIBUTE_num(attributes); ++k) {
      auto* attribute = sk_X509_ATTRIBUTE_value(attributes, k);
      char name[80];
      OBJ_obj2txt(name, sizeof name, X509_ATTRIBUTE_get0_object(attribute), 1);
      if (std::string(name) == "2.16.840.1.113894.746875.1.1") ++trusted;
    }
  }
  EXPECT_EQ(trusted, 2);
  sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
  sk_PKCS7_pop_free(safes, PKCS7_free);
  PKCS12_free(p12);
}

TEST(TrustStore, NeedsACertificate) {
  EXPECT_FALSE(java_trust_store("nothing here", "secret"));
  EXPECT_EQ(certificate_file_name("nothing here"), "");
}

TEST(TrustStore, NamesTheFileAsOpenSslLooksForIt) {
  const auto name = certificate_file_name(*Authority("").certificate());
  EXPECT_EQ(name.size(), 10u);
  EXPECT_TRUE(name.ends_with(".0"));
}

}  // namespace
}  // namespace adsbox::net
