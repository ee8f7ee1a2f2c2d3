#include "store/sqlite/queries.h"

namespace adsbox::store::sqlite {

namespace {

RowView row_at(const Loan& rows) {
  return {rows.integer(0), rows.integer(1), rows.integer(2), static_cast<std::int32_t>(rows.integer(3)),
          rows.integer(4), rows.bytes(5),   rows.bytes(6)};
}

}  // namespace

void Queries::visit_all(Loan& rows, const Visitor& visit) const {
  while (rows.step()) {
    if (copy_ ? !visit(Row(row_at(rows)).view()) : !visit(row_at(rows))) return;
  }
}

std::optional<Row> Queries::get(Kind kind, std::int64_t id) {
  if (!kinds_.may_have_table(kind)) return std::nullopt;
  auto rows = connection_.statement(Op::get, kind);
  if (!rows || !rows.bind(1, id).step()) return std::nullopt;
  return Row(row_at(rows));
}

void Queries::scan_parent(Kind kind, std::int64_t parent, const Visitor& visit) {
  if (!kinds_.may_have_table(kind)) return;
  std::int64_t first = 0, last = 0, count = 0;
  {
    auto bounds = connection_.statement(Op::parent_bounds, kind);
    if (!bounds || !bounds.bind(1, parent).step()) return;
    first = bounds.integer(0), last = bounds.integer(1), count = bounds.integer(2);
  }
  if (count == 0) return;
  // Children that were put one after the other lie side by side: reading that part of the table in its order costs a fraction of
  // looking each of them up.
  const bool side_by_side = last - first < 2 * count;
  auto rows = connection_.statement(side_by_side ? Op::scan_range : Op::scan_parent, kind);
  if (side_by_side)
    visit_all(rows.bind(1, first).bind(2, last).bind(3, parent), visit);
  else
    visit_all(rows.bind(1, parent), visit);
}

void Queries::scan_account(Kind kind, std::int64_t account, std::int64_t modified_since, const Visitor& visit) {
  if (!kinds_.may_have_table(kind)) return;
  // A table with few rows, and one that the account owns much of when all of it is asked for, is read from end to end: that is
  // faster than collecting ids from the index and needs no memory for them.
  const bool indexed = kinds_.has(Index::by_account, kind);
  const auto whole_table = [&] {
    constexpr std::int64_t few = 100;
    if (indexed && modified_since > 0) return false;
    auto total = connection_.statement(Op::tally_total);
    if (!total.bind(1, kind).step()) return true;
    const auto rows = total.integer(0);
    return rows <= few || (modified_since <= 0 && count_account(kind, account) * 4 >= rows);
  };
  if (!whole_table()) {
    if (indexed) {
      // A snapshot from before the index has none: fall through.
      if (auto rows = connection_.statement(Op::scan_account, kind))
        return visit_all(rows.bind(1, account).bind(2, modified_since), visit);
    } else {
      kinds_.want(Index::by_account, kind);
    }
  }
  auto rows = connection_.statement(Op::scan_account_table, kind);
  if (rows) visit_all(rows.bind(1, account).bind(2, modified_since), visit);
}

void Queries::scan_kind(Kind kind, std::int64_t after_id, const Visitor& visit) {
  if (!kinds_.may_have_table(kind)) return;
  auto rows = connection_.statement(Op::scan_kind, kind);
  if (rows) visit_all(rows.bind(1, after_id), visit);
}

void Queries::scan_key(Kind kind, std::int64_t parent, std::string_view key, const Visitor& visit) {
  if (key.empty() || !kinds_.may_have_table(kind)) return;
  auto rows = connection_.statement(Op::scan_key, kind);
  if (rows) visit_all(rows.bind(1, parent).bind_text(2, key), visit);
}

void Queries::scan_key_anywhere(Kind kind, std::string_view key, const Visitor& visit) {
  if (key.empty() || !kinds_.may_have_table(kind)) return;
  if (kinds_.has(Index::by_key, kind)) {
    // A snapshot from before the index has none: fall through.
    if (auto rows = connection_.statement(Op::key_anywhere, kind)) return visit_all(rows.bind_text(1, key), visit);
  } else {
    kinds_.want(Index::by_key, kind);
  }
  auto rows = connection_.statement(Op::key_anywhere_loose, kind);
  if (rows) visit_all(rows.bind_text(1, key), visit);
}

std::int64_t Queries::count_parent(Kind kind, std::int64_t parent) {
  if (!kinds_.may_have_table(kind)) return 0;
  auto rows = connection_.statement(Op::count_parent, kind);
  return rows && rows.bind(1, parent).step() ? rows.integer(0) : 0;
}

std::int64_t Queries::count_account(Kind kind, std::int64_t account) {
  auto rows = connection_.statement(Op::tally);
  return rows.bind(1, kind).bind(2, account).step() ? rows.integer(0) : 0;
}

}  // namespace adsbox::store::sqlite
