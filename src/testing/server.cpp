#include <cstdlib>

#include "testing/names.h"
#include "testing/process.h"
#include "testing/read.h"

namespace adsbox {

using namespace test_support;

namespace {

std::int64_t number_of(const codec::JsonValue& v) {
  return std::strtoll(v.text().c_str(), nullptr, 10);
}

}  // namespace

TestServer::TestServer(std::unique_ptr<Process> process, std::shared_ptr<const AdminClient> admin)
    : process_(std::move(process)), admin_(std::move(admin)) {}
TestServer::TestServer(TestServer&&) noexcept = default;
TestServer& TestServer::operator=(TestServer&&) noexcept = default;
TestServer::~TestServer() = default;

AdminResult<TestServer> TestServer::start(const ServerOptions& options) {
  auto process = Process::start(options);
  if (!process) return std::unexpected(std::move(process.error()));
  const auto url = (*process)->url();
  TestServer server(std::move(*process), std::make_shared<AdminClient>(AdminOptions{.url = url}));
  if (auto learnt = server.learn_credentials(); !learnt) return std::unexpected(std::move(learnt.error()));
  return server;
}

AdminResult<TestServer> TestServer::join(AdminOptions options) {
  const bool remote = !options.admin_token.empty();
  TestServer server(nullptr, std::make_shared<AdminClient>(std::move(options)));
  // A server on another machine seeds nothing and tells nobody of credentials.
  if (auto learnt = server.learn_credentials(); !learnt && !(remote && learnt.error().status == 403))
    return std::unexpected(std::move(learnt.error()));
  return server;
}

AdminResult<TestServer> TestServer::join_or_start(const ServerOptions& options) {
  const char* url = std::getenv("ADSBOX_URL");
  return url != nullptr && *url != '\0' ? join({.url = url}) : start(options);
}

AdminResult<void> TestServer::learn_credentials() {
  const auto connection = object_of(admin_->call("GET", "connection"));
  if (!connection) return std::unexpected(connection.error());
  for (const auto& e : (*connection)["environments"].items())
    seeded_.emplace_back(e["name"].text(), Credentials{.developer_token = e["developer_token"].text(),
                                                       .client_id = e["client_id"].text(),
                                                       .user = e["user"].text(),
                                                       .password = e["password"].text(),
                                                       .customer_id = number_of(e["customer_id"]),
                                                       .account_id = number_of(e["account_id"])});
  return {};
}

Credentials TestServer::credentials_in(std::string_view environment, const std::string& mark) const {
  for (const auto& [name, credentials] : seeded_) {
    if (name != environment) continue;
    auto marked = credentials;
    marked.client_id = mark + marked.client_id;
    marked.user = mark + marked.user;
    return marked;
  }
  return {};
}

AdminResult<TestWorld> TestServer::create_world(const WorldStart& start, std::string_view name,
                                                std::string_view environment) const {
  const auto chosen = name.empty() ? new_name("test") : std::string(name);
  const auto world = object_of(admin_->create_world(chosen, start, environment));
  if (!world) return std::unexpected(world.error());
  return TestWorld(admin_, chosen, credentials_in(environment, (*world)["mark"].text()), true);
}

AdminResult<TestWorld> TestServer::world(std::string_view name) const {
  const auto world = object_of(admin_->world(name));
  if (!world) return std::unexpected(world.error());
  return TestWorld(admin_, std::string(name), credentials_in((*world)["environment"].text(), (*world)["mark"].text()), false);
}

}  // namespace adsbox
