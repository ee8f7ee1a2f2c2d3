#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adsbox/fake_transport.h"
#include "adsbox/testing_admin.h"
#include "adsbox/testing_fault.h"
#include "testing/names.h"
#include "testing/read.h"

namespace adsbox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class Admin : public ::testing::Test {
 protected:
  /// What was asked last: "POST http://s/_adsbox/v1/worlds {...}".
  [[nodiscard]] std::string asked() const {
    const auto& q = fake_->requests.back();
    return q.method + " " + q.url + (q.body.empty() ? "" : " " + q.body);
  }
  void expect(int status = 200, std::string body = "{}") {
    fake_->push({.status = status, .headers = {}, .body = std::move(body)});
  }

  std::shared_ptr<FakeTransport> fake_ = std::make_shared<FakeTransport>();
  AdminClient admin_{{.url = "http://s/", .admin_token = "secret", .transport = fake_}};
};

TEST_F(Admin, WritesWhatTheRoutesTake) {
  expect(201);
  ASSERT_TRUE(
      admin_.create_world("t1", {.seed = "demo", .snapshot = {}, .time = "2026-01-31T12:00:00Z", .frozen = true}, "production"));
  EXPECT_EQ(asked(),
            "POST http://s/_adsbox/v1/worlds "
            R"({"name":"t1","environment":"production","seed":"demo","time":"2026-01-31T12:00:00Z","frozen":true})");
  EXPECT_THAT(fake_->requests.back().headers,
              ElementsAre(Pair("Content-Type", "application/json"), Pair("Authorization", "Bearer secret")));
  expect();
  ASSERT_TRUE(admin_.reset_world("a/b"));
  EXPECT_EQ(asked(), "POST http://s/_adsbox/v1/worlds/a%2Fb/reset {}");
  expect();
  ASSERT_TRUE(admin_.change_clock("t1", {.set = {}, .advance_seconds = -0.5, .factor = 0}));
  EXPECT_EQ(asked(), R"(POST http://s/_adsbox/v1/worlds/t1/clock {"advance_seconds":-0.5,"factor":0})");
  expect();
  ASSERT_TRUE(admin_.check_faults("t 1", {"a"}, 2));
  EXPECT_EQ(asked(), R"(POST http://s/_adsbox/v1/faults/assert?world=t%201 {"ids":["a"],"times":2})");
  expect();
  ASSERT_TRUE(admin_.set_limits("t1", {{"campaigns-per-account", 3}, {"ads-per-ad-group", 0}}));
  EXPECT_EQ(asked(), R"(POST http://s/_adsbox/v1/limits?world=t1 {"limits":{"campaigns-per-account":3,"ads-per-ad-group":0}})");
  expect();
  ASSERT_TRUE(admin_.reset_limits("t1", "ads-per-ad-group"));
  EXPECT_EQ(asked(), "DELETE http://s/_adsbox/v1/limits/ads-per-ad-group?world=t1");
  expect();
  ASSERT_TRUE(admin_.faults(""));
  EXPECT_EQ(asked(), "GET http://s/_adsbox/v1/faults");
  expect();
  JournalFilter filter;
  filter.operation = "AddCampaigns";
  filter.failed = true;
  filter.after = 7;
  filter.details = true;
  filter.wait = std::chrono::seconds(5);
  ASSERT_TRUE(admin_.requests(filter));
  EXPECT_EQ(asked(), "GET http://s/_adsbox/v1/requests?operation=AddCampaigns&failed=true&after=7&details=true&wait=5");
  EXPECT_EQ(fake_->requests.back().timeout, std::chrono::seconds(105));
}

TEST_F(Admin, SaysWhatWentWrong) {
  expect(404, R"({"error":"there is no world 'x'"})");
  const auto refused = admin_.drop_world("x");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 404);
  EXPECT_EQ(refused.error().message, "HTTP 404: there is no world 'x'");
  fake_->push(TransportError{.message = "connection refused", .sent = false});
  const auto nobody = admin_.worlds();
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().status, 0);
  EXPECT_THAT(nobody.error().message, HasSubstr("connection refused"));
  expect(200, "<html>");
  const auto other = test_support::object_of(admin_.worlds());
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, HasSubstr("<html>"));
}

TEST_F(Admin, AnswersStayWhatTheyWere) {
  expect(200, R"({"ok":true,"n":7})");
  auto first = test_support::object_of(admin_.worlds());
  ASSERT_TRUE(first);
  const auto moved = std::move(*first);  // short texts move with the object that holds them
  EXPECT_EQ(moved["ok"].source(), "true");
  EXPECT_EQ(moved["n"].integer(), 7);
}

TEST(FaultRuleText, IsWhatTheServerReads) {
  using std::chrono::milliseconds;
  EXPECT_EQ(FaultRule().error(117).json(), R"({"effect":{"error":117}})");
  EXPECT_EQ(FaultRule("AddCampaigns").id("x").nth(2).error("CallRateExceeded").of_items({0, 2}).json(),
            R"({"id":"x","match":{"operation":"AddCampaigns","nth":2},"effect":{"error":"CallRateExceeded","items":[0,2]}})");
  EXPECT_EQ(FaultRule::preset("slow-body").times(1).json(), R"({"preset":"slow-body","match":{"times":1}})");
  EXPECT_EQ(FaultRule().protocol(Protocol::soap).probability(0.5, 7).drop().after_commit().json(),
            R"({"match":{"protocol":"soap","probability":0.5,"seed":7},"effect":{"drop":true,"after_commit":true}})");
  EXPECT_EQ(FaultRule("token").status(503).body("down").retry_after(std::chrono::minutes(1)).json(),
            R"({"match":{"operation":"token"},"effect":{"status":503,"body":"down","retry_after":60}})");
  EXPECT_EQ(FaultRule().latency(std::chrono::microseconds(1500)).cut_at(0.5).json(),
            R"({"effect":{"latency_ms":1.5,"cut":{"fraction":0.5}}})");
  EXPECT_EQ(FaultRule().latency_percentiles({{50, milliseconds(20)}, {99.9, milliseconds(900)}}).cut_after(7).json(),
            R"({"effect":{"latency_ms":{"distribution":"percentiles","points":{"50":20,"99.9":900}},"cut":{"bytes":7}}})");
  // Said twice, the later holds.
  EXPECT_EQ(FaultRule().nth(1).nth(2).latency(milliseconds(1)).latency_uniform(milliseconds(1), milliseconds(2)).json(),
            R"({"match":{"nth":2},"effect":{"latency_ms":{"distribution":"uniform","min":1,"max":2}}})");
}

TEST(NewNames, AreNew) {
  const auto one = test_support::new_name("test"), other = test_support::new_name("test");
  EXPECT_NE(one, other);
  for (const auto& name : {one, other}) {
    EXPECT_LE(name.size(), 63u);
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos);
  }
}

}  // namespace
}  // namespace adsbox
