// GetNotifications, DismissNotifications. No page says what notifications there are: here they tell what happens to client links
// (identity/notifications.h), in English whatever the Locale.
#include "identity/notifications.h"

#include <algorithm>

#include "adsbox/customer_management.h"
#include "identity/roles.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

using Record = identity::Stored<internal::NotificationRecord>;

box<Notification> shown(const Record& n) {
  auto out = make<Notification>();
  out->type_id_ = n.value.type_id_;
  out->id = n.id;
  out->severity = static_cast<std::uint8_t>(n.value.severity.value_or(0));
  out->title = n.value.title;
  out->message = n.value.message;
  out->additional_info.set_empty();
  for (std::size_t i = 0; i < n.value.keys.size(); ++i) {
    auto pair = make<KeyValueEntityOfstringstring>();
    pair->key = n.value.keys[i];
    pair->value = n.value.values[i];
    out->additional_info.push_back(std::move(pair));
  }
  return out;
}

Result<GetNotifications> get_notifications(Call& call, const GetNotificationsRequest& request) {
  std::vector<std::int64_t> users;
  if (request.user_id)
    users.push_back(*request.user_id);
  else
    for (const auto& g : call.principal.grants)
      if (std::ranges::find(users, g.user_id) == users.end()) users.push_back(g.user_id);
  GetNotificationsResponse response;
  response.notifications.set_empty();
  call.world.store().read([&](store::Reader& r) {
    for (const auto user : users)
      for (const auto& n : identity::all_of_parent<internal::NotificationRecord>(r, user)) {
        if (n.value.dismissed.value_or(false)) continue;
        const auto is_type = [&](const opt<std::int32_t>& t) { return t == n.value.type_id_; };
        if (request.type_ids.empty() || std::ranges::any_of(request.type_ids, is_type))
          response.notifications.push_back(shown(n));
      }
  });
  return response;
}

Result<DismissNotifications> dismiss_notifications(Call& call, const DismissNotificationsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  call.world.store().write([&](store::Writer& w) {
    for (const auto& pair : request.notification_type_pairs) {
      auto n = identity::get<internal::NotificationRecord>(w, pair->key.value_or(0));
      // One that is gone, or never was the user's, needs no dismissing.
      if (!n || n->parent != *request.user_id || !(n->value.type_id_ == pair->value)) continue;
      n->value.dismissed = true;
      identity::put(w, *n, call.now.ticks());
    }
    return true;
  });
  return DismissNotificationsResponse{};
}

}  // namespace

void register_notifications(Registry& registry) {
  registry.add<GetNotifications>(get_notifications);
  registry.add<DismissNotifications>(dismiss_notifications);
}

}  // namespace adsbox::services
