// DeviceCriterion: a campaign or ad group has one for each device, or none.
#include <algorithm>
#include <vector>

#include "services/campaign_management/campaign_rules.h"
#include "services/criterion/kinds.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

std::string value(const Criterion& c) {
  return static_cast<const DeviceCriterion&>(c).device_name.str();
}

void settle(Settlement& s, CriterionLevel level) {
  const auto& devices = *schema::find_set("criterion-devices");
  std::string have;
  std::size_t count = 0;
  for (const auto name : schema::values_of(devices)) {
    const auto device = schema::rule_book.text(name);
    if (find_criterion(s.writer, level, s.parent.id, criterion_key(DeviceCriterion::type_id, device, false)) == 0) continue;
    (have += have.empty() ? "" : ", ") += device;
    ++count;
  }
  if (count == 0 || count == schema::values_of(devices).size()) return;
  for (const auto& done : s.done)
    if (criterion_in(done.entity)->contract_type == DeviceCriterion::type_id)
      s.refuse(done, Error::CampaignServiceIncompleteDeviceCriterionSet, "Criterion.DeviceName.set", "Criterion.DeviceName",
               "there would be " + have, "all or none",
               (s.added ? "one for each of " : "to delete each of ") + names_in(devices));
}

}  // namespace

extern const CriterionKind device_kind;
const CriterionKind device_kind{.type = DeviceCriterion::type_id, .name = "Device", .value = value, .settle = settle};

}  // namespace adsbox::services
