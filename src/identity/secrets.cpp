#include "identity/secrets.h"

#include <argon2.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <cctype>

namespace adsbox::identity {
namespace {

std::array<unsigned char, 32> digest(std::string_view text) {
  std::array<unsigned char, 32> out{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), out.data(), &size, EVP_sha256(), nullptr);
  return out;
}

// About 3 ms and 4 MiB a password: enough to make a copied database slow to search, little enough for a desk.
constexpr std::uint32_t argon_passes = 2, argon_kib = 4096, argon_lanes = 1;

}  // namespace

std::string base64url(std::string_view bytes) {
  static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  out.reserve((bytes.size() * 4 + 2) / 3);
  unsigned bits = 0, count = 0;
  for (const unsigned char c : bytes) {
    bits = (bits << 8 | c) & 0xffffff;
    count += 8;
    while (count >= 6) {
      count -= 6;
      out += alphabet[bits >> count & 63];
    }
  }
  if (count != 0) out += alphabet[bits << (6 - count) & 63];
  return out;
}

std::string sha256(std::string_view text) {
  const auto d = digest(text);
  return base64url({reinterpret_cast<const char*>(d.data()), d.size()});
}

bool equal_secrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_secret(std::size_t bytes) {
  std::string raw(bytes, '\0');
  RAND_bytes(reinterpret_cast<unsigned char*>(raw.data()), static_cast<int>(bytes));
  return base64url(raw);
}

std::string hash_password(std::string_view password) {
  std::array<unsigned char, 16> salt{};
  RAND_bytes(salt.data(), static_cast<int>(salt.size()));
  std::array<char, 128> encoded{};
  if (argon2id_hash_encoded(argon_passes, argon_kib, argon_lanes, password.data(), password.size(), salt.data(), salt.size(), 32,
                            encoded.data(), encoded.size()) != ARGON2_OK)
    return {};
  return encoded.data();
}

bool verify_password(std::string_view password, std::string_view hash) {
  if (hash == seed_password_hash) return equal_secrets(password, seed_password);
  if (hash.empty()) return false;
  return argon2id_verify(std::string(hash).c_str(), password.data(), password.size()) == ARGON2_OK;
}

std::string totp(std::string_view base32_secret, std::int64_t unix_seconds) {
  std::string key;
  unsigned bits = 0, count = 0;
  for (const char c : base32_secret) {
    unsigned v = 0;
    if (c >= 'A' && c <= 'Z')
      v = static_cast<unsigned>(c - 'A');
    else if (c >= '2' && c <= '7')
      v = static_cast<unsigned>(c - '2' + 26);
    else
      continue;
    bits = (bits << 5 | v) & 0xffff;
    count += 5;
    if (count >= 8) {
      count -= 8;
      key += static_cast<char>(bits >> count & 255);
    }
  }
  std::array<unsigned char, 8> counter{};
  auto step = static_cast<std::uint64_t>(totp_step(unix_seconds));
  for (int i = 7; i >= 0; --i, step >>= 8) counter[static_cast<std::size_t>(i)] = static_cast<unsigned char>(step);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), counter.data(), counter.size(), mac.data(), &size);
  const std::size_t at = mac[size - 1] & 15u;
  const std::uint32_t value =
      (std::uint32_t{mac[at]} & 127) << 24 | std::uint32_t{mac[at + 1]} << 16 | std::uint32_t{mac[at + 2]} << 8 | mac[at + 3];
  const auto digits = std::to_string(value % 1'000'000);
  return std::string(6 - digits.size(), '0') + digits;
}

std::optional<std::int64_t> find_totp_step(std::string_view base32_secret, std::string_view code, std::int64_t unix_seconds) {
  std::optional<std::int64_t> found;
  for (const int away : {-30, 0, 30})
    if (equal_secrets(code, totp(base32_secret, unix_seconds + away))) found = totp_step(unix_seconds + away);
  return base32_secret.empty() ? std::nullopt : found;
}

std::string new_totp_secret(world::World& world) {
  static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string s;
  for (int i = 0; i < 32; ++i) s += alphabet[world.random().next() >> 59];
  return s;
}

std::string_view name(Generation g) {
  return g == Generation::v2 ? "v2" : g == Generation::live ? "live" : "google";
}

Generation generation_of(std::string_view name) {
  return name == "live" ? Generation::live : name == "google" ? Generation::google : Generation::v2;
}

std::string new_code(world::World& world, Generation g) {
  if (g == Generation::google) return world.mark() + "4.0A" + world.random().alphanumeric(60);
  return world.mark() + (world.sandbox() ? "M.R0_CD1." : "M.R4_BAY.") + world.random().guid();
}

std::string new_access_token(world::World& world, Generation g) {
  if (g == Generation::google) return world.mark() + "ya29.a0" + world.random().alphanumeric(96);
  return world.mark() + "EwB4A8l6" + world.random().alphanumeric(96);
}

std::string new_refresh_token(world::World& world, Generation g) {
  if (g == Generation::google) return world.mark() + "1--0e" + world.random().alphanumeric(64);
  return world.mark() + (world.sandbox() ? "M.R0_CD1.-" : "M.R4_BAY.-") + world.random().alphanumeric(64) + "*" +
         world.random().alphanumeric(32) + "!";
}

std::string new_client_secret(world::World& world) {
  return world.random().alphanumeric(3) + "8Q." + world.random().alphanumeric(34);
}

std::string new_developer_token(world::World& world) {
  static constexpr char alphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789";
  std::string s;
  for (int i = 0; i < 16; ++i) s += alphabet[(world.random().next() >> 32) % (sizeof alphabet - 1)];
  return s;
}

std::string derived_guid(std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  auto d = digest(text);
  d[6] = static_cast<unsigned char>((d[6] & 15) | 0x40);
  d[8] = static_cast<unsigned char>((d[8] & 63) | 0x80);
  std::string out;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += hex[d[i] >> 4];
    out += hex[d[i] & 15];
  }
  return out;
}

bool is_guid(std::string_view s) {
  if (s.size() != 36) return false;
  for (std::size_t i = 0; i < 36; ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? s[i] != '-' : std::isxdigit(static_cast<unsigned char>(s[i])) == 0) return false;
  }
  return true;
}

std::string lower(std::string_view s) {
  std::string out(s);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace adsbox::identity
