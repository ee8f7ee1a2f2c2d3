// The write transaction: puts and erases of one job, with what must happen when the job succeeds or fails.
#pragma once

#include <string>
#include <vector>

#include "store/sqlite/queries.h"

namespace adsbox::store::sqlite {

class SqliteWriter final : public WithQueries<Writer> {
 public:
  SqliteWriter(Connection& connection, Kinds& kinds) : WithQueries(connection, kinds), connection_(connection), kinds_(kinds) {
    queries_.copy_rows();
  }

  /// Kinds whose tables the file has; all others are made when they are first written.
  void know_tables(const std::vector<Kind>& kinds);
  [[nodiscard]] bool has_table(Kind kind) const { return kind < has_table_.size() && has_table_[kind]; }

  void put(Kind kind, const RowView& row) override;
  void erase(Kind kind, std::int64_t id) override;
  std::int64_t next_id(std::string_view sequence, std::int64_t first, std::int64_t count) override;

  /// Around one job. After finish() the job's changes are complete in the transaction, and touched() are its kinds.
  void start();
  void finish();
  /// The job's changes have been rolled back.
  void forget();
  [[nodiscard]] std::vector<Kinds::Touched>& touched() { return touched_; }
  /// A put or erase has thrown. A job that swallowed that is still kept from committing.
  [[nodiscard]] bool broken() const { return broken_; }

 protected:
  void before_tally() override { flush_tally(); }

 private:
  void touch(Kind kind, std::int64_t id);
  void mark_table(Kind kind);
  void ensure_table(Kind kind);
  void put_row(Kind kind, const RowView& row);
  void update_row(Kind kind, const RowView& row);
  template <class Work>
  auto watched(Work work);
  void add_to_tally(Kind kind, std::int64_t account, std::int64_t n);
  void flush_tally();
  void flush_sequences();

  struct Sequence {
    std::string name;
    std::int64_t next;
  };
  struct Tally {
    Kind kind;
    std::int64_t account, n;
  };
  Connection& connection_;
  Kinds& kinds_;
  std::vector<Kinds::Touched> touched_;
  std::vector<Tally> tally_;         // differences not written yet
  std::vector<Sequence> sequences_;  // that this job has taken ids from, as they will be written
  std::vector<Kind> made_tables_;    // by this job
  std::vector<bool> has_table_;      // as this transaction sees it
  bool broken_ = false;
};

}  // namespace adsbox::store::sqlite
