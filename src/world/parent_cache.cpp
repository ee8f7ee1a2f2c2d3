#include "world/parent_cache.h"

#include "world/entities.h"
#include "world/object_size.h"

namespace adsbox::world {

std::shared_ptr<const ParentCache::Rows> ParentCache::children(TypeId type, std::int64_t parent) {
  const auto root = schema::type_info(type).root;
  const Key key{parent, schema::type_info(root).number};
  // Before everything else: see the head of parent_cache.h.
  const auto version = store_.version(key.kind);
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = by_key_.find(key); found != by_key_.end() && found->second->version == version) {
      entries_.splice(entries_.begin(), entries_, found->second);
      ++hits_;
      return found->second->rows;
    }
    ++misses_;
  }
  auto rows = std::make_shared<Rows>();
  std::size_t bytes = sizeof(Rows);
  store_.read([&](store::Reader& r) {
    r.scan_parent(key.kind, parent, [&](const store::RowView& row) {
      rows->push_back(
          {row.id, row.account, row.parent, row.status, row.modified, std::string(row.key), decode_body(row, key.kind, root)});
      bytes += object_size(*rows->back().value) + (row.key.size() < sizeof(std::string) / 2 ? 0 : row.key.size() + 16);
      return true;
    });
  });
  rows->shrink_to_fit();
  bytes += rows->size() * sizeof(CachedRow);
  keep({key, version, bytes, rows});
  return rows;
}

void ParentCache::keep(Entry entry) {
  // One parent with very many children would push out everything else, and is not the case that this is for.
  if (entry.bytes > capacity_ / 2) return;
  std::list<Entry> dropped;  // freed after the lock
  const std::scoped_lock lock(mutex_);
  const auto drop = [&](std::list<Entry>::iterator it) {
    bytes_ -= it->bytes;
    by_key_.erase(it->key);
    dropped.splice(dropped.begin(), entries_, it);
  };
  if (const auto found = by_key_.find(entry.key); found != by_key_.end()) {
    // Versions only grow: somebody slower must not put back what is older.
    if (found->second->version > entry.version) return;
    drop(found->second);
  }
  bytes_ += entry.bytes;
  entries_.push_front(std::move(entry));
  by_key_.emplace(entries_.front().key, entries_.begin());
  while (bytes_ > capacity_) drop(std::prev(entries_.end()));
}

ParentCache::Statistics ParentCache::statistics() const {
  const std::scoped_lock lock(mutex_);
  return {hits_, misses_, bytes_, entries_.size()};
}

}  // namespace adsbox::world
