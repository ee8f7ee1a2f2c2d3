#include "store/sqlite/schema.h"

#include <charconv>

namespace adsbox::store::sqlite {

namespace {

/// The whole history, oldest first. A released step never changes; a new layout is a new step (and create_kind's present form).
const std::vector<Migration>& path() {
  static const std::vector<Migration> steps = {
      {1,
       "create table tally(kind integer not null, account integer not null, n integer not null, primary key(kind, account)) "
       "without rowid;"
       "create table sequence(name text primary key, next integer not null) without rowid;",
       ""},
  };
  return steps;
}

std::string with_kind(std::string_view sql, Kind kind) {
  std::string out;
  out.reserve(sql.size() + 32);
  const auto number = std::to_string(kind);
  for (std::size_t at = 0;;) {
    const auto hit = sql.find("{k}", at);
    out += sql.substr(at, hit - at);
    if (hit == std::string_view::npos) return out;
    out += number;
    at = hit + 3;
  }
}

constexpr std::string_view index_names[kIndexes] = {"by_key_", "by_account_"};

std::string_view statement_template(Op op) {
  // Column order of every row query: id, account, parent, status, modified, key, body.
  switch (op) {
    case Op::get:
      return "select id,account,parent,status,modified,key,body from rows_{k} where id=?1";
    case Op::scan_parent:
      return "select id,account,parent,status,modified,key,body from rows_{k} where id in "
             "(select id from rows_{k} indexed by by_parent_{k} where parent=?1) order by id";
    case Op::parent_bounds:
      return "select min(id),max(id),count(*) from rows_{k} indexed by by_parent_{k} where parent=?1";
    case Op::scan_range:
      return "select id,account,parent,status,modified,key,body from rows_{k} where id between ?1 and ?2 and +parent=?3 order by "
             "id";
    case Op::scan_account:
      return "select id,account,parent,status,modified,key,body from rows_{k} where id in "
             "(select id from rows_{k} indexed by by_account_{k} where account=?1 and modified>=?2) order by id";
    case Op::scan_account_table:
      return "select id,account,parent,status,modified,key,body from rows_{k} not indexed where account=?1 and modified>=?2 "
             "order by id";
    case Op::scan_kind:
      return "select id,account,parent,status,modified,key,body from rows_{k} where id>?1 order by id";
    case Op::scan_key:
      // Within one key the index is in the order of ids: nothing is sorted.
      return "select id,account,parent,status,modified,key,body from rows_{k} indexed by by_parent_{k} where parent=?1 and "
             "key=?2 "
             "order by id";
    case Op::key_anywhere:
      return "select id,account,parent,status,modified,key,body from rows_{k} indexed by by_key_{k} where key=?1 and key<>'' "
             "order by id";
    case Op::key_anywhere_loose:
      // Hops from parent to parent through by_parent: one seek a parent, no matter how many rows each has.
      return "with recursive p(x) as (select min(parent) from rows_{k} union all "
             "select (select min(parent) from rows_{k} where parent>p.x) from p where p.x is not null) "
             "select id,account,parent,status,modified,key,body from rows_{k} where id in "
             "(select r.id from p cross join rows_{k} r indexed by by_parent_{k} on r.parent=p.x where r.key=?1) order by id";
    case Op::count_parent:
      return "select count(*) from rows_{k} indexed by by_parent_{k} where parent=?1";
    case Op::insert:
      return "insert or ignore into rows_{k}(id,account,parent,status,modified,key,body) values(?1,?2,?3,?4,?5,?6,?7)";
    case Op::probe:
      return "select account,parent,key from rows_{k} where id=?1";
    case Op::update_body:
      return "update rows_{k} set status=?2,modified=?3,body=?4 where id=?1";
    case Op::update_all:
      return "update rows_{k} set account=?2,parent=?3,status=?4,modified=?5,key=?6,body=?7 where id=?1";
    case Op::erase:
      return "delete from rows_{k} where id=?1 returning account";
    case Op::tally:
      return "select n from tally where kind=?1 and account=?2";
    case Op::tally_total:
      return "select sum(n) from tally where kind=?1";
    case Op::tally_add:
      return "insert into tally values(?1,?2,?3) on conflict(kind,account) do update set n=n+?3";
    case Op::sequence:
      return "select next from sequence where name=?1";
    case Op::set_sequence:
      return "insert into sequence values(?1,?2) on conflict(name) do update set next=?2";
    case Op::begin:
      return "begin";
    case Op::begin_write:
      return "begin immediate";
    case Op::pin:
      return "select 1 from sqlite_schema limit 1";
    case Op::commit:
      return "commit";
    case Op::rollback:
      return "rollback";
    case Op::savepoint:
      return "savepoint job";
    case Op::release:
      return "release job";
    case Op::rollback_to:
      return "rollback to job";
  }
  return "";
}

}  // namespace

int schema_version() {
  return path().back().to;
}

void migrate(Connection& connection) {
  migrate(connection, path());
}

void check_identity(Connection& connection) {
  const auto application = connection.query_integer("pragma application_id");
  const auto version = connection.query_integer("pragma user_version");
  if (application != kApplicationId &&
      (application != 0 || version != 0 || connection.query_integer("select count(*) from sqlite_schema") != 0))
    throw StorageFailure("the file is not a store of adsbox");
  if (version > schema_version())
    throw StorageFailure("the file has layout " + std::to_string(version) + ", newer than this program's " +
                         std::to_string(schema_version()));
}

void migrate(Connection& connection, const std::vector<Migration>& path) {
  const auto version = connection.query_integer("pragma user_version");
  if (version >= path.back().to) return;
  connection.execute("begin immediate");
  try {
    for (const auto& step : path) {
      if (step.to <= version) continue;
      connection.execute(step.once);
      if (*step.per_kind != 0)
        for (const auto kind : existing_kinds(connection).tables) connection.execute(with_kind(step.per_kind, kind));
    }
    connection.execute("pragma application_id=" + std::to_string(kApplicationId) +
                       "; pragma user_version=" + std::to_string(path.back().to) + "; commit");
  } catch (...) {
    if (connection.in_transaction()) connection.execute("rollback");
    throw;
  }
}

Existing existing_kinds(Connection& connection) {
  Existing found;
  const auto collect = [&](const char* type, std::string_view prefix, std::vector<Kind>& into) {
    sqlite3_stmt* raw = nullptr;
    const auto sql = "select name from sqlite_schema where type='" + std::string(type) + "'";
    if (sqlite3_prepare_v2(connection.handle(), sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
      throw StorageFailure(sqlite3_errmsg(connection.handle()));
    Loan names(raw, nullptr);
    while (names.step()) {
      const auto name = names.bytes(0);
      Kind kind = 0;
      if (name.starts_with(prefix) &&
          std::from_chars(name.data() + prefix.size(), name.data() + name.size(), kind).ec == std::errc())
        into.push_back(kind);
    }
  };
  collect("table", "rows_", found.tables);
  for (std::size_t i = 0; i < kIndexes; ++i) collect("index", index_names[i], found.indexes[i]);
  return found;
}

std::vector<std::string> used_sequences(Connection& connection) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(connection.handle(), "select name from sequence order by name", -1, &raw, nullptr) != SQLITE_OK)
    throw StorageFailure(sqlite3_errmsg(connection.handle()));
  Loan names(raw, nullptr);
  std::vector<std::string> found;
  while (names.step()) found.emplace_back(names.bytes(0));
  return found;
}

std::string create_kind(Kind kind) {
  return with_kind(
      "create table rows_{k}(id integer primary key, account integer not null, parent integer not null, status integer not null, "
      "modified integer not null, key text not null, body blob not null);"
      "create index by_parent_{k} on rows_{k}(parent, key);",
      kind);
}

std::string create_index(Index index, Kind kind) {
  return with_kind(index == Index::by_key ? "create index if not exists by_key_{k} on rows_{k}(key) where key<>''"
                                          : "create index if not exists by_account_{k} on rows_{k}(account, modified)",
                   kind);
}

std::string statement_text(Op op, Kind kind) {
  return with_kind(statement_template(op), kind);
}

}  // namespace adsbox::store::sqlite
