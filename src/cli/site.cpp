#include "cli/site.h"

#include <exception>

#include "admin/billing.h"
#include "admin/editorial.h"
#include "admin/identity.h"
#include "admin/limits.h"
#include "admin/stores.h"
#include "admin/worlds.h"
#include "cli/terminal.h"
#include "codec/json_object.h"
#include "faults/routes.h"
#include "files/files.h"
#include "identity/admin.h"
#include "identity/seed.h"
#include "identity/web.h"
#include "journal/routes.h"
#include "migrate/routes.h"
#include "net/hosts.h"
#include "services/seed/seeds.h"
#include "services/services.h"

namespace adsbox::cli {
namespace {

constexpr std::string_view health_path = "/_adsbox/v1/health";

gateway::Options gateway_options(const ServeOptions& options, const world::Manager& manager) {
  gateway::Options g;
  g.manager = &manager;
  g.strict = options.strict;
  g.contract = options.contract;
  g.public_url = options.public_url;
  g.default_world = world::name_of(options.environments.front());
  return g;
}

void nothing_here(net::Response& response) {
  response.status = 404;
  response.body = "Nothing is here. The services have their official paths; /_adsbox/v1/health tells how the server is.\n";
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

/// Passwords of seeds are known to everybody: nothing for a server that others reach.
std::expected<void, std::string> put_seed(world::World& world, std::string_view seed, bool remote) {
  if (auto known = services::check_seed(seed); !known) return known;
  if (remote && seed != services::no_seed)
    return std::unexpected("other machines reach this server: worlds begin with the seed none");
  return services::put_seed(world, seed);
}

Site::Site(const ServeOptions& options, std::unique_ptr<world::Manager> manager, const net::Authority* authority)
    : manager_(std::move(manager)),
      registry_(make_registry()),
      gateway_(registry_, gateway_options(options, *manager_)),
      authority_(authority),
      journal_(options.journal_bytes),
      checker_(registry_, gateway_options(options, *manager_)),
      recorder_(options.migrate_check),
      router_({.local_only = !options.remote, .admin_token = options.admin_token, .public_url = options.public_url}) {
  identity_.local_only = !options.remote;
  identity_.public_url = options.public_url;
  identity_.change = [](world::World& world, std::string_view change, Exchange& exchange) {
    auto rule =
        faults::active(world.attached<faults::Rules>(), change, {.endpoint = "token", .tracking_id = exchange.tracking_id});
    if (rule) exchange.fired.push_back(std::move(*rule));
    return rule.has_value();
  };
  router_.add(admin::world_routes(*manager_, services::seed_names));
  const auto find_world = [this](std::string_view name) -> std::shared_ptr<world::World> {
    const auto worlds = name.empty() ? manager_->defaults() : manager_->find(name);
    if (worlds == nullptr) return nullptr;
    return {worlds, &worlds->first()};
  };
  router_.add(admin::identity_routes({find_world, identity_.local_only, options.public_url}));
  router_.add(admin::billing_routes(find_world));
  router_.add(admin::editorial_routes(find_world));
  router_.add(admin::store_routes(find_world));
  router_.add(admin::limit_routes(find_world));
  router_.add(journal::routes(journal_, ADSBOX_VERSION));
  router_.add(migrate::routes(checker_, recorder_, journal_, *manager_));
  router_.add(faults::routes([find_world](std::string_view name) -> std::shared_ptr<faults::Rules> {
    const auto world = find_world(name);
    if (world == nullptr) return nullptr;
    return {world, &world->attached<faults::Rules>()};
  }));
}

std::expected<std::unique_ptr<Site>, std::string> Site::open(const ServeOptions& options, const net::Authority* authority) {
  auto manager = world::Manager::open(
      {.directory = options.memory ? std::string() : options.data_directory,
       .environments = options.environments,
       .random_seed = options.random_seed,
       .seeder = [remote = options.remote](world::World& w, std::string_view seed) { return put_seed(w, seed, remote); },
       .seed = options.seed,
       .real_limits = options.real_limits,
       .soap_end = options.soap_end,
       .contract = options.contract});
  if (!manager) return std::unexpected(std::move(manager.error()));
  if (options.remote)
    for (const auto& info : (*manager)->list())
      if (const auto alone = (*manager)->find(info.name))
        for (auto* w : alone->all())
          if (const auto login = login_with_default_password(*w); !login.empty())
            return std::unexpected(login + " of the world " + info.name + " in " + options.data_directory +
                                   " has the password that all seeds have. Change it, or use another --data");
  return std::unique_ptr<Site>(new Site(options, std::move(*manager), authority));
}

std::vector<world::Part> Site::parts() const {
  auto all = registry_.parts();
  all.push_back({"faults", {.attached = {"adsbox::faults::Rules"}}});
  all.push_back({"certificates", {.data = {"tls"}}});
  all.push_back({"programs", {.data = {"programs"}}});  // adsbox env
  return all;
}

void Site::health(net::Response& response) const {
  std::vector<std::string> names;
  for (const auto* w : manager_->defaults()->all()) names.push_back(w->name());
  response.content_type = "application/json";
  response.body = codec::JsonObject().add("status", "ok").add("version", ADSBOX_VERSION).strings("worlds", names).str() + "\n";
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

/// A request chooses its world by the header Adsbox-World, by the first label of its host name (t1.localhost), or by a credential
/// that carries the world's mark. False: it names a world that is not there, and the response says so.
bool Site::choose_worlds(const net::Request& request, std::shared_ptr<world::Worlds>& worlds, net::Response& response) const {
  if (const auto name = request.header("Adsbox-World"); !name.empty()) {
    worlds = manager_->find(name);
    if (worlds != nullptr) return true;
    response.status = 404;
    response.body = "There is no world '" + std::string(name) + "'.\n";
    return false;
  }
  const bool numeric = request.host.find_first_not_of("0123456789.:") == std::string_view::npos;  // 127.0.0.1 names no world 127
  if (const auto dot = request.host.find('.'); dot != std::string_view::npos && !numeric && manager_->any_created())
    if (auto by_host = manager_->find(request.host.substr(0, dot)); by_host != nullptr && !net::is_official_host(request.host)) {
      worlds = std::move(by_host);
      return true;
    }
  worlds = manager_->defaults();
  if (request.path.starts_with("/_adsbox/"))
    for (const auto& [name, value] : net::parse_form(request.query))
      if (name == "world")
        if (auto by_query = manager_->find(value)) worlds = std::move(by_query);
  if (!manager_->any_created() || identity::form_too_large(request.body)) return true;
  const auto is_form = request.header("Content-Type").starts_with("application/x-www-form-urlencoded");
  for (const auto part : {request.query, is_form ? request.body : std::string_view()})
    for (const auto& [name, value] : net::parse_form(part)) {
      std::string_view credential = value;
      if (auto by_mark = manager_->marked(credential, false)) {
        worlds = std::move(by_mark);
        return true;
      }
    }
  // Pages of a sign-in that began in the world.
  const auto cookies = request.header("Cookie");
  constexpr std::string_view key = "adsbox_world=";
  if (const auto at = cookies.find(key); at != std::string_view::npos) {
    const auto name = cookies.substr(at + key.size(), cookies.find(';', at) - at - key.size());
    if (auto by_cookie = manager_->find(name); by_cookie != nullptr && !by_cookie->first().mark().empty())
      worlds = std::move(by_cookie);
  }
  return true;
}

Exchange Site::begin(const world::Worlds& worlds) const {
  Exchange exchange;
  exchange.tracking_id = worlds.first().random().guid();
  exchange.ticks = world::system_ticks();
  return exchange;
}

void Site::answer(world::Worlds& worlds, const net::Request& request, net::Response& response, Exchange& exchange,
                  migrate::Watched& watched) {
  if (gateway_.handle(worlds, request, response, exchange, watched.before(recorder_))) return;
  if (request.path == health_path) return health(response);
  if (authority_ != nullptr && request.path == ca_address) return certificate(response);
  if (router_.handle(request, response)) return;
  // The admin API is no part of any world: no world's rules make it fail.
  if (request.path.starts_with("/_adsbox/")) {
    if (!identity::handle(worlds, identity_, request, response, exchange)) nothing_here(response);
    return;
  }
  if (files::is_address(request.path)) return answer_file(request, response, exchange);
  exchange.endpoint = identity::endpoint_name(request.path);
  // Which world answers is found out again by who answers; without any rule nobody needs to know before.
  const auto with_rules = [](world::World* w) { return !w->attached<faults::Rules>().empty(); };
  auto* chosen = std::ranges::any_of(worlds.all(), with_rules) ? identity::world_of(worlds, identity_, request) : nullptr;
  under_rules(chosen != nullptr ? *chosen : worlds.first(), response, exchange, [&] {
    const bool answered = identity::handle(worlds, identity_, request, response, exchange);
    if (!answered) nothing_here(response);
    return answered;
  });
}

/// Answers by `work`, unless a fault rule of the world answers instead. `work` says whether there was anything to answer.
void Site::under_rules(world::World& world, net::Response& response, Exchange& exchange, const std::function<bool()>& work) {
  auto& rules = world.attached<faults::Rules>();
  const faults::Query query{nullptr, exchange.endpoint, Channel::http, exchange.tracking_id, {}};
  auto decision = faults::before(rules, query);
  if (!decision.instead() && !work()) return;
  faults::finish(rules, decision, query, response);
  std::ranges::move(decision.fired, std::back_inserter(exchange.fired));
}

void Site::answer_file(const net::Request& request, net::Response& response, Exchange& exchange) {
  exchange.endpoint = "file";
  const auto world = files::world_of(*manager_, request.path);
  if (world == nullptr) return files::answer(nullptr, registry_.folders(), request, response, exchange);
  exchange.world = world->name();
  under_rules(*world, response, exchange, [&] {
    files::answer(world.get(), registry_.folders(), request, response, exchange);
    return true;
  });
}

void Site::prepare() noexcept {
  try {
    for (auto* world : manager_->defaults()->all()) services::prepare(*world);
  } catch (const std::exception& e) {
    err(std::string("adsbox serve: ") + e.what() + "\n");  // the call that needs it fails as well, and says so to its client
  }
}

void Site::handle(const net::Request& request, net::Response& response) noexcept {
  try {
    std::shared_ptr<world::Worlds> worlds;  // held until the answer is made
    if (!choose_worlds(request, worlds, response)) return;
    auto exchange = begin(*worlds);
    if (worlds->size() == 1) exchange.world = worlds->first().name();
    migrate::Watched watched;
    answer(*worlds, request, response, exchange, watched);
    watched.check(checker_, worlds->first(), request, response, exchange);
    journal_.record(std::move(exchange), request, response);
  } catch (const std::exception& e) {
    // A disk that is full, memory that has run out: the request fails, the server stays.
    err("adsbox serve: " + std::string(request.method) + " " + std::string(request.path) + ": " + e.what() + "\n");
    response = net::Response();
    response.status = 500;
    response.body = "The server failed. Its log tells why.\n";
  }
}

void Site::refuse_body(const net::Request& request, net::Response& response) {
  auto exchange = begin(*manager_->defaults());
  gateway_.refuse_body(request, response, exchange);
  journal_.record(std::move(exchange), request, response);
}

}  // namespace adsbox::cli
