// What `adsbox fault add` makes of its options.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "cli/parser.h"

namespace adsbox::cli {

struct FaultOptions {
  std::string json, preset, id;
  std::string operation, service, protocol, entity_kind;
  std::uint64_t nth = 0, every = 0, from = 0, to = 0, times = 0;
  std::string probability, seed;
  std::string error, fault, details, body, content_type, latency, cut, answer_change;
  std::vector<int> items;
  std::uint64_t every_item = 0, bytes_per_second = 0;
  int status = 0, retry_after = -1;
  bool drop = false, after_commit = false;

  void add_to(Parser& app);
  /// The rule; or what is wrong, for people. What the options mean is for the server to judge.
  [[nodiscard]] std::expected<std::string, std::string> rule_json() const;
};

}  // namespace adsbox::cli
