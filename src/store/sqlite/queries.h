// The calls of Reader over one connection, shared by readers and the writer.
#pragma once

#include "store/sqlite/connection.h"
#include "store/sqlite/kinds.h"
#include "store/store.h"

namespace adsbox::store::sqlite {

class Queries {
 public:
  Queries(Connection& connection, Kinds& kinds) : connection_(connection), kinds_(kinds) {}

  std::optional<Row> get(Kind kind, std::int64_t id);
  void scan_parent(Kind kind, std::int64_t parent, const Visitor& visit);
  void scan_account(Kind kind, std::int64_t account, std::int64_t modified_since, const Visitor& visit);
  void scan_kind(Kind kind, std::int64_t after_id, const Visitor& visit);
  void scan_key(Kind kind, std::int64_t parent, std::string_view key, const Visitor& visit);
  void scan_key_anywhere(Kind kind, std::string_view key, const Visitor& visit);
  std::int64_t count_parent(Kind kind, std::int64_t parent);
  std::int64_t count_account(Kind kind, std::int64_t account);

  /// Rows are copied before the visitor sees them: under a writer the visitor may change the page that they lie on.
  void copy_rows() { copy_ = true; }

 private:
  void visit_all(Loan& rows, const Visitor& visit) const;
  Connection& connection_;
  Kinds& kinds_;
  bool copy_ = false;
};

/// Reader's virtual calls on top of Queries, for Base = Reader or Writer.
template <class Base>
class WithQueries : public Base {
 public:
  WithQueries(Connection& connection, Kinds& kinds) : queries_(connection, kinds) {}
  std::optional<Row> get(Kind kind, std::int64_t id) override { return queries_.get(kind, id); }
  void scan_parent(Kind kind, std::int64_t parent, const Visitor& visit) override { queries_.scan_parent(kind, parent, visit); }
  void scan_account(Kind kind, std::int64_t account, std::int64_t modified_since, const Visitor& visit) override {
    before_tally();
    queries_.scan_account(kind, account, modified_since, visit);
  }
  void scan_kind(Kind kind, std::int64_t after_id, const Visitor& visit) override { queries_.scan_kind(kind, after_id, visit); }
  void scan_key(Kind kind, std::int64_t parent, std::string_view key, const Visitor& visit) override {
    queries_.scan_key(kind, parent, key, visit);
  }
  void scan_key_anywhere(Kind kind, std::string_view key, const Visitor& visit) override {
    queries_.scan_key_anywhere(kind, key, visit);
  }
  std::int64_t count_parent(Kind kind, std::int64_t parent) override { return queries_.count_parent(kind, parent); }
  std::int64_t count_account(Kind kind, std::int64_t account) override {
    before_tally();
    return queries_.count_account(kind, account);
  }

 protected:
  /// The writer holds counts back; this is where it lets them go.
  virtual void before_tally() {}
  Queries queries_;
};

}  // namespace adsbox::store::sqlite
