// AgeCriterion, GenderCriterion.
#include "services/criterion/kinds.h"
#include "services/entity/fields.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

std::string age(const Criterion& c) {
  const auto& range = static_cast<const AgeCriterion&>(c).age_range;
  return range ? describe(field_of(AgeCriterion::type_id, "AgeRange"), &range) : std::string();
}

std::string gender(const Criterion& c) {
  const auto& type = static_cast<const GenderCriterion&>(c).gender_type;
  return type ? describe(field_of(GenderCriterion::type_id, "GenderType"), &type) : std::string();
}

}  // namespace

extern const CriterionKind age_kind, gender_kind;
const CriterionKind age_kind{.type = AgeCriterion::type_id, .name = "Age", .value = age};
const CriterionKind gender_kind{.type = GenderCriterion::type_id, .name = "Gender", .value = gender};

}  // namespace adsbox::services
