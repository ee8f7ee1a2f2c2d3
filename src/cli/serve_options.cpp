#include "cli/serve_options.h"

#include <cstdlib>
#include <map>

#include "cli/arguments.h"
#include "cli/terminal.h"
#include "schema/contract_version.h"
#include "services/seed/seeds.h"
#include "world/soap_end.h"

namespace adsbox::cli {
namespace {

using world::Environment;

const std::map<std::string, std::vector<Environment>> environment_sets = {
    {"sandbox", {Environment::sandbox}},
    {"production", {Environment::production}},
    {"both", {Environment::sandbox, Environment::production}}};

std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

bool is_loopback_address(const std::string& address) {
  return address == "localhost" || address == "::1" ||
         (address.starts_with("127.") && address.find_first_not_of("0123456789.") == std::string::npos);
}

std::string default_data_directory() {
  if (auto data = setting("XDG_DATA_HOME"); data.starts_with('/')) return data + "/adsbox";
  if (auto home = setting("HOME"); !home.empty()) return home + "/.local/share/adsbox";
  return "adsbox-data";
}

std::string host_of(const std::string& url) {
  std::string_view rest = url;
  if (rest.starts_with("https://"))
    rest.remove_prefix(8);
  else if (rest.starts_with("http://"))
    rest.remove_prefix(7);
  else
    return {};
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (rest.starts_with('[')) return std::string(rest.substr(1, rest.find(']') - 1));
  return std::string(rest.substr(0, rest.find(':')));
}

std::expected<ServeOptions, int> parse_serve(int argc, char** argv) {
  Parser app("Runs the server. Prints its addresses and credentials, then `ready`.", "serve");
  ServeOptions o;
  std::uint16_t port = *o.port, tls_port = *o.tls_port, proxy_port = 0;
  bool no_tls = false, allow_remote = false;
  std::string admin_token_file, environment = "both";
  std::string sunset, contract;
  std::uint64_t random_seed = 0;
  auto* port_option = app.add_option("--port", port, "port for plain HTTP; 0 = any free one")->capture_default_str();
  auto* tls_option = app.add_option("--tls-port", tls_port, "port for HTTPS; 0 = any free one")->capture_default_str();
  app.add_flag("--no-tls", no_tls, "no HTTPS port")->excludes(tls_option);
  auto* proxy_option =
      app.add_option("--proxy-port", proxy_port, "port of a CONNECT proxy that leads the official host names here");
  app.add_flag("--proxy-pass-through", o.proxy_pass_through, "let the proxy reach other hosts, too")->needs(proxy_option);
  auto* data = app.add_option("--data", o.data_directory, "directory for what the server keeps (default: ~/.local/share/adsbox)")
                   ->envname("ADSBOX_DATA");
  app.add_flag("--memory", o.memory, "keep nothing and write no file: all is gone when the server ends")->excludes(data);
  app.add_option("--ca-file", o.ca_file, "write the certificate that HTTPS clients are to trust to this file");
  auto* seed_option =
      app.add_option("--seed", o.seed, "what a new server holds: " + std::string(services::seed_names))->capture_default_str();
  auto* random_option = app.add_option("--random-seed", random_seed, "make ids and tokens repeatable");
  app.add_option("--environment", environment, "sandbox, production or both")
      ->one_of({"sandbox", "production", "both"})
      ->capture_default_str();
  app.add_flag("--strict", o.strict, "refuse elements and values that the contract does not know");
  app.add_flag("--real-limits", o.real_limits, "hold sandbox worlds to the documented caps of Microsoft's sandbox");
  auto* sunset_option = app.add_option("--sunset", sunset,
                                       "end SOAP after this day (or at this moment) of a world's clock; without one: after the "
                                       "documented 2027-01-31")
                            ->value_optional();
  app.add_option("--contract", contract,
                 "version that answers are for, e.g. 13.0.11, or newest (default: that of the official SDK which calls, else the "
                 "newest)");
  app.add_flag("--migrate-check", o.migrate_check,
               "make every call over the other protocol as well, on copies of its world, and keep "
               "what differs in the journal");
  app.add_option("--address", o.address, "address to listen on")->capture_default_str();
  app.add_flag("--allow-remote", allow_remote, "permit an address that other machines reach: HTTPS only, no default credentials");
  app.add_option("--public-url", o.public_url, "the address that clients use, where it is not the one they send");
  app.add_option("--admin-token-file", admin_token_file, "file with the token that opens the admin API to other machines");
  app.add_option("--journal", o.journal_bytes, "bytes that the journal of requests may take; 0 = none")->capture_default_str();
  app.add_option("--grace", o.grace_seconds, "seconds that requests get to end when the server stops")
      ->within(0, 3600)
      ->capture_default_str();
  app.add_flag("--until-input-ends", o.until_input_ends,
               "stop when standard input ends: for programs that start a server and want none left behind");
  app.add_option("--threads", o.threads, "reactors; 0 = one a core")->within(0, 64)->capture_default_str();
  if (const auto code = parse(app, argc, argv)) return std::unexpected(*code);

  const auto refuse = [](std::string_view why) {
    fail("serve", why);
    return std::unexpected(2);
  };
  o.port = port;
  o.tls_port = no_tls ? std::nullopt : std::optional(tls_port);
  if (proxy_option->count() > 0) o.proxy_port = proxy_port;
  if (random_option->count() > 0) o.random_seed = random_seed;
  if (sunset_option->count() > 0) {
    const auto end = world::soap_end_of(sunset);
    if (!end) return refuse("--sunset takes " + std::string(world::soap_end_form));
    o.soap_end = *end;
  }
  if (!contract.empty()) {
    const auto known = contract == "newest" ? schema::newest_contract() : schema::contract_version(contract);
    if (!known) return refuse("--contract takes 13.0.1 to " + schema::contract_text(schema::newest_contract()) + ", or newest");
    o.contract = *known;
  }
  if (auto known = services::check_seed(o.seed); !known) return refuse(known.error());
  o.environments = environment_sets.at(environment);
  if (o.data_directory.empty()) o.data_directory = default_data_directory();
  if (!o.ca_file.empty() && !o.tls_port) return refuse("--ca-file is for HTTPS: it needs TLS");
  if (o.proxy_port && !o.tls_port) return refuse("the proxy answers for HTTPS hosts: it needs TLS");
  while (o.public_url.ends_with('/')) o.public_url.pop_back();
  if (!o.public_url.empty() && host_of(o.public_url).empty()) return refuse("--public-url must be http://HOST or https://HOST");
  if (!admin_token_file.empty()) {
    auto token = read_file(admin_token_file);
    if (!token || token->size() < 16) return refuse("the admin token file cannot be read or holds less than 16 characters");
    o.admin_token = std::move(*token);
  }

  if (!is_loopback_address(o.address)) {
    if (!allow_remote) return refuse("other machines could reach " + o.address + "; if they are meant to, say --allow-remote");
    if (!o.tls_port) return refuse("a server that other machines reach needs TLS");
    if (o.random_seed) return refuse("with --random-seed tokens can be foretold; a server that other machines reach must not");
    if (port_option->count() > 0) return refuse("a server that other machines reach has no plain HTTP port; leave out --port");
    if (seed_option->count() > 0 && o.seed != services::no_seed)
      return refuse(
          "the seeds hold credentials that everybody knows; a server that other machines reach starts without (--seed none)");
    if (o.proxy_pass_through)
      return refuse("other machines could reach any host through this one; leave out --proxy-pass-through");
    o.remote = true;
    o.port = std::nullopt;
    o.seed = services::no_seed;
  }
  return o;
}

}  // namespace adsbox::cli
