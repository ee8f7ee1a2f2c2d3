// AddBudgets, UpdateBudgets, DeleteBudgets, GetBudgetsByIds, GetCampaignIdsByBudgetIds.
#include "services/campaign_management/budgets.h"

#include <algorithm>
#include <cmath>

#include "adsbox/internal.h"
#include "services/association/relations.h"
#include "services/campaign_management/bids.h"
#include "services/campaign_management/shares.h"
#include "services/entity/calendar.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"
#include "services/entity/operations.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;

AmountFit fit_of_amount(double amount, unsigned days, const schema::CurrencyInfo& money) {
  const double month = amount * days;
  if (!(amount >= money.min_daily_budget && month >= money.min_monthly_budget)) return AmountFit::below;
  return month > money.max_monthly_budget ? AmountFit::above : AmountFit::good;
}

std::string bounds_of_amount(unsigned days, const schema::CurrencyInfo& money) {
  // In cents, rounded to what is good.
  constexpr double cents = 100;
  const double least = std::max(money.min_daily_budget, std::ceil(money.min_monthly_budget / days * cents) / cents);
  const double most = std::floor(money.max_monthly_budget / days * cents) / cents;
  return describe(least) + ".." + describe(most) + " a day: at least " + describe(money.min_daily_budget) + ", and " +
         describe(money.min_monthly_budget) + ".." + describe(money.max_monthly_budget) + " in a month of " +
         std::to_string(days) + " days";
}

namespace {

void decide_budget_amount(const Decision& d, const opt<double>& amount) {
  if (!amount) return;
  const auto& money = currency_of(d.account);
  const auto days = days_in_month(day_of(d.now));
  const auto fit = fit_of_amount(*amount, days, money);
  if (fit == AmountFit::good) return;
  const bool below = fit == AmountFit::below;
  d.refuse(below ? Error::CampaignServiceBudgetAmountIsBelowLimit : Error::CampaignServiceBudgetAmountIsAboveLimit,
           below ? "Amount.least" : "Amount.most", "Amount", describe(*amount), bounds_of_amount(days, money),
           "an amount within the bounds of " + d.account.currency);
}

void decide_shared_budget(Decision& d) {
  const auto& sent = static_cast<const Budget&>(d.sent);
  if (sent.name && sent.name.view().find_first_not_of(" \t\r\n") == std::string_view::npos)
    d.refuse(Error::CampaignServiceBudgetNameInvalid, "Name.blank", "Name", sent.name.str(), "",
             "a name with a visible character");
  decide_budget_amount(d, sent.amount);
}

/// A budget that campaigns spend cannot go.
void refuse_erase(Erasure& e) {
  const auto id = static_cast<const Budget&>(e.stored).id.value_or(0);
  const auto campaigns = count_sharers(e.snapshot, budget_relation(), id);
  if (campaigns > 0)
    e.errors.add(Error::CampaignServiceBudgetIsSharedWithCampaigns, "Budget.shared", std::string(e.field), std::to_string(id),
                 std::to_string(campaigns) + " campaigns share it",
                 "a budget without campaigns: they are given another BudgetId, or 0 and an amount, first");
}

/// What a budget says holds for its campaigns at once.
void saved(store::Writer& w, const object* before, const object& after, DateTime now) {
  if (before == nullptr) return;
  const auto& was = static_cast<const Budget&>(*before);
  const auto& is = static_cast<const Budget&>(after);
  if (was.amount == is.amount && was.budget_type == is.budget_type) return;
  change_sharers(w, budget_relation(), is.id.value_or(0), now, [&](Campaign& c) {
    c.daily_budget = is.amount;
    c.budget_type = is.budget_type;
  });
}

constexpr Description::Limit limits[] = {{"budgets-per-account", nullptr, Description::Scope::account}};

const Description& description() {
  static const Description d = {
      .type = Budget::type_id,
      .list_name = "Budgets",
      .id_sequence = "budget",
      .first_id = 8'100'000'001,
      .null_item = Error::CampaignServiceBudgetIsNull,
      .unknown_id = Error::CampaignServiceBudgetIdInvalid,
      .duplicate_id = Error::CampaignServiceDuplicateBudgetId,
      .key_taken_on_add = Error::CampaignServiceDuplicateBudgetName,
      .key_taken_on_update = Error::CampaignServiceDuplicateBudgetName,
      .key = [](const object& o) { return fold_case(static_cast<const Budget&>(o).name.view()); },
      .decide = decide_shared_budget,
      .show =
          [](object& o, const Showing& s) {
            auto& b = static_cast<Budget&>(o);
            b.association_count = static_cast<std::int32_t>(count_sharers(s.snapshot, budget_relation(), b.id.value_or(0)));
          },
      .refuse_erase = refuse_erase,
      .saved = saved,
      .limits = limits,
  };
  return d;
}

Result<GetCampaignIdsByBudgetIds> get_campaign_ids(Call& call, const GetCampaignIdsByBudgetIdsRequest& request) {
  return list_sharers<GetCampaignIdsByBudgetIds, budget_engine, header_account, &GetCampaignIdsByBudgetIdsRequest::budget_ids>(
      call, request, budget_relation());
}

}  // namespace

const EntityEngine& budget_engine() {
  static const EntityEngine engine(description());
  return engine;
}

void register_budgets(Registry& registry) {
  auto records = with_deleted(world::kinds_of<Budget>());
  records.push_back(world::kind_of<internal::CampaignBudget>());
  registry.own({"budgets", {.records = std::move(records), .sequences = {"budget"}}});
  registry.add<AddBudgets>(
      add_operation<AddBudgets, budget_engine, header_account, &AddBudgetsRequest::budgets, &AddBudgetsResponse::budget_ids>);
  registry.add<UpdateBudgets>(update_operation<UpdateBudgets, budget_engine, header_account, &UpdateBudgetsRequest::budgets>);
  registry.add<DeleteBudgets>(delete_operation<DeleteBudgets, budget_engine, header_account, &DeleteBudgetsRequest::budget_ids>);
  registry.add<GetBudgetsByIds>(get_or_list_operation<GetBudgetsByIds, budget_engine, header_account,
                                                      &GetBudgetsByIdsRequest::budget_ids, &GetBudgetsByIdsResponse::budgets>);
  registry.add<GetCampaignIdsByBudgetIds>(get_campaign_ids);
}

}  // namespace adsbox::services
