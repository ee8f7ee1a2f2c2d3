// Bids of criterions: which class of them a kind has, within which bounds.
#include "services/campaign_management/bids.h"

#include "services/campaign_management/campaign_rules.h"
#include "services/criterion/engine.h"
#include "services/entity/fields.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

std::string row(const CriterionKind& kind, std::string_view suffix) {
  std::string name("criterion.");
  return ((name += kind.name) += '.') += suffix;
}

void check_multiplier(const CriterionDecision& c, const CriterionKind& kind, const BidMultiplier& bid) {
  const auto refuse = [&](Error error, std::string_view rule, std::string bound, std::string expected) {
    c.item.refuse(error, "CriterionBid." + std::string(rule), "CriterionBid.Multiplier",
                  describe(field_of(BidMultiplier::type_id, "Multiplier"), &bid.multiplier), std::move(bound),
                  std::move(expected));
  };
  if (!bid.multiplier) return refuse(level_info(c.level).no_bid, "required", "required", "a value");
  const double value = *bid.multiplier;
  if (value != 0 && schema::contains(*schema::find_set("criterion-no-bids"), criterion_campaign(c.campaign)))
    return refuse(Error::InvalidBidMultiplier, "campaign", "0", "0, or nil: targets of such campaigns change no bids");
  const auto& least = schema::find_limit(row(kind, "bid-least"));
  const auto& most = schema::find_limit(row(kind, "bid-most"));
  // Written so that NaN is refused as well.
  if (value >= static_cast<double>(least.value) && value <= static_cast<double>(most.value)) return;
  const auto bound = std::to_string(least.value) + ".." + std::to_string(most.value);
  refuse(static_cast<Error>(most.error), "range", bound, "a percentage in " + bound);
}

void check_fixed(const CriterionDecision& c, const FixedBid& bid) {
  const auto& money = currency_of(c.item.account);
  const double amount = bid.amount.value_or(0);
  if (amount >= money.min_bid && amount <= money.max_bid) return;
  c.item.refuse(Error::CampaignServiceAdGroupCriterionInvalidBidValue, "CriterionBid.range", "CriterionBid.Amount",
                describe(field_of(FixedBid::type_id, "Amount"), &bid.amount),
                describe(money.min_bid) + ".." + describe(money.max_bid),
                "a bid within the bounds of " + c.item.account.currency);
}

}  // namespace

void decide_criterion_bid(CriterionDecision& c, const CriterionKind& kind) {
  auto* const bid = criterion_bid(c.item.result);
  if (bid == nullptr) return;
  const auto* classes = schema::find_set(row(kind, "bid"));
  if (classes == nullptr) return void(bid->reset());  // whatever was sent is not heard
  const auto& sent = *criterion_bid(const_cast<object&>(c.item.sent));
  if (sent && schema::contains(*classes, type_name(*sent))) {
    if (const auto* multiplier = sent.as<BidMultiplier>()) return check_multiplier(c, kind, *multiplier);
    if (const auto* fixed = sent.as<FixedBid>()) check_fixed(c, *fixed);
    return;
  }
  // One of another class is not heard either.
  if (c.item.stored != nullptr) {
    *bid = *criterion_bid(const_cast<object&>(*c.item.stored));
    const auto* needs = schema::find_set(row(kind, "update-needs"));
    if (needs != nullptr && schema::contains(*needs, "CriterionBid") &&
        !schema::contains(*schema::find_set("criterion-no-bids"), criterion_campaign(c.campaign)))
      c.item.refuse(sent ? level_info(c.level).bid_class : level_info(c.level).no_bid, "CriterionBid.needed", "CriterionBid",
                    sent ? std::string(type_name(*sent)) : std::string(), names_in(*classes), "a " + names_in(*classes));
    return;
  }
  bid->reset();
  if (!schema::contains(*classes, "BidMultiplier")) return;
  auto none = make<BidMultiplier>();
  none->multiplier = 0;
  none->type = schema::text(schema::type_info(BidMultiplier::type_id).json_type);
  *bid = std::move(none);
}

}  // namespace adsbox::services
