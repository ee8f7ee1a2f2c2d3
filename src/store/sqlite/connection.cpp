#include "store/sqlite/connection.h"

#include <algorithm>
#include <mutex>

#include "store/sqlite/schema.h"

namespace adsbox::store::sqlite {

namespace {

/// A statement costs about 3 KB; a connection that met every operation of every kind must stay small.
constexpr std::size_t kMaxStatements = 96;

[[noreturn]] void fail(sqlite3* db, std::string_view doing) {
  throw StorageFailure(std::string(doing) + ": " + (db != nullptr ? sqlite3_errmsg(db) : "out of memory"));
}

}  // namespace

void initialize_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    // A connection belongs to one thread at a time, so its own mutex is only cost; the counters of memory in use would be one
    // lock for all threads. Both are refused without harm when somebody has started the library before.
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    // By default a connection threads free lists through 270 KB before it is asked anything: most of the pages that opening a
    // small file touches. Pages of the cache come one by one instead, and small objects from a smaller pool.
    sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0);
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 512, 32);
    sqlite3_initialize();
  });
}

Loan::~Loan() {
  if (statement_ == nullptr) return;
  if (busy_ == nullptr) {
    sqlite3_finalize(statement_);
    return;
  }
  sqlite3_reset(statement_);
  *busy_ = false;
}

void Loan::fail() const {
  sqlite::fail(sqlite3_db_handle(statement_), "statement");
}

Loan& Loan::bind(int index, std::int64_t value) {
  if (sqlite3_bind_int64(statement_, index, value) != SQLITE_OK) fail();
  return *this;
}

Loan& Loan::bind_text(int index, std::string_view value) {
  // A null pointer would be SQL NULL, and an empty view may carry one.
  const char* data = value.empty() ? "" : value.data();
  if (sqlite3_bind_text64(statement_, index, data, value.size(), SQLITE_STATIC, SQLITE_UTF8) != SQLITE_OK) fail();
  return *this;
}

Loan& Loan::bind_blob(int index, std::string_view value) {
  const char* data = value.empty() ? "" : value.data();
  if (sqlite3_bind_blob64(statement_, index, data, value.size(), SQLITE_STATIC) != SQLITE_OK) fail();
  return *this;
}

bool Loan::step() {
  const int rc = sqlite3_step(statement_);
  if (rc == SQLITE_ROW) return true;
  if (rc == SQLITE_DONE) return false;
  fail();
}

void Loan::run() {
  while (step()) {
  }
  reset();
}

std::string_view Loan::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return data == nullptr ? std::string_view{} : std::string_view{data, size};
}

Connection::Connection(const Options& options) {
  initialize_library();
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (options.create ? SQLITE_OPEN_CREATE : 0);
  try {
    if (sqlite3_open_v2(options.path.c_str(), &db_, flags, options.vfs) != SQLITE_OK) fail(db_, "open " + options.path);
    sqlite3_busy_timeout(db_, 10'000);
    sqlite3_extended_result_codes(db_, 1);
    // Page size: 8 KiB writes a batch of 1,000 rows 20 to 35 % faster than 4 KiB, and 16 KiB no faster than 8 (bench/store). No
    // memory map: what it saves in copies (under 5 % of a cached read) it costs in resident memory on a large file, and a disk
    // error would be a signal in place of an error.
    execute(
        "pragma page_size=8192; pragma temp_store=memory; pragma secure_delete=off; pragma mmap_size=0; pragma "
        "wal_autocheckpoint=0; "
        "pragma foreign_keys=off; pragma journal_size_limit=16777216; pragma cache_size=-" +
        std::to_string(options.cache_kib) + "; pragma synchronous=" + (options.durable ? "full" : "off"));
  } catch (...) {
    sqlite3_close_v2(db_);
    throw;
  }
}

Connection::~Connection() {
  for (auto& [key, entry] : cache_) sqlite3_finalize(entry.statement);
  sqlite3_close_v2(db_);
}

void Connection::execute(const std::string& sql) {
  if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(db_, sql);
}

std::int64_t Connection::query_integer(const std::string& sql) {
  Loan loan(prepare(sql, false), nullptr);
  return loan.step() ? loan.integer(0) : 0;
}

sqlite3_stmt* Connection::prepare(const std::string& sql, bool may_be_missing) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(db_, sql.c_str(), static_cast<int>(sql.size() + 1), SQLITE_PREPARE_PERSISTENT, &statement, nullptr) ==
      SQLITE_OK)
    return statement;
  // A snapshot that is older than the kind's table (or index) has no rows of it.
  if (may_be_missing && sqlite3_errcode(db_) == SQLITE_ERROR && std::string_view(sqlite3_errmsg(db_)).starts_with("no such "))
    return nullptr;
  fail(db_, sql);
}

Loan Connection::statement(Op op, Kind kind) {
  auto& entry = cache_[static_cast<std::uint32_t>(kind) << 8 | static_cast<std::uint32_t>(op)];
  entry.used = ++uses_;
  if (entry.busy) return Loan(prepare(statement_text(op, kind), true), nullptr);
  if (entry.statement == nullptr) {
    entry.statement = prepare(statement_text(op, kind), true);
    if (entry.statement == nullptr) return {};
    if (cache_.size() > kMaxStatements) evict();
  }
  return Loan(entry.statement, &entry.busy);
}

void Connection::forget(Kind kind) {
  std::erase_if(cache_, [&](auto& item) {
    if (item.first >> 8 != kind) return false;
    sqlite3_finalize(item.second.statement);
    return true;
  });
}

void Connection::evict() {
  // The older half of those at rest; `uses_` marks the one that is about to be lent.
  std::uint64_t oldest = uses_, newest = 0;
  for (const auto& [key, entry] : cache_) {
    oldest = std::min(oldest, entry.used);
    newest = std::max(newest, entry.used);
  }
  const auto limit = oldest + (newest - oldest) / 2;
  std::erase_if(cache_, [&](auto& item) {
    auto& entry = item.second;
    if (entry.busy || entry.used == uses_ || entry.used > limit) return false;
    sqlite3_finalize(entry.statement);
    return true;
  });
}

}  // namespace adsbox::store::sqlite
