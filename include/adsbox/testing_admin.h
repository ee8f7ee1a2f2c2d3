// The admin API of a running adsbox, /_adsbox/v1/...: worlds, snapshots, clocks, fault rules, the journal of requests,
// explanations. A method a route; answers are the server's JSON as it came. Tests mostly want adsbox/testing.h, which stands on
// this and gives typed answers; the program's own commands (`adsbox world`, `fault`, ...) stand on this, too.
//
//   adsbox::AdminClient admin({.url = "http://127.0.0.1:8080"});
//   if (auto made = admin.create_world("t1", {.seed = "demo"}); !made) std::puts(made.error().message.c_str());
//
// The server answers to programs on its own machine, to others only with its admin token (serve --admin-token-file).
// Thread-safe. Nothing throws, except for want of memory.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adsbox/transport.h"

namespace adsbox {

/// Why an admin call, or something that stands on one, failed.
struct AdminError {
  int status = 0;       // HTTP status of the refusal; 0 = there was no answer, or the reason is not the server's
  std::string message;  // one sentence for people; begins with the status where there is one
};
template <class T>
using AdminResult = std::expected<T, AdminError>;

/// How a world begins.
struct WorldStart {
  std::string seed;      // none, credentials, demo; empty = as the server was started (create), as the world began (reset)
  std::string snapshot;  // a snapshot instead of a seed
  std::string time;      // ISO 8601, UTC: "2026-01-31T12:00:00Z"; empty = the system's time, or the snapshot's
  bool frozen = false;   // its clock stands still
};

/// How a world's clock changes; what is given is done in this order.
struct ClockChange {
  std::string set;                        // ISO 8601, UTC: jump to this moment (year 1 to 9999)
  std::optional<double> advance_seconds;  // jump by so much; negative ones go back
  std::optional<double> factor;           // world seconds in a second, 0 to 1e9; 0 = stand still, 1 = as usual
};

/// Which requests of the journal: those that fit everything that is given.
struct JournalFilter {
  std::string world, service, operation;  // operation: also an endpoint's name (token, authorize, page, file)
  std::string protocol;                   // soap, rest, http
  std::string tracking_id, user;
  std::string text;                    // stands in target, headers or bodies, as they are shown (without secrets)
  std::string rule;                    // a fault rule that fired, or the rule that refused the call or an item
  std::string status;                  // 404, or 4xx
  std::string since, until;            // ISO 8601, UTC, by the system's clock; both included
  std::optional<bool> failed;          // true: the call or some items were refused; false: nothing was
  std::optional<std::uint64_t> after;  // later than this sequence, the earliest first; without it the latest ones
  std::optional<int> limit;            // at most so many, 1 to 1000; 100 when absent
  bool details = false;                // with headers, bodies and timing
  std::chrono::seconds wait{0};        // up to 60: how long to wait for a request when there is none yet
};

struct AdminOptions {
  std::string url = "http://127.0.0.1:8080";  // base address; a slash at its end is dropped
  std::string admin_token;                    // empty on the server's own machine
  std::shared_ptr<Transport> transport;       // empty = libcurl with its defaults
};

/// Names of limits and their numbers: {{"campaigns-per-account", 3}}.
using LimitValues = std::vector<std::pair<std::string, std::int64_t>>;

using QueryParameters = std::vector<std::pair<std::string, std::string>>;

class AdminClient {
 public:
  /// The body of a 2xx answer: JSON where nothing else is said.
  using Answer = AdminResult<std::string>;

  explicit AdminClient(AdminOptions options);
  [[nodiscard]] const std::string& url() const { return options_.url; }
  [[nodiscard]] const std::shared_ptr<Transport>& transport() const { return options_.transport; }

  /// Any call below /_adsbox/v1/. `path` is encoded and has no slash in front; `body` is JSON, empty = none. `wait`: how much
  /// longer than usual (100 s) the answer may take.
  [[nodiscard]] Answer call(std::string_view method, std::string_view path, const QueryParameters& query = {},
                            std::string body = {}, std::chrono::seconds wait = {}) const;

  [[nodiscard]] Answer worlds() const;
  [[nodiscard]] Answer world(std::string_view name) const;
  /// `name`: at most 63 of a-z, 0-9, '-', no '-' in front. `environment`: sandbox (as when empty) or production.
  [[nodiscard]] Answer create_world(std::string_view name, const WorldStart& start = {}, std::string_view environment = {}) const;
  [[nodiscard]] Answer reset_world(std::string_view name, const WorldStart& start = {}) const;
  [[nodiscard]] Answer drop_world(std::string_view name) const;

  /// SOAP calls are refused from `when` on, by the world's clock: the last day of SOAP (2027-01-31, as when empty) or a moment
  /// (ISO 8601, UTC); `never`; `server`: as the server was started.
  [[nodiscard]] Answer end_soap(std::string_view world, std::string_view when = {}) const;

  /// Answers are for this contract from now on, without what came after it: "13.0.11"; `newest`; `client`: that of the official
  /// SDK which calls; `server`: as the server was started.
  [[nodiscard]] Answer set_contract(std::string_view world, std::string_view version) const;

  /// How many of something fit somewhere in the world (`X-per-Y`), as it is and as it is documented.
  [[nodiscard]] Answer limits(std::string_view world) const;
  /// All of them, or none: a name that is not known refuses the call.
  [[nodiscard]] Answer set_limits(std::string_view world, const LimitValues& values) const;
  /// Back to the documented numbers: of one, or of all when `name` is empty.
  [[nodiscard]] Answer reset_limits(std::string_view world, std::string_view name = {}) const;

  [[nodiscard]] Answer snapshots() const;
  /// Replaces a snapshot of that name.
  [[nodiscard]] Answer take_snapshot(std::string_view world, std::string_view snapshot) const;
  [[nodiscard]] Answer restore_snapshot(std::string_view world, std::string_view snapshot) const;
  [[nodiscard]] Answer drop_snapshot(std::string_view snapshot) const;

  [[nodiscard]] Answer clock(std::string_view world) const;
  [[nodiscard]] Answer change_clock(std::string_view world, const ClockChange& change) const;

  /// `rule`: a rule, `{"rules": [...]}` or a preset as JSON; see FaultRule::json(). The answer has the `ids`.
  [[nodiscard]] Answer add_faults(std::string_view world, std::string rule) const;
  [[nodiscard]] Answer faults(std::string_view world) const;
  [[nodiscard]] Answer fault(std::string_view world, std::string_view id) const;
  [[nodiscard]] Answer fault_presets() const;
  [[nodiscard]] Answer remove_fault(std::string_view world, std::string_view id) const;
  [[nodiscard]] Answer remove_faults(std::string_view world) const;
  [[nodiscard]] Answer reset_fault_counters(std::string_view world) const;
  /// `ok` of the answer: whether each of the rules (all when `ids` is empty) fired, exactly `times` when given.
  [[nodiscard]] Answer check_faults(std::string_view world, const std::vector<std::string>& ids,
                                    std::optional<std::uint64_t> times) const;

  [[nodiscard]] Answer requests(const JournalFilter& filter) const;
  [[nodiscard]] Answer requests_as_har(const JournalFilter& filter) const;
  /// One request with bodies, by sequence or TrackingId.
  [[nodiscard]] Answer request(std::string_view id) const;
  [[nodiscard]] Answer forget_requests() const;
  /// Why it was answered as it was, by TrackingId or sequence; `as_text`: in words instead of JSON.
  [[nodiscard]] Answer explain(std::string_view id, bool as_text = false) const;

 private:
  AdminOptions options_;
};

}  // namespace adsbox
