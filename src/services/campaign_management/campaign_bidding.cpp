// Bid strategies: which campaign types take which, what they need, and as what they are stored.
#include "services/campaign_management/bidding_schemes.h"
#include "services/campaign_management/campaign_rules.h"
#include "services/campaign_management/shares.h"
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

void check_amounts(const CampaignDecision& c, const BiddingScheme& scheme) {
  const auto* bid = max_cpc_of(scheme);
  if (bid != nullptr && *bid && (*bid)->amount && (c.smart_shopping() || c.is(CampaignType::PerformanceMax)))
    return refuse(c, Error::UnsupportedBiddingScheme, "BiddingScheme.MaxCpc.fits", "BiddingScheme.MaxCpc",
                  describe(*(*bid)->amount), "", "nil: this campaign type has no maximum bid");
  // The API's average month. A budget that was refused says nothing about bids.
  const bool has_budget = c.result.daily_budget && !c.d.broken("DailyBudget") && !c.d.broken("BudgetId");
  check_scheme_amounts(c.d, scheme, has_budget ? opt(*c.result.daily_budget * 30.4) : opt<double>());
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
  refuse(c, error, "BiddingScheme.shared_budget",
         c.sent.bidding_scheme ? "BiddingScheme"
         : c.sent.budget_id    ? "BudgetId"
                               : "BidStrategyId",
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

bool in_portfolio(const CampaignDecision& c) {
  return c.result.bid_strategy_id.value_or(0) > 0;
}

std::int64_t portfolio_before(const CampaignDecision& c) {
  return c.adding() ? 0 : c.stored->bid_strategy_id.value_or(0);
}

/// Whether the portfolio is one of the account or of its customer: the account's unless the request says more, or names again
/// the one that the campaign is in.
EntityScope scope_of_portfolio(const CampaignDecision& c) {
  if (c.sent.bid_strategy_scope) return *c.sent.bid_strategy_scope;
  const bool same = !c.adding() && c.result.bid_strategy_id.value_or(0) == portfolio_before(c);
  return same ? c.stored->bid_strategy_scope.value_or(EntityScope::Account) : EntityScope::Account;
}

/// The portfolio that a campaign belongs to. Its scheme is the campaign's, whatever the request says of one.
void decide_portfolio(const CampaignDecision& c) {
  const auto id = c.result.bid_strategy_id.value_or(0);
  if (id == 0) {
    c.result.bid_strategy_scope.reset();
    c.result.bid_strategy_id.reset();
    return;
  }
  if (!c.sent.bid_strategy_id && !c.sent.bidding_scheme && !c.sent.bid_strategy_scope) return;
  const auto scope = scope_of_portfolio(c);
  const bool of_customer = scope == EntityScope::Customer;
  const auto strategy = world::load<BidStrategy>(c.d.snapshot, id);
  if (!strategy || (*strategy)->scope.value_or(EntityScope::Account) != scope ||
      strategy->parent != (of_customer ? c.d.account.customer_id : c.d.account.id) ||
      (of_customer && !((*strategy)->currency_code == std::string_view(c.d.account.currency))))
    return refuse(c, Error::CampaignServiceEntityIdInvalid, "BidStrategyId.exists", "BidStrategyId", std::to_string(id),
                  of_customer ? "Customer" : "Account",
                  of_customer
                      ? "the id of a bid strategy of the customer in the account's currency"
                      : "the id of a bid strategy of the account, or one of its customer with BidStrategyScope Customer, or 0");
  const bool fits =
      !c.smart_shopping() && (*strategy)->associated_campaign_type.value_or(CampaignType::Search) == *c.result.campaign_type;
  if (!fits)
    return refuse(c, Error::UnsupportedBiddingScheme, "BidStrategyId.fits", "BidStrategyId", std::to_string(id),
                  std::string(c.type()), "a bid strategy for this campaign type");
  if (portfolio_before(c) != id &&
      !share_has_room(c.d, bid_strategy_relation(), id, "campaigns-per-bid-strategy", "BidStrategyId"))
    return;
  c.result.bid_strategy_scope = scope;
  if ((*strategy)->bidding_scheme) c.result.bidding_scheme = (*strategy)->bidding_scheme;
}

/// Strategies that the service has folded into others are stored as those.
void store_as(const CampaignDecision& c) {
  auto& scheme = c.result.bidding_scheme;
  const auto kind = c.result.sub_type ? c.result.sub_type.view() : c.type();
  if (scheme.as<ManualCpcBiddingScheme>() != nullptr &&
      schema::contains(*schema::find_set("bidding.manual-becomes-enhanced"), kind)) {
    scheme = make<EnhancedCpcBiddingScheme>();
  }
  store_scheme_as_successor(scheme);
}

/// The strategies that the campaign's sub type takes, or else its type; nullptr when it takes none.
const schema::RuleSet* taken_schemes(const CampaignDecision& c) {
  const auto* set = c.result.sub_type ? schema::find_set("bidding." + c.result.sub_type.str()) : nullptr;
  return set != nullptr ? set : schema::find_set("bidding." + std::string(c.type()));
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
  if (c.sent.bidding_scheme && !in_portfolio(c)) {
    const auto name = type_name(*c.sent.bidding_scheme);
    if (c.sent.bidding_scheme.as<InheritFromParentBiddingScheme>() != nullptr)
      return refuse(c, Error::InheritFromParentBiddingSchemeNotAllowedForCampaign, "BiddingScheme.inherit", "BiddingScheme",
                    std::string(name), "", "a strategy of the campaign's own");
    const auto* set = taken_schemes(c);
    if (set == nullptr || !schema::contains(*set, name))
      return refuse(c, Error::UnsupportedBiddingScheme, "BiddingScheme.fits", "BiddingScheme", std::string(name),
                    set == nullptr ? "none" : names_in(*set), "a strategy for " + std::string(c.type()) + " campaigns");
    check_scheme_target(c.d, c.sent.bidding_scheme, scheme);
    check_amounts(c, *scheme);
    check_goals(c, *scheme);
  }
  // Portfolios go with shared budgets; what a campaign takes along out of one need not.
  if (!in_portfolio(c) && (c.sent.bidding_scheme || c.sent.budget_id || portfolio_before(c) > 0))
    check_shared_budget(c, c.sent.bidding_scheme ? *c.sent.bidding_scheme : *scheme);
  store_as(c);
}

}  // namespace adsbox::services
