// Options that several commands share.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "adsbox/client.h"
#include "adsbox/oauth.h"
#include "cli/parser.h"

namespace adsbox::cli {

/// Parses, and returns the exit code where the command ends here (help, wrong arguments).
std::optional<int> parse(Parser& app, int argc, char** argv);

/// Which server: --url, --production, --sandbox, and how to trust it.
struct Target {
  std::string url = "http://127.0.0.1:8080";
  bool production = false, sandbox = false, insecure = false;
  std::string ca_file;

  void add_to(Parser& app);
  [[nodiscard]] Environment environment() const;
  [[nodiscard]] std::shared_ptr<Transport> transport() const;
  [[nodiscard]] bool is_local() const { return !production && !sandbox; }
};

/// As whom. Against adsbox everything has a default; against the real service the application and the developer token must be
/// one's own.
struct Caller {
  std::string client_id, client_secret, redirect_uri, scope, user, developer_token, access_token, refresh_token_file;
  bool live = false, google = false;

  void add_to(Parser& app, bool with_developer_token);
  /// Fills what was not given with what a fresh adsbox knows, or (real service) says what is missing.
  std::optional<std::string> complete(const Target& target);
  [[nodiscard]] OAuthClient oauth(const Target& target, std::shared_ptr<Transport> transport) const;
};

/// The seeded sandbox of adsbox.
inline constexpr std::string_view sandbox_client_id = "4c0b021c-00c3-4508-838f-d3127e8167ff";
inline constexpr std::string_view sandbox_user = "someone@outlook-int.com";
inline constexpr std::string_view sandbox_developer_token = "BBD37VB98";
inline constexpr std::int64_t sandbox_customer = 250000001;
inline constexpr std::int64_t sandbox_account = 180000001;

/// A signed-in session by the shortest way: --access-token, the stored refresh token, headless consent (adsbox), or a browser:
/// the URL is printed on stderr and the redirect read from standard input.
std::expected<TokenSource, ApiError> sign_in(const Target& target, const Caller& caller,
                                             const std::shared_ptr<Transport>& transport);
/// The same as tokens; stores a new refresh token when a file was named.
std::expected<Tokens, ApiError> obtain_tokens(const Target& target, const Caller& caller,
                                              const std::shared_ptr<Transport>& transport);
/// Asks for consent in the user's browser.
std::expected<Tokens, ApiError> consent_in_browser(const OAuthClient& oauth, const std::string& login_hint);

/// Writes a secret to `path` so that only its owner can read it (0600), replacing the file in one step. Error: why not.
std::optional<std::string> write_secret(const std::string& path, std::string_view secret);
/// The whole file without trailing line ends, nullopt when it cannot be read.
std::optional<std::string> read_file(const std::string& path);

}  // namespace adsbox::cli
