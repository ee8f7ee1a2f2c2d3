// Certificates to trust, in the forms that programs read.
#pragma once

#include <expected>
#include <string>

namespace adsbox::net {

/// A PKCS12 trust store of all certificates in `pem`, as Java reads it: each is marked as trusted by the attribute that Java
/// looks for, and nothing is encrypted. `password` guards its integrity. Error: what is wrong with the certificates.
std::expected<std::string, std::string> java_trust_store(const std::string& pem, const std::string& password);

/// `xxxxxxxx.0`: the name under which OpenSSL looks for the first certificate of `pem` in a directory. Empty when there is none.
std::string certificate_file_name(const std::string& pem);

}  // namespace adsbox::net
