// A criterion of which something is refused is not compared with others: what is left of it is not what was meant.
#include "services/criterion/criterion_fixture.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class RefusedValues : public CriterionFixture {
 protected:
  static box<Criterion> pages(WebpageConditionOperand operand, WebpageConditionOperator operator_, int count) {
    return criterion<Webpage>([&](auto& w) {
      w.parameter = make<WebpageParameter>();
      for (int i = 0; i < count; ++i) {
        auto made = make<WebpageCondition>();
        made->operand = operand;
        made->argument = "tea";
        made->operator_ = operator_;
        w.parameter->conditions.push_back(std::move(made));
      }
    });
  }
  Place dynamic_group() {
    auto c = search_campaign("Dynamic");
    with_setting<DynamicSearchAdsSetting>(*c, [](auto& s) {
      s.domain_name = "contoso-tea.com";
      s.language = "English";
    });
    return ad_group(campaign(std::move(c)).id, "SearchDynamic");
  }
};

TEST_F(RefusedValues, AreNotComparedWithAllWebpages) {
  using Operand = WebpageConditionOperand;
  using Operator = WebpageConditionOperator;
  const auto group = dynamic_group();
  ASSERT_EQ(add(group, all_of(Wanted{pages(Operand::Url, Operator::Contains, 0)}), "Webpage"), "");
  ASSERT_EQ(add(group, all_of(Wanted{pages(Operand::PageTitle, Operator::Contains, 1)}), "Webpage"), "");
  for (const bool negative : {false, true})
    EXPECT_EQ(add(group, all_of(Wanted{pages(Operand::Url, Operator::Contains, 4), {}, negative}), "Webpage"),
              "TooManyWebpageCriterionConditions@0");
  EXPECT_EQ(add(group, all_of(Wanted{pages(Operand::PageTitle, Operator::Contains, 2), {}, true}), "Webpage"),
            "@0(WebpageCriterionConditionsContainDuplicateValues@1)");
}

TEST_F(RefusedValues, AreNotComparedWithBookingsFromTheFirstDayOn) {
  const auto window = [](opt<std::int32_t> from, opt<std::int32_t> to) {
    return criterion<HotelAdvanceBookingWindowCriterion>([&](auto& c) {
      c.min_days = from;
      c.max_days = to;
    });
  };
  const auto group = ad_group(0, "HotelAds");
  const std::string_view type = "HotelAdvanceBookingWindow";
  ASSERT_EQ(add(group, all_of(Wanted{window(0, 0)}, Wanted{window(0, 5)}), type), "");
  EXPECT_EQ(add(group, all_of(Wanted{window(-1, 5)}, Wanted{window(0, 331)}, Wanted{window({}, {}), {}, true}), type),
            "ValueOutOfRange@0 ValueOutOfRange@1 CampaignServiceAdGroupCriterionInvalidConditionType@2 "
            "CampaignServiceAdGroupCriterionInvalidConditionType@2");
}

}  // namespace
}  // namespace adsbox::services
