#include "identity/keys.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <array>
#include <memory>
#include <mutex>

#include "identity/json.h"
#include "identity/tokens.h"

namespace adsbox::identity {
namespace {

struct FreeKey {
  void operator()(EVP_PKEY* k) const { EVP_PKEY_free(k); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* c) const { EVP_MD_CTX_free(c); }
};
struct FreeBio {
  void operator()(BIO* b) const { BIO_free(b); }
};
struct FreeNumber {
  void operator()(BIGNUM* n) const { BN_free(n); }
};
/// Shared: whoever signs keeps the key while another thread replaces it.
using Key = std::shared_ptr<EVP_PKEY>;
using Bio = std::unique_ptr<BIO, FreeBio>;

std::string number(const EVP_PKEY* key, const char* name) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) return {};
  const std::unique_ptr<BIGNUM, FreeNumber> n(raw);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(raw)), '\0');
  BN_bn2bin(raw, reinterpret_cast<unsigned char*>(bytes.data()));
  return base64url(bytes);
}

std::string to_pem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) return {};
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

Key from_pem(std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return {bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr) : nullptr, FreeKey()};
}

/// The world's keys: read from its store, made when there are none.
class KeyRing {
  std::mutex mutex_;
  Key key_;
  std::string id_, symmetric_;
  std::uint64_t version_ = 0;

 public:
  struct View {
    Key key;
    std::string id, symmetric;
  };

  View get(world::World& world, bool with_rsa) {
    const std::scoped_lock lock(mutex_);
    // A restored snapshot brings its own key: the row is read again when it may have changed.
    const auto version = world.store().version(kind_of<internal::SigningKey>());
    if (version != version_ || symmetric_.empty() || (with_rsa && !key_)) load(world, with_rsa);
    return {key_, id_, symmetric_};
  }

 private:
  void load(world::World& world, bool with_rsa) {
    auto row = reading(world.store(), [](store::Reader& r) { return identity::get<internal::SigningKey>(r, 1); });
    key_.reset();
    if (row && !row->value.private_key_pem.empty()) key_ = from_pem(row->value.private_key_pem);
    if (!row) {
      row.emplace();
      row->id = 1;
    }
    const bool complete = !row->value.symmetric_key.empty() && (key_ || !with_rsa);
    if (!complete) {
      if (with_rsa && !key_) {
        key_.reset(EVP_RSA_gen(2048), FreeKey());
        if (!key_) return;
        row->value.private_key_pem = to_pem(key_.get());
        row->value.key_id = sha256(number(key_.get(), OSSL_PKEY_PARAM_RSA_N)).substr(0, 27);
      }
      if (row->value.symmetric_key.empty()) {
        // The world's own randomness: with a seed, addresses of files are the same each time, and in copies of a world.
        row->value.symmetric_key = world.random().alphanumeric(43);
      }
      world.store().write([&](store::Writer& w) {
        put(w, *row, world.clock().ticks());
        return true;
      });
    }
    id_ = row->value.key_id.str();
    symmetric_ = row->value.symmetric_key.str();
    version_ = world.store().version(kind_of<internal::SigningKey>());
  }
};

std::string sign(EVP_PKEY* key, std::string_view text) {
  const std::unique_ptr<EVP_MD_CTX, FreeContext> c(EVP_MD_CTX_new());
  if (!c || EVP_DigestSignInit(c.get(), nullptr, EVP_sha256(), nullptr, key) != 1) return {};
  std::size_t size = 0;
  const auto* data = reinterpret_cast<const unsigned char*>(text.data());
  if (EVP_DigestSign(c.get(), nullptr, &size, data, text.size()) != 1) return {};
  std::string signature(size, '\0');
  if (EVP_DigestSign(c.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, data, text.size()) != 1) return {};
  signature.resize(size);
  return base64url(signature);
}

/// HMAC (SHA-256), base64url.
std::string hmac(std::string_view key, std::string_view text) {
  std::array<unsigned char, 32> mac{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
       mac.data(), &size);
  return base64url({reinterpret_cast<const char*>(mac.data()), size});
}

}  // namespace

std::string id_token(world::World& world, const Login& login, const IdTokenClaims& c) {
  const auto keys = world.attached<KeyRing>().get(world, true);
  if (!keys.key) return {};
  const auto now = world.clock().seconds();
  const auto& l = login.value;
  Json header;
  header.add("typ", "JWT").add("alg", "RS256").add("kid", keys.id);
  Json body;
  const bool google = c.generation == Generation::google;
  body.add("ver", "2.0")
      .add("iss", c.issuer)
      .add("aud", c.client_id)
      .add("iat", now)
      .add("nbf", now)
      .add("exp", now + access_token_seconds)
      // Pairwise: another application sees another subject.
      .add("sub", sha256(l.object_id.str() + "|" + (google ? std::string() : c.client_id)));
  if (!google) body.add("tid", c.tenant);
  if (!c.nonce.empty()) body.add("nonce", c.nonce);
  if (c.profile) {
    auto full = l.first_name.str();
    if (!l.last_name.empty()) full.append(full.empty() ? "" : " ").append(l.last_name.view());
    body.add("name", full.empty() ? l.email.str() : full);
    if (!google) body.add("preferred_username", l.email).add("oid", l.object_id);
  }
  if (c.email) {
    body.add("email", l.email);
    if (google) body.add("email_verified", true);
  }
  const auto text = base64url(header.str()) + "." + base64url(body.str());
  return text + "." + sign(keys.key.get(), text);
}

std::string authentication_token(world::World& world, const Login& login, std::string_view client_id) {
  const auto keys = world.attached<KeyRing>().get(world, false);
  Json header;
  header.add("alg", "HS256").add("kid", "0").add("typ", "JWT");
  Json body;
  body.add("ver", std::int64_t{1})
      .add("iss", "urn:windows:liveid")
      .add("exp", world.clock().seconds() + access_token_seconds)
      .add("uid", sha256(login.value.object_id.str() + "|" + std::string(client_id)).substr(0, 32))
      .add("aud", client_id)
      .add("urn:microsoft:appid", client_id);
  const auto text = base64url(header.str()) + "." + base64url(body.str());
  return text + "." + hmac(keys.symmetric, text);
}

std::string sign_text(world::World& world, std::string_view text) {
  return hmac(world.attached<KeyRing>().get(world, false).symmetric, text);
}

std::string key_set(const std::vector<world::World*>& worlds) {
  std::vector<std::string> keys;
  for (auto* world : worlds) {
    const auto k = world->attached<KeyRing>().get(*world, true);
    if (!k.key) continue;
    keys.push_back(Json()
                       .add("kty", "RSA")
                       .add("use", "sig")
                       .add("alg", "RS256")
                       .add("kid", k.id)
                       .add("n", number(k.key.get(), OSSL_PKEY_PARAM_RSA_N))
                       .add("e", number(k.key.get(), OSSL_PKEY_PARAM_RSA_E))
                       .str());
  }
  return Json().raw("keys", json_array(keys)).str();
}

}  // namespace adsbox::identity
