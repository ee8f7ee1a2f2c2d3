// Files in memory for SQLite, with the shared-memory calls that WAL needs: a store without a path runs the very code of a store
// with one (snapshots, readers beside a writer, group commit), only that nothing survives it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace adsbox::store::sqlite {

/// The bytes of a file. A copy shares the chunks; the file copies a shared one before it writes to it.
struct Contents {
  static constexpr std::size_t chunk_size = std::size_t{32} * 1024;
  std::vector<std::shared_ptr<char[]>> chunks;
  std::int64_t size = 0;
};

/// Registers the file system once and returns its name for Connection::Options::vfs.
const char* memory_vfs();

/// A path in it that nobody else uses. Its files vanish when the last connection closes.
std::string unique_memory_path();

/// What a file has at the moment; empty when there is no such file.
Contents share_contents(const std::string& path);
/// Makes a file with these contents, before any connection opens it.
void put_contents(const std::string& path, Contents contents);

}  // namespace adsbox::store::sqlite
