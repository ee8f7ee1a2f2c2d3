// The environment in which unmodified programs reach adsbox under the official host names. Pure: no files, no sockets.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adsbox::cli {

/// With what a program signs in: the first environment of a server.
struct Credentials {
  std::string environment, developer_token, client_id, user, password, customer_id, account_id;
};

/// What a server tells about itself at connection_path.
struct Connection {
  std::string http, https, proxy;  // base addresses; https and proxy are empty when there is no such listener
  bool pass_through = false;
  std::vector<Credentials> environments;

  [[nodiscard]] std::string json() const;
  static std::optional<Connection> parse(std::string_view json);
};
/// Where a server tells it, to this machine only.
inline constexpr std::string_view connection_path = "/_adsbox/v1/connection";

/// Files that programs read, made by write_program_files().
struct ProgramFiles {
  std::string directory;
  [[nodiscard]] std::string ca() const { return directory + "/ca.pem"; }
  [[nodiscard]] std::string bundle() const { return directory + "/bundle.pem"; }      // what to trust, as PEM
  [[nodiscard]] std::string certificates() const { return directory + "/certs"; }     // the same as OpenSSL's directory
  [[nodiscard]] std::string trust_store() const { return directory + "/trust.p12"; }  // the same for Java
  [[nodiscard]] std::string php() const { return directory + "/php"; }                // a directory of one ini file
  [[nodiscard]] std::string node() const { return directory + "/node.cjs"; }          // a module that Node loads first
  [[nodiscard]] std::string redirect() const { return directory + "/libadsbox_redirect.so"; }
};
inline constexpr std::string_view trust_store_password = "adsbox";

struct ProgramSettings {
  Connection connection;
  ProgramFiles files;
  std::string world;  // empty: the server's choice
  bool pass_through = false;
  bool redirect = true;  // preload the library that leads clients without a notion of proxies
};

struct Variable {
  std::string name, value;
  bool operator==(const Variable&) const = default;
};
/// Value of a variable as it is now; nothing when it is not set.
using CurrentVariable = std::function<std::optional<std::string>(const std::string&)>;

/// All variables to set. Those that users set themselves, too (NO_PROXY, NODE_OPTIONS, ...), are added to; what they were is kept
/// in ADSBOX_BEFORE_*, so that a second time adds nothing and clear_environment() can go back.
std::vector<Variable> program_environment(const ProgramSettings& settings, const CurrentVariable& current);

/// What takes it all back: values to set again, and names to unset.
struct Clearing {
  std::vector<Variable> set;
  std::vector<std::string> unset;
};
Clearing clear_environment(const CurrentVariable& current);

/// `http://[WORLD@]HOST:PORT`
std::string proxy_url(const std::string& proxy, const std::string& world);
/// A letter, a digit, or one of `-_.`, at most 64: what the proxy takes for a world's name.
bool is_world_name(std::string_view name);
/// 'text' for any POSIX shell.
std::string shell_quoted(std::string_view text);

}  // namespace adsbox::cli
