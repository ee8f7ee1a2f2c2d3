// Which servers the SDK talks to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace adsbox {

/// The sign-in services that issue tokens for the API.
enum class SignIn : std::uint8_t {
  identity_platform,  // login.microsoftonline.com, OAuth 2.0 v2 endpoints: what new programs use
  live_connect,       // login.live.com: older programs, personal accounts only
  google,             // accounts.google.com: users registered with a Google account
};

class Environment {
 public:
  /// The live service: calls cost money.
  static Environment production();
  /// The public sandbox.
  static Environment sandbox();
  /// Everything below one address, as adsbox serves it: `http://127.0.0.1:8080`. A trailing slash is dropped.
  static Environment at(std::string base_url);

  /// Address of a service. `host` is its host name without suffix (campaign), `path` begins with a slash.
  [[nodiscard]] std::string service_url(std::string_view host, std::string_view path) const;
  [[nodiscard]] std::string authorize_url(SignIn sign_in, std::string_view tenant = "common") const;
  [[nodiscard]] std::string token_url(SignIn sign_in, std::string_view tenant = "common") const;
  /// Where native applications are sent after consent.
  [[nodiscard]] std::string native_redirect_uri(SignIn sign_in) const;
  /// Scopes that give access to the API and a refresh token.
  [[nodiscard]] std::string default_scope(SignIn sign_in) const;
  [[nodiscard]] bool is_local() const { return kind_ == Kind::local; }
  [[nodiscard]] const std::string& base_url() const { return base_; }

 private:
  enum class Kind : std::uint8_t { production, sandbox, local };
  Environment(Kind kind, std::string base) : kind_(kind), base_(static_cast<std::string&&>(base)) {}
  Kind kind_;
  std::string base_;
};

}  // namespace adsbox
