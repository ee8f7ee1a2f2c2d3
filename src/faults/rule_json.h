// Fault rules as JSON, in and out: docs/faults.md describes it.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "codec/json_tree.h"
#include "faults/rules.h"

namespace adsbox::faults {

/// A rule out of {"id", "match", "effect"}. The document that `json` was read from must still be there. The error is for people:
/// it names the member and says what it takes.
[[nodiscard]] std::expected<Rule, std::string> read_rule(const codec::JsonValue& json);
/// Changes those conditions that are given.
[[nodiscard]] std::expected<void, std::string> read_match(const codec::JsonValue& json, Match& match);
/// Whether any operation or endpoint fits: what is wrong otherwise.
[[nodiscard]] std::expected<void, std::string> check_match(const Match& match);

[[nodiscard]] std::string rule_json(const Rule& rule);
/// The rule with its counters.
[[nodiscard]] std::string report_json(const Report& report);

}  // namespace adsbox::faults
