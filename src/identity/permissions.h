// Who may do what: role x operation, as schema/rules/permissions.rules says. The one place where a call is allowed or refused,
// before any handler.
#pragma once

#include <cstdint>
#include <expected>

#include "errors/failure.h"
#include "identity/header_ids.h"
#include "identity/principal.h"
#include "schema/rules.h"
#include "schema/tables.h"
#include "world/world.h"

namespace adsbox::identity {

/// Refuses a call whose operation none of the caller's roles allows on every account and customer that the headers and the
/// request name: 106 UserIsNotAuthorized, 1001 of the Customer services. Ids that are not positive are left to the handler.
std::expected<void, Failure> authorize(world::World& world, const Principal& principal, const schema::OperationInfo& operation,
                                       const HeaderIds& ids, const object& request);

/// Bits (schema::role_bits) of the roles by which the caller reaches an account, or a customer. 0 = not at all.
unsigned roles_on_account(world::World& world, const Principal& principal, std::int64_t account_id);
unsigned roles_on_customer(const Principal& principal, std::int64_t customer_id);

/// What the permission table says about an operation.
const schema::PermissionInfo& permission_of(const schema::OperationInfo& operation);

}  // namespace adsbox::identity
