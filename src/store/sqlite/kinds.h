// What the threads of one store share about each kind: its version, whether it has rows at all, which index it has or should
// have.
#pragma once

#include <atomic>
#include <cstdlib>
#include <limits>
#include <memory>
#include <mutex>
#include <new>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/store.h"

namespace adsbox::store::sqlite {

/// The indexes that a kind gets only when somebody has had to do without: each costs every write of the kind.
enum class Index : std::uint8_t { by_key, by_account };
inline constexpr std::size_t kIndexes = 2;

class Kinds {
 public:
  Kinds() : states_(static_cast<State*>(std::calloc(kCount, sizeof(State)))) {
    if (states_ == nullptr) throw std::bad_alloc();
  }

  [[nodiscard]] std::uint64_t version(Kind kind) const { return states_[kind].version.load(std::memory_order_acquire); }
  void changed(Kind kind) { states_[kind].version.fetch_add(1, std::memory_order_acq_rel); }

  /// A kind that a transaction has touched; with the ids, if somebody watched the kind all the while.
  struct Touched {
    Kind kind = 0;
    bool complete = true;
    std::vector<std::int64_t> ids;
  };
  [[nodiscard]] bool watched(Kind kind) const { return states_[kind].watched.load(std::memory_order_acquire); }
  /// After a commit. Versions and what is kept for watchers change in one step.
  void changed(const std::vector<Touched>& touched) {
    std::scoped_lock lock(mutex_);
    for (const auto& t : touched) {
      if (watched(t.kind)) note(t);
      changed(t.kind);
    }
  }
  Store::Changes changes_since(Kind kind, std::uint64_t since) {
    std::scoped_lock lock(mutex_);
    auto& log = logs_[kind];
    if (!states_[kind].watched.exchange(true, std::memory_order_acq_rel)) log.known_since = version(kind);
    Store::Changes out{version(kind), std::nullopt};
    if (since < log.known_since) return out;
    out.ids.emplace();
    for (auto it = log.rows.rbegin(); it != log.rows.rend() && it->first > since; ++it) out.ids->push_back(it->second);
    return out;
  }

  /// False: the kind has no table in any snapshot so far. Set before the commit that creates the table.
  [[nodiscard]] bool may_have_table(Kind kind) const { return states_[kind].table.load(std::memory_order_acquire); }
  void has_table(Kind kind) { states_[kind].table.store(true, std::memory_order_release); }

  /// Set after the commit that creates the index.
  [[nodiscard]] bool has(Index index, Kind kind) const { return of(index, kind).there.load(std::memory_order_acquire); }
  void set(Index index, Kind kind) { of(index, kind).there.store(true, std::memory_order_release); }

  /// A reader had to do without the index; the next writer makes it.
  void want(Index index, Kind kind) {
    if (of(index, kind).wanted.exchange(true, std::memory_order_acq_rel)) return;
    std::scoped_lock lock(mutex_);
    wanted_.emplace(kind, index);
    any_wanted_.store(true, std::memory_order_release);
  }
  std::set<std::pair<Kind, Index>> take_wanted() {
    if (!any_wanted_.load(std::memory_order_acquire)) return {};
    std::scoped_lock lock(mutex_);
    any_wanted_.store(false, std::memory_order_release);
    return std::exchange(wanted_, {});
  }

 private:
  struct IndexState {
    std::atomic<bool> there, wanted;
  };
  struct State {
    std::atomic<std::uint64_t> version;
    std::atomic<bool> table, watched;
    IndexState indexes[kIndexes];
  };
  [[nodiscard]] IndexState& of(Index index, Kind kind) const { return states_[kind].indexes[static_cast<std::size_t>(index)]; }
  /// Rows changed lately, ascending by the version that they came with.
  struct Log {
    std::uint64_t known_since = 0;
    std::vector<std::pair<std::uint64_t, std::int64_t>> rows;
  };
  void note(const Touched& t) {
    constexpr std::size_t kMost = 8192;  // what changed more than this is read anew
    auto& log = logs_[t.kind];
    const auto next = version(t.kind) + 1;
    if (!t.complete || t.ids.size() + log.rows.size() > kMost) {
      log.known_since = next;
      log.rows.clear();
      return;
    }
    for (const auto id : t.ids) log.rows.emplace_back(next, id);
  }
  struct Free {
    void operator()(State* p) const { std::free(p); }
  };
  static constexpr std::size_t kCount = std::size_t{std::numeric_limits<Kind>::max()} + 1;
  // One megabyte of address space out of which only the pages of kinds in use become memory: the system hands out zeroed pages
  // for a block of this size, and all-zero is the state of a kind without rows.
  std::unique_ptr<State[], Free> states_;
  std::mutex mutex_;
  std::set<std::pair<Kind, Index>> wanted_;
  std::unordered_map<Kind, Log> logs_;
  std::atomic<bool> any_wanted_{false};
};

}  // namespace adsbox::store::sqlite
