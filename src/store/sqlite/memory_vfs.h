// Files in memory for SQLite, with the shared-memory calls that WAL needs: a store without a path runs the very code of a store
// with one (snapshots, readers beside a writer, group commit), only that nothing survives it.
#pragma once

#include <string>

namespace adsbox::store::sqlite {

/// Registers the file system once and returns its name for Connection::Options::vfs.
const char* memory_vfs();

/// A path in it that nobody else uses. Its files vanish when the last connection closes.
std::string unique_memory_path();

}  // namespace adsbox::store::sqlite
