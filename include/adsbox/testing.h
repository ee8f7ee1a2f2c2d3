// Tests of programs that use the Bing Ads API, against a server of adsbox: one server for all tests of a program, a world for
// each. docs/testing-with-adsbox.md is the guide; examples/testing/googletest is a whole project.
//
//   #include "adsbox/testing.h"
//
//   void try_it() {
//     using namespace adsbox;
//     auto server = TestServer::start();           // runs `adsbox serve` on a free port, its state in memory
//     if (!server) return;                         // server.error().message says why
//     auto world = server->create_world();         // seeded, empty of campaigns, seen by nobody else; dropped with the object
//     auto client = world->client();               // signed in as the world's user
//     world->add_fault(FaultRule("AddCampaigns").error("CallRateExceeded").times(2));
//     // ... run what is to be tested with *client, or with the credentials() of the world; then:
//     auto tested = world->assert_fired(2);        // an error unless the rule fired exactly twice
//   }
//
// Nothing throws, except for want of memory. Every call asks the server at once; there is no state of its own to go stale.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adsbox/client.h"
#include "adsbox/oauth.h"
#include "adsbox/testing_admin.h"
#include "adsbox/testing_fault.h"
#include "adsbox/testing_journal.h"

namespace adsbox {

/// What a program needs to be somebody in a world. They carry the world's mark, so that a program which knows nothing of worlds
/// is in this one by its credentials alone. Empty and 0 in worlds that began with the seed `none`.
struct Credentials {
  std::string developer_token, client_id, user, password;
  std::int64_t customer_id = 0, account_id = 0;
};

/// An isolated state of a server. Dropped with the object; move it where it is to live longer.
class TestWorld {
 public:
  TestWorld(TestWorld&&) noexcept;
  TestWorld& operator=(TestWorld&&) noexcept;
  ~TestWorld();

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const Credentials& credentials() const { return credentials_; }
  [[nodiscard]] Environment environment() const { return Environment::at(admin_->url()); }

  /// Signs the world's user in, without a page. Sessions renew their tokens when the service says that these have expired: by the
  /// world's clock.
  [[nodiscard]] std::expected<std::shared_ptr<Session>, ApiError> sign_in() const;
  /// For a ServiceClient of the seeded customer and account; change what you like before you make one.
  [[nodiscard]] ClientOptions client_options(TokenSource token) const;
  /// Both in one.
  [[nodiscard]] std::expected<ServiceClient, ApiError> client() const;

  /// Begins anew: as it began, or as `start` says. Fault rules go.
  AdminResult<void> reset(const WorldStart& start = {});
  /// Keeps the present state and clock under a name (a new one when empty) and returns the name. A snapshot named here stays
  /// until the server ends; others go with this object. Other worlds can begin as it (WorldStart::snapshot).
  AdminResult<std::string> take_snapshot(std::string_view name = {});
  AdminResult<void> restore(std::string_view snapshot);

  /// The world's time, ISO 8601, UTC.
  [[nodiscard]] AdminResult<std::string> now() const;
  AdminResult<void> set_clock(std::string_view moment);  // "2026-01-31T12:00:00Z"
  AdminResult<void> advance(std::chrono::duration<double> span);
  AdminResult<void> freeze();
  AdminResult<void> run(double factor = 1);  // world seconds in a second
  /// From then on SOAP is refused in this world: see AdminClient::end_soap().
  AdminResult<void> end_soap(std::string_view when = {});
  /// Answers are for an older contract from now on: see AdminClient::set_contract().
  AdminResult<void> set_contract(std::string_view version);

  /// How many of something fit somewhere in this world: set_limit("campaigns-per-account", 3) lets a test fill an account. Names:
  /// AdminClient::limits().
  AdminResult<void> set_limit(std::string_view name, std::int64_t value);
  AdminResult<void> reset_limits();

  /// Ids of the rules that were added: one, or those of a preset.
  AdminResult<std::vector<std::string>> add_fault(const FaultRule& rule);
  [[nodiscard]] AdminResult<std::vector<FaultReport>> faults() const;
  AdminResult<void> remove_faults();
  /// An error that tells of all rules (those of `ids`, where given) unless each fired: at least once, or exactly `times`. Also
  /// when there is no rule: a test that expects one to fire would have tested nothing.
  [[nodiscard]] AdminResult<void> assert_fired(std::optional<std::uint64_t> times = {},
                                               const std::vector<std::string>& ids = {}) const;

  /// Requests of this world that fit, in the order of their answers, with their bodies.
  [[nodiscard]] AdminResult<std::vector<JournalEntry>> requests(JournalFilter filter = {}) const;
  [[nodiscard]] AdminResult<Explanation> explain(std::string_view tracking_id) const;

 private:
  friend class TestServer;
  TestWorld(std::shared_ptr<const AdminClient> admin, std::string name, Credentials credentials, bool owned);
  void drop() noexcept;
  std::shared_ptr<const AdminClient> admin_;
  std::string name_;
  Credentials credentials_;
  bool owned_ = false;
  std::vector<std::string> snapshots_;  // to drop
};

struct ServerOptions {
  std::string program;                 // empty = $ADSBOX, else `adsbox` of the PATH
  std::string seed = "credentials";    // of worlds that name none: none, credentials, demo
  std::vector<std::string> arguments;  // further ones for `adsbox serve`
  std::chrono::seconds patience{60};   // how long it may take to be ready
};

class TestServer {
 public:
  /// Runs the program on a free port, with its state in memory and without HTTPS; ended with the object.
  static AdminResult<TestServer> start(const ServerOptions& options = {});
  /// Uses one that runs; it goes on afterwards.
  static AdminResult<TestServer> join(AdminOptions options);
  /// Joins the server at $ADSBOX_URL where that is set (one server for several test programs), else starts one.
  static AdminResult<TestServer> join_or_start(const ServerOptions& options = {});

  TestServer(TestServer&&) noexcept;
  TestServer& operator=(TestServer&&) noexcept;
  ~TestServer();

  [[nodiscard]] const std::string& url() const { return admin_->url(); }
  [[nodiscard]] const AdminClient& admin() const { return *admin_; }

  /// A world of its own for a test. `name` empty = a new one; `environment`: sandbox or production.
  [[nodiscard]] AdminResult<TestWorld> create_world(const WorldStart& start = {}, std::string_view name = {},
                                                    std::string_view environment = "sandbox") const;
  /// One that exists (`sandbox` and `production` always do); it is not dropped with the object.
  [[nodiscard]] AdminResult<TestWorld> world(std::string_view name) const;

 private:
  class Process;
  TestServer(std::unique_ptr<Process> process, std::shared_ptr<const AdminClient> admin);
  AdminResult<void> learn_credentials();
  [[nodiscard]] Credentials credentials_in(std::string_view environment, const std::string& mark) const;
  std::unique_ptr<Process> process_;  // empty = joined
  std::shared_ptr<const AdminClient> admin_;
  std::vector<std::pair<std::string, Credentials>> seeded_;  // by environment
};

}  // namespace adsbox
