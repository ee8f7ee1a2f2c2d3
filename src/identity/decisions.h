// Decisions about who may do what that need more of the request, or of the state, than the permission table has: a Standard User
// and the role of a Super Admin, campaign managers and AutoTagType, links by their kind, accounts whose link is being changed.
// Part of authorize(), in one place.
#pragma once

#include <cstdint>
#include <expected>

#include "adsbox/values.h"
#include "errors/failure.h"
#include "identity/principal.h"
#include "schema/tables.h"
#include "world/world.h"

namespace adsbox::identity {

/// Refuses what the table alone would allow.
std::expected<void, Failure> decide(world::World& world, const Principal& principal, const schema::OperationInfo& operation,
                                    const object& request);

/// The customer that a User belongs to; 0 for an unknown id.
std::int64_t customer_of_user(world::World& world, std::int64_t user_id);

/// The customer of that number; 0 when there is none.
std::int64_t customer_of_number(world::World& world, std::string_view number);

/// Bits of the roles that may manage links of accounts, and of customers, on that customer.
unsigned link_roles(bool customer_link);
bool may_manage_links(const Principal& principal, std::int64_t customer_id, bool customer_link);
/// The caller may answer for the client: not by the very link that the managing customer would have.
bool may_answer_for(world::World& world, const Principal& principal, std::int64_t client_id, bool customer_link);

}  // namespace adsbox::identity
