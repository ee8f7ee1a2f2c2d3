// Storage of one world: rows of entities, found by id, parent, natural key or time. Implementations: sqlite/, memory by SQLite's
// own in-memory database, later postgres/. The tests of StoreTest (store_fixture.h) run on all of them.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace adsbox::store {

/// What a row is: the storage number of its contract (or internal) type's root, e.g. Campaign's.
using Kind = std::uint16_t;

struct RowView {
  std::int64_t id = 0;
  std::int64_t account = 0;   // 0 = none
  std::int64_t parent = 0;    // 0 = none
  std::int32_t status = 0;    // meaning is the kind's own; rows that are gone are erased or carry the kind's deleted status
  std::int64_t modified = 0;  // ticks of the world's clock (DateTime::ticks)
  std::string_view key;       // natural key within the parent; empty = none
  std::string_view body;      // binary codec
};

struct Row {
  std::int64_t id = 0, account = 0, parent = 0;
  std::int32_t status = 0;
  std::int64_t modified = 0;
  std::string key;
  std::string body;
  Row() = default;
  explicit Row(const RowView& v)
      : id(v.id), account(v.account), parent(v.parent), status(v.status), modified(v.modified), key(v.key), body(v.body) {}
  [[nodiscard]] RowView view() const { return {id, account, parent, status, modified, key, body}; }
};

/// The storage itself failed: disk full, an I/O error, a damaged file. Thrown out of read() and write() (after rollback), as
/// bad_alloc would be: nobody below the gateway can do anything about it, and an answer made without the row would be wrong.
class StorageFailure : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Called per row; return false to stop. The views die with the call. A visitor may read, and under a Writer also write: whether
/// the scan meets rows that the visitor adds is not said, rows that it changes or erases do no harm.
using Visitor = std::function<bool(const RowView&)>;

/// A consistent snapshot, taken when read() began. Rows come in ascending id.
class Reader {
 public:
  virtual ~Reader() = default;
  virtual std::optional<Row> get(Kind kind, std::int64_t id) = 0;
  virtual void scan_parent(Kind kind, std::int64_t parent, const Visitor& visit) = 0;
  /// Rows of an account with `modified >= modified_since`; 0 for all.
  virtual void scan_account(Kind kind, std::int64_t account, std::int64_t modified_since, const Visitor& visit) = 0;
  /// Rows with `id > after_id`.
  virtual void scan_kind(Kind kind, std::int64_t after_id, const Visitor& visit) = 0;
  /// Rows of one natural key under a parent, and anywhere. Keys need not be unique; the caller decides. An empty key has no rows.
  virtual void scan_key(Kind kind, std::int64_t parent, std::string_view key, const Visitor& visit) = 0;
  virtual void scan_key_anywhere(Kind kind, std::string_view key, const Visitor& visit) = 0;
  virtual std::int64_t count_parent(Kind kind, std::int64_t parent) = 0;
  virtual std::int64_t count_account(Kind kind, std::int64_t account) = 0;
};

/// A write transaction: sees its own writes.
class Writer : public Reader {
 public:
  /// Inserts or replaces.
  virtual void put(Kind kind, const RowView& row) = 0;
  virtual void erase(Kind kind, std::int64_t id) = 0;
  /// Next id of a sequence; the first one is `first` (given once, remembered). Sequences are part of the world.
  virtual std::int64_t next_id(std::string_view sequence, std::int64_t first, std::int64_t count = 1) = 0;
};

/// A copy of a store's committed state in memory. Stores opened from it share its bytes until they change them.
class Image {
 public:
  virtual ~Image() = default;
  [[nodiscard]] virtual std::size_t size() const = 0;  // bytes
  /// Writes it to a file that open_sqlite() opens; replaced if it exists.
  virtual void write_to(const std::string& path) const = 0;
};

/// Time that this thread has spent in read() and write() of all stores, in nanoseconds; waiting for other writers included. What
/// a visitor or a job does counts as well.
std::uint64_t& nanoseconds_in_stores() noexcept;

class Store {
 public:
  virtual ~Store() = default;
  /// Runs `work` on a snapshot. Concurrent with everything.
  virtual void read(const std::function<void(Reader&)>& work) = 0;
  /// Runs `work` in a write transaction and returns when it is durable. `work` returning false, or throwing, rolls back.
  /// Writers of one world take turns; commits are grouped: `work` may run on the thread of another caller of write(). What
  /// `work` throws comes out of write(). Inside `work`, read() sees the committed state only, and write() is refused
  /// (std::logic_error). False means that `work` said no, nothing else.
  virtual bool write(const std::function<bool(Writer&)>& work) = 0;
  /// Changes after every commit that touched rows of `kind`: the key of caches. Costs one load. What was read from a snapshot
  /// opened after version() returned v is current as long as version() returns v.
  virtual std::uint64_t version(Kind kind) const = 0;
  /// What happened to a kind since a version: for caches that are mended rather than made anew. From the first call on the store
  /// keeps the ids of the rows that were put or erased lately.
  struct Changes {
    std::uint64_t version = 0;                     // up to which `ids` tells; a snapshot opened after this call holds all of it
    std::optional<std::vector<std::int64_t>> ids;  // nothing: it is too long ago to be known. One id may stand several times
  };
  [[nodiscard]] virtual Changes changes_since(Kind kind, std::uint64_t version) = 0;
  /// Writes a copy of the present committed state, complete in one file, to `path` (replaced if it exists). Other calls go on
  /// meanwhile. open_sqlite() opens the copy.
  virtual void snapshot_to(const std::string& path) = 0;
  /// The same into memory.
  [[nodiscard]] virtual std::shared_ptr<const Image> image() = 0;
  /// The file is removed next: closing need not bring it up to date.
  virtual void abandon() = 0;
  /// Kinds that have, or had, rows; and names of the sequences that were used.
  [[nodiscard]] virtual std::vector<Kind> kinds() = 0;
  [[nodiscard]] virtual std::vector<std::string> sequences() = 0;
};

/// A file (WAL, durable) or, with an empty path, memory. A file can be open in one store at a time.
/// The error says in words why the file can't be used: no such directory, in use by another process, not a store, made by a newer
/// program, damaged.
std::expected<std::unique_ptr<Store>, std::string> try_open_sqlite(const std::string& path);

/// The same, for paths that can't fail (memory) and callers who have nobody to tell: throws StorageFailure.
std::unique_ptr<Store> open_sqlite(const std::string& path);

/// A store in memory that begins as the image. Throws StorageFailure.
std::unique_ptr<Store> open_image(const Image& image);

}  // namespace adsbox::store
