#include "services/criterion/kinds.h"

#include <algorithm>

#include "schema/rules.h"
#include "services/entity/fields.h"

namespace adsbox::services {

using namespace campaign_management;

extern const CriterionKind age_kind, gender_kind;                             // kinds/demographics.cpp
extern const CriterionKind day_time_kind;                                     // kinds/day_time.cpp
extern const CriterionKind device_kind;                                       // kinds/device.cpp
extern const CriterionKind location_kind, location_intent_kind, radius_kind;  // kinds/location.cpp, kinds/radius.cpp
extern const CriterionKind webpage_kind;                                      // kinds/webpage.cpp
extern const CriterionKind product_scope_kind;                                // kinds/product_scope.cpp
extern const CriterionKind store_kind;                                        // kinds/store.cpp
extern const CriterionKind audience_kind;                                     // kinds/audience.cpp
extern const CriterionKind profile_kind;                                      // kinds/profile.cpp
extern const CriterionKind placement_kind, topic_kind, genre_kind;            // kinds/contexts.cpp
extern const CriterionKind booking_window_kind, check_in_date_kind, check_in_day_kind, date_selection_kind,
    length_of_stay_kind;  // kinds/hotel.cpp

namespace {

// Only read here: ApplyProductPartitionActions and ApplyHotelGroupActions write them (tree/).
constexpr CriterionKind product_partition_kind{.type = ProductPartition::type_id, .name = "ProductPartition"};
constexpr CriterionKind hotel_group_kind{.type = HotelGroup::type_id, .name = "HotelGroup"};

const CriterionKind* const kinds[] = {
    &age_kind,
    &gender_kind,
    &day_time_kind,
    &device_kind,
    &location_kind,
    &location_intent_kind,
    &radius_kind,
    &product_partition_kind,
    &hotel_group_kind,
    &webpage_kind,
    &product_scope_kind,
    &store_kind,
    &audience_kind,
    &profile_kind,
    &placement_kind,
    &topic_kind,
    &genre_kind,
    &booking_window_kind,
    &check_in_date_kind,
    &check_in_day_kind,
    &date_selection_kind,
    &length_of_stay_kind,
};

}  // namespace

std::span<const CriterionKind* const> criterion_kinds() {
  return kinds;
}

std::string criterion_campaign(const Campaign& campaign) {
  if (campaign.sub_type && schema::contains(*schema::find_set("criterion-sub-types"), campaign.sub_type.view()))
    return campaign.sub_type.str();
  return describe(field_of(Campaign::type_id, "CampaignType"), &campaign.campaign_type);
}

const Criterion* criterion_in(const object& item) {
  if (is_a(item.contract_type, CampaignCriterion::type_id)) return static_cast<const CampaignCriterion&>(item).criterion.get();
  return static_cast<const AdGroupCriterion&>(item).criterion.get();
}

bool is_exclusion(const object& item) {
  return item.contract_type == NegativeCampaignCriterion::type_id || item.contract_type == NegativeAdGroupCriterion::type_id;
}

ErrorValue& CriterionDecision::refuse(Error error, std::string_view rule, std::string_view field, std::string value,
                                      std::string bound, std::string expected) const {
  const Path criterion{&item.path, "Criterion"};
  std::string id(schema::text(schema::type_info(result.contract_type).name));
  (id += '.') += rule;
  return item.errors.add(error, std::move(id), Path{&criterion, field}.text(), std::move(value), std::move(bound),
                         std::move(expected));
}

bool CriterionDecision::broken(std::string_view field) const {
  const Path criterion{&item.path, "Criterion"};
  return item.errors.any() && item.errors.broken(Path{&criterion, field}.text());
}

const CriterionKind* find_criterion_kind(TypeId type) {
  const auto* const found = std::ranges::find(kinds, type, &CriterionKind::type);
  return found == std::end(kinds) ? nullptr : *found;
}

std::string_view criterion_name(const Criterion& criterion) {
  const auto* kind = find_criterion_kind(criterion.contract_type);
  if (kind == nullptr) return {};
  return kind->concrete == nullptr ? kind->name : kind->concrete(criterion);
}

std::string criterion_key(TypeId type, std::string_view value, bool negative) {
  std::string key(negative ? "-" : "");
  key += schema::text(schema::type_info(type).name);
  return (key += '\t') += value;
}

void for_each_criterion(store::Reader& reader, CriterionLevel level, std::int64_t entity_id, TypeId type,
                        const std::function<bool(const StoredCriterion&)>& visit) {
  const auto rows = criterion_rows(level);
  const auto status = criterion_status(type);
  reader.scan_parent(rows, entity_id, [&](const store::RowView& row) {
    if (row.status != status) return true;
    const auto item = world::decode_body(row, rows, criterion_family(level));
    const auto* criterion = criterion_in(*item);
    return criterion == nullptr || visit({row.id, is_exclusion(*item), *criterion});
  });
}

std::int64_t find_criterion(store::Reader& reader, CriterionLevel level, std::int64_t entity_id, std::string_view key) {
  std::int64_t id = 0;
  reader.scan_key(criterion_rows(level), entity_id, key, [&](const store::RowView& row) {
    id = row.id;
    return false;
  });
  return id;
}

}  // namespace adsbox::services
