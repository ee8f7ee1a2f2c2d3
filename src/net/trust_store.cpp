#include "net/trust_store.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <cstdio>
#include <memory>

#include "net/openssl_handles.h"

namespace adsbox::net {

namespace {

// Java takes a certificate of a PKCS12 file for a trusted one only when its bag says for what; here for any use.
constexpr const char* kTrustedKeyUsage = "2.16.840.1.113894.746875.1.1";
constexpr const char* kAnyUse = "2.5.29.37.0";
constexpr int kMacRounds = 10'000;

using Object = std::unique_ptr<ASN1_OBJECT, Freer<ASN1_OBJECT_free>>;
using Store = std::unique_ptr<PKCS12, Freer<PKCS12_free>>;

struct FreeBags {
  void operator()(STACK_OF(PKCS12_SAFEBAG) * bags) const { sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free); }
};
struct FreeSafes {
  void operator()(STACK_OF(PKCS7) * safes) const { sk_PKCS7_pop_free(safes, PKCS7_free); }
};

}  // namespace

std::expected<std::string, std::string> java_trust_store(const std::string& pem, const std::string& password) {
  ERR_clear_error();
  const auto in = reader(pem);
  const Object any(OBJ_txt2obj(kAnyUse, 1));
  std::unique_ptr<STACK_OF(PKCS12_SAFEBAG), FreeBags> bags;
  if (!in || !any) return std::unexpected("out of memory");
  for (int n = 1; const Certificate certificate{PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)}; ++n) {
    auto* list = bags.release();
    auto* bag = PKCS12_add_cert(&list, certificate.get());
    bags.reset(list);
    char alias[32];
    std::snprintf(alias, sizeof alias, "adsbox-%d", n);
    if (bag == nullptr || PKCS12_add_friendlyname_utf8(bag, alias, -1) != 1 ||
        PKCS12_add1_attr_by_txt(bag, kTrustedKeyUsage, V_ASN1_OBJECT, reinterpret_cast<const unsigned char*>(any.get()), -1) != 1)
      return std::unexpected("a certificate does not fit in a trust store");
  }
  ERR_clear_error();  // the end of the text is one
  if (!bags) return std::unexpected("there is no certificate in it");
  STACK_OF(PKCS7)* list = nullptr;
  const bool packed = PKCS12_add_safe(&list, bags.get(), -1, 0, nullptr) == 1;
  const std::unique_ptr<STACK_OF(PKCS7), FreeSafes> safes(list);
  const Store store(packed ? PKCS12_add_safes(safes.get(), 0) : nullptr);
  // SHA-1 is what every Java since version 6 reads; the password is public anyway.
  if (!store ||
      PKCS12_set_mac(store.get(), password.data(), static_cast<int>(password.size()), nullptr, 0, kMacRounds, EVP_sha1()) != 1)
    return std::unexpected("the trust store cannot be made");
  const Memory out(BIO_new(BIO_s_mem()));
  if (!out || i2d_PKCS12_bio(out.get(), store.get()) != 1) return std::unexpected("the trust store cannot be written");
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out.get(), &bytes);
  return std::string(bytes, static_cast<std::size_t>(size));
}

std::string certificate_file_name(const std::string& pem) {
  const auto in = reader(pem);
  const Certificate certificate(in ? PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr) : nullptr);
  ERR_clear_error();
  if (!certificate) return {};
  char name[16];
  std::snprintf(name, sizeof name, "%08lx.0", X509_subject_name_hash(certificate.get()));
  return name;
}

}  // namespace adsbox::net
