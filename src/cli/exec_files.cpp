#include "cli/exec_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "cli/arguments.h"
#include "net/trust_store.h"

namespace adsbox::cli {
namespace {

std::expected<void, std::string> failed(const std::string& path) {
  return std::unexpected(path + ": " + std::strerror(errno));
}

/// In one step: a program that is starting must not read half of it.
std::expected<void, std::string> write_file(const std::string& path, std::string_view text) {
  const auto aside = path + ".new";
  const int fd = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return failed(aside);
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto n = ::write(fd, rest.data(), rest.size());
    if (n <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  ::close(fd);
  if (!rest.empty() || ::rename(aside.c_str(), path.c_str()) != 0) return failed(path);
  return {};
}

std::expected<void, std::string> make_directory(const std::string& path) {
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return failed(path);
  return {};
}

}  // namespace

std::string system_bundle() {
  // Inside another `adsbox exec`, SSL_CERT_FILE is its, and what it was before is the user's.
  const char* own =
      std::getenv("ADSBOX_PROXY") != nullptr ? std::getenv("ADSBOX_BEFORE_SSL_CERT_FILE") : std::getenv("SSL_CERT_FILE");
  for (const char* path : {own, "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                           "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"}) {
    if (path == nullptr) continue;
    if (auto text = read_file(path); text && text->find("-----BEGIN CERTIFICATE-----") != std::string::npos) return *text + "\n";
  }
  return {};
}

std::expected<void, std::string> write_program_files(const ProgramFiles& files, const std::string& ca, bool with_system) {
  const auto certificate = net::certificate_file_name(ca);
  if (certificate.empty()) return std::unexpected("the server's certificate authority cannot be read");
  const auto bundle = with_system ? system_bundle() + ca : ca;
  const auto trust_store = net::java_trust_store(bundle, std::string(trust_store_password));
  if (!trust_store) return std::unexpected(trust_store.error());
  const auto php = "; Written by adsbox.\ncurl.cainfo=\"" + files.bundle() + "\"\nopenssl.cafile=\"" + files.bundle() + "\"\n";

  for (const auto& directory : {files.directory, files.certificates(), files.php()})
    if (auto ok = make_directory(directory); !ok) return ok;
  // Certificates of an authority that the server no longer has.
  std::error_code ignored;
  for (const auto& old : std::filesystem::directory_iterator(files.certificates(), ignored))
    if (old.path().filename() != certificate) std::filesystem::remove(old.path(), ignored);
  const std::pair<std::string, std::string_view> all[] = {{files.ca(), ca},
                                                          {files.bundle(), bundle},
                                                          {files.certificates() + "/" + certificate, ca},
                                                          {files.trust_store(), *trust_store},
                                                          {files.php() + "/adsbox.ini", php},
                                                          {files.node(), node_module},
                                                          {files.redirect(), redirect_library()}};
  for (const auto& [path, text] : all)
    if (auto ok = write_file(path, text); !ok) return ok;
  return {};
}

ScratchDirectory::ScratchDirectory() {
  const char* base = std::getenv("TMPDIR");
  std::string pattern = std::string(base != nullptr && base[0] == '/' ? base : "/tmp") + "/adsbox-exec-XXXXXX";
  if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace adsbox::cli
