// RadiusCriterion: a circle on the map.
#include "schema/rules.h"
#include "services/criterion/kinds.h"
#include "services/entity/fields.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

std::string value(const Criterion& criterion) {
  const auto& c = static_cast<const RadiusCriterion&>(criterion);
  if (!c.latitude_degrees || !c.longitude_degrees || !c.radius || !c.radius_unit) return {};
  constexpr double zero = 0;  // which -0 is, too
  return describe(*c.latitude_degrees + zero) + ' ' + describe(*c.longitude_degrees + zero) + ' ' + std::to_string(*c.radius) +
         ' ' + describe(field_of(RadiusCriterion::type_id, "RadiusUnit"), &c.radius_unit);
}

void decide(CriterionDecision& d) {
  const auto& c = static_cast<const RadiusCriterion&>(d.sent);
  if (d.stored != nullptr || !c.radius || !c.radius_unit) return;
  const bool miles = *c.radius_unit == DistanceUnit::Miles;
  const auto& most = schema::find_limit(miles ? "criterion.Radius.miles" : "criterion.Radius.kilometers");
  if (*c.radius <= most.value) return;
  const auto bound = "1.." + std::to_string(most.value);
  d.refuse(static_cast<Error>(most.error), "Radius.unit", "Radius", std::to_string(*c.radius), bound,
           bound + (miles ? " miles" : " kilometers"));
}

}  // namespace

extern const CriterionKind radius_kind;
const CriterionKind radius_kind{.type = RadiusCriterion::type_id, .name = "Radius", .value = value, .decide = decide};

}  // namespace adsbox::services
