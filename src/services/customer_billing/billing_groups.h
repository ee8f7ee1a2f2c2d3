// Billing groups: accounts of a customer that are billed together. An account is in one group at most.
//
// Rows: BillingGroup, parent = customer, key = name without its case. Membership: internal::BillingGroupMember.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "adsbox/customer_billing.h"
#include "store/store.h"
#include "world/entities.h"
#include "world/world.h"

namespace adsbox::services {

/// Makes a group; no operation of the API does. Names are unique in a customer; the error is for people.
std::expected<std::int64_t, std::string> add_billing_group(world::World& world, std::int64_t customer_id, const std::string& name,
                                                           const std::string& description);
[[nodiscard]] std::vector<world::Stored<customer_billing::BillingGroup>> billing_groups_of(store::Reader& r,
                                                                                           std::int64_t customer_id);

}  // namespace adsbox::services
