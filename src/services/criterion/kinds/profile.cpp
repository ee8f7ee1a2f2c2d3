// ProfileCriterion: companies, industries, job functions and seniorities out of the catalogue.
#include "catalog/profiles.h"
#include "schema/rules.h"
#include "services/criterion/kinds.h"
#include "services/entity/fields.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// ProfileType is no set of flags, whatever its declaration says: its numbers are 0, 1, 2, 3. Some have no criterions.
std::string_view kind_name(const Criterion& c) {
  const auto type = static_cast<const ProfileCriterion&>(c).profile_type;
  if (!type) return {};
  static const auto& types = schema::contract.enums[field_of(ProfileCriterion::type_id, "ProfileType").type];
  for (const auto& v : schema::values_of(types))
    if (v.number == static_cast<std::uint64_t>(*type) &&
        schema::contains(*schema::find_set("criterion-group.Targets"), schema::text(v.name)))
      return schema::text(v.name);
  return {};
}

std::string value(const Criterion& c) {
  const auto kind = kind_name(c);
  if (kind.empty()) return {};
  return std::string(kind) + '\t' + std::to_string(static_cast<const ProfileCriterion&>(c).profile_id.value_or(0));
}

void decide(CriterionDecision& d) {
  const auto& sent = static_cast<const ProfileCriterion&>(d.sent);
  if (d.stored != nullptr) {  // an update names the profile again
    const auto repeated = [&](Error error, std::string_view member, bool there) {
      if (!there && !d.broken(member))
        d.refuse(error, std::string(member) + ".repeated", member, "(absent)", "required", "the stored value");
    };
    repeated(Error::InvalidProfileType, "ProfileType", sent.profile_type.has_value());
    repeated(Error::CampaignServiceInvalidTargetId, "ProfileId", sent.profile_id.has_value());
    return;
  }
  if (!sent.profile_type || !sent.profile_id) return;
  const auto* profile = catalog::find_profile(static_cast<catalog::ProfileKind>(*sent.profile_type), *sent.profile_id);
  if (profile == nullptr || !profile->active)
    d.refuse(Error::CampaignServiceInvalidTargetId, "ProfileId.exists", "ProfileId", std::to_string(*sent.profile_id),
             std::string(kind_name(sent)),
             "the id of a " + std::string(kind_name(sent)) + " profile, out of the profile data file");
}

}  // namespace

extern const CriterionKind profile_kind;
const CriterionKind profile_kind{
    .type = ProfileCriterion::type_id, .name = "Profile", .concrete = kind_name, .value = value, .decide = decide};

}  // namespace adsbox::services
