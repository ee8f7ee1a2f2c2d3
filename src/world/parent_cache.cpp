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
    if (const auto* found = kept_.find(key); found != nullptr && found->version == version) {
      ++hits_;
      return found->rows;
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
  keep(key, {version, rows}, bytes);
  return rows;
}

void ParentCache::keep(const Key& key, Entry entry, std::size_t bytes) {
  // One parent with very many children would push out everything else, and is not the case that this is for.
  if (bytes > kept_.capacity() / 2) return;
  Lru<Key, Entry>::Dropped dropped;
  const std::scoped_lock lock(mutex_);
  // Versions only grow: somebody slower must not put back what is older.
  if (const auto* found = kept_.find(key); found != nullptr && found->version > entry.version) return;
  dropped = kept_.put(key, std::move(entry), bytes);
}

ParentCache::Statistics ParentCache::statistics() const {
  const std::scoped_lock lock(mutex_);
  return {hits_, misses_, kept_.bytes(), kept_.size()};
}

}  // namespace adsbox::world
