#include "identity/invitations.h"

#include <algorithm>

#include "identity/advertiser.h"
#include "identity/logins.h"
#include "identity/roles.h"
#include "identity/secrets.h"
#include "net/http.h"
#include "schema/rules.h"

namespace adsbox::identity {

namespace cm = customer_management;

std::int64_t send_invitation(world::World& world, store::Writer& w, cm::UserInvitation invitation, DateTime now) {
  constexpr std::size_t code_length = 32;
  const auto days = schema::find_limit("user-invitation-days").value;
  const auto id = w.next_id("user-invitation", 1);
  invitation.id = id;
  invitation.expiration_date = DateTime(now.ticks() + days * 86'400 * DateTime::ticks_per_second, true);
  const auto code = world.random().alphanumeric(code_length);
  world::save(w, {id, 0, invitation.customer_id.value_or(0), 0, now.ticks(), code, {}}, invitation);
  return id;
}

std::vector<Invitation> pending_invitations(store::Reader& r, std::int64_t customer_id) {
  return world::children<cm::UserInvitation>(r, customer_id);
}

std::vector<Invitation> pending_invitations(store::Reader& r) {
  std::vector<Invitation> found;
  r.scan_kind(world::kind_of<cm::UserInvitation>(), 0, [&](const store::RowView& row) {
    if (auto i = world::decode<cm::UserInvitation>(row)) found.push_back(std::move(*i));
    return true;
  });
  return found;
}

std::string invitation_path(const world::World& world, const Invitation& invitation) {
  return "/accept-invitation?id=" + std::to_string(invitation.id) + "&code=" + invitation.key +
         "&world=" + net::url_encode(world.name());
}

std::string_view describe(InvitationProblem problem) {
  constexpr std::string_view texts[] = {
      "The invitation was used already.", "The invitation has expired.",
      "The sandbox takes personal accounts and Google accounts only: the invitation stays pending."};
  return texts[static_cast<std::size_t>(problem)];
}

std::expected<void, InvitationProblem> can_accept(world::World& world, const cm::UserInvitation& invitation) {
  if (invitation.expiration_date && (*invitation.expiration_date).ticks() <= world.clock().ticks())
    return std::unexpected(InvitationProblem::expired);
  return {};
}

std::expected<std::int64_t, InvitationProblem> accept_invitation(world::World& world, std::int64_t invitation_id,
                                                                 std::int64_t login_id) {
  std::expected<std::int64_t, InvitationProblem> result = std::unexpected(InvitationProblem::gone);
  world.store().write([&](store::Writer& w) {
    const auto stored = world::load<cm::UserInvitation>(w, invitation_id);
    const auto login = get<internal::Login>(w, login_id);
    if (!stored || !login) return false;
    const auto& i = **stored;
    if (auto open = can_accept(world, i); !open) {
      result = std::unexpected(open.error());
      return false;
    }
    if (world.sandbox() && login->value.kind.value_or(internal::LoginKind::Personal) == internal::LoginKind::Work) {
      result = std::unexpected(InvitationProblem::work_account);
      return false;
    }
    Grant grant{i.customer_id.value_or(0), static_cast<Role>(i.role_id.value_or(0)), {}, {}, 0};
    if (!is_customer_level(grant.role))
      for (const auto& a : i.account_ids) grant.account_ids.push_back(a.value_or(0));
    // A person has one User in a customer.
    for (const auto& known : grants_of_login(w, login_id))
      if (known.customer_id == grant.customer_id) grant.user_id = known.user_id;
    if (grant.user_id != 0) {
      assign_role(w, login_id, grant, world.clock().ticks());
      result = grant.user_id;
    } else {
      result = add_user(world, w, login_id, grant);
    }
    world::erase<cm::UserInvitation>(w, invitation_id);
    return true;
  });
  return result;
}

}  // namespace adsbox::identity
