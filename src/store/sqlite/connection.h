// One SQLite connection with its cached statements. Not thread-safe: whoever holds a connection has it alone.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/store.h"

namespace adsbox::store::sqlite {

/// Settings of the library as a whole; must run before the first connection is opened. Repeatable.
void initialize_library();

/// A prepared statement on loan from a connection's cache. It is reset and handed back when the loan ends. A statement that is
/// already on loan (a visitor that scans inside a scan) gives a fresh twin.
class Loan {
 public:
  Loan() = default;
  Loan(sqlite3_stmt* statement, bool* busy) : statement_(statement), busy_(busy) {
    if (busy_ != nullptr) *busy_ = true;
  }
  Loan(Loan&& o) noexcept : statement_(o.statement_), busy_(o.busy_) { o.statement_ = nullptr; }
  Loan& operator=(Loan&&) = delete;
  ~Loan();

  explicit operator bool() const { return statement_ != nullptr; }
  Loan& bind(int index, std::int64_t value);
  /// The bytes must live until the loan ends or the parameter is bound again.
  Loan& bind_text(int index, std::string_view value);
  Loan& bind_blob(int index, std::string_view value);
  /// True when there is a row. Throws StorageFailure.
  bool step();
  /// Steps a statement that gives no rows, and makes it ready for new parameters.
  void run();
  void reset() { sqlite3_reset(statement_); }
  [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  /// Valid until the next step.
  [[nodiscard]] std::string_view bytes(int column) const;

 private:
  [[noreturn]] void fail() const;
  sqlite3_stmt* statement_ = nullptr;
  bool* busy_ = nullptr;  // nullptr: a twin, finalized at the end
};

/// What a cached statement does; with the kind it is the statement's identity.
enum class Op : std::uint8_t {
  get,
  scan_parent,
  parent_bounds,
  scan_range,
  scan_account,
  scan_account_table,
  scan_kind,
  scan_key,
  key_anywhere,
  key_anywhere_loose,
  count_parent,
  insert,
  probe,
  update_body,
  update_all,
  erase,
  // Below: statements that belong to no kind.
  tally,
  tally_total,
  tally_add,
  sequence,
  set_sequence,
  begin,
  begin_write,
  pin,
  commit,
  rollback,
  savepoint,
  release,
  rollback_to,
};

class Connection {
 public:
  struct Options {
    std::string path;
    const char* vfs = nullptr;  // nullptr: the system's files
    bool durable = true;        // synchronous=FULL, or OFF
    int cache_kib = 1024;
    bool create = false;
  };
  /// Throws StorageFailure when the file can't be opened.
  explicit Connection(const Options& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] sqlite3* handle() const { return db_; }
  void execute(const std::string& sql);
  [[nodiscard]] std::int64_t query_integer(const std::string& sql);
  /// The statement of (op, kind). An empty loan when the snapshot has no such table or index.
  Loan statement(Op op, Kind kind = 0);
  void run(Op op) { statement(op).run(); }
  /// Drops the cached statements of a kind whose table was rolled back: they would fail where a new one finds that it is missing.
  /// None of them may be on loan.
  void forget(Kind kind);
  /// Leaves what is in the WAL there when it closes.
  void close_without_checkpoint() { sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr); }
  [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
  /// Rows changed by the last insert, update or delete.
  [[nodiscard]] int changes() const { return sqlite3_changes(db_); }

 private:
  struct Entry {
    sqlite3_stmt* statement = nullptr;
    bool busy = false;
    std::uint64_t used = 0;
  };
  sqlite3_stmt* prepare(const std::string& sql, bool may_be_missing);
  void evict();

  sqlite3* db_ = nullptr;
  std::unordered_map<std::uint32_t, Entry> cache_;  // node-based: the address of `busy` is stable
  std::uint64_t uses_ = 0;
};

}  // namespace adsbox::store::sqlite
