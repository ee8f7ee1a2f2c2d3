#include "cli/arguments.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "cli/terminal.h"

namespace adsbox::cli {

std::optional<int> parse(Parser& app, int argc, char** argv) {
  std::string problem;
  switch (app.parse(argc, argv, problem)) {
    case Parser::Outcome::parsed:
      return std::nullopt;
    case Parser::Outcome::help:
      out(app.help());
      return 0;
    case Parser::Outcome::wrong:
      break;
  }
  err("adsbox " + app.name() + ": " + problem + "\nadsbox " + app.name() + " --help tells more.\n");
  return 2;
}

void Target::add_to(Parser& app) {
  auto* at = app.add_option("--url", url, "base address of a server that serves the official paths (environment: ADSBOX_URL)")
                 ->envname("ADSBOX_URL")
                 ->capture_default_str();
  auto* real = app.add_flag("--production", production, "the live service of Microsoft Advertising");
  auto* box = app.add_flag("--sandbox", sandbox, "the public sandbox of Microsoft Advertising");
  real->excludes(box);
  (void)at;
  app.add_option("--ca", ca_file, "PEM file of authorities to trust, such as adsbox's own")->envname("ADSBOX_CA");
  app.add_flag("--insecure", insecure, "do not check the server's certificate");
}

Environment Target::environment() const {
  if (production) return Environment::production();
  if (sandbox) return Environment::sandbox();
  return Environment::at(url);
}

std::shared_ptr<Transport> Target::transport() const {
  return make_transport({.ca_file = ca_file, .insecure = insecure, .user_agent = "adsbox/" ADSBOX_VERSION});
}

void Caller::add_to(Parser& app, bool with_developer_token) {
  app.add_option("--client-id", client_id, "application (client) id");
  app.add_option("--client-secret", client_secret, "secret of a web application")->envname("ADSBOX_CLIENT_SECRET");
  app.add_option("--redirect-uri", redirect_uri, "redirect URI of the application (default: that of native ones)");
  app.add_option("--scope", scope, "scopes to ask for, separated by blanks");
  app.add_option("--user", user, "mail address of who signs in");
  app.add_flag("--live", live, "sign in by Live Connect");
  app.add_flag("--google", google, "sign in with a Google account");
  app.add_option("--access-token", access_token, "use this token, sign nobody in")->envname("ADSBOX_ACCESS_TOKEN");
  app.add_option("--refresh-token-file", refresh_token_file,
                 "use the refresh token in this file, and keep the newest in it (readable by its owner only)");
  if (with_developer_token)
    app.add_option("--developer-token", developer_token, "developer token")->envname("ADSBOX_DEVELOPER_TOKEN");
}

std::optional<std::string> Caller::complete(const Target& target) {
  if (target.is_local()) {
    if (client_id.empty()) client_id = sandbox_client_id;
    if (user.empty()) user = sandbox_user;
  }
  if (target.is_local() || target.sandbox) {
    if (developer_token.empty()) developer_token = sandbox_developer_token;
  }
  if (client_id.empty() && access_token.empty()) return "the real service needs your application's id: --client-id";
  if (developer_token.empty()) return "the real service needs your developer token: --developer-token";
  return std::nullopt;
}

OAuthClient Caller::oauth(const Target& target, std::shared_ptr<Transport> transport) const {
  return OAuthClient(target.environment(),
                     {.client_id = client_id,
                      .client_secret = client_secret,
                      .redirect_uri = redirect_uri,
                      .sign_in = google ? SignIn::google
                                 : live ? SignIn::live_connect
                                        : SignIn::identity_platform,
                      .scope = scope},
                     std::move(transport));
}

std::expected<Tokens, ApiError> consent_in_browser(const OAuthClient& oauth, const std::string& login_hint) {
  const auto pkce = Pkce::create();
  const auto state = random_state();
  err("Open this address in a browser, sign in and agree:\n\n  " +
      oauth.authorize_url({.state = state, .login_hint = login_hint, .code_challenge = pkce.challenge}) +
      "\n\nThe browser ends at an empty page. Paste its address here: ");
  const auto code = OAuthClient::parse_redirect(read_line(), state);
  if (!code) return std::unexpected(code.error());
  return oauth.exchange_code(*code, pkce.verifier);
}

namespace {

ApiError local_failure(std::string message) {
  ApiError e;
  e.kind = ApiError::Kind::invalid_request;
  e.request_sent = false;
  e.message = std::move(message);
  return e;
}

/// The way to the first tokens, without storing anything.
std::expected<Tokens, ApiError> first_tokens(const OAuthClient& oauth, const Target& target, const Caller& caller) {
  if (!caller.refresh_token_file.empty()) {
    if (const auto stored = read_file(caller.refresh_token_file); stored && !stored->empty()) {
      auto tokens = oauth.refresh(*stored);
      // Revoked, or of a server that has forgotten it: ask for consent anew.
      if (tokens || tokens.error().symbol != "invalid_grant") return tokens;
    }
  }
  return target.is_local() ? oauth.sign_in_headless(caller.user) : consent_in_browser(oauth, caller.user);
}

}  // namespace

std::expected<Tokens, ApiError> obtain_tokens(const Target& target, const Caller& caller,
                                              const std::shared_ptr<Transport>& transport) {
  auto tokens = first_tokens(caller.oauth(target, transport), target, caller);
  if (tokens && !caller.refresh_token_file.empty()) {
    if (const auto problem = write_secret(caller.refresh_token_file, tokens->refresh_token))
      return std::unexpected(local_failure(*problem));
  }
  return tokens;
}

std::expected<TokenSource, ApiError> sign_in(const Target& target, const Caller& caller,
                                             const std::shared_ptr<Transport>& transport) {
  if (!caller.access_token.empty()) return fixed_token(caller.access_token);
  auto tokens = obtain_tokens(target, caller, transport);
  if (!tokens) return std::unexpected(std::move(tokens.error()));
  std::function<void(const Tokens&)> keep;
  if (!caller.refresh_token_file.empty()) {
    keep = [path = caller.refresh_token_file](const Tokens& t) {
      if (const auto problem = write_secret(path, t.refresh_token)) err(*problem + "\n");
    };
  }
  return Session::create(caller.oauth(target, transport), std::move(*tokens), std::move(keep))->source();
}

std::optional<std::string> write_secret(const std::string& path, std::string_view secret) {
  const auto temporary = path + ".new";
  const auto problem = [&] { return "cannot write " + path + ": " + std::strerror(errno); };
  unlink(temporary.c_str());
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return problem();
  std::string text(secret);
  text += '\n';
  const bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  if (close(fd) != 0 || !written || rename(temporary.c_str(), path.c_str()) != 0) {
    auto message = problem();
    unlink(temporary.c_str());
    return message;
  }
  return std::nullopt;
}

std::optional<std::string> read_file(const std::string& path) {
  std::FILE* f = std::fopen(path.c_str(), "rbe");
  if (f == nullptr) return std::nullopt;
  std::string text;
  char buffer[16 * 1024];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, f)) > 0;) text.append(buffer, n);
  const bool good = std::ferror(f) == 0;
  std::fclose(f);
  if (!good) return std::nullopt;
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

}  // namespace adsbox::cli
