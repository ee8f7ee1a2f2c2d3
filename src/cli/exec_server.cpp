#include "cli/exec_server.h"

#include "cli/arguments.h"
#include "cli/site.h"
#include "identity/seed.h"
#include "net/hosts.h"
#include "net/proxy_request.h"
#include "services/seed/seeds.h"

namespace adsbox::cli {
namespace {

std::string at(const std::string& scheme, const std::string& host, std::uint16_t port) {
  return scheme + "://" + (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + std::to_string(port);
}

}  // namespace

Connection connection_of(const ServeOptions& options, const net::Server& server) {
  Connection c;
  const auto& address = options.address;
  if (options.port) c.http = at("http", address, server.port());
  if (options.tls_port) c.https = at("https", is_loopback_address(address) ? "localhost" : address, server.tls_port());
  if (options.proxy_port) c.proxy = at("http", address, server.proxy_port());
  c.pass_through = options.proxy_pass_through;
  if (options.seed == services::no_seed) return c;
  for (const auto e : options.environments) {
    const auto& facts = identity::seed_facts(e);
    c.environments.push_back({.environment = std::string(world::name_of(e)),
                              .developer_token = std::string(facts.developer_token),
                              .client_id = std::string(facts.client_ids.front()),
                              .user = std::string(facts.logins.front()),
                              .password = std::string(identity::seed_password),
                              .customer_id = std::to_string(facts.customer_id),
                              .account_id = std::to_string(facts.account_id)});
  }
  return c;
}

void tell_connection(const ServeOptions& options, const net::Server& server, const net::Request& request,
                     net::Response& response) {
  // The name is asked for so that no page can get here by a name of its own that leads to 127.0.0.1.
  if (!request.loopback || request.cross_site(options.public_url) ||
      !net::is_loopback_name(net::split_host_port(request.host).host)) {
    response.status = 403;
    response.body = "Only programs on this machine are told.\n";
    return;
  }
  response.content_type = "application/json";
  response.body = connection_of(options, server).json();
}

OwnServer::OwnServer(ServeOptions options)
    : options_(std::move(options)), authority_(options_.memory ? std::string() : options_.data_directory + "/tls") {}

OwnServer::~OwnServer() {
  if (server_) server_->stop();
}

std::expected<std::unique_ptr<OwnServer>, std::string> OwnServer::start(ServeOptions options, const std::string& world) {
  options.port = options.tls_port = options.proxy_port = 0;
  std::unique_ptr<OwnServer> own(new OwnServer(std::move(options)));
  auto site = Site::open(own->options_, &own->authority_);
  if (!site) return std::unexpected(site.error());
  own->site_ = std::move(*site);
  if (auto& worlds = own->site_->worlds(); !world.empty() && worlds.find(world) == nullptr)
    if (auto made = worlds.create(world, own->options_.environments.front(), {}); !made)
      return std::unexpected(std::move(made.error().message));
  if (auto made = own->authority_.ensure_present(); !made) return std::unexpected(made.error());
  net::Options n;
  n.address = own->options_.address;
  n.port = n.tls_port = n.proxy_port = 0;
  n.proxy_pass_through = own->options_.proxy_pass_through;
  n.proxy_world = world;
  n.tls = [authority = &own->authority_] { return authority->identity(); };
  n.too_large = [s = own->site_.get()](const net::Request& q, net::Response& r) { s->refuse_body(q, r); };
  own->server_ = std::make_unique<net::Server>(std::move(n), [o = own.get()](const net::Request& q, net::Response& r) {
    if (q.path == connection_path) return tell_connection(o->options_, *o->server_, q, r);
    o->site_->handle(q, r);
  });
  if (auto started = own->server_->start(); !started) return std::unexpected(started.error());
  return own;
}

std::expected<RunningServer, std::string> RunningServer::ask(const std::string& url) {
  Target target;
  target.url = url;
  const auto base = target.environment().base_url();
  const auto transport = target.transport();
  const auto get = [&](std::string_view path) -> std::expected<std::string, std::string> {
    const auto answer = transport->send({.method = "GET", .url = base + std::string(path), .timeout = std::chrono::seconds(10)});
    if (!answer) return std::unexpected(answer.error().message);
    if (answer->status != 200) return std::unexpected(base + std::string(path) + " answered " + std::to_string(answer->status));
    return answer->body;
  };
  const auto text = get(connection_path);
  if (!text) return std::unexpected(text.error());
  auto connection = Connection::parse(*text);
  if (!connection) return std::unexpected(base + " is no server of adsbox");
  if (connection->proxy.empty())
    return std::unexpected("the server at " + base +
                           " has no proxy: start it with `adsbox serve --proxy-port 8081` (0 = any free port)");
  auto certificate = get(ca_address);
  if (!certificate) return std::unexpected(certificate.error());
  if (connection->http.empty()) connection->http = base;
  return RunningServer{std::move(*connection), std::move(*certificate)};
}

}  // namespace adsbox::cli
