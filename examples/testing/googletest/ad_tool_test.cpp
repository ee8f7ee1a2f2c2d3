#include "ad_tool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <thread>

#include "adsbox/testing.h"

using namespace adsbox;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// One server for all tests of the program.
class Adsbox : public ::testing::Environment {
 public:
  static TestServer& server() { return *server_; }
  void SetUp() override {
    auto started = TestServer::join_or_start();
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }
  void TearDown() override { server_.reset(); }

 private:
  inline static std::optional<TestServer> server_;
};
const auto* const adsbox_environment = ::testing::AddGlobalTestEnvironment(new Adsbox);

/// A world for each test, and the tool in it.
class AdToolTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = Adsbox::server().create_world();
    ASSERT_TRUE(made) << made.error().message;
    world = std::move(*made);
    tool = tool_in(*world);
  }
  /// Waits are counted, not waited for.
  std::optional<AdTool> tool_in(const TestWorld& somewhere) {
    auto session = somewhere.sign_in();
    if (!session) {
      ADD_FAILURE() << session.error().describe();
      return std::nullopt;
    }
    auto options = somewhere.client_options((*session)->source());
    options.retry.sleep = [this](std::chrono::milliseconds span) { waits.push_back(span); };
    return AdTool(options);
  }

  std::vector<std::chrono::milliseconds> waits;
  std::optional<TestWorld> world;
  std::optional<AdTool> tool;
};

TEST_F(AdToolTest, AddsCampaigns) {
  const auto added = tool->add_campaigns({"Boots", "Shoes"}, 20);
  ASSERT_TRUE(added) << added.error().describe();
  EXPECT_NE(added->ids[0], added->ids[1]);
  EXPECT_THAT(*tool->names(), ElementsAre("Boots", "Shoes"));
}

TEST_F(AdToolTest, WaitsWhenItCallsTooOften) {
  ASSERT_TRUE(world->add_fault(FaultRule::preset("throttled-then-fine").operation("AddCampaigns")));  // 117 twice
  ASSERT_TRUE(tool->add_campaigns({"Shoes"}, 20));
  EXPECT_THAT(waits, SizeIs(2));
  const auto fired = world->assert_fired(2);
  EXPECT_TRUE(fired) << fired.error().message;
  EXPECT_THAT(*tool->names(), ElementsAre("Shoes"));
}

TEST_F(AdToolTest, RenewsATokenThatHasRunOut) {
  ASSERT_TRUE(tool->add_campaigns({"1 Today"}, 20));
  ASSERT_TRUE(world->advance(2h));  // access tokens live for an hour
  ASSERT_TRUE(tool->add_campaigns({"2 Two hours later"}, 20));
  EXPECT_THAT(*tool->names(), ElementsAre("1 Today", "2 Two hours later"));
  EXPECT_THAT(*world->requests({.operation = "token"}), SizeIs(2));
  const auto failed = world->requests({.failed = true});
  ASSERT_THAT(*failed, SizeIs(1));
  EXPECT_THAT(failed->front().errors, ElementsAre("AuthenticationTokenExpired"));
}

TEST_F(AdToolTest, AddsNothingTwiceWhenAnAnswerGetsLost) {
  ASSERT_TRUE(world->add_fault(FaultRule("AddCampaigns").nth(1).drop().after_commit()));
  const auto added = tool->add_campaigns({"Shoes"}, 20);
  ASSERT_TRUE(added) << added.error().describe();
  EXPECT_TRUE(world->assert_fired(1));
  EXPECT_THAT(*tool->names(), ElementsAre("Shoes"));
}

TEST_F(AdToolTest, AddsWhatItCan) {
  ASSERT_TRUE(world->add_fault(FaultRule("AddCampaigns").error("CampaignServiceCampaignAlreadyExists").of_items({1})));
  const auto added = tool->add_campaigns({"Boots", "Hats", "Shoes"}, 20);
  ASSERT_TRUE(added) << added.error().describe();
  EXPECT_EQ(added->ids[1], 0);
  EXPECT_THAT(added->refused, ElementsAre(HasSubstr("Hats")));
  EXPECT_THAT(*tool->names(), ElementsAre("Boots", "Shoes"));
}

TEST_F(AdToolTest, AddsAsManyAsFit) {
  ASSERT_TRUE(world->set_limit("campaigns-per-account", 2));
  const auto added = tool->add_campaigns({"Boots", "Hats", "Shoes"}, 20);
  ASSERT_TRUE(added) << added.error().describe();
  EXPECT_EQ(added->ids[2], 0);
  EXPECT_THAT(added->refused, ElementsAre(HasSubstr("Shoes")));
  ASSERT_TRUE(world->reset_limits());
  EXPECT_TRUE(tool->add_campaigns({"Shoes"}, 20)->refused.empty());
}

TEST_F(AdToolTest, TellsWhoRefusedWhat) {
  const auto added = tool->add_campaigns({"Shoes"}, -1);
  ASSERT_TRUE(added) << added.error().describe();
  const auto calls = world->requests({.operation = "AddCampaigns"});
  ASSERT_THAT(*calls, SizeIs(1));
  const auto why = world->explain(calls->front().tracking_id);
  ASSERT_TRUE(why) << why.error().message;
  ASSERT_THAT(why->reasons, SizeIs(1)) << why->text;
  EXPECT_EQ(why->reasons[0].field, "Campaigns[0].DailyBudget");
  EXPECT_EQ(why->reasons[0].value, "-1");
}

TEST_F(AdToolTest, WorldsBeginAsASnapshot) {
  ASSERT_TRUE(tool->add_campaigns({"Kept"}, 20));
  const auto snapshot = world->take_snapshot();
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  ASSERT_TRUE(tool->add_campaigns({"Later"}, 20));
  const auto other = Adsbox::server().create_world({.snapshot = *snapshot});
  ASSERT_TRUE(other) << other.error().message;
  EXPECT_THAT(*tool_in(*other)->names(), ElementsAre("Kept"));
  ASSERT_TRUE(world->restore(*snapshot));
  EXPECT_THAT(*tool->names(), ElementsAre("Kept"));
}

TEST_F(AdToolTest, WorldsInParallelNeverMeet) {
  const auto run = [&](const std::string& mine) {
    const auto own = Adsbox::server().create_world();
    ASSERT_TRUE(own) << own.error().message;
    auto there = tool_in(*own);
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(there->add_campaigns({mine + " " + std::to_string(i)}, 20));
    EXPECT_THAT(*there->names(), ::testing::AllOf(SizeIs(10), ::testing::Each(::testing::StartsWith(mine))));
  };
  std::vector<std::thread> threads;
  for (const char* mine : {"Boots", "Hats", "Shoes", "Socks"}) threads.emplace_back(run, mine);
  for (auto& t : threads) t.join();
  EXPECT_THAT(*tool->names(), IsEmpty());
}
