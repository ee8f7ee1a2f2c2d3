#include "adsbox/environment.h"

namespace adsbox {
namespace {

constexpr std::string_view login_host = "https://login.microsoftonline.com";
constexpr std::string_view live_host = "https://login.live.com";
constexpr std::string_view live_sandbox_host = "https://login.live-int.com";

std::string join(std::string_view a, std::string_view b, std::string_view c = {}, std::string_view d = {}) {
  std::string s;
  s.reserve(a.size() + b.size() + c.size() + d.size());
  return s.append(a).append(b).append(c).append(d);
}

}  // namespace

Environment Environment::production() {
  return {Kind::production, {}};
}
Environment Environment::sandbox() {
  return {Kind::sandbox, {}};
}

Environment Environment::at(std::string base_url) {
  while (base_url.ends_with('/')) base_url.pop_back();
  return {Kind::local, std::move(base_url)};
}

std::string Environment::service_url(std::string_view host, std::string_view path) const {
  if (is_local()) return join(base_, path);
  return join("https://", host, kind_ == Kind::sandbox ? ".api.sandbox.bingads.microsoft.com" : ".api.bingads.microsoft.com",
              path);
}

std::string Environment::authorize_url(SignIn sign_in, std::string_view tenant) const {
  switch (sign_in) {
    case SignIn::live_connect:
      return join(is_local()               ? std::string_view(base_)
                  : kind_ == Kind::sandbox ? live_sandbox_host
                                           : live_host,
                  "/oauth20_authorize.srf");
    case SignIn::google:
      return join(is_local() ? std::string_view(base_) : "https://accounts.google.com", "/o/oauth2/v2/auth");
    case SignIn::identity_platform:
      break;
  }
  return join(is_local() ? std::string_view(base_) : login_host, "/", tenant, "/oauth2/v2.0/authorize");
}

std::string Environment::token_url(SignIn sign_in, std::string_view tenant) const {
  switch (sign_in) {
    case SignIn::live_connect:
      return join(is_local()               ? std::string_view(base_)
                  : kind_ == Kind::sandbox ? live_sandbox_host
                                           : live_host,
                  "/oauth20_token.srf");
    case SignIn::google:
      return join(is_local() ? std::string_view(base_) : "https://oauth2.googleapis.com", "/token");
    case SignIn::identity_platform:
      break;
  }
  return join(is_local() ? std::string_view(base_) : login_host, "/", tenant, "/oauth2/v2.0/token");
}

std::string Environment::native_redirect_uri(SignIn sign_in) const {
  switch (sign_in) {
    case SignIn::live_connect:
      return join(kind_ == Kind::production ? live_host : live_sandbox_host, "/oauth20_desktop.srf");
    case SignIn::google:
      return "http://localhost";
    case SignIn::identity_platform:
      break;
  }
  return join(login_host, "/common/oauth2/nativeclient");
}

std::string Environment::default_scope(SignIn sign_in) const {
  switch (sign_in) {
    case SignIn::live_connect:
      return "bingads.manage";
    case SignIn::google:
      return "openid email profile";
    case SignIn::identity_platform:
      break;
  }
  // The sandbox has a resource of its own behind the common sign-in.
  return kind_ == Kind::sandbox ? "https://si.ads.microsoft.com/msads.manage offline_access"
                                : "https://ads.microsoft.com/msads.manage offline_access";
}

}  // namespace adsbox
