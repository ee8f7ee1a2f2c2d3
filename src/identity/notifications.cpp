#include "identity/notifications.h"

#include <string_view>

#include "identity/roles.h"
#include "world/entities.h"

namespace adsbox::identity {
namespace {

namespace cm = customer_management;

constexpr int informs = 1, asks = 2, warns = 3;

std::string_view name_of(LinkStatus status) {
  const auto& field = *schema::find_field(schema::type_info(cm::ClientLink::type_id), "Status");
  for (const auto& v : schema::values_of(schema::contract.enums[field.type]))
    if (v.number == static_cast<std::uint64_t>(status)) return schema::text(v.name);
  return {};
}

/// The Users who answer for the client.
std::vector<std::int64_t> answerable(store::Reader& r, const Link& l) {
  if (!is_customer_link(l)) {
    const auto account = world::load<cm::AdvertiserAccount>(r, l.account);
    return account && (*account)->primary_user_id ? std::vector{*(*account)->primary_user_id} : std::vector<std::int64_t>{};
  }
  std::vector<std::int64_t> users;
  for (const auto& [login, g] : grants_on_customer(r, l.account))
    if (g.role == Role::super_admin) users.push_back(g.user_id);
  return users;
}

}  // namespace

void notify(store::Writer& w, std::int64_t user_id, NotificationType type, int severity, std::string title, std::string message,
            const NotificationInfo& info, std::int64_t now) {
  internal::NotificationRecord n;
  n.user_id = user_id;
  n.type_id_ = static_cast<std::int32_t>(type);
  n.severity = severity;
  n.title = title;
  n.message = message;
  for (const auto& [key, value] : info) {
    n.keys.push_back(text(key));
    n.values.push_back(text(value));
  }
  n.dismissed = false;
  n.created_at = DateTime(now, true);
  insert(w, user_id, {}, std::move(n), now);
}

void notify_of_link(store::Writer& w, const Link& l, std::int64_t now) {
  const auto status = status_of(l);
  const std::string client = (is_customer_link(l) ? "customer " : "account ") + std::to_string(l.account);
  const NotificationInfo info = {{"ClientEntityId", std::to_string(l.account)},
                                 {"ManagingCustomerId", std::to_string(l.parent)},
                                 {"Type", is_customer_link(l) ? "CustomerLink" : "AccountLink"},
                                 {"Status", std::string(name_of(status))}};
  if (status == LinkStatus::LinkPending) {
    if (l.value.suppress_notification.value_or(false)) return;
    for (const auto user : answerable(w, l))
      notify(w, user, NotificationType::link_invitation, asks, "Request to manage " + client,
             l.value.inviter_name.str() + " asks to manage " + client + ". " + l.value.note.str(), info, now);
    return;
  }
  const bool bad = status == LinkStatus::LinkFailed || status == LinkStatus::LinkExpired || status == LinkStatus::LinkDeclined;
  notify(w, l.value.inviter_user_id.value_or(0), NotificationType::link_change, bad ? warns : informs, "Link to " + client,
         "The link to " + client + " is now " + std::string(name_of(status)) + ".", info, now);
}

}  // namespace adsbox::identity
