// A campaign has a budget of its own (BudgetType and DailyBudget) or shares one (BudgetId), never both.
#include "services/campaign_management/budgets.h"
#include "services/campaign_management/campaign_rules.h"
#include "services/campaign_management/shares.h"
#include "services/entity/calendar.h"
#include "services/entity/fields.h"
#include "world/entities.h"

namespace adsbox::services {

using campaign_management::Budget;
using campaign_management::BudgetLimitType;
using campaign_management::CampaignType;

namespace {

void shared_budget(const CampaignDecision& c) {
  const auto id = c.result.budget_id.value_or(0);
  const auto budget = world::load<Budget>(c.d.snapshot, id);
  if (!budget || budget->account != c.d.account.id)
    return void(c.d.refuse(Error::CampaignServiceBudgetIdInvalid, "BudgetId.exists", "BudgetId", std::to_string(id), "",
                           "the id of a budget of the account, or 0"));
  if (c.smart_shopping() || c.is(CampaignType::PerformanceMax))
    return void(c.d.refuse(Error::CampaignServiceSharedBudgetNotAllowedWithPerformanceTargetCampaign, "BudgetId.fits", "BudgetId",
                           std::to_string(id), "0", "a budget of its own for smart shopping and Performance Max campaigns"));
  if (c.video())
    return void(c.d.refuse(Error::SharedBudgetNotSupportedForBrandAwarenessCampaign, "BudgetId.video", "BudgetId",
                           std::to_string(id), "0", "a budget of its own for a video campaign"));
  const auto type = (*budget)->budget_type.value_or(BudgetLimitType::DailyBudgetStandard);
  const auto amount = (*budget)->amount.value_or(0);
  // What a client read it may send back; what it wants to change belongs to the budget.
  bool changes = false;
  if (c.sent.daily_budget && *c.sent.daily_budget != amount) {
    c.d.refuse(Error::CampaignServiceCannotUpdateSharedBudget, "DailyBudget.shared", "DailyBudget",
               describe(*c.sent.daily_budget), describe(amount),
               "nil: the shared budget says the amount (UpdateBudgets changes it)");
    changes = true;
  }
  if (c.sent.budget_type && *c.sent.budget_type != type) {
    c.d.refuse(Error::CampaignServiceCannotUpdateSharedBudget, "BudgetType.shared", "BudgetType",
               describe(field_of(campaign_management::Campaign::type_id, "BudgetType"), &c.sent.budget_type), "",
               "nil: the shared budget says the type");
    changes = true;
  }
  if (changes) return;
  const bool joins = c.adding() || c.stored->budget_id.value_or(0) != id;
  if (joins && c.has_experiment())
    return void(c.d.refuse(Error::ExperimentBaseCampaignCannotBeChangedToSharedBudget, "BudgetId.experiment", "BudgetId",
                           std::to_string(id), "0", "a budget of its own for a campaign that an experiment is based on"));
  if (joins && !share_has_room(c.d, budget_relation(), id, "campaigns-per-budget", "BudgetId")) return;
  c.result.daily_budget = amount;
  c.result.budget_type = type;
}

void lifetime_budget(const CampaignDecision& c) {
  const auto refuse = [&](std::string_view member, std::string expected) {
    c.d.refuse(Error::CampaignServiceInvalidBudgetType, "BudgetType.lifetime", member, "", "LifetimeBudgetStandard",
               std::move(expected));
  };
  if (!c.result.start_date) refuse("StartDate", "a start date, which a lifetime budget needs");
  if (!c.result.end_date) refuse("EndDate", "an end date, which a lifetime budget needs");
  if (c.result.start_date && c.result.end_date &&
      date_number(*c.result.end_date) > date_number(a_year_later(day_of(*c.result.start_date))))
    refuse("EndDate", "an end within one year of the start");
  if (!c.result.use_campaign_level_dates.value_or(false)) refuse("UseCampaignLevelDates", "true, which a lifetime budget needs");
}

void own_budget(const CampaignDecision& c) {
  const bool leaves = !c.adding() && c.stored->budget_id.value_or(0) > 0;
  if (leaves && !c.sent.daily_budget)
    return void(c.d.refuse(Error::CampaignServiceInvalidDailyBudget, "DailyBudget.required", "DailyBudget", "(absent)",
                           "required", "the campaign's own amount when it leaves a shared budget"));
  c.result.budget_id = nil;
  if (!c.result.budget_type)
    c.d.refuse(Error::CampaignServiceInvalidBudgetType, "BudgetType.required", "BudgetType", "(absent)", "required",
               "a budget type, or a BudgetId");
  if (!c.result.daily_budget)
    c.d.refuse(Error::CampaignServiceInvalidDailyBudget, "DailyBudget.required", "DailyBudget", "(absent)", "required",
               "an amount, or a BudgetId");
  const auto type = c.result.budget_type.value_or(BudgetLimitType::DailyBudgetStandard);
  if (type != BudgetLimitType::DailyBudgetStandard && !c.is(CampaignType::Audience))
    c.d.refuse(Error::CampaignServiceInvalidBudgetType, "BudgetType.fits", "BudgetType",
               type == BudgetLimitType::DailyBudgetAccelerated ? "DailyBudgetAccelerated" : "LifetimeBudgetStandard",
               "DailyBudgetStandard", "DailyBudgetStandard: only audience campaigns have others");
  else if (type == BudgetLimitType::LifetimeBudgetStandard)
    lifetime_budget(c);
  if (!c.result.daily_budget) return;
  // What an update leaves as it is was good when it was stored; the month may have become longer since.
  if (!c.adding() && !c.sent.daily_budget && (!c.sent.budget_type || c.sent.budget_type == c.stored->budget_type)) return;
  const auto amount = *c.result.daily_budget;
  const auto& money = c.currency();
  const unsigned days = type == BudgetLimitType::LifetimeBudgetStandard ? 1 : days_in_month(day_of(c.d.now));
  const double month = amount * days;
  const double least = type == BudgetLimitType::LifetimeBudgetStandard ? 0 : money.min_monthly_budget;
  // Written so that NaN is refused as well.
  if (!(amount >= money.min_daily_budget && month >= least && month <= money.max_monthly_budget))
    c.d.refuse(
        Error::CampaignServiceInvalidDailyBudget, "DailyBudget.currency", "DailyBudget", describe(amount),
        type == BudgetLimitType::LifetimeBudgetStandard
            ? describe(money.min_daily_budget) + ".." + describe(money.max_monthly_budget) + " for the campaign's whole life"
            : bounds_of_amount(days, money),
        "an amount within the bounds of " + c.d.account.currency);
}

}  // namespace

void decide_budget(const CampaignDecision& c) {
  if (c.result.budget_id.value_or(0) > 0)
    shared_budget(c);
  else
    own_budget(c);
}

}  // namespace adsbox::services
