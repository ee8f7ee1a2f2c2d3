#include "services/customer_management/accounts_setup.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <utility>
#include <vector>

#include "adsbox/customer_management.h"
#include "adsbox/internal.h"
#include "identity/roles.h"
#include "identity/row_version.h"
#include "net/blocking.h"
#include "services/entity/limits.h"
#include "world/entities.h"

namespace adsbox::services {

namespace {

using Setup = world::Stored<internal::AccountSetup>;

std::vector<Setup> all_setups(store::Reader& r) {
  std::vector<Setup> found;
  r.scan_kind(world::kind_of<internal::AccountSetup>(), 0, [&](const store::RowView& row) {
    if (auto s = world::decode<internal::AccountSetup>(row)) found.push_back(std::move(*s));
    return true;
  });
  return found;
}

/// When something is to be done; the largest number: never by itself.
std::int64_t due_of(store::Reader& r, const Setup& s) {
  if (s->awaits_user.value_or(false)) {
    const bool came = !identity::grants_on_customer(r, s.parent).empty();
    return came ? 0 : std::numeric_limits<std::int64_t>::max();
  }
  return s->due_at ? (*s->due_at).ticks() : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

/// When something is to be done next in the world; read again when the list, or who has a role, has changed.
class DueAccounts {
 public:
  std::int64_t next(store::Store& store) {
    const std::pair version(store.version(world::kind_of<internal::AccountSetup>()),
                            store.version(world::kind_of<internal::RoleAssignment>()));
    const std::scoped_lock lock(mutex_);
    if (version == version_) return next_;
    next_ = std::numeric_limits<std::int64_t>::max();
    store.read([&](store::Reader& r) {
      for (const auto& s : all_setups(r)) next_ = std::min(next_, due_of(r, s));
    });
    version_ = version;
    return next_;
  }

 private:
  std::mutex mutex_;
  std::pair<std::uint64_t, std::uint64_t> version_{~std::uint64_t{0}, 0};
  std::int64_t next_ = 0;
};

using customer_management::AccountLifeCycleStatus;
using customer_management::AdvertiserAccount;

namespace {

void save_setup(world::World& world, store::Writer& w, std::int64_t customer_id, std::int64_t account_id, bool paid,
                bool awaits) {
  internal::AccountSetup setup;
  const auto now = world.clock().ticks();
  setup.account_id = account_id;
  setup.awaits_user = awaits;
  if (paid) {
    const auto seconds = limit_of(world, schema::find_limit("account-payment-check-seconds"));
    setup.due_at = DateTime(now + seconds * DateTime::ticks_per_second, true);
  }
  world::save(w, {account_id, account_id, customer_id, 0, now, {}, {}}, setup);
}

}  // namespace

void begin_setup(world::World& world, store::Writer& w, std::int64_t customer_id, std::int64_t account_id, bool paid) {
  save_setup(world, w, customer_id, account_id, paid, false);
}

void await_user(world::World& world, store::Writer& w, std::int64_t customer_id, std::int64_t account_id) {
  save_setup(world, w, customer_id, account_id, false, true);
}

void end_setup(store::Writer& w, std::int64_t account_id) {
  world::erase<internal::AccountSetup>(w, account_id);
}

std::int64_t draft_of(store::Reader& r, std::int64_t customer_id) {
  std::int64_t found = 0;
  r.scan_parent(world::kind_of<internal::AccountSetup>(), customer_id, [&](const store::RowView& row) {
    found = row.id;
    return false;
  });
  return found;
}

bool pays_nothing(const world::World& world) {
  return world.sandbox();
}

void settle_accounts(world::World& world) {
  const auto now = world.clock().ticks();
  if (world.attached<DueAccounts>().next(world.store()) > now) return;
  net::about_to_block();
  world.store().write([&](store::Writer& w) {
    bool any = false;
    for (const auto& s : all_setups(w)) {
      if (due_of(w, s) > now) continue;
      any = true;
      auto account = world::load<AdvertiserAccount>(w, s.id);
      const bool draft = account && (*account)->account_life_cycle_status == opt(AccountLifeCycleStatus::Draft);
      if (draft && s->awaits_user.value_or(false)) {
        begin_setup(world, w, s.parent, s.id, (*account)->payment_method_id || pays_nothing(world));
        continue;
      }
      end_setup(w, s.id);
      if (!draft) continue;
      auto& a = **account;
      const auto at = *s->due_at;
      a.account_life_cycle_status = AccountLifeCycleStatus::Active;
      a.time_stamp = identity::next_row_version(w);
      a.last_modified_time = at;
      account->status = static_cast<std::int32_t>(AccountLifeCycleStatus::Active);
      account->modified = at.ticks();
      world::save(w, *account);
    }
    return any;
  });
}

}  // namespace adsbox::services
