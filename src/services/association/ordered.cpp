#include "services/association/ordered.h"

#include <algorithm>
#include <mutex>

namespace adsbox::services {
namespace {

using Ids = std::shared_ptr<const std::vector<std::int64_t>>;

/// The list that was read last, when it has several pages.
class OrderedEntities {
 public:
  struct Key {
    store::Kind kind;
    std::int32_t side;
    std::int64_t owner;
    std::uint64_t version;  // of the store's rows, taken before they were read
    friend bool operator==(const Key&, const Key&) = default;
  };
  Ids find(const Key& key) {
    const std::scoped_lock lock(mutex_);
    return ids_ != nullptr && key_ == key ? ids_ : nullptr;
  }
  void keep(const Key& key, Ids ids) {
    const std::scoped_lock lock(mutex_);
    key_ = key;
    ids_ = std::move(ids);
  }

 private:
  std::mutex mutex_;
  Key key_{};
  Ids ids_;
};

constexpr std::size_t one_page = 1000;

}  // namespace

Ids ordered_entities(world::World& world, const Relation& relation, std::int32_t side, std::int64_t owner) {
  auto& last = world.attached<OrderedEntities>();
  const OrderedEntities::Key key{relation.kind(), side, owner, world.store().version(relation.kind())};
  if (auto known = last.find(key)) return known;
  auto ids = std::make_shared<std::vector<std::int64_t>>();
  world.store().read([&](store::Reader& r) {
    r.scan_parent(relation.kind(), owner, [&](const store::RowView& row) {
      if (row.status == side) ids->push_back(entity_in_key(row.key));
      return true;
    });
  });
  std::ranges::sort(*ids);
  if (ids->size() > one_page) last.keep(key, ids);
  return ids;
}

}  // namespace adsbox::services
