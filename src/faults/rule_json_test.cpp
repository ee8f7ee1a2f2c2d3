#include "faults/rule_json.h"

#include "faults/testing.h"

namespace adsbox::faults {
namespace {

using testing::parse;

TEST(RuleJson, ReadsWhatItWrites) {
  for (
      const std::string json : {
          R"({"id":"a","match":{"operation":"*"},"effect":{"error":"CallRateExceeded","fault":"operation","details":"d"}})",
          R"({"id":"b","match":{"operation":"Add*","service":"CampaignManagement","protocol":"soap","entity_kind":"Campaign","nth":2,"every":2,"from":1,"to":9,"times":3,"probability":0.5,"seed":9},"effect":{"error":"InternalError","items":[0,5],"every_item":4}})",
          R"({"id":"c","match":{"operation":"token"},"effect":{"status":503,"body":"x","content_type":"text/html; charset=utf-8","retry_after":3,"after_commit":true,"latency_ms":5}})",
          R"({"id":"d","match":{"operation":"*"},"effect":{"drop":true}})",
          R"({"id":"e","match":{"operation":"*"},"effect":{"latency_ms":{"distribution":"percentiles","points":{"50":10,"99.5":20}},"bytes_per_second":100,"cut":{"fraction":0.5}}})",
          R"({"id":"f","match":{"operation":"*"},"effect":{"latency_ms":{"distribution":"uniform","min":1,"max":2},"cut":{"bytes":0}}})",
          R"({"id":"g","match":{"operation":"*"},"effect":{"latency_ms":{"distribution":"normal","mean":1,"deviation":2}}})",
          R"({"id":"h","match":{"operation":"*"},"effect":{"latency_ms":{"distribution":"exponential","mean":1.5}}})",
          R"({"id":"i","match":{"operation":"token"},"effect":{"answer_change":"token.revoke_refresh"}})",
      }) {
    const auto rule = parse(json);
    ASSERT_TRUE(rule) << json << rule.error();
    EXPECT_EQ(rule_json(*rule), json);
  }
}

TEST(RuleJson, TakesCodesAsNumbersOfTheService) {
  EXPECT_EQ(parse(R"({"effect":{"error":207}})")->effect.error, Error::ConcurrentRequestOverLimit);
  const auto rule = parse(R"({"match":{"service":"CustomerManagement"},"effect":{"error":207}})");
  ASSERT_TRUE(rule);
  EXPECT_EQ(error_info(*rule->effect.error).code, 207);
  EXPECT_EQ(schema::text(error_info(*rule->effect.error).symbol), "");
}

TEST(RuleJson, SaysWhatIsWrong) {
  const std::pair<std::string, std::string> cases[] = {
      {R"([])", "object"},
      {R"({})", "effect is missing"},
      {R"({"effect":{}})", "effect is empty"},
      {R"({"effect":{"error":"CallRateExceded"}})", "Did you mean CallRateExceeded?"},
      {R"({"effect":{"error":99999}})", "99999"},
      {R"({"effect":{"error":""}})", "effect.error"},
      {R"({"effect":{"error":117,"stats":5}})", "effect has no member 'stats'. Did you mean status?"},
      {R"({"efect":{"error":117}})", "Did you mean effect?"},
      {R"({"id":"a b","effect":{"error":117}})", "id is at most"},
      {R"({"id":"presets","effect":{"error":117}})", "id is a word"},
      {R"({"match":{"operation":"AddCampains"},"effect":{"error":117}})", "Did you mean AddCampaigns?"},
      {R"({"match":{"service":"Campaigns"},"effect":{"error":117}})", "match.service is one of"},
      {R"({"match":{"service":"Bulk","operation":"AddCampaigns"},"effect":{"error":117}})", "Bulk has no operation AddCampaigns"},
      {R"({"match":{"entity_kind":"Campain"},"effect":{"error":117}})", "Did you mean Campaign?"},
      {R"({"match":{"operation":"token","service":"Bulk"},"effect":{"error":117}})", "an endpoint has no service"},
      {R"({"match":{"operation":"Get*,token"},"effect":{"error":117}})", "effect.error is of operations"},
      {R"({"match":{"protocol":"corba"},"effect":{"error":117}})", "match.protocol is one of"},
      {R"({"match":{"nth":0},"effect":{"error":117}})", "match.nth is a whole number from 1"},
      {R"({"match":{"nth":"2"},"effect":{"error":117}})", "match.nth is a whole number"},
      {R"({"match":{"nth":1.5},"effect":{"error":117}})", "match.nth is a whole number"},
      {R"({"match":{"from":5,"to":2},"effect":{"error":117}})", "match.to is not less than from"},
      {R"({"match":{"probability":2},"effect":{"error":117}})", "match.probability is a number from 0 to 1"},
      {R"({"match":{"nht":2},"effect":{"error":117}})", "Did you mean nth?"},
      {R"({"effect":{"items":[1]}})", "effect.error is missing"},
      {R"({"effect":{"error":117,"items":[-1]}})", "effect.items is a whole number from 0"},
      {R"({"effect":{"error":117,"items":[1],"after_commit":true}})", "do not go with it"},
      {R"({"effect":{"body":"x","drop":true}})", "effect.status is missing"},
      {R"({"effect":{"status":99}})", "effect.status is a whole number from 200 to 599"},
      {R"({"effect":{"drop":true,"status":500}})", "leaves no answer"},
      {R"({"effect":{"drop":"yes"}})", "effect.drop is true or false"},
      {R"({"effect":{"latency_ms":-1}})", "effect.latency_ms is a number from 0"},
      {R"({"effect":{"latency_ms":1,"after_commit":true}})", "after_commit"},
      {R"({"effect":{"latency_ms":{"distribution":"gamma"}}})", "effect.latency_ms.distribution is one of"},
      {R"({"effect":{"latency_ms":{"distribution":"uniform","min":3}}})", "effect.latency_ms.max is missing"},
      {R"({"effect":{"latency_ms":{"distribution":"percentiles","points":{"x":3}}}})", "percents"},
      {R"({"effect":{"latency_ms":{"distribution":"percentiles","points":{"5":3,"9":1}}}})", "grow"},
      {R"({"effect":{"cut":{}}})", "effect.cut has a fraction or a number of bytes"},
      {R"({"effect":{"cut":{"fraction":2}}})", "effect.cut.fraction"},
      {R"({"effect":{"bytes_per_second":0}})", "effect.bytes_per_second is a whole number from 1"},
      {R"({"effect":{"answer_change":"report.nourl"}})", "Did you mean report.no_url?"},
      {R"({"effect":{"answer_change":"report.no_url","drop":true}})", "stands alone"},
  };
  for (const auto& [json, part] : cases) {
    const auto rule = parse(json);
    ASSERT_FALSE(rule) << json;
    EXPECT_NE(rule.error().find(part), std::string::npos) << json << ": " << rule.error();
  }
}

}  // namespace
}  // namespace adsbox::faults
