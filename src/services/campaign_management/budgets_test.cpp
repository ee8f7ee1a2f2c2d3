#include "services/campaign_management/campaign_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class Budgets : public CampaignFixture {
 protected:
  static box<Budget> budget(std::string_view name, double amount = 30) {
    auto b = make<Budget>();
    b->name = name;
    b->amount = amount;
    b->budget_type = BudgetLimitType::DailyBudgetStandard;
    return b;
  }
  AddBudgetsResponse add_all(std::vector<box<Budget>> budgets) {
    AddBudgetsRequest request;
    for (auto& b : budgets) request.budgets.push_back(std::move(b));
    auto answer = invoke<AddBudgets>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(*answer) : AddBudgetsResponse{};
  }
  std::int64_t add_budget(std::string_view name, double amount = 30) {
    std::vector<box<Budget>> one;
    one.push_back(budget(name, amount));
    const auto answer = add_all(std::move(one));
    EXPECT_EQ(errors_of(answer.partial_errors), "");
    return answer.budget_ids.size() == 1 ? answer.budget_ids[0].value_or(0) : 0;
  }
  std::string broken(const std::function<void(Budget&)>& change) {
    std::vector<box<Budget>> one;
    one.push_back(budget("broken"));
    change(*one[0]);
    return errors_of(add_all(std::move(one)).partial_errors);
  }
  std::string change(std::int64_t id, const std::function<void(Budget&)>& how) {
    UpdateBudgetsRequest request;
    auto b = make<Budget>();
    b->id = id;
    how(*b);
    request.budgets.push_back(std::move(b));
    auto answer = invoke<UpdateBudgets>(request);
    return answer ? errors_of(answer->partial_errors) : failure_of(answer);
  }
  std::string erase(std::initializer_list<opt<std::int64_t>> ids) {
    DeleteBudgetsRequest request;
    request.budget_ids = ids;
    auto answer = invoke<DeleteBudgets>(request);
    return answer ? errors_of(answer->partial_errors) : failure_of(answer);
  }
  GetBudgetsByIdsResponse get(std::initializer_list<opt<std::int64_t>> ids) {
    GetBudgetsByIdsRequest request;
    request.budget_ids = ids;
    auto answer = invoke<GetBudgetsByIds>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(*answer) : GetBudgetsByIdsResponse{};
  }
  std::int64_t add_sharer(std::string_view name, std::int64_t budget_id) {
    auto c = search_campaign(name);
    c->daily_budget = nil;
    c->budget_type = nil;
    c->budget_id = budget_id;
    return add_one(std::move(c));
  }
  std::string campaigns_of(std::initializer_list<opt<std::int64_t>> ids) {
    GetCampaignIdsByBudgetIdsRequest request;
    request.budget_ids = ids;
    auto answer = invoke<GetCampaignIdsByBudgetIds>(request);
    if (!answer) return failure_of(answer);
    std::string s;
    for (const auto& c : answer->campaign_id_collection) {
      if (!s.empty()) s += ' ';
      if (!c) {
        s += "nil";
        continue;
      }
      s += '[';
      for (const auto id : c->ids) s += (s.back() == '[' ? "" : ",") + std::to_string(*id);
      s += ']';
    }
    const auto errors = errors_of(answer->partial_errors);
    return errors.empty() ? s : s + " " + errors;
  }
};

TEST_F(Budgets, AreAddedReadChangedAndDeleted) {
  std::vector<box<Budget>> three;
  three.push_back(budget("one", 10));
  three.push_back(box<Budget>(nil));
  three.push_back(budget("two", 20.5));
  const auto added = add_all(std::move(three));
  EXPECT_EQ(errors_of(added.partial_errors), "CampaignServiceBudgetIsNull@1");
  ASSERT_EQ(added.budget_ids.size(), 3u);
  EXPECT_TRUE(added.budget_ids[1].is_nil());
  const auto one = *added.budget_ids[0], two = *added.budget_ids[2];

  const auto read = get({two, 5, one});
  EXPECT_EQ(errors_of(read.partial_errors), "CampaignServiceBudgetIdInvalid@1");
  ASSERT_EQ(read.budgets.size(), 3u);
  EXPECT_EQ(read.budgets[0]->name.view(), "two");
  EXPECT_EQ(*read.budgets[0]->amount, 20.5);
  EXPECT_EQ(*read.budgets[0]->association_count, 0);
  EXPECT_TRUE(read.budgets[1].is_nil());
  EXPECT_EQ(*read.budgets[2]->budget_type, BudgetLimitType::DailyBudgetStandard);
  EXPECT_EQ(get({}).budgets.size(), 2u) << "no ids: all";

  EXPECT_EQ(change(one, [](auto& b) { b.name = "uno"; }), "");
  EXPECT_EQ(get({one}).budgets[0]->name.view(), "uno");
  EXPECT_EQ(*get({one}).budgets[0]->amount, 10);
  EXPECT_EQ(erase({one, 5, one}), "CampaignServiceBudgetIdInvalid@1 CampaignServiceDuplicateBudgetId@2");
  EXPECT_EQ(get({}).budgets.size(), 1u);
}

TEST_F(Budgets, AreRefusedWhenBroken) {
  EXPECT_EQ(broken([](auto& b) { b.id = 3; }), "CampaignServiceBudgetIdShouldBeNullOnAdd@0");
  EXPECT_EQ(broken([](auto& b) { b.name = nil; }), "CampaignServiceBudgetNameMissing@0");
  EXPECT_EQ(broken([](auto& b) { b.name = ""; }), "CampaignServiceBudgetNameMissing@0");
  EXPECT_EQ(broken([](auto& b) { b.name = " \t"; }), "CampaignServiceBudgetNameInvalid@0");
  EXPECT_EQ(broken([](auto& b) { b.name = std::string(256, 'x'); }), "CampaignServiceBudgetNameTooLong@0");
  EXPECT_EQ(broken([](auto& b) { b.amount = nil; }), "CampaignServiceBudgetAmountMissing@0");
  EXPECT_EQ(broken([](auto& b) { b.amount = 0.01; }), "CampaignServiceBudgetAmountIsBelowLimit@0");
  EXPECT_EQ(broken([](auto& b) { b.amount = 0.1; }), "CampaignServiceBudgetAmountIsBelowLimit@0") << "3.10 a month";
  EXPECT_EQ(broken([](auto& b) { b.amount = 1e7; }), "CampaignServiceBudgetAmountIsAboveLimit@0");
  EXPECT_EQ(broken([](auto& b) { b.budget_type = nil; }), "CampaignServiceBudgetTypeCannotBeNullOnAdd@0");
  EXPECT_EQ(broken([](auto& b) { b.budget_type = BudgetLimitType::DailyBudgetAccelerated; }),
            "CampaignServiceInvalidBudgetType@0");

  const auto id = add_budget("Größe");
  EXPECT_EQ(broken([](auto& b) { b.name = "GRÖßE"; }), "CampaignServiceDuplicateBudgetName@0");
  const auto other = add_budget("other");
  EXPECT_EQ(change(other, [](auto& b) { b.name = "größe"; }), "CampaignServiceDuplicateBudgetName@0");
  EXPECT_EQ(change(id, [](auto& b) { b.name = "GRÖßE"; }), "");
  EXPECT_EQ(change(id, [](auto& b) { b.amount = -1.0; }), "CampaignServiceBudgetAmountIsBelowLimit@0");
  EXPECT_EQ(change(0, [](auto&) {}), "CampaignServiceBudgetIdInvalid@0");
}

TEST_F(Budgets, RefuseWholeCalls) {
  EXPECT_EQ(failure_of(invoke<AddBudgets>({})), "CampaignServiceBudgetsNullOrEmpty");
  EXPECT_EQ(failure_of(invoke<UpdateBudgets>({})), "CampaignServiceBudgetsNullOrEmpty");
  EXPECT_EQ(failure_of(invoke<DeleteBudgets>({})), "CampaignServiceIdsNotPassed");
  EXPECT_EQ(failure_of(invoke<GetCampaignIdsByBudgetIds>({})), "CampaignServiceIdsNotPassed");
  GetBudgetsByIdsRequest many;
  for (int i = 0; i < 101; ++i) many.budget_ids.push_back(i);
  EXPECT_EQ(failure_of(invoke<GetBudgetsByIds>(many)), "CampaignServiceBudgetBatchLimitExceeded");
}

TEST_F(Budgets, HoldForTheCampaignsThatShareThem) {
  const auto spring = add_budget("spring", 30), autumn = add_budget("autumn", 40);
  const auto a = add_sharer("a", spring), b = add_sharer("b", spring);
  EXPECT_EQ(*stored(a)->daily_budget, 30);
  EXPECT_EQ(campaigns_of({spring, autumn, 9}),
            "[" + std::to_string(a) + "," + std::to_string(b) + "] [] nil CampaignServiceBudgetIdInvalid@2");
  EXPECT_EQ(*get({spring}).budgets[0]->association_count, 2);

  EXPECT_EQ(change(spring, [](auto& x) { x.amount = 35.0; }), "");
  EXPECT_EQ(*stored(a)->daily_budget, 35);
  EXPECT_EQ(*get_all().campaigns[1]->daily_budget, 35);
  EXPECT_EQ(erase({spring}), "CampaignServiceBudgetIsSharedWithCampaigns@0");

  EXPECT_EQ(update_one(a, [&](auto& c) { c.budget_id = autumn; }), "");
  EXPECT_EQ(*stored(a)->daily_budget, 40);
  EXPECT_EQ(campaigns_of({spring, autumn}), "[" + std::to_string(b) + "] [" + std::to_string(a) + "]");
  EXPECT_EQ(update_one(b,
                       [&](auto& c) {
                         c.budget_id = 0;
                         c.daily_budget = 5.0;
                       }),
            "");
  EXPECT_EQ(erase({spring}), "");
  EXPECT_EQ(*stored(b)->daily_budget, 5);

  DeleteCampaignsRequest gone;
  gone.account_id = account_id;
  gone.campaign_ids = {opt(a)};
  ASSERT_TRUE(invoke<DeleteCampaigns>(gone));
  EXPECT_EQ(*get({autumn}).budgets[0]->association_count, 0);
  EXPECT_EQ(erase({autumn}), "");
}

TEST_F(Budgets, HaveLimits) {
  set_limit(world(), "budgets-per-account", 2);
  set_limit(world(), "campaigns-per-budget", 1);
  const auto id = add_budget("one");
  add_budget("two");
  EXPECT_EQ(broken([](auto& b) { b.name = "three"; }), "CampaignServiceBudgetEntityLimitExceeded@0");
  const auto first = add_sharer("first", id);
  const auto second = add_one(search_campaign("second"));
  EXPECT_EQ(update_one(second, [&](auto& c) { c.budget_id = id; }), "CampaignServiceBudgetEntityLimitExceeded@0");
  EXPECT_EQ(update_one(first, [&](auto& c) { c.budget_id = id; }), "") << "it is there already";
  EXPECT_EQ(update_one(second, [&](auto& c) { c.budget_id = 77; }), "CampaignServiceBudgetIdInvalid@0");
}

TEST_F(Budgets, AreNotForPerformanceMax) {
  const auto id = add_budget("one");
  auto c = search_campaign("max");
  c->campaign_type = CampaignType::PerformanceMax;
  c->daily_budget = nil;
  c->budget_type = nil;
  c->budget_id = id;
  with_setting<PerformanceMaxSetting>(*c);
  std::vector<box<Campaign>> one;
  one.push_back(std::move(c));
  EXPECT_EQ(errors_of(add(std::move(one)).partial_errors),
            "CampaignServiceSharedBudgetNotAllowedWithPerformanceTargetCampaign@0");
}

TEST_F(Budgets, BelongToTheirAccount) {
  const auto id = add_budget("one");
  store_row(8'999, 180'000'999, 180'000'999, *budget("of another account"));
  EXPECT_EQ(errors_of(get({8'999}).partial_errors), "CampaignServiceBudgetIdInvalid@0");
  EXPECT_EQ(erase({8'999}), "CampaignServiceBudgetIdInvalid@0");
  EXPECT_EQ(get({}).budgets.size(), 1u);
  EXPECT_GT(id, 0);
}

}  // namespace
}  // namespace adsbox::services
