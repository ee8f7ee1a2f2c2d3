// Hashes, passwords and the texts of codes and tokens.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "world/world.h"

namespace adsbox::identity {

/// SHA-256 as base64url without padding: 43 characters.
std::string sha256(std::string_view text);
std::string base64url(std::string_view bytes);
/// Comparison whose time does not depend on where the texts differ.
bool equal_secrets(std::string_view a, std::string_view b);
/// `n` bytes from the system's generator, as base64url. For browser sessions and forms, which are not part of a world's state.
std::string random_secret(std::size_t bytes);

/// Argon2id in its encoded form. Empty when the library fails (out of memory).
std::string hash_password(std::string_view password);
/// `hash` is encoded Argon2id or `seed_password_hash`.
bool verify_password(std::string_view password, std::string_view hash);
/// What every seeded login has for a password. It is public: seeds belong to loopback servers.
inline constexpr std::string_view seed_password = "adsbox-password";
/// Stands for seed_password in a seeded login, so that seeding hashes nothing.
inline constexpr std::string_view seed_password_hash = "seed";

/// Six digits of RFC 6238 (SHA-1, 30 s) for a base32 secret.
std::string totp(std::string_view base32_secret, std::int64_t unix_seconds);
/// Number of the 30 s step of that moment.
constexpr std::int64_t totp_step(std::int64_t unix_seconds) {
  return unix_seconds / 30;
}
/// The step that `code` belongs to: that of the moment, or the one before or after. nullopt: the code is wrong.
std::optional<std::int64_t> find_totp_step(std::string_view base32_secret, std::string_view code, std::int64_t unix_seconds);
/// 32 base32 characters.
std::string new_totp_secret(world::World& world);

enum class Generation : std::uint8_t { v2, live, google };
std::string_view name(Generation g);
Generation generation_of(std::string_view name);

// Only A-Z a-z 0-9 . _ - ! * ~, since scripts put tokens into URLs and bodies unescaped. They begin with the world's mark.
std::string new_code(world::World& world, Generation g);
std::string new_access_token(world::World& world, Generation g);
std::string new_refresh_token(world::World& world, Generation g);
std::string new_client_secret(world::World& world);
/// Short upper-case alphanumeric text.
std::string new_developer_token(world::World& world);

/// A GUID that is always the same for the same text.
std::string derived_guid(std::string_view text);
bool is_guid(std::string_view s);
std::string lower(std::string_view s);

}  // namespace adsbox::identity
