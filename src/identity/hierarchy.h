// The links that are in force, as a graph in memory: what every access decision asks. Made anew when a link changed or one is
// due.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/store.h"
#include "world/world.h"

namespace adsbox::identity {

class Hierarchy {
 public:
  using Ids = std::vector<std::int64_t>;  // ascending
  struct Child {
    std::int64_t customer_id;
    bool administrative;
  };

  explicit Hierarchy(store::Reader& r);

  /// Customers that the customer manages, one level down, in ascending id.
  [[nodiscard]] std::span<const Child> children(std::int64_t customer_id) const;
  /// Accounts of others that the customer holds links to; nullptr = none.
  [[nodiscard]] const std::shared_ptr<const Ids>& linked_accounts(std::int64_t customer_id) const;
  /// Customers that hold a link to the account.
  [[nodiscard]] std::span<const std::int64_t> managers(std::int64_t account_id) const;
  /// Whether there is a way by customer links from `upper` down to `lower`. A customer is not below itself.
  [[nodiscard]] bool below(std::int64_t upper, std::int64_t lower) const;
  /// Whether `upper` can link to `lower`: no circle, and no more levels of customers than there may be.
  [[nodiscard]] bool room_for(std::int64_t upper, std::int64_t lower) const;
  /// The account's link is being changed at that moment.
  [[nodiscard]] bool busy(std::int64_t account_id, std::int64_t now) const;
  /// When the service changes a link by itself next.
  [[nodiscard]] std::int64_t next_due() const { return next_due_; }

 private:
  // Levels on the longest way up from, and down from, the customer; itself counts as one.
  [[nodiscard]] int levels_up(std::int64_t customer_id) const;
  [[nodiscard]] int levels_down(std::int64_t customer_id) const;

  std::unordered_map<std::int64_t, std::vector<Child>> children_;
  std::unordered_map<std::int64_t, Ids> parents_, managers_;
  std::unordered_map<std::int64_t, std::shared_ptr<const Ids>> linked_;
  std::unordered_map<std::int64_t, std::int64_t> busy_from_;
  std::int64_t next_due_;
};

/// The world's links as they are now: what was due by its clock is done. Must not be called inside of a transaction.
[[nodiscard]] std::shared_ptr<const Hierarchy> hierarchy(world::World& world);

}  // namespace adsbox::identity
