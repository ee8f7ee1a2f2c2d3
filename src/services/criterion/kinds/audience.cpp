// AudienceCriterion: an audience that is bid on or kept away. Audiences are bid on at one level only: by the campaign, or by its
// ad groups. Exclusions of both levels add up.
#include <algorithm>
#include <array>

#include "services/campaign_management/campaign_rules.h"
#include "services/criterion/engine.h"
#include "services/entity/counters.h"
#include "services/entity/fields.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// The kinds of audiences, and the flag of CampaignCriterionType and AdGroupCriterionType that asks for each.
struct AudienceKind {
  TypeId audience;
  AudienceType type;
  std::string_view flag;
};
constexpr AudienceKind audience_kinds[] = {
    {RemarketingList::type_id, AudienceType::RemarketingList, "RemarketingList"},
    {CustomAudience::type_id, AudienceType::Custom, "CustomAudience"},
    {InMarketAudience::type_id, AudienceType::InMarket, "InMarketAudience"},
    {ProductAudience::type_id, AudienceType::Product, "ProductAudience"},
    {SimilarRemarketingList::type_id, AudienceType::SimilarRemarketingList, "SimilarRemarketingList"},
    {CombinedList::type_id, AudienceType::CombinedList, "CombinedList"},
    {CustomerList::type_id, AudienceType::CustomerList, "CustomerList"},
    {ImpressionBasedRemarketingList::type_id, AudienceType::ImpressionBasedRemarketingList, "ImpressionBasedRemarketingList"},
    {CustomSegment::type_id, AudienceType::CustomSegment, "CustomSegment"},
};

std::string_view flag(const Criterion& c) {
  const auto type = static_cast<const AudienceCriterion&>(c).audience_type;
  const auto* const found = std::ranges::find_if(audience_kinds, [&](const AudienceKind& k) { return type && k.type == *type; });
  return found == std::end(audience_kinds) ? std::string_view{} : found->flag;
}

std::string value(const Criterion& c) {
  return std::to_string(static_cast<const AudienceCriterion&>(c).audience_id.value_or(0));
}

/// Whether an account may use an audience: its own, its customer's, one that was shared with it, or one that all have.
bool reaches(const Audience& a, const identity::AccountFacts& account) {
  const auto parent = a.parent_id.value_or(0);
  if (a.contract_type == InMarketAudience::type_id || parent == account.id || parent == account.customer_id) return true;
  return a.customer_share && std::ranges::any_of(a.customer_share->customer_account_shares, [&](const auto& share) {
           return share && (share->account_id == account.id || (!share->account_id && share->customer_id == account.customer_id));
         });
}

/// Biddable audiences of a campaign or ad group. Keys tell: nothing is decoded.
bool has_biddable(store::Reader& r, CriterionLevel level, std::int64_t entity_id) {
  bool any = false;
  r.scan_parent(criterion_rows(level), entity_id, [&](const store::RowView& row) {
    any = row.status == criterion_status(AudienceCriterion::type_id) && !row.key.starts_with('-');
    return !any;
  });
  return any;
}

/// The ad group of a campaign that bids on audiences; 0 when none does.
std::int64_t bidding_ad_group(store::Reader& r, std::int64_t campaign_id) {
  std::int64_t found = 0;
  r.scan_parent(world::kind_of<AdGroup>(), campaign_id, [&](const store::RowView& group) {
    if (has_biddable(r, CriterionLevel::ad_group, group.id)) found = group.id;
    return found == 0;
  });
  return found;
}

/// What the call made bid on audiences may not stand beside bids of the other level.
void settle(Settlement& s, CriterionLevel level) {
  if (!s.added) return;
  const auto bids = [](const Settlement::Done& d) {
    return criterion_in(d.entity)->contract_type == AudienceCriterion::type_id && !is_exclusion(d.entity);
  };
  if (std::ranges::none_of(s.done, bids)) return;
  std::string other, expected;
  if (level == CriterionLevel::ad_group) {
    const auto campaign = s.ancestors.of<Campaign>().id.value_or(0);
    if (!has_biddable(s.writer, CriterionLevel::campaign, campaign)) return;
    other = "campaign " + std::to_string(campaign);
    expected = "a campaign that bids on no audience itself";
  } else {
    const auto group = bidding_ad_group(s.writer, s.parent.id);
    if (group == 0) return;
    other = "ad group " + std::to_string(group);
    expected = "a campaign whose ad groups bid on no audience";
  }
  for (const auto& d : s.done)
    if (bids(d))
      s.refuse(d, Error::CampaignAlreadyHasAdGroupAudienceCriterion, "Criterion.AudienceId.level", "Criterion",
               other + " bids on audiences", "at one level", expected);
}

/// Which kinds of audiences the campaign and the level take.
void decide_kind(const CriterionDecision& d, const Audience& audience, const AudienceKind& kind) {
  const auto type = describe(field_of(Campaign::type_id, "CampaignType"), &d.campaign.campaign_type);
  const auto refuse = [&](Error error, std::string_view rule, std::string bound, std::string expected) {
    d.refuse(error, "AudienceId." + std::string(rule), "AudienceId", std::string(kind.flag), std::move(bound),
             std::move(expected));
  };
  if (d.level == CriterionLevel::campaign && d.campaign.campaign_type == CampaignType::Audience)
    return refuse(Error::AIMCampaignLevelAudienceTargetingNotEnabled, "campaign-level", "in ad groups",
                  "the ad groups of an Audience campaign have its audiences");
  const auto& at_one_level = *schema::find_set("audience-kinds.ad-group-biddable-only");
  if (schema::contains(at_one_level, kind.flag) && (d.level == CriterionLevel::campaign || d.negative))
    return refuse(Error::CampaignServiceCriterionTypeNotAllowed, "biddable-in-ad-groups", "bid on in ad groups",
                  "a BiddableAdGroupCriterion: this kind of audience goes nowhere else");
  const auto* known = schema::find_set("audience-kinds." + d.campaign.sub_type.str());
  if (known == nullptr) known = schema::find_set("audience-kinds." + type);
  if (known != nullptr && !schema::contains(*known, kind.flag))
    return refuse(Error::InvalidCriterionForCampaignType, "fits", names_in(*known),
                  "an audience of a kind that such campaigns take");
  if (audience.contract_type == ProductAudience::type_id && !has_setting(d.campaign, ShoppingSetting::type_id))
    return refuse(Error::InvalidCriterionForCampaignType, "products", "with a ShoppingSetting",
                  "an Audience campaign that has a ShoppingSetting");
  const auto& supported = audience.supported_campaign_types;
  if (!supported.empty() && std::ranges::find(supported, text(type)) == supported.end())
    refuse(Error::InvalidCriterionForCampaignType, "supported", type, "an audience that supports " + type + " campaigns");
}

/// Exclusions of in-market audiences at both levels.
std::int64_t in_market_exclusions(store::Reader& r, std::int64_t account) {
  std::int64_t n = 0;
  for (const auto level : {CriterionLevel::campaign, CriterionLevel::ad_group})
    r.scan_account(criterion_rows(level), account, 0, [&](const store::RowView& row) {
      if (row.status != criterion_status(AudienceCriterion::type_id) || !row.key.starts_with('-')) return true;
      const auto item = world::decode_body(row, criterion_rows(level), criterion_family(level));
      n += flag(*criterion_in(*item)) == "InMarketAudience" ? 1 : 0;
      return true;
    });
  return n;
}

void decide_in_market_limit(const CriterionDecision& d) {
  constexpr std::string_view name = "in-market-exclusions-per-account";
  const auto& limit = schema::find_limit(name);
  const auto most = limit_of(d.item.world, limit);
  auto& counters = d.item.world.attached<Counters>();
  const auto account = d.item.account.id;
  const auto have = counters.at_most(name, account, most, [&] { return in_market_exclusions(d.item.snapshot, account); });
  if (have < most) return counters.grow(name, account);
  d.refuse(static_cast<Error>(limit.error), "limit." + std::string(name), "", std::to_string(have), std::to_string(most),
           "at most " + std::to_string(most));
}

/// Whether the audience is excluded already, or bid on: that is told then, whether there is room or not.
bool is_there(const CriterionDecision& d) {
  const auto audience = value(d.result);
  return std::ranges::any_of(std::array{true, false}, [&](bool negative) {
    return find_criterion(d.item.snapshot, d.level, d.entity_id, criterion_key(AudienceCriterion::type_id, audience, negative)) !=
           0;
  });
}

void decide_new(const CriterionDecision& d) {
  auto& result = static_cast<AudienceCriterion&>(d.result);
  if (d.broken("AudienceId")) return;
  const auto id = result.audience_id.value_or(0);
  const auto audience = id > 0 ? world::load<Audience>(d.item.snapshot, id) : std::nullopt;
  if (!audience || !reaches(**audience, d.item.account))
    return void(d.refuse(Error::InvalidAudienceId, "AudienceId.exists", "AudienceId", std::to_string(id),
                         "of account " + std::to_string(d.item.account.id),
                         "the id of an audience of the account or its customer, which was not deleted"));
  const auto* const kind = std::ranges::find(audience_kinds, (*audience)->contract_type, &AudienceKind::audience);
  if (kind == std::end(audience_kinds)) throw std::logic_error("an audience of no known kind");
  const auto& asked = static_cast<const AudienceCriterion&>(d.sent).audience_type;
  if (asked && *asked != kind->type)
    d.refuse(Error::AudienceIdDoNotMatchAudienceType, "AudienceType.same", "AudienceType",
             describe(field_of(AudienceCriterion::type_id, "AudienceType"), &asked), std::string(kind->flag),
             "the type of audience " + std::to_string(id) + ", or nil");
  result.audience_type = kind->type;
  if (const auto type = criterion_type(*d.item.request); !type_includes(type, kind->flag))
    return void(d.refuse(Error::CampaignServiceCriterionTypeMismatch, "CriterionType", "", std::string(kind->flag),
                         std::string(type), "the CriterionType Audience"));
  decide_kind(d, **audience, *kind);
  if (d.negative && kind->type == AudienceType::InMarket && !d.item.errors.any() && !is_there(d)) decide_in_market_limit(d);
}

void decide(CriterionDecision& d) {
  if (d.stored == nullptr) return decide_new(d);
  const auto& stored = static_cast<const AudienceCriterion&>(*d.stored);
  const auto& asked = static_cast<const AudienceCriterion&>(d.sent).audience_type;
  if (asked && asked != stored.audience_type)
    d.refuse(Error::AudienceIdDoNotMatchAudienceType, "AudienceType.same", "AudienceType",
             describe(field_of(AudienceCriterion::type_id, "AudienceType"), &asked), std::string(flag(stored)),
             "the type of the audience, or nil");
  static_cast<AudienceCriterion&>(d.result).audience_type = stored.audience_type;
}

}  // namespace

extern const CriterionKind audience_kind;
const CriterionKind audience_kind{.type = AudienceCriterion::type_id,
                                  .name = "Audience",
                                  .concrete = flag,
                                  .value = value,
                                  .taken_by_opposite = Error::IllegalAudienceAssociationConversionFromExclusion,
                                  .decide = decide,
                                  .settle = settle};

}  // namespace adsbox::services
