#include "services/entity/shown_rows.h"

#include <iterator>

#include "world/object_size.h"

namespace adsbox::services {

std::shared_ptr<const ShownRows::Rows> ShownRows::find(const Key& key, const Versions& versions) {
  const std::scoped_lock lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end() || found->second->versions != versions) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->rows;
}

void ShownRows::keep(const Key& key, Versions versions, std::shared_ptr<const Rows> rows) {
  std::size_t bytes = sizeof(Rows) + rows->items.size() * sizeof(box<object>);
  for (const auto& o : rows->items) bytes += world::object_size(*o);
  if (bytes > largest) return;
  std::list<Entry> dropped;  // freed after the lock
  const std::scoped_lock lock(mutex_);
  const auto drop = [&](std::list<Entry>::iterator it) {
    bytes_ -= it->bytes;
    by_key_.erase(it->key);
    dropped.splice(dropped.begin(), entries_, it);
  };
  if (const auto found = by_key_.find(key); found != by_key_.end()) drop(found->second);
  entries_.push_front({key, std::move(versions), std::move(rows), bytes});
  by_key_.emplace(key, entries_.begin());
  bytes_ += bytes;
  while (bytes_ > capacity) drop(std::prev(entries_.end()));
}

}  // namespace adsbox::services
