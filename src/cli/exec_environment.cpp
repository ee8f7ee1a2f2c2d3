#include "cli/exec_environment.h"

#include <algorithm>
#include <array>

#include "codec/json_object.h"
#include "codec/json_tree.h"

namespace adsbox::cli {
namespace {

constexpr std::string_view loopback_names = "localhost,127.0.0.1,::1";
constexpr std::string_view before = "ADSBOX_BEFORE_";

/// Every variable that program_environment() may set, but for ADSBOX_BEFORE_*.
constexpr std::array all_names = {
    "ADSBOX_URL",
    "ADSBOX_PROXY",
    "ADSBOX_CA",
    "ADSBOX_WORLD",
    "ADSBOX_ENVIRONMENT",
    "ADSBOX_CLIENT_ID",
    "ADSBOX_USER",
    "ADSBOX_PASSWORD",
    "ADSBOX_CUSTOMER_ID",
    "ADSBOX_DEVELOPER_TOKEN",
    "ADSBOX_ACCOUNT_ID",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "NODE_OPTIONS",
    "PHP_INI_SCAN_DIR",
    "JAVA_TOOL_OPTIONS",
    "PERL_LWP_ENV_PROXY",
    "PERL_LWP_SSL_CA_FILE",
    "LD_PRELOAD",
};

struct Address {
  std::string host, port;
};
Address address_of(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  const auto colon = url.rfind(':');
  auto host = url.substr(0, colon);
  if (host.starts_with('[')) host = host.substr(1, host.find(']') - 1);
  return {std::string(host), colon == std::string_view::npos ? "" : std::string(url.substr(colon + 1))};
}

/// In JAVA_TOOL_OPTIONS and NODE_OPTIONS quotes keep a path with blanks together.
std::string one_word(const std::string& text) {
  return text.find_first_of(" \t") == std::string::npos ? text : "\"" + text + "\"";
}

std::string java_options(const ProgramSettings& s) {
  const auto [host, port] = address_of(s.connection.proxy);
  std::string o;
  for (const std::string scheme : {"http", "https"})
    o += "-D" + scheme + ".proxyHost=" + host + " -D" + scheme + ".proxyPort=" + port + " ";
  return o + "-Dhttp.nonProxyHosts=localhost|*.localhost|127.*|[::1] " +
         one_word("-Djavax.net.ssl.trustStore=" + s.files.trust_store()) +
         " -Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword=" + std::string(trust_store_password);
}

class Environment {
 public:
  explicit Environment(const CurrentVariable& current) : current_(current), inside_(current("ADSBOX_PROXY").has_value()) {}

  void set(const std::string& name, const std::string& value) {
    keep(name);
    variables_.push_back({name, value});
  }
  /// Before or behind what the user has.
  void add_to(const std::string& name, const std::string& separator, const std::string& ours, bool first = false) {
    const auto theirs = keep(name);
    variables_.push_back({name, theirs.empty() ? ours : first ? ours + separator + theirs : theirs + separator + ours});
  }
  std::vector<Variable> take() { return std::move(variables_); }
  [[nodiscard]] std::string theirs(const std::string& name) const {
    const auto saved = current_(std::string(before) + name);
    if (inside_) return saved.value_or("");
    return current_(name).value_or("");
  }

 private:
  std::string keep(const std::string& name) {
    auto value = theirs(name);
    // Ours need no way back.
    if (!value.empty() && !name.starts_with("ADSBOX_")) variables_.push_back({std::string(before) + name, value});
    return value;
  }
  const CurrentVariable& current_;
  bool inside_;  // the present values are ours
  std::vector<Variable> variables_;
};

}  // namespace

std::string Connection::json() const {
  std::vector<std::string> list;
  for (const auto& e : environments)
    list.push_back(codec::JsonObject()
                       .add("name", e.environment)
                       .add("developer_token", e.developer_token)
                       .add("client_id", e.client_id)
                       .add("user", e.user)
                       .add("password", e.password)
                       .add("customer_id", e.customer_id)
                       .add("account_id", e.account_id)
                       .str());
  codec::JsonObject json;
  json.add("http", http);
  if (!https.empty()) json.add("https", https);
  if (!proxy.empty()) json.add("proxy", proxy).add("pass_through", pass_through);
  return json.raw("environments", codec::json_array(list)).str() + "\n";
}

std::optional<Connection> Connection::parse(std::string_view text) {
  const auto json = codec::parse_json(text);
  if (!json || !json->is_object()) return std::nullopt;
  Connection c;
  c.http = (*json)["http"].text();
  c.https = (*json)["https"].text();
  c.proxy = (*json)["proxy"].text();
  c.pass_through = (*json)["pass_through"].source() == "true";
  for (const auto& e : (*json)["environments"].items())
    c.environments.push_back({e["name"].text(), e["developer_token"].text(), e["client_id"].text(), e["user"].text(),
                              e["password"].text(), e["customer_id"].text(), e["account_id"].text()});
  return c;
}

std::string proxy_url(const std::string& proxy, const std::string& world) {
  constexpr std::string_view scheme = "http://";
  return world.empty() ? proxy : std::string(scheme) + world + "@" + proxy.substr(scheme.size());
}

bool is_world_name(std::string_view name) {
  constexpr std::size_t longest = 64;
  return !name.empty() && name.size() <= longest &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == std::string_view::npos;
}

std::vector<Variable> program_environment(const ProgramSettings& s, const CurrentVariable& current) {
  Environment e(current);
  const auto proxy = proxy_url(s.connection.proxy, s.world);
  e.set("ADSBOX_URL", s.connection.http);
  e.set("ADSBOX_PROXY", proxy);
  e.set("ADSBOX_CA", s.files.ca());
  if (!s.world.empty()) e.set("ADSBOX_WORLD", s.world);
  if (!s.connection.environments.empty()) {
    const auto& c = s.connection.environments.front();
    e.set("ADSBOX_ENVIRONMENT", c.environment);
    e.set("ADSBOX_DEVELOPER_TOKEN", c.developer_token);
    e.set("ADSBOX_CLIENT_ID", c.client_id);
    e.set("ADSBOX_USER", c.user);
    e.set("ADSBOX_PASSWORD", c.password);
    e.set("ADSBOX_CUSTOMER_ID", c.customer_id);
    e.set("ADSBOX_ACCOUNT_ID", c.account_id);
  }

  for (const auto* name : {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"}) e.set(name, proxy);
  for (const auto* name : {"NO_PROXY", "no_proxy"}) e.add_to(name, ",", std::string(loopback_names));
  for (const auto* name : {"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PERL_LWP_SSL_CA_FILE"})
    e.set(name, s.files.bundle());
  // Else OpenSSL and .NET would go on trusting the system's directory besides.
  if (!s.pass_through) e.set("SSL_CERT_DIR", s.files.certificates());
  e.set("PERL_LWP_ENV_PROXY", "1");
  e.set("NODE_EXTRA_CA_CERTS", s.files.ca());
  e.add_to("NODE_OPTIONS", " ", "--require=" + one_word(s.files.node()));
  // An empty part is the directory that PHP was compiled with.
  const auto scanned = e.theirs("PHP_INI_SCAN_DIR");
  e.set("PHP_INI_SCAN_DIR", scanned + ":" + s.files.php());
  e.add_to("JAVA_TOOL_OPTIONS", " ", java_options(s));
  // First, so that nobody else's connect() is asked before.
  if (s.redirect) e.add_to("LD_PRELOAD", ":", s.files.redirect(), true);
  return e.take();
}

Clearing clear_environment(const CurrentVariable& current) {
  Clearing c;
  // Outside, the values are the user's own.
  if (!current("ADSBOX_PROXY")) return c;
  for (const std::string name : all_names) {
    const auto saved_name = std::string(before) + name;
    if (const auto saved = current(saved_name)) {
      c.set.push_back({name, *saved});
      c.unset.push_back(saved_name);
    } else if (current(name)) {
      c.unset.push_back(name);
    }
  }
  return c;
}

std::string shell_quoted(std::string_view text) {
  std::string o = "'";
  for (const char c : text) {
    if (c == '\'')
      o += "'\\''";
    else
      o += c;
  }
  return o + "'";
}

}  // namespace adsbox::cli
