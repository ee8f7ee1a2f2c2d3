// Who may do what: role x operation, as schema/rules/permissions.rules says, on all that a call names; and what hangs on more of
// the request (decisions.h). The one place where a call is allowed or refused, before any handler.
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

/// Refuses a call whose operation none of the caller's roles allows on every account, customer and user that the headers and the
/// request name: 106 UserIsNotAuthorized, 1001 of the Customer services. Ids that are not positive are left to the handler.
std::expected<void, Failure> authorize(world::World& world, const Principal& principal, const schema::OperationInfo& operation,
                                       const HeaderIds& ids, const object& request);

/// Bits (schema::role_bits) of the roles by which the caller reaches an account, or a customer. 0 = not at all.
/// `administrative`: without the roles that come by Standard customer links.
unsigned roles_on_account(world::World& world, const Principal& principal, std::int64_t account_id, bool administrative = false);
unsigned roles_on_customer(const Principal& principal, std::int64_t customer_id, bool administrative = false);
/// The roles that the caller has anywhere.
unsigned roles_anywhere(const Principal& principal);

/// The bit of a role; 0 for one that is not documented.
unsigned bit_of(Role role);
template <class... R>
unsigned bits_of(R... roles) {
  return (bit_of(roles) | ...);
}

/// What the permission table says about an operation.
const schema::PermissionInfo& permission_of(const schema::OperationInfo& operation);

/// "Super Admin, Viewer", or "nobody".
std::string role_names(unsigned bits);

}  // namespace adsbox::identity
