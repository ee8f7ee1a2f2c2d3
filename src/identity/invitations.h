// Invitations to become a User of a customer (SendUserInvitation). Rows of UserInvitation: parent = customer, key = the code of
// the mailed link, which opens the invitation to any login. One that was accepted is gone; one that has expired stays.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "adsbox/customer_management.h"
#include "store/store.h"
#include "world/entities.h"
#include "world/world.h"

namespace adsbox::identity {

using Invitation = world::Stored<customer_management::UserInvitation>;

/// Stores the invitation with an id, a code and the end of its life.
std::int64_t send_invitation(world::World& world, store::Writer& w, customer_management::UserInvitation invitation, DateTime now);
/// Those that nobody has accepted, expired ones included.
std::vector<Invitation> pending_invitations(store::Reader& r, std::int64_t customer_id);
std::vector<Invitation> pending_invitations(store::Reader& r);
/// Where the invited person accepts: the path of the mailed link.
std::string invitation_path(const world::World& world, const Invitation& invitation);

enum class InvitationProblem { gone, expired, work_account };
std::string_view describe(InvitationProblem problem);

/// Whether it can still be accepted.
std::expected<void, InvitationProblem> can_accept(world::World& world, const customer_management::UserInvitation& invitation);
/// Makes the login a User of the customer, with the role of the invitation; a User that it has there already gets that role. The
/// result is the User's id.
std::expected<std::int64_t, InvitationProblem> accept_invitation(world::World& world, std::int64_t invitation_id,
                                                                 std::int64_t login_id);

}  // namespace adsbox::identity
