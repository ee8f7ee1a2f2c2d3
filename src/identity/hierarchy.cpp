#include "identity/hierarchy.h"

#include <algorithm>
#include <limits>
#include <map>
#include <mutex>

#include "identity/links.h"
#include "schema/rules.h"

namespace adsbox::identity {
namespace {

/// The newest graph of a world.
class HierarchyCache {
 public:
  std::shared_ptr<const Hierarchy> find(std::uint64_t version, std::int64_t now) const {
    const std::scoped_lock lock(mutex_);
    return graph_ != nullptr && version_ == version && now < graph_->next_due() ? graph_ : nullptr;
  }
  void keep(std::uint64_t version, std::shared_ptr<const Hierarchy> graph) {
    const std::scoped_lock lock(mutex_);
    version_ = version;
    graph_ = std::move(graph);
  }

 private:
  mutable std::mutex mutex_;
  std::uint64_t version_ = 0;
  std::shared_ptr<const Hierarchy> graph_;
};

template <class Map>
auto find_in(const Map& map, std::int64_t id) -> const typename Map::mapped_type& {
  static const typename Map::mapped_type none{};
  const auto it = map.find(id);
  return it == map.end() ? none : it->second;
}

}  // namespace

Hierarchy::Hierarchy(store::Reader& r) : next_due_(std::numeric_limits<std::int64_t>::max()) {
  std::map<std::int64_t, Ids> linked;
  for (const auto& l : all_of_kind<internal::ClientLinkRecord>(r)) {
    next_due_ = std::min(next_due_, due_of(l));
    if (const auto from = busy_from(l)) busy_from_[l.account] = *from;
    if (!in_force(status_of(l))) continue;
    if (is_customer_link(l)) {
      children_[l.parent].push_back({l.account, l.value.permission.view() == "Administrative"});
      parents_[l.account].push_back(l.parent);
    } else {
      linked[l.parent].push_back(l.account);
      managers_[l.account].push_back(l.parent);
    }
  }
  for (auto& [customer, children] : children_) std::ranges::sort(children, {}, &Child::customer_id);
  for (auto& [customer, accounts] : linked) {
    std::ranges::sort(accounts);
    accounts.erase(std::ranges::unique(accounts).begin(), accounts.end());
    linked_[customer] = std::make_shared<const Ids>(std::move(accounts));
  }
}

std::span<const Hierarchy::Child> Hierarchy::children(std::int64_t customer_id) const {
  return find_in(children_, customer_id);
}

const std::shared_ptr<const Hierarchy::Ids>& Hierarchy::linked_accounts(std::int64_t customer_id) const {
  return find_in(linked_, customer_id);
}

std::span<const std::int64_t> Hierarchy::managers(std::int64_t account_id) const {
  return find_in(managers_, account_id);
}

bool Hierarchy::below(std::int64_t upper, std::int64_t lower) const {
  return std::ranges::any_of(children(upper),
                             [&](const Child& c) { return c.customer_id == lower || below(c.customer_id, lower); });
}

bool Hierarchy::room_for(std::int64_t upper, std::int64_t lower) const {
  return upper != lower && !below(lower, upper) &&
         levels_up(upper) + levels_down(lower) <= schema::find_limit("customer-levels").value;
}

// No link begins that leads back to where it came from, so these end.
int Hierarchy::levels_up(std::int64_t customer_id) const {
  int most = 0;
  for (const auto p : find_in(parents_, customer_id)) most = std::max(most, levels_up(p));
  return most + 1;
}

int Hierarchy::levels_down(std::int64_t customer_id) const {
  int most = 0;
  for (const auto& c : children(customer_id)) most = std::max(most, levels_down(c.customer_id));
  return most + 1;
}

bool Hierarchy::busy(std::int64_t account_id, std::int64_t now) const {
  const auto it = busy_from_.find(account_id);
  return it != busy_from_.end() && it->second <= now;
}

std::shared_ptr<const Hierarchy> hierarchy(world::World& world) {
  auto& cache = world.attached<HierarchyCache>();
  auto& store = world.store();
  const auto kind = kind_of<internal::ClientLinkRecord>();
  const auto now = world.clock().ticks();
  if (auto graph = cache.find(store.version(kind), now)) return graph;
  for (bool settled = false;; settled = true) {
    // The version is read before the rows: a change in between makes the graph stale, never wrong.
    const auto version = store.version(kind);
    auto graph = reading(store, [](store::Reader& r) { return std::make_shared<const Hierarchy>(r); });
    if (graph->next_due() <= now && !settled) {
      settle_links(world);
      continue;
    }
    cache.keep(version, graph);
    return graph;
  }
}

}  // namespace adsbox::identity
