// `adsbox serve`: from arguments to `ready`, and from SIGTERM to a clean end.
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <thread>

#include "cli/commands.h"
#include "cli/exec_server.h"
#include "cli/serve_options.h"
#include "cli/site.h"
#include "cli/terminal.h"
#include "identity/secrets.h"
#include "identity/seed.h"
#include "net/ca.h"
#include "net/server.h"
#include "services/seed/seeds.h"

namespace adsbox::cli {
namespace {

void line(std::string& o, std::string_view key, std::string_view value) {
  o.append(key).append(" ").append(value).append("\n");
}

std::string bracketed(const std::string& address) {
  return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

/// Host name under which this machine reaches the TLS listener: one that the certificate covers.
std::string tls_host(const ServeOptions& options) {
  if (options.remote && options.address != "0.0.0.0" && options.address != "::") return bracketed(options.address);
  return "localhost";
}

/// What a person or a script needs to begin: `key value` lines, in groups.
std::string banner(const ServeOptions& options, const net::Server& server, const net::Authority& authority) {
  std::string o = "adsbox " ADSBOX_VERSION ": the Bing Ads API on your own machine\n\n";
  const auto http = "http://" + bracketed(options.address) + ":" + std::to_string(server.port());
  if (options.port) line(o, "http", http);
  if (options.tls_port) {
    const auto https = "https://" + tls_host(options) + ":" + std::to_string(server.tls_port());
    line(o, "https", https);
    const auto file = options.ca_file.empty() ? authority.ca_path() : options.ca_file;
    line(o, "ca", file.empty() ? (options.port ? http : https) + std::string(ca_address) : file);
  }
  if (options.proxy_port) line(o, "proxy", "http://" + bracketed(options.address) + ":" + std::to_string(server.proxy_port()));
  line(o, "data", options.memory ? "memory" : options.data_directory);
  for (const auto e : options.environments) {
    o += "\n";
    line(o, "environment", world::name_of(e));
    if (options.seed == services::no_seed) continue;
    const auto& facts = identity::seed_facts(e);
    line(o, "developer-token", facts.developer_token);
    for (const auto id : facts.client_ids) line(o, "client-id", id);
    for (const auto login : facts.logins) line(o, "user", login);
    line(o, "password", identity::seed_password);
    line(o, "customer-id", std::to_string(facts.customer_id));
    line(o, "account-id", std::to_string(facts.account_id));
  }
  if (options.port && options.seed != services::no_seed) o += "\nNext: adsbox quickstart --url " + http + "\n";
  return o + "\nready\n";
}

/// Writes the authority's certificate where it was asked for; the error is for people.
std::expected<void, std::string> write_ca(const net::Authority& authority, const std::string& path) {
  const auto pem = authority.certificate();
  if (!pem) return std::unexpected(pem.error());
  FILE* file = std::fopen(path.c_str(), "we");
  const bool written = file != nullptr && std::fwrite(pem->data(), 1, pem->size(), file) == pem->size();
  if ((file != nullptr && std::fclose(file) != 0) || !written) return std::unexpected(path + " cannot be written");
  return {};
}

/// Takes the signals that end the server out of their usual way. Threads started later inherit it.
sigset_t hold_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

/// Sends SIGTERM when standard input ends: whoever held its other end has gone, even if it could not say so.
void watch_input() {
  std::thread([] {
    char ignored[256];
    while (::read(STDIN_FILENO, ignored, sizeof ignored) > 0 || errno == EINTR) errno = 0;
    ::kill(::getpid(), SIGTERM);
  }).detach();
}

}  // namespace

int serve(int argc, char** argv) {
  const auto options = parse_serve(argc, argv);
  if (!options) return options.error();
  const auto signals = hold_signals();

  std::vector<std::string> names;
  if (const auto host = host_of(options->public_url); !host.empty()) names.push_back(host);
  if (options->remote && options->address != "0.0.0.0" && options->address != "::") names.push_back(options->address);
  const net::Authority authority(options->memory ? std::string() : options->data_directory + "/tls", std::move(names));
  auto site = Site::open(*options, options->tls_port ? &authority : nullptr);
  if (!site) return fail("serve", site.error());

  net::Options n;
  n.address = options->address;
  n.port = options->port;
  n.tls_port = options->tls_port;
  n.proxy_port = options->proxy_port;
  n.proxy_pass_through = options->proxy_pass_through;
  n.reactors = options->threads;
  if (options->tls_port) {
    if (const auto made = authority.ensure_present(); !made) return fail("serve", made.error());
    if (!options->ca_file.empty())
      if (const auto written = write_ca(authority, options->ca_file); !written) return fail("serve", written.error());
    n.tls = [&authority] { return authority.identity(); };
  }

  n.too_large = [&](const net::Request& q, net::Response& r) { (*site)->refuse_body(q, r); };
  net::Server* self = nullptr;
  net::Server server(std::move(n), [&](const net::Request& q, net::Response& r) {
    if (q.path == connection_path) return tell_connection(*options, *self, q, r);
    (*site)->handle(q, r);
  });
  self = &server;
  if (const auto started = server.start(); !started) return fail("serve", started.error());
  out(banner(*options, server, authority));
  if (options->until_input_ends) watch_input();
  const std::jthread preparing([&] { (*site)->prepare(); });

  int signal = 0;
  sigwait(&signals, &signal);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);  // a second one ends the process at once
  (*site)->close();
  if (!server.stop(std::chrono::seconds(options->grace_seconds))) err("adsbox serve: some requests were cut off\n");
  return 0;
}

}  // namespace adsbox::cli
