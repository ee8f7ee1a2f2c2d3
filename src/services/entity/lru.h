// What was used last, up to a number of bytes.
#pragma once

#include <cstddef>
#include <iterator>
#include <list>
#include <map>
#include <utility>

namespace adsbox::services {

/// Values by key; what was not used for longest goes first. Its owner locks.
template <class Key, class Value>
class Lru {
 public:
  struct Entry {
    Key key;
    Value value;
    std::size_t bytes;
  };
  using Dropped = std::list<Entry>;  // for the caller to free after its lock

  explicit Lru(std::size_t capacity) : capacity_(capacity) {}

  /// The value, now the last used one; nullptr when there is none.
  Value* find(const Key& key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->value;
  }
  [[nodiscard]] Dropped put(const Key& key, Value value, std::size_t bytes) {
    Dropped dropped;
    if (const auto found = by_key_.find(key); found != by_key_.end()) drop(found->second, dropped);
    entries_.push_front({key, std::move(value), bytes});
    by_key_.emplace(key, entries_.begin());
    bytes_ += bytes;
    while (bytes_ > capacity_) drop(std::prev(entries_.end()), dropped);
    return dropped;
  }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  using Position = typename std::list<Entry>::iterator;
  void drop(Position it, Dropped& dropped) {
    bytes_ -= it->bytes;
    by_key_.erase(it->key);
    dropped.splice(dropped.begin(), entries_, it);
  }

  const std::size_t capacity_;
  std::list<Entry> entries_;  // the last used first
  std::map<Key, Position> by_key_;
  std::size_t bytes_ = 0;
};

}  // namespace adsbox::services
