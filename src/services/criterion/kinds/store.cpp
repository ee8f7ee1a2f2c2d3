// StoreCriterion: a store whose products a shopping campaign for brands leaves out.
#include "services/campaign_management/campaign_rules.h"
#include "services/campaign_management/reference/stores.h"
#include "services/criterion/kinds.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

std::string value(const Criterion& c) {
  return std::to_string(static_cast<const StoreCriterion&>(c).store_id.value_or(0));
}

void decide(CriterionDecision& d) {
  const auto id = static_cast<const StoreCriterion&>(d.sent).store_id.value_or(0);
  if (d.stored != nullptr) return;
  if (const auto& kept = *schema::find_set("criterion-store-sub-types"); !schema::contains(kept, d.campaign.sub_type.view()))
    d.refuse(Error::InvalidCriterionForCampaignType, "campaign", "", d.campaign.sub_type.str(), names_in(kept),
             "a shopping campaign for brands: of the sub type " + names_in(kept));
  if (d.broken("StoreId")) return;
  const auto customer = d.item.account.customer_id;
  const auto store = has_store(d.item.snapshot, customer, id) ? world::load<BMCStore>(d.item.snapshot, id) : std::nullopt;
  if (!store)
    d.refuse(Error::CampaignServiceShoppingCampaignStoreIdInvalid, "StoreId.exists", "StoreId", std::to_string(id),
             "of customer " + std::to_string(customer), "the id of one of the customer's stores, or of one that it has linked");
  else if (store->parent == customer && (*store)->sub_type == BMCStoreSubType::GlobalStore)  // of a linked one it is not told
    d.refuse(Error::CampaignServiceShoppingCampaignStoreIdInvalid, "StoreId.global", "StoreId", std::to_string(id),
             "no GlobalStore", "a store of another sub type: the global store cannot be left out");
}

}  // namespace

extern const CriterionKind store_kind;
const CriterionKind store_kind{.type = StoreCriterion::type_id, .name = "Store", .value = value, .decide = decide};

}  // namespace adsbox::services
