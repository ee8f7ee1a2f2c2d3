// Entities of parents as answers tell them, kept for the next answer: programs ask for the campaigns of an account, or the
// keywords of an ad group, again and again, and far more often than one of them changes.
//
// Correct under races by the promise of Store::version: what is kept carries versions that were read before its snapshot was
// opened. As long as the store reports the same ones, no commit that touched those kinds has been acknowledged since.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "adsbox/values.h"
#include "services/entity/lru.h"
#include "store/store.h"

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
  /// Which of the entities a caller is told, and what of them. Each view is kept for itself.
  struct View {
    std::array<std::uint64_t, 2> asked{};  // all that it depends on
    std::function<bool(object&)> tells;    // takes out what is not told; whether the entity is told at all. Empty: all is told
  };
  struct Key {
    store::Kind kind;
    std::int64_t parent;
    std::array<std::uint64_t, 2> asked;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Kept {
    std::uint64_t version = 0, accounts = 0, ancestors = 0;  // of the kinds; a sum for the last: versions only grow
    std::vector<store::Row> above;                           // the ancestors that the rows are made of
    std::shared_ptr<const Rows> rows;
  };

  /// The last that was kept; nullptr when there is nothing.
  [[nodiscard]] std::shared_ptr<const Kept> find(const Key& key) {
    const std::scoped_lock lock(mutex_);
    const auto* found = kept_.find(key);
    return found == nullptr ? nullptr : *found;
  }
  void keep(const Key& key, Kept kept) {
    constexpr std::size_t entry_itself = 512;  // that parents without entities have a size
    const auto bytes = kept.rows->bytes + entry_itself;
    if (bytes > kept_.capacity() / 2) return;
    auto entry = std::make_shared<const Kept>(std::move(kept));
    decltype(kept_)::Dropped dropped;
    const std::scoped_lock lock(mutex_);
    dropped = kept_.put(key, std::move(entry), bytes);
  }

 private:
  std::mutex mutex_;
  Lru<Key, std::shared_ptr<const Kept>> kept_{std::size_t{48}
                                              << 20};  // 20,000 keywords, the most an ad group has, take about 20 MiB
};

}  // namespace adsbox::services
