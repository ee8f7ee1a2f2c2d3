// AddBidStrategies, UpdateBidStrategies, DeleteBidStrategies, GetBidStrategiesByIds, GetCampaignIdsByBidStrategyIds.
#include "services/campaign_management/bid_strategies.h"

#include "adsbox/internal.h"
#include "services/association/relations.h"
#include "services/campaign_management/bidding_schemes.h"
#include "services/campaign_management/campaign_rules.h"
#include "services/campaign_management/shares.h"
#include "services/entity/additional.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"
#include "services/entity/operations.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

struct StrategyDecision {
  explicit StrategyDecision(Decision& decision)
      : d(decision),
        sent(static_cast<const BidStrategy&>(decision.sent)),
        stored(static_cast<const BidStrategy*>(decision.stored)),
        result(static_cast<BidStrategy&>(decision.result)) {}
  Decision& d;
  const BidStrategy& sent;
  const BidStrategy* stored;
  BidStrategy& result;
};

void decide_scheme(const StrategyDecision& s) {
  if (!s.sent.bidding_scheme || s.d.broken("AssociatedCampaignType")) return;
  const auto name = type_name(*s.sent.bidding_scheme);
  if (s.stored != nullptr && s.stored->bidding_scheme) {
    const auto was = s.stored->bidding_scheme->contract_type;
    const auto is = s.sent.bidding_scheme->contract_type;
    if (was != is && was != schema::stored_as(is))
      return void(s.d.refuse(Error::UnsupportedBiddingScheme, "BiddingScheme.immutable", "BiddingScheme", std::string(name),
                             std::string(type_name(*s.stored->bidding_scheme)),
                             "the portfolio's own type: another one needs another portfolio"));
  }
  const auto type = describe(field_of(BidStrategy::type_id, "AssociatedCampaignType"), &s.result.associated_campaign_type);
  const auto* set = schema::find_set("portfolio." + type);
  if (set == nullptr || !schema::contains(*set, name))
    return void(s.d.refuse(Error::UnsupportedBiddingScheme, "BiddingScheme.fits", "BiddingScheme", std::string(name),
                           set == nullptr ? "none" : names_in(*set), "a strategy for portfolios of " + type + " campaigns"));
  if (const auto* bid = max_cpc_of(*s.sent.bidding_scheme);
      bid != nullptr && *bid && (*bid)->amount && s.result.associated_campaign_type == opt(CampaignType::PerformanceMax))
    return void(s.d.refuse(Error::UnsupportedBiddingScheme, "BiddingScheme.MaxCpc.fits", "BiddingScheme.MaxCpc",
                           describe(*(*bid)->amount), "", "nil: Performance Max campaigns have no maximum bid"));
  check_scheme_target(s.d, s.sent.bidding_scheme, s.result.bidding_scheme);
  check_scheme_amounts(s.d, *s.result.bidding_scheme, {});
  store_scheme_as_successor(s.result.bidding_scheme);
}

/// Money and time of a strategy; it may be for all accounts of the customer that have the same.
void decide_place(const StrategyDecision& s) {
  // An empty text is no value.
  if (s.result.currency_code.empty()) s.result.currency_code = s.d.account.currency;
  if (!s.sent.currency_code.empty() && !(s.sent.currency_code == std::string_view(s.d.account.currency)))
    s.d.refuse(Error::InvalidValue, "CurrencyCode.account", "CurrencyCode", s.sent.currency_code.str(), s.d.account.currency,
               "the account's currency, or nil");
  if (s.result.reporting_time_zone.empty() && s.stored != nullptr) s.result.reporting_time_zone = s.stored->reporting_time_zone;
  if (s.result.reporting_time_zone.empty()) {
    const std::string_view zone = s.d.account.time_zone;
    s.result.reporting_time_zone = zone.empty() ? "PacificTimeUSCanadaTijuana" : zone;
  }
  if (!s.sent.reporting_time_zone.empty() && schema::find_time_zone(s.sent.reporting_time_zone.view()) == nullptr)
    s.d.refuse(Error::CampaignServiceTimeZoneValueInvalid, "ReportingTimeZone.known", "ReportingTimeZone",
               s.sent.reporting_time_zone.str(), "", "a name out of the API's list of time zones, such as EasternTimeUSCanada");
}

void decide_strategy(Decision& decision) {
  const StrategyDecision s(decision);
  if (s.sent.name && s.sent.name.view().find_first_not_of(" \t\r\n") == std::string_view::npos)
    decision.refuse(Error::InvalidValue, "Name.blank", "Name", s.sent.name.str(), "", "a name with a visible character");
  decide_place(s);
  decide_scheme(s);
}

/// The campaigns of a portfolio bid as it says, from now on.
void saved(store::Writer& w, const object* before, const object& after, DateTime now) {
  if (before == nullptr) return;
  const auto& is = static_cast<const BidStrategy&>(after);
  if (static_cast<const BidStrategy&>(*before).bidding_scheme == is.bidding_scheme) return;
  change_sharers(w, bid_strategy_relation(), is.id.value_or(0), now, [&](Campaign& c) { c.bidding_scheme = is.bidding_scheme; });
}

constexpr Description::Limit limits[] = {{"bid-strategies-per-account", nullptr, Description::Scope::account}};

const Description& description() {
  static const Description d = {
      .type = BidStrategy::type_id,
      .list_name = "BidStrategies",
      .id_sequence = "bid_strategy",
      .first_id = 8'300'000'001,
      .null_item = Error::NullArrayArgument,
      .unknown_id = Error::PortfolioBidStrategyIdInvalid,
      .duplicate_id = Error::DuplicateId,
      .key_taken_on_add = Error::CampaignServiceEntityAlreadyExists,
      .key_taken_on_update = Error::CampaignServiceEntityAlreadyExists,
      .key = [](const object& o) { return fold_case(static_cast<const BidStrategy&>(o).name.view()); },
      .decide = decide_strategy,
      .show =
          [](object& o, const Showing& s) {
            auto& b = static_cast<BidStrategy&>(o);
            b.association_count = static_cast<std::int32_t>(count_sharers(s.snapshot, bid_strategy_relation(), b.id.value_or(0)));
          },
      .saved = saved,
      .erasing =
          [](store::Writer& w, std::int64_t id, DateTime now) {
            // The campaigns go on bidding as they did, each by a strategy of its own.
            change_sharers(w, bid_strategy_relation(), id, now, [](Campaign& c) {
              c.bid_strategy_id.reset();
              c.bid_strategy_scope.reset();
            });
          },
      .limits = limits,
      .place = [](const object& o, const identity::AccountFacts& account) -> std::int64_t {
        return static_cast<const BidStrategy&>(o).scope == opt(EntityScope::Customer) ? account.customer_id : 0;
      },
  };
  return d;
}

/// Those of the account, or (Scope) of its customer.
template <class Request>
Parent in_scope(Call& call, const Request& request) {
  const auto account = identity::find_account(call.world, call.customer_account_id);
  const bool all_accounts = request.scope == opt(EntityScope::Customer) && account != nullptr;
  return {all_accounts ? account->customer_id : call.customer_account_id, call.customer_account_id};
}

Result<GetBidStrategiesByIds> get_bid_strategies(Call& call, const GetBidStrategiesByIdsRequest& request) {
  static const auto flags_enum = field_of(GetBidStrategiesByIdsRequest::type_id, "ReturnAdditionalFields").type;
  hide_unasked(call.filter, flags_enum, static_cast<std::uint64_t>(request.return_additional_fields.value_or({})));
  return get_or_list_operation<GetBidStrategiesByIds, bid_strategy_engine, &in_scope<GetBidStrategiesByIdsRequest>,
                               &GetBidStrategiesByIdsRequest::bid_strategy_ids, &GetBidStrategiesByIdsResponse::bid_strategies>(
      call, request);
}

Result<GetCampaignIdsByBidStrategyIds> get_campaign_ids(Call& call, const GetCampaignIdsByBidStrategyIdsRequest& request) {
  return list_sharers<GetCampaignIdsByBidStrategyIds, bid_strategy_engine, &in_scope<GetCampaignIdsByBidStrategyIdsRequest>,
                      &GetCampaignIdsByBidStrategyIdsRequest::bid_strategy_ids>(call, request, bid_strategy_relation());
}

}  // namespace

const EntityEngine& bid_strategy_engine() {
  static const EntityEngine engine(description());
  return engine;
}

void register_bid_strategies(Registry& registry) {
  auto records = with_deleted(world::kinds_of<BidStrategy>());
  records.push_back(world::kind_of<internal::CampaignBidStrategy>());
  registry.own({"bid_strategies", {.records = std::move(records), .sequences = {"bid_strategy"}}});
  registry.add<AddBidStrategies>(
      add_operation<AddBidStrategies, bid_strategy_engine, header_account, &AddBidStrategiesRequest::bid_strategies,
                    &AddBidStrategiesResponse::bid_strategy_ids>);
  registry.add<UpdateBidStrategies>(
      update_operation<UpdateBidStrategies, bid_strategy_engine, header_account, &UpdateBidStrategiesRequest::bid_strategies>);
  registry.add<DeleteBidStrategies>(
      delete_operation<DeleteBidStrategies, bid_strategy_engine, &in_scope<DeleteBidStrategiesRequest>,
                       &DeleteBidStrategiesRequest::bid_strategy_ids>);
  registry.add<GetBidStrategiesByIds>(get_bid_strategies);
  registry.add<GetCampaignIdsByBidStrategyIds>(get_campaign_ids);
}

}  // namespace adsbox::services
