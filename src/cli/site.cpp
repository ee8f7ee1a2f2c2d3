#include "cli/site.h"

#include <exception>

#include "cli/terminal.h"
#include "identity/admin.h"
#include "identity/seed.h"
#include "services/seed/demo.h"
#include "services/services.h"

namespace adsbox::cli {
namespace {

/// Campaigns of a demo account: enough to page through, few enough to read.
constexpr std::int64_t demo_campaigns = 100;
constexpr std::string_view health_path = "/_adsbox/v1/health";

gateway::Options gateway_options(const ServeOptions& options) {
  gateway::Options g;
  g.strict = options.strict;
  g.public_url = options.public_url;
  g.default_world = world::name_of(options.environments.front());
  return g;
}

}  // namespace

services::Registry make_registry() {
  services::Registry registry;
  services::register_operations(registry);
  return registry;
}

std::string login_with_default_password(world::World& world) {
  std::string found;
  for (const auto& user : identity::list_users(world))
    if (identity::verify_password(identity::seed_password, user.login.value.password_hash)) found = user.login.value.email.str();
  return found;
}

Site::Site(const ServeOptions& options, std::unique_ptr<world::Manager> manager, const net::Authority* authority)
    : manager_(std::move(manager)),
      worlds_(manager_->defaults()),
      registry_(make_registry()),
      gateway_(*worlds_, registry_, gateway_options(options)),
      authority_(authority) {
  identity_.local_only = !options.remote;
  identity_.public_url = options.public_url;
  identity_.admin_token = options.admin_token;
}

std::expected<std::unique_ptr<Site>, std::string> Site::open(const ServeOptions& options, const net::Authority* authority) {
  auto manager = world::Manager::open({.directory = options.memory ? std::string() : options.data_directory,
                                       .environments = options.environments,
                                       .random_seed = options.random_seed});
  if (!manager) return std::unexpected(std::move(manager.error()));
  for (auto* w : (*manager)->defaults()->all()) {
    if (options.seed != Seed::none) identity::seed(*w);
    if (options.seed == Seed::demo) services::seed_demo(*w, demo_campaigns);
  }
  if (options.remote)
    for (const auto& info : (*manager)->list())
      if (const auto alone = (*manager)->find(info.name))
        for (auto* w : alone->all())
          if (const auto login = login_with_default_password(*w); !login.empty())
            return std::unexpected(login + " of the world " + info.name + " in " + options.data_directory +
                                   " has the password that all seeds have. Change it, or use another --data");
  return std::unique_ptr<Site>(new Site(options, std::move(*manager), authority));
}

void Site::health(net::Response& response) const {
  response.content_type = "application/json";
  response.body = R"({"status":"ok","version":")" ADSBOX_VERSION R"(","worlds":[)";
  bool first = true;
  for (const auto* w : worlds_->all()) {
    response.body.append(first ? "\"" : ",\"").append(w->name()).append("\"");
    first = false;
  }
  response.body += "]}\n";
}

void Site::certificate(net::Response& response) const {
  const auto pem = authority_->certificate();
  if (!pem) {
    response.status = 500;
    response.body = pem.error() + "\n";
    return;
  }
  response.content_type = "application/x-pem-file";
  response.body = *pem;
}

void Site::handle(const net::Request& request, net::Response& response) noexcept {
  try {
    if (gateway_.handle(request, response)) return;
    if (request.path == health_path) return health(response);
    if (authority_ != nullptr && request.path == ca_address) return certificate(response);
    if (identity::handle(*worlds_, identity_, request, response)) return;
    response.status = 404;
    response.body = "Nothing is here. The services have their official paths; /_adsbox/v1/health tells how the server is.\n";
  } catch (const std::exception& e) {
    // A disk that is full, memory that has run out: the request fails, the server stays.
    err("adsbox serve: " + std::string(request.method) + " " + std::string(request.path) + ": " + e.what() + "\n");
    response = net::Response();
    response.status = 500;
    response.body = "The server failed. Its log tells why.\n";
  }
}

}  // namespace adsbox::cli
