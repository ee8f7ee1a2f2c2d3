// The peer of benchmarks of storing: what a program would write against SQLite by hand. A table with an index on the parent and a
// unique index on the key, WAL and synchronous=FULL.
#pragma once

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "store/store.h"

namespace adsbox::bench {

class BareSqlite {
 public:
  BareSqlite(const std::string& path, int page_size) {
    sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    run("pragma page_size=" + std::to_string(page_size) +
        "; pragma journal_mode=wal; pragma synchronous=full;"
        "create table keyword(id integer primary key, account, parent, status, modified, key text, body blob);"
        "create index by_parent on keyword(parent); create unique index by_key on keyword(parent, key)");
    insert_ = prepare("insert into keyword values(?1,?2,?3,?4,?5,?6,?7)");
    get_ = prepare("select account,parent,status,modified,key,body from keyword where id=?1");
    scan_ = prepare("select id,account,parent,status,modified,key,body from keyword where parent=?1 order by id");
  }
  ~BareSqlite() {
    for (auto* s : {insert_, get_, scan_}) sqlite3_finalize(s);
    sqlite3_close(db_);
  }
  BareSqlite(const BareSqlite&) = delete;
  BareSqlite& operator=(const BareSqlite&) = delete;

  void run(const std::string& sql) { check(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr)); }
  void put(const store::RowView& row) {
    sqlite3_bind_int64(insert_, 1, row.id);
    sqlite3_bind_int64(insert_, 2, row.account);
    sqlite3_bind_int64(insert_, 3, row.parent);
    sqlite3_bind_int64(insert_, 4, row.status);
    sqlite3_bind_int64(insert_, 5, row.modified);
    sqlite3_bind_text(insert_, 6, row.key.data(), static_cast<int>(row.key.size()), SQLITE_STATIC);
    sqlite3_bind_blob(insert_, 7, row.body.data(), static_cast<int>(row.body.size()), SQLITE_STATIC);
    if (sqlite3_step(insert_) != SQLITE_DONE) check(SQLITE_ERROR);
    sqlite3_reset(insert_);
  }
  /// `put_all` in one transaction.
  template <class PutAll>
  void commit(PutAll&& put_all) {
    run("begin immediate");
    put_all();
    run("commit");
  }
  /// Bytes of the body.
  int get(std::int64_t id) {
    sqlite3_bind_int64(get_, 1, id);
    if (sqlite3_step(get_) != SQLITE_ROW) check(SQLITE_ERROR);
    const store::Row copy(store::RowView{id, sqlite3_column_int64(get_, 0), sqlite3_column_int64(get_, 1),
                                         sqlite3_column_int(get_, 2), sqlite3_column_int64(get_, 3), column(get_, 4),
                                         column(get_, 5)});
    sqlite3_reset(get_);
    return static_cast<int>(copy.body.size());
  }
  std::size_t scan(std::int64_t parent) {
    sqlite3_bind_int64(scan_, 1, parent);
    std::size_t bytes = 0;
    while (sqlite3_step(scan_) == SQLITE_ROW) bytes += column(scan_, 5).size() + column(scan_, 6).size();
    sqlite3_reset(scan_);
    return bytes;
  }

 private:
  static std::string_view column(sqlite3_stmt* s, int i) {
    return {static_cast<const char*>(sqlite3_column_blob(s, i)), static_cast<std::size_t>(sqlite3_column_bytes(s, i))};
  }
  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* s = nullptr;
    check(sqlite3_prepare_v2(db_, sql, -1, &s, nullptr));
    return s;
  }
  void check(int rc) {
    if (rc == SQLITE_OK) return;
    std::fprintf(stderr, "bare SQLite: %s\n", sqlite3_errmsg(db_));
    std::exit(1);
  }
  sqlite3* db_ = nullptr;
  sqlite3_stmt *insert_ = nullptr, *get_ = nullptr, *scan_ = nullptr;
};

}  // namespace adsbox::bench
