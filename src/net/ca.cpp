#include "net/ca.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include "net/hosts.h"
#include "net/openssl_handles.h"

namespace adsbox::net {

namespace {

constexpr int kDay = 24 * 60 * 60;
constexpr int kAuthorityDays = 3650;
constexpr int kAuthorityRenewDays = 60;
constexpr int kServerDays = 397;  // the most that browsers and Apple's stack accept
constexpr int kServerRenewDays = 30;

struct Pair {
  Certificate certificate;
  Key key;
  explicit operator bool() const { return certificate && key; }
};

std::unexpected<std::string> crypto_error(const std::string& what) {
  char text[256] = "unknown reason";
  if (const auto code = ERR_peek_last_error(); code != 0) ERR_error_string_n(code, text, sizeof text);
  ERR_clear_error();
  return std::unexpected(what + ": " + text);
}

std::unexpected<std::string> file_error(const std::string& path) {
  return std::unexpected(path + ": " + std::strerror(errno));
}

bool is_address(const std::string& name) {
  unsigned char bytes[sizeof(in6_addr)];
  return inet_pton(AF_INET, name.c_str(), bytes) == 1 || inet_pton(AF_INET6, name.c_str(), bytes) == 1;
}

// What may stand in an extension's text form without changing its meaning.
bool is_name(const std::string& name) {
  return !name.empty() && name.size() < 254 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:") == std::string::npos;
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& n : names) out += (out.empty() ? "" : ",") + std::string(is_address(n) ? "IP:" : "DNS:") + n;
  return out;
}

std::string name_constraints(const std::vector<std::string>& names) {
  std::string out = "critical";
  for (const auto& n : names) {
    const bool v6 = n.find(':') != std::string::npos;
    if (is_address(n))
      out += ",permitted;IP:" + n + (v6 ? "/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" : "/255.255.255.255");
    else
      out += ",permitted;DNS:" + n;
  }
  return out;
}

bool add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// A fresh key and a certificate for it, unsigned: who signs adds its own extensions first.
Pair blank(const char* common_name, int days) {
  Pair out;
  out.key.reset(EVP_EC_gen("P-256"));
  out.certificate.reset(X509_new());
  if (!out) return {};
  X509* c = out.certificate.get();
  std::unique_ptr<BIGNUM, Freer<BN_free>> serial(BN_new());
  X509_NAME* name = X509_get_subject_name(c);
  const auto add_name = [name](const char* field, const char* value) {
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value), -1, -1, 0) == 1;
  };
  const bool ok = serial && X509_set_version(c, X509_VERSION_3) == 1 &&
                  BN_rand(serial.get(), 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
                  BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(c)) != nullptr &&
                  // An hour back: clients in containers and virtual machines have slow clocks.
                  X509_gmtime_adj(X509_getm_notBefore(c), -3600) != nullptr &&
                  X509_gmtime_adj(X509_getm_notAfter(c), static_cast<long>(days) * kDay) != nullptr && add_name("O", "adsbox") &&
                  add_name("CN", common_name) && X509_set_pubkey(c, out.key.get()) == 1;
  return ok ? std::move(out) : Pair{};
}

Pair make_authority(const std::vector<std::string>& names) {
  // The serial number in the name tells authorities of several data directories apart in a trust store.
  unsigned char random[4];
  char common_name[64];
  BIGNUM* bits = BN_new();
  if (bits == nullptr || BN_rand(bits, 32, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) != 1 || BN_bn2binpad(bits, random, 4) != 4) {
    BN_free(bits);
    return {};
  }
  BN_free(bits);
  std::snprintf(common_name, sizeof common_name, "adsbox test authority %02x%02x%02x%02x", random[0], random[1], random[2],
                random[3]);
  Pair out = blank(common_name, kAuthorityDays);
  if (!out) return {};
  X509* c = out.certificate.get();
  const bool ok = X509_set_issuer_name(c, X509_get_subject_name(c)) == 1 &&
                  add_extension(c, c, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                  add_extension(c, c, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                  add_extension(c, c, NID_subject_key_identifier, "hash") &&
                  add_extension(c, c, NID_name_constraints, name_constraints(names)) &&
                  X509_sign(c, out.key.get(), EVP_sha256()) > 0;
  return ok ? std::move(out) : Pair{};
}

Pair make_server(const Pair& authority, const std::vector<std::string>& names) {
  Pair out = blank("adsbox server", kServerDays);
  if (!out) return {};
  X509* c = out.certificate.get();
  X509* ca = authority.certificate.get();
  const bool ok =
      X509_set_issuer_name(c, X509_get_subject_name(ca)) == 1 &&
      add_extension(c, ca, NID_basic_constraints, "critical,CA:FALSE") &&
      add_extension(c, ca, NID_key_usage, "critical,digitalSignature") && add_extension(c, ca, NID_ext_key_usage, "serverAuth") &&
      add_extension(c, ca, NID_subject_key_identifier, "hash") &&
      add_extension(c, ca, NID_authority_key_identifier, "keyid:always") &&
      add_extension(c, ca, NID_subject_alt_name, alternative_names(names)) && X509_sign(c, authority.key.get(), EVP_sha256()) > 0;
  return ok ? std::move(out) : Pair{};
}

// Whole or not at all, and never readable by others: written aside, then moved over.
std::expected<void, std::string> write_file(const std::string& path, const std::string& text) {
  const std::string aside = path + ".new";
  ::unlink(aside.c_str());
  const int fd = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return file_error(aside);
  const bool ok = !text.empty() && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  ::close(fd);
  if (!ok || ::rename(aside.c_str(), path.c_str()) != 0) return file_error(path);
  return {};
}

std::string read_file(const std::string& path) {
  std::string text;
  if (FILE* file = std::fopen(path.c_str(), "re")) {
    char bytes[4096];
    for (std::size_t n = 0; (n = std::fread(bytes, 1, sizeof bytes, file)) > 0;) text.append(bytes, n);
    std::fclose(file);
  }
  return text;
}

template <class Print>
std::string as_text(Print&& print) {
  const Memory text(BIO_new(BIO_s_mem()));
  if (!text || print(text.get()) != 1) return {};
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

Pair parse(const std::string& certificate, const std::string& key) {
  Pair out;
  if (const auto text = reader(certificate); text)
    out.certificate.reset(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr));
  if (const auto text = reader(key); text) out.key.reset(PEM_read_bio_PrivateKey(text.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (out && X509_check_private_key(out.certificate.get(), out.key.get()) != 1) out = {};
  return out;
}

bool lasts(const X509* certificate, int days) {
  time_t then = time(nullptr) + static_cast<time_t>(days) * kDay;
  return X509_cmp_time(X509_get0_notAfter(certificate), &then) > 0;
}

bool is_signed_by(X509* certificate, const Pair& authority) {
  return X509_verify(certificate, authority.key.get()) == 1;
}

bool names_all(X509* certificate, const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(), [certificate](const std::string& n) {
    return is_address(n) ? X509_check_ip_asc(certificate, n.c_str(), 0) == 1
                         : X509_check_host(certificate, n.data(), n.size(), X509_CHECK_FLAG_NO_WILDCARDS, nullptr) == 1;
  });
}

bool permits_all(const X509* authority, const std::vector<std::string>& names) {
  std::unique_ptr<NAME_CONSTRAINTS, Freer<NAME_CONSTRAINTS_free>> constraints(
      static_cast<NAME_CONSTRAINTS*>(X509_get_ext_d2i(authority, NID_name_constraints, nullptr, nullptr)));
  if (!constraints) return false;
  std::vector<std::string> hosts;
  std::vector<std::string> addresses;  // as bytes, with the mask behind
  for (int i = 0; i < sk_GENERAL_SUBTREE_num(constraints->permittedSubtrees); ++i) {
    const GENERAL_NAME* base = sk_GENERAL_SUBTREE_value(constraints->permittedSubtrees, i)->base;
    const ASN1_STRING* s = base->type == GEN_DNS ? base->d.dNSName : base->type == GEN_IPADD ? base->d.iPAddress : nullptr;
    if (s == nullptr) continue;
    std::string text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(s)), static_cast<std::size_t>(ASN1_STRING_length(s)));
    (base->type == GEN_DNS ? hosts : addresses).push_back(std::move(text));
  }
  return std::all_of(names.begin(), names.end(), [&](const std::string& n) {
    if (!is_address(n)) return std::find(hosts.begin(), hosts.end(), n) != hosts.end();
    const bool v6 = n.find(':') != std::string::npos;
    char bytes[sizeof(in6_addr)];
    inet_pton(v6 ? AF_INET6 : AF_INET, n.c_str(), bytes);
    const std::string_view wanted(bytes, v6 ? 16 : 4);
    return std::any_of(addresses.begin(), addresses.end(), [wanted](const std::string& a) { return a.starts_with(wanted); });
  });
}

// Held while files are looked at and made, by one process at a time.
class Lock {
 public:
  explicit Lock(const std::string& path) : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (fd_ >= 0 && ::flock(fd_, LOCK_EX) != 0) {
      ::close(fd_);
      fd_ = -1;
    }
  }
  ~Lock() {
    if (fd_ >= 0) ::close(fd_);
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  [[nodiscard]] bool held() const { return fd_ >= 0; }

 private:
  int fd_;
};

constexpr const char* kCertificate = "ca.pem";
constexpr const char* kKey = "ca-key.pem";
constexpr const char* kServerCertificate = "server.pem";
constexpr const char* kServerKey = "server-key.pem";

}  // namespace

Authority::Authority(std::string directory, std::vector<std::string> extra_names)
    : directory_(std::move(directory)), names_{"localhost", "127.0.0.1", "::1"} {
  for (const auto& host : official_hosts()) names_.emplace_back(host.name);
  for (auto& name : extra_names)
    if (std::find(names_.begin(), names_.end(), name) == names_.end()) names_.push_back(std::move(name));
}

std::string Authority::ca_path() const {
  return directory_.empty() ? std::string() : directory_ + "/" + kCertificate;
}

std::string Authority::read(const std::string& name) const {
  return directory_.empty() ? memory_[name] : read_file(directory_ + "/" + name);
}

std::expected<void, std::string> Authority::write(const std::string& name, const std::string& text) const {
  if (!directory_.empty()) return write_file(directory_ + "/" + name, text);
  memory_[name] = text;
  return {};
}

std::expected<void, std::string> Authority::ensure() const {
  const std::lock_guard turn(mutex_);
  for (const auto& n : names_)
    if (!is_name(n)) return std::unexpected("'" + n + "' is neither a host name nor an IP address");
  if (directory_.empty()) return make_missing();
  std::error_code parents;
  std::filesystem::create_directories(std::filesystem::path(directory_).parent_path(), parents);
  if (::mkdir(directory_.c_str(), 0700) != 0 && errno != EEXIST) return file_error(directory_);
  const Lock lock(directory_ + "/lock");
  if (!lock.held()) return file_error(directory_ + "/lock");
  return make_missing();
}

std::expected<void, std::string> Authority::make_missing() const {
  const auto save = [this](const Pair& pair, const char* certificate, const char* key) -> std::expected<void, std::string> {
    const auto key_text =
        as_text([&](BIO* b) { return PEM_write_bio_PrivateKey(b, pair.key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    const auto certificate_text = as_text([&](BIO* b) { return PEM_write_bio_X509(b, pair.certificate.get()); });
    if (key_text.empty() || certificate_text.empty()) return crypto_error(certificate);
    if (auto ok = write(key, key_text); !ok) return ok;
    return write(certificate, certificate_text);
  };
  Pair authority = parse(read(kCertificate), read(kKey));
  if (!authority || !lasts(authority.certificate.get(), kAuthorityRenewDays) ||
      !permits_all(authority.certificate.get(), names_)) {
    authority = make_authority(names_);
    if (!authority) return crypto_error("cannot make a certificate authority");
    if (auto ok = save(authority, kCertificate, kKey); !ok) return ok;
  }
  Pair server = parse(read(kServerCertificate), read(kServerKey));
  if (server && lasts(server.certificate.get(), kServerRenewDays) && is_signed_by(server.certificate.get(), authority) &&
      names_all(server.certificate.get(), names_))
    return {};
  ERR_clear_error();
  server = make_server(authority, names_);
  if (!server) return crypto_error("cannot make a server certificate");
  return save(server, kServerCertificate, kServerKey);
}

std::expected<void, std::string> Authority::ensure_present() const {
  if (directory_.empty()) return {};
  for (const char* file : {kCertificate, kKey, kServerCertificate, kServerKey})
    if (::access((directory_ + "/" + file).c_str(), R_OK) != 0) return ensure();
  return {};
}

std::expected<std::string, std::string> Authority::certificate() const {
  if (auto ok = ensure(); !ok) return std::unexpected(ok.error());
  const std::lock_guard turn(mutex_);
  return read(kCertificate);
}

std::expected<TlsIdentity, std::string> Authority::identity() const {
  if (auto ok = ensure(); !ok) return std::unexpected(ok.error());
  const std::lock_guard turn(mutex_);
  return TlsIdentity{read(kServerCertificate), read(kServerKey)};
}

}  // namespace adsbox::net
