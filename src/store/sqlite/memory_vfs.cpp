#include "store/sqlite/memory_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <shared_mutex>
#include <vector>

#include "store/sqlite/connection.h"
#include "store/sqlite/in_process.h"

namespace adsbox::store::sqlite {

namespace {

constexpr std::size_t kChunk = Contents::chunk_size;

/// Contents and locks of one file, shared by the connections that have it open.
struct File {
  std::shared_mutex mutex;  // of contents
  Contents contents;        // chunks that an image shares are copied before they are written

  DatabaseLock lock;
  SharedIndex index;
};

struct Handle {
  sqlite3_file base;  // first: SQLite sees only this
  std::shared_ptr<File> file;
  std::string name;   // empty: of this handle only
  bool main = false;  // the database itself, not its WAL or journal
  int level = SQLITE_LOCK_NONE;
  SharedIndex::User index_user;
};

/// SQLite's own file system, for what has nothing to do with files: randomness, time, sleep.
sqlite3_vfs* system_vfs = nullptr;

std::mutex names_mutex;
std::map<std::string, std::shared_ptr<File>>& names() {
  static auto* map = new std::map<std::string, std::shared_ptr<File>>;  // outlives static stores
  return *map;
}

Handle& handle_of(sqlite3_file* f) {
  return *reinterpret_cast<Handle*>(f);
}
File& file_of(sqlite3_file* f) {
  return *handle_of(f).file;
}

template <class Copy>
void each_chunk(std::int64_t offset, std::size_t size, Copy copy) {
  for (std::size_t done = 0; done < size;) {
    const auto at = static_cast<std::size_t>(offset) + done;
    const auto n = std::min(size - done, kChunk - at % kChunk);
    copy(at / kChunk, at % kChunk, done, n);
    done += n;
  }
}

/// The chunk, of this file alone. Under the file's lock: who else holds it can only let go of it.
char* own(std::shared_ptr<char[]>& chunk) {
  if (chunk.use_count() > 1) {
    auto copy = std::make_shared_for_overwrite<char[]>(kChunk);
    std::memcpy(copy.get(), chunk.get(), kChunk);
    chunk = std::move(copy);
  }
  return chunk.get();
}

int read(sqlite3_file* f, void* out, int amount, sqlite3_int64 offset) {
  auto& file = file_of(f);
  std::shared_lock lock(file.mutex);
  const auto& contents = file.contents;
  const auto available = std::clamp<std::int64_t>(contents.size - offset, 0, amount);
  auto* to = static_cast<char*>(out);
  each_chunk(offset, static_cast<std::size_t>(available),
             [&](std::size_t chunk, std::size_t at, std::size_t done, std::size_t n) {
               std::memcpy(to + done, contents.chunks[chunk].get() + at, n);
             });
  if (available == amount) return SQLITE_OK;
  std::memset(to + available, 0, static_cast<std::size_t>(amount - available));
  return SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* f, const void* in, int amount, sqlite3_int64 offset) {
  auto& file = file_of(f);
  std::unique_lock lock(file.mutex);
  auto& contents = file.contents;
  const auto end = offset + amount;
  try {
    while (contents.chunks.size() * kChunk < static_cast<std::size_t>(end))
      contents.chunks.push_back(std::make_shared<char[]>(kChunk));
    const auto* from = static_cast<const char*>(in);
    each_chunk(offset, static_cast<std::size_t>(amount), [&](std::size_t chunk, std::size_t at, std::size_t done, std::size_t n) {
      std::memcpy(own(contents.chunks[chunk]) + at, from + done, n);
    });
  } catch (const std::bad_alloc&) {
    return SQLITE_FULL;
  }
  contents.size = std::max<std::int64_t>(contents.size, end);
  return SQLITE_OK;
}

int truncate(sqlite3_file* f, sqlite3_int64 size) {
  auto& file = file_of(f);
  std::unique_lock lock(file.mutex);
  auto& contents = file.contents;
  if (size >= contents.size) return SQLITE_OK;
  contents.chunks.resize((static_cast<std::size_t>(size) + kChunk - 1) / kChunk);
  // What lies past the end must read as zero when the file grows again.
  try {
    if (const auto rest = static_cast<std::size_t>(size) % kChunk; rest != 0)
      std::memset(own(contents.chunks.back()) + rest, 0, kChunk - rest);
  } catch (const std::bad_alloc&) {
    return SQLITE_IOERR_TRUNCATE;
  }
  contents.size = size;
  return SQLITE_OK;
}

int sync(sqlite3_file*, int) {
  return SQLITE_OK;
}

int file_size(sqlite3_file* f, sqlite3_int64* size) {
  std::shared_lock lock(file_of(f).mutex);
  *size = file_of(f).contents.size;
  return SQLITE_OK;
}

int lock(sqlite3_file* f, int level) {
  return file_of(f).lock.lock(handle_of(f).level, level);
}
int unlock(sqlite3_file* f, int level) {
  file_of(f).lock.unlock(handle_of(f).level, level);
  return SQLITE_OK;
}
int check_reserved_lock(sqlite3_file* f, int* held) {
  *held = file_of(f).lock.reserved() ? 1 : 0;
  return SQLITE_OK;
}

int file_control(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file*) {
  return 4096;
}
int device_characteristics(sqlite3_file*) {
  return SQLITE_IOCAP_ATOMIC | SQLITE_IOCAP_SAFE_APPEND | SQLITE_IOCAP_SEQUENTIAL | SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int shm_map(sqlite3_file* f, int region, int size, int extend, void volatile** out) {
  return file_of(f).index.map(handle_of(f).index_user, region, size, extend != 0, out);
}
int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
  return file_of(f).index.lock(handle_of(f).index_user, offset, n, flags);
}
void shm_barrier(sqlite3_file* f) {
  file_of(f).index.barrier();
}
int shm_unmap(sqlite3_file* f, int remove) {
  file_of(f).index.unmap(handle_of(f).index_user, remove != 0);
  return SQLITE_OK;
}

int close(sqlite3_file* f) {
  auto& handle = handle_of(f);
  shm_unmap(f, 0);
  unlock(f, SQLITE_LOCK_NONE);
  {
    std::scoped_lock guard(names_mutex);
    const auto it = names().find(handle.name);
    // Held by the map and by this handle only: nobody else has it open.
    if (handle.main && it != names().end() && it->second == handle.file && handle.file.use_count() == 2) {
      names().erase(it);
      names().erase(handle.name + "-wal");
      names().erase(handle.name + "-journal");
    }
  }
  handle.~Handle();
  return SQLITE_OK;
}

constexpr sqlite3_io_methods methods = {2,
                                        close,
                                        read,
                                        write,
                                        truncate,
                                        sync,
                                        file_size,
                                        lock,
                                        unlock,
                                        check_reserved_lock,
                                        file_control,
                                        sector_size,
                                        device_characteristics,
                                        shm_map,
                                        shm_lock,
                                        shm_barrier,
                                        shm_unmap,
                                        nullptr,
                                        nullptr};

int open(sqlite3_vfs*, const char* name, sqlite3_file* f, int flags, int* out_flags) {
  f->pMethods = nullptr;
  try {
    std::shared_ptr<File> file;
    if (name == nullptr) {
      file = std::make_shared<File>();
    } else {
      std::scoped_lock guard(names_mutex);
      auto& slot = names()[name];
      if (slot == nullptr) {
        if ((flags & SQLITE_OPEN_CREATE) == 0) {
          names().erase(name);
          return SQLITE_CANTOPEN;
        }
        slot = std::make_shared<File>();
      }
      file = slot;
    }
    new (f) Handle{{&methods}, std::move(file), name == nullptr ? "" : name, (flags & SQLITE_OPEN_MAIN_DB) != 0};
  } catch (const std::bad_alloc&) {
    return SQLITE_NOMEM;
  }
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int remove(sqlite3_vfs*, const char* name, int) {
  std::scoped_lock guard(names_mutex);
  names().erase(name);
  return SQLITE_OK;
}

int access(sqlite3_vfs*, const char* name, int, int* result) {
  std::scoped_lock guard(names_mutex);
  *result = names().contains(name) ? 1 : 0;
  return SQLITE_OK;
}

int full_pathname(sqlite3_vfs*, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int n, char* out) {
  return system_vfs->xRandomness(system_vfs, n, out);
}
int sleep(sqlite3_vfs*, int microseconds) {
  return system_vfs->xSleep(system_vfs, microseconds);
}
int current_time(sqlite3_vfs*, double* out) {
  return system_vfs->xCurrentTime(system_vfs, out);
}
int current_time_64(sqlite3_vfs*, sqlite3_int64* out) {
  return system_vfs->xCurrentTimeInt64(system_vfs, out);
}
int last_error(sqlite3_vfs*, int, char*) {
  return 0;
}

sqlite3_vfs memory = {2,          sizeof(Handle), 512,           nullptr,    "adsbox-memory", nullptr, open,
                      remove,     access,         full_pathname, nullptr,    nullptr,         nullptr, nullptr,
                      randomness, sleep,          current_time,  last_error, current_time_64, nullptr, nullptr,
                      nullptr};

}  // namespace

const char* memory_vfs() {
  static std::once_flag once;
  std::call_once(once, [] {
    initialize_library();  // sqlite3_vfs_find would start it with its defaults
    system_vfs = sqlite3_vfs_find(nullptr);
    sqlite3_vfs_register(&memory, 0);
  });
  return memory.zName;
}

Contents share_contents(const std::string& path) {
  std::scoped_lock guard(names_mutex);
  const auto it = names().find(path);
  if (it == names().end()) return {};
  std::shared_lock lock(it->second->mutex);
  return it->second->contents;
}

void put_contents(const std::string& path, Contents contents) {
  auto file = std::make_shared<File>();
  file->contents = std::move(contents);
  std::scoped_lock guard(names_mutex);
  names()[path] = std::move(file);
}

std::string unique_memory_path() {
  static std::atomic<std::uint64_t> next{0};
  return "/adsbox-memory/" + std::to_string(next.fetch_add(1));
}

}  // namespace adsbox::store::sqlite
