// LocationCriterion, LocationIntentCriterion.
#include <unordered_map>
#include <vector>

#include "catalog/locations.h"
#include "services/criterion/kinds.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

std::string location(const Criterion& c) {
  const auto& id = static_cast<const LocationCriterion&>(c).location_id;
  return id ? std::to_string(*id) : std::string();
}

std::string key(std::int64_t location_id, bool negative) {
  return criterion_key(LocationCriterion::type_id, std::to_string(location_id), negative);
}

/// What lies in a location; of most nothing does.
const std::vector<std::int64_t>& parts_of(std::int64_t location_id) {
  static const auto parts = [] {
    std::unordered_map<std::int64_t, std::vector<std::int64_t>> found;
    for (const auto& l : catalog::locations())
      for (const auto* around : l.ancestors()) found[around->id].push_back(l.id);
    return found;
  }();
  static const std::vector<std::int64_t> none;
  const auto at = parts.find(location_id);
  return at == parts.end() ? none : at->second;
}

/// A target in a location that is excluded would never be seen.
void refuse_conflict(const CriterionDecision& d, const catalog::Location& wanted, const std::string& other) {
  d.refuse(Error::CampaignServiceConflictWithLocationExclusion, "LocationId.conflict", "LocationId", wanted.display_name(),
           d.negative ? "not around the target " + other : "outside the exclusion " + other,
           d.negative ? "a location in which no target lies" : "a location that lies in no excluded one");
}

void decide_target(const CriterionDecision& d, const catalog::Location& wanted) {
  for (const auto* around : wanted.ancestors())
    if (find_criterion(d.item.snapshot, d.level, d.entity_id, key(around->id, true)) != 0)
      return refuse_conflict(d, wanted, around->display_name());
}

/// Asked by key, part by part: an entity may have thousands of criterions, and a call may exclude a thousand locations.
void decide_exclusion(const CriterionDecision& d, const catalog::Location& wanted) {
  for (const auto part : parts_of(wanted.id))
    if (find_criterion(d.item.snapshot, d.level, d.entity_id, key(part, false)) != 0)
      return refuse_conflict(d, wanted, catalog::find_location(part)->display_name());
}

void decide_location(CriterionDecision& d) {
  const auto& id = static_cast<const LocationCriterion&>(d.result).location_id;
  if (!id || d.broken("LocationId")) return;
  const auto* found = catalog::find_location(*id);
  // Deprecated ones can be read and deleted, no more.
  if (found == nullptr || found->status != catalog::LocationStatus::Active) {
    d.refuse(Error::CampaignServiceInvalidLocationId, "LocationId.active", "LocationId", std::to_string(*id),
             found == nullptr ? "known" : "Active, not " + std::string(catalog::name_of(found->status)),
             "the id of an active location in the file of GetGeoLocationsFileUrl");
    return;
  }
  if (d.stored == nullptr) d.negative ? decide_exclusion(d, *found) : decide_target(d, *found);
}

void show_location(Criterion& criterion, const Showing&) {
  auto& c = static_cast<LocationCriterion&>(criterion);
  const auto* found = catalog::find_location(c.location_id.value_or(0));
  if (found == nullptr) return;
  c.display_name = found->display_name();
  c.location_type = catalog::name_of(found->type);
}

std::string intent(const Criterion&) {
  return "Intent";  // whatever it is, there is one
}

void decide_intent(CriterionDecision& d) {
  auto& option = static_cast<LocationIntentCriterion&>(d.result).intent_option;
  // Since April 2024 it is kept as the other one.
  if (option == IntentOption::PeopleSearchingForOrViewingPages) option = IntentOption::PeopleInOrSearchingForOrViewingPages;
}

void keep_intent(Erasure& e) {
  e.errors.add(Error::CampaignServiceLocationIntentCriterionCannotBeDeleted, "LocationIntentCriterion.kept", std::string(e.field),
               "LocationIntent", "not deletable", "an update: an entity keeps its location intent");
}

}  // namespace

extern const CriterionKind location_kind, location_intent_kind;
const CriterionKind location_kind{.type = LocationCriterion::type_id,
                                  .name = "Location",
                                  .value = location,
                                  .taken_by_opposite = Error::CampaignServiceConflictWithLocationExclusion,
                                  .decide = decide_location,
                                  .show = show_location};
const CriterionKind location_intent_kind{.type = LocationIntentCriterion::type_id,
                                         .name = "LocationIntent",
                                         .value = intent,
                                         .decide = decide_intent,
                                         .refuse_erase = keep_intent,
                                         .id_of_entity = true};

}  // namespace adsbox::services
