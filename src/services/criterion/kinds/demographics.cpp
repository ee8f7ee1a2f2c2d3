// AgeCriterion, GenderCriterion.
#include "services/campaign_management/campaign_rules.h"
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

/// People of whom it is not known are told apart in the ad groups of some campaigns only.
void decide_unknown(const CriterionDecision& d, bool unknown, Error error, std::string_view member) {
  const auto& campaigns = *schema::find_set("criterion-unknown-people");
  if (unknown && d.stored == nullptr && !schema::contains(campaigns, criterion_campaign(d.campaign)))
    d.refuse(error, std::string(member) + ".unknown", member, "Unknown", "in campaigns out of " + names_in(campaigns),
             "one of the others in this campaign");
}

void decide_age(CriterionDecision& d) {
  decide_unknown(d, static_cast<const AgeCriterion&>(d.sent).age_range == AgeRange::Unknown,
                 Error::CampaignServiceInvalidAgeTarget, "AgeRange");
}

void decide_gender(CriterionDecision& d) {
  decide_unknown(d, static_cast<const GenderCriterion&>(d.sent).gender_type == GenderType::Unknown,
                 Error::CampaignServiceInvalidGenderTarget, "GenderType");
}

}  // namespace

extern const CriterionKind age_kind, gender_kind;
const CriterionKind age_kind{.type = AgeCriterion::type_id, .name = "Age", .value = age, .decide = decide_age};
const CriterionKind gender_kind{.type = GenderCriterion::type_id, .name = "Gender", .value = gender, .decide = decide_gender};

}  // namespace adsbox::services
