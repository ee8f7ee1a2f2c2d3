#include "store/sqlite/in_process.h"

#include <new>

namespace adsbox::store::sqlite {

int DatabaseLock::lock(int& level, int wanted) {
  const std::scoped_lock guard(mutex_);
  if (level >= wanted) return SQLITE_OK;
  switch (wanted) {
    case SQLITE_LOCK_SHARED:
      if (pending_ || exclusive_) return SQLITE_BUSY;
      ++shared_;
      break;
    case SQLITE_LOCK_RESERVED:
      if (reserved_) return SQLITE_BUSY;
      reserved_ = true;
      break;
    default:  // PENDING is only ever a station on the way to EXCLUSIVE
      if (reserved_ && level < SQLITE_LOCK_RESERVED) return SQLITE_BUSY;
      if (pending_ && level < SQLITE_LOCK_PENDING) return SQLITE_BUSY;
      pending_ = true;
      if (shared_ > 1) {
        level = SQLITE_LOCK_PENDING;
        return SQLITE_BUSY;
      }
      exclusive_ = true;
      break;
  }
  level = wanted;
  return SQLITE_OK;
}

void DatabaseLock::unlock(int& level, int wanted) {
  const std::scoped_lock guard(mutex_);
  if (level <= wanted) return;
  if (level == SQLITE_LOCK_EXCLUSIVE) exclusive_ = false;
  if (level >= SQLITE_LOCK_PENDING) pending_ = false;
  // Nobody else can hold RESERVED while this connection is above it.
  if (level >= SQLITE_LOCK_RESERVED) reserved_ = false;
  if (wanted == SQLITE_LOCK_NONE) --shared_;
  level = wanted;
}

bool DatabaseLock::reserved() {
  const std::scoped_lock guard(mutex_);
  return reserved_;
}

int SharedIndex::map(User& user, int region, int size, bool extend, void volatile** out) {
  const std::scoped_lock guard(mutex_);
  if (!user.mapped) {
    user.mapped = true;
    ++mapped_;
  }
  *out = nullptr;
  const auto wanted = static_cast<std::size_t>(region) + 1;
  if (regions_.size() < wanted) {
    if (!extend) return SQLITE_OK;
    try {
      while (regions_.size() < wanted) regions_.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
    } catch (const std::bad_alloc&) {
      return SQLITE_NOMEM;
    }
  }
  *out = regions_[static_cast<std::size_t>(region)].get();
  return SQLITE_OK;
}

int SharedIndex::lock(User& user, int offset, int n, int flags) {
  const unsigned mask = ((1U << n) - 1U) << offset;
  const std::scoped_lock guard(mutex_);
  const auto each = [&](auto act) {
    for (int i = offset; i < offset + n; ++i) act(locks_[static_cast<std::size_t>(i)], 1U << i);
  };
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    each([&](int& slot, unsigned bit) {
      if ((user.exclusive & bit) != 0) slot = 0;
      if ((user.shared & bit) != 0) --slot;
    });
    user.exclusive &= ~mask;
    user.shared &= ~mask;
    return SQLITE_OK;
  }
  bool free = true;
  if ((flags & SQLITE_SHM_SHARED) != 0) {
    if ((user.shared & mask) != 0) return SQLITE_OK;
    each([&](const int& slot, unsigned) { free = free && slot >= 0; });
    if (!free) return SQLITE_BUSY;
    each([](int& slot, unsigned) { ++slot; });
    user.shared |= mask;
  } else {
    each([&](const int& slot, unsigned bit) { free = free && ((user.exclusive & bit) != 0 || slot == 0); });
    if (!free) return SQLITE_BUSY;
    each([](int& slot, unsigned) { slot = -1; });
    user.exclusive |= mask;
  }
  return SQLITE_OK;
}

void SharedIndex::barrier() {
  // A lock taken and released orders the memory for everybody who takes locks here.
  const std::scoped_lock guard(mutex_);
}

void SharedIndex::unmap(User& user, bool remove) {
  const std::scoped_lock guard(mutex_);
  if (!user.mapped) return;
  user.mapped = false;
  if (--mapped_ == 0 && remove) regions_.clear();
}

}  // namespace adsbox::store::sqlite
