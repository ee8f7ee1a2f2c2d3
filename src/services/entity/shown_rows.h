// Entities of parents as answers tell them, kept for the next answer: programs ask for the keywords of an ad group again and
// again.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "adsbox/values.h"
#include "store/store.h"
#include "world/lru.h"

namespace adsbox::services {

/// Of one world. Thread-safe.
class ShownRows {
 public:
  struct Rows {
    std::shared_ptr<const box<object>> shared;  // what the items borrow
    std::vector<std::int64_t> ids;              // ascending
    std::vector<std::shared_ptr<const box<object>>> items;
    std::size_t bytes = 0;  // about
    void add(std::int64_t id, std::shared_ptr<const box<object>> item, std::size_t size) {
      ids.push_back(id);
      items.push_back(std::move(item));
      bytes += size;
    }
  };
  struct Key {
    store::Kind kind;
    std::int64_t parent;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Kept {
    std::uint64_t version = 0, accounts = 0;  // of the rows' kind and of accounts, read before the rows
    std::vector<store::Row> above;            // the ancestors that they are made of
    std::shared_ptr<const Rows> rows;
  };

  /// The last that was kept; without rows when there is nothing.
  [[nodiscard]] Kept find(const Key& key) {
    const std::scoped_lock lock(mutex_);
    const auto* found = kept_.find(key);
    return found == nullptr ? Kept() : *found;
  }
  void keep(const Key& key, Kept kept) {
    const auto bytes = kept.rows->bytes;
    if (bytes > kept_.capacity() / 2) return;
    world::Lru<Key, Kept>::Dropped dropped;
    const std::scoped_lock lock(mutex_);
    dropped = kept_.put(key, std::move(kept), bytes);
  }

 private:
  std::mutex mutex_;
  world::Lru<Key, Kept> kept_{std::size_t{48} << 20};  // 20,000 keywords, the most an ad group has, take about 20 MiB
};

}  // namespace adsbox::services
