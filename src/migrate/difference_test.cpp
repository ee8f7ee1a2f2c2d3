// A comparer that finds nothing would make every check green: each kind of difference is made on purpose and must be found.
#include "migrate/difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adsbox/campaign_management.h"
#include "world/entities.h"

namespace adsbox::migrate {
namespace {

using namespace campaign_management;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Comparison compared(const object& a, const object& b, bool over_soap = true) {
  Comparison c;
  compare(a, b, over_soap, c);
  return c;
}

std::string text_of(const Difference& d) {
  return d.path + ": " + d.a + " / " + d.b;
}

std::vector<std::string> texts_of(const Comparison& c) {
  std::vector<std::string> all;
  for (const auto& d : c.differences) all.push_back(text_of(d));
  return all;
}

AddCampaignsResponse answer() {
  AddCampaignsResponse r;
  r.campaign_ids = {1, nil, 3};
  auto error = make<BatchError>();
  error->code = 1115;
  error->error_code = "CampaignServiceCampaignNameDuplicate";
  r.partial_errors.set_empty();
  r.partial_errors.push_back(std::move(error));
  return r;
}

TEST(Compare, EqualAnswersHaveNoDifference) {
  const auto a = answer(), b = answer();
  EXPECT_EQ(compared(a, b).count, 0u);
}

TEST(Compare, FindsEachKindOfDifferenceByItsPath) {
  const auto a = answer();
  auto b = answer();
  b.campaign_ids[1] = 2;
  b.partial_errors[0]->code = 1117;
  b.partial_errors[0]->details = "x";
  EXPECT_THAT(texts_of(compared(a, b)), ElementsAre("CampaignIds[1]: (none) / 2", "PartialErrors[0].Code: 1115 / 1117",
                                                    "PartialErrors[0].Details: (none) / \"x\""));
  b = answer();
  b.campaign_ids.push_back(4);
  EXPECT_THAT(texts_of(compared(a, b)), ElementsAre("CampaignIds: a list of 3 / a list of 4"));
  b = answer();
  b.partial_errors[0] = make<EditorialError>();
  EXPECT_THAT(texts_of(compared(a, b)), ElementsAre("PartialErrors[0].(type): BatchError / EditorialError"));
}

TEST(Compare, ValuesAreShownAsPeopleKnowThem) {
  Campaign a, b;
  a.status = CampaignStatus::Active;
  b.status = CampaignStatus::Paused;
  a.campaign_type = CampaignType::Search;
  b.campaign_type = CampaignType::Audience;
  a.daily_budget = 5;
  b.daily_budget = 5.25;
  EXPECT_THAT(texts_of(compared(a, b)),
              UnorderedElementsAre("Status: Active / Paused", "CampaignType: Search / Audience", "DailyBudget: 5 / 5.25"));
}

TEST(Compare, NilIsNoValueAndAnEmptyListIsOne) {
  Campaign a, b;
  a.name = nil;
  EXPECT_EQ(compared(a, b).count, 0u);
  a.languages.set_empty();
  EXPECT_THAT(texts_of(compared(a, b)), ElementsAre("Languages: a list of 0 / (none)"));
}

TEST(Compare, CountsAllAndKeepsTheFirst) {
  AddCampaignsResponse a, b;
  for (int i = 0; i < 150; ++i) {
    a.campaign_ids.push_back(i);
    b.campaign_ids.push_back(i + 1);
  }
  const auto c = compared(a, b);
  EXPECT_EQ(c.count, 150u);
  EXPECT_EQ(c.differences.size(), Comparison::most_kept);
}

class States : public testing::Test {
 protected:
  static constexpr std::int64_t account = 5;
  std::unique_ptr<world::World> a_ = *world::open_world("w", world::Environment::sandbox, "", 1);
  std::unique_ptr<world::World> b_ = *world::open_world("w", world::Environment::sandbox, "", 1);

  static void put(world::World& world, std::int64_t id, std::string_view name, std::int32_t status = 0,
                  std::int64_t parent = account) {
    Campaign c;
    c.id = id;
    c.name = name;
    world.store().write([&](store::Writer& w) {
      world::save(w, store::RowView{.id = id, .account = account, .parent = parent, .status = status, .key = name}, c);
      return true;
    });
  }
  std::vector<std::string> differences() {
    std::vector<std::string> all;
    for (const auto& d : compare_states(*a_, *b_).differences) all.push_back(d.kind + " " + d.id + " " + text_of(d.what));
    return all;
  }
};

TEST_F(States, EqualOnesHaveNoDifference) {
  put(*a_, 1, "Tea");
  put(*b_, 1, "Tea");
  const auto compared = compare_states(*a_, *b_);
  EXPECT_EQ(compared.count, 0u);
  EXPECT_GE(compared.rows, 1u);
}

TEST_F(States, RowsThatOneSideHasAreFound) {
  put(*a_, 1, "Tea");
  put(*b_, 2, "Coffee");
  const auto found = differences();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_THAT(found[0], testing::StartsWith("Campaign 1 (row): {\"Id\":\"1\",\"Name\":\"Tea\"} / (none)"));
  EXPECT_THAT(found[1], testing::StartsWith("Campaign 2 (row): (none) / {"));
}

TEST_F(States, MembersAndPlacesOfRowsAreCompared) {
  put(*a_, 1, "Tea");
  put(*b_, 1, "Coffee", 1, 6);
  EXPECT_THAT(differences(), UnorderedElementsAre("Campaign 1 (parent): 5 / 6", "Campaign 1 (status): 0 / 1",
                                                  "Campaign 1 (key): Tea / Coffee", "Campaign 1 Name: \"Tea\" / \"Coffee\""));
}

TEST_F(States, IdsThatOneSideDrewMoreOfAreFound) {
  a_->store().write([](store::Writer& w) { return w.next_id("campaign", 1) == 1; });
  EXPECT_THAT(differences(), ElementsAre("sequence campaign (next id): 2 / 1"));
}

}  // namespace
}  // namespace adsbox::migrate
