// Signs a user in: consent in a browser (or none, against adsbox), code, tokens, refresh.
//
//   #include "adsbox/oauth.h"
//
//   std::string get_token() {
//     using namespace adsbox;
//     OAuthClient oauth(Environment::at("http://127.0.0.1:8080"), {.client_id = "4c0b021c-00c3-4508-838f-d3127e8167ff"});
//     // Without a browser: the server consents by itself. With one: send the user to authorize_url(), then parse_redirect().
//     auto tokens = oauth.sign_in_headless("someone@outlook-int.com");
//     return tokens ? tokens->access_token : tokens.error().describe();
//   }
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "adsbox/api_error.h"
#include "adsbox/client.h"
#include "adsbox/environment.h"
#include "adsbox/transport.h"

namespace adsbox {

/// An application as registered.
struct OAuthApp {
  std::string client_id;
  /// Web applications only; native ones have none.
  std::string client_secret;
  /// Must be registered. Empty: the environment's address for native applications.
  std::string redirect_uri;
  SignIn sign_in = SignIn::identity_platform;
  std::string tenant = "common";
  /// Separated by blanks. Empty: the environment's default, which includes a refresh token.
  std::string scope;
};

struct Tokens {
  std::string access_token;
  /// Each refresh gives a new one. Keep it like a password.
  std::string refresh_token;
  std::string id_token;
  std::string scope;
  std::chrono::system_clock::time_point expires_at{};
};

/// Proof that who redeems the code is who asked for it (RFC 7636, S256).
struct Pkce {
  std::string verifier;
  std::string challenge;
  /// A random one.
  static Pkce create();
  static Pkce from_verifier(std::string verifier);
};

struct AuthorizeRequest {
  /// Comes back unchanged; must not be guessable. See random_state().
  std::string state;
  std::string login_hint;
  /// none, login, consent, select_account; empty = as the service likes.
  std::string prompt;
  /// From Pkce; empty = no proof.
  std::string code_challenge;
};

std::string random_state();

class OAuthClient {
 public:
  OAuthClient(Environment environment, OAuthApp app, std::shared_ptr<Transport> transport = {},
              std::function<std::chrono::system_clock::time_point()> now = {});

  /// Where to send the user's browser.
  [[nodiscard]] std::string authorize_url(const AuthorizeRequest& request) const;
  /// The code out of the address that the browser ended at. Fails when it carries an error or another state.
  [[nodiscard]] static std::expected<std::string, ApiError> parse_redirect(std::string_view url, std::string_view expected_state);
  /// Redeems a code; `verifier` is the one whose challenge went into the authorize request.
  [[nodiscard]] std::expected<Tokens, ApiError> exchange_code(std::string_view code, std::string_view verifier = {}) const;
  /// New tokens. Where the service sends no new refresh token (Google) the old one is kept.
  [[nodiscard]] std::expected<Tokens, ApiError> refresh(std::string_view refresh_token) const;
  /// The whole way without a page: prompt=none with PKCE and state. Works where the server consents by itself, as adsbox does.
  [[nodiscard]] std::expected<Tokens, ApiError> sign_in_headless(std::string_view login_hint) const;

  [[nodiscard]] const OAuthApp& app() const { return app_; }
  [[nodiscard]] std::chrono::system_clock::time_point now() const { return now_(); }

 private:
  [[nodiscard]] std::expected<Tokens, ApiError> request_tokens(std::string form, std::string_view old_refresh_token) const;
  Environment environment_;
  OAuthApp app_;
  std::shared_ptr<Transport> transport_;
  std::function<std::chrono::system_clock::time_point()> now_;
};

/// A signed-in user: hands out access tokens and renews them in time. Thread-safe.
class Session : public std::enable_shared_from_this<Session> {
 public:
  /// `on_refresh` is told every new set of tokens, to store the refresh token; it runs under the session's lock.
  static std::shared_ptr<Session> create(OAuthClient oauth, Tokens tokens, std::function<void(const Tokens&)> on_refresh = {});

  /// A token good for at least a minute, or what the identity service said against it.
  std::expected<std::string, ApiError> access_token(bool renew = false);
  /// For ClientOptions::token. Keeps the session alive.
  TokenSource source();

 private:
  Session(OAuthClient oauth, Tokens tokens, std::function<void(const Tokens&)> on_refresh);
  OAuthClient oauth_;
  std::mutex mutex_;
  Tokens tokens_;
  std::function<void(const Tokens&)> on_refresh_;
};

}  // namespace adsbox
