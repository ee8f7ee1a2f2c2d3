#include "faults/rules.h"

#include <filesystem>
#include <fstream>
#include <thread>

#include "faults/testing.h"

namespace adsbox::faults {
namespace {

using namespace std::chrono_literals;
using testing::add;
using testing::operation;
using testing::pattern;
using testing::soap;

TEST(Rules, DecideNothingWithoutRules) {
  Rules rules;
  EXPECT_TRUE(rules.empty());
  const auto d = before(rules, soap("AddCampaigns"));
  EXPECT_FALSE(d.refused());
  EXPECT_TRUE(d.fired.empty());
  EXPECT_FALSE(active(rules, "report.no_url", soap("AddCampaigns")));
}

TEST(Rules, InjectAnErrorThatSaysWhoInjectedIt) {
  Rules rules;
  add(rules, R"({"id":"limit","match":{"operation":"AddCampaigns"},"effect":{"error":117,"details":"slow down"}})");
  const auto d = before(rules, soap("AddCampaigns"));
  ASSERT_TRUE(d.failure);
  EXPECT_TRUE(d.instead());
  EXPECT_EQ(d.failure->kind, FaultKind::ad_api);
  ASSERT_EQ(d.failure->errors.size(), 1U);
  const auto& e = d.failure->errors.front();
  EXPECT_EQ(e.error, Error::CallRateExceeded);
  EXPECT_EQ(e.index, -1);
  EXPECT_EQ(e.details, "slow down");
  EXPECT_EQ(e.why.rule, "fault.limit");
  EXPECT_NE(e.why.expected.find("injected"), std::string::npos);
  EXPECT_EQ(d.fired, std::vector<std::string>{"limit"});
  EXPECT_FALSE(before(rules, soap("UpdateCampaigns")).refused());
}

TEST(Rules, ChooseTheFaultByTheErrorUnlessTold) {
  Rules rules;
  const auto kind = [&](std::string_view json) {
    rules.clear();
    add(rules, json);
    return before(rules, soap("AddCampaigns")).failure->kind;
  };
  EXPECT_EQ(kind(R"({"effect":{"error":"InternalError"}})"), FaultKind::ad_api);
  EXPECT_EQ(kind(R"({"effect":{"error":"AuthenticationTokenExpired"}})"), FaultKind::ad_api);
  EXPECT_EQ(kind(R"({"effect":{"error":"ConcurrentRequestOverLimit"}})"), FaultKind::operation);
  EXPECT_EQ(kind(R"({"effect":{"error":4204}})"), FaultKind::operation);
  EXPECT_EQ(kind(R"({"effect":{"error":4204,"fault":"batch"}})"), FaultKind::batch);
  EXPECT_EQ(kind(R"({"effect":{"error":117,"fault":"operation"}})"), FaultKind::operation);
}

TEST(Rules, MatchByOperationServiceProtocolAndKind) {
  Rules rules;
  const auto fires = [&](std::string_view match, const Query& q) {
    rules.clear();
    add(rules, R"({"match":)" + std::string(match) + R"(,"effect":{"latency_ms":1}})");
    return !before(rules, q).fired.empty();
  };
  const Query rest{&operation("CampaignManagement", "GetCampaignsByAccountId"), {}, Channel::rest, "t", {}};
  const Query token{nullptr, "token", Channel::http, "t", {}};
  EXPECT_TRUE(fires("{}", rest));
  EXPECT_FALSE(fires("{}", token));
  EXPECT_TRUE(fires(R"({"operation":"token"})", token));
  EXPECT_FALSE(fires(R"({"operation":"token"})", rest));
  EXPECT_TRUE(fires(R"({"operation":"token, Get*"})", token));
  EXPECT_TRUE(fires(R"({"operation":"token, Get*"})", rest));
  EXPECT_FALSE(fires(R"({"operation":"Get*"})", soap("AddCampaigns")));
  EXPECT_TRUE(fires(R"({"protocol":"rest"})", rest));
  EXPECT_FALSE(fires(R"({"protocol":"rest"})", soap("AddCampaigns")));
  EXPECT_TRUE(fires(R"({"service":"CampaignManagement"})", rest));
  EXPECT_FALSE(fires(R"({"service":"Bulk"})", rest));
  for (const char* name : {"AddCampaigns", "UpdateCampaigns", "DeleteCampaigns", "GetCampaignsByIds"})
    EXPECT_TRUE(fires(R"({"entity_kind":"Campaign"})", soap(name))) << name;
  for (const char* name : {"AddKeywords", "DeleteKeywords", "GetKeywordsByAdGroupId"}) {
    EXPECT_TRUE(fires(R"({"entity_kind":"Keyword"})", soap(name))) << name;
    EXPECT_FALSE(fires(R"({"entity_kind":"Campaign"})", soap(name))) << name;
  }
}

TEST(Rules, CountTheRequestsThatFit) {
  Rules rules;
  const auto of = [&](std::string_view match) {
    rules.clear();
    add(rules, R"({"match":)" + std::string(match) + R"(,"effect":{"error":0}})");
    return pattern(rules, soap("AddCampaigns"), 8);
  };
  EXPECT_EQ(of("{}"), "xxxxxxxx");
  EXPECT_EQ(of(R"({"nth":3})"), "..x.....");
  EXPECT_EQ(of(R"({"every":3})"), "..x..x..");
  EXPECT_EQ(of(R"({"from":3,"to":5})"), "..xxx...");
  EXPECT_EQ(of(R"({"from":4})"), "...xxxxx");
  EXPECT_EQ(of(R"({"times":2})"), "xx......");
  EXPECT_EQ(of(R"({"from":2,"every":2,"times":2})"), ".x.x....");
  EXPECT_EQ(of(R"({"probability":0})"), "........");
}

TEST(Rules, DrawByTheSeed) {
  const auto of = [](int seed) {
    Rules rules;
    add(rules, R"({"match":{"probability":0.3,"seed":)" + std::to_string(seed) + R"(},"effect":{"error":0}})");
    return pattern(rules, soap("AddCampaigns"), 1000);
  };
  const auto first = of(7);
  EXPECT_EQ(of(7), first);
  EXPECT_NE(of(8), first);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(first, 'x')), 300, 60);
}

TEST(Rules, GiveItemsTheirErrorAndCountOnlyThoseThatWereThere) {
  Rules rules;
  add(rules, R"({"id":"some","match":{"times":1},"effect":{"error":"CampaignServiceInvalidCampaignId","items":[1,4]}})");
  add(rules, R"({"id":"third","effect":{"error":"InternalError","every_item":3}})");
  const auto q = soap("AddCampaigns", "first");
  net::Response r;
  // A call with one item: neither has anything to do.
  auto d = before(rules, q);
  EXPECT_FALSE(d.refused());
  EXPECT_TRUE(d.for_items());
  EXPECT_FALSE(d.item(0));
  finish(rules, d, q, r);
  EXPECT_TRUE(d.fired.empty());
  EXPECT_EQ(rules.find("some")->fired, 0U);
  EXPECT_TRUE(rules.find("some")->tracking_ids.empty());
  // Its firing was not used up.
  const auto q2 = soap("AddCampaigns", "second");
  d = before(rules, q2);
  std::string hit;
  for (int i = 0; i < 6; ++i)
    if (const auto e = d.item(i)) {
      hit += std::to_string(i) + (e->why.rule == "fault.some" ? "s" : "t");
      EXPECT_EQ(e->index, i);
    }
  EXPECT_EQ(hit, "1s2t4s5t");
  finish(rules, d, q2, r);
  EXPECT_EQ(d.fired, (std::vector<std::string>{"some", "third"}));
  EXPECT_EQ(rules.find("some")->tracking_ids, std::vector<std::string>{"second"});
  EXPECT_EQ(rules.find("some")->matched, 2U);
}

TEST(Rules, LetTheFirstRefusalWinAndTheOthersWait) {
  Rules rules;
  add(rules, R"({"id":"a","match":{"times":1},"effect":{"error":117}})");
  add(rules, R"({"id":"b","effect":{"status":503,"body":"down","retry_after":5}})");
  add(rules, R"({"id":"c","effect":{"latency_ms":20}})");
  const auto q = soap("AddCampaigns");
  auto d = before(rules, q);
  EXPECT_TRUE(d.failure);
  EXPECT_FALSE(d.plain);
  EXPECT_EQ(d.fired, (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(rules.find("b")->matched, 1U);
  EXPECT_EQ(rules.find("b")->fired, 0U);
  d = before(rules, q);
  EXPECT_FALSE(d.failure);
  net::Response r;
  r.body = "<fault/>";
  finish(rules, d, q, r);
  EXPECT_EQ(r.status, 503);
  EXPECT_EQ(r.body, "down");
  EXPECT_EQ(r.content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(r.headers, (std::vector<std::pair<std::string, std::string>>{{"Retry-After", "5"}}));
  EXPECT_EQ(r.delay, 20ms);
}

TEST(Rules, DropBeforeOrAfterTheWork) {
  Rules rules;
  add(rules, R"({"match":{"nth":1},"effect":{"drop":true}})");
  add(rules, R"({"match":{"nth":2},"effect":{"drop":true,"after_commit":true}})");
  const auto q = soap("AddCampaigns");
  EXPECT_TRUE(before(rules, q).instead());
  auto d = before(rules, q);
  EXPECT_TRUE(d.refused());
  EXPECT_FALSE(d.instead());
  net::Response r;
  finish(rules, d, q, r);
  EXPECT_TRUE(r.drop);
}

TEST(Rules, CutBodiesAndFilesByShareOrBytes) {
  Rules rules;
  const auto q = soap("GetCampaignsByAccountId");
  const auto cut = [&](std::string_view effect, net::Response r) {
    rules.clear();
    add(rules, R"({"effect":{"cut":)" + std::string(effect) + "}}");
    auto d = before(rules, q);
    finish(rules, d, q, r);
    return r.cut_after;
  };
  net::Response body;
  body.body = std::string(1000, 'x');
  EXPECT_EQ(cut(R"({"fraction":0.25})", body), 250U);
  EXPECT_EQ(cut(R"({"bytes":7})", body), 7U);
  net::Response file;
  file.file = ::testing::TempDir() + "adsbox-faults-cut";
  std::ofstream(*file.file) << std::string(300, 'x');
  EXPECT_EQ(cut(R"({"fraction":0.5})", file), 150U);
  std::filesystem::remove(*file.file);
}

TEST(Rules, ChangeAnswersWhenAsked) {
  Rules rules;
  add(rules, R"({"id":"r","match":{"operation":"PollGenerateReport","times":2},"effect":{"answer_change":"report.no_url"}})");
  const auto poll = soap("PollGenerateReport", "p", "Reporting");
  EXPECT_TRUE(before(rules, poll).fired.empty());
  EXPECT_FALSE(active(rules, "token.revoke_refresh", poll));
  EXPECT_FALSE(active(rules, "report.no_url", soap("SubmitGenerateReport", "p", "Reporting")));
  EXPECT_EQ(rules.find("r")->matched, 0U);
  EXPECT_TRUE(active(rules, "report.no_url", poll));
  EXPECT_TRUE(active(rules, "report.no_url", poll));
  EXPECT_FALSE(active(rules, "report.no_url", poll));
  EXPECT_EQ(rules.find("r")->fired, 2U);
  EXPECT_EQ(rules.find("r")->tracking_ids, (std::vector<std::string>{"p", "p"}));
}

TEST(Rules, ExpireAnAccessTokenForGood) {
  Rules rules;
  add(rules, R"({"id":"e","match":{"nth":2},"effect":{"answer_change":"token.expire_access"}})");
  auto old = soap("AddCampaigns"), fresh = soap("AddCampaigns");
  old.access_token = "old";
  fresh.access_token = "fresh";
  EXPECT_FALSE(before(rules, old).refused());
  EXPECT_EQ(before(rules, old).failure->errors.front().error, Error::AuthenticationTokenExpired);
  EXPECT_EQ(before(rules, old).failure->errors.front().error, Error::AuthenticationTokenExpired);
  EXPECT_FALSE(before(rules, fresh).refused());
  EXPECT_TRUE(before(rules, old).refused());
  EXPECT_EQ(rules.find("e")->fired, 1U);
}

TEST(Rules, KeepTheLastThousandTrackingIds) {
  Rules rules;
  add(rules, R"({"id":"x","effect":{"latency_ms":0}})");
  for (int i = 0; i < 1500; ++i) {
    const auto id = std::to_string(i);
    EXPECT_FALSE(before(rules, soap("AddCampaigns", id)).fired.empty());
  }
  const auto r = *rules.find("x");
  EXPECT_EQ(r.fired, 1500U);
  ASSERT_EQ(r.tracking_ids.size(), 1000U);
  EXPECT_EQ(r.tracking_ids.front(), "500");
  EXPECT_EQ(r.tracking_ids.back(), "1499");
  rules.reset_counters();
  EXPECT_EQ(rules.find("x")->fired, 0U);
  EXPECT_TRUE(rules.find("x")->tracking_ids.empty());
}

TEST(Rules, AreAddedAllOrNone) {
  Rules rules;
  add(rules, R"({"id":"f1","effect":{"error":0}})");
  auto a = *testing::parse(R"({"id":"a","effect":{"error":0}})");
  auto taken = *testing::parse(R"({"id":"f1","effect":{"error":0}})");
  EXPECT_FALSE(rules.add({a, taken}));
  EXPECT_FALSE(rules.add({a, a}));
  EXPECT_EQ(rules.list().size(), 1U);
  EXPECT_EQ(add(rules, R"({"effect":{"error":0}})"), "f2");
  EXPECT_FALSE(rules.add(std::vector<Rule>(Rules::most_rules, *testing::parse(R"({"effect":{"error":0}})"))));
  EXPECT_TRUE(rules.erase("f1"));
  EXPECT_FALSE(rules.erase("f1"));
  EXPECT_EQ(rules.clear(), 1U);
  EXPECT_TRUE(rules.empty());
}

TEST(Rules, CountExactlyUnderManyThreads) {
  Rules rules;
  add(rules, R"({"id":"x","match":{"times":100},"effect":{"error":117}})");
  std::atomic<int> refused = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 200; ++i)
          if (before(rules, soap("AddCampaigns")).refused()) ++refused;
      });
  }
  EXPECT_EQ(refused, 100);
  EXPECT_EQ(rules.find("x")->matched, 1600U);
}

TEST(Latency, FollowsItsDistributionAndTheSeed) {
  const auto mean = [](const Latency& l) {
    double sum = 0;
    for (std::uint64_t n = 0; n < 4000; ++n) {
      const auto ms = l.draw(3, n);
      EXPECT_EQ(ms, l.draw(3, n));
      EXPECT_GE(ms, 0ms);
      sum += static_cast<double>(ms.count());
    }
    return sum / 4000;
  };
  using Kind = Latency::Kind;
  EXPECT_EQ(mean({Kind::fixed, 12, 0, {}}), 12);
  EXPECT_NEAR(mean({Kind::uniform, 100, 300, {}}), 200, 10);
  EXPECT_NEAR(mean({Kind::normal, 500, 50, {}}), 500, 10);
  EXPECT_NEAR(mean({Kind::exponential, 200, 0, {}}), 200, 20);
  const Latency percentiles{Kind::percentiles, 0, 0, {{50, 100}, {90, 200}, {100, 1000}}};
  int below = 0, within = 0;
  for (std::uint64_t n = 0; n < 4000; ++n) {
    const auto ms = percentiles.draw(3, n);
    below += ms <= 100ms;
    within += ms <= 200ms;
    EXPECT_LE(ms, 1000ms);
  }
  EXPECT_NEAR(below, 2000, 200);
  EXPECT_NEAR(within, 3600, 150);
}

}  // namespace
}  // namespace adsbox::faults
