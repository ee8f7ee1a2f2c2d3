// The journal of a server: the requests that it answered lately, as many as fit into a bound.
//
//   journal.record(std::move(exchange), request, response);
//   for (const auto& entry : journal.select({.operation = "AddCampaigns"}).entries) use(*entry);
//
// Recording costs a copy of both messages, an allocation and two short locks; nothing is decoded before somebody reads it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/entry.h"

namespace adsbox::journal {

/// Which entries are asked for: those that fit everything that is set. Names are compared without regard to case.
struct Filter {
  std::string world, service, operation;  // operation: also an endpoint's name ("token")
  std::string protocol;                   // "soap", "rest", "http"
  std::string tracking_id, user;
  std::string text;                    // stands in the target, a header or a body, as they are shown: secrets are not found
  std::string rule;                    // a fault rule that fired, or the rule that refused the call or an item
  std::optional<bool> failed;          // refused, or some items were
  int status = 0;                      // a status (404), or a class of them (4)
  std::int64_t since = 0, until = 0;   // system ticks, both included; 0 = open
  std::optional<std::uint64_t> after;  // a sequence: only later ones, and the earliest of these
  std::size_t limit = 100;             // without `after`: the latest ones
};

/// Entries in ascending sequence. `last`: up to which sequence the journal has been looked through.
struct Page {
  std::vector<EntryPtr> entries;
  std::uint64_t last = 0;
};

struct Extent {
  std::size_t limit = 0, bytes = 0, entries = 0;
  std::uint64_t first = 0, last = 0;  // sequences that are there; 0 = none
  std::int64_t since = 0;             // ticks of the oldest one
};

/// Thread-safe.
class Journal {
 public:
  static constexpr std::size_t default_bytes = std::size_t{64} << 20;
  /// `bytes` bounds all that entries own; 0 = nothing is recorded.
  explicit Journal(std::size_t bytes = default_bytes) : limit_(bytes) {}

  /// Requests of the admin API (/_adsbox/) are not recorded.
  void record(Exchange exchange, const net::Request& request, const net::Response& response);

  [[nodiscard]] Page select(const Filter& filter) const;
  /// As select, but waits (at most `wait`) until there is something, or the journal closes. Few may wait at a time: over that the
  /// answer comes at once.
  [[nodiscard]] Page follow(Filter filter, std::chrono::milliseconds wait) const;
  /// The latest request of that tracking id (without regard to case); nullptr when there is none (any more).
  [[nodiscard]] EntryPtr find(std::string_view tracking_id) const;
  [[nodiscard]] EntryPtr find(std::uint64_t sequence) const;
  [[nodiscard]] Extent extent() const;
  /// Forgets all entries; sequences go on. Returns how many there were.
  std::size_t clear();
  /// Ends all waiting, for good: the server stops.
  void close();

 private:
  /// From hashes of tracking ids to sequences: open addressing; slots of entries that have gone are taken again.
  class Index {
   public:
    void put(std::uint64_t hash, std::uint64_t sequence, std::uint64_t oldest);
    /// Calls `is(sequence)` for candidates not older than `oldest` until one is it.
    template <class Is>
    void each(std::uint64_t hash, std::uint64_t oldest, const Is& is) const {
      if (slots_.empty()) return;
      for (std::size_t i = hash & (slots_.size() - 1); slots_[i].sequence != 0; i = (i + 1) & (slots_.size() - 1))
        if (slots_[i].hash == hash && slots_[i].sequence >= oldest) is(slots_[i].sequence);
    }

   private:
    struct Slot {
      std::uint64_t hash = 0, sequence = 0;  // sequence 0: free
    };
    void grow(std::uint64_t oldest);
    std::vector<Slot> slots_;  // a power of two, at most half in use
    std::size_t used_ = 0;
  };

  [[nodiscard]] std::vector<EntryPtr> copy(std::uint64_t first, std::size_t most) const;
  [[nodiscard]] Page earliest(const Filter& filter) const;
  [[nodiscard]] Page latest(const Filter& filter) const;

  const std::size_t limit_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  mutable unsigned waiting_ = 0;
  Blocks blocks_;
  std::deque<EntryPtr> entries_;  // sequences without a gap
  std::uint64_t next_ = 1;
  std::size_t bytes_ = 0;
  Index index_;
  bool closed_ = false;
};

}  // namespace adsbox::journal
