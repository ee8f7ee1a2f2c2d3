#include "services/campaign_management/bidding_schemes.h"

#include "services/campaign_management/bids.h"
#include "services/entity/fields.h"
#include "services/entity/merge.h"

namespace adsbox::services {

using namespace campaign_management;

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

void check_scheme_amounts(const Decision& d, const BiddingScheme& scheme, opt<double> month) {
  const auto& money = currency_of(d.account);
  if (const auto* bid = max_cpc_of(scheme); bid != nullptr && *bid && (*bid)->amount) {
    const double amount = *(*bid)->amount;
    const auto say = [&](Error error, std::string_view rule, std::string bound, std::string expected = {}) {
      if (expected.empty()) expected = "a bid within the bounds of " + d.account.currency + ", or no MaxCpc";
      d.refuse(error, rule, "BiddingScheme.MaxCpc.Amount", describe(amount), std::move(bound), std::move(expected));
    };
    if (!(amount > 0)) return say(Error::MaxCpcLessThanOrEqualToZero, "BiddingScheme.MaxCpc.positive", "> 0");
    if (amount < money.min_bid)
      return say(Error::MaxCpcBidAmountsLessThanFloorPrice, "BiddingScheme.MaxCpc.floor", describe(money.min_bid));
    if (amount > money.max_bid)
      return say(Error::MaxCpcBidsAmountsGreaterThanCeilingPrice, "BiddingScheme.MaxCpc.ceiling", describe(money.max_bid));
    if (month && amount > *month)
      return say(Error::MaxCpcExceedsMonthlyBudget, "BiddingScheme.MaxCpc.budget", describe(*month),
                 "a bid that a month of the daily budget can pay for");
  }
  const auto cpa = target_cpa_of(scheme);
  if (!cpa) return;
  if (*cpa < money.min_bid)
    d.refuse(Error::TargetCpaBidAmountsLessThanFloorPrice, "BiddingScheme.TargetCpa.floor", "BiddingScheme.TargetCpa",
             describe(*cpa), describe(money.min_bid), "at least the smallest bid of " + d.account.currency);
  else if (*cpa > money.max_bid)
    d.refuse(Error::TargetCpaBidsAmountsGreaterThanCeilingPrice, "BiddingScheme.TargetCpa.ceiling", "BiddingScheme.TargetCpa",
             describe(*cpa), describe(money.max_bid), "at most the largest bid of " + d.account.currency);
  else if (month && *cpa > *month)
    d.refuse(Error::TargetCpaExceedsMonthlyBudget, "BiddingScheme.TargetCpa.budget", "BiddingScheme.TargetCpa", describe(*cpa),
             describe(*month), "less than a month of the budget");
}

void check_scheme_target(const Decision& d, const box<BiddingScheme>& sent, const box<BiddingScheme>& result) {
  if (sent.as<TargetCpaBiddingScheme>() != nullptr && !target_cpa_of(*result))
    d.refuse(Error::TargetCpaIsRequired, "BiddingScheme.TargetCpa.required", "BiddingScheme.TargetCpa", "", "required",
             "a target: the stored strategy has none");
  const auto* value = result.as<MaxConversionValueBiddingScheme>();
  if (sent.as<TargetRoasBiddingScheme>() != nullptr && value != nullptr && !value->target_roas)
    d.refuse(Error::InvalidTargetRoasValue, "BiddingScheme.TargetRoas.required", "BiddingScheme.TargetRoas", "", "required",
             "a target: the stored strategy has none");
}

void store_scheme_as_successor(box<BiddingScheme>& scheme) {
  const auto successor = schema::stored_as(scheme->contract_type);
  if (successor != scheme->contract_type) {
    box<BiddingScheme> stored(static_cast<BiddingScheme*>(create_object(successor)));
    merge_update(*stored, *scheme);
    scheme = std::move(stored);
  }
  // A bid without an amount is none.
  if (auto* bid = const_cast<box<Bid>*>(max_cpc_of(*scheme)); bid != nullptr && *bid && !(*bid)->amount) bid->set_nil();
  complete_new(*scheme);
}

}  // namespace adsbox::services
