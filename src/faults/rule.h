// A fault rule: which requests it is about, and what goes wrong with them.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "errors/failure.h"
#include "exchange/exchange.h"

namespace adsbox::faults {

/// Which requests. All conditions must hold; 0 and empty mean "no condition".
struct Match {
  /// Names of operations, `Get*` for all that begin so, `*` for all; or an endpoint (see endpoints()). Several with commas.
  std::string operation = "*";
  std::string service;
  std::optional<Channel> protocol;  // soap or rest
  std::string entity_kind;          // what the operation is about: "Campaign"; see operation_is_about
  // Of the requests that fit so far, counted from 1:
  std::uint64_t nth = 0;
  std::uint64_t every = 0;
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  double probability = 1;  // the n-th request fires by seed and n alone: equal seeds, equal runs
  std::uint64_t seed = 1;
  std::uint64_t times = 0;  // fires at most that often
};

/// How long an answer is held back, drawn for each firing.
struct Latency {
  enum class Kind : std::uint8_t { fixed, uniform, normal, exponential, percentiles };
  static constexpr double most_ms = 600'000;
  Kind kind = Kind::fixed;
  double first = 0;                                    // ms: the value, the least, the mean
  double second = 0;                                   // ms: the most, the deviation
  std::vector<std::pair<double, double>> percentiles;  // percent and ms, both ascending; straight lines between them
  /// The same for the same seed and n. Between 0 and most_ms.
  [[nodiscard]] std::chrono::milliseconds draw(std::uint64_t seed, std::uint64_t n) const;
};

struct Effect {
  // An error of the catalogue: of the whole call, or of items of its list when `items` or `every_item` says which.
  std::optional<Error> error;
  std::optional<FaultKind> fault;  // none: by the error
  std::string details;
  std::vector<int> items;   // indexes from 0
  unsigned every_item = 0;  // 3: the third, the sixth, ...
  // An answer of the network instead of the service's.
  int status = 0;
  std::string body;
  std::string_view content_type;  // a constant
  int retry_after = -1;           // seconds
  bool drop = false;              // the connection is reset instead of an answer
  /// Error, status and drop: the request does its work first, and the client never learns of it.
  bool after_commit = false;
  // The way of the answer.
  std::optional<Latency> latency;
  std::uint64_t bytes_per_second = 0;
  std::optional<double> cut_fraction;
  std::optional<std::uint64_t> cut_bytes;
  /// A named change of the answer that the code that makes it asks for; see answer_changes().
  std::string answer_change;

  [[nodiscard]] bool of_items() const { return !items.empty() || every_item != 0; }
  /// Something else than the service's answer comes back.
  [[nodiscard]] bool refuses() const { return (error && !of_items()) || status != 0 || drop; }
};

struct Rule {
  std::string id;
  Match match;
  Effect effect;
};

struct Named {
  std::string_view name;
  std::string_view meaning;
};
/// What requests that are no operations are called in a rule.
[[nodiscard]] std::span<const Named> endpoints();
[[nodiscard]] std::span<const Named> answer_changes();

/// Calls `f(name)` for each name of Match::operation, blanks around it taken off.
template <class F>
void for_each_name(std::string_view list, F&& f) {
  while (!list.empty()) {
    auto name = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), name.size() + 1));
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    f(name);
  }
}

/// Whether an operation's request or answer holds objects of that type (or of its family), or its name says so: DeleteCampaigns
/// is about Campaign.
[[nodiscard]] bool operation_is_about(const schema::OperationInfo& operation, std::string_view entity_kind);

/// Evenly distributed in [0, 1); a function of its arguments only.
[[nodiscard]] double chance(std::uint64_t seed, std::uint64_t n, std::uint64_t stream = 0);

}  // namespace adsbox::faults
