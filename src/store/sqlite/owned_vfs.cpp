#include "store/sqlite/owned_vfs.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <new>

#include "store/sqlite/connection.h"
#include "store/sqlite/in_process.h"
#include "store/store.h"

namespace adsbox::store::sqlite {

namespace {

struct Shared {
  DatabaseLock lock;
  SharedIndex index;
};

/// A database file: the system's file lies behind it in the same block.
struct Handle {
  sqlite3_file base;  // first: SQLite sees only this
  std::string name;
  std::shared_ptr<Shared> shared;
  int level = SQLITE_LOCK_NONE;
  SharedIndex::User index_user;
};
constexpr std::size_t kInner =
    (sizeof(Handle) + alignof(std::max_align_t) - 1) / alignof(std::max_align_t) * alignof(std::max_align_t);

sqlite3_vfs* system_vfs = nullptr;

std::mutex names_mutex;
std::map<std::string, std::weak_ptr<Shared>>& names() {
  static auto* map = new std::map<std::string, std::weak_ptr<Shared>>;  // outlives static stores
  return *map;
}

Handle& handle_of(sqlite3_file* f) {
  return *reinterpret_cast<Handle*>(f);
}
sqlite3_file* inner(sqlite3_file* f) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(f) + kInner);
}

template <auto Method, class... Args>
int forward(sqlite3_file* f, Args... args) {
  auto* file = inner(f);
  return (file->pMethods->*Method)(file, args...);
}

int close(sqlite3_file* f) {
  auto& handle = handle_of(f);
  handle.shared->index.unmap(handle.index_user, false);
  handle.shared->lock.unlock(handle.level, SQLITE_LOCK_NONE);
  const int rc = forward<&sqlite3_io_methods::xClose>(f);
  const std::scoped_lock guard(names_mutex);
  handle.shared.reset();
  if (const auto it = names().find(handle.name); it != names().end() && it->second.expired()) names().erase(it);
  handle.~Handle();
  return rc;
}

int lock(sqlite3_file* f, int level) {
  return handle_of(f).shared->lock.lock(handle_of(f).level, level);
}
int unlock(sqlite3_file* f, int level) {
  handle_of(f).shared->lock.unlock(handle_of(f).level, level);
  return SQLITE_OK;
}
int check_reserved_lock(sqlite3_file* f, int* held) {
  *held = handle_of(f).shared->lock.reserved() ? 1 : 0;
  return SQLITE_OK;
}

int shm_map(sqlite3_file* f, int region, int size, int extend, void volatile** out) {
  return handle_of(f).shared->index.map(handle_of(f).index_user, region, size, extend != 0, out);
}
int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
  return handle_of(f).shared->index.lock(handle_of(f).index_user, offset, n, flags);
}
void shm_barrier(sqlite3_file* f) {
  handle_of(f).shared->index.barrier();
}
int shm_unmap(sqlite3_file* f, int remove) {
  handle_of(f).shared->index.unmap(handle_of(f).index_user, remove != 0);
  return SQLITE_OK;
}

// Version 2: WAL, but no memory maps.
constexpr sqlite3_io_methods methods = {2,
                                        close,
                                        forward<&sqlite3_io_methods::xRead>,
                                        forward<&sqlite3_io_methods::xWrite>,
                                        forward<&sqlite3_io_methods::xTruncate>,
                                        forward<&sqlite3_io_methods::xSync>,
                                        forward<&sqlite3_io_methods::xFileSize>,
                                        lock,
                                        unlock,
                                        check_reserved_lock,
                                        forward<&sqlite3_io_methods::xFileControl>,
                                        forward<&sqlite3_io_methods::xSectorSize>,
                                        forward<&sqlite3_io_methods::xDeviceCharacteristics>,
                                        shm_map,
                                        shm_lock,
                                        shm_barrier,
                                        shm_unmap,
                                        nullptr,
                                        nullptr};

int open(sqlite3_vfs*, const char* name, sqlite3_file* f, int flags, int* out_flags) {
  // WAL, journals and temporary files are plain files of the system.
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return system_vfs->xOpen(system_vfs, name, f, flags, out_flags);
  f->pMethods = nullptr;
  const int rc = system_vfs->xOpen(system_vfs, name, inner(f), flags, out_flags);
  if (rc != SQLITE_OK) return rc;
  try {
    const std::scoped_lock guard(names_mutex);
    auto& slot = names()[name];
    auto shared = slot.lock();
    if (!shared) slot = shared = std::make_shared<Shared>();
    new (f) Handle{{&methods}, name, std::move(shared)};
  } catch (const std::bad_alloc&) {
    inner(f)->pMethods->xClose(inner(f));
    return SQLITE_NOMEM;
  }
  return SQLITE_OK;
}

}  // namespace

const char* owned_vfs() {
  static sqlite3_vfs owned;
  static std::once_flag once;
  std::call_once(once, [] {
    initialize_library();  // sqlite3_vfs_find would start it with its defaults
    system_vfs = sqlite3_vfs_find("unix");
    owned = *system_vfs;  // all but files is the system's: its functions take the structure only for what they share
    owned.zName = "adsbox-owned";
    owned.szOsFile = static_cast<int>(kInner) + system_vfs->szOsFile;
    owned.pNext = nullptr;
    owned.xOpen = open;
    sqlite3_vfs_register(&owned, 0);
  });
  return owned.zName;
}

Ownership::Ownership(const std::string& path) {
  // The bytes that SQLite's file locks live on (from 1 GiB, far beyond or unused within the contents): whoever wants even a
  // shared lock is told at once that the database is locked. The lock belongs to the open file, not to the process: it holds
  // against other stores of this process, and closing other descriptors of the file does not drop it.
  constexpr off_t kFirst = 0x40000000, kCount = 512;
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd_ < 0) throw StorageFailure("open " + path + ": " + std::strerror(errno));
  struct flock lock{};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = kFirst;
  lock.l_len = kCount;
  if (::fcntl(fd_, F_OFD_SETLK, &lock) != 0) {
    ::close(fd_);
    throw StorageFailure(path + " is in use by another process");
  }
}

Ownership::~Ownership() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace adsbox::store::sqlite
