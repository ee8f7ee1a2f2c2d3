#include "faults/routes.h"

#include <deque>

#include "control/router.h"
#include "faults/presets.h"
#include "faults/testing.h"

namespace adsbox::faults {
namespace {

using testing::soap;

class Routes : public ::testing::Test {
 protected:
  Routes() : router_(control::Guard{}) {
    router_.add(routes(
        [this](std::string_view world) { return world.empty() || world == "sandbox" ? rules_ : std::shared_ptr<Rules>(); }));
  }
  codec::JsonValue call(std::string_view method, std::string_view path, int status, std::string body = {},
                        std::string_view query = {}) {
    bodies_.push_back(std::move(body));
    net::Request q;
    const std::string whole = "/_adsbox/v1" + std::string(path);
    q.method = method;
    q.path = q.target = whole;
    q.query = query;
    q.body = bodies_.back();
    q.loopback = true;
    if (!q.body.empty()) q.headers.push_back({"Content-Type", "application/json"});
    net::Response r;
    EXPECT_TRUE(router_.handle(q, r)) << path;
    EXPECT_EQ(r.status, status) << path << ": " << r.body;
    answers_.push_back(std::move(r.body));
    return codec::parse_json(answers_.back()).value_or(codec::JsonValue());
  }

  std::shared_ptr<Rules> rules_ = std::make_shared<Rules>();
  control::Router router_;
  std::deque<std::string> bodies_, answers_;  // what the documents refer to
};

TEST_F(Routes, AddListShowAndRemove) {
  EXPECT_EQ(call("POST", "/faults", 201, R"({"id":"a","effect":{"error":117}})")["ids"].items().front().text(), "a");
  EXPECT_EQ(call("POST", "/faults", 201, R"({"rules":[{"effect":{"drop":true}},{"id":"b","effect":{"latency_ms":1}}]})")["ids"]
                .items()
                .size(),
            2U);
  EXPECT_FALSE(before(*rules_, soap("AddCampaigns", "t-1")).fired.empty());
  const auto list = call("GET", "/faults", 200);
  ASSERT_EQ(list["faults"].items().size(), 3U);
  const auto a = call("GET", "/faults/a", 200, {}, "world=sandbox");
  EXPECT_EQ(a["matched"].integer(), 1);
  EXPECT_EQ(a["fired"].integer(), 1);
  EXPECT_EQ(a["tracking_ids"].items().front().text(), "t-1");
  call("POST", "/faults/reset-counters", 200);
  EXPECT_EQ(call("GET", "/faults/a", 200)["fired"].integer(), 0);
  call("DELETE", "/faults/a", 200);
  call("DELETE", "/faults/a", 404);
  call("GET", "/faults/a", 404);
  EXPECT_EQ(call("DELETE", "/faults", 200)["removed"].integer(), 2);
  EXPECT_TRUE(rules_->empty());
}

TEST_F(Routes, SayWhatIsWrong) {
  const auto error = [&](int status, std::string body, std::string_view query = {}) {
    return call("POST", "/faults", status, std::move(body), query)["error"].text();
  };
  EXPECT_NE(error(400, R"({"effect":{"error":"InternalEror"}})").find("Did you mean InternalError?"), std::string::npos);
  EXPECT_NE(error(400, R"({"rules":[{"effect":{"drop":true}},{"effect":{}}]})").find("rules[1]: effect is empty"),
            std::string::npos);
  EXPECT_NE(error(400, R"({"preset":"half-fil"})").find("Did you mean half-file?"), std::string::npos);
  error(400, R"({"preset":"half-file","effect":{"drop":true}})");
  error(400, "{}");
  error(404, R"({"effect":{"drop":true}})", "world=elsewhere");
  EXPECT_TRUE(rules_->empty());
  error(201, R"({"id":"x","effect":{"drop":true}})");
  error(409, R"({"id":"x","effect":{"drop":true}})");
}

TEST_F(Routes, AssertThatRulesFired) {
  call("POST", "/faults/assert", 409, "{}");  // nothing could have fired
  call("POST", "/faults", 201,
       R"({"rules":[{"id":"a","effect":{"error":117}},{"id":"b","match":{"nth":2},"effect":{"latency_ms":0}}]})");
  const auto ok = [&](std::string body) {
    const auto answer = call("POST", "/faults/assert", 200, std::move(body));
    return answer["ok"].source() == "true";
  };
  EXPECT_FALSE(ok("{}"));
  (void)before(*rules_, soap("AddCampaigns"));
  EXPECT_FALSE(ok("{}"));
  EXPECT_TRUE(ok(R"({"ids":["a"]})"));
  EXPECT_FALSE(ok(R"({"ids":["b"]})"));
  EXPECT_TRUE(ok(R"({"ids":["b"],"times":0})"));
  (void)before(*rules_, soap("AddCampaigns"));
  EXPECT_TRUE(ok("{}"));
  EXPECT_TRUE(ok(R"({"ids":["a"],"times":2})"));
  EXPECT_FALSE(ok(R"({"ids":["a"],"times":1})"));
  call("POST", "/faults/assert", 404, R"({"ids":["c"]})");
}

TEST_F(Routes, ExpandPresets) {
  const auto list = call("GET", "/faults/presets", 200);
  EXPECT_EQ(list["presets"].items().size(), presets().size());
  for (const auto& p : presets()) {
    SCOPED_TRACE(p.name);
    const auto ids = call("POST", "/faults", 201, R"({"preset":")" + std::string(p.name) + R"("})");
    EXPECT_FALSE(ids["ids"].items().empty());
  }
  rules_->clear();
  const auto ids =
      call("POST", "/faults", 201, R"({"preset":"throttled-then-fine","id":"t","match":{"operation":"AddCampaigns","times":1}})");
  EXPECT_EQ(ids["ids"].items().front().text(), "t");
  EXPECT_EQ(testing::pattern(*rules_, soap("GetCampaignsByAccountId"), 2), "..");
  EXPECT_EQ(testing::pattern(*rules_, soap("AddCampaigns"), 3), "x..");
  rules_->clear();
  call("POST", "/faults", 201, R"({"preset":"service-down"})");
  const auto first = before(*rules_, soap("AddCampaigns")), second = before(*rules_, soap("AddCampaigns"));
  EXPECT_EQ(first.plain->status, 503);
  EXPECT_TRUE(second.wire.drop);
  EXPECT_FALSE(second.plain);
}

}  // namespace
}  // namespace adsbox::faults
