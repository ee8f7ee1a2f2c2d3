#include "net/ca.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>

#include "net/hosts.h"
#include "net/test_client.h"

namespace adsbox::net {
namespace {

using testing::TemporaryDirectory;

std::string content(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
Certificate parsed(const std::string& pem) {
  BIO* text = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  Certificate out(PEM_read_bio_X509(text, nullptr, nullptr, nullptr), X509_free);
  BIO_free(text);
  return out;
}
Certificate certificate(const std::string& path) {
  return parsed(content(path));
}

// As a client does that trusts only `ca` (PEM text): 0 or OpenSSL's reason.
int verify(const std::string& ca, X509* server, const std::string& name) {
  X509_STORE* store = X509_STORE_new();
  const auto root = parsed(ca);
  X509_STORE_add_cert(store, root.get());
  X509_STORE_CTX* context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store, server, nullptr);
  X509_VERIFY_PARAM* param = X509_STORE_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SSL_SERVER);
  X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_X509_STRICT);
  const bool address = name.find_first_not_of("0123456789.:") == std::string::npos;
  if (address)
    X509_VERIFY_PARAM_set1_ip_asc(param, name.c_str());
  else
    X509_VERIFY_PARAM_set1_host(param, name.c_str(), 0);
  const int error = X509_verify_cert(context) == 1 ? 0 : X509_STORE_CTX_get_error(context);
  X509_STORE_CTX_free(context);
  X509_STORE_free(store);
  return error;
}

TEST(Authority, CertifiesEveryHostAndNothingElse) {
  const TemporaryDirectory directory;
  const Authority authority(directory.path() + "/ca");
  const auto files = authority.identity();
  ASSERT_TRUE(files) << files.error();
  const auto server = parsed(files->certificate_chain);
  ASSERT_TRUE(server);
  std::vector<std::string> names{"localhost", "127.0.0.1", "::1"};
  for (const auto& h : official_hosts()) names.emplace_back(h.name);
  for (const auto& n : names) EXPECT_EQ(verify(content(authority.ca_path()), server.get(), n), 0) << n;
  EXPECT_EQ(verify(content(authority.ca_path()), server.get(), "example.com"), X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_EQ(verify(content(authority.ca_path()), server.get(), "127.0.0.2"), X509_V_ERR_IP_ADDRESS_MISMATCH);
}

// What a thief of the authority's key could try: sign a certificate for another name.
TEST(Authority, IsOfNoUseForOtherNames) {
  const TemporaryDirectory directory;
  const Authority authority(directory.path());
  ASSERT_TRUE(authority.ensure());
  BIO* file = BIO_new_file((directory.path() + "/ca-key.pem").c_str(), "r");
  EVP_PKEY* key = PEM_read_bio_PrivateKey(file, nullptr, nullptr, nullptr);
  BIO_free(file);
  ASSERT_NE(key, nullptr);
  const auto root = certificate(authority.ca_path());
  for (const char* name : {"DNS:www.example.com", "DNS:microsoft.com", "IP:10.0.0.1"}) {
    const Certificate forged(X509_dup(certificate(directory.path() + "/server.pem").get()), X509_free);
    X509_EXTENSION_free(X509_delete_ext(forged.get(), X509_get_ext_by_NID(forged.get(), NID_subject_alt_name, -1)));
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, name);
    X509_add_ext(forged.get(), extension, -1);
    X509_EXTENSION_free(extension);
    ASSERT_GT(X509_sign(forged.get(), key, EVP_sha256()), 0);
    EXPECT_EQ(verify(content(authority.ca_path()), forged.get(), std::string(name).substr(std::string(name).find(':') + 1)),
              X509_V_ERR_PERMITTED_VIOLATION)
        << name;
  }
  EVP_PKEY_free(key);
  const int at = X509_get_ext_by_NID(root.get(), NID_name_constraints, -1);
  ASSERT_GE(at, 0);
  EXPECT_EQ(X509_EXTENSION_get_critical(X509_get_ext(root.get(), at)), 1);
}

TEST(Authority, KeepsItsFilesToItself) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/ca";
  ASSERT_TRUE(Authority(path).ensure());
  struct stat info{};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700U);
  for (const char* file : {"/ca.pem", "/ca-key.pem", "/server.pem", "/server-key.pem"}) {
    ASSERT_EQ(stat((path + file).c_str(), &info), 0) << file;
    EXPECT_EQ(info.st_mode & 0777, 0600U) << file;
  }
}

TEST(Authority, IsMadeOnce) {
  const TemporaryDirectory directory;
  const Authority authority(directory.path());
  ASSERT_TRUE(authority.ensure());
  const auto ca = content(authority.ca_path());
  const auto server = content(directory.path() + "/server.pem");
  ASSERT_TRUE(Authority(directory.path()).ensure());
  ASSERT_TRUE(Authority(directory.path()).ensure_present());
  EXPECT_EQ(content(authority.ca_path()), ca);
  EXPECT_EQ(content(directory.path() + "/server.pem"), server);
}

TEST(Authority, ReplacesADamagedServerCertificateUnderTheSameAuthority) {
  const TemporaryDirectory directory;
  const Authority authority(directory.path());
  ASSERT_TRUE(authority.ensure());
  const auto ca = content(authority.ca_path());
  std::ofstream(directory.path() + "/server.pem") << "nonsense";
  ASSERT_TRUE(authority.ensure());
  EXPECT_EQ(content(authority.ca_path()), ca);
  EXPECT_EQ(verify(content(authority.ca_path()), certificate(directory.path() + "/server.pem").get(), "localhost"), 0);
}

TEST(Authority, RenewsWhatSoonEnds) {
  const TemporaryDirectory directory;
  const Authority authority(directory.path());
  ASSERT_TRUE(authority.ensure());
  // The server's certificate as it will be three weeks before its end.
  BIO* file = BIO_new_file((directory.path() + "/ca-key.pem").c_str(), "r");
  EVP_PKEY* key = PEM_read_bio_PrivateKey(file, nullptr, nullptr, nullptr);
  BIO_free(file);
  const auto server = certificate(directory.path() + "/server.pem");
  X509_gmtime_adj(X509_getm_notAfter(server.get()), 21 * 24 * 3600);
  ASSERT_GT(X509_sign(server.get(), key, EVP_sha256()), 0);
  EVP_PKEY_free(key);
  file = BIO_new_file((directory.path() + "/server.pem").c_str(), "w");
  PEM_write_bio_X509(file, server.get());
  BIO_free(file);
  const auto ca = content(authority.ca_path());
  ASSERT_TRUE(authority.ensure());
  EXPECT_EQ(content(authority.ca_path()), ca);
  time_t in_a_year = time(nullptr) + 360L * 24 * 3600;
  EXPECT_GT(X509_cmp_time(X509_get0_notAfter(certificate(directory.path() + "/server.pem").get()), &in_a_year), 0);
}

TEST(Authority, CoversMoreNamesWhenAskedTo) {
  const TemporaryDirectory directory;
  ASSERT_TRUE(Authority(directory.path()).ensure());
  const Authority wider(directory.path(), {"ads.example.org", "10.1.2.3"});
  const auto files = wider.identity();
  ASSERT_TRUE(files) << files.error();
  const auto server = parsed(files->certificate_chain);
  for (const char* n : {"ads.example.org", "10.1.2.3", "localhost"})
    EXPECT_EQ(verify(content(wider.ca_path()), server.get(), n), 0) << n;
  EXPECT_FALSE(Authority(directory.path(), {"a,DNS:evil"}).ensure());
}

TEST(Authority, LivesInMemoryWithoutADirectory) {
  const Authority authority("", {"ads.example.org"});
  EXPECT_TRUE(authority.ensure_present());
  EXPECT_EQ(authority.ca_path(), "");
  const auto ca = authority.certificate();
  const auto server = authority.identity();
  ASSERT_TRUE(ca && server);
  for (const char* n : {"localhost", "ads.example.org", "login.live.com"})
    EXPECT_EQ(verify(*ca, parsed(server->certificate_chain).get(), n), 0) << n;
  EXPECT_NE(server->private_key.find("PRIVATE KEY"), std::string::npos);
  EXPECT_EQ(*authority.certificate(), *ca);
  EXPECT_EQ(authority.identity()->certificate_chain, server->certificate_chain);
  EXPECT_NE(*Authority("").certificate(), *ca);
}

TEST(Authority, SaysWhichFileItCannotWrite) {
  const auto failed = Authority("/proc/nowhere").ensure();
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().find("/proc/nowhere"), std::string::npos);
}

TEST(Authority, MayBeMadeByManyAtOnce) {
  const TemporaryDirectory directory;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { EXPECT_TRUE(Authority(directory.path()).ensure()); });
  for (auto& t : threads) t.join();
  EXPECT_EQ(verify(content(directory.path() + "/ca.pem"), certificate(directory.path() + "/server.pem").get(), "localhost"), 0);
}

}  // namespace
}  // namespace adsbox::net
