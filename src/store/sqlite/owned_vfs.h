// The system's files, owned: as long as a store has a database open, no other process (nor another store of this one) can open
// it, and so the locks and the WAL index live in this process's memory (in_process.h) in place of shared files.
#pragma once

#include <string>

namespace adsbox::store::sqlite {

/// Registers the file system once and returns its name for Connection::Options::vfs. Databases opened through it must be held by
/// an Ownership.
const char* owned_vfs();

/// Keeps everybody else away from a database for as long as it lives. SQLite programs of other processes (its shell, for one) are
/// told that the database is locked.
class Ownership {
 public:
  Ownership() = default;  // of nothing
  /// Throws StorageFailure when somebody else has the database.
  explicit Ownership(const std::string& path);
  Ownership(const Ownership&) = delete;
  Ownership& operator=(const Ownership&) = delete;
  ~Ownership();

 private:
  int fd_ = -1;
};

}  // namespace adsbox::store::sqlite
