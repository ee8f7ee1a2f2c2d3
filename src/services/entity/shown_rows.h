// Entities of parents as answers tell them, kept for the next answer: programs ask for the keywords of an ad group again and
// again.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "adsbox/values.h"
#include "store/store.h"

namespace adsbox::services {

/// Of one world. Thread-safe.
class ShownRows {
 public:
  struct Rows {
    box<object> shared;              // what the items borrow
    std::vector<box<object>> items;  // in ascending id, never changed again
  };
  struct Key {
    store::Kind kind;
    std::int64_t parent;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  using Versions = std::vector<std::uint64_t>;  // of the kinds that the rows are made of, read before the rows

  /// The rows that were made of the same versions; nullptr when there are none.
  [[nodiscard]] std::shared_ptr<const Rows> find(const Key& key, const Versions& versions);
  void keep(const Key& key, Versions versions, std::shared_ptr<const Rows> rows);

 private:
  /// Bytes that may be kept; what was not asked for longest goes first. 20,000 keywords, the most an ad group has, take about 16
  /// MiB.
  static constexpr std::size_t capacity = std::size_t{40} << 20, largest = capacity / 2;

  struct Entry {
    Key key;
    Versions versions;
    std::shared_ptr<const Rows> rows;
    std::size_t bytes;
  };
  std::mutex mutex_;
  std::list<Entry> entries_;  // the last used first
  std::map<Key, std::list<Entry>::iterator> by_key_;
  std::size_t bytes_ = 0;
};

}  // namespace adsbox::services
