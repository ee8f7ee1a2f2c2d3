// UpdateUser, DeleteUser.
#include <set>

#include "identity/links.h"
#include "identity/roles.h"
#include "identity/row_version.h"
#include "services/customer_management/reach.h"
#include "services/customer_management/users.h"
#include "services/entity/merge.h"
#include "services/entity/single.h"
#include "services/partial_errors.h"
#include "services/services.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

std::unexpected<Failure> refuse_unknown(const Call& call, std::string field, std::int64_t id) {
  return refuse_customer({std::string(schema::text(call.operation.name)) + ".UserId.exists", std::move(field), std::to_string(id),
                          "", "a user of a customer that the caller reaches"});
}

/// The address and the ids inside of a User are its own, and have versions of their own.
void decide_contact(Single& item, const User& sent, const User& stored) {
  if (!sent.contact_info) return;
  const auto& contact = *sent.contact_info;
  const auto fixed = [&](std::string_view rule, std::string_view field, const opt<std::int64_t>& s,
                         const opt<std::int64_t>& own) {
    if (s && own && *s != *own)
      item.refuse(Error::ApiInputValidationError, rule, field, std::to_string(*s), std::to_string(*own),
                  "the id that this User's own has: " + std::to_string(*own));
  };
  const auto* own = stored.contact_info.get();
  fixed("ContactInfo.Id.own", "ContactInfo.Id", contact.id, own != nullptr ? own->id : nil);
  if (!contact.address || own == nullptr || !own->address) return;
  fixed("ContactInfo.Address.Id.own", "ContactInfo.Address.Id", contact.address->id, own->address->id);
  if (!(contact.address->time_stamp == own->address->time_stamp))
    item.refuse(Error::TimestampNotMatch, "ContactInfo.Address.TimeStamp.current", "ContactInfo.Address.TimeStamp", "", "current",
                "the TimeStamp of the address in the latest GetUser");
}

/// What all Users of a person have in common. Ids and versions stay each one's own.
void share(const User& from, User& to, store::Writer& w) {
  to.name = from.name;
  to.lcid = from.lcid;
  to.job_title = from.job_title;
  to.last_modified_by_user_id = from.last_modified_by_user_id;
  to.last_modified_time = from.last_modified_time;
  const auto old = std::move(to.contact_info);
  to.contact_info = from.contact_info;
  if (to.contact_info) {
    to.contact_info->id = old && old->id ? old->id : opt(w.next_id("contact", 1));
    if (to.contact_info->address) {
      const bool known = old && old->address && old->address->id;
      to.contact_info->address->id = known ? old->address->id : opt(w.next_id("address", 1));
      to.contact_info->address->time_stamp = identity::next_row_version(w);
    }
  }
  to.time_stamp = identity::next_row_version(w);
}

Result<UpdateUser> update_user(Call& call, const UpdateUserRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto& sent = *request.user;
  const auto id = sent.id.value_or(0);
  std::optional<Failure> refused;
  UpdateUserResponse response;
  call.world.store().write([&](store::Writer& w) {
    const auto stored = load_user(w, id);
    if (!stored) {
      refused = refuse_unknown(call, "User.Id", id).error();
      return false;
    }
    Single item(sent, stored->value.get(), Mode::update, "User");
    item.check_time_stamp(sent.time_stamp, (*stored)->time_stamp);
    decide_contact(item, sent, **stored);
    if (!item.good()) {
      refused = item.failure().error();
      return false;
    }
    auto& user = item.result<User>();
    user.last_modified_by_user_id = identity::user_on(call.principal, stored->parent);
    user.last_modified_time = call.now;
    // One person, one name: what is written to one of the person's Users is written to all of them.
    std::set<std::int64_t> all{id};
    if (const auto login = identity::login_of_user(w, id))
      for (const auto& g : identity::grants_of_login(w, *login)) all.insert(g.user_id);
    for (const auto each : all) {
      auto row = load_user(w, each);
      if (!row) continue;
      if (each == id) row->value = box<User>(static_cast<User*>(clone_object(&user)));
      const User before = *row->value;
      share(user, **row, w);
      row->modified = call.now.ticks();
      world::save(w, *row);
    }
    response.last_modified_time = call.now;
    return true;
  });
  if (refused) return std::unexpected(std::move(*refused));
  return response;
}

/// An account, not deleted, whose primary user is `user`; 0 = none. Such accounts are the customer's own, and those that it has
/// made as an aggregator or manages by a link.
std::int64_t account_led_by(store::Reader& r, std::int64_t user, std::int64_t customer_id) {
  std::int64_t found = 0;
  const auto look = [&](const AdvertiserAccount& a, std::int64_t id) {
    if (a.primary_user_id == opt(user) && a.account_life_cycle_status != opt(AccountLifeCycleStatus::Inactive)) found = id;
    return found == 0;
  };
  world::for_each_child<AdvertiserAccount>(r, customer_id, [&](world::Stored<AdvertiserAccount>& a) { return look(*a, a.id); });
  for (const auto& l : identity::all_of_parent<internal::ClientLinkRecord>(r, customer_id))
    if (found == 0 && !identity::is_customer_link(l))
      if (const auto a = world::load<AdvertiserAccount>(r, l.account)) look(**a, a->id);
  return found;
}

Result<DeleteUser> delete_user(Call& call, const DeleteUserRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto id = *request.user_id;
  std::optional<Failure> refused;
  call.world.store().write([&](store::Writer& w) {
    auto stored = load_user(w, id);
    if (!stored) {
      refused = refuse_unknown(call, "UserId", id).error();
      return false;
    }
    Refusals item("DeleteUser");
    item.check_time_stamp(request.time_stamp, (*stored)->time_stamp);
    if (const auto account = account_led_by(w, id, stored->parent); account != 0)
      item.refuse(Error::ApiInputValidationError, "UserId.primary", "UserId", std::to_string(id), "no primary user",
                  "a user who is the primary user of no account: account " + std::to_string(account) +
                      " needs another PrimaryUserId first");
    if (!item.good()) {
      refused = item.failure().error();
      return false;
    }
    identity::remove_user(w, id);
    auto& user = **stored;
    user.user_life_cycle_status = UserLifeCycleStatus::Deleted;
    user.last_modified_by_user_id = identity::user_on(call.principal, stored->parent);
    user.last_modified_time = call.now;
    user.time_stamp = identity::next_row_version(w);
    stored->status = static_cast<std::int32_t>(UserLifeCycleStatus::Deleted);
    stored->modified = call.now.ticks();
    world::save(w, *stored);
    return true;
  });
  if (refused) return std::unexpected(std::move(*refused));
  return DeleteUserResponse{};
}

}  // namespace

void register_users_update(Registry& registry) {
  registry.add<UpdateUser>(update_user);
  registry.add<DeleteUser>(delete_user);
}

}  // namespace adsbox::services
