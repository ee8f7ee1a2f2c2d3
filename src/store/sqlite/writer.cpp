#include "store/sqlite/writer.h"

#include <algorithm>
#include <utility>

#include "store/sqlite/schema.h"

namespace adsbox::store::sqlite {

void SqliteWriter::know_tables(const std::vector<Kind>& kinds) {
  const auto before = std::exchange(has_table_, {});
  for (const auto kind : kinds) mark_table(kind);
  for (std::size_t kind = 0; kind < before.size(); ++kind)
    if (before[kind] && !has_table(static_cast<Kind>(kind))) connection_.forget(static_cast<Kind>(kind));
}

void SqliteWriter::mark_table(Kind kind) {
  if (has_table_.size() <= kind) has_table_.resize(std::size_t{kind} + 1);
  has_table_[kind] = true;
  kinds_.has_table(kind);
}

void SqliteWriter::start() {
  touched_.clear();
  tally_.clear();
  sequences_.clear();
  made_tables_.clear();
  broken_ = false;
}

void SqliteWriter::forget() {
  for (const auto kind : made_tables_) {
    has_table_[kind] = false;
    connection_.forget(kind);
  }
  start();
}

void SqliteWriter::touch(Kind kind, std::int64_t id) {
  // Batches are about one kind: the last entry is nearly always the one.
  auto it = touched_.empty() || touched_.back().kind != kind ? std::ranges::find(touched_, kind, &Kinds::Touched::kind)
                                                             : touched_.end() - 1;
  if (it == touched_.end()) it = touched_.insert(it, {kind, true, {}});
  if (kinds_.watched(kind))
    it->ids.push_back(id);
  else
    it->complete = false;
}

void SqliteWriter::ensure_table(Kind kind) {
  if (has_table(kind)) return;
  connection_.execute(create_kind(kind));
  mark_table(kind);
  made_tables_.push_back(kind);
}

void SqliteWriter::add_to_tally(Kind kind, std::int64_t account, std::int64_t n) {
  // Batches are about one account: the last entry is nearly always the one.
  for (auto it = tally_.rbegin(); it != tally_.rend(); ++it) {
    if (it->kind == kind && it->account == account) {
      it->n += n;
      return;
    }
    if (it - tally_.rbegin() == 8) break;  // a later entry for the same pair adds up as well
  }
  tally_.push_back({kind, account, n});
}

void SqliteWriter::flush_tally() {
  if (tally_.empty()) return;
  auto add = connection_.statement(Op::tally_add);
  for (const auto& t : tally_)
    if (t.n != 0) add.bind(1, t.kind).bind(2, t.account).bind(3, t.n).run();
  tally_.clear();
}

template <class Work>
auto SqliteWriter::watched(Work work) {
  try {
    return work();
  } catch (...) {
    broken_ = true;
    throw;
  }
}

void SqliteWriter::put(Kind kind, const RowView& row) {
  watched([&] { put_row(kind, row); });
}

void SqliteWriter::put_row(Kind kind, const RowView& row) {
  ensure_table(kind);
  touch(kind, row.id);
  {
    auto insert = connection_.statement(Op::insert, kind);
    insert.bind(1, row.id).bind(2, row.account).bind(3, row.parent).bind(4, row.status).bind(5, row.modified);
    insert.bind_text(6, row.key).bind_blob(7, row.body).run();
  }
  if (connection_.changes() != 0)
    add_to_tally(kind, row.account, 1);
  else
    update_row(kind, row);
}

void SqliteWriter::update_row(Kind kind, const RowView& row) {
  std::int64_t old_account = 0;
  bool moved = false;
  {
    auto old = connection_.statement(Op::probe, kind);
    if (!old.bind(1, row.id).step()) throw StorageFailure("a row that exists can't be read");
    old_account = old.integer(0);
    moved = old_account != row.account || old.integer(1) != row.parent || old.bytes(2) != row.key;
  }
  if (!moved) {
    // Most updates leave account, parent and key alone, and then by_parent need not be touched.
    auto update = connection_.statement(Op::update_body, kind);
    update.bind(1, row.id).bind(2, row.status).bind(3, row.modified).bind_blob(4, row.body).run();
    return;
  }
  auto update = connection_.statement(Op::update_all, kind);
  update.bind(1, row.id).bind(2, row.account).bind(3, row.parent).bind(4, row.status).bind(5, row.modified);
  update.bind_text(6, row.key).bind_blob(7, row.body).run();
  if (old_account != row.account) {
    add_to_tally(kind, old_account, -1);
    add_to_tally(kind, row.account, 1);
  }
}

void SqliteWriter::erase(Kind kind, std::int64_t id) {
  if (!has_table(kind)) return;
  watched([&] {
    auto erase = connection_.statement(Op::erase, kind);
    if (!erase.bind(1, id).step()) return;
    add_to_tally(kind, erase.integer(0), -1);
    touch(kind, id);
  });
}

std::int64_t SqliteWriter::next_id(std::string_view sequence, std::int64_t first, std::int64_t count) {
  return watched([&] {
    // Batches take an id a row: a statement each would cost as much as the row.
    auto it = std::ranges::find(sequences_, sequence, &Sequence::name);
    if (it == sequences_.end()) {
      auto stored = connection_.statement(Op::sequence);
      const auto next = stored.bind_text(1, sequence).step() ? stored.integer(0) : first;
      it = sequences_.insert(it, {std::string(sequence), next});
    }
    return std::exchange(it->next, it->next + count);
  });
}

void SqliteWriter::flush_sequences() {
  for (const auto& s : sequences_) connection_.statement(Op::set_sequence).bind_text(1, s.name).bind(2, s.next).run();
  sequences_.clear();
}

void SqliteWriter::finish() {
  flush_tally();
  flush_sequences();
}

}  // namespace adsbox::store::sqlite
