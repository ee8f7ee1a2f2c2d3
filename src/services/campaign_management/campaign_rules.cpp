#include "services/campaign_management/campaign_rules.h"

#include <algorithm>

#include "services/campaign_management/bids.h"
#include "services/campaign_management/urls.h"
#include "services/entity/calendar.h"
#include "services/entity/fields.h"
#include "services/entity/time_zone.h"
#include "world/entities.h"

namespace adsbox::services {

using campaign_management::AdGroup;
using campaign_management::Campaign;
using campaign_management::CampaignStatus;
using campaign_management::CampaignType;
using campaign_management::ConversionGoal;
using campaign_management::Experiment;

namespace {

std::string_view name_of(CampaignType type) {
  static const auto& e = schema::contract.enums[field_of(Campaign::type_id, "CampaignType").type];
  for (const auto& v : schema::values_of(e))
    if (v.number == static_cast<std::uint64_t>(type)) return schema::text(v.name);
  return "Search";
}

bool blank(std::string_view s) {
  return s.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

void decide_type(const CampaignDecision& c) {
  const auto sent = c.sent.campaign_type;
  if (c.d.broken("CampaignType")) return;
  if (c.adding()) {
    if (!sent) c.result.campaign_type = CampaignType::Search;
    const auto name = c.type();
    if (!schema::contains(*schema::find_set("campaign-types"), name))
      c.d.refuse(Error::NotSupportedForThisCampaignType, "CampaignType.addable", "CampaignType", std::string(name), "",
                 "Search, Shopping, Audience, Hotel, PerformanceMax or App");
    if (c.result.sub_type && c.result.sub_type.empty()) c.result.sub_type.set_nil();
    if (c.result.sub_type && !c.in_set("sub-types.", c.result.sub_type.view()))
      c.d.refuse(Error::CampaignServiceShoppingCampaignSubTypeInvalid, "SubType.fits", "SubType", c.result.sub_type.str(),
                 c.set_text("sub-types."), "nil, or a sub type of this campaign type");
    return;
  }
  if (sent && sent != c.stored->campaign_type)
    c.d.refuse(Error::CampaignServiceCampaignTypeImmutable, "CampaignType.immutable", "CampaignType", std::string(name_of(*sent)),
               std::string(name_of(c.stored->campaign_type.value_or(CampaignType::Search))), "the campaign's own type, or nil");
}

/// What a user sets, on top of what the service set.
void decide_status(const CampaignDecision& c) {
  if (c.adding() || !c.sent.status) return;
  const auto now = c.stored->status.value_or(CampaignStatus::Paused);
  const bool active = *c.sent.status == CampaignStatus::Active;
  if (now == CampaignStatus::Suspended) c.result.status = now;
  if (now == CampaignStatus::BudgetPaused || now == CampaignStatus::BudgetAndManualPaused)
    c.result.status = active ? CampaignStatus::BudgetPaused : CampaignStatus::BudgetAndManualPaused;
}

/// Experiment campaigns have these members from their base campaign.
void decide_experiment(const CampaignDecision& c) {
  if (c.adding() || c.stored->experiment_id.value_or(0) <= 0) return;
  const auto refuse = [&](std::string_view member) {
    c.d.refuse(Error::ExperimentCampaignCannotBeUpdated, "ExperimentId.inherits", member, "", "as in the base campaign",
               "nil: the base campaign says it");
  };
  if (c.sent.budget_type && c.sent.budget_type != c.stored->budget_type) return refuse("BudgetType");
  if (c.sent.daily_budget && c.sent.daily_budget != c.stored->daily_budget) return refuse("DailyBudget");
  if (c.sent.budget_id && c.sent.budget_id.value_or(0) != c.stored->budget_id.value_or(0)) return refuse("BudgetId");
  if (c.sent.status && c.sent.status != c.stored->status) return refuse("Status");
  if (c.sent.time_zone && !c.sent.time_zone.empty() && !(c.sent.time_zone == c.stored->time_zone)) refuse("TimeZone");
}

void decide_adjustments(const CampaignDecision& c) {
  const bool audience_ads = (c.is(CampaignType::Search) || c.is(CampaignType::Shopping)) && !c.smart_shopping();
  if (c.sent.audience_ads_bid_adjustment.value_or(0) != 0 && !audience_ads)
    c.d.refuse(Error::NotSupportedForThisCampaignType, "AudienceAdsBidAdjustment.fits", "AudienceAdsBidAdjustment",
               std::to_string(*c.sent.audience_ads_bid_adjustment), "", "nil: this campaign type has no audience ads adjustment");
  if (c.adding() && audience_ads && !c.result.audience_ads_bid_adjustment) c.result.audience_ads_bid_adjustment = 0;
  if (c.sent.is_political.value_or(false))
    c.d.refuse(Error::PoliticalCampaignsAreNotSupported, "IsPolitical.refused", "IsPolitical", "true", "false", "false or nil");
  c.result.is_political.reset();
  if (c.adding() && !c.result.ad_schedule_use_searcher_time_zone) c.result.ad_schedule_use_searcher_time_zone = false;
}

void decide_goals(const CampaignDecision& c) {
  if (!c.sent.goal_ids) return;
  for (std::size_t i = 0; i < c.sent.goal_ids.size(); ++i) {
    const auto id = c.sent.goal_ids[i].value_or(0);
    const auto row = id > 0 ? c.d.snapshot.get(world::kind_of<ConversionGoal>(), id) : std::nullopt;
    if (!row || (row->account != 0 && row->account != c.d.account.id))
      return void(c.d.refuse(Error::InvalidConversionGoalId, "GoalIds.exist", "GoalIds[" + std::to_string(i) + "]",
                             std::to_string(id), "", "ids of conversion goals of the account"));
  }
}

}  // namespace

std::string_view CampaignDecision::type() const {
  return name_of(result.campaign_type.value_or(CampaignType::Search));
}

bool CampaignDecision::in_set(std::string_view prefix, std::string_view value) const {
  const auto* set = schema::find_set(std::string(prefix) + std::string(type()));
  return set != nullptr && schema::contains(*set, value);
}

std::string CampaignDecision::set_text(std::string_view prefix) const {
  const auto* set = schema::find_set(std::string(prefix) + std::string(type()));
  return set == nullptr ? "none" : names_in(*set);
}

const schema::CurrencyInfo& CampaignDecision::currency() const {
  return currency_of(d.account);
}

bool CampaignDecision::has_had_ad_groups() const {
  if (adding()) return false;
  bool any = false;
  for (const auto kind : {world::kind_of<AdGroup>(), deleted_kind(world::kind_of<AdGroup>())})
    d.snapshot.scan_parent(kind, result.id.value_or(0), [&](const store::RowView& row) {
      any = any || row.status == static_cast<std::int32_t>(campaign_management::AdGroupStatus::Active) ||
            row.status == static_cast<std::int32_t>(campaign_management::AdGroupStatus::Paused);
      return !any;
    });
  return any;
}

bool CampaignDecision::has_experiment() const {
  bool any = false;
  if (!adding())
    d.snapshot.scan_account(world::kind_of<Experiment>(), d.account.id, 0, [&](const store::RowView& row) {
      const auto experiment = world::decode<Experiment>(row);
      any = experiment && (*experiment)->base_campaign_id == result.id;
      return !any;
    });
  return any;
}

std::string names_in(const schema::RuleSet& set) {
  std::string s;
  for (const auto n : schema::values_of(set)) (s.empty() ? s : s += ", ") += schema::rule_book.text(n);
  return s;
}

std::string_view type_name(const object& o) {
  return schema::text(schema::type_info(o.contract_type).name);
}

bool has_setting(const Campaign& c, TypeId type) {
  return std::ranges::any_of(c.settings, [&](const auto& s) { return s.has_value() && s->contract_type == type; });
}

void decide_languages(const CampaignDecision& c) {
  if (c.sent.languages && c.sent.languages.empty()) {
    if (!c.adding() && !c.stored->languages.empty())
      c.d.refuse(Error::AllCampaignLanguagesCannotBeRemoved, "Languages.stay", "Languages", "an empty list", "at least 1",
                 "the languages that remain");
    c.result.languages.set_nil();
  }
  if (c.d.broken("Languages")) return;
  const bool all = std::ranges::any_of(c.result.languages, [](const text& l) { return l == "All"; });
  if (c.is(CampaignType::Audience) && !all && (c.adding() || c.sent.languages))
    c.d.refuse(Error::CampaignLanguageShouldIncludeAll, "Languages.all", "Languages",
               std::to_string(c.result.languages.size()) + " items", "All",
               "All: an audience campaign is not limited to languages");
}

void decide_schedule(const CampaignDecision& c) {
  // Only a new campaign takes the account's zone; "" is no value of the element and keeps what is stored.
  if (c.result.time_zone && c.result.time_zone.empty()) c.result.time_zone = c.adding() ? adsbox::text(nil) : c.stored->time_zone;
  if (!c.result.time_zone)
    c.result.time_zone = c.d.account.time_zone.empty() ? "PacificTimeUSCanadaTijuana" : std::string_view(c.d.account.time_zone);
  if (schema::find_time_zone(c.result.time_zone.view()) == nullptr)
    c.d.refuse(Error::CampaignServiceTimeZoneValueInvalid, "TimeZone.known", "TimeZone", c.result.time_zone.str(), "",
               "a name out of the API's list of time zones, such as EasternTimeUSCanada");
  const bool zone_moves = !c.adding() && !c.d.broken("TimeZone") && !(c.result.time_zone == c.stored->time_zone);
  const bool start_moves = c.is(CampaignType::Audience) && !c.adding() && c.sent.start_date &&
                           c.sent.start_date != c.stored->start_date && c.stored->start_date &&
                           date_number(*c.stored->start_date) <= date_number(day_in_zone(c.stored->time_zone.view(), c.d.now));
  if ((zone_moves || start_moves) && c.has_had_ad_groups())
    c.d.refuse(Error::CampaignServiceCannotChangeTimezoneOrStartDateWithActiveAdGroups, "TimeZone.locked",
               zone_moves ? "TimeZone" : "StartDate", zone_moves ? c.result.time_zone.str() : "", c.stored->time_zone.str(),
               "the stored one, once an ad group was Active or Paused");

  // Only audience campaigns have dates of their own; those of others are not heard.
  if (!c.is(CampaignType::Audience)) {
    c.result.start_date.reset();
    c.result.end_date.reset();
    c.result.use_campaign_level_dates.reset();
    return;
  }
  const auto open_end = schema::find_limit("campaign-open-end");
  const auto open_from = limit_of(c.d.world, open_end);
  if (c.result.end_date && date_number(*c.result.end_date) >= open_from) c.result.end_date.reset();
  if (c.sent.start_date && date_number(*c.sent.start_date) >= open_from)
    return void(c.d.refuse(static_cast<Error>(open_end.error), "StartDate.latest", "StartDate",
                           describe(field_of(Campaign::type_id, "StartDate"), &c.sent.start_date),
                           "before " + std::to_string(open_from), "a start before the day that stands for no end"));
  const auto today = date_number(day_in_zone(c.result.time_zone.view(), c.d.now));
  if (c.sent.start_date && (c.adding() || c.sent.start_date != c.stored->start_date) && date_number(*c.sent.start_date) < today)
    c.d.refuse(Error::InvalidDateObject, "StartDate.future", "StartDate",
               describe(field_of(Campaign::type_id, "StartDate"), &c.sent.start_date), "today or later",
               "a day that is not over");
  else if (c.sent.end_date && c.result.end_date && (c.adding() || c.sent.end_date != c.stored->end_date) &&
           date_number(*c.result.end_date) < today)
    c.d.refuse(Error::InvalidDateObject, "EndDate.future", "EndDate",
               describe(field_of(Campaign::type_id, "EndDate"), &c.result.end_date), "today or later", "a day that is not over");
  else if (c.result.start_date && c.result.end_date && *c.result.end_date < *c.result.start_date)
    c.d.refuse(Error::InvalidDateObject, "EndDate.after_start", "EndDate",
               describe(field_of(Campaign::type_id, "EndDate"), &c.result.end_date), "after StartDate", "an end after the start");
}

void decide_campaign(Decision& decision) {
  const CampaignDecision c(decision);
  if (c.sent.name && blank(c.sent.name.view()))
    decision.refuse(Error::CampaignServiceInvalidCampaignName, "Name.blank", "Name", c.sent.name.str(), "",
                    "a name with a visible character");
  decide_experiment(c);
  decide_status(c);
  decide_goals(c);
  decide_urls(decision, c.sent, c.result, true);
  if (!c.result.forward_compatibility_map) c.result.forward_compatibility_map.set_empty();
  // What follows depends on the type, and a type that was refused is none.
  decide_type(c);
  if (decision.broken("CampaignType") || decision.broken("SubType")) return;
  decide_languages(c);
  decide_schedule(c);
  decide_budget(c);
  decide_bidding(c);
  decide_settings(c);
  decide_adjustments(c);
}

}  // namespace adsbox::services
