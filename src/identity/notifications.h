// Notifications: what a User should know. Made by what happens to links; read and dismissed by the User.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "identity/links.h"
#include "identity/records.h"

namespace adsbox::identity {

enum class NotificationType : std::int32_t {
  link_invitation = 1,  // somebody asks to manage the User's account or customer
  link_change = 2,      // what became of a link that the User asked for
};

using NotificationInfo = std::vector<std::pair<std::string, std::string>>;

void notify(store::Writer& w, std::int64_t user_id, NotificationType type, int severity, std::string title, std::string message,
            const NotificationInfo& info, std::int64_t now);

/// Tells those whom the present state of a link concerns: a pending one the client (the account's primary user, or the customer's
/// Super Admins; nobody with SuppressNotification), any other the person who asked for it.
void notify_of_link(store::Writer& w, const Link& link, std::int64_t now);

}  // namespace adsbox::identity
