// What is decided about every criterion: whether it is of the request's type, goes where it is put, and what its item may have.
#include "services/campaign_management/ad_groups.h"
#include "services/campaign_management/campaign_rules.h"
#include "services/campaign_management/urls.h"
#include "services/criterion/engine.h"
#include "services/entity/fields.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

const schema::RuleSet* places(CriterionLevel level, const CriterionKind& kind, bool negative) {
  std::string name("criterion.");
  ((name += kind.name) += '.') += level_info(level).name;
  if (negative) name += ".negative";
  return schema::find_set(name);
}

/// Whether campaign and ad group take such criterions.
void decide_place(const CriterionDecision& c, const CriterionKind& kind) {
  const auto name = std::string(kind.name);
  const auto* known = places(c.level, kind, c.negative);
  if (known == nullptr)
    return void(c.refuse(Error::CampaignServiceCriterionTypeNotAllowed, "level", "",
                         std::string(c.negative ? "an excluded " : "a ") + name, std::string(level_info(c.level).name),
                         "a criterion that the operation takes"));
  const auto campaign = criterion_campaign(c.campaign);
  if (!schema::contains(*known, campaign)) {
    const bool sub_type = campaign == c.campaign.sub_type.view();
    c.refuse(sub_type ? level_info(c.level).no_such_place : Error::InvalidCriterionForCampaignType, "campaign", "", campaign,
             names_in(*known), "a campaign out of " + names_in(*known));
  } else if (const auto* types = schema::find_set("criterion." + name + ".ad-group-types");
             c.ad_group != nullptr && types != nullptr && c.ad_group->ad_group_type &&
             !schema::contains(*types, c.ad_group->ad_group_type.view())) {
    c.refuse(Error::InvalidCriterionForAdGroupType, "ad-group", "", c.ad_group->ad_group_type.str(), names_in(*types),
             "an ad group of the type " + names_in(*types));
  }
  if (c.ad_group != nullptr && expired(*c.ad_group, c.campaign, c.item.now))
    c.item.refuse(Error::CampaignServiceAdGroupExpired, "AdGroupId.expired", "AdGroupId", "Expired", "",
                  "an ad group that has not ended");
}

/// The same value on the other side: what is excluded is not bid on.
void decide_opposite(const CriterionDecision& c, const CriterionKind& kind) {
  if (kind.value == nullptr) return;
  const auto value = kind.value(c.result);
  if (value.empty()) return;
  const auto other = find_criterion(c.item.snapshot, c.level, c.entity_id, criterion_key(kind.type, value, !c.negative));
  if (other != 0)
    c.refuse(kind.taken_by_opposite, "opposite", "", value, c.negative ? "not bid on" : "not excluded",
             "one that " + std::to_string(other) + (c.negative ? " does not bid on" : " does not exclude"));
}

/// Status and URLs, which most kinds have none of (heard_items.h).
void decide_item_members(const CriterionDecision& c, const CriterionKind& kind) {
  auto& item = c.item.result;
  if (c.level == CriterionLevel::campaign) {
    auto& map = static_cast<CampaignCriterion&>(item).forward_compatibility_map;
    if (!map) map.set_empty();
    return;
  }
  const bool own = kind.has_urls && !c.negative;
  if (static_cast<AdGroupCriterion&>(item).status == AdGroupCriterionStatus::Paused && !own)
    c.item.refuse(level_info(c.level).status, "Status.fits", "Status", "Paused", "Active", "Active, or nil");
  if (!own) return;
  const auto drop = [&](auto... names) {
    const auto reset = [&](std::string_view name) {
      const auto& f = field_of(BiddableAdGroupCriterion::type_id, name);
      reset_member(f, member(item, f));
    };
    (reset(names), ...);
  };
  drop("FinalUrls", "FinalMobileUrls");
  decide_urls(c.item, static_cast<const BiddableAdGroupCriterion&>(c.item.sent), static_cast<BiddableAdGroupCriterion&>(item),
              false);
}

/// Whether the criterion is what the request's CriterionType says, and an update's what the id says.
bool is_expected(const Decision& d, const CriterionLevelInfo& info, const Criterion& criterion, const CriterionKind* kind) {
  const auto sent_name = std::string(schema::text(schema::type_info(criterion.contract_type).name));
  if (d.stored != nullptr && criterion_in(*d.stored)->contract_type != criterion.contract_type) {
    const std::string was(schema::text(schema::type_info(criterion_in(*d.stored)->contract_type).name));
    d.refuse(Error::CampaignServiceCriterionDoesNotMatch, "Criterion.type", "Criterion", sent_name, was, "a " + was + ", or nil");
    return false;
  }
  if (kind == nullptr) {
    d.refuse(Error::CampaignServiceCriterionTypeNotAllowed, "Criterion.known", "Criterion", sent_name, "",
             "a criterion that the operation takes");
    return false;
  }
  const auto name = std::string(criterion_name(criterion));
  if (name.empty() || d.request == nullptr) return true;  // nameless: a rule row has refused what would name it
  const auto type = std::string(criterion_type(*d.request));
  if (type_includes(type, name)) return true;
  if (d.stored == nullptr)
    d.refuse(Error::CampaignServiceCriterionTypeMismatch, "Criterion.CriterionType", "Criterion", name, type,
             "a criterion that the CriterionType " + type + " stands for");
  else
    d.refuse(info.other_kind, "Id.type", "Id", name, type, "the id of one that the CriterionType " + type + " stands for");
  return false;
}

}  // namespace

bool takes_criterion(CriterionLevel level, const CriterionKind& kind, bool negative, const Campaign& campaign) {
  const auto* known = places(level, kind, negative);
  return known != nullptr && schema::contains(*known, criterion_campaign(campaign));
}

void decide_criterion(Decision& d) {
  const auto& info = level_info(level_of(d.result));
  if (const auto& id = criterion_id(d.sent); d.stored == nullptr && id)
    d.refuse(info.id_on_add, "Id.refused", "Id", std::to_string(*id), "not settable", "no value: the service sets it");
  const auto* result = criterion_in(d.result);
  if (result == nullptr) return;  // a rule row has refused that
  const auto* kind = find_criterion_kind(result->contract_type);
  if (!is_expected(d, info, *result, kind)) return;
  const auto* sent = criterion_in(d.sent);
  CriterionDecision c{
      .item = d,
      .level = info.level,
      .negative = is_exclusion(d.result),
      .sent = sent == nullptr ? *result : *sent,
      .stored = d.stored == nullptr ? nullptr : criterion_in(*d.stored),
      .result = const_cast<Criterion&>(*result),
      .campaign = d.ancestors.of<Campaign>(),
      .ad_group = d.ancestors.find<AdGroup>(),
      .entity_id = d.parent.id,
  };
  if (d.stored == nullptr) decide_place(c, *kind);
  decide_criterion_bid(c, *kind);
  decide_item_members(c, *kind);
  if (kind->decide != nullptr) kind->decide(c);
  if (d.stored == nullptr && !d.touched("Criterion")) decide_opposite(c, *kind);  // what is wrong is like no other
}

}  // namespace adsbox::services
