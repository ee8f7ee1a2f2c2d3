// The tables of a store and how they came to be what they are.
//
// Each kind has a table of its own, `rows_<kind>`, made when the first row arrives:
//   id        integer primary key: rows lie in order of id, so a scan is sequential and an insert of new ids appends
//   account, parent, status, modified, key, body: as in store::RowView
//   by_parent_<kind>  (parent, key): one index serves both the children of a parent and the natural key. Children of one
//                     parent lie together, so a batch of keywords for an ad group touches few pages; ids come from it
//                     unordered and are sorted by the query (an `in (...)` list of ids).
//   by_account_<kind> (account, modified): only on large kinds where somebody has asked for what is another's to a good part, or
//                     for what has changed
//   by_key_<kind>     (key): only on kinds where somebody has asked for a key anywhere
// `tally` holds the number of rows by kind and account, so that limits are checked without counting. `sequence` holds counters.
// A table of its own per kind measured 1.3 to 2 times the speed of one clustered table for all (bench/store).
#pragma once

#include <array>
#include <string>
#include <vector>

#include "store/sqlite/connection.h"
#include "store/sqlite/kinds.h"
#include "store/store.h"

namespace adsbox::store::sqlite {

/// Marks the file as ours ("adsB").
inline constexpr std::int64_t kApplicationId = 0x61647342;

/// The version of the layout that this program reads and writes.
int schema_version();

/// Throws StorageFailure when the file is not ours or is from a newer program. Changes nothing.
void check_identity(Connection& connection);

/// Brings a new or older file to the present layout in one transaction.
void migrate(Connection& connection);

/// Kinds that have a table, and those that have an index of their own, by Index.
struct Existing {
  std::vector<Kind> tables;
  std::array<std::vector<Kind>, kIndexes> indexes;
};
Existing existing_kinds(Connection& connection);
/// Names of the sequences that have given a number, in order.
std::vector<std::string> used_sequences(Connection& connection);

std::string create_kind(Kind kind);
std::string create_index(Index index, Kind kind);
std::string statement_text(Op op, Kind kind);

/// One step of the path. `once` runs once, `per_kind` for every kind's table with `{k}` standing for its number.
struct Migration {
  int to;
  const char* once;
  const char* per_kind;
};
/// For tests: along another path.
void migrate(Connection& connection, const std::vector<Migration>& path);

}  // namespace adsbox::store::sqlite
