// ApplyHotelGroupActions: the hotels of a lodging campaign's feed, divided by HotelListings.
#include "services/campaign_management/campaign_rules.h"
#include "services/criterion/tree/apply.h"
#include "services/entity/fields.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

TreeParts parts(const Criterion& criterion) {
  const auto& g = static_cast<const HotelGroup&>(criterion);
  auto type = TreeNode::Type::unknown;
  if (g.listing_type) type = *g.listing_type == HotelListingType::Unit ? TreeNode::Type::unit : TreeNode::Type::subdivision;
  if (!g.listing) return {g.parent_criterion_id, type, nullptr, nullptr};
  return {g.parent_criterion_id, type, &g.listing->operand, &g.listing->attribute};
}

/// Ad groups of hotel campaigns, and those for hotels beside others in a search campaign.
std::expected<void, Failure> check_place(const TreePlace& at) {
  const opt<CampaignType> type = at.campaign.campaign_type.value_or(CampaignType::Search);
  const auto name = describe(field_of(Campaign::type_id, "CampaignType"), &type);
  const auto& groups = *schema::find_set("criterion-tree.HotelGroup.ad-group-types");
  if (schema::contains(*schema::find_set("criterion-tree.HotelGroup.campaigns"), name) ||
      schema::contains(groups, at.ad_group.ad_group_type.view()))
    return {};
  const bool could = type == opt(CampaignType::Search);
  return fail(FaultKind::operation, could ? Error::InvalidCriterionForAdGroupType : Error::InvalidCriterionForCampaignType,
              {"HotelGroup.AdGroupId.fits", "CriterionActions", std::to_string(at.ad_group.id.value_or(0)), names_in(groups),
               "an ad group of a hotel campaign, or one of the type " + names_in(groups)});
}

void check_condition(const TreeConditionCheck& c) {
  const auto& listing = *static_cast<const HotelGroup&>(c.criterion).listing;
  const Path path{&c.path, "Listing"};
  const auto refuse = [&](Error error, std::string_view member, std::string_view rule, const text& value, std::string bound,
                          std::string expected) {
    c.errors.add(error, "HotelGroup.Listing." + std::string(member) + "." + std::string(rule), Path{&path, member}.text(),
                 value.str(), std::move(bound), std::move(expected));
  };
  const auto operand = listing.operand.view();
  if (const auto& operands = *schema::find_set("hotel-operands"); !schema::contains(operands, operand))
    return refuse(Error::CampaignServiceProductConditionOperandInvalid, "Operand", "values", listing.operand, names_in(operands),
                  "one of " + names_in(operands));
  const auto attribute = listing.attribute.view();
  if (attribute.empty()) return;
  if (operand == "All")
    return refuse(Error::CampaignServiceProductConditionAttributeInvalid, "Attribute", "root", listing.attribute, "",
                  "nil: the operand All has no attribute");
  if (const auto* values = schema::find_set("hotel-attributes." + std::string(operand))) {
    if (!schema::contains(*values, attribute))
      refuse(Error::CampaignServiceProductConditionAttributeInvalid, "Attribute", "values", listing.attribute, names_in(*values),
             "one of " + names_in(*values));
    return;
  }
  const auto& most = schema::find_limit(operand == "HotelId" ? "hotel-attribute.HotelId" : "hotel-attribute");
  if (code_points(attribute) > static_cast<std::size_t>(most.value))
    refuse(static_cast<Error>(most.error), "Attribute", "length", listing.attribute, ".." + std::to_string(most.value),
           "at most " + std::to_string(most.value) + " characters");
}

void complete(Criterion& criterion, opt<std::int64_t> parent) {
  auto& g = static_cast<HotelGroup&>(criterion);
  g.parent_criterion_id = parent;
  if (g.listing->attribute.empty()) g.listing->attribute.set_nil();
}

/// Where the campaign bids a part of the price, its groups do.
TypeId unit_bid(const TreePlace& at) {
  const auto& scheme = at.campaign.bidding_scheme;
  if (!scheme) return FixedBid::type_id;
  const auto name = type_name(*scheme);
  return schema::contains(*schema::find_set("criterion-tree.rate-bids"), name) ? RateBid::type_id : FixedBid::type_id;
}

}  // namespace

constinit const TreeKind hotel_groups = {
    .criterion = HotelGroup::type_id,
    .name = "HotelGroup",
    .type_member = "ListingType",
    .condition_member = "Listing",
    .parts = parts,
    .check_place = check_place,
    .check_condition = check_condition,
    .complete = complete,
    .unit_bid = unit_bid,
};

}  // namespace adsbox::services
