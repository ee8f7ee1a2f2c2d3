// What the decisions of decisions.h share; for the files decisions*.cpp alone.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "adsbox/customer_management.h"
#include "identity/decisions.h"
#include "identity/permissions.h"

namespace adsbox::identity {

namespace cm = customer_management;

using Decided = std::expected<void, Failure>;

/// What a decision looks at.
struct Case {
  world::World& world;
  const Principal& caller;
  const schema::OperationInfo& operation;

  /// The refusal that the operation's permission row names.
  [[nodiscard]] std::unexpected<Failure> refuse(std::string_view rule, std::string field, std::string value,
                                                std::string expected) const {
    return fail(FaultKind::operation, static_cast<Error>(permission_of(operation).refusal),
                {"permission." + std::string(rule), std::move(field), std::move(value), expected, expected});
  }
  [[nodiscard]] bool administrative() const { return permission_of(operation).has(schema::PermissionInfo::administrative); }
  [[nodiscard]] unsigned roles_on(std::int64_t customer_id) const {
    return roles_on_customer(caller, customer_id, administrative());
  }
  /// The caller manages users there, but not those who hold the customer as a whole.
  [[nodiscard]] bool below_super_admin(std::int64_t customer_id) const {
    return (roles_on(customer_id) & bits_of(Role::super_admin, Role::aggregator)) == 0;
  }
};

inline std::string text_of(const opt<std::int32_t>& n) {
  return n ? std::to_string(*n) : std::string();
}

// decisions_users.cpp
Decided decide_update_user(const Case& c, const cm::UpdateUserRequest& request);
Decided decide_update_user_roles(const Case& c, const cm::UpdateUserRolesRequest& request);
Decided decide_delete_user(const Case& c, const cm::DeleteUserRequest& request);
Decided decide_send_user_invitation(const Case& c, const cm::SendUserInvitationRequest& request);
Decided decide_search_user_invitations(const Case& c, const cm::SearchUserInvitationsRequest& request);
Decided decide_get_notifications(const Case& c, const cm::GetNotificationsRequest& request);
Decided decide_dismiss_notifications(const Case& c, const cm::DismissNotificationsRequest& request);
// decisions_links.cpp
Decided decide_add_client_links(const Case& c, const cm::AddClientLinksRequest& request);
Decided decide_update_client_links(const Case& c, const cm::UpdateClientLinksRequest& request);
Decided decide_search_client_links(const Case& c, const cm::SearchClientLinksRequest& request);

}  // namespace adsbox::identity
