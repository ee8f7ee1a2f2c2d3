// What is known of one request while it is answered. Every stage of the way adds what it learns; the journal keeps it, explain
// reads it, faults report on it.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "errors/failure.h"
#include "schema/tables.h"

namespace adsbox {

enum class Channel : std::uint8_t { http, soap, rest };  // http: pages, sign-in, files, the admin API

/// The parts that the time of a request is told in. `store` lies within the others.
enum class Stage : std::uint8_t { decode, authorize, handle, store, encode };
inline constexpr std::size_t stage_count = 5;
inline constexpr std::array<std::string_view, stage_count> stage_names = {"decode", "authorize", "handle", "store", "encode"};

/// What the migration check said of a call (src/migrate).
struct MigrationCheck {
  std::string verdict;  // "same", "different", "impossible"
  std::string report;   // JSON, without secrets
};

struct Exchange {
  std::string tracking_id;
  std::int64_t ticks = 0;  // the system's time when the request came
  Channel protocol = Channel::http;
  std::string world;                                 // name; empty = none was chosen
  const schema::OperationInfo* operation = nullptr;  // of a service
  std::string endpoint;                              // of what is no operation: "token", "authorize", "page", "file", "admin"
  std::string user_name;                             // who called, where that was found out
  std::array<std::chrono::nanoseconds, stage_count> spent{};
  std::optional<Failure> failure;             // the whole call was refused
  std::vector<ErrorValue> partial_errors;     // items were refused
  schema::ContractVersion contract = 0;       // an older one that the answer was for; 0 = the newest
  std::vector<std::string> warnings;          // what was ignored or understood only in part
  std::vector<std::string> fired;             // ids of the fault rules that fired
  std::vector<std::string> credential_notes;  // which check of the credentials said what, in the order they were made
  std::optional<MigrationCheck> migration;    // where calls are checked as they come

  /// Operation or endpoint, for people: "AddCampaigns", "token".
  [[nodiscard]] std::string_view what() const {
    return operation != nullptr ? schema::text(operation->name) : std::string_view(endpoint);
  }
};

/// The names of the contract tell which operations change nothing.
[[nodiscard]] inline bool reads_only(const schema::OperationInfo& operation) {
  const auto name = schema::text(operation.name);
  return name.starts_with("Get") || name.starts_with("Search") || name.starts_with("Find");
}

/// Adds the time of its own life to a stage.
class Timed {
 public:
  Timed(Exchange& exchange, Stage stage)
      : spent_(exchange.spent[static_cast<std::size_t>(stage)]), begin_(std::chrono::steady_clock::now()) {}
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;
  ~Timed() { spent_ += std::chrono::steady_clock::now() - begin_; }

 private:
  std::chrono::nanoseconds& spent_;
  std::chrono::steady_clock::time_point begin_;
};

}  // namespace adsbox
