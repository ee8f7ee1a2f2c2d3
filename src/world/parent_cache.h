// Decoded children of parents, kept as long as nothing of their kind has changed. "All campaigns of an account" is asked far more
// often than a campaign changes: a hit costs a lock, a look-up and a comparison of versions, neither SQL nor decoding.
//
//   const auto campaigns = world.cache().children<Campaign>(account_id);
//   for (const auto& row : *campaigns) use(row.as<Campaign>());
//
// Correct under races by the promise of Store::version: an entry carries the version that was read before its snapshot was
// opened. As long as the store reports the same version, no commit that touched the kind has been acknowledged since.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adsbox/values.h"
#include "schema/tables.h"
#include "store/store.h"
#include "world/lru.h"

namespace adsbox::world {

/// A row with its body decoded. Shared between threads: read only.
struct CachedRow {
  std::int64_t id = 0, account = 0, parent = 0;
  std::int32_t status = 0;
  std::int64_t modified = 0;
  std::string key;
  box<object> value;  // always has a value

  /// The object as T, which must be the family's root or the object's own type (or a base of it).
  template <class T>
  [[nodiscard]] const T& as() const {
    return static_cast<const T&>(*value);
  }
};

class ParentCache {
 public:
  using Rows = std::vector<CachedRow>;  // in ascending id
  static constexpr std::size_t default_capacity = std::size_t{8} << 20;

  /// `capacity`: bytes of decoded rows that may be kept; what was not used for longest goes first. Results in the hands of
  /// callers are not counted.
  explicit ParentCache(store::Store& store, std::size_t capacity = default_capacity) : store_(store), kept_(capacity) {}
  ParentCache(const ParentCache&) = delete;
  ParentCache& operator=(const ParentCache&) = delete;

  /// All rows of T's kind under the parent; never null. As current as a read() begun now. Throws StorageFailure.
  template <class T>
  [[nodiscard]] std::shared_ptr<const Rows> children(std::int64_t parent) {
    return children(T::type_id, parent);
  }
  /// The same for a type known at run time.
  [[nodiscard]] std::shared_ptr<const Rows> children(TypeId type, std::int64_t parent);

  struct Statistics {
    std::uint64_t hits = 0, misses = 0;
    std::size_t bytes = 0, entries = 0;
  };
  [[nodiscard]] Statistics statistics() const;

 private:
  struct Key {
    std::int64_t parent;
    store::Kind kind;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Entry {
    std::uint64_t version;
    std::shared_ptr<const Rows> rows;
  };
  void keep(const Key& key, Entry entry, std::size_t bytes);

  store::Store& store_;
  mutable std::mutex mutex_;
  Lru<Key, Entry> kept_;
  std::uint64_t hits_ = 0, misses_ = 0;
};

}  // namespace adsbox::world
