// Id tokens and the key that signs them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "identity/logins.h"
#include "world/world.h"

namespace adsbox::identity {

struct IdTokenClaims {
  std::string client_id, nonce, tenant;
  bool profile = false, email = false;
  Generation generation = Generation::v2;
  std::string issuer;
};

/// A signed JWT (RS256) that says who signed in. Ends with the access token. Empty when the library fails.
std::string id_token(world::World& world, const Login& login, const IdTokenClaims& claims);
/// Live's `authentication_token`: a JWT signed with a key of the world (HS256).
std::string authentication_token(world::World& world, const Login& login, std::string_view client_id);
/// The public keys as a JSON Web Key Set. The world's key (RSA, 2048 bits) is made when first asked for and kept in its store.
std::string key_set(const std::vector<world::World*>& worlds);
/// An HMAC (SHA-256, base64url) of the text with a key that the world keeps: whoever has it got it from this world.
std::string sign_text(world::World& world, std::string_view text);

}  // namespace adsbox::identity
