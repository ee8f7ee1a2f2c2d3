// What the tests of this folder share.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "codec/json_tree.h"
#include "faults/rule_json.h"

namespace adsbox::faults::testing {

inline const schema::OperationInfo& operation(std::string_view service, std::string_view name) {
  return *schema::find_operation(*schema::find_service(service), name);
}

inline Query soap(std::string_view name, std::string_view tracking_id = "t", std::string_view service = "CampaignManagement") {
  return {&operation(service, name), {}, Channel::soap, tracking_id, {}};
}

inline std::expected<Rule, std::string> parse(std::string_view json) {
  const auto document = codec::parse_json(json);
  if (!document) return std::unexpected("no JSON");
  return read_rule(*document);
}

/// The rule's id.
inline std::string add(Rules& rules, std::string_view json) {
  auto rule = parse(json);
  EXPECT_TRUE(rule) << json << ": " << rule.error();
  if (!rule) return {};
  auto ids = rules.add({std::move(*rule)});
  EXPECT_TRUE(ids) << ids.error();
  return ids ? ids->front() : std::string();
}

/// On which of `n` calls the rules fire, as "..x".
inline std::string pattern(Rules& rules, const Query& query, int n) {
  std::string s;
  for (int i = 0; i < n; ++i) s += before(rules, query).fired.empty() ? '.' : 'x';
  return s;
}

}  // namespace adsbox::faults::testing
