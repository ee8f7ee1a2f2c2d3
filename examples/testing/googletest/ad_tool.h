// The program under test: adds campaigns by the SDK and survives what the service does to its callers.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "adsbox/client.h"

class AdTool {
 public:
  /// The SDK waits when calls come too often and renews tokens that have run out; what is left is the tool's.
  explicit AdTool(adsbox::ClientOptions options) : client_(std::move(options)) {}

  struct Added {
    std::vector<std::int64_t> ids;     // in the order of the names; 0 = refused
    std::vector<std::string> refused;  // why, for people
  };
  /// Campaigns whose names are there already keep their ids: the answer to an earlier try may have got lost.
  std::expected<Added, adsbox::ApiError> add_campaigns(const std::vector<std::string>& names, double daily_budget);
  std::expected<std::vector<std::string>, adsbox::ApiError> names() const;

 private:
  adsbox::ServiceClient client_;
};
