#include <gtest/gtest.h>

#include <sstream>
#include <vector>

#include "cli/fault.h"

namespace adsbox::cli {
namespace {

std::string body(const std::string& arguments) {
  Parser app;
  FaultOptions options;
  options.add_to(app);
  std::vector<std::string> words{"add"};
  std::istringstream split(arguments);
  for (std::string word; split >> word;) words.push_back(word);
  std::vector<char*> argv;
  for (auto& w : words) argv.push_back(w.data());
  std::string problem;
  app.parse(static_cast<int>(argv.size()), argv.data(), problem);
  EXPECT_EQ(problem, "");
  const auto json = options.rule_json();
  return json ? *json : "wrong: " + json.error();
}

TEST(FaultOptions, BecomeARule) {
  EXPECT_EQ(body("--error 117"), R"({"effect":{"error":117}})");
  EXPECT_EQ(
      body("--id x --operation AddCampaigns --nth 2 --times 1 --error CallRateExceeded --items 0,2"),
      R"({"id":"x","match":{"operation":"AddCampaigns","nth":2,"times":1},"effect":{"error":"CallRateExceeded","items":[0,2]}})");
  EXPECT_EQ(body("--preset throttled-then-fine --times 1"), R"({"preset":"throttled-then-fine","match":{"times":1}})");
  EXPECT_EQ(body("--probability 0.5 --seed 7 --drop --after-commit"),
            R"({"match":{"probability":0.5,"seed":7},"effect":{"drop":true,"after_commit":true}})");
  EXPECT_EQ(body("--status 503 --body down --retry-after 0"), R"({"effect":{"status":503,"body":"down","retry_after":0}})");
  EXPECT_EQ(body("--latency 20 --cut 50%"), R"({"effect":{"latency_ms":20,"cut":{"fraction":0.5}}})");
  EXPECT_EQ(body("--latency uniform:1,2 --cut 7"),
            R"({"effect":{"latency_ms":{"distribution":"uniform","min":1,"max":2},"cut":{"bytes":7}}})");
  EXPECT_EQ(body("--latency percentiles:50=20,99=900"),
            R"({"effect":{"latency_ms":{"distribution":"percentiles","points":{"50":20,"99":900}}}})");
}

TEST(FaultOptions, SayWhatTheyTake) {
  for (const char* wrong : {"--latency x", "--latency uniform:1", "--latency gamma:1", "--cut half", "--probability often"})
    EXPECT_TRUE(body(wrong).starts_with("wrong: --")) << wrong;
}

}  // namespace
}  // namespace adsbox::cli
