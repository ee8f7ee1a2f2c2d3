// Whole checks, on a world in memory.
#include "migrate/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adsbox/campaign_management.h"
#include "identity/logins.h"
#include "identity/seed.h"
#include "identity/tokens.h"
#include "migrate/recorder.h"
#include "migrate/report.h"
#include "services/services.h"
#include "world/entities.h"

namespace adsbox::migrate {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view user = "someone@outlook-int.com";

class Checks : public testing::Test {
 protected:
  static world::ManagerOptions manager_options() {
    return {.environments = {world::Environment::sandbox},
            .random_seed = 3,
            .seeder = [](world::World& w, std::string_view) -> std::expected<void, std::string> {
              identity::seed(w);
              return {};
            }};
  }
  Checks() {
    services::register_operations(registry_);
    std::int64_t login = 0;
    world().store().read([&](store::Reader& r) { login = identity::logins_of(r, user).front().id; });
    token_ = identity::issue_access_token(world(), {.login_id = login,
                                                    .client_id = "test",
                                                    .scopes = {"https://ads.microsoft.com/msads.manage"},
                                                    .generation = identity::Generation::v2,
                                                    .mfa_passed = true});
  }
  world::World& world() { return manager_->defaults()->first(); }

  [[nodiscard]] Subject rest(std::string_view path, std::string body) const {
    const auto read = read_message("POST " + std::string(path) + "\nAuthorization: Bearer " + token_ +
                                   "\nDeveloperToken: BBD37VB98\nCustomerId: 250000001\nCustomerAccountId: 180000001\n"
                                   "Content-Type: application/json\n\n" +
                                   std::move(body));
    EXPECT_TRUE(read) << read.error();
    return {read->message, read->operation, "tracking", std::string(user)};
  }
  [[nodiscard]] Report check(const Subject& subject, gateway::Options options = {}) {
    return Checker(registry_, std::move(options)).check(subject, world::Manager::moment(world()));
  }
  static std::string json(const Report& report, const Subject& subject) {
    Exchange exchange;
    exchange.protocol = subject.message.wire;
    exchange.operation = subject.operation;
    journal::Blocks blocks;
    const journal::Entry entry(std::move(exchange), subject.message.request(), {}, 0, blocks);
    return json_of(report, subject, journal::Secrets(entry));
  }
  static std::string campaigns(std::string_view more = {}) {
    return R"({"AccountId":"180000001","Campaigns":[{"Name":"Tea","BudgetType":"DailyBudgetStandard","DailyBudget":5,)"
           R"("TimeZone":"PacificTimeUSCanadaTijuana","CampaignType":"Search","Languages":["English"])" +
           std::string(more) + R"(},{"Name":""}]})";
  }

  std::unique_ptr<world::Manager> manager_ = *world::Manager::open(manager_options());
  services::Registry registry_;
  std::string token_;
};

constexpr std::string_view add = "/CampaignManagement/v13/Campaigns",
                           query = "/CampaignManagement/v13/Campaigns/QueryByAccountId";

TEST_F(Checks, AWriteIsDoneOnBothCopiesAndNotInTheWorld) {
  const auto subject = rest(add, campaigns());
  const auto report = check(subject);
  EXPECT_EQ(report.verdict, Verdict::same) << json(report, subject);
  EXPECT_THAT(report.rest.outcome, HasSubstr("of item"));
  EXPECT_EQ(report.soap.outcome, report.rest.outcome);
  EXPECT_TRUE(report.writes);
  EXPECT_GT(report.state.rows, 5u);
  const auto kinds = world().store().kinds();
  EXPECT_THAT(kinds, Not(testing::Contains(world::kind_of<campaign_management::Campaign>())));
}

TEST_F(Checks, TheOtherWayRoundAndOfAReadingCall) {
  auto call = decode(rest(add, campaigns()).message, *rest(add, campaigns()).operation);
  const auto soap = encode(*call, Channel::soap, {Channel::soap, {}, {}, "localhost", {}, {}, false});
  const Subject subject{*soap, call->operation, "tracking", {}};
  const auto report = check(subject);
  EXPECT_EQ(report.verdict, Verdict::same) << json(report, subject);
  EXPECT_EQ(report.counterpart.method + " " + report.counterpart.target, "POST /CampaignManagement/v13/Campaigns");

  const auto reading = check(rest(query, R"({"AccountId":"180000001"})"));
  EXPECT_EQ(reading.verdict, Verdict::same);
  EXPECT_FALSE(reading.writes);
}

TEST_F(Checks, RefusalsAreCompared) {
  for (const auto* body : {R"({"AccountId":"180000099"})", R"({})"}) {
    const auto subject = rest(query, body);
    const auto report = check(subject);
    EXPECT_EQ(report.verdict, Verdict::same) << json(report, subject);
    EXPECT_THAT(report.soap.outcome, testing::StartsWith("refused: "));
  }
}

TEST_F(Checks, WhatOneProtocolRefusesAloneIsADifference) {
  // A strict server refuses a member that it does not know; the message of the other protocol cannot carry it.
  const auto subject = rest(add, campaigns(R"(,"Colour":"green")"));
  EXPECT_EQ(check(subject).verdict, Verdict::same);
  const auto report = check(subject, {.strict = true});
  EXPECT_EQ(report.verdict, Verdict::different);
  EXPECT_THAT(report.not_known, testing::ElementsAre(HasSubstr("Colour")));
  EXPECT_GT(report.result.count, 0u);
  EXPECT_THAT(report.state.differences, testing::Contains(testing::Field(&StateDifference::kind, "Campaign")));
  EXPECT_THAT(json(report, subject), HasSubstr("ApiInputValidationError"));
}

TEST_F(Checks, ATokenThatHasEndedIsReplacedOnTheCopies) {
  world().clock().advance(7200 * DateTime::ticks_per_second);
  auto subject = rest(query, R"({"AccountId":"180000001"})");
  auto report = check(subject);
  EXPECT_EQ(report.run_as, user);
  EXPECT_EQ(report.rest.outcome, "done");
  subject.user.clear();
  report = check(subject);
  EXPECT_EQ(report.verdict, Verdict::same);
  EXPECT_THAT(report.rest.outcome, HasSubstr("109"));
}

TEST_F(Checks, NoSecretIsTold) {
  const auto subject = rest(add, campaigns());
  const auto text = json(check(subject), subject);
  EXPECT_THAT(text, Not(HasSubstr(token_)));
  EXPECT_THAT(text, Not(HasSubstr("BBD37VB98")));
  EXPECT_THAT(text, HasSubstr("[secret, "));
}

TEST_F(Checks, SoapHasNoEndInAnExperiment) {
  world().set_soap_end(1);
  EXPECT_EQ(check(rest(query, R"({"AccountId":"180000001"})")).verdict, Verdict::same);
}

TEST_F(Checks, TheRecorderLooksAtTheWorldBeforeTheCall) {
  const Checker checker(registry_, {});
  const gateway::Gateway gateway(registry_, {});
  const auto subject = rest(add, campaigns());
  const auto request = subject.message.request();
  const auto once = [&](bool on) {
    Exchange exchange;
    exchange.tracking_id = "tracking";
    net::Response response;
    const Recorder recorder(on);
    Watched watched;
    gateway.handle(*manager_->defaults(), request, response, exchange, watched.before(recorder));
    watched.check(checker, world(), request, response, exchange);
    return exchange;
  };
  EXPECT_FALSE(once(false).migration);
  const auto exchange = once(true);  // the campaign is there already
  ASSERT_TRUE(exchange.migration);
  EXPECT_EQ(exchange.migration->verdict, "same");
  EXPECT_THAT(exchange.migration->report, HasSubstr("before the call"));
}

}  // namespace
}  // namespace adsbox::migrate
