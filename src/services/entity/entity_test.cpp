#include <gtest/gtest.h>

#include <thread>

#include "services/campaign_management/campaign_fixture.h"
#include "services/entity/merge.h"
#include "services/entity/normalise.h"
#include "services/entity/validate.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

TEST(FoldCase, CoversLatinGreekAndCyrillic) {
  EXPECT_EQ(fold_case("ÄPFEL & Öl"), "äpfel & öl");
  EXPECT_EQ(fold_case("ΑΒΓ ЖЁЯ ĽŽŸ"), "αβγ жёя ľžÿ");
  EXPECT_EQ(fold_case("straße 日本 ×÷"), "straße 日本 ×÷");
  EXPECT_EQ(fold_case("\xff\xc3"), "\xff\xc3");  // what is no UTF-8 stays
}

TEST(FoldCase, CoversAllThatUnicodeFoldsSimply) {
  EXPECT_EQ(fold_case("ΆΈΉΊΌΎΏΪΫ"), "άέήίόύώϊϋ");
  EXPECT_EQ(fold_case("ȘȚ ȘTEFAN"), "șț ștefan");
  EXPECT_EQ(fold_case("ẠẬỆỮ Ḃ"), "ạậệữ ḃ");
  EXPECT_EQ(fold_case("ẞ"), "ß");
  EXPECT_EQ(fold_case("ΕΛΛΆΣ Ελλάς"), "ελλάσ ελλάσ");
  EXPECT_EQ(small_letters("ΕΛΛΆΣ Ελλάς ẞ"), "ελλάσ ελλάς ß");
  EXPECT_EQ(fold_case("Ǆ ǅ"), "ǆ ǆ");
  EXPECT_EQ(fold_case("ԱԲ"), "աբ");
  EXPECT_EQ(fold_case("Σ ς"), "σ σ");  // the final form is the same letter
  EXPECT_EQ(fold_case("İ"), "İ");      // has no simple folding
  EXPECT_EQ(fold_case("𐐀"), "𐐨");      // beyond the basic plane
  EXPECT_EQ(fold_case("\xe1\x9e"), "\xe1\x9e");
}

TEST(KeywordKey, IgnoresCaseAccentsAndPunctuation) {
  EXPECT_EQ(keyword_key("Red Shoes"), "red shoes");
  EXPECT_EQ(keyword_key("  crème   BRÛLÉE! "), "creme brulee");
  EXPECT_EQ(keyword_key("bike-repair"), "bike repair");
  EXPECT_NE(keyword_key("bikerepair"), keyword_key("bike repair"));
  EXPECT_NE(keyword_key("shoe"), keyword_key("shoes"));
  EXPECT_EQ(keyword_key("o'brien"), "o'brien");
  EXPECT_EQ(keyword_key("o’brien"), "o'brien");
  EXPECT_EQ(keyword_key("e\xcc\x81t\xc3\xa9"), "ete");  // combining and composed accents
  EXPECT_EQ(keyword_key("?!."), "");
  EXPECT_EQ(keyword_key("日本 茶"), "日本 茶");
}

TEST(Validate, ExplainsWhatWasSentAndWhatWouldHaveBeenRight) {
  Campaign c;
  c.name = std::string(129, 'n');
  std::vector<ErrorValue> found;
  ItemErrors errors(found, 4);
  validate(c, nullptr, {}, {nullptr, "Campaigns", 4}, errors);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].index, 4);
  EXPECT_EQ(found[0].why.rule, "Campaign.Name.length");
  EXPECT_EQ(found[0].why.field, "Campaigns[4].Name");
  EXPECT_EQ(found[0].why.bound, "1..128");
  EXPECT_EQ(found[0].why.expected, "a text of 1 to 128 characters");
  EXPECT_NE(found[0].why.value.find("129 characters"), std::string::npos);
  EXPECT_TRUE(found[0].field_path.empty());  // only URL members tell it on the wire
}

TEST(Validate, CountsCharactersNotBytes) {
  Campaign c;
  std::string name;
  for (int i = 0; i < 128; ++i) name += "é";
  c.name = name;
  std::vector<ErrorValue> found;
  ItemErrors errors(found, 0);
  validate(c, nullptr, {}, {}, errors);
  EXPECT_TRUE(found.empty());
}

TEST(Validate, ReportsEveryBrokenMemberOnce) {
  Campaign c;
  c.id = 0;  // refused, and out of range: one error
  c.audience_ads_bid_adjustment = 901;
  std::vector<ErrorValue> found;
  ItemErrors errors(found, 0);
  validate(c, nullptr, {}, {}, errors);
  ASSERT_EQ(found.size(), 3u);  // with the missing name
}

TEST(Merge, AnEmptyUpdateKeepsEverything) {
  auto stored = make<Campaign>();
  stored->name = "n";
  stored->daily_budget = 3.0;
  stored->bidding_scheme = make<MaxClicksBiddingScheme>();
  stored->settings.push_back(make<TargetSetting>());
  const box<Campaign> before = stored;
  merge_update(*stored, Campaign());
  EXPECT_EQ(stored, before);
}

TEST(Merge, CompletingTwiceChangesNothing) {
  auto c = make<Campaign>();
  c->bidding_scheme = make<MaxConversionsBiddingScheme>();
  c->settings.push_back(make<PerformanceMaxSetting>());
  complete_new(*c);
  const box<Campaign> once = c;
  complete_new(*c);
  EXPECT_EQ(c, once);
  EXPECT_EQ(c->bidding_scheme->type, "MaxConversions");
  EXPECT_EQ(c->settings[0]->type, "PerformanceMaxSetting");
}

class EngineTest : public CampaignFixture {};

TEST_F(EngineTest, OneOfTwoEqualNamesWinsWhoeverComesFirst) {
  constexpr int rounds = 20;
  std::atomic<int> added{0};
  const auto work = [&] {
    for (int i = 0; i < rounds; ++i) {
      AddCampaignsRequest request;
      request.account_id = account_id;
      request.campaigns.push_back(search_campaign("race " + std::to_string(i)));
      Call call{*world_,    schema::contract.operations[AddCampaigns::id],
                principal_, customer_id,
                account_id, "",
                "",         world_->clock().now(),
                {},         {},
                {}};
      const auto answer = registry_.invoke(call, request);
      ASSERT_TRUE(answer);
      added += static_cast<const AddCampaignsResponse&>(**answer).campaign_ids[0].has_value() ? 1 : 0;
    }
  };
  std::thread other(work);
  work();
  other.join();
  EXPECT_EQ(added, rounds);
  EXPECT_EQ(get_all().campaigns.size(), static_cast<std::size_t>(rounds));
}

TEST_F(EngineTest, EqualSeedsAndCallsGiveEqualIds) {
  const auto first = add_one(search_campaign("a"));
  auto other = *world::open_world("other", world::Environment::sandbox, "", 99);
  std::swap(world_, other);
  world_->clock().set(now_ticks);
  identity::seed(*world_);
  EXPECT_EQ(add_one(search_campaign("a")), first);
  std::swap(world_, other);
}

}  // namespace
}  // namespace adsbox::services
