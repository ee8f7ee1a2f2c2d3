// Errors that a fault rule injects into items.
#include "services/testing/service_fixture.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class InjectedErrors : public ServiceFixture {
 protected:
  /// As the gateway calls: the item at `index` is to fail.
  template <class Op>
  typename Op::Response invoke_failing(const typename Op::Request& request, int index) {
    Call call{*world_,    schema::contract.operations[Op::id],
              principal_, customer_id,
              account_id, "tracking",
              "",         world_->clock().now(),
              {},         {},
              {},         {}};
    call.injected = [index](int i) -> std::optional<ErrorValue> {
      if (i != index) return std::nullopt;
      return ErrorValue{Error::InternalError, i, {}, {}, {"fault.x", "fault", "injected", "once", "anything"}, -1};
    };
    auto answer = registry_.invoke(call, request);
    EXPECT_TRUE(answer);
    if (!answer) return {};
    return std::move(static_cast<typename Op::Response&>(**answer));
  }
  static box<Campaign> campaign(std::string_view name) {
    auto c = make<Campaign>();
    c->name = name;
    c->budget_type = BudgetLimitType::DailyBudgetStandard;
    c->daily_budget = 10;
    c->time_zone = "PacificTimeUSCanadaTijuana";
    c->languages.push_back("English");
    return c;
  }
};

TEST_F(InjectedErrors, KeepItemsFromHavingAnyEffect) {
  AddCampaignsRequest add;
  add.account_id = account_id;
  for (const char* name : {"a", "b", "c"}) add.campaigns.push_back(campaign(name));
  const auto added = invoke_failing<AddCampaigns>(add, 1);
  ASSERT_EQ(added.campaign_ids.size(), 3U);
  EXPECT_TRUE(added.campaign_ids[0].has_value());
  EXPECT_FALSE(added.campaign_ids[1].has_value());
  EXPECT_TRUE(added.campaign_ids[2].has_value());
  ASSERT_EQ(added.partial_errors.size(), 1U);
  EXPECT_EQ(added.partial_errors[0]->index, opt<std::int32_t>(1));
  EXPECT_EQ(added.partial_errors[0]->code, opt<std::int32_t>(0));

  DeleteCampaignsRequest erase;
  erase.account_id = account_id;
  erase.campaign_ids.push_back(added.campaign_ids[0]);
  erase.campaign_ids.push_back(added.campaign_ids[2]);
  EXPECT_EQ(invoke_failing<DeleteCampaigns>(erase, 0).partial_errors.size(), 1U);

  GetCampaignsByAccountIdRequest get;
  get.account_id = account_id;
  const auto left = invoke<GetCampaignsByAccountId>(get);
  ASSERT_TRUE(left);
  ASSERT_EQ(left->campaigns.size(), 1U);
  EXPECT_EQ(left->campaigns[0]->name.view(), "a");
}

}  // namespace
}  // namespace adsbox::services
