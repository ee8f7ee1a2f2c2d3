// Bid strategies: which campaign types take which, what they need, and as what they are stored.
#include <limits>

#include "services/campaign_management/campaign_rules.h"
#include "services/entity/fields.h"
#include "services/entity/merge.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

void refuse(const CampaignDecision& c, Error error, std::string_view rule, std::string_view member, std::string value,
            std::string bound, std::string expected) {
  c.d.refuse(error, rule, member, std::move(value), std::move(bound), std::move(expected));
}

const box<Bid>* max_cpc_of(const BiddingScheme& s) {
  const auto type = s.contract_type;
  if (type == MaxClicksBiddingScheme::type_id) return &static_cast<const MaxClicksBiddingScheme&>(s).max_cpc;
  if (type == MaxConversionsBiddingScheme::type_id) return &static_cast<const MaxConversionsBiddingScheme&>(s).max_cpc;
  if (type == TargetCpaBiddingScheme::type_id) return &static_cast<const TargetCpaBiddingScheme&>(s).max_cpc;
  if (type == TargetRoasBiddingScheme::type_id) return &static_cast<const TargetRoasBiddingScheme&>(s).max_cpc;
  if (type == TargetImpressionShareBiddingScheme::type_id)
    return &static_cast<const TargetImpressionShareBiddingScheme&>(s).max_cpc;
  if (type == MaxConversionValueBiddingScheme::type_id) return &static_cast<const MaxConversionValueBiddingScheme&>(s).max_cpc;
  return nullptr;
}

opt<double> target_cpa_of(const BiddingScheme& s) {
  if (s.contract_type == MaxConversionsBiddingScheme::type_id)
    return static_cast<const MaxConversionsBiddingScheme&>(s).target_cpa;
  if (s.contract_type == TargetCpaBiddingScheme::type_id) return static_cast<const TargetCpaBiddingScheme&>(s).target_cpa;
  return {};
}

void check_amounts(const CampaignDecision& c, const BiddingScheme& scheme) {
  const auto& money = c.currency();
  // The API's average month. A budget that was refused says nothing about bids.
  const bool has_budget = c.result.daily_budget && !c.d.broken("DailyBudget") && !c.d.broken("BudgetId");
  const double month = has_budget ? *c.result.daily_budget * 30.4 : std::numeric_limits<double>::max();
  if (const auto* bid = max_cpc_of(scheme); bid != nullptr && *bid && (*bid)->amount) {
    const double amount = *(*bid)->amount;
    const auto say = [&](Error error, std::string_view rule, std::string bound) {
      refuse(c, error, rule, "BiddingScheme.MaxCpc.Amount", describe(amount), std::move(bound),
             "a bid within the bounds of " + c.d.account.currency);
    };
    if (c.smart_shopping() || c.is(CampaignType::PerformanceMax))
      return refuse(c, Error::UnsupportedBiddingScheme, "BiddingScheme.MaxCpc.fits", "BiddingScheme.MaxCpc", describe(amount), "",
                    "nil: this campaign type has no maximum bid");
    if (!(amount > 0)) return say(Error::MaxCpcLessThanOrEqualToZero, "BiddingScheme.MaxCpc.positive", "> 0");
    if (amount < money.min_bid)
      return say(Error::MaxCpcBidAmountsLessThanFloorPrice, "BiddingScheme.MaxCpc.floor", describe(money.min_bid));
    if (amount > money.max_bid)
      return say(Error::MaxCpcBidsAmountsGreaterThanCeilingPrice, "BiddingScheme.MaxCpc.ceiling", describe(money.max_bid));
    if (amount > month) return say(Error::MaxCpcExceedsMonthlyBudget, "BiddingScheme.MaxCpc.budget", describe(month));
  }
  if (const auto cpa = target_cpa_of(scheme)) {
    if (*cpa < money.min_bid)
      return refuse(c, Error::TargetCpaBidAmountsLessThanFloorPrice, "BiddingScheme.TargetCpa.floor", "BiddingScheme.TargetCpa",
                    describe(*cpa), describe(money.min_bid), "at least the smallest bid of " + c.d.account.currency);
    if (*cpa > month)
      refuse(c, Error::TargetCpaExceedsMonthlyBudget, "BiddingScheme.TargetCpa.budget", "BiddingScheme.TargetCpa", describe(*cpa),
             describe(month), "less than a month of the budget");
  }
}

/// Strategies that optimise for conversions do not go with a shared budget.
void check_shared_budget(const CampaignDecision& c, const BiddingScheme& scheme) {
  if (c.result.budget_id.value_or(0) <= 0 || c.smart_shopping()) return;  // smart shopping takes none at all
  const auto type = scheme.contract_type;
  Error error{};
  if (type == MaxConversionsBiddingScheme::type_id)
    error = Error::MaxConversionAndSharedBudgetAreMutuallyExclusive;
  else if (type == TargetCpaBiddingScheme::type_id)
    error = Error::TargetCpaAndSharedBudgetAreMutuallyExclusive;
  else if (type == MaxConversionValueBiddingScheme::type_id || type == TargetRoasBiddingScheme::type_id)
    error = c.sent.bidding_scheme ? Error::BiddingSchemeAndSharedBudgetAreMutuallyExclusive
                                  : Error::SharedBudgetAndBiddingSchemeAreMutuallyExclusive;
  else
    return;
  refuse(c, error, "BiddingScheme.shared_budget", c.sent.bidding_scheme ? "BiddingScheme" : "BudgetId",
         std::string(type_name(scheme)), "", "another strategy, or a budget of its own");
}

/// UET tag and goal behind strategies that need conversions (switched by the limit conversion-goals-needed).
void check_goals(const CampaignDecision& c, const BiddingScheme& scheme) {
  if (!schema::contains(*schema::find_set("bidding.needs-goal"), type_name(scheme))) return;
  if (limit_of(c.d.world, schema::find_limit("conversion-goals-needed")) == 0) return;
  const bool by_value = scheme.contract_type == MaxConversionValueBiddingScheme::type_id;
  if (by_value && c.d.snapshot.count_parent(world::kind_of<UetTag>(), c.d.account.customer_id) == 0)
    return refuse(c, Error::CustomerHasNoUETForMaxConversionValueBiddingScheme, "BiddingScheme.uet_tag", "BiddingScheme",
                  std::string(type_name(scheme)), "", "a UET tag of the customer");
  bool goal = false, revenue = false;
  c.d.snapshot.scan_account(world::kind_of<ConversionGoal>(), c.d.account.id, 0, [&](const store::RowView& row) {
    goal = true;
    const auto decoded = world::decode<ConversionGoal>(row);
    revenue = revenue || (decoded && (*decoded)->revenue && (*decoded)->revenue->type &&
                          *(*decoded)->revenue->type != ConversionGoalRevenueType::NoValue);
    return !(goal && revenue);
  });
  if (by_value && !revenue)
    return refuse(c, Error::AccountHasNoRevenueConversionGoalForMaxConversionValueBiddingScheme, "BiddingScheme.revenue_goal",
                  "BiddingScheme", std::string(type_name(scheme)), "", "a conversion goal with a revenue");
  if (!goal)
    refuse(c, Error::ConversionGoalCriteriaNotMetForBiddingScheme, "BiddingScheme.goal", "BiddingScheme",
           std::string(type_name(scheme)), "", "a conversion goal");
}

/// The portfolio that a campaign belongs to. Its scheme becomes the campaign's.
void decide_portfolio(const CampaignDecision& c) {
  const auto id = c.result.bid_strategy_id.value_or(0);
  if (c.sent.bid_strategy_id && id == 0) {
    c.result.bid_strategy_id = nil;
    c.result.bid_strategy_scope = nil;
    return;
  }
  if (id == 0 || !c.sent.bid_strategy_id) return;
  const auto strategy = world::load<BidStrategy>(c.d.snapshot, id);
  if (!strategy || (strategy->account != 0 && strategy->account != c.d.account.id))
    return refuse(c, Error::CampaignServiceEntityIdInvalid, "BidStrategyId.exists", "BidStrategyId", std::to_string(id), "",
                  "the id of a bid strategy of the account, or 0");
  const bool fits = !c.smart_shopping() && !c.is(CampaignType::PerformanceMax) &&
                    (*strategy)->associated_campaign_type.value_or(CampaignType::Search) == *c.result.campaign_type;
  if (!fits)
    return refuse(c, Error::UnsupportedBiddingScheme, "BidStrategyId.fits", "BidStrategyId", std::to_string(id),
                  std::string(c.type()), "a bid strategy for this campaign type");
  if (!c.result.bid_strategy_scope) c.result.bid_strategy_scope = EntityScope::Account;
  if ((*strategy)->bidding_scheme) c.result.bidding_scheme = (*strategy)->bidding_scheme;
}

/// Strategies that the service has folded into others are stored as those.
void store_as(const CampaignDecision& c) {
  auto& scheme = c.result.bidding_scheme;
  if (scheme.as<ManualCpcBiddingScheme>() != nullptr &&
      schema::contains(*schema::find_set("bidding.manual-becomes-enhanced"), c.type())) {
    scheme = make<EnhancedCpcBiddingScheme>();
  } else if (const auto successor = schema::stored_as(scheme->contract_type); successor != scheme->contract_type) {
    box<BiddingScheme> stored(static_cast<BiddingScheme*>(create_object(successor)));
    merge_update(*stored, *scheme);
    scheme = std::move(stored);
  }
  complete_new(*scheme);
}

/// The strategies that the campaign's sub type takes, or else its type; nullptr when it takes none.
const schema::RuleSet* taken_schemes(const CampaignDecision& c) {
  const auto* set = c.result.sub_type ? schema::find_set("bidding." + c.result.sub_type.str()) : nullptr;
  return set != nullptr ? set : schema::find_set("bidding." + std::string(c.type()));
}

/// A target that a strategy is named after must be there, sent or stored.
void check_target(const CampaignDecision& c) {
  if (c.sent.bidding_scheme.as<TargetCpaBiddingScheme>() != nullptr && !target_cpa_of(*c.result.bidding_scheme))
    refuse(c, Error::TargetCpaIsRequired, "BiddingScheme.TargetCpa.required", "BiddingScheme.TargetCpa", "", "required",
           "a target: the stored strategy has none");
  const auto* value = c.result.bidding_scheme.as<MaxConversionValueBiddingScheme>();
  if (c.sent.bidding_scheme.as<TargetRoasBiddingScheme>() != nullptr && value != nullptr && !value->target_roas)
    refuse(c, Error::InvalidTargetRoasValue, "BiddingScheme.TargetRoas.required", "BiddingScheme.TargetRoas", "", "required",
           "a target: the stored strategy has none");
}

/// The strategy of a campaign that names none: the first of its type's set.
box<BiddingScheme> usual_scheme(const CampaignDecision& c) {
  const auto* set = taken_schemes(c);
  const auto name = schema::rule_book.text(schema::values_of(*set)[0]);
  const auto& service = schema::contract.services[schema::type_info(Campaign::type_id).service];
  return box<BiddingScheme>(static_cast<BiddingScheme*>(create_object(schema::id_of(*schema::find_type(service, name)))));
}

}  // namespace

void decide_bidding(const CampaignDecision& c) {
  decide_portfolio(c);
  auto& scheme = c.result.bidding_scheme;
  if (!scheme) scheme = usual_scheme(c);
  if (c.sent.bidding_scheme) {
    const auto name = type_name(*c.sent.bidding_scheme);
    if (c.sent.bidding_scheme.as<InheritFromParentBiddingScheme>() != nullptr)
      return refuse(c, Error::InheritFromParentBiddingSchemeNotAllowedForCampaign, "BiddingScheme.inherit", "BiddingScheme",
                    std::string(name), "", "a strategy of the campaign's own");
    const auto* set = taken_schemes(c);
    if (set == nullptr || !schema::contains(*set, name))
      return refuse(c, Error::UnsupportedBiddingScheme, "BiddingScheme.fits", "BiddingScheme", std::string(name),
                    set == nullptr ? "none" : names_in(*set), "a strategy for " + std::string(c.type()) + " campaigns");
    check_target(c);
    check_amounts(c, *scheme);
    check_goals(c, *scheme);
  }
  if (c.sent.bidding_scheme || c.sent.budget_id) check_shared_budget(c, c.sent.bidding_scheme ? *c.sent.bidding_scheme : *scheme);
  store_as(c);
}

}  // namespace adsbox::services
