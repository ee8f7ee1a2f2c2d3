// The fault rules of one world, and what they decide about a request.
//
//   auto decision = faults::before(rules, query);            // the caller was accepted, nothing has been done yet
//   if (decision.instead()) ... no handler, answer decision.failure or nothing
//   ... the handler asks decision.item(i) for each item, and leaves out those that get an error
//   faults::finish(rules, decision, query, response);        // the answer is written
//
// A rule counts as fired when its effect came into force, so that a test can ask whether it tested anything.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <expected>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "faults/rule.h"
#include "net/http.h"

namespace adsbox::faults {

/// What is known of a request before it is answered.
struct Query {
  const schema::OperationInfo* operation = nullptr;  // or:
  std::string_view endpoint;                         // see endpoints()
  Channel protocol = Channel::http;
  std::string_view tracking_id;
  std::string_view access_token;  // for token.expire_access only; its hash is kept
};

/// What happens to the answer on its way.
struct Wire {
  std::chrono::milliseconds delay{0};
  std::uint64_t bytes_per_second = 0;
  bool drop = false;
  std::optional<double> cut_fraction;
  std::optional<std::uint64_t> cut_bytes;
};

/// An answer that is not the service's.
struct Plain {
  int status = 503;
  std::string body;
  std::string_view content_type;
  int retry_after = -1;
};

struct Decision {
  std::vector<std::string> fired;  // ids, for Exchange::fired
  std::optional<Failure> failure;
  std::optional<Plain> plain;
  bool after_commit = false;  // the work is done first
  Wire wire;

  /// The work is not to be done at all.
  [[nodiscard]] bool instead() const { return refused() && !after_commit; }
  [[nodiscard]] bool refused() const { return failure || plain || wire.drop; }
  [[nodiscard]] bool for_items() const { return !items_.empty(); }
  /// The error that the item at that index gets instead of having any effect.
  [[nodiscard]] std::optional<ErrorValue> item(int index);

 private:
  friend class Rules;
  struct Items {
    std::string id;
    ErrorValue error;
    std::vector<int> indexes;
    unsigned every;
    bool taken = false;
  };
  std::vector<Items> items_;
};

/// What a rule has done so far.
struct Report {
  Rule rule;
  std::uint64_t matched = 0;  // requests that fit, however they ended
  std::uint64_t fired = 0;
  std::vector<std::string> tracking_ids;  // of the last ones it fired on
};

/// Thread-safe. Costs one load of a number while there are no rules.
class Rules {
 public:
  static constexpr std::size_t most_rules = 1000;
  static constexpr std::size_t most_tracking_ids = 1000;  // kept for each rule

  /// All or none. Rules without an id get one. Returns the ids; the error says which rule cannot be and why: its id is taken, or
  /// there are too many.
  std::expected<std::vector<std::string>, std::string> add(std::vector<Rule> rules);
  /// In the order in which they were added, which is the order in which they are asked.
  [[nodiscard]] std::vector<Report> list() const;
  [[nodiscard]] std::optional<Report> find(std::string_view id) const;
  bool erase(std::string_view id);
  std::size_t clear();
  void reset_counters();
  [[nodiscard]] bool empty() const { return size_.load(std::memory_order_relaxed) == 0; }

  [[nodiscard]] Decision decide(const Query& query);
  [[nodiscard]] std::optional<std::string> changes(std::string_view change, const Query& query);
  /// Takes back firings whose items were not there.
  void settle(Decision& decision, const Query& query);

 private:
  struct Entry {
    Rule rule;
    std::vector<bool> operations;  // by OperationId
    std::vector<std::string> endpoints;
    std::uint64_t matched = 0;
    std::uint64_t fired = 0;
    std::deque<std::string> tracking_ids;
    std::unordered_set<std::size_t> expired;  // hashes of access tokens
  };
  [[nodiscard]] static bool fits(const Entry& entry, const Query& query);
  [[nodiscard]] static bool due(const Entry& entry);
  static void fire(Entry& entry, const Query& query, Decision& decision);
  static void refuse(const Entry& entry, Error error, Decision& decision);
  static void add_wire(const Entry& entry, Wire& wire);
  Entry* entry(std::string_view id);
  [[nodiscard]] static Report report(const Entry& entry);

  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Entry>> entries_;
  std::uint64_t next_ = 1;
  std::atomic<std::size_t> size_{0};
};

/// Which operations a rule is about, by OperationId; all false for endpoints.
[[nodiscard]] std::vector<bool> operations_of(const Match& match);

/// Asked once a request.
[[nodiscard]] inline Decision before(Rules& rules, const Query& query) {
  return rules.empty() ? Decision() : rules.decide(query);
}
/// The rule by which an answer is to be changed in the named way (see answer_changes()), if any; asking counts as a request that
/// fits, and yes as a firing.
[[nodiscard]] inline std::optional<std::string> active(Rules& rules, std::string_view change, const Query& query) {
  return rules.empty() ? std::nullopt : rules.changes(change, query);
}
/// Puts Plain and Wire on the answer. Call when the answer is complete, once for each decision.
void finish(Rules& rules, Decision& decision, const Query& query, net::Response& response);

}  // namespace adsbox::faults
