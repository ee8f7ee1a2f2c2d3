// What searches ask of accounts, kept in memory in columns: who owns each, its state, and its name and number without their case.
// SQLite finds accounts by id and by number; what it has no index for (a part of a name, an order by name) would cost it a pass
// over all rows.
//
// Made when a server with many accounts starts, else at the first search that needs it; mended by the ids of the rows that
// commits have changed since (Store::changes_since). Until then searches by id, by number and of a small customer are answered by
// the store's indexes, and a page in the order of ids by the first accounts if they fill it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/customer_management/search_text_column.h"
#include "store/store.h"

namespace adsbox::services {

/// Which accounts some roles reach: all of these customers, and these accounts.
struct AccountReach {
  std::vector<std::int64_t> customers, accounts;
};

struct AccountSearch {
  AccountReach reach;                    // of the caller
  std::optional<AccountReach> of_user;   // those of them that this reaches, too
  std::optional<std::int64_t> customer;  // of this owner
  std::optional<std::vector<std::int64_t>> ids;
  std::optional<TextTest> name, number;
  bool name_or_number = false;                                                // one of the two is enough
  std::function<bool(std::int32_t status, std::int32_t pause_reason)> state;  // empty: all
  enum class Order : std::uint8_t { id, name, number } order{};
  bool descending = false;
  std::size_t first = 0, size = 0;
};

class AccountTable {
 public:
  /// Ids of the page, as current as a read() begun now. Thread-safe.
  std::vector<std::int64_t> find(store::Store& store, const AccountSearch& search);
  /// Makes the table of a store with many accounts, so that no search has to.
  void prepare(store::Store& store);

 private:
  static constexpr std::uint32_t none = 0xffffffff;
  struct Row {
    std::int64_t id = 0;  // 0: the slot is free
    std::uint32_t owner = 0;
    std::uint8_t status = 0, pause_reason = 0;
  };
  struct Owner {
    std::int64_t customer = 0;
    std::vector<std::uint32_t> slots;
  };
  struct Reached;

  void refresh(store::Store& store);
  void sort_for(const AccountSearch& search);
  [[nodiscard]] bool ready(std::uint64_t version, const AccountSearch& search) const;
  [[nodiscard]] std::vector<std::int64_t> search(const AccountSearch& search) const;
  [[nodiscard]] static std::optional<AccountTable> small_enough(store::Store& store, const AccountSearch& search);
  [[nodiscard]] static std::optional<std::vector<std::int64_t>> among_first(store::Store& store, const AccountSearch& search);
  void put(const store::RowView& row);
  void erase(std::int64_t id);
  void link(std::uint32_t slot);
  void unlink(std::uint32_t slot);
  void sort(AccountSearch::Order order);
  [[nodiscard]] bool before(AccountSearch::Order order, std::uint32_t a, std::uint32_t b) const;
  [[nodiscard]] Reached reached(const AccountReach& reach) const;
  [[nodiscard]] std::uint32_t slot_of(std::int64_t id) const;
  [[nodiscard]] std::optional<std::vector<std::uint32_t>> candidates(const AccountSearch& search) const;
  void equal_texts(AccountSearch::Order order, const TextTest& test, std::vector<std::uint32_t>& out) const;
  [[nodiscard]] const TextColumn& column(AccountSearch::Order order) const;

  std::unique_ptr<std::shared_mutex> mutex_ = std::make_unique<std::shared_mutex>();
  bool made_ = false;
  std::uint64_t version_ = 0;
  std::vector<Row> rows_;
  TextColumn names_, numbers_;
  std::unordered_map<std::int64_t, std::uint32_t> slots_;
  std::vector<Owner> owners_;
  std::unordered_map<std::int64_t, std::uint32_t> owner_of_;
  /// Slots by id, name and number; made when first asked for.
  struct Sorted {
    bool made = false;
    std::vector<std::uint32_t> slots;
  };
  static constexpr AccountSearch::Order all_orders[] = {AccountSearch::Order::id, AccountSearch::Order::name,
                                                        AccountSearch::Order::number};
  [[nodiscard]] Sorted& sorted(AccountSearch::Order order) { return sorted_[static_cast<std::size_t>(order)]; }
  [[nodiscard]] const Sorted& sorted(AccountSearch::Order order) const { return sorted_[static_cast<std::size_t>(order)]; }
  /// Which of them a search needs.
  [[nodiscard]] static std::vector<AccountSearch::Order> orders_for(const AccountSearch& search);
  Sorted sorted_[3];
};

}  // namespace adsbox::services
