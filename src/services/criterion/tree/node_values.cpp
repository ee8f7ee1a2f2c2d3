#include "services/criterion/tree/node_values.h"

#include <string>

#include "services/campaign_management/bids.h"
#include "services/campaign_management/campaign_rules.h"
#include "services/campaign_management/editorial.h"
#include "services/campaign_management/urls.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// The protocol of addresses that name none is not kept.
std::string_view without_default_protocol(std::string_view url) {
  constexpr std::string_view protocol = "http://";
  const bool named = url.size() > protocol.size() && fold_case(url.substr(0, protocol.size())) == protocol;
  return named ? url.substr(protocol.size()) : url;
}

void refuse(ItemErrors& errors, const Path& path, Error error, std::string_view member, std::string_view rule, std::string value,
            std::string expected) {
  auto& e = errors.add(error, "BiddableAdGroupCriterion." + std::string(member) + "." + std::string(rule),
                       Path{&path, member}.text(), std::move(value), "", std::move(expected));
  e.field_path = e.why.field;
}

void refuse_final_urls(const BiddableAdGroupCriterion& sent, const Path& path, ItemErrors& errors) {
  const auto check = [&](const list<text>& urls, std::string_view member) {
    if (!urls.empty())
      refuse(errors, path, Error::CampaignServiceFinalUrlAndMobileUrlNotAllowedForProductPartition, member, "none",
             std::to_string(urls.size()) + " items", "nil: the addresses are those of the offers");
  };
  check(sent.final_urls, "FinalUrls");
  check(sent.final_mobile_urls, "FinalMobileUrls");
}

void refuse_on_subdivision(const BiddableAdGroupCriterion& sent, const Path& path, ItemErrors& errors) {
  constexpr auto error = Error::CampaignServiceTemplateAndParametersNotAllowedForProductPartitionSubdivision;
  const std::string expected = "nil: only units have it";
  if (!sent.tracking_url_template.empty())
    refuse(errors, path, error, "TrackingUrlTemplate", "unit", sent.tracking_url_template.str(), expected);
  if (!sent.final_url_suffix.empty())
    refuse(errors, path, error, "FinalUrlSuffix", "unit", sent.final_url_suffix.str(), expected);
  if (sent.url_custom_parameters && !sent.url_custom_parameters->parameters.empty())
    refuse(errors, path, error, "UrlCustomParameters", "unit",
           std::to_string(sent.url_custom_parameters->parameters.size()) + " items", expected);
}

/// Whether a bid says a value: an update may leave it out.
bool says_value(const box<CriterionBid>& bid) {
  if (const auto* fixed = bid.as<FixedBid>()) return fixed->amount.has_value();
  if (const auto* rate = bid.as<RateBid>()) return rate->rate_amount && rate->rate_amount->amount;
  if (const auto* factor = bid.as<BidMultiplier>()) return factor->multiplier.has_value();
  return false;
}

void decide_bid(const Decision& d, const box<CriterionBid>& heard, const box<CriterionBid>& sent, const UnitBid& bid) {
  const std::string type(schema::text(schema::type_info(bid.type).name));
  if (d.broken("CriterionBid")) return;
  if (!heard) {
    if (d.mode == Mode::update) return;  // the stored one stays
    if (sent && sent->contract_type != bid.type)
      d.refuse(Error::CampaignServiceAdGroupCriterionInvalidBidType, "CriterionBid.class", "CriterionBid",
               std::string(type_name(*sent)), type, "a " + type);
    else
      d.refuse(Error::CampaignServiceAdGroupCriterionInvalidBidValue, "CriterionBid.required", "CriterionBid", "", "required",
               "a " + type + ": a unit bids, unless a NegativeAdGroupCriterion excludes it");
    return;
  }
  if (const auto* fixed = heard.as<FixedBid>(); fixed != nullptr && !d.broken("CriterionBid.Amount")) {
    const auto amount = fixed->amount.value_or(0);
    if (!(amount >= bid.least && amount <= bid.most))  // NaN as well
      d.refuse(Error::CampaignServiceAdGroupCriterionInvalidBidValue, "CriterionBid.Amount.range", "CriterionBid.Amount",
               fixed->amount ? describe(amount) : "", describe(bid.least) + ".." + describe(bid.most),
               "a bid within the bounds of " + d.account.currency);
  } else if (const auto* factor = heard.as<BidMultiplier>(); factor != nullptr && !d.broken("CriterionBid.Multiplier")) {
    const auto& most = schema::find_limit("criterion-tree-boost-most");
    if (!factor->multiplier)
      d.refuse(Error::CampaignServiceAdGroupCriterionBidMultiplierValueNotSet, "CriterionBid.Multiplier.required",
               "CriterionBid.Multiplier", "", "required", "the percentage that the partner's bid is boosted by");
    else if (!(*factor->multiplier > 0 && *factor->multiplier <= static_cast<double>(most.value)))
      d.refuse(static_cast<Error>(most.error), "CriterionBid.Multiplier.range", "CriterionBid.Multiplier",
               describe(*factor->multiplier), ">0.." + std::to_string(most.value),
               "more than 0 and at most " + std::to_string(most.value) + " percent");
  }
}

/// An address of its own: http when it names no protocol. It is kept without http://.
void decide_destination(const Decision& d, const text& sent, BiddableAdGroupCriterion& result) {
  constexpr std::string_view field = "DestinationUrl";
  if (result.destination_url.empty()) result.destination_url.set_nil();
  if (sent && !sent.empty()) {
    const auto url = sent.view();
    const auto refuse_url = [&](Error error, std::string_view rule, std::string bound, std::string expected) {
      d.refuse(error, "DestinationUrl." + std::string(rule), field, sent.str(), std::move(bound), std::move(expected));
    };
    const auto protocol = url.find("://");
    if (protocol < url.find_first_of("?#/{") && fold_case(url.substr(0, protocol)) != "https" && url.size() > protocol + 3)
      refuse_url(Error::CampaignServiceDestinationUrlProtocolInvalid, "protocol", "http, https",
                 "an address that begins with http:// or https://, or without a protocol");
    else if (url.find_first_of(" \t\r\n<>\"") != std::string_view::npos || url.find_first_of("?#/") == 0 || url.ends_with("://"))
      refuse_url(Error::CampaignServiceDestinationUrlInvalid, "form", "", "the address of a page, without spaces");
  }
  if (!result.destination_url) return;
  const auto alone = [&](Error error, std::string_view member, bool set) {
    if (set)
      d.refuse(error, std::string(member) + ".destination", member, "set", "not beside DestinationUrl",
               "a tracking template in place of the DestinationUrl");
  };
  alone(Error::BothDestinationUrlAndTrackingTemplateNotAllowed, "TrackingUrlTemplate", result.tracking_url_template.has_value());
  alone(Error::BothDestinationUrlAndFinalUrlSuffixNotAllowed, "FinalUrlSuffix", result.final_url_suffix.has_value());
  alone(Error::BothDestinationUrlAndUrlCustomParameterNotAllowed, "UrlCustomParameters",
        result.url_custom_parameters.has_value());
}

}  // namespace

UnitBid unit_bid_of(const TreeKind& kind, const TreePlace& place, const identity::AccountFacts& account) {
  constexpr double cent = 0.01;
  const auto& money = currency_of(account);
  const auto* cents = schema::find_set("criterion-tree." + std::string(kind.name) + ".cent-bids");
  const bool low = cents != nullptr && schema::contains(*cents, schema::rule_book.text(money.code));
  return {kind.unit_bid(place), low ? cent : money.min_bid, money.max_bid};
}

box<BiddableAdGroupCriterion> heard_values(const NodeValues& v, const Path& path, ItemErrors& errors) {
  const auto& sent = v.sent;
  auto heard = make<BiddableAdGroupCriterion>();
  refuse_final_urls(sent, path, errors);
  if (v.type == TreeNode::Type::subdivision) refuse_on_subdivision(sent, path, errors);
  if (v.type != TreeNode::Type::unit) return heard;
  heard->tracking_url_template = sent.tracking_url_template;
  heard->final_url_suffix = sent.final_url_suffix;
  heard->url_custom_parameters = sent.url_custom_parameters;
  if (v.kind.criterion == ProductPartition::type_id && sent.destination_url)
    heard->destination_url = without_default_protocol(sent.destination_url.view());
  const auto& bid = sent.criterion_bid;
  const bool same_class = bid && bid->contract_type == v.bid.type;
  const bool keeps = v.stored != nullptr && v.stored->criterion_bid && v.stored->criterion_bid->contract_type == v.bid.type;
  if (same_class && (says_value(bid) || !keeps)) heard->criterion_bid = bid;
  return heard;
}

void decide_unit(const Decision& d, const NodeValues& v) {
  const auto& heard = static_cast<const BiddableAdGroupCriterion&>(d.sent);
  auto& result = static_cast<BiddableAdGroupCriterion&>(d.result);
  decide_bid(d, heard.criterion_bid, v.sent.criterion_bid, v.bid);
  decide_urls(d, heard, result, false);
  decide_destination(d, heard.destination_url, result);
  check_first_look(d);
}

}  // namespace adsbox::services
