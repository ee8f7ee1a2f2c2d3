// Storage of one world: rows of entities, found by id, parent, natural key or time. Implementations: sqlite/, memory by SQLite's
// own in-memory database, later postgres/. The conformance test (store_conformance_test.cpp) runs on all of them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace adsbox::store {

/// What a row is: the storage number of its contract (or internal) type's root, e.g. Campaign's.
using Kind = std::uint16_t;

struct RowView {
  std::int64_t id = 0;
  std::int64_t account = 0;  // 0 = none
  std::int64_t parent = 0;   // 0 = none
  std::int32_t status = 0;   // meaning is the kind's own; rows that are gone are erased or carry the kind's deleted status
  std::int64_t modified = 0; // ticks of the world's clock (DateTime::ticks)
  std::string_view key;      // natural key within the parent; empty = none
  std::string_view body;     // binary codec
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

/// Called per row; return false to stop. The views die with the call.
using Visitor = std::function<bool(const RowView&)>;

/// A consistent snapshot. Rows come in ascending id.
class Reader {
 public:
  virtual ~Reader() = default;
  virtual std::optional<Row> get(Kind kind, std::int64_t id) = 0;
  virtual void scan_parent(Kind kind, std::int64_t parent, const Visitor& visit) = 0;
  virtual void scan_account(Kind kind, std::int64_t account, std::int64_t modified_since, const Visitor& visit) = 0;
  virtual void scan_kind(Kind kind, std::int64_t after_id, const Visitor& visit) = 0;
  /// Rows of one natural key under a parent, and anywhere. Keys need not be unique; the caller decides.
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

class Store {
 public:
  virtual ~Store() = default;
  /// Runs `work` on a snapshot. Concurrent with everything.
  virtual void read(const std::function<void(Reader&)>& work) = 0;
  /// Runs `work` in a write transaction and returns when it is durable. `work` returning false, or throwing, rolls back.
  /// Writers of one world take turns; commits are grouped.
  virtual bool write(const std::function<bool(Writer&)>& work) = 0;
  /// Changes whenever anything of `kind` under `parent` may have changed (after the commit): the key of caches.
  virtual std::uint64_t version(Kind kind) const = 0;
  virtual void snapshot_to(const std::string& path) = 0;
};

/// A file (WAL, durable) or, with an empty path, memory.
std::unique_ptr<Store> open_sqlite(const std::string& path);

}  // namespace adsbox::store
