#include "adsbox/oauth.h"

#include <openssl/evp.h>
#include <sys/random.h>

#include <algorithm>
#include <array>

#include "client/fault.h"
#include "client/url.h"
#include "codec/json_tree.h"

namespace adsbox {
namespace {

/// Tokens are renewed when they end within this: a call may take as long.
constexpr std::chrono::seconds renewal_margin{60};
/// A year: what an answer claims beyond that is nonsense.
constexpr std::int64_t longest_life = 366LL * 24 * 3600;

std::string base64url(const unsigned char* data, std::size_t size) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (std::size_t i = 0; i < size; ++i) {
    bits = bits << 8 | data[i];
    for (count += 8; count >= 6; count -= 6) out += alphabet[bits >> (count - 6) & 63];
  }
  if (count > 0) out += alphabet[bits << (6 - count) & 63];
  return out;
}

std::string random_text() {
  std::array<unsigned char, 32> bytes{};
  while (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
  }
  return base64url(bytes.data(), bytes.size());
}

ApiError sign_in_error(std::string symbol, std::string message) {
  ApiError e;
  e.kind = ApiError::Kind::sign_in;
  e.symbol = std::move(symbol);
  e.message = std::move(message);
  // "AADSTS70000: ..." carries the number that documentation and support go by.
  constexpr std::string_view prefix = "AADSTS";
  if (const auto at = e.message.find(prefix); at != std::string::npos) {
    std::int32_t n = 0;
    for (auto i = at + prefix.size(); i < e.message.size() && e.message[i] >= '0' && e.message[i] <= '9' && n < 100'000'000; ++i)
      n = n * 10 + (e.message[i] - '0');
    e.code = n;
  }
  return e;
}

ApiError refusal(const HttpResponse& response, const codec::JsonValue& answer) {
  auto e = sign_in_error(answer["error"].text(), answer["error_description"].text());
  if (e.symbol.empty() && e.message.empty()) {
    e.kind = ApiError::Kind::http;
    e.message = "HTTP " + std::to_string(response.status) + " from the token endpoint";
  }
  e.http_status = response.status;
  e.raw_response = response.body;
  return e;
}

}  // namespace

std::string random_state() {
  return random_text().substr(0, 22);
}

Pkce Pkce::create() {
  return from_verifier(random_text());
}

Pkce Pkce::from_verifier(std::string verifier) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(verifier.data(), verifier.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return {std::move(verifier), base64url(digest.data(), size)};
}

OAuthClient::OAuthClient(Environment environment, OAuthApp app, std::shared_ptr<Transport> transport,
                         std::function<std::chrono::system_clock::time_point()> now)
    : environment_(std::move(environment)), app_(std::move(app)), transport_(std::move(transport)), now_(std::move(now)) {
  if (!transport_) transport_ = make_transport();
  if (!now_) now_ = [] { return std::chrono::system_clock::now(); };
  if (app_.redirect_uri.empty()) app_.redirect_uri = environment_.native_redirect_uri(app_.sign_in);
  if (app_.scope.empty()) app_.scope = environment_.default_scope(app_.sign_in);
}

std::string OAuthClient::authorize_url(const AuthorizeRequest& request) const {
  auto url = environment_.authorize_url(app_.sign_in, app_.tenant) + "?";
  client::append_parameter(url, "client_id", app_.client_id);
  client::append_parameter(url, "response_type", "code");
  client::append_parameter(url, "redirect_uri", app_.redirect_uri);
  client::append_parameter(url, "scope", app_.scope);
  if (app_.sign_in == SignIn::google) client::append_parameter(url, "access_type", "offline");  // else no refresh token
  if (!request.prompt.empty()) client::append_parameter(url, "prompt", request.prompt);
  if (!request.login_hint.empty()) client::append_parameter(url, "login_hint", request.login_hint);
  if (!request.code_challenge.empty()) {
    client::append_parameter(url, "code_challenge", request.code_challenge);
    client::append_parameter(url, "code_challenge_method", "S256");
  }
  if (!request.state.empty()) client::append_parameter(url, "state", request.state);
  return url;
}

std::expected<std::string, ApiError> OAuthClient::parse_redirect(std::string_view url, std::string_view expected_state) {
  if (auto error = client::parameter(url, "error"))
    return std::unexpected(sign_in_error(*error, client::parameter(url, "error_description").value_or("")));
  auto code = client::parameter(url, "code");
  if (!code || code->empty()) return std::unexpected(sign_in_error("no_code", "the address carries no code"));
  if (client::parameter(url, "state").value_or("") != expected_state)
    return std::unexpected(sign_in_error("wrong_state", "the address does not belong to this request: its state differs"));
  return *code;
}

std::expected<Tokens, ApiError> OAuthClient::exchange_code(std::string_view code, std::string_view verifier) const {
  std::string form;
  client::append_parameter(form, "client_id", app_.client_id);
  client::append_parameter(form, "grant_type", "authorization_code");
  client::append_parameter(form, "code", code);
  client::append_parameter(form, "redirect_uri", app_.redirect_uri);
  if (app_.sign_in != SignIn::google) client::append_parameter(form, "scope", app_.scope);
  if (!verifier.empty()) client::append_parameter(form, "code_verifier", verifier);
  return request_tokens(std::move(form), {});
}

std::expected<Tokens, ApiError> OAuthClient::refresh(std::string_view refresh_token) const {
  std::string form;
  client::append_parameter(form, "client_id", app_.client_id);
  client::append_parameter(form, "grant_type", "refresh_token");
  client::append_parameter(form, "refresh_token", refresh_token);
  if (app_.sign_in != SignIn::google) client::append_parameter(form, "scope", app_.scope);
  return request_tokens(std::move(form), refresh_token);
}

std::expected<Tokens, ApiError> OAuthClient::request_tokens(std::string form, std::string_view old_refresh_token) const {
  if (!app_.client_secret.empty()) client::append_parameter(form, "client_secret", app_.client_secret);
  HttpRequest request{.method = "POST", .url = environment_.token_url(app_.sign_in, app_.tenant), .body = std::move(form)};
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
  const auto asked_at = now_();
  auto response = transport_->send(request);
  if (!response) return std::unexpected(client::no_answer(std::move(response.error())));
  const auto answer = codec::parse_json(response->body).value_or(codec::JsonValue());
  if (response->status != 200) return std::unexpected(refusal(*response, answer));
  Tokens t{.access_token = answer["access_token"].text(),
           .refresh_token = answer["refresh_token"].text(),
           .id_token = answer["id_token"].text(),
           .scope = answer["scope"].text(),
           .expires_at = asked_at + std::chrono::seconds(
                                        std::clamp<std::int64_t>(answer["expires_in"].integer().value_or(0), 0, longest_life))};
  if (t.access_token.empty()) return std::unexpected(refusal(*response, answer));
  if (t.refresh_token.empty()) t.refresh_token = old_refresh_token;
  return t;
}

std::expected<Tokens, ApiError> OAuthClient::sign_in_headless(std::string_view login_hint) const {
  const auto pkce = Pkce::create();
  const auto state = random_state();
  auto response = transport_->send(
      {.method = "GET",
       .url = authorize_url(
           {.state = state, .login_hint = std::string(login_hint), .prompt = "none", .code_challenge = pkce.challenge})});
  if (!response) return std::unexpected(client::no_answer(std::move(response.error())));
  const auto location = response->header("Location");
  if (location.empty()) {
    auto e =
        sign_in_error("interaction_required", "the service wants to show a page (HTTP " + std::to_string(response->status) + ")");
    e.http_status = response->status;
    e.raw_response = std::move(response->body);
    return std::unexpected(std::move(e));
  }
  const auto code = parse_redirect(location, state);
  if (!code) return std::unexpected(code.error());
  return exchange_code(*code, pkce.verifier);
}

Session::Session(OAuthClient oauth, Tokens tokens, std::function<void(const Tokens&)> on_refresh)
    : oauth_(std::move(oauth)), tokens_(std::move(tokens)), on_refresh_(std::move(on_refresh)) {}

std::shared_ptr<Session> Session::create(OAuthClient oauth, Tokens tokens, std::function<void(const Tokens&)> on_refresh) {
  return std::shared_ptr<Session>(new Session(std::move(oauth), std::move(tokens), std::move(on_refresh)));
}

std::expected<std::string, ApiError> Session::access_token(bool renew) {
  const std::lock_guard lock(mutex_);
  if (!renew && tokens_.expires_at - oauth_.now() > renewal_margin) return tokens_.access_token;
  if (tokens_.refresh_token.empty()) {
    if (!renew && !tokens_.access_token.empty() && tokens_.expires_at > oauth_.now()) return tokens_.access_token;
    return std::unexpected(sign_in_error("interaction_required", "the access token has ended and there is no refresh token"));
  }
  auto fresh = oauth_.refresh(tokens_.refresh_token);
  if (!fresh) return std::unexpected(std::move(fresh.error()));
  tokens_ = std::move(*fresh);
  if (on_refresh_) on_refresh_(tokens_);
  return tokens_.access_token;
}

TokenSource Session::source() {
  return [self = shared_from_this()](bool renew) { return self->access_token(renew); };
}

}  // namespace adsbox
