// What the connections of a store share about its database: the lock of the file, the WAL index and the index's locks. SQLite
// keeps them in locked files so that several processes can share them, at two to four system calls a transaction. A store belongs
// to one process: ordinary mutexes do.
#pragma once

#include <sqlite3.h>

#include <array>
#include <memory>
#include <mutex>
#include <vector>

namespace adsbox::store::sqlite {

/// The lock of a database file (SQLITE_LOCK_NONE to SQLITE_LOCK_EXCLUSIVE).
class DatabaseLock {
 public:
  // As sqlite3_io_methods' xLock, xUnlock and xCheckReservedLock; `level` is what the connection holds.
  int lock(int& level, int wanted);
  void unlock(int& level, int wanted);
  bool reserved();

 private:
  std::mutex mutex_;
  int shared_ = 0;
  bool reserved_ = false, pending_ = false, exclusive_ = false;
};

/// The WAL index, shared memory in SQLite's words, with its eight locks.
class SharedIndex {
 public:
  /// What one connection holds.
  struct User {
    unsigned shared = 0, exclusive = 0;  // bits of locks
    bool mapped = false;
  };

  // As sqlite3_io_methods' xShmMap, xShmLock, xShmBarrier and xShmUnmap.
  int map(User& user, int region, int size, bool extend, void volatile** out);
  int lock(User& user, int offset, int n, int flags);
  void barrier();
  void unmap(User& user, bool remove);

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<char[]>> regions_;
  std::array<int, SQLITE_SHM_NLOCK> locks_{};  // -1 exclusive, otherwise the number of shared holders
  int mapped_ = 0;
};

}  // namespace adsbox::store::sqlite
