// What every call asks about an account: who owns it, its currency, whether it is open. Kept in memory per world.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "adsbox/customer_management.h"
#include "world/world.h"

namespace adsbox::identity {

struct AccountFacts {
  std::int64_t id = 0;
  std::int64_t customer_id = 0;  // ParentCustomerId
  std::string currency;          // ISO code; USD when the account names none
  std::string time_zone;         // as the account spells it
  customer_management::AccountLifeCycleStatus status{};
};

/// Reads accounts once and again after any account changed.
class AccountDirectory {
 public:
  /// nullptr when no such account is stored.
  std::shared_ptr<const AccountFacts> find(store::Store& store, std::int64_t account_id);

 private:
  std::mutex mutex_;
  std::uint64_t version_ = 0;
  bool filled_ = false;
  std::unordered_map<std::int64_t, std::shared_ptr<const AccountFacts>> facts_;
};

inline std::shared_ptr<const AccountFacts> find_account(world::World& world, std::int64_t account_id) {
  return world.attached<AccountDirectory>().find(world.store(), account_id);
}

}  // namespace adsbox::identity
